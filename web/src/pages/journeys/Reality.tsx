import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { overlayQuery } from '@/api/queries'
import type { Answer, JourneyMap, Query, Rate } from '@/api/types'
import { useFormat } from '@/i18n'
import { Empty } from '@/parts/parts'
import { difference, FEW } from '@/stats'
import { Opens } from '@/view/behind'
import { Delta } from '@/view/Delta'
import type { Cell } from './download'
import { Frame } from './Frame'
import { LoopList, MisplacedList, NoMap, PairList, UnmappedList, UnusedList } from './reality/Lists'
import { misplaced } from './reality/misplaced'
import './reality/reality.css'
import { Stages } from './reality/Stages'
import { useJourneys } from './useJourneys'
import { useQuestion, type Asked } from './useQuestion'

/** How journeys differ from the map as drawn, and a click to make the map follow them. */
export default function Reality() {
  const { t } = useTranslation()
  const { map } = useJourneys()
  if (!map)
    return (
      <section className="card">
        <Empty icon="map" title={t('journeys.reality.needsMap')} action={<NoMap />}>
          {t('journeys.reality.needsMapHow')}
        </Empty>
      </section>
    )
  return <Against map={map} />
}

function Against({ map }: { map: JourneyMap }) {
  const { t } = useTranslation()
  const { ask, view } = useJourneys()
  const asked = useQuestion(ask('reality'))
  const graph = useQuestion(ask('graph', { compare: undefined, by: undefined }))
  const overlay = useQuery(overlayQuery(map.id, map.version, view))
  const table = useTable()
  const r = asked.answer?.reality
  const edges = graph.answer?.graph?.edges
  return (
    <div className="rg">
      <Frame
        className="rg-top"
        title={t('journeys.reality.title')}
        hint={t('journeys.reality.hint')}
        imageLegend={t('journeys.reality.hint')}
        asked={asked}
        n={(a) => a.reality?.journeys ?? 0}
        file="so-voi-ban-do"
        height={280}
        table={table}
      >
        {(a, query) => (
          <div className="rg-fit">
            <Rates a={a} asked={asked} query={query} />
            <Stages map={map} reality={a.reality!} query={query} />
          </div>
        )}
      </Frame>
      {overlay.data && <UnmappedList map={map} groups={overlay.data.unmapped} query={asked.query} />}
      {r && <UnusedList map={map} unused={r.unused} />}
      {edges && <MisplacedList map={map} list={misplaced(map, edges)} />}
      {r && (
        <>
          <PairList of="backs" list={r.backs} query={asked.query} />
          <LoopList loops={r.loops} query={asked.query} />
          <PairList of="waits" list={r.waits} query={asked.query} />
        </>
      )}
    </div>
  )
}

function Rates({ a, asked, query }: { a: Answer; asked: Asked; query: Query }) {
  const { t } = useTranslation()
  const f = useFormat()
  const r = a.reality!,
    was = asked.before?.reality
  const one = (kind: 'conforms' | 'back', rate: Rate, before: Rate | undefined, bad?: boolean) => (
    <div className={rate.n < FEW ? 'few' : ''}>
      <h3>{t(`journeys.reality.${kind}`)}</h3>
      <b className="num">
        <Opens query={query} figure={{ kind }} title={t(`journeys.reality.who.${kind}`)}>
          {rate.n ? f.pct(rate.value) : '–'}
        </Opens>
      </b>
      <span className="t3 xs">
        {f.interval(rate.low, rate.high)} · n={f.num(rate.n)}{' '}
        {before && <Delta d={difference(rate, before)} bad={bad} />}
      </span>
      <p className="t2 sm">{t(`journeys.reality.say.${kind}`)}</p>
    </div>
  )
  return (
    <div className="rg-k">
      {one('conforms', r.conforms, was?.conforms)}
      {one('back', r.back, was?.back, true)}
    </div>
  )
}

function useTable() {
  const { t } = useTranslation()
  const { place, map } = useJourneys()
  return (a: Answer): Cell[][] => {
    const r = a.reality!
    const rate = (what: string, name: string, x: Rate): Cell[] => [what, name, x.k, x.n, x.value, x.low, x.high]
    const pair = (what: string, p: (typeof r.backs)[number]): Cell[] => [
      what,
      `${place(p.from).name} → ${place(p.to).name}`,
      p.count,
      undefined,
      undefined,
      undefined,
      undefined,
      p.medianS,
    ]
    return [
      [
        t('journeys.reality.finding'),
        t('common.name'),
        t('journeys.paths.count'),
        'n',
        t('journeys.paths.share'),
        '95 % −',
        '95 % +',
        t('journeys.paths.medianS'),
      ],
      rate(t('journeys.reality.conforms'), '', r.conforms),
      rate(t('journeys.reality.back'), '', r.back),
      ...r.skipped.map((s) =>
        rate(t('journeys.reality.skipped'), map?.stages.find((x) => x.id === s.id)?.name ?? s.id, s.skip),
      ),
      ...r.loops.map((l) => rate(t('journeys.reality.loops'), place(l.id).name, l.loop)),
      ...r.backs.map((p) => pair(t('journeys.reality.backs'), p)),
      ...r.waits.map((p) => pair(t('journeys.reality.waits'), p)),
      ...r.unused.map((id): Cell[] => [t('journeys.reality.unused'), place(id).name]),
      ...r.unmapped.map((u): Cell[] => [t('map.unmapped'), u.name, u.volume, u.reach]),
    ]
  }
}
