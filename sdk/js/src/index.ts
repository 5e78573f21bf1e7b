// The website snippet of Chạm: page views, events, who somebody is, and the
// visitor's will about all that. See docs/snippet.md.

import { attribution, campaign, keepCampaigns } from './campaign'
import { watchMarks } from './marks'
import { watchPages } from './pages'
import { Queue, newID } from './queue'
import { cookie, read, remove, setCookie, write } from './store'

type Fields = { [name: string]: unknown }

const me = (document.currentScript || document.querySelector('script[data-key]')) as HTMLScriptElement
const option = (name: string): string | undefined => me.dataset[name]

const cookieName = 'cham_id'
const cookieLife = 34e6 // seconds; browsers allow 400 days

let user = read('user')
let anonymous = cookie(cookieName) || read('id') || newUUID()
let referrer = document.referrer

const queue = new Queue(
  (option('host') || new URL(me.src).origin).replace(/\/$/, '') + '/v1/b',
  (calls) =>
    JSON.stringify({ writeKey: option('key'), sentAt: new Date(), context: visit() }).slice(0, -1) +
    `,"batch":[${calls}]}`,
)

function newUUID(): string {
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (c) =>
    (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16),
  )
}

/** What is the same for all calls of a visit; the API merges it into each. */
function visit(): Fields {
  return {
    library: { name: 'cham.js', version: '1' },
    locale: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: { width: screen.width, height: screen.height },
    consent: read('consent') == '1' || option('consent') == 'granted' ? 'granted' : undefined,
  }
}

/** Makes a call and hands it to the queue. */
function send(type: string, fields: Fields): void {
  if (will() == 'no') return
  const messageId = newID()
  const from = campaign()
  const attributed = attribution(from)
  queue.add(
    messageId,
    Object.assign(
      {
        type,
        messageId,
        timestamp: new Date(),
        anonymousId: anonymous,
        userId: user || undefined,
        context: {
          page: {
            url: location.href,
            path: location.pathname,
            search: location.search,
            title: document.title,
            referrer,
          },
          campaign: from,
          attribution: attributed,
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

/** Begins, ends, or waits, as the visitor wants. */
function obey(): void {
  const now = will()
  if (now == 'yes') {
    remember()
    queue.start()
  } else if (now == 'no') {
    queue.stop()
    setCookie(cookieName, '', option('domain'), 0)
    for (const key of ['id', 'user', 'from']) remove(key)
    user = null
    anonymous = newUUID()
    keepCampaigns(false)
  }
}

/** Stores what later pages must know. Never called before the visitor's yes. */
function remember(): void {
  setCookie(cookieName, anonymous, option('domain'), cookieLife)
  write('id', anonymous)
  if (user) write('user', user)
  keepCampaigns(true)
}

const api = {
  track(event: string, properties?: Fields): void {
    send('track', { event, properties })
  },

  page(name?: string, properties?: Fields): void {
    send('page', { name, properties })
  },

  /** identify(userId, traits) or identify(traits). A different customer on the
   * same browser begins with a new browser id, so that the two stay two. */
  identify(id?: string | number | Fields | null, traits?: Fields): void {
    if (id && typeof id == 'object') {
      traits = id
    } else if (id) {
      if (user && user != id) api.reset()
      user = '' + id
    }
    send('identify', { traits })
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
    user = null
    remove('user')
    anonymous = newUUID()
  },

  /** push(["track", "Name", {…}]): how calls are written before we are loaded. */
  push(call: unknown[]): void {
    const [name, ...rest] = call as [keyof typeof api, ...never[]]
    if (api[name]) (api[name] as (...args: unknown[]) => void)(...rest)
  },
}

let begun = false

function begin(early: unknown[][]): void {
  const consents = early.filter((call) => call[0] == 'consent')
  consents.forEach(api.push)
  obey()
  if (option('pages') != 'off') {
    watchPages((from) => {
      referrer = from
      api.page()
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
