import { useTranslation } from 'react-i18next'
import type { Answer, Driver, DriverChange } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Wide } from '@/parts/plot'
import { useBehind } from '@/view/behind'
import { Seg } from '../Choices'
import type { Cell } from '../download'
import '../figures.css'
import { Frame, marks } from '../Frame'
import { useJourneys } from '../useJourneys'
import { useQuestion } from '../useQuestion'
import { ForestPlot } from './ForestPlot'

/** So many touchpoints, and so many values of other dimensions, unless all are asked for. */
const most = (by: string) => (by === 'touchpoint' ? 12 : 5)

/** What goes with reaching the goal, by adjusted odds; it is no proof of a cause, and says so. */
export default function DriversTab() {
  const { t } = useTranslation()
  const { ask, search, change, map, valueName, dimensionName } = useJourneys()
  const open = useBehind()
  const asked = useQuestion(ask('drivers', { most: 5 }))
  const all = search.show === 'all'
  const shown = (a: Answer) => factors(a).filter((d) => all || (d.odds > 0 && d.with.n >= 30))
  const name = (d: Driver | DriverChange) => (d.by === 'touchpoint' && map ? d.name : valueName(d.by, d.value))
  const groups = (a: Answer, query: Parameters<typeof open>[0]['query']) => {
    const by = new Map<string, Driver[]>()
    for (const d of shown(a)) by.set(d.by, [...(by.get(d.by) ?? []), d])
    return [...by].map(([dim, list]) => ({
      title: dimensionName(dim),
      factors: sorted(list)
        .slice(0, all ? list.length : most(dim))
        .map((d) => ({
          d,
          then: a.drivers?.moved?.find((m) => m.by === d.by && m.value === d.value),
          name: name(d),
          open: (converted: boolean) =>
            open({
              query,
              figure: { kind: converted ? 'with-converted' : 'with', by: d.by, value: d.value },
              title: t(converted ? 'drivers.whoConverted' : 'drivers.who', { name: name(d) }),
            }),
        })),
    }))
  }
  return (
    <Frame
      title={t('drivers.title')}
      hint={t('drivers.hint')}
      imageLegend={t('drivers.hint')}
      legend={marks(t, 'drivers', !!asked.before)}
      asked={asked}
      n={(a) => a.drivers?.journeys ?? 0}
      unit="grown"
      file="drivers"
      tools={
        <Seg
          label={t('drivers.which')}
          value={all ? 'all' : 'main'}
          onPick={(v) => change({ show: v === 'all' ? 'all' : undefined })}
          of={[
            { value: 'main', word: t('drivers.main') },
            { value: 'all', word: t('common.all') },
          ]}
        />
      }
      table={(a) => table(factors(a), name, dimensionName, t)}
      note={(a) => (
        <>
          <Said factors={factors(a)} name={name} />
          <Moved moves={a.drivers?.moved} name={name} />
        </>
      )}
      empty={{ title: t('drivers.empty'), how: t('drivers.emptyHow') }}
    >
      {(a, query) => (
        <>
          <p className="caution">
            <Icon name="info" size="s" />
            <span>{t('drivers.caution')}</span>
          </p>
          <Wide>{(width) => <ForestPlot groups={groups(a, query)} width={width} />}</Wide>
        </>
      )}
    </Frame>
  )
}

/** The factors with ratios to nothing as the infinite numbers that JSON has not. */
const factors = (a: Answer): Driver[] =>
  (a.drivers?.factors ?? []).map((d) => ({
    ...d,
    odds: d.oddsInfinite ? Infinity : d.odds,
    high: d.oddsInfinite ? Infinity : d.high,
    lift: d.liftInfinite ? Infinity : d.lift,
  }))

/** Sure ones first, then those that differ most from even odds. */
const sorted = (list: Driver[]) =>
  [...list].sort((a, b) => Number(b.sure) - Number(a.sure) || (b.odds === a.odds ? 0 : b.odds - a.odds))

/** The strongest sure factor each way, as what was seen together. */
function Said({ factors, name }: { factors: Driver[]; name: (d: Driver) => string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const sure = factors.filter((d) => d.sure && d.odds > 0 && d.with.n >= 30)
  const up = sure.filter((d) => d.odds > 1).sort((a, b) => b.odds - a.odds)[0],
    down = sure.filter((d) => d.odds < 1).sort((a, b) => a.odds - b.odds)[0]
  if (!up && !down) return <span>{t('drivers.noneSure')}</span>
  return (
    <span>
      {up && t('drivers.up', { name: name(up), with: f.pct(up.with.value), without: f.pct(up.without.value) })}{' '}
      {down &&
        t('drivers.down', { name: name(down), with: f.pct(down.with.value), without: f.pct(down.without.value) })}
    </span>
  )
}

/** The factors whose odds surely changed since the compared period. */
function Moved({ moves, name }: { moves?: DriverChange[]; name: (d: DriverChange) => string }) {
  const { t } = useTranslation()
  const f = useFormat()
  if (!moves?.length) return null
  const sure = moves.filter((m) => m.sure).slice(0, 3)
  return (
    <span>
      {' '}
      {sure.length === 0
        ? t('drivers.movedNone')
        : t('drivers.moved', {
            list: sure.map((m) => t('drivers.movedOne', { name: name(m), ratio: f.num(m.ratio, 2) })).join(', '),
          })}
    </span>
  )
}

const finite = (v: number): Cell => (Number.isFinite(v) ? v : '∞')

function table(
  list: Driver[],
  name: (d: Driver) => string,
  title: (by: string) => string,
  t: (k: string) => string,
): Cell[][] {
  const heads = [
    'drivers.by',
    'drivers.factor',
    'drivers.odds',
    'figures.low',
    'figures.high',
    'drivers.p',
    'drivers.lift',
    'drivers.with',
    'n',
    'drivers.without',
    'n',
  ].map((k) => (k === 'n' ? 'n' : t(k)))
  return [
    heads,
    ...list.map((d): Cell[] => [
      title(d.by),
      name(d),
      finite(d.odds),
      d.low,
      finite(d.high),
      d.p,
      finite(d.lift),
      d.with.value,
      d.with.n,
      d.without.value,
      d.without.n,
    ]),
  ]
}
