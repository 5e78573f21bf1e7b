import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { dimensionsQuery } from '@/api/queries'
import type { Answer } from '@/api/types'
import { useFormat } from '@/i18n'
import { Empty } from '@/parts/parts'
import { Wide } from '@/parts/plot'
import { difference, wilson } from '@/stats'
import { useBehind } from '@/view/behind'
import { FilterButton } from '@/view/ViewBar'
import { Pick, PlacePopover, Seg } from '../Choices'
import type { Cell } from '../download'
import '../figures.css'
import { Frame, marks } from '../Frame'
import type { Series } from '../series'
import { useJourneys } from '../useJourneys'
import { useQuestion } from '../useQuestion'
import { useSeries } from '../useSeries'
import { FunnelChart } from './FunnelChart'
import { stepName, stepsOf } from './steps'
import { StepsBar } from './StepsBar'

/** How many customers take the steps, where they are lost, how long it takes; several funnels side by side. */
export default function FunnelTab() {
  const { t } = useTranslation()
  const { ask, search, change, map, goals, place } = useJourneys()
  const open = useBehind()
  const steps = search.steps ?? stepsOf(map, goals)
  const name = (step: string[]) =>
    stepName(
      step,
      map,
      (id) => place(id).name,
      (first, n) => t('funnel.more', { name: first, count: n }),
    )
  const asked = useQuestion(
    steps.length
      ? ask('funnel', {
          steps,
          order: search.order,
          windowDays: search.windowDays,
          without: search.without,
          hold: search.hold,
          most: 12,
        })
      : null,
  )
  const series = useSeries(asked)
  const side = search.show === 'side' && series.some((s) => s.then)
  const shown = side || !series.some((s) => s.then) ? series : series.slice(0, 1)
  return (
    <>
      <section className="card fr" style={{ marginBottom: 16 }} aria-label={t('funnel.choices')}>
        <StepsBar steps={steps} name={name} />
        <Choices />
      </section>
      {steps.length === 0 ? (
        <section className="card">
          <Empty icon="filter" title={t('funnel.noSteps')}>
            {t('funnel.noStepsHow')}
          </Empty>
        </section>
      ) : (
        <Frame
          title={t('funnel.title')}
          hint={t(search.order === 'any' ? 'funnel.hintAny' : 'funnel.hint')}
          asked={asked}
          n={(a) => a.funnel?.[0]?.customers ?? 0}
          unit="customers"
          file="funnel"
          legend={
            shown.length === 1
              ? marks(
                  t,
                  'funnel',
                  series.some((s) => s.then),
                )
              : undefined
          }
          tools={
            series.some((s) => s.then) && (
              <Seg
                label={t('funnel.compareHow')}
                value={side ? 'side' : 'one'}
                onPick={(v) => change({ show: v === 'side' ? 'side' : undefined })}
                of={[
                  { value: 'one', word: t('funnel.one') },
                  { value: 'side', word: t('funnel.side') },
                ]}
              />
            )
          }
          table={() => table(series, steps.map(name), t)}
          note={(a) => <Whole now={a} before={asked.before} />}
          empty={{ title: t('funnel.empty'), how: t('funnel.emptyHow') }}
        >
          {() => (
            <Wide>
              {(width) => (
                <FunnelChart
                  series={shown}
                  then={side ? undefined : series.find((s) => s.then)}
                  names={steps.map(name)}
                  width={width}
                  open={(figure, title, query) => open({ figure, title, query })}
                />
              )}
            </Wide>
          )}
        </Frame>
      )}
    </>
  )
}

const windows = [0, 1, 3, 7, 14, 30, 60, 90]

/** Order, window, what must not come between, and what must stay the same. */
function Choices() {
  const { t } = useTranslation()
  const { search, change, view, place, dimensionName } = useJourneys()
  const props = Object.keys(useQuery(dimensionsQuery(view)).data?.properties ?? {})
  const dims = ['', 'channel', 'source', 'campaign', 'page', 'device', 'branch', ...props.map((p) => `property:${p}`)]
  const without = search.without ?? []
  return (
    <div className="choices">
      <Seg
        label={t('funnel.order')}
        value={search.order ?? 'strict'}
        onPick={(v) => change({ order: v === 'any' ? 'any' : undefined })}
        of={[
          { value: 'strict', word: t('funnel.strict'), title: t('funnel.strictWhy') },
          { value: 'any', word: t('funnel.any'), title: t('funnel.anyWhy') },
        ]}
      />
      <Pick
        icon="clock"
        label={t('funnel.within')}
        value={search.windowDays ?? 0}
        of={windows}
        onPick={(v) => change({ windowDays: v || undefined })}
        word={(v) => (v === 0 ? t('funnel.noWindow') : t('funnel.days', { count: v }))}
      />
      <PlacePopover
        chosen={without}
        label={t('funnel.without')}
        onChange={(ids) => change({ without: ids.length ? ids : undefined })}
        target={(open, toggle) => (
          <FilterButton
            icon="x"
            label={t('funnel.without')}
            value={
              without.length === 0
                ? t('funnel.nothing')
                : without.length === 1
                  ? place(without[0]!).name
                  : t('funnel.more', { name: place(without[0]!).name, count: without.length - 1 })
            }
            className="cut"
            aria-haspopup="dialog"
            aria-expanded={open}
            onClick={toggle}
          />
        )}
      />
      <Pick
        icon="lock"
        label={t('funnel.hold')}
        value={search.hold ?? ''}
        of={dims}
        onPick={(v) => change({ hold: v || undefined })}
        word={(v) => (v === '' ? t('funnel.nothing') : dimensionName(v))}
      />
    </div>
  )
}

const ends = (a: Answer | undefined) => {
  const n = a?.funnel ?? []
  return wilson(n.at(-1)?.customers ?? 0, n[0]?.customers ?? 0)
}

/** The whole funnel in one sentence. */
function Whole({ now, before }: { now: Answer; before?: Answer }) {
  const { t } = useTranslation()
  const f = useFormat()
  const r = ends(now),
    was = before ? ends(before) : undefined,
    d = difference(r, was)
  return (
    <span>
      {t('funnel.whole')} <b className="b">{f.pct(r.value)}</b>{' '}
      <span className="t3">({f.interval(r.low, r.high)})</span>
      {was && was.n > 0 && d && (
        <>
          , {t('funnel.was', { rate: f.pct(was.value) })}{' '}
          <span className={d.sure ? (d.value > 0 ? 'up' : 'dn') : 't3'}>
            {f.points(d.value)}
            {!d.sure && ` · ${t('figures.chance')}`}
          </span>
        </>
      )}
    </span>
  )
}

function table(series: Series[], names: string[], t: (k: string) => string): Cell[][] {
  const heads = [
    'figures.series',
    'funnel.step',
    'common.customers',
    'funnel.rateLast',
    'figures.low',
    'figures.high',
    'funnel.rateFirst',
    'funnel.medianS',
    'funnel.p90S',
  ].map(t)
  return [
    heads,
    ...series.flatMap((s) =>
      (s.answer.funnel ?? []).map((x, i): Cell[] => [
        s.name,
        names[i],
        x.customers,
        x.rate.value,
        x.rate.low,
        x.rate.high,
        x.customers / Math.max(1, s.answer.funnel![0]!.customers),
        x.time.median,
        x.time.p90,
      ]),
    ),
  ]
}
