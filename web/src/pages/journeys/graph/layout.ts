import type { GraphAnswer, GraphNode, Transition } from '@/api/types'

// Where the touchpoints and moves of a graph stand. With a map its stages are columns. Without one, touchpoints stand
// in layers from above to below, found so that most moves lead down (heuristic of Eades, Lin & Smyth 1993, then longest
// paths). Within a column or layer they stand near those they exchange most with, so that arrows cross little.

export interface Box {
  node: GraphNode
  column: number
  x: number
  y: number
  loop?: Transition
}
export interface Arrow {
  move: Transition
  from: Box
  to: Box
  back: boolean
  path: string
  head: string
  labelX: number
  labelY: number
  width: number
}
export interface Picture {
  boxes: Box[]
  arrows: Arrow[]
  columns: number
  width: number
  height: number
}

export const boxWidth = 164,
  boxHeight = 46
const pitchY = 82,
  pitchDown = 104,
  margin = 26,
  tail = 52

/**
 * The nodes and moves that are drawn: the most touched nodes, and moves until they make up the wanted share of all
 * between these; no node is left without its strongest ways in and out.
 */
export function choose(
  g: GraphAnswer,
  nodes: number,
  share: number,
): { nodes: GraphNode[]; moves: Transition[]; loops: Transition[]; drawn: number; all: number } {
  const kept = [...g.nodes]
    .filter((n) => n.volume > 0)
    .sort((a, b) => b.volume - a.volume || (a.id < b.id ? -1 : 1))
    .slice(0, nodes)
  const ids = new Set(kept.map((n) => n.id))
  const between = g.edges.filter((e) => ids.has(e.from) && ids.has(e.to))
  const moves = between.filter((e) => e.from !== e.to).sort((a, b) => b.count - a.count)
  const all = moves.reduce((s, e) => s + e.count, 0)
  const out = new Set<Transition>()
  let sum = 0
  for (const e of moves) {
    if (sum >= share * all) break
    out.add(e)
    sum += e.count
  }
  for (const n of kept) {
    const strongestIn = moves.find((e) => e.to === n.id),
      strongestOut = moves.find((e) => e.from === n.id)
    if (strongestIn) out.add(strongestIn)
    if (strongestOut) out.add(strongestOut)
  }
  const list = moves.filter((e) => out.has(e))
  return {
    nodes: kept,
    moves: list,
    loops: between.filter((e) => e.from === e.to),
    drawn: list.reduce((s, e) => s + e.count, 0),
    all,
  }
}

/** An order of the nodes in which little weight leads back. */
export function forwardOrder(ids: string[], moves: Pick<Transition, 'from' | 'to' | 'count'>[]): string[] {
  const left = new Set(ids),
    head: string[] = [],
    tail: string[] = []
  while (left.size > 0) {
    const weight = (id: string) => {
      let incoming = 0,
        outgoing = 0
      for (const e of moves) {
        if (e.from === e.to || !left.has(e.from) || !left.has(e.to)) continue
        if (e.to === id) incoming += e.count
        if (e.from === id) outgoing += e.count
      }
      return { id, incoming, outgoing }
    }
    const all = [...left].map(weight)
    const sink =
      all.find((n) => n.outgoing === 0 && n.incoming > 0) ??
      all.find((n) => n.outgoing === 0 && left.size > 1 && n.incoming === 0)
    if (sink) {
      tail.unshift(sink.id)
      left.delete(sink.id)
      continue
    }
    const next =
      all.find((n) => n.incoming === 0) ??
      all.reduce((a, b) => (b.outgoing - b.incoming > a.outgoing - a.incoming ? b : a))
    head.push(next.id)
    left.delete(next.id)
  }
  return [...head, ...tail]
}

/** The layer of each node: one below the lowest that leads to it by a strong move. */
export function layers(ids: string[], moves: Transition[]): Map<string, number> {
  const order = forwardOrder(ids, moves)
  const at = new Map(order.map((id, i) => [id, i]))
  const layer = new Map<string, number>()
  for (const id of order) {
    const before = moves.filter((e) => e.to === id && at.get(e.from)! < at.get(id)!).sort((a, b) => b.count - a.count)
    // Weak ways in do not push a node on: only those that carry a good part of the strongest.
    const strong = before.filter((e) => e.count >= (before[0]?.count ?? 0) * 0.25)
    layer.set(id, Math.max(-1, ...strong.map((e) => layer.get(e.from)!)) + 1)
  }
  return layer
}

/** Lays a graph out; column says a node's column by the map, −1 when there is none. */
export function layout(
  g: GraphAnswer,
  nodes: number,
  share: number,
  column: (id: string) => number,
  room: number,
): Picture & { drawn: number; all: number } {
  const chosen = choose(g, nodes, share)
  const ids = chosen.nodes.map((n) => n.id)
  const down = !chosen.nodes.every((n) => column(n.id) >= 0)
  const layer = down ? layers(ids, chosen.moves) : new Map(ids.map((id) => [id, column(id)]))
  const boxes = chosen.nodes.map((node): Box => ({
    node,
    column: layer.get(node.id)!,
    x: 0,
    y: 0,
    loop: chosen.loops.find((e) => e.from === node.id),
  }))
  const columns = Math.max(0, ...boxes.map((b) => b.column)) + 1
  order(boxes, chosen.moves, columns)
  const size = down ? placeDown(boxes, columns) : placeAcross(boxes, columns, room)
  const arrows = draw(boxes, chosen.moves, down)
  return {
    boxes,
    arrows,
    columns,
    drawn: chosen.drawn,
    all: chosen.all,
    width: Math.max(size.width, ...arrows.map((a) => a.labelX + 50)),
    height: Math.max(size.height, ...arrows.map((a) => a.labelY + 24)),
  }
}

/** Stages from left to right, their touchpoints one under another around the middle. */
function placeAcross(boxes: Box[], columns: number, room: number) {
  const pitch = Math.max(boxWidth + 64, columns > 1 ? (room - margin - tail - boxWidth) / (columns - 1) : 0)
  const counts = count(boxes, columns),
    rows = Math.max(0, ...counts)
  counts.forEach((n, c) =>
    inOrder(boxes, c).forEach((b, i) => {
      b.x = margin + c * pitch
      b.y = margin + 20 + ((rows - n) * pitchY) / 2 + i * pitchY
    }),
  )
  return { width: margin + tail + boxWidth + pitch * (columns - 1), height: rows * pitchY + 2 * margin + 46 }
}

/** Layers from above to below, side by side around the middle. */
function placeDown(boxes: Box[], columns: number) {
  const counts = count(boxes, columns),
    widest = Math.max(0, ...counts),
    pitch = boxWidth + 56
  counts.forEach((n, c) =>
    inOrder(boxes, c).forEach((b, i) => {
      b.x = margin + ((widest - n) * pitch) / 2 + i * pitch
      b.y = margin + c * pitchDown
    }),
  )
  return { width: margin + tail + widest * pitch, height: (columns - 1) * pitchDown + boxHeight + 2 * margin }
}

const inOrder = (boxes: Box[], column: number) => boxes.filter((b) => b.column === column).sort((a, b) => a.y - b.y)
const count = (boxes: Box[], columns: number) =>
  Array.from({ length: columns }, (_, c) => boxes.filter((b) => b.column === c).length)

/** Puts each node of a column near the middle of those it exchanges with, sweeping to and fro. */
function order(boxes: Box[], moves: Transition[], columns: number) {
  const box = new Map(boxes.map((b) => [b.node.id, b]))
  const rank = (c: number) =>
    boxes
      .filter((b) => b.column === c)
      .sort((a, b) => a.y - b.y)
      .forEach((b, i, list) => {
        b.y = i - (list.length - 1) / 2
      })
  boxes.forEach((b, i) => {
    b.y = i
  })
  for (let c = 0; c < columns; c++) rank(c)
  for (let sweep = 0; sweep < 8; sweep++) {
    for (let k = 0; k < columns; k++) {
      const c = sweep % 2 ? columns - 1 - k : k
      for (const b of boxes.filter((x) => x.column === c)) {
        let sum = 0,
          weight = 0
        for (const e of moves) {
          const other = e.from === b.node.id ? box.get(e.to) : e.to === b.node.id ? box.get(e.from) : undefined
          if (!other || other.column === c) continue
          sum += other.y * e.count
          weight += e.count
        }
        if (weight > 0) b.y = sum / weight
      }
      rank(c)
    }
  }
}

type Side = 'left' | 'right' | 'above' | 'below'

/**
 * Which sides an arrow leaves and reaches. Across: onward from right to left, within a stage bowing out at the right,
 * back from below to below. Down: onward from below to above, within a layer from below to below, back bowing out at
 * the right.
 */
function sides(a: Pick<Arrow, 'from' | 'to'>, down: boolean): [Side, Side] {
  const span = a.to.column - a.from.column
  if (down) return span > 0 ? ['below', 'above'] : span === 0 ? ['below', 'below'] : ['right', 'right']
  return span > 0 ? ['right', 'left'] : span === 0 ? ['right', 'right'] : ['below', 'below']
}

function draw(boxes: Box[], moves: Transition[], down: boolean): Arrow[] {
  const box = new Map(boxes.map((b) => [b.node.id, b]))
  const most = Math.max(1, ...moves.map((e) => e.count))
  const list = moves.map((move) => {
    const from = box.get(move.from)!,
      to = box.get(move.to)!
    return {
      move,
      from,
      to,
      back: to.column < from.column || (!down && !!move.back),
      width: 1 + 7 * Math.sqrt(move.count / most),
    }
  })
  type Loose = (typeof list)[number]
  const other = (a: Loose, b: Box) => (a.from === b ? a.to : a.from)
  const along = (x: Box, side: Side) =>
    side === 'left' || side === 'right' ? x.y + x.column / 100 : x.x + x.column / 100
  const port = (a: Loose, b: Box, side: Side, arriving: boolean): [number, number] => {
    const mates = list
      .filter((x) => {
        const [p, q] = sides(x, down)
        return (x.from === b && p === side) || (x.to === b && q === side)
      })
      .sort((p, q) => along(other(p, b), side) - along(other(q, b), side))
    const place = (mates.indexOf(a) + (arriving && a.from.column === a.to.column ? 0.75 : 0.5)) / mates.length
    if (side === 'left' || side === 'right')
      return [side === 'left' ? b.x : b.x + boxWidth, b.y + 5 + place * (boxHeight - 10)]
    return [b.x + 16 + place * (boxWidth - 32), side === 'above' ? b.y : b.y + boxHeight]
  }
  return list.map((a): Arrow => {
    const [leave, arrive] = sides(a, down)
    return {
      ...a,
      ...curve(
        leave,
        arrive,
        port(a, a.from, leave, false),
        port(a, a.to, arrive, true),
        a.width,
        Math.abs(a.from.column - a.to.column),
      ),
    }
  })
}

function curve(
  leave: Side,
  arrive: Side,
  [x0, y0]: [number, number],
  [x1, y1]: [number, number],
  width: number,
  span: number,
): Pick<Arrow, 'path' | 'head' | 'labelX' | 'labelY'> {
  const n = (v: number) => v.toFixed(1)
  const tip = 5 + width * 0.7,
    half = 2.5 + width * 0.6
  const line = (ax: number, ay: number, bx: number, by: number, ex: number, ey: number) =>
    `M${n(x0)} ${n(y0)}C${n(ax)} ${n(ay)} ${n(bx)} ${n(by)} ${n(ex)} ${n(ey)}`
  if (arrive === 'left') {
    const end = x1 - tip,
      bend = Math.max(30, (end - x0) * 0.5)
    return {
      path: line(x0 + bend, y0, end - bend, y1, end, y1),
      head: `M${n(x1)} ${n(y1)}l${n(-tip)} ${n(-half)}v${n(2 * half)}z`,
      labelX: (x0 + x1) / 2,
      labelY: (y0 + y1) / 2,
    }
  }
  if (arrive === 'above') {
    const end = y1 - tip,
      bend = Math.max(20, (end - y0) * 0.5)
    return {
      path: line(x0, y0 + bend, x1, end - bend, x1, end),
      head: `M${n(x1)} ${n(y1)}l${n(-half)} ${n(-tip)}h${n(2 * half)}z`,
      labelX: (x0 + x1) / 2,
      labelY: (y0 + y1) / 2,
    }
  }
  if (leave === 'right') {
    const end = x1 + tip,
      out = Math.max(x0, end) + 26 + Math.abs(y1 - y0) * 0.12
    return {
      path: line(out, y0, out, y1, end, y1),
      head: `M${n(x1)} ${n(y1)}l${n(tip)} ${n(-half)}v${n(2 * half)}z`,
      labelX: out * 0.75 + (x0 + end) * 0.125,
      labelY: (y0 + y1) / 2,
    }
  }
  const end = y1 + tip,
    low = Math.max(y0, y1) + 26 + 12 * span
  return {
    path: line(x0 - (x0 > x1 ? 10 : -10), low, x1 + (x0 > x1 ? 10 : -10), low, x1, end),
    head: `M${n(x1)} ${n(y1)}l${n(-half)} ${n(tip)}h${n(2 * half)}z`,
    labelX: (x0 + x1) / 2,
    labelY: low * 0.75 + (y0 + y1) * 0.125,
  }
}

/** Which labels can stand without covering each other or a node, the weightiest first. */
export function roomForLabels(p: Picture, first: Arrow[], width: (a: Arrow) => number): Set<Arrow> {
  const taken = p.boxes.map((b) => ({ x: b.x - 2, y: b.y - 2, w: boxWidth + 4, h: boxHeight + 4 }))
  const labelled = new Set<Arrow>()
  for (const a of first) {
    const w = width(a) + 6,
      spot = { x: a.labelX - w / 2, y: a.labelY - 8, w, h: 16 }
    if (taken.some((r) => spot.x < r.x + r.w && r.x < spot.x + spot.w && spot.y < r.y + r.h && r.y < spot.y + spot.h))
      continue
    taken.push(spot)
    labelled.add(a)
  }
  return labelled
}
