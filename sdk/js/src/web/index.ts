// Messages on the website: asks the server what this visitor is to see, shows it,
// and tells what they did with it. cham.js loads it where the owner wants messages,
// after the visitor's yes.

import type { Extras } from '../extras'
import { button, isDark, make, panel, rootOf, wordsOf, type Message } from './panel'

const { extras } = (window as unknown as { cham: { extras: Extras } }).cham

/** What is on show, by its message, with what takes it away. */
const onShow: { [id: string]: () => void } = {}

async function call(to: string, more: object): Promise<Message[]> {
  const who = extras.who()
  if (!who.id) return []
  const answer = await fetch(extras.host + '/w/' + to, {
    method: 'POST',
    body: JSON.stringify(Object.assign(who, more)), // text/plain needs no question before
    credentials: 'omit',
    keepalive: true,
  })
  return answer.ok ? (await answer.json()).messages : []
}

const tell = (m: Message, did: string): void => void call('tell', { message: m.id, did }).catch(() => 0)

/** What is done with a message, once it is taken away. */
const acts = (m: Message, away: () => void) => ({
  close: () => (away(), tell(m, 'closed')),
  click: () => (away(), tell(m, 'clicked')),
  refuse: () => (away(), tell(m, 'refused')),
})

/** Tells that a message was shown, once it is really seen. */
function seen(m: Message, element: Element): void {
  const watch = new IntersectionObserver((all) => {
    if (!all.some((one) => one.isIntersecting) || document.visibilityState != 'visible') return
    watch.disconnect()
    tell(m, 'shown')
  })
  watch.observe(element)
  document.addEventListener('visibilitychange', () => (watch.unobserve(element), watch.observe(element)), {
    once: true,
  })
}

/** A host of ours in the page, with our styles. */
function host(parent: Element): ShadowRoot {
  const one = make('div', '')
  parent.append(one)
  return rootOf(one, extras.nonce)
}

const dress = (one: HTMLElement, by: Element): void => void one.classList.toggle('dark', isDark(by))

/** A dialog over the page: the browser keeps the focus in it, ends it by Esc, and gives the focus back. */
function dialog(titled: string, closed: () => void): HTMLDialogElement {
  const root = host(document.body)
  const one = make('dialog', 'd')
  one.setAttribute('aria-labelledby', titled)
  dress(one, document.body)
  root.append(one)
  one.addEventListener('cancel', closed)
  one.addEventListener('close', () => (root.host as HTMLElement).remove())
  one.onclick = (e) => {
    if (e.target != one) return
    closed() // beside it
    one.close()
  }
  return one
}

function popup(m: Message): void {
  const done = acts(m, () => (forget(m), one.open && one.close()))
  const one = dialog('t-' + m.id, () => (forget(m), tell(m, 'closed')))
  one.append(panel(m, done))
  one.showModal()
  onShow[m.id] = () => one.close()
  seen(m, one)
}

const forget = (m: Message): boolean => delete onShow[m.id]

function slidein(m: Message): void {
  const root = host(document.body)
  const one = make('section', 's')
  one.setAttribute('aria-labelledby', 't-' + m.id)
  const away = (): void => (forget(m), (root.host as HTMLElement).remove())
  const done = acts(m, away)
  one.append(panel(m, done))
  one.onkeydown = (e) => e.key == 'Escape' && done.close()
  dress(one, document.body)
  root.append(one)
  onShow[m.id] = away
  seen(m, one)
}

function inline(m: Message): void {
  const slot = document.querySelector(`[data-cham-slot="${CSS.escape(m.slot || '')}"]`)
  if (!slot) return
  const root = host(slot)
  const one = make('section', 'f')
  one.setAttribute('aria-labelledby', 't-' + m.id)
  const away = (): void => (forget(m), (root.host as HTMLElement).remove())
  one.append(panel(m, acts(m, away)))
  dress(one, slot)
  root.append(one)
  onShow[m.id] = away
  seen(m, one)
}

let bell: (() => void) | undefined

/** The bell with what lies in the inbox, in the element that the page has for it or in the corner. */
function inbox(all: Message[]): void {
  if (bell) bell()
  if (!all[0]) return
  const w = wordsOf(document.documentElement.lang || all[0].lang)
  const place = document.querySelector('[data-cham-inbox]')
  const root = host(place || document.body)
  const count = make('span', 'c', '' + all.length)
  const one = button(place ? 'h in' : 'h', '', () => open())
  one.setAttribute('aria-label', `${w.bell} (${all.length})`)
  one.setAttribute('aria-haspopup', 'dialog')
  one.append(drawn('M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4'), count)
  dress(one, place || document.body)
  root.append(one)
  bell = () => ((root.host as HTMLElement).remove(), (bell = undefined))
  const open = (): void => {
    const list = dialog('k', () => one.focus())
    const title = make('h2', 'k', w.bell)
    title.id = 'k'
    const close = button('x', '×', () => (list.close(), one.focus()))
    close.setAttribute('aria-label', w.close)
    list.append(title, close)
    for (const m of all) {
      const line = panel(
        m,
        acts(m, () => gone(m)),
      )
      list.append(line)
      seen(m, line)
      const gone = (that: Message): void => {
        line.remove()
        all = all.filter((other) => other != that)
        count.textContent = '' + all.length
        one.setAttribute('aria-label', `${w.bell} (${all.length})`)
        if (all[0]) return
        list.close()
        if (bell) bell()
      }
    }
    list.showModal()
  }
}

function drawn(path: string): SVGElement {
  const of = (tag: string): SVGElement => document.createElementNS('http://www.w3.org/2000/svg', tag) as SVGElement
  const [svg, line] = [of('svg'), of('path')]
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}

const shows: { [place: string]: (m: Message) => void } = { popup, slidein, inline }

/** Asks what this page is to show. What is on show stays, unless it is not to be shown any more. */
async function ask(): Promise<void> {
  const slots = Array.from(document.querySelectorAll<HTMLElement>('[data-cham-slot]'), (slot) => slot.dataset.chamSlot)
  const all = await call('ask', { slots })
  for (const id in onShow) if (!all.some((m) => m.id == id)) onShow[id]()
  for (const m of all) if (shows[m.place] && !onShow[m.id]) shows[m.place](m)
  inbox(all.filter((m) => m.place == 'inbox'))
}

/** Where a page changes its address, its content follows a little later. */
const soon = (): void => void setTimeout(() => void ask().catch(() => 0), 500)

if (document.readyState == 'complete') soon()
else addEventListener('load', soon)
addEventListener('chamed', soon)
addEventListener('chamwho', () => {
  soon() // somebody signed out, and sees no more
  setTimeout(soon, 3000) // or in, which the server knows by then
})
