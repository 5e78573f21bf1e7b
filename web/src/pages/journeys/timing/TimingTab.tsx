import { useTranslation } from 'react-i18next'
import type { Answer, TimingAnswer } from '@/api/types'
import { useFormat } from '@/i18n'
import { Wide } from '@/parts/plot'
import { useBehind } from '@/view/behind'
import { Pick, Seg } from '../Choices'
import type { Cell } from '../download'
import '../figures.css'
import { Frame } from '../Frame'
import type { Series } from '../series'
import { useJourneys } from '../useJourneys'
import { useQuestion } from '../useQuestion'
import { useSeries } from '../useSeries'
import { BinChart } from './BinChart'
import { CurveChart, type Curve } from './CurveChart'
import { StageTimes } from './StageTimes'

/** More curves than this cannot be told apart. */
const drawn = 7

/** How long the goal takes: the survival curve, the times of those who came to it, the time in each stage. */
export default function TimingTab() {
  const { t } = useTranslation()
  const f = useFormat()
  const { ask, search, change, map, place } = useJourneys()
  const open = useBehind()
  const asked = useQuestion(ask('timing', { start: search.start, most: 5 }))
  const series = useSeries(asked)
  const rising = search.show !== 'waiting'
  const curves = series
    .filter((s) => s.answer.timing && s.answer.timing.n > 0)
    .sort((a, b) => (asked.parts.length ? b.answer.timing!.n - a.answer.timing!.n : 0))
    .slice(0, drawn)
    .map((s): Curve => ({
      key: s.key,
      name: s.name,
      ink: s.ink,
      then: s.then,
      n: s.answer.timing!.n,
      points: s.answer.timing!.curve,
      median: s.answer.timing!.reached ? s.answer.timing!.medianS : null,
      open: (fromS, toS) =>
        open({
          query: s.query,
          figure: { kind: 'timed', outcome: 'converted', fromS, toS },
          title:
            toS === 0
              ? `${t('map.who.converted')} · ${s.name}`
              : t('timing.who', { from: fromS === 0 ? '0' : f.brief(fromS), to: f.brief(toS) }),
        }),
    }))
  const starts = map ? map.touchpoints.filter((p) => !p.goal).map((p) => p.id) : []
  const n = (a: Answer) => a.timing?.n ?? 0
  return (
    <div className="stack16">
      <Frame
        title={t('timing.title')}
        hint={t('timing.hint')}
        imageLegend={t('timing.hint')}
        asked={asked}
        n={n}
        file="timing"
        table={() => table(series, t)}
        tools={
          <>
            {starts.length > 0 && (
              <Pick
                icon="play"
                label={t('timing.from')}
                value={search.start ?? ''}
                of={['', ...starts]}
                onPick={(v) => change({ start: v || undefined })}
                word={(v) => (v ? place(v).name : t('timing.fromStart'))}
              />
            )}
            <Seg
              label={t('timing.way')}
              value={rising ? 'reached' : 'waiting'}
              onPick={(v) => change({ show: v === 'waiting' ? 'waiting' : undefined })}
              of={[
                { value: 'reached', word: t('timing.reached') },
                { value: 'waiting', word: t('timing.waiting') },
              ]}
            />
          </>
        }
        note={(a) => a.timing && <Said timing={a.timing} />}
        empty={{ title: t('timing.empty'), how: t('timing.emptyHow') }}
      >
        {() => (
          <Wide>
            {(width) => (
              <CurveChart
                curves={curves}
                width={width}
                rising={rising}
                what={t('timing.label', { count: curves.length })}
              />
            )}
          </Wide>
        )}
      </Frame>
      <div className="halves">
        <Frame
          title={t('timing.times')}
          hint={t('timing.timesHint')}
          asked={asked}
          parts={false}
          n={(a) => a.timing?.events ?? 0}
          unit="conversions"
          file="times-to-goal"
          height={160}
          table={(a) => [
            [t('timing.fromS'), t('timing.toS'), t('timing.count')],
            ...(a.timing?.bins ?? []).map((b): Cell[] => [b.fromS, b.toS || '', b.n]),
          ]}
          note={(a) =>
            a.timing &&
            a.timing.times.n > 0 && (
              <span>
                {t('timing.timesSaid', {
                  median: f.duration(a.timing.times.median),
                  p90: f.duration(a.timing.times.p90),
                })}
              </span>
            )
          }
        >
          {(a, query) => (
            <Wide>
              {(width) => (
                <BinChart
                  bins={a.timing!.bins}
                  width={width}
                  height={196}
                  label={t('timing.times')}
                  open={(b) =>
                    open({
                      query,
                      figure: { kind: 'timed', outcome: 'converted', fromS: b.fromS, toS: b.toS },
                      title: t('timing.who', { from: f.brief(b.fromS), to: b.toS ? f.brief(b.toS) : '∞' }),
                    })
                  }
                />
              )}
            </Wide>
          )}
        </Frame>
        {map && (
          <Frame
            title={t('timing.stages')}
            hint={t('timing.stagesHint')}
            imageLegend={t('timing.stagesHint')}
            asked={asked}
            parts={false}
            n={n}
            file="time-in-stages"
            height={160}
            table={(a) => [
              [t('timing.stage'), t('timing.count'), t('funnel.medianS'), t('funnel.p90S')],
              ...(a.timing?.stages ?? []).map((s): Cell[] => [
                map.stages.find((x) => x.id === s.id)?.name ?? s.id,
                s.time.n,
                s.time.median,
                s.time.p90,
              ]),
            ]}
          >
            {(a, query) => (
              <Wide>
                {(width) => (
                  <StageTimes
                    stages={a.timing?.stages ?? []}
                    before={asked.before?.timing?.stages}
                    width={width}
                    name={(id) => map.stages.find((s) => s.id === id)?.name ?? id}
                    open={(stage, b, title) =>
                      open({ query, figure: { kind: 'staged', stage, fromS: b.fromS, toS: b.toS }, title })
                    }
                  />
                )}
              </Wide>
            )}
          </Frame>
        )}
      </div>
    </div>
  )
}

/** The curve in one sentence, with what it could not know. */
function Said({ timing: a }: { timing: TimingAnswer }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <span>
      {a.reached
        ? t('timing.half', { v: f.duration(a.medianS) })
        : t('timing.lessThanHalf', { share: f.pct(1 - (a.curve.at(-1)?.survival ?? 1)) })}{' '}
      <span className="t3">{t('timing.censored', { events: f.num(a.events), censored: f.num(a.censored) })}</span>
    </span>
  )
}

function table(series: Series[], t: (k: string) => string): Cell[][] {
  const heads = [
    'figures.series',
    'timing.seconds',
    'timing.atRisk',
    'timing.events',
    'timing.censoredN',
    'timing.waiting',
    'figures.low',
    'figures.high',
  ].map(t)
  return [
    heads,
    ...series.flatMap((s) =>
      (s.answer.timing?.curve ?? []).map((p): Cell[] => [
        s.name,
        p.s,
        p.atRisk,
        p.events,
        p.censored,
        p.survival,
        p.low,
        p.high,
      ]),
    ),
  ]
}
