import { useElementSize, useMergedRef } from '@mantine/hooks'
import { useCallback, useMemo, useRef, useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { GraphAnswer, Query } from '@/api/types'
import { useFormat } from '@/i18n'
import { glyph } from '@/parts/Icon'
import { IconButton } from '@/parts/parts'
import { useBehind } from '@/view/behind'
import { cut, textWidth } from '../fit'
import { Note, press } from '../Frame'
import { useJourneys } from '../useJourneys'
import { boxHeight, boxWidth, layout, roomForLabels, type Arrow, type Box } from './layout'

interface Props {
  graph: GraphAnswer
  query: Query
  nodes: number
  share: number
}

const zooms = [0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.6]
const mostLabels = 26 // at most, before anything is pointed at

/** The graph itself: drag to move about, zoom, point at something to see its moves alone. */
export function Picture({ graph, query, nodes, share }: Props) {
  const { t } = useTranslation()
  const f = useFormat()
  const { map, place } = useJourneys()
  const { ref: measure, width: room } = useElementSize()
  const box = useRef<HTMLDivElement>(null)
  const ref = useMergedRef(measure, box)
  const column = useMemo(() => (id: string) => (map ? place(id).order : -1), [map, place])
  const p = useMemo(() => layout(graph, nodes, share, column, room), [graph, nodes, share, column, room])
  const [zoom, setZoom] = useState<number | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const fit = Math.min(1, Math.max(0.55, room / p.width))
  const scale = zoom ?? (room < 700 ? 0.85 : fit)
  const step = (up: boolean) =>
    setZoom(
      up ? (zooms.find((z) => z > scale + 0.01) ?? 1.6) : ([...zooms].reverse().find((z) => z < scale - 0.01) ?? 0.4),
    )
  const drag = useDrag(box)
  const on = useMemo(
    () =>
      over === null
        ? null
        : new Set(p.arrows.filter((a) => a.move.from === over || a.move.to === over || key(a) === over)),
    [p, over],
  )
  const word = useCallback((a: Arrow) => `${f.num(a.move.count)} · ${f.brief(a.move.medianS)}`, [f])
  const labels = useMemo(
    () => roomForLabels(p, on ? [...on] : p.arrows.slice(0, mostLabels), (a) => textWidth(word(a), 11, 600)),
    [p, on, word],
  )
  const near = on && new Set([...on].flatMap((a) => [a.from, a.to]))
  const back = p.arrows.filter((a) => a.back)
  return (
    <>
      <div className="gr">
        <div ref={ref} className="gr-in" {...drag} onPointerLeave={() => setOver(null)}>
          {room > 0 && (
            <svg
              className={'chart graph' + (on ? ' dim' : '')}
              width={p.width * scale}
              height={p.height * scale}
              viewBox={`0 0 ${p.width} ${p.height}`}
              role="group"
              aria-label={t('journeys.graph.label', { nodes: p.boxes.length, moves: p.arrows.length })}
            >
              {map &&
                map.stages.map((s, i) => (
                  <Stage key={s.id} name={s.name} boxes={p.boxes.filter((b) => b.column === i)} />
                ))}
              {[...p.arrows].reverse().map((a) => (
                <Move key={key(a)} a={a} on={on?.has(a)} query={query} said={word(a)} hover={setOver} />
              ))}
              {p.boxes.map((b) => (
                <Touchpoint
                  key={b.node.id}
                  b={b}
                  most={p.boxes[0]!.node.volume}
                  on={!near || near.has(b) || b.node.id === over}
                  query={query}
                  hover={setOver}
                />
              ))}
              <g className="labels">
                {[...labels].map((a) => (
                  <text
                    key={key(a)}
                    className={'halo' + (a.back ? ' bk' : '')}
                    x={a.labelX}
                    y={a.labelY + 4}
                    textAnchor="middle"
                  >
                    <tspan className="b t1">{f.num(a.move.count)}</tspan>
                    <tspan className="t3"> · {f.brief(a.move.medianS)}</tspan>
                  </text>
                ))}
              </g>
            </svg>
          )}
        </div>
        <div className="gr-z">
          <IconButton icon="plus" label={t('journeys.graph.closer')} onClick={() => step(true)} />
          <IconButton icon="minus" label={t('journeys.graph.farther')} onClick={() => step(false)} />
          <button type="button" className="btn" onClick={() => setZoom(null)}>
            {t('journeys.graph.fit')}
          </button>
        </div>
      </div>
      <Note>
        <span className="gr-note">
          {t('journeys.graph.drawn', {
            n: f.num(p.arrows.length),
            all: f.num(graph.edges.filter((e) => e.from !== e.to).length),
            share: f.pct(p.all ? p.drawn / p.all : 0, 0),
          })}
          {back.length > 0 && (
            <>
              {' '}
              <i className="key bk" />
              {t('journeys.graph.backs', { count: back.length, n: f.num(back.reduce((s, a) => s + a.move.count, 0)) })}
            </>
          )}
          <svg className="key" width="18" height="8" aria-hidden="true">
            <path d="M5 4h12" className="start" />
            <circle cx="4" cy="4" r="3.5" className="start" />
          </svg>
          {t('journeys.graph.starts')}{' '}
          <svg className="key" width="14" height="8" aria-hidden="true">
            <path d="M1 4h8M10 0v8" className="end" />
          </svg>
          {t('journeys.graph.ends')}
          {query.collapse && <> {t('journeys.graph.collapsed')}</>}
        </span>
      </Note>
    </>
  )
}

const key = (a: Arrow) => `${a.move.from}\n${a.move.to}`

function Stage({ name, boxes }: { name: string; boxes: Box[] }) {
  if (boxes.length === 0) return null
  return (
    <text className="b t2" x={boxes[0]!.x} y="16">
      {cut(name, boxWidth + 40, 12, 600)}
    </text>
  )
}

function Move({
  a,
  on,
  query,
  said,
  hover,
}: {
  a: Arrow
  on?: boolean
  query: Query
  said: string
  hover: (id: string | null) => void
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const { place } = useJourneys()
  const open = useBehind()
  const from = place(a.move.from).name,
    to = place(a.move.to).name
  const tip = t('journeys.graph.moveTip', {
    from,
    to,
    n: f.num(a.move.count),
    customers: f.num(a.move.customers),
    median: f.duration(a.move.medianS),
    p90: f.duration(a.move.p90S),
  })
  return (
    <g
      className={'mv' + (a.back ? ' bk' : '') + (on ? ' on' : '')}
      onPointerEnter={() => hover(key(a))}
      onPointerLeave={() => hover(null)}
      onClick={() =>
        open({
          query,
          figure: { kind: 'pair', touchpoint: a.move.from, to: a.move.to },
          title: t('map.who.pair', { name: from, to }),
        })
      }
    >
      <title>
        {tip} {said}
      </title>
      <path className="hit" d={a.path} strokeWidth={Math.max(12, a.width + 6)} />
      <path className="ln" d={a.path} strokeWidth={a.width} />
      <path className="tip" d={a.head} />
    </g>
  )
}

function Touchpoint({
  b,
  most,
  on,
  query,
  hover,
}: {
  b: Box
  most: number
  on: boolean
  query: Query
  hover: (id: string | null) => void
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const { place, map } = useJourneys()
  const open = useBehind()
  const { node, loop } = b
  const { name, channel } = place(node.id)
  const inset = map ? 30 : 12
  const tip = t('journeys.graph.nodeTip', {
    name,
    reach: f.num(node.reach),
    volume: f.num(node.volume),
    starts: f.num(node.starts),
    ends: f.num(node.ends),
  })
  const loopWords = loop && t('journeys.graph.loop', { name, count: loop.count, n: f.num(loop.count) })
  return (
    <g
      className={'nb' + (on ? '' : ' off')}
      transform={`translate(${b.x} ${b.y})`}
      onPointerEnter={() => hover(node.id)}
      onPointerLeave={() => hover(null)}
    >
      {node.starts > node.volume * 0.15 && <path className="start" d={`M-18 ${boxHeight / 2}h10`} />}
      {node.starts > node.volume * 0.15 && <circle className="start" cx="-20" cy={boxHeight / 2} r="4" />}
      {node.ends > node.volume * 0.15 && (
        <path className="end" d={`M${boxWidth} ${boxHeight - 9}h8M${boxWidth + 9} ${boxHeight - 13}v8`} />
      )}
      <g
        {...press(tip, () =>
          open({ query, figure: { kind: 'reach', touchpoint: node.id }, title: t('map.who.reach', { name }) }),
        )}
        onFocus={() => hover(node.id)}
        onBlur={() => hover(null)}
      >
        <title>{tip}</title>
        <rect className="bx" width={boxWidth} height={boxHeight} rx="6" />
        <rect
          className="vol"
          x="0.5"
          y={boxHeight - 4}
          width={Math.max(3, (boxWidth - 1) * (node.volume / most))}
          height="3.500"
          rx="1.500"
        />
        {map && (
          <svg
            className="ic"
            x="8"
            y="8"
            width="16"
            height="16"
            style={{ color: `var(--ch-${channel ?? 'other'}, var(--ch-other))` }}
          >
            <use href={glyph(channel ?? 'other')} />
          </svg>
        )}
        <text className="t1 nb-n" x={inset} y="18">
          {cut(name, boxWidth - inset - 8, 12, 600)}
        </text>
        <text x={inset} y="34">
          <tspan className="b t1">{f.num(node.reach)}</tspan>
          <tspan className="t3"> {t('common.customers')}</tspan>
          {node.goal && <tspan className="goal"> · {t('map.goalTag')}</tspan>}
        </text>
      </g>
      {loop && (
        <g
          className="lp"
          transform={`translate(${boxWidth - 8} -9)`}
          {...press(loopWords!, () =>
            open({ query, figure: { kind: 'pair', touchpoint: node.id, to: node.id }, title: loopWords! }),
          )}
        >
          <title>{loopWords}</title>
          <rect
            x={-textWidth(f.num(loop.count), 11, 600) - 22}
            width={textWidth(f.num(loop.count), 11, 600) + 26}
            height="17"
            rx="8.500"
          />
          <svg x={-textWidth(f.num(loop.count), 11, 600) - 17} y="2.500" width="12" height="12" className="ic xs">
            <use href={glyph('loop')} />
          </svg>
          <text x="-1" y="12.500" textAnchor="end" className="b">
            {f.num(loop.count)}
          </text>
        </g>
      )}
    </g>
  )
}

/** Dragging the ground moves the picture; a touch screen scrolls by itself. */
function useDrag(box: React.RefObject<HTMLDivElement | null>) {
  const from = useRef<{ x: number; y: number; left: number; top: number } | null>(null)
  return {
    onPointerDown: (e: PointerEvent) => {
      if (e.pointerType !== 'mouse' || e.button !== 0 || (e.target as Element).closest('.nb,.mv')) return
      from.current = { x: e.clientX, y: e.clientY, left: box.current!.scrollLeft, top: box.current!.scrollTop }
    },
    onPointerMove: (e: PointerEvent) => {
      if (from.current && e.buttons & 1)
        box.current!.scrollTo(
          from.current.left + from.current.x - e.clientX,
          from.current.top + from.current.y - e.clientY,
        )
      else from.current = null
    },
  }
}
