/** @jsxImportSource preact */
import { render } from 'preact'
import { Workbox } from 'workbox-window'
import '../theme/fonts.css'
import { App } from './App'
import { t } from './words'

document.title = `${t('staff.title')} · Chạm`
render(<App />, document.getElementById('root')!)

// In development the page changes too often to be kept.
if ('serviceWorker' in navigator && import.meta.env.PROD)
  void new Workbox('/staff/sw.js', { scope: '/staff/' }).register()
