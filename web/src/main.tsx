// What is seen before this script stands in index.html: tokens, app and shell.
import './theme/fonts.css'
import '@mantine/core/styles.layer.css'
import '@mantine/dates/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import { MantineProvider, mergeThemeOverrides } from '@mantine/core'
import { DatesProvider } from '@mantine/dates'
import { Notifications } from '@mantine/notifications'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import 'dayjs/locale/vi'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { ApiError } from './api/client'
import { initWords, useLang } from './i18n'
import { makeRouter } from './router'
import { resolver, theme } from './theme/mantine'
import { useScheme } from './theme/scheme'

const client = new QueryClient({
  queryCache: new QueryCache(),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (n, e) => n < 2 && e instanceof ApiError && (e.status === 0 || e.status >= 502),
    },
  },
})
const router = makeRouter(client)

function App() {
  const scheme = useScheme()
  const lang = useLang()
  const { t } = useTranslation()
  const closeButtonProps = { 'aria-label': t('common.close') }
  const named = mergeThemeOverrides(theme, { components: { Notification: { defaultProps: { closeButtonProps } } } })
  return (
    <MantineProvider theme={named} cssVariablesResolver={resolver} forceColorScheme={scheme}>
      <DatesProvider settings={{ locale: lang, firstDayOfWeek: 1 }}>
        <Notifications position="bottom-right" zIndex={400} />
        <RouterProvider router={router} />
      </DatesProvider>
    </MantineProvider>
  )
}

void initWords().then(() =>
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  ),
)
