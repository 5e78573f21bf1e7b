import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { dimensionsQuery } from '@/api/queries'
import type { AttributionAnswer } from '@/api/types'
import { useFormat } from '@/i18n'
import { Wide } from '@/parts/plot'
import { useCurrency, useMay } from '@/session'
import { useBehind } from '@/view/behind'
import { Pick } from '../Choices'
import type { Cell } from '../download'
import '../figures.css'
import { Frame } from '../Frame'
import { useJourneys } from '../useJourneys'
import { useQuestion } from '../useQuestion'
import { Costs } from './Costs'
import { CreditTable } from './CreditTable'
import { isModel, models, spread, type Model } from './models'
import { ModelsChart, type Credited } from './ModelsChart'

const dims = ['channel', 'source', 'medium', 'campaign', 'touchpoint', 'stage', 'page', 'device', 'branch'] as const
/** Dimensions that say what brought somebody, which a direct visit has none of. */
const brought = ['source', 'medium', 'campaign']
const halfLives = [1, 3, 7, 14, 30, 60]
const inks = ['var(--c1)', 'var(--c2)', 'var(--c3)', 'var(--c4)', 'var(--c5)', 'var(--c6)']
const drawn = 8

/** What each channel has to do with the goals, by seven models side by side; with cost, what a conversion costs and brings back. */
export default function AttributionTab() {
  const { t } = useTranslation()
  const f = useFormat()
  const { ask, search, change, view, map, valueName, dimensionName } = useJourneys()
  const open = useBehind()
  const may = useMay('import')
  const currency = useCurrency()
  const credit = search.credit ?? 'channel',
    model: Model = isModel(search.show) ? search.show : 'markov'
  const asked = useQuestion(
    ask('attribution', {
      credit,
      direct: search.direct,
      markovOrder: search.markovOrder,
      halfLifeDays: search.halfLifeDays,
      most: 5,
    }),
  )
  const props = Object.keys(useQuery(dimensionsQuery(view)).data?.properties ?? {})
  const name = (v: string) => valueName(credit, v)
  const rows = (a: AttributionAnswer) =>
    [...a.rows].sort((x, y) => y.credits[model].conversions - x.credits[model].conversions || y.paths - x.paths)
  const credited = (a: AttributionAnswer): Credited[] =>
    rows(a)
      .slice(0, drawn)
      .map((row, i) => ({
        row,
        name: name(row.value),
        ink: credit === 'channel' && row.value ? `var(--ch-${row.value}, var(--ch-other))` : inks[i % inks.length]!,
      }))
  const n = (a: { attribution?: AttributionAnswer }) => a.attribution?.conversions ?? 0
  const who = (value: string) => ({
    figure: { kind: 'credited', value },
    title: t('attribution.who', { name: name(value) }),
  })
  return (
    <div className="stack16">
      <Frame
        title={t('attribution.title')}
        hint={t('attribution.hint')}
        asked={asked}
        n={n}
        unit="conversions"
        file="attribution-models"
        tools={
          <>
            <Pick
              icon="split"
              label={t('attribution.credit')}
              value={credit}
              of={[
                ...dims.filter((d) => map || (d !== 'touchpoint' && d !== 'stage')),
                ...props.map((p) => `property:${p}`),
              ]}
              onPick={(v) => change({ credit: v === 'channel' ? undefined : v })}
              word={dimensionName}
            />
            {brought.includes(credit) && (
              <Pick
                icon="globe"
                label={t('attribution.direct')}
                value={search.direct ?? 'skip'}
                of={['skip', 'count'] as const}
                onPick={(v) => change({ direct: v === 'skip' ? undefined : v })}
                word={(v) => t(`attribution.directOf.${v}`)}
              />
            )}
            <Pick
              icon="clock"
              label={t('attribution.halfLife')}
              value={search.halfLifeDays || 7}
              of={halfLives}
              onPick={(v) => change({ halfLifeDays: v === 7 ? undefined : v })}
              word={(v) => t('funnel.days', { count: v })}
            />
            <Pick
              icon="loop"
              label={t('attribution.order')}
              value={search.markovOrder || 1}
              of={[1, 2, 3]}
              onPick={(v) => change({ markovOrder: v === 1 ? undefined : v })}
              word={(v) => t('attribution.orderN', { count: v, n: v })}
            />
          </>
        }
        note={(a) => (
          <span>
            {a.attribution && <Disagree of={a.attribution} name={name} />}{' '}
            <span className="t3">{t('attribution.caution')}</span>
          </span>
        )}
        table={(a) => table(a.attribution!, name, t)}
        empty={{ title: t('attribution.empty'), how: t('attribution.emptyHow') }}
      >
        {(a, query) => (
          <Wide>
            {(width) => (
              <ModelsChart
                of={credited(a.attribution!)}
                answer={a.attribution!}
                model={model}
                width={width}
                choose={(m) => change({ show: m })}
                open={(c) => open({ query, ...who(c.row.value) })}
              />
            )}
          </Wide>
        )}
      </Frame>
      <Frame
        title={t('attribution.table', { model: t(`attribution.model.${model}`) })}
        hint={t(`attribution.modelHow.${model}`)}
        asked={asked}
        parts={false}
        n={n}
        unit="conversions"
        file="attribution"
        tools={
          <>
            <Pick
              icon="chart"
              value={model}
              of={models}
              onPick={(v) => change({ show: v })}
              word={(m) => t(`attribution.model.${m}`)}
            />
            {may && <Costs />}
          </>
        }
        table={(a) => table(a.attribution!, name, t)}
        note={(a) =>
          a.attribution &&
          (a.attribution.cost > 0 ? (
            <span>
              {t('attribution.costOf', { cost: f.money(a.attribution.cost, currency) })}{' '}
              {a.attribution.unallocated > 0 && (
                <b className="b">
                  {t('attribution.unallocated', {
                    cost: f.money(a.attribution.unallocated, currency),
                    share: f.pct(a.attribution.unallocated / a.attribution.cost),
                  })}
                </b>
              )}
            </span>
          ) : (
            <span>{t('attribution.noCost')}</span>
          ))
        }
      >
        {(a, query) => (
          <CreditTable
            rows={rows(a.attribution!)}
            answer={a.attribution!}
            before={asked.before?.attribution}
            model={model}
            credit={credit}
            name={name}
            query={query}
            who={who}
          />
        )}
      </Frame>
    </div>
  )
}

/** Whose share depends most on how one counts. */
function Disagree({ of, name }: { of: AttributionAnswer; name: (v: string) => string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const most = [...of.rows].sort((a, b) => spread(b, of.conversions) - spread(a, of.conversions))[0]
  if (!most || of.conversions === 0) return null
  const shares = models.map((m) => ({ m, v: most.credits[m].conversions / of.conversions })).sort((a, b) => a.v - b.v)
  const low = shares[0]!,
    high = shares.at(-1)!
  if (f.pct(low.v) === f.pct(high.v)) return null
  return (
    <>
      {t('attribution.disagree', {
        name: name(most.value),
        low: f.pct(low.v),
        lowModel: t(`attribution.model.${low.m}`),
        high: f.pct(high.v),
        highModel: t(`attribution.model.${high.m}`),
      })}
    </>
  )
}

function table(a: AttributionAnswer, name: (v: string) => string, t: (k: string) => string): Cell[][] {
  const heads = [
    t('attribution.value'),
    t('attribution.paths'),
    t('attribution.null'),
    ...models.flatMap((m) => [
      t(`attribution.model.${m}`),
      `${t(`attribution.model.${m}`)}, ${t('attribution.worth')}`,
    ]),
    t('attribution.removal'),
    t('attribution.cost'),
  ]
  return [
    heads,
    ...a.rows.map((r): Cell[] => [
      name(r.value),
      r.paths,
      r.null,
      ...models.flatMap((m) => [r.credits[m].conversions, r.credits[m].value]),
      r.removal,
      r.cost,
    ]),
    ...(a.unallocated > 0
      ? [[t('attribution.unallocatedRow'), ...Array<Cell>(2 + models.length * 2 + 1).fill(''), a.unallocated]]
      : []),
  ]
}
