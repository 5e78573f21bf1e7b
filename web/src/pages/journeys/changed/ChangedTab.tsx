import { useTranslation } from 'react-i18next'
import type { Answer, ChangeCell, ChangedAnswer } from '@/api/types'
import { useFormat } from '@/i18n'
import { Whisker } from '@/parts/charts'
import { Empty } from '@/parts/parts'
import { Wide } from '@/parts/plot'
import { difference } from '@/stats'
import { useBehind } from '@/view/behind'
import { Pick, Seg } from '../Choices'
import type { Cell } from '../download'
import '../figures.css'
import { Frame, marks } from '../Frame'
import { useJourneys } from '../useJourneys'
import { useQuestion } from '../useQuestion'
import { grouped, isGroup, type Group } from './group'
import { PartsChart } from './PartsChart'

const dims = [
  'device',
  'channel',
  'source',
  'medium',
  'campaign',
  'branch',
  'page',
  'stage',
  'touchpoint',
  'name',
] as const
/** What the first touch of a journey has; who the customer is, and the hour, cannot be split by. */
const ofTouches = (by: string) => by.startsWith('property:') || (dims as readonly string[]).includes(by)
const mostCells = 12

/** What moved the conversion from the compared period to this one, as parts that add up. */
export default function ChangedTab() {
  const { t } = useTranslation()
  const f = useFormat()
  const { ask, search, change, view, valueName, dimensionName, place } = useJourneys()
  const open = useBehind()
  const by = search.by && ofTouches(search.by) ? search.by : 'device'
  const group: Group = isGroup(search.show) ? search.show : 'cells'
  const query = ask('changed', { by })
  const asked = useQuestion(view.compare ? query : null)
  const changed = ({ changed: c }: Answer): ChangedAnswer => ({
    ...c!,
    cells: c!.cells.map((x) => ({ ...x, name: place(x.touchpoint).name })),
  })
  const value = (c: ChangeCell) => (c.others ? t('journeys.others') : valueName(by, c.value))
  const who = (c: ChangeCell) => () =>
    open({
      query,
      figure: { kind: 'change', value: c.value, others: c.others, touchpoint: c.touchpoint },
      title: t('changed.who', { value: value(c), name: c.name }),
    })
  if (!view.compare)
    return (
      <section className="card">
        <Empty
          icon="cmp"
          title={t('changed.noCompare')}
          action={
            !view.early && (
              <button
                type="button"
                className="btn o"
                onClick={() =>
                  change({ compare: undefined, period: view.span.preset === 'all' ? undefined : search.period })
                }
              >
                {t('changed.turnOn')}
              </button>
            )
          }
        >
          {t(view.early ? 'view.earlyWhy' : 'changed.noCompareHow')}
        </Empty>
      </section>
    )
  return (
    <Frame
      title={t('changed.title')}
      hint={t('changed.hint')}
      imageLegend={t('changed.hint')}
      legend={marks(t, 'changed')}
      asked={asked}
      parts={false}
      n={(a) => a.changed?.now.n ?? 0}
      file="changed"
      tools={
        <>
          <Pick
            icon="split"
            label={t('journeys.byLabel')}
            value={by}
            of={dims.includes(by as (typeof dims)[number]) ? dims : [by, ...dims]}
            onPick={(v) => change({ by: v, part: undefined })}
            word={dimensionName}
          />
          <Seg
            label={t('changed.group')}
            value={group}
            onPick={(v) => change({ show: v === 'cells' ? undefined : v })}
            of={[
              { value: 'cells', word: t('changed.cells') },
              { value: 'values', word: dimensionName(by) },
              { value: 'places', word: t('changed.places') },
            ]}
          />
        </>
      }
      table={(a) => table(changed(a), value, t)}
      note={(a) => a.changed && <Said of={changed(a)} value={value} />}
      empty={{ title: t('changed.empty'), how: t('changed.emptyHow') }}
    >
      {(a) => (
        <>
          <Sum of={a} />
          <Wide>
            {(width) => (
              <PartsChart
                width={width}
                total={a.changed!.now.value - a.changed!.before.value}
                parts={grouped(changed(a).cells, group, mostCells, {
                  value,
                  rest: (n) => t('changed.rest', { count: n, n: f.num(n) }),
                  who,
                })}
              />
            )}
          </Wide>
        </>
      )}
    </Frame>
  )
}

/** Both conversions with their intervals, and what lies between them. */
function Sum({ of }: { of: Answer }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { now, before } = of.changed!
  const d = difference(now, before)
  return (
    <div className="sum3">
      <div>
        <span className="t3">{t('changed.before')}</span>
        <b>{f.pct(before.value)}</b>
        <small>
          {f.interval(before.low, before.high)} · n={f.num(before.n)}
        </small>
      </div>
      <div>
        <span className="t3">{t('changed.now')}</span>
        <b>{f.pct(now.value)}</b>
        <small>
          {f.interval(now.low, now.high)} · n={f.num(now.n)}
        </small>
      </div>
      <div>
        <span className="t3">{t('changed.difference')}</span>
        <b className={d?.sure ? (d.value > 0 ? 'up' : 'dn') : 't3'}>{d ? f.points(d.value) : '–'}</b>
        <small>
          {d && (d.sure ? t('view.deltaTitle', { low: f.points(d.low), high: f.points(d.high) }) : t('figures.chance'))}
        </small>
      </div>
      <div className="hide-m">
        <Whisker value={now.value} low={now.low} high={now.high} before={before.value} bad={!!d?.sure && d.value < 0} />
      </div>
    </div>
  )
}

/** The largest part that is beyond chance, in words. */
function Said({ of, value }: { of: ChangedAnswer; value: (c: ChangeCell) => string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const c = of.cells.find((x) => !x.others && (x.low > 0 || x.high < 0))
  if (!c) return <span>{t('changed.noneSure')}</span>
  return (
    <span>
      {t(c.part < 0 ? 'changed.saidDown' : 'changed.saidUp', {
        value: value(c),
        name: c.name,
        before: f.pct(c.before.value),
        now: f.pct(c.now.value),
        part: f.points(c.part),
      })}
    </span>
  )
}

function table(a: ChangedAnswer, value: (c: ChangeCell) => string, t: (k: string) => string): Cell[][] {
  const heads = [
    'changed.value',
    'home.touchpoint',
    'changed.part',
    'changed.rate',
    'changed.mix',
    'changed.lostNow',
    'n',
    'changed.lostBefore',
    'n',
    'figures.low',
    'figures.high',
  ].map((k) => (k === 'n' ? 'n' : t(k)))
  return [
    heads,
    ...a.cells.map((c): Cell[] => [
      value(c),
      c.name,
      c.part,
      c.rate,
      c.mix,
      c.now.value,
      c.now.n,
      c.before.value,
      c.before.n,
      c.low,
      c.high,
    ]),
  ]
}
