import { useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Waiting } from '@/parts/parts'
import { Help } from '@/shell/Help'
import { PageMissing, useTitle } from '@/shell/PageStates'
import { told, wayless } from '@/stats'
import { useFresh } from '../maps/useFresh'
import { Bar } from './Bar'
import './journeys.css'
import { tabs, type Tab } from './search'
import { Tabs } from './Tabs'
import { JourneysProvider, useJourneys } from './useJourneys'
import { useQuestion } from './useQuestion'
import { Views } from './Views'

const pages = {
  paths: lazy(() => import('./Paths')),
  graph: lazy(() => import('./Graph')),
  funnel: lazy(() => import('./funnel/FunnelTab')),
  exits: lazy(() => import('./exits/ExitsTab')),
  timing: lazy(() => import('./timing/TimingTab')),
  attribution: lazy(() => import('./attribution/AttributionTab')),
  leads: lazy(() => import('./leads/LeadsTab')),
  retention: lazy(() => import('./retention/RetentionTab')),
  reality: lazy(() => import('./Reality')),
  drivers: lazy(() => import('./drivers/DriversTab')),
  changed: lazy(() => import('./changed/ChangedTab')),
} satisfies Record<Tab, unknown>

/** Any question about journeys: one bar of choices over eleven ways to look. All of it is in the address. */
export default function JourneysPage() {
  const { t } = useTranslation()
  const { tab } = useParams({ from: '/app/journeys/$tab' })
  const known = tabs.find((x) => x === tab)
  useTitle(known ? `${t(`journeys.tab.${known}`)} · ${t('nav.journeys')}` : t('nav.journeys'))
  if (!known) return <PageMissing />
  const Page = pages[known]
  return (
    <div className="jn">
      <JourneysProvider>
        <Top tab={known} />
        <Bar />
        <Tabs />
        <div className="jn-in">
          <Suspense fallback={<Waiting rows={8} height={18} />}>
            <Page key={known} />
          </Suspense>
        </div>
      </JourneysProvider>
    </div>
  )
}

/** How many journeys all this is about. */
function Top({ tab }: { tab: Tab }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { ask } = useJourneys()
  // Compared as on Home: both periods at the same age, so that it is the same conversion.
  const asked = useQuestion(ask('journeys', { by: undefined, noSpread: true }))
  const stale = useFresh({ data: asked.answer, error: asked.error, dataUpdatedAt: asked.at })
  const j = asked.answer?.journeys
  return (
    <header className="top">
      <h1>{t('nav.journeys')}</h1>
      <Help page={`journeys.${tab}`} />
      <span className="t3 md jn-sum" role="status">
        {j && (
          <>
            {t('journeys.n.journeys', { count: j.started, n: f.num(j.started) })}
            {told(j.conversion) && !wayless(j) && (
              <>
                {' '}
                · {t('journeys.conversion', { rate: f.pct(j.conversion.value) })}
                {j.conversion.age ? ` ${t('figures.atAge', { count: j.conversion.age })}` : ''}
              </>
            )}
            {j.open > 0 && <> · {t('journeys.openOnes', { count: j.open, n: f.num(j.open) })}</>}
          </>
        )}
      </span>
      <span className="sp" />
      {stale && (
        <span className="stale" role="status">
          <Icon name="clock" size="xs" />
          {t('map.staleSince', { time: f.dateTime(stale) })}
        </span>
      )}
      <Views />
    </header>
  )
}
