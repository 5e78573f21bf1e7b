import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { places } from '../src/shell/places'

// The page before its script: the frame (rail, header, waiting rows; or the sign-in card) stands in index.html with the
// styles it needs, so that a slow line shows it with the first answer. React takes it away when its own is there
// (src/shell/useArrived.ts). Both languages and all frames are in it; src/first.js says which are shown.

const file = (path: string) => readFileSync(new URL('../' + path, import.meta.url), 'utf8')
const locale = (lang: string) => JSON.parse(file(`../locale/${lang}.json`)) as unknown

function frames() {
  const words = { vi: locale('vi'), en: locale('en') }
  const sprite = file('src/parts/icons.svg')
  const word = (key: string) =>
    Object.entries(words)
      .map(([lang, all]) => {
        const said = key.split('.').reduce((at, part) => (at as Record<string, unknown>)[part], all)
        if (typeof said !== 'string') throw new Error(`locale/${lang}.json has no ${key}`)
        return `<span lang="${lang}">${said}</span>`
      })
      .join('')
  const icon = (name: string, size = '') => {
    const glyph = new RegExp(`<symbol id="${name}" viewBox="([^"]*)">(.*?)</symbol>`).exec(sprite)
    if (!glyph) throw new Error(`icons.svg has no ${name}`)
    return `<svg class="ic ${size}" viewBox="${glyph[1]}">${glyph[2]}</svg>`
  }
  const bone = (width: string, height = 14) => `<i class="sk1" style="width:${width};height:${height}px"></i>`
  const mark =
    '<span class="mark"><svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round">' +
    '<path d="M16.5 7A6.5 6.5 0 1 0 16.5 17"/><circle cx="17.5" cy="12" r="1.6" fill="currentColor" stroke="none"/></svg></span>'
  const business = `<a class="ws">${mark}<div><b>${bone('96px', 16)}</b><small>${word('nav.product')}</small></div></a>`
  const user = `<div class="who1"><span class="av"></span></div>`
  const rail = places.filter((p) => !p.within)
  const links = rail.map(
    (p) => `<div>${p.to === '/sources' ? '<hr>' : ''}<a>${icon(p.icon)}<span>${word(p.word)}</span></a></div>`,
  )
  const rows = [92, 55, 58, 61, 64, 67].map((n) => bone(n + '%')).join('')
  const app = (slim: boolean) =>
    `<div class="app${slim ? ' slim' : ''}"><aside class="rail">${business}<div class="find-b">` +
    (slim ? icon('search') : `${icon('search', 's')}<span>${word('common.search')}</span><kbd>Ctrl K</kbd>`) +
    `</div><nav class="nav">${links.join('')}</nav><div class="railfoot">${user}</div></aside>` +
    `<header class="mobtop">${business}<span class="sp"></span><div class="find-b">${icon('search')}</div>${user}</header>` +
    `<main><div class="page"><div class="waiting">${rows}</div></div></main></div>`
  const bottom = rail.map((p) => `<a>${icon(p.icon)}<span>${word(p.short ?? p.word)}</span></a>`)
  const field = (key: string) => `<div><b>${word(key)}</b>${bone('100%', 36)}</div>`
  const door =
    `<div class="door"><header>${mark}<b>Chạm</b></header><main><form class="card"><div><h1>${word('signIn.title')}</h1>` +
    `<p class="lead">${word('signIn.lead')}</p></div>${field('signIn.email')}${field('signIn.password')}${bone('100%', 28)}</form></main></div>`
  const lost =
    `<div class="failed unstarted" role="alert">${icon('alert')}<p>${word('common.lost')}</p>` +
    `<a class="btn o" href="">${word('common.retry')}</a></div>`
  const off = `<noscript><div class="failed unstarted">${icon('alert')}<p>${word('common.noScript')}</p></div></noscript>`
  return (
    `${off}<div id="bones" aria-busy="true"><p class="vh" role="status">${word('common.loading')}</p><div class="frames" aria-hidden="true">` +
    `${app(false)}${app(true)}<nav class="mob">${bottom.join('')}</nav>${door}</div>${lost}</div>`
  )
}

const small = (css: string) =>
  css
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) /g, '$1')

/** Puts the frames into the page, and into a built one what it needs to show them; other styles no longer hold them up. */
export function bones(): Plugin[] {
  let built = false
  return [
    {
      name: 'bones',
      configResolved: (config) => void (built = config.command === 'build'),
      transformIndexHtml: {
        order: 'pre',
        handler: (html) => {
          const page = html.replace('<!--bones-->', () => frames())
          if (!built) return page
          return page
            .replace(
              /<link rel="stylesheet" href="\/(src\/[^"]+)" \/>/g,
              (_, path: string) => `<style>${small(file(path))}</style>`,
            )
            .replace(/<script src="\/(src\/[^"]+)">/, (_, path: string) => `<script>${file(path)}`)
        },
      },
    },
    {
      name: 'bones-first',
      apply: 'build',
      transformIndexHtml: {
        order: 'post',
        handler: (html) => {
          const late: string[] = []
          const page = html.replace(/\s*<link rel="stylesheet"[^>]*>/g, (link) => (late.push(link), ''))
          return page.replace('<div id="root">', () => late.join('').trim() + '\n    <div id="root">')
        },
      },
    },
  ]
}
