import { useTranslation } from 'react-i18next'
import type { Answer, RetentionAnswer } from '@/api/types'
import { useFormat } from '@/i18n'
import { Wide } from '@/parts/plot'
import { addDays, dayOf, midnight } from '@/period'
import { useBehind } from '@/view/behind'
import { Pick, Seg } from '../Choices'
import type { Cell } from '../download'
import '../figures.css'
import { Frame } from '../Frame'
import { CurveChart, type Curve } from '../timing/CurveChart'
import { useJourneys } from '../useJourneys'
import { useQuestion } from '../useQuestion'
import { useSeries } from '../useSeries'
import { CohortGrid, together } from './CohortGrid'

const day = 86_400_000
type Bucket = 'day' | 'week' | 'month'
const kinds = ['touch', 'goal'] as const
/** At least this many days of beginnings are looked at, so that there are cohorts to compare. */
const least: Record<Bucket, number> = { day: 21, week: 12 * 7, month: 335 }

/** The start of the bucket that an instant is in: its day, Monday, or first of the month. */
function begin(bucket: Bucket, at: number, zone: string): number {
  const iso = dayOf(at, zone),
    weekday = (new Date(iso + 'T12:00:00Z').getUTCDay() + 6) % 7
  return midnight(
    bucket === 'month' ? iso.slice(0, 8) + '01' : addDays(iso, bucket === 'week' ? -weekday : 0),
    zone,
  ).getTime()
}

/** As long a time before, from the start of a bucket on: its cohorts have as many buckets to come back in. */
function before(bucket: Bucket, from: string, to: string | undefined, zone: string) {
  const length = Date.parse(to ?? new Date().toISOString()) - Date.parse(from)
  return { from: new Date(begin(bucket, Date.parse(from) - length, zone)).toISOString(), to: from }
}

/** Who comes back: cohorts by first touch or first goal, and the repeat-purchase curve. */
export default function RetentionTab() {
  const { t } = useTranslation()
  const f = useFormat()
  const { ask, search, change, view } = useJourneys()
  const open = useBehind()
  const bucket = search.bucket ?? (view.span.days > 150 || view.span.preset === 'all' ? 'month' : 'week')
  const to = view.span.to,
    early = begin(bucket, Date.parse(to ?? new Date().toISOString()) - least[bucket] * day, f.zone)
  const from = view.span.from && Date.parse(view.span.from) > early ? new Date(early).toISOString() : view.span.from
  const compare = view.compare?.from && from ? before(bucket, from, to, f.zone) : undefined
  const asked = useQuestion(
    ask('retention', {
      bucket,
      from,
      to,
      cohort: search.cohort,
      return: search.return,
      rolling: search.rolling || undefined,
      compare,
      most: 5,
    }),
  )
  const series = useSeries(asked)
  const curves = series
    .filter((s) => (s.answer.retention?.repeat.n ?? 0) > 0)
    .map((s): Curve => {
      const r = s.answer.retention!.repeat
      return {
        key: s.key,
        name: series.length === 1 ? t('retention.bought') : s.name,
        ink: s.ink,
        then: s.then,
        n: r.n,
        points: r.curve,
        median: r.reached ? r.medianS : null,
      }
    })
  // The cohorts begin earlier than the bar's period when that is too short for any.
  const span = from && to ? f.span(from, new Date(Date.parse(to) - 1)) : t('view.all')
  const size = (a: Answer) => a.retention?.cohorts.reduce((n, c) => n + c.size, 0) ?? 0
  const when = (iso: string) => (bucket === 'month' ? f.date(iso).slice(3) : f.date(iso))
  return (
    <div className="stack16">
      <Frame
        title={t('retention.title')}
        when={span}
        asked={asked}
        n={size}
        unit="customers"
        file="retention"
        tools={
          <>
            <Seg<Bucket>
              label={t('retention.bucket')}
              value={bucket}
              onPick={(v) => change({ bucket: v })}
              of={(['day', 'week', 'month'] as const).map((v) => ({ value: v, word: t(`retention.by.${v}`) }))}
            />
            <Pick
              icon="play"
              label={t('retention.cohort')}
              value={search.cohort ?? 'touch'}
              of={kinds}
              onPick={(v) => change({ cohort: v === 'goal' ? v : undefined })}
              word={(v) => t(`retention.from.${v}`)}
            />
            <Pick
              icon="loop"
              label={t('retention.return')}
              value={search.return ?? 'touch'}
              of={kinds}
              onPick={(v) => change({ return: v === 'goal' ? v : undefined })}
              word={(v) => t(`retention.back.${v}`)}
            />
            <Seg
              label={t('retention.count')}
              value={search.rolling ? 'rolling' : 'bounded'}
              onPick={(v) => change({ rolling: v === 'rolling' || undefined })}
              of={[
                { value: 'bounded', word: t('retention.bounded'), title: t('retention.boundedWhy') },
                { value: 'rolling', word: t('retention.rolling'), title: t('retention.rollingWhy') },
              ]}
            />
          </>
        }
        table={(a) => table(a.retention!, when, t)}
        note={(a) => a.retention && <Said of={a.retention} unit={t(`retention.unit.${bucket}`)} />}
        empty={{ title: t('retention.empty'), how: t('retention.emptyHow') }}
      >
        {(a, query) => (
          <Wide>
            {(width) => (
              <CohortGrid
                cohorts={a.retention!.cohorts}
                moved={a.retention!.moved}
                bucket={bucket}
                width={width}
                open={(cohort, b) => {
                  const began = when(a.retention!.cohorts[cohort]!.from)
                  open(
                    b === null
                      ? { query, figure: { kind: 'cohort', cohort }, title: t('retention.whoCohort', { when: began }) }
                      : {
                          query,
                          figure: { kind: 'retained', cohort, bucket: b },
                          title: t('retention.whoBack', { when: began, i: b + 1, unit: t(`retention.unit.${bucket}`) }),
                        },
                  )
                }}
              />
            )}
          </Wide>
        )}
      </Frame>
      <Frame
        title={t('retention.repeat')}
        hint={t('retention.repeatHint')}
        imageLegend={t('retention.repeatHint')}
        when={span}
        asked={asked}
        parts={false}
        n={(a) => a.retention?.repeat.n ?? 0}
        unit="customers"
        file="repeat-purchase"
        table={(a) => [
          [
            t('timing.seconds'),
            t('timing.atRisk'),
            t('timing.events'),
            t('timing.censoredN'),
            t('timing.waiting'),
            t('figures.low'),
            t('figures.high'),
          ],
          ...a.retention!.repeat.curve.map((p): Cell[] => [
            p.s,
            p.atRisk,
            p.events,
            p.censored,
            p.survival,
            p.low,
            p.high,
          ]),
        ]}
        note={(a) =>
          a.retention &&
          (a.retention.repeat.reached ? (
            <span>{t('retention.repeatHalf', { v: f.duration(a.retention.repeat.medianS) })}</span>
          ) : (
            <span>
              {t('retention.repeatLess', { share: f.pct(1 - (a.retention.repeat.curve.at(-1)?.survival ?? 1)) })}
            </span>
          ))
        }
        empty={{ title: t('retention.noRepeat'), how: t('retention.noRepeatHow') }}
      >
        {() => <Wide>{(width) => <CurveChart curves={curves} width={width} what={t('retention.repeat')} />}</Wide>}
      </Frame>
    </div>
  )
}

/** What of all cohorts came back in the first bucket and in the last one that is over. */
function Said({ of, unit }: { of: RetentionAnswer; unit: string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const all = together(of.cohorts),
    first = all[0]
  if (!first || first.n === 0) return null
  const then = of.moved?.find((m) => m.bucket === 0)
  const last = all.findLastIndex((r) => r.n >= 30)
  return (
    <span>
      {t('retention.first', { rate: f.pct(first.value), range: f.interval(first.low, first.high), unit })}
      {last > 0 && <> {t('retention.later', { rate: f.pct(all[last]!.value), i: last + 1, unit })}</>}{' '}
      {then && (
        <>
          {t(then.sure ? 'retention.movedSure' : 'retention.movedUnsure', {
            rate: f.pct(then.before.value),
            change: f.points(then.now.value - then.before.value),
          })}{' '}
        </>
      )}
      <span className="t3">{t('retention.hatched')}</span>
    </span>
  )
}

function table(r: RetentionAnswer, when: (iso: string) => string, t: (k: string) => string): Cell[][] {
  const heads = [
    'retention.cohort',
    'retention.people',
    'retention.bucketN',
    'retention.backN',
    'figures.share',
    'figures.low',
    'figures.high',
    'retention.running',
  ].map(t)
  return [
    heads,
    ...r.cohorts.flatMap((c) =>
      c.cells.map((x, i): Cell[] => [when(c.from), c.size, i + 1, x.k, x.value, x.low, x.high, x.partial ? 1 : '']),
    ),
  ]
}
