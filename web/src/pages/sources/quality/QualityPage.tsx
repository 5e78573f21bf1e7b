import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { DataQuality } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Empty, Loaded } from '@/parts/parts'
import { useMay } from '@/session'
import { Help } from '@/shell/Help'
import { useTitle } from '@/shell/PageStates'
import { sourcesQuery } from '../data'
import { qualityQuery, standing, type Standing, useQualityAct } from './data'
import { FindingCard } from './FindingCard'
import '../sources.css'
import './quality.css'

const tabs: Standing[] = ['open', 'dismissed', 'closed']

/** What is wrong with the data that comes in, with its evidence and what to do. */
export default function QualityPage() {
  const { t } = useTranslation()
  useTitle(t('quality.title'))
  const may = useMay('sources')
  const query = useQuery(qualityQuery)
  const check = useQualityAct(() => call(api.POST('/v1/data-quality/check')))
  return (
    <div className="page srcs qual">
      <header className="ph keep">
        <div>
          <p className="crumb">
            <Link to="/sources">{t('nav.sources')}</Link>
            <Icon name="right" size="xs" />
          </p>
          <div className="ph-t">
            <h1>{t('quality.title')}</h1>
            <Help page="quality" />
          </div>
          <p>{t('quality.lead')}</p>
        </div>
        <span className="sp" />
        {may && (
          <button type="button" className="btn o" disabled={check.isPending} onClick={() => check.mutate(undefined)}>
            <Icon name="loop" size="s" />
            {t(check.isPending ? 'quality.checking' : 'quality.check0')}
          </button>
        )}
      </header>
      <section className="card" aria-label={t('quality.title')}>
        <Loaded query={query} rows={5}>
          {(state) => <Findings state={state} />}
        </Loaded>
      </section>
      {!!query.data?.covered.length && <Coverage state={query.data} />}
    </div>
  )
}

function Findings({ state }: { state: DataQuality }) {
  const { t } = useTranslation()
  const f = useFormat()
  const asked = (useSearch({ strict: false }) as { show?: string }).show
  const navigate = useNavigate()
  const tab = tabs.find((x) => x === asked) ?? 'open'
  const of = (s: Standing) => state.findings.filter((x) => standing(x) === s)
  const never = new Date(state.checked).getFullYear() < 2000
  const list = of(tab)
  return (
    <>
      <div className="hd qual-hd">
        <SegmentedControl
          size="xs"
          aria-label={t('quality.title')}
          value={tab}
          onChange={(show) => void navigate({ to: '/sources/quality', search: { show }, replace: true })}
          data={tabs.map((x) => ({ value: x, label: `${t(`quality.tab.${x}`)} (${f.num(of(x).length)})` }))}
        />
        <span className="sp" />
        <p className="t3 sm" role="status">
          {never ? t('quality.never') : t('quality.checked', { at: f.dateTime(state.checked) })}
        </p>
      </div>
      {list.length > 0 ? (
        <ul className="cases">
          {list.map((x) => (
            <FindingCard key={x.id} finding={x} />
          ))}
        </ul>
      ) : (
        <Nothing tab={tab} never={never} />
      )}
    </>
  )
}

function Nothing({ tab, never }: { tab: Standing; never: boolean }) {
  const { t } = useTranslation()
  if (tab !== 'open')
    return <Empty icon="check" title={t(tab === 'closed' ? 'quality.noClosed' : 'quality.noDismissed')} />
  return (
    <Empty icon={never ? 'clock' : 'check'} title={t(never ? 'quality.notYet' : 'quality.none')}>
      {t(never ? 'quality.notYetHow' : 'quality.noneHow')}
    </Empty>
  )
}

/** Of which sources a silence would be noticed. */
function Coverage({ state }: { state: DataQuality }) {
  const { t } = useTranslation()
  const f = useFormat()
  const sources = useQuery(sourcesQuery).data ?? []
  return (
    <section className="card below" aria-labelledby="coverage">
      <div className="hd">
        <h2 id="coverage">{t('quality.coverage')}</h2>
      </div>
      <ul className="cover">
        {state.covered.map((c) => (
          <li key={c.source}>
            <Icon name={c.enough ? 'check' : 'minus'} />
            <Link to="/sources/$id" params={{ id: c.source }} className="b any">
              {sources.find((s) => s.id === c.source)?.name ?? c.source}
            </Link>
            <span className="t2">
              {c.enough ? t('quality.enough', { n: f.num(Math.round(c.weekly)) }) : t('quality.notEnough')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
