// How a message on the website looks: the same on the website and where one is written.

/** A message as the server gives it; nothing in it is markup. */
export interface Message {
  id: string
  headline: string
  text: string
  lang: string
  place: string
  slot?: string
  button?: string
  link?: string
  picture?: string
  refusable?: boolean
}

const words = {
  vi: { close: 'Đóng', refuse: 'Đừng hiện những tin như thế này nữa', bell: 'Hộp tin', read: 'Đã đọc' },
  en: { close: 'Close', refuse: 'Show me no such messages', bell: 'Messages', read: 'Mark as read' },
}
export const wordsOf = (lang: string) => (lang == 'en' ? words.en : words.vi)

/** What can be done with a message that is shown. */
export interface Acts {
  close: () => void
  click: () => void
  refuse: () => void
}

/** An element with a class, in it a text or others. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  kind: string,
  ...inside: (string | Node | undefined | '')[]
): HTMLElementTagNameMap[K] {
  const one = document.createElement(tag)
  if (kind) one.className = kind
  for (const part of inside) if (part) one.append(part)
  return one
}

export function button(kind: string, said: string, act: () => void): HTMLButtonElement {
  const one = make('button', kind, said)
  one.type = 'button'
  one.onclick = act
  return one
}

/** Only what leads to a page of the web is a link. */
const safe = (url?: string): string => (url && /^https?:\/\//i.test(url) ? url : '')

/** The message as an article; its heading names the dialog that it may stand in. */
export function panel(m: Message, acts: Acts): HTMLElement {
  const w = wordsOf(m.lang)
  const inbox = m.place == 'inbox'
  const close = button(inbox ? 'r' : 'x', inbox ? w.read : '×', acts.close)
  close.setAttribute('aria-label', `${inbox ? w.read : w.close}: ${m.headline}`)
  const title = make('h2', '', m.headline)
  title.id = 't-' + m.id
  const text = make('div', 't')
  for (const line of m.text.split('\n')) if (line.trim()) text.append(make('p', '', line))
  const picture = /^https:/i.test(m.picture || '') && make('img', 'i')
  if (picture) {
    picture.alt = ''
    picture.referrerPolicy = 'no-referrer'
    picture.src = m.picture!
    picture.onerror = () => picture.remove() // the website may not let it load
  }
  const to = m.button && safe(m.link)
  const go = to && make('a', 'b', m.button)
  if (go) {
    go.href = to
    go.onclick = go.onauxclick = acts.click
  }
  const all = make('article', 'p', picture || '', title, text, go, inbox ? close : '')
  all.lang = m.lang
  if (!inbox) all.append(close)
  if (m.refusable) all.append(button('n', w.refuse, acts.refuse))
  return all
}

/** The styles of all places. Colours follow color-scheme of the website. */
export const styles = `
:host{all:initial}
*{box-sizing:border-box;margin:0;font:inherit}
.d,.s,.f,.h{color-scheme:inherit;font:400 16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
--f:#17202a;--m:#55606b;--g:#fff;--l:#d5dae0;--a:#0b5cad;--o:#fff;color:var(--f)}
.dark{--f:#eef1f4;--m:#aab4be;--g:#1b232c;--l:#3a4550;--a:#8ec5ff;--o:#0d1a26}
.d{position:fixed;inset:0;margin:auto;width:min(420px,calc(100% - 32px));height:fit-content;max-height:calc(100% - 32px);overflow:auto;
padding:0;border:1px solid var(--l);border-radius:14px;background:var(--g);box-shadow:0 12px 48px #0005}
.d::backdrop{background:#0008}
.s{position:fixed;right:16px;bottom:16px;z-index:2147483000;width:min(360px,calc(100% - 32px));max-height:calc(100% - 32px);overflow:auto;
border:1px solid var(--l);border-radius:14px;background:var(--g);box-shadow:0 8px 32px #0004;animation:in .25s ease-out}
.f{display:block;border:1px solid var(--l);border-radius:14px;background:var(--g)}
@keyframes in{from{transform:translateY(16px);opacity:0}}
@media(prefers-reduced-motion:reduce){.s{animation:none}}
.p{position:relative;display:flex;flex-direction:column;gap:10px;padding:20px}
h2{font-size:19px;font-weight:650;line-height:1.3;padding-right:36px;overflow-wrap:anywhere}
.t{display:grid;gap:6px;overflow-wrap:anywhere}
.i{width:100%;max-height:220px;object-fit:cover;border-radius:8px}
.i+h2{padding-right:0}
.b,.r{display:flex;align-items:center;justify-content:center;min-height:44px;padding:8px 18px;border:1px solid var(--a);border-radius:9px;
background:var(--a);color:var(--o);font-weight:600;text-decoration:none;text-align:center;cursor:pointer}
.r{background:none;color:var(--a)}
.f .b{align-self:start;min-width:160px}
.x{position:absolute;top:6px;right:6px;width:44px;height:44px;border:0;border-radius:22px;background:var(--g);color:var(--f);font-size:26px;
line-height:1;cursor:pointer}
.n{align-self:start;min-height:44px;padding:0;border:0;background:none;color:var(--m);font-size:14px;text-align:start;
text-decoration:underline;cursor:pointer}
:focus-visible{outline:3px solid var(--a);outline-offset:2px}
.h{position:fixed;right:16px;bottom:16px;z-index:2147482999;width:56px;height:56px;border:1px solid var(--l);border-radius:28px;
background:var(--g);font-size:24px;box-shadow:0 4px 16px #0003;cursor:pointer}
.h.in{position:static}
.h svg{width:24px;height:24px;display:block;margin:auto;fill:none;stroke:currentColor;stroke-width:1.8}
.c{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;border-radius:11px;background:#b3261e;color:#fff;font-size:13px;
font-weight:700;line-height:22px}
.h.in{position:relative;right:auto;bottom:auto}
.d .k{padding:20px 20px 0;font-size:21px}
.d .p+.p{border-top:1px solid var(--l)}
`

/** A shadow root of an element with our styles, which no policy of the website forbids: they are no element. */
export function rootOf(host: HTMLElement, nonce?: string): ShadowRoot {
  const root = host.shadowRoot || host.attachShadow({ mode: 'open' })
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(styles)
    root.adoptedStyleSheets = [sheet]
  } catch {
    const sheet = make('style', '', styles) // a browser of before 2023
    if (nonce) sheet.nonce = nonce
    root.append(sheet)
  }
  return root
}

/** Whether the page behind is dark: what it says itself, else its background, else what its visitor likes. */
export function isDark(of: Element): boolean {
  const scheme = getComputedStyle(of).colorScheme
  if (scheme == 'dark' || scheme == 'light') return scheme == 'dark'
  for (let at: Element | null = of; at; at = at.parentElement) {
    const [r, g, b, a] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) || []).map(Number)
    if (b !== undefined && a !== 0) return (r || 0) * 0.3 + (g || 0) * 0.6 + b * 0.1 < 128
  }
  return scheme.includes('dark') && matchMedia('(prefers-color-scheme:dark)').matches
}
