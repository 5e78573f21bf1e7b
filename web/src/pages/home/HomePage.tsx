import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { homeQuery } from '@/api/queries'
import type { Home } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Empty, Failed, Waiting } from '@/parts/parts'
import { useSession } from '@/session'
import { wayless } from '@/stats'
import { Help } from '@/shell/Help'
import { useTitle } from '@/shell/PageStates'
import { useView, type View } from '@/view/view'
import { CompareFilter, PeriodFilter, SegmentFilter } from '@/view/ViewBar'
import { useFresh } from '../maps/useFresh'
import { Causes } from './Causes'
import { Changes } from './Changes'
import './home.css'
import { Measures } from './Measures'
import { Tasks } from './Tasks'
import { Weekly } from './Weekly'
import { Worst } from './Worst'

/** This period against the last: measures, the worst touchpoints, what waits, what changed. */
export default function HomePage() {
  const { t } = useTranslation()
  useTitle(t('home.title'))
  const f = useFormat()
  const [view, change] = useView()
  const home = useQuery(homeQuery(view))
  const stale = useFresh(home)
  const name = useSession()?.user?.name.split(/\s+/).pop() ?? ''
  return (
    <div className="page home">
      <header className="ph">
        <div>
          <div className="ph-t">
            <h1>{t('home.title')}</h1>
            <Help page="home" />
          </div>
          <p>
            {t('home.hello', { name })} {home.data?.map && <Worry home={home.data} />}
          </p>
        </div>
        <div className="fil one-row">
          {stale && (
            <span className="stale" role="status">
              <Icon name="clock" size="xs" />
              {t('map.staleSince', { time: f.dateTime(stale) })}
            </span>
          )}
          <PeriodFilter view={view} change={change} />
          <SegmentFilter view={view} change={change} />
          <CompareFilter view={view} change={change} allTime={view.span.preset === 'all'} />
        </div>
      </header>
      {home.data ? (
        <Body home={home.data} view={view} />
      ) : home.error ? (
        <section className="card">
          <Failed error={home.error} retry={() => home.refetch()} />
        </section>
      ) : (
        <Bones />
      )}
    </div>
  )
}

function Body({ home, view }: { home: Home; view: View }) {
  const { t } = useTranslation()
  if (home.totalEver === 0 || !home.map)
    return (
      <>
        <section className="card">
          {home.totalEver === 0 ? (
            <Empty
              icon="plug"
              title={t('home.noData')}
              action={
                <Link to="/start" className="btn p">
                  {t('home.begin')}
                </Link>
              }
            >
              {t('home.noDataHow')}
            </Empty>
          ) : (
            <Empty
              icon="map"
              title={t('home.noMap')}
              action={
                <Link to="/maps" className="btn p">
                  {t('home.task.noMap')}
                </Link>
              }
            >
              {t('home.noMapHow')}
            </Empty>
          )}
        </section>
        <Tasks home={home} quiet />
      </>
    )
  return (
    <>
      <Measures home={home} view={view} />
      {wayless(home.journeys) && <Missing />}
      <div className="two">
        <Worst home={home} view={view} />
        <Tasks home={home} />
      </div>
      {!wayless(home.journeys) && <Causes home={home} view={view} />}
      <Weekly home={home} view={view} />
      <Changes home={home} view={view} />
    </>
  )
}

/** Orders alone have come: what has to be sent besides, so that the way to them is seen. */
function Missing() {
  const { t } = useTranslation()
  return (
    <section className="card miss" aria-label={t('home.missing')}>
      <Icon name="info" />
      <div>
        <h2>{t('home.missing')}</h2>
        <p className="t2 md">{t('home.missingHow')}</p>
      </div>
      <Link to="/sources" className="btn o">
        {t('home.missingGo')}
      </Link>
    </section>
  )
}

/** One sentence: which touchpoints hurt most. */
function Worry({ home }: { home: Home }) {
  const { t } = useTranslation()
  const bad = home.breakpoints
    .filter((b) => b.breakpoint)
    .slice(0, 2)
    .map((b) => b.touchpoint.name)
  if (bad.length === 0) return <>{t('home.worry_zero')}</>
  const [before, after] = t('home.worry', { names: '\u0000' }).split('\u0000')
  return (
    <>
      {before}
      <b className="b">{bad.join(', ')}</b>
      {after}
    </>
  )
}

function Bones() {
  return (
    <div aria-busy="true">
      <section className="card ks">
        {Array.from({ length: 6 }, (_, i) => (
          <div key={i} className="k">
            <Waiting rows={3} />
          </div>
        ))}
      </section>
      <div className="two">
        <section className="card">
          <Waiting rows={8} height={24} />
        </section>
        <section className="card">
          <Waiting rows={4} />
        </section>
      </div>
    </div>
  )
}
