import { Slider } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Answer } from '@/api/types'
import { useFormat } from '@/i18n'
import type { Cell } from './download'
import { Frame } from './Frame'
import './graph/graph.css'
import { Picture } from './graph/Picture'
import { useJourneys } from './useJourneys'
import { useQuestion } from './useQuestion'

/** How much of the graph is drawn at first: touchpoints, and the share of the moves in per cent. */
const nodesAtFirst = 18,
  edgesAtFirst = 75

/** Touchpoints and the moves between them, as they happened. */
export default function Graph() {
  const { t } = useTranslation()
  const { ask, map, search } = useJourneys()
  const asked = useQuestion(ask('graph', { compare: undefined }))
  const table = useTable()
  const total = asked.answer?.graph?.nodes.filter((n) => n.volume > 0).length ?? 0
  const nodes = Math.min(total, search.nodes ?? Math.max(nodesAtFirst, map ? total : 0)),
    edges = search.edges ?? edgesAtFirst
  return (
    <Frame
      title={t('journeys.graph.title')}
      hint={t(map ? 'journeys.graph.hint' : 'journeys.graph.uncut')}
      imageLegend={t('journeys.legend.graph')}
      asked={asked}
      n={(a) => (a.graph?.nodes.length ? a.customers : 0)}
      unit="customers"
      file="do-thi"
      height={560}
      table={table}
      tools={total > 0 && <Detail total={total} nodes={nodes} edges={edges} />}
    >
      {(a, query) => <Picture graph={a.graph!} query={query} nodes={nodes} share={edges / 100} />}
    </Frame>
  )
}

/** The two sliders: how many touchpoints, and how much of the moves. */
function Detail({ total, nodes, edges }: { total: number; nodes: number; edges: number }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { change } = useJourneys()
  return (
    <div className="detail">
      <label>
        <span className="t3 sm">{t('journeys.graph.nodes')}</span>
        <Slider
          size="sm"
          w={110}
          min={Math.min(3, total)}
          max={total}
          value={nodes}
          onChange={(n) => change({ nodes: n }, 'slide')}
          label={null}
          thumbLabel={t('journeys.graph.nodes')}
        />
        <b className="sm">
          {f.num(nodes)}
          <span className="t3">/{f.num(total)}</span>
        </b>
      </label>
      <label>
        <span className="t3 sm">{t('journeys.graph.edges')}</span>
        <Slider
          size="sm"
          w={110}
          min={10}
          max={100}
          step={5}
          value={edges}
          onChange={(n) => change({ edges: n }, 'slide')}
          label={null}
          thumbLabel={t('journeys.graph.edges')}
        />
        <b className="sm">{f.pct(edges / 100, 0)}</b>
      </label>
    </div>
  )
}

function useTable() {
  const { t } = useTranslation()
  const { place } = useJourneys()
  return (a: Answer): Cell[][] => [
    [
      t('journeys.paths.from'),
      t('journeys.paths.to'),
      t('journeys.graph.moves'),
      t('common.customers'),
      t('journeys.paths.medianS'),
      t('journeys.graph.p90S'),
      t('journeys.graph.back'),
    ],
    ...(a.graph?.edges ?? []).map((e): Cell[] => [
      place(e.from).name,
      place(e.to).name,
      e.count,
      e.customers,
      e.medianS,
      e.p90S,
      t(e.back ? 'common.yes' : 'common.no'),
    ]),
  ]
}
