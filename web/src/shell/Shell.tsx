import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { closeLive, openLive, useLive } from '@/api/live'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { useSession } from '@/session'
import { BehindProvider } from '@/view/behind'
import { Connection } from './Connection'
import { FindButton } from './FindButton'
import { Machine } from './Machine'
import { places, type Place } from './places'
import { useArrived } from './useArrived'
import { useFocusBack } from './useFocusBack'
import { UserMenu } from './UserMenu'
import { usePreferences } from './usePreferences'
import { useSignedOut } from './useSignedOut'
import { Workspace } from './Workspace'

const rail = places.filter((p) => !p.within)

/** The frame of every page: rail, page, bottom bar; keeps the live stream open and notices sign-out and a lost server. */
export function Shell() {
  const { t } = useTranslation()
  const session = useSession()
  const path = useRouterState({ select: (s) => s.location.pathname })
  const slim = /^\/maps\/./.test(path)
  useArrived(true)
  useSignedOut()
  useFocusBack()
  const map = /^\/maps\/([^/]+)/.exec(path)?.[1]
  useEffect(() => openLive(map), [session?.workspace?.id, map])
  useEffect(() => closeLive, [])
  usePreferences()
  const current = (p: Place) =>
    p.to === '/'
      ? path === '/' || path === '/start'
      : [p, ...places.filter((x) => x.within === p.to)].some((x) => path.startsWith(x.to))
  return (
    <>
      <a className="skip" href="#main">
        {t('nav.skip')}
      </a>
      <div className={'app' + (slim ? ' slim' : '')}>
        <aside className="rail" aria-label={t('nav.main')}>
          <Workspace slim={slim} />
          <FindButton slim={slim} keys />
          <nav className="nav">
            {rail.map((p) => (
              <div key={p.to}>
                {p.to === '/sources' && <hr />}
                <Link to={p.to} aria-current={current(p) ? 'page' : undefined} title={slim ? t(p.word) : undefined}>
                  <Icon name={p.icon} />
                  <span>{t(p.word)}</span>
                </Link>
              </div>
            ))}
          </nav>
          <div className="railfoot">
            <UserMenu slim={slim} />
            <LiveRate slim={slim} />
          </div>
        </aside>
        <header className="mobtop">
          <Workspace slim={false} />
          <span className="sp" />
          <FindButton slim />
          <UserMenu slim />
        </header>
        <main id="main" tabIndex={-1}>
          <Connection />
          <Machine />
          <BehindProvider>
            <Outlet />
          </BehindProvider>
        </main>
      </div>
      <nav className="mob" aria-label={t('nav.main')}>
        {rail.map((p) => (
          <Link key={p.to} to={p.to} aria-current={current(p) ? 'page' : undefined}>
            <Icon name={p.icon} />
            {t(p.short ?? p.word)}
          </Link>
        ))}
      </nav>
    </>
  )
}

function LiveRate({ slim }: { slim: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { connected, tick } = useLive()
  const words = !connected
    ? t('nav.notLive')
    : !tick
      ? t('nav.connecting')
      : t('nav.perMinute', { count: tick.perMinute, n: f.num(tick.perMinute) })
  return (
    <div className="row live-rate" title={words} role="status">
      <span className={'dot' + (connected ? ' live' : ' off')} />
      {slim ? <span className="vh">{words}</span> : <span className="rl">{words}</span>}
    </div>
  )
}
