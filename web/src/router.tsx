import type { ComponentType } from 'react'
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { reachable } from './api/reach'
import { journeySearch } from './pages/journeys/search'
import { taskViews, type TaskView } from './pages/tasks/views'
import { keepArrival } from './pages/settings/zaloBack'
import { sessionQuery } from './session'
import { PageFailed, PageMissing, PageWaiting } from './shell/PageStates'
import { Shell } from './shell/Shell'
import { viewSearch, type ViewSearch } from './view/search'

// The whole address book of the app. Pages load when first opened.

type Load = () => Promise<{ default: ComponentType }>

/** A page that loads when first opened; while the server is gone it waits for it. */
const page = (load: Load) => lazyRouteComponent(() => load().catch(() => reachable().then(load)))

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: PageMissing,
})

const safe = (s: unknown) => (typeof s === 'string' && /^\/(?![/\\])/.test(s) ? s : undefined)

const text = (v: unknown) => (typeof v === 'string' && v !== '' ? v : undefined)

/** Pages for people who are not signed in yet. */
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (s: Record<string, unknown>): { to?: string; at?: string } => ({ to: safe(s.to), at: text(s.at) }),
  component: page(() => import('./pages/start/SignInPage')),
  beforeLoad: async ({ context, search }) => {
    const session = await context.client.ensureQueryData(sessionQuery)
    if (session.firstRun) throw redirect({ to: '/welcome' })
    if (session.user && search.to?.startsWith('/staff/'))
      throw redirect({ to: '/', href: search.to, reloadDocument: true })
    if (session.user) throw redirect({ to: '/' })
  },
})
const back = createRoute({
  getParentRoute: () => root,
  path: '/sign-in/back',
  component: page(() => import('./pages/start/BackPage')),
})
const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  validateSearch: (s: Record<string, unknown>): { token?: string } => ({ token: text(s.token) }),
  component: page(() => import('./pages/start/WelcomePage')),
  beforeLoad: async ({ context }) => {
    const session = await context.client.ensureQueryData(sessionQuery)
    if (!session.firstRun) throw redirect({ to: session.user ? '/start' : '/sign-in' })
  },
})
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitations/$token',
  component: page(() => import('./pages/start/InvitationPage')),
})

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset/$token',
  component: page(() => import('./pages/start/ResetPage')),
})

/** Everything inside needs a signed-in user. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  component: Shell,
  errorComponent: PageFailed,
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery)
    if (session.firstRun) throw redirect({ to: '/welcome' })
    if (!session.user) throw redirect({ to: '/sign-in', search: { to: location.href } })
  },
})

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  validateSearch: viewSearch,
  component: page(() => import('./pages/home/HomePage')),
})
const start = createRoute({
  getParentRoute: () => app,
  path: '/start',
  component: page(() => import('./pages/start/StartPage')),
})
const maps = createRoute({
  getParentRoute: () => app,
  path: '/maps',
  component: page(() => import('./pages/maps/MapsPage')),
})
const map = createRoute({
  getParentRoute: () => app,
  path: '/maps/$id',
  validateSearch: (s: Record<string, unknown>): ViewSearch & { color?: string; at?: string; version?: number } => ({
    ...viewSearch(s),
    color: text(s.color),
    at: text(s.at),
    version: Number(s.version) > 0 ? Number(s.version) : undefined,
  }),
  component: page(() => import('./pages/maps/MapPage')),
})
const journeys = createRoute({
  getParentRoute: () => app,
  path: '/journeys',
  validateSearch: journeySearch,
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/journeys/$tab', params: { tab: 'paths' }, search, replace: true })
  },
})
const journey = createRoute({
  getParentRoute: () => app,
  path: '/journeys/$tab',
  validateSearch: journeySearch,
  component: page(() => import('./pages/journeys/JourneysPage')),
})
interface CustomerSearch extends Pick<ViewSearch, 'channel' | 'firstLead' | 'lastLead' | 'status' | 'saved'> {
  q?: string
  sort?: 'first' | 'touches' | 'value'
  up?: boolean
}
const customers = createRoute({
  getParentRoute: () => app,
  path: '/customers',
  validateSearch: (s: Record<string, unknown>): CustomerSearch => {
    const { channel, firstLead, lastLead, status, saved } = viewSearch(s)
    const sort = (['first', 'touches', 'value'] as const).find((x) => x === s.sort)
    return { q: text(s.q), channel, firstLead, lastLead, status, saved, sort, up: s.up === true || undefined }
  },
  component: page(() => import('./pages/customers/CustomersPage')),
})
const customer = createRoute({
  getParentRoute: () => app,
  path: '/customers/$id',
  component: page(() => import('./pages/customers/CustomerPage')),
})
const segments = createRoute({
  getParentRoute: () => app,
  path: '/segments',
  component: page(() => import('./pages/segments/SegmentsPage')),
})
const newSegment = createRoute({
  getParentRoute: () => app,
  path: '/segments/new',
  validateSearch: (s: Record<string, unknown>): { tag?: string } => (typeof s.tag === 'string' ? { tag: s.tag } : {}),
  component: page(() => import('./pages/segments/SegmentPage')),
})
const segment = createRoute({
  getParentRoute: () => app,
  path: '/segments/$id',
  component: page(() => import('./pages/segments/SegmentPage')),
})
const campaigns = createRoute({
  getParentRoute: () => app,
  path: '/campaigns',
  component: page(() => import('./pages/campaigns/CampaignsPage')),
})
const campaign = createRoute({
  getParentRoute: () => app,
  path: '/campaigns/$id',
  component: page(() => import('./pages/campaigns/CampaignPage')),
})
const tasks = createRoute({
  getParentRoute: () => app,
  path: '/tasks',
  validateSearch: (s: Record<string, unknown>): { view?: TaskView; campaign?: string; task?: string } => ({
    view: taskViews.find((v) => v === s.view && v !== 'open'),
    campaign: text(s.campaign),
    task: text(s.task),
  }),
  component: page(() => import('./pages/tasks/TasksPage')),
})
const messages = createRoute({
  getParentRoute: () => app,
  path: '/messages',
  component: page(() => import('./pages/messages/MessagesPage')),
})
const message = createRoute({
  getParentRoute: () => app,
  path: '/messages/$id',
  component: page(() => import('./pages/messages/MessagePage')),
})
const vouchers = createRoute({
  getParentRoute: () => app,
  path: '/vouchers',
  component: page(() => import('./pages/messages/VouchersPage')),
})
const sources = createRoute({
  getParentRoute: () => app,
  path: '/sources',
  component: page(() => import('./pages/sources/SourcesPage')),
})
const importing = createRoute({
  getParentRoute: () => app,
  path: '/sources/import',
  validateSearch: (s: Record<string, unknown>): { job?: string; source?: string } => ({
    job: text(s.job),
    source: text(s.source),
  }),
  component: page(() => import('./pages/sources/ImportPage')),
})
const staffSetup = createRoute({
  getParentRoute: () => app,
  path: '/sources/staff',
  component: page(() => import('./pages/sources/StaffSetup')),
})
const paper = createRoute({
  getParentRoute: () => app,
  path: '/sources/paper',
  component: page(() => import('./pages/sources/paper/PaperPage')),
})
const quality = createRoute({
  getParentRoute: () => app,
  path: '/sources/quality',
  validateSearch: (s: Record<string, unknown>): { show?: string } => ({ show: text(s.show) }),
  component: page(() => import('./pages/sources/quality/QualityPage')),
})
const exclusions = createRoute({
  getParentRoute: () => app,
  path: '/sources/exclusions',
  component: page(() => import('./pages/sources/exclusions/ExclusionsPage')),
})
const codes = createRoute({
  getParentRoute: () => app,
  path: '/sources/qr',
  component: page(() => import('./pages/sources/codes/CodesPage')),
})
const forms = createRoute({
  getParentRoute: () => app,
  path: '/sources/forms',
  component: page(() => import('./pages/sources/forms/FormsPage')),
})
const source = createRoute({
  getParentRoute: () => app,
  path: '/sources/$id',
  component: page(() => import('./pages/sources/SourcePage')),
})
const outgoing = createRoute({
  getParentRoute: () => app,
  path: '/sources/outgoing',
  component: page(() => import('./pages/sources/outgoing/OutgoingPage')),
})
const destination = createRoute({
  getParentRoute: () => app,
  path: '/sources/outgoing/$id',
  component: page(() => import('./pages/sources/outgoing/DestinationPage')),
})
const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  validateSearch: (s: Record<string, unknown>): { tab?: string; department?: string; way?: string } => ({
    tab: text(s.tab),
    department: text(s.department),
    way: text(s.way),
  }),
  component: page(() => import('./pages/settings/SettingsPage')),
})

/** Where Zalo leads back to. What it says is kept first, for who has to sign in again before it is of use. */
const zaloBack = createRoute({
  getParentRoute: () => root,
  path: '/settings/channels',
  beforeLoad: () => {
    keepArrival()
    throw redirect({ to: '/settings', search: { tab: 'channels', way: 'zalo' }, replace: true })
  },
})

const workspaces = createRoute({
  getParentRoute: () => app,
  path: '/workspaces',
  validateSearch: (s: Record<string, unknown>): { q?: string; sort?: string } => ({ q: text(s.q), sort: text(s.sort) }),
  component: page(() => import('./pages/workspaces/WorkspacesPage')),
})

const tree = root.addChildren([
  signIn,
  back,
  welcome,
  invitation,
  reset,
  zaloBack,
  app.addChildren([
    home,
    workspaces,
    start,
    maps,
    map,
    journeys,
    journey,
    customers,
    customer,
    segments,
    newSegment,
    segment,
    campaigns,
    campaign,
    tasks,
    messages,
    message,
    vouchers,
    sources,
    importing,
    staffSetup,
    codes,
    forms,
    paper,
    exclusions,
    quality,
    source,
    outgoing,
    destination,
    settings,
  ]),
])

export const makeRouter = (client: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: PageWaiting,
    defaultPendingMs: 400,
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
