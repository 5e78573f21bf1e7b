// The website snippet of Chạm: page views, events, who somebody is, and the
// visitor's will about all that. See docs/snippet.md.

import { attribution, campaign, keepCampaigns } from './campaign'
import { watchFrames } from './frames'
import { watchMarks } from './marks'
import { watchPages } from './pages'
import { Queue, newID } from './queue'
import type { Extras, Fields, Options } from './extras'
import { cookie, keys, read, remove, setCookie, write } from './store'

const me = (document.currentScript || document.querySelector('script[data-key]')) as HTMLScriptElement
const option = (name: string): string | undefined => me.dataset[name]

const cookieName = 'cham_id'
const cookieLife = 34e6 // seconds; browsers allow 400 days

let user = read('user')
let anonymous = cookie(cookieName) || read('id') || newUUID()
let referrer = document.referrer
/** E-mail and phone of who it is, as marks that do not tell them. */
const known: { [name: string]: string | null } = { email: read('email'), phone: read('phone') }

const host = (option('host') || new URL(me.src).origin).replace(/\/$/, '')
const queue = new Queue(
  host + '/v1/b',
  (calls) =>
    JSON.stringify({ writeKey: option('key'), sentAt: new Date(), context: visit() }).slice(0, -1) +
    `,"batch":[${calls}]}`,
)

function newUUID(): string {
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (c) =>
    (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16),
  )
}

/** A mark of an e-mail or phone, the same however it is written. */
function markOf(said: unknown): string {
  let text = ('' + said).toLowerCase().replace(/\s/g, '')
  if (text.indexOf('@') < 0) text = text.replace(/\D/g, '').slice(-9)
  let mark = 5381
  for (let i = 0; i < text.length; i++) mark = ((mark * 33) ^ text.charCodeAt(i)) >>> 0
  return mark.toString(36)
}

/** Another e-mail or phone than before is another customer on the same browser,
 * who begins with a new browser id, so that the two stay two. */
function meet(traits: Fields = {}): void {
  const said: typeof known = {}
  for (const name in known) if (traits[name]) said[name] = markOf(traits[name])
  for (const name in said) if (known[name] && known[name] != said[name]) api.reset()
  Object.assign(known, said)
}

/** When a call with an id of its own was made for the first time in this browser:
 * a page opened again says the same. */
function firstTime(id: string): string {
  const at = read('at' + id) || new Date().toISOString()
  if (will() == 'yes') write('at' + id, at)
  return at
}

const here = (): Fields => ({
  url: location.href,
  path: location.pathname,
  search: location.search,
  title: document.title,
  referrer,
})

const granted = (): string | undefined =>
  read('consent') == '1' || option('consent') == 'granted' ? 'granted' : undefined

/** What is the same for all calls of a visit; the API merges it into each. */
function visit(): Fields {
  return {
    library: { name: 'cham.js', version: '1' },
    locale: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: { width: screen.width, height: screen.height },
    consent: granted(),
  }
}

/** Makes a call and hands it to the queue. */
function send(type: string, fields: Fields, options: Options = {}): void {
  if (will() == 'no') return
  const messageId = options.messageId || newID()
  if (fields.event) extras.said[fields.event as string] = location.href
  const from = campaign()
  const attributed = attribution(from)
  queue.add(
    messageId,
    Object.assign(
      {
        type,
        messageId,
        timestamp: options.timestamp || (options.messageId ? firstTime(messageId) : new Date()),
        anonymousId: anonymous,
        userId: user || undefined,
        context: {
          page: options.page || here(),
          campaign: from,
          attribution: attributed,
          traits: options.traits,
        },
      },
      fields,
    ),
  )
  if (will() == 'yes') remember()
}

/** Whether we may: what the visitor told this website weighs more than what
 * the browser says of them, which weighs more than silence. */
function will(): 'yes' | 'no' | 'asking' {
  const said = read('consent')
  if (said) return said == '1' ? 'yes' : 'no'
  if (option('consent') == 'granted') return 'yes'
  if (option('consent') == 'ask') return 'asking'
  const browser = navigator as Navigator & { globalPrivacyControl?: boolean; doNotTrack?: string }
  return browser.globalPrivacyControl || browser.doNotTrack == '1' ? 'no' : 'yes'
}

/** Tells forms in frames of the page whose browser it is now. */
let tellFrames = (): void => {}

/** Begins, ends, or waits, as the visitor wants. */
function obey(): void {
  const now = will()
  if (now == 'yes') {
    remember()
    queue.start()
    loadMore()
  } else if (now == 'no') {
    queue.stop()
    setCookie(cookieName, '', option('domain'), 0)
    for (const key of ['id', 'from', ...keys('at')]) remove(key)
    api.reset()
    keepCampaigns(false)
  }
  tellFrames()
}

/** Stores what later pages must know. Never called before the visitor's yes. */
function remember(): void {
  setCookie(cookieName, anonymous, option('domain'), cookieLife)
  write('id', anonymous)
  if (user) write('user', user)
  for (const name in known) if (known[name]) write(name, known[name]!)
  keepCampaigns(true)
}

/** What the second script, more/index.ts, works with. It comes late, so errors
 * are kept for it, and which events were sent from which address. */
const extras: Extras = {
  here,
  errors: [],
  said: {},
  on: [],
  search: [],
  host,
  nonce: me.nonce,
  who: () => ({ key: option('key'), id: will() == 'yes' ? anonymous : '', consent: granted() }),
}
addEventListener('error', (e) => extras.errors.length < 9 && extras.errors.push(e), true)

function load(name: string): void {
  const script = document.createElement('script')
  script.src = `${host}/cham-${name}.js`
  script.nonce = me.nonce
  document.head.append(script)
}

let asked = false

/** Asks what the owner switched on beside all this, and loads it if there is any. */
function loadMore(): void {
  if (asked) return
  asked = true
  fetch(`${host}/v1/snippet/${option('key')}`, { credentials: 'omit' })
    .then((answer) => answer.json())
    .then((config) => {
      Object.assign(extras, config)
      const messages = config.on.indexOf('messages') >= 0
      if (config.on[messages ? 1 : 0]) load('more')
      if (messages) load('web')
    })
    .catch(() => 0)
}

const api = {
  extras,

  /** track(event, properties, {messageId, timestamp, traits}): the id under which it
   * counts once, when it happened, and whose it is. */
  track(event: string, properties?: Fields, options?: Options): void {
    meet(options && options.traits)
    send('track', { event, properties }, options)
  },

  page(name?: string, properties?: Fields): void {
    send('page', { name, properties })
  },

  /** identify(userId, traits) or identify(traits). A different customer on the
   * same browser, by id, e-mail or phone, is told apart. */
  identify(id?: string | number | Fields | null, traits?: Fields): void {
    if (id && typeof id == 'object') {
      traits = id
      meet(traits)
    } else if (id && user != id) {
      if (user) api.reset()
      meet(traits)
      user = '' + id
    }
    send('identify', { traits })
    dispatchEvent(new Event('chamwho'))
  },

  group(groupId: string, traits?: Fields): void {
    send('group', { groupId, traits })
  },

  /** The visitor's answer: true to measure, false to stop and forget. */
  consent(yes: boolean): void {
    const late = will() == 'no'
    write('consent', yes ? '1' : '0')
    obey()
    // This page was not counted when it opened.
    if (yes && late && begun && option('pages') != 'off') api.page()
  },

  /** Forgets who it is, as after signing out. */
  reset(): void {
    user = known.email = known.phone = null
    for (const key of ['user', 'email', 'phone']) remove(key)
    anonymous = newUUID()
    tellFrames()
    dispatchEvent(new Event('chamwho'))
  },

  /** push(["track", "Name", {…}]): how calls are written before we are loaded. */
  push(call: unknown[]): void {
    const [name, ...rest] = call as ['track', ...never[]]
    if (typeof api[name] == 'function') (api[name] as (...args: unknown[]) => void)(...rest)
  },
}

let begun = false

function begin(early: unknown[][]): void {
  tellFrames = watchFrames(new URL(host).origin, () => (will() == 'yes' ? anonymous : ''))
  const consents = early.filter((call) => call[0] == 'consent')
  consents.forEach(api.push)
  obey()
  if (option('pages') != 'off') {
    watchPages((from) => {
      // Whoever measures the page before still sees it.
      dispatchEvent(new CustomEvent('cham', { detail: from }))
      referrer = from
      api.page()
      dispatchEvent(new Event('chamed'))
    })
  }
  early.filter((call) => call[0] != 'consent').forEach(api.push)
  watchMarks(api.track)
  begun = true
}

const global = window as unknown as { cham?: unknown }
if (me && option('key') && (!global.cham || Array.isArray(global.cham))) {
  const early = ((global.cham as unknown[][]) || []).slice()
  global.cham = api
  // A page that the browser loads in advance is not seen yet.
  if ((document as Document & { prerendering?: boolean }).prerendering) {
    document.addEventListener('prerenderingchange', () => begin(early), { once: true })
  } else {
    begin(early)
  }
}
