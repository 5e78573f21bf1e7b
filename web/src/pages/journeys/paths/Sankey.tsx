import { useElementSize } from '@mantine/hooks'
import { useMemo, useState, type CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import type { Figure, FlowNode, PathsAnswer, Query } from '@/api/types'
import { useFormat } from '@/i18n'
import { useBehind } from '@/view/behind'
import { cut, textWidth } from '../fit'
import { press } from '../Frame'
import { useJourneys } from '../useJourneys'
import { anyGoal } from './Ends'
import { worstLeak } from './insight'
import { barWidth, layout, outline, way, type Bar, type Flow, type Ribbon } from './layout'
import { BestPaths } from './TopPaths'

interface Props {
  paths: PathsAnswer
  query: Query
  depth: number
  shown: { steps: string[]; outcome: string } | null
}

const head = 40 // px above the flow for the heads of the columns

/** Journeys as a flow from touchpoint to touchpoint and to how they ended. Every bar and ribbon opens its customers. */
export function Sankey({ paths, query, depth, shown }: Props) {
  const { t } = useTranslation()
  const { ref, width: room } = useElementSize()
  const { search, goals } = useJourneys()
  const toEnd = !!search.end && !search.start
  const columns = Math.max(0, ...paths.nodes.map((n) => n.depth)) + 1
  const width = Math.max(room, columns * (depth > 3 ? 116 : 150))
  const flow = useMemo(
    () =>
      layout(
        paths,
        width,
        depth > 3 ? 620 : 540,
        width / columns < 150 ? 27 : 15,
        width / columns < 150 ? 110 : 156,
        toEnd,
      ),
    [paths, width, depth, columns, toEnd],
  )
  const leak = useMemo(() => (goals.length > 0 ? worstLeak(paths) : null), [paths, goals])
  const [over, setOver] = useState<{ bar?: number; link?: number } | null>(null)
  const on = useMemo(() => lit(flow, over, shown), [flow, over, shown])
  const free = freeCorner(flow, width)
  return (
    <div ref={ref} className="sky">
      {room > 0 && (
        <div className="sky-in" style={{ width }}>
          <svg
            className={'chart flow' + (on ? ' dim' : '') + (goals.length ? '' : ' aimless')}
            width={width}
            height={flow.height + head + 8}
            viewBox={`0 0 ${width} ${flow.height + head + 8}`}
            role="group"
            aria-label={t('journeys.paths.label', { count: columns })}
            onPointerLeave={() => setOver(null)}
          >
            <Heads flow={flow} toEnd={toEnd} />
            <g transform={`translate(0 ${head})`}>
              {[...flow.ribbons]
                .sort((a, b) => ribbonRank(a) - ribbonRank(b))
                .map((r) => (
                  <Link
                    key={`${r.from}-${r.to}`}
                    r={r}
                    query={query}
                    leak={leak?.link === r.index}
                    on={on?.ribbons.has(r.index)}
                    hover={() => setOver({ link: r.index })}
                  />
                ))}
              {flow.bars.map((b) => (
                <Node
                  key={b.index}
                  b={b}
                  flow={flow}
                  query={query}
                  total={paths.journeys}
                  on={!on || on.bars.has(b.index)}
                  hover={() => setOver({ bar: b.index })}
                />
              ))}
            </g>
          </svg>
          {free && room >= 760 && <BestPaths paths={paths} query={query} {...free} />}
        </div>
      )}
    </div>
  )
}

const ribbonRank = (r: Ribbon) =>
  r.target.outcome === 'lost' || r.target.beyond ? 0 : r.target.outcome === 'open' ? 1 : 2

/** What is lit: a hovered bar with all its ribbons, a ribbon with what leads to it and on from it, or a path. */
function lit(f: Flow, over: { bar?: number; link?: number } | null, shown: Props['shown']) {
  if (!over) return shown ? way(f, shown.steps, shown.outcome) : null
  const r = over.link === undefined ? undefined : f.ribbons[over.link]
  const ribbons = f.ribbons.filter((x) =>
    r
      ? x === r || x.target === r.source || x.source === r.target
      : x.source.index === over.bar || x.target.index === over.bar,
  )
  return {
    ribbons: new Set(ribbons.map((x) => x.index)),
    bars: new Set(ribbons.flatMap((x) => [x.from, x.to]).concat(over.bar ?? [])),
  }
}

/** The corner at the lower right that no bar needs, and how many rows of a list it holds; null under three. */
function freeCorner(f: Flow, width: number): { style: CSSProperties; rows: number } | null {
  const last = f.columns.slice(-2)
  if (last.length < 2 || f.columns.length > 4 || width - last[0]!.x < 320) return null
  const bottom = Math.max(0, ...last.flatMap((c) => c.bars.map((b) => b.y + b.slot)))
  const rows = Math.min(5, Math.floor((f.height - bottom - 44) / 41))
  return rows >= 3 ? { style: { right: 0, top: head + f.height - rows * 41 - 22 }, rows } : null
}

function Heads({ flow, toEnd }: { flow: Flow; toEnd: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { search, place } = useJourneys()
  return (
    <>
      {flow.columns.map((c) => {
        const before = flow.columns[c.depth - 1]
        const won = c.bars.find((b) => b.outcome === 'converted')
        const toGo = flow.columns.filter((x) => !x.ends).length - 1 - c.depth
        const name = c.ends
          ? t('journeys.paths.outcome')
          : toEnd
            ? toGo > 0
              ? t('journeys.paths.stepsBefore', { count: toGo })
              : search.end === anyGoal
                ? t('journeys.goal')
                : place(search.end!).name
            : c.depth === 0
              ? search.start
                ? place(search.start).name
                : t('journeys.paths.first')
              : t('journeys.paths.step', { n: c.depth + 1 })
        const said = c.ends
          ? won
            ? t('journeys.paths.here', { n: f.num(won.journeys) })
            : ''
          : toEnd || c.depth === 0
            ? f.num(c.reached)
            : `${f.num(c.reached)}${c.width > 150 ? ` ${t('journeys.paths.goOn')}` : ''} · ${f.pct(before?.reached ? c.reached / before.reached : 0)}`
        return (
          <g key={c.depth} transform={`translate(${c.x} 0)`}>
            <text className="b t1 hd1" y="12">
              {cut(name, c.width - 12, 12, 600)}
            </text>
            <text className="t3" y="27">
              {said}
            </text>
          </g>
        )
      })}
    </>
  )
}

/** The words for a node of the flow. */
export function useNodeWords() {
  const { t } = useTranslation()
  const { place, outcomeWord } = useJourneys()
  return (n: Pick<Bar, 'id' | 'others' | 'outcome' | 'beyond'>) =>
    n.beyond
      ? t('journeys.paths.beyond')
      : n.outcome
        ? outcomeWord(n.outcome)
        : n.others
          ? t('journeys.paths.others')
          : place(n.id ?? '').name
}

/** A figure that points at a node, or at the ribbon from one node to another. */
const nodeFigure = (n: FlowNode): Figure => ({
  kind: 'flow-node',
  depth: n.depth,
  touchpoint: n.id || undefined,
  others: n.others,
  outcome: n.outcome,
})
const linkFigure = (r: Ribbon): Figure => ({
  kind: 'flow-link',
  depth: r.source.depth,
  touchpoint: r.source.id || undefined,
  others: r.source.others,
  to: r.target.id || undefined,
  toOthers: r.target.others,
  outcome: r.target.outcome,
})

function Link({
  r,
  query,
  leak,
  on,
  hover,
}: {
  r: Ribbon
  query: Query
  leak: boolean
  on?: boolean
  hover: () => void
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const open = useBehind()
  const words = useNodeWords()
  const from = words(r.source),
    to = words(r.target)
  const said = t('journeys.paths.linkTip', {
    from,
    to,
    count: r.journeys,
    n: f.num(r.journeys),
    share: f.pct(r.journeys / Math.max(1, r.source.journeys)),
  })
  const beyond = r.target.beyond
  const kind = beyond
    ? ' m'
    : r.target.outcome === 'lost'
      ? ' x'
      : r.target.outcome === 'open'
        ? ' o'
        : r.target.outcome === 'converted'
          ? ' w'
          : ''
  return (
    <path
      className={'lk' + kind + (leak ? ' h' : '') + (on ? ' on' : '')}
      d={outline(r)}
      onPointerEnter={hover}
      onClick={
        beyond
          ? undefined
          : () => open({ query, figure: linkFigure(r), title: t('journeys.paths.whoLink', { from, to }) })
      }
    >
      <title>{said}</title>
    </path>
  )
}

function Node({
  b,
  flow,
  query,
  total,
  on,
  hover,
}: {
  b: Bar
  flow: Flow
  query: Query
  total: number
  on: boolean
  hover: () => void
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const open = useBehind()
  const { search, change } = useJourneys()
  const deeper = () => change({ depth: search.depth === 5 ? 8 : 5 })
  const name = useNodeWords()(b)
  const column = flow.columns[b.depth]!
  const of = b.outcome || b.beyond ? (flow.columns[b.depth - 1]?.reached ?? total) : total
  const n = f.num(b.journeys),
    share = f.pct(b.journeys / Math.max(1, of))
  const said = t(
    b.beyond ? 'journeys.paths.beyondTip' : b.outcome ? 'journeys.paths.endTip' : 'journeys.paths.nodeTip',
    { name, count: b.journeys, n, share },
  )
  const go = () =>
    b.beyond
      ? deeper()
      : open({
          query,
          figure: nodeFigure(b),
          title: t(b.outcome ? 'journeys.paths.whoEnd' : 'journeys.paths.whoNode', {
            name,
            step: b.depth + 1,
            before: b.depth,
          }),
        })
  const x = b.x + barWidth + 7
  const room = Math.max(40, column.width - barWidth - 14)
  const tall = b.slot >= 26
  const mid = b.y + b.h / 2
  const numbers = textWidth(n, 12, 600) + 5
  const shares = textWidth(share, 11) + 5
  const oneLine = room - numbers
  const withShare = tall ? room >= numbers + shares : textWidth(name) + numbers + shares <= room
  const label = cut(name, tall ? room : withShare ? oneLine - shares : oneLine)
  return (
    <g className={'nd' + (on ? '' : ' off')} {...press(said, go)} onPointerEnter={hover} onFocus={hover}>
      <title>{said}</title>
      <rect
        x={b.x}
        y={Math.min(b.y, mid - 8)}
        width={Math.min(room, 150)}
        height={Math.max(b.h, 16)}
        fill="transparent"
      />
      <rect
        className={'br ' + (b.beyond ? 'beyond' : (b.outcome ?? (b.others ? 'rest' : '')))}
        x={b.x}
        y={b.y}
        width={barWidth}
        height={b.h}
        rx={Math.min(2, b.h / 2)}
      />
      {tall ? (
        <>
          <text className="hl t1" x={x} y={mid - 2}>
            {label}
          </text>
          <text className="hl" x={x} y={mid + 12}>
            <tspan className="b t1">{n}</tspan>
            {withShare && (
              <tspan className="t3" dx="5">
                {share}
              </tspan>
            )}
          </text>
        </>
      ) : (
        <text className="hl" x={x} y={mid + 4}>
          <tspan className="t1">{label}</tspan>
          <tspan className="b t1" dx="5">
            {n}
          </tspan>
          {withShare && (
            <tspan className="t3" dx="5">
              {share}
            </tspan>
          )}
        </text>
      )}
    </g>
  )
}
