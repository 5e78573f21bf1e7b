import type { IconName } from '@/parts/Icon'

/** A page of the rail. */
export interface Place {
  to:
    | '/'
    | '/maps'
    | '/journeys'
    | '/customers'
    | '/segments'
    | '/campaigns'
    | '/messages'
    | '/vouchers'
    | '/tasks'
    | '/sources'
    | '/settings'
  icon: IconName
  word: string
  /** A shorter word, for the bar of a phone. */
  short?: string
  /** The page of the rail that leads to it; the finder leads there at once. */
  within?: string
}

/** The pages, in the order of the rail. */
export const places: Place[] = [
  { to: '/', icon: 'home', word: 'nav.home' },
  { to: '/maps', icon: 'map', word: 'nav.maps' },
  { to: '/journeys', icon: 'route', word: 'nav.journeys' },
  { to: '/customers', icon: 'users', word: 'nav.customers', short: 'nav.customersShort' },
  { to: '/segments', icon: 'users', word: 'nav.segments', within: '/customers' },
  { to: '/campaigns', icon: 'send', word: 'nav.campaigns' },
  { to: '/messages', icon: 'msg', word: 'nav.messages', within: '/campaigns' },
  { to: '/vouchers', icon: 'gem', word: 'nav.vouchers', within: '/campaigns' },
  { to: '/tasks', icon: 'call', word: 'nav.tasks', short: 'nav.tasksShort' },
  { to: '/sources', icon: 'plug', word: 'nav.sources', short: 'nav.sourcesShort' },
  { to: '/settings', icon: 'gear', word: 'nav.settings' },
]
