import type { GraphAnswer, GraphNode, Transition } from '@/api/types'

// Where the touchpoints and moves of a graph stand. Columns are the map's stages; without a map they are layers,
// found so that most moves lead to the right (heuristic of Eades, Lin & Smyth 1993, then longest paths). Within a
// column, touchpoints stand near those they exchange most with, so that arrows cross little.

export interface Box { node: GraphNode; column: number; x: number; y: number; loop?: Transition }
export interface Arrow { move: Transition; from: Box; to: Box; back: boolean; path: string; head: string; labelX: number; labelY: number; width: number }
export interface Picture { boxes: Box[]; arrows: Arrow[]; columns: number; width: number; height: number }

export const boxWidth = 164, boxHeight = 46
const pitchY = 82, margin = 26, tail = 52

/** The nodes and moves that are drawn: the most touched nodes, and moves until they make up the wanted share of all between these; no node is left without its strongest ways in and out. */
export function choose(g: GraphAnswer, nodes: number, share: number): { nodes: GraphNode[]; moves: Transition[]; loops: Transition[]; drawn: number; all: number } {
  const kept = [...g.nodes].filter((n) => n.volume > 0).sort((a, b) => b.volume - a.volume || (a.id < b.id ? -1 : 1)).slice(0, nodes)
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
    const strongestIn = moves.find((e) => e.to === n.id), strongestOut = moves.find((e) => e.from === n.id)
    if (strongestIn) out.add(strongestIn)
    if (strongestOut) out.add(strongestOut)
  }
  const list = moves.filter((e) => out.has(e))
  return { nodes: kept, moves: list, loops: between.filter((e) => e.from === e.to), drawn: list.reduce((s, e) => s + e.count, 0), all }
}

/** An order of the nodes in which little weight leads back. */
export function forwardOrder(ids: string[], moves: Pick<Transition, 'from' | 'to' | 'count'>[]): string[] {
  const left = new Set(ids), head: string[] = [], tail: string[] = []
  while (left.size > 0) {
    const weight = (id: string) => {
      let incoming = 0, outgoing = 0
      for (const e of moves) {
        if (e.from === e.to || !left.has(e.from) || !left.has(e.to)) continue
        if (e.to === id) incoming += e.count
        if (e.from === id) outgoing += e.count
      }
      return { id, incoming, outgoing }
    }
    const all = [...left].map(weight)
    const sink = all.find((n) => n.outgoing === 0 && n.incoming > 0) ?? all.find((n) => n.outgoing === 0 && left.size > 1 && n.incoming === 0)
    if (sink) {
      tail.unshift(sink.id)
      left.delete(sink.id)
      continue
    }
    const next = all.find((n) => n.incoming === 0) ?? all.reduce((a, b) => (b.outgoing - b.incoming > a.outgoing - a.incoming ? b : a))
    head.push(next.id)
    left.delete(next.id)
  }
  return [...head, ...tail]
}

/** The layer of each node: one to the right of the furthest that leads to it by a strong move. */
export function layers(ids: string[], moves: Transition[], most: number): Map<string, number> {
  const order = forwardOrder(ids, moves)
  const at = new Map(order.map((id, i) => [id, i]))
  const layer = new Map<string, number>()
  for (const id of order) {
    const before = moves.filter((e) => e.to === id && at.get(e.from)! < at.get(id)!).sort((a, b) => b.count - a.count)
    // Weak ways in do not push a node to the right: only those that carry a good part of the strongest.
    const strong = before.filter((e) => e.count >= (before[0]?.count ?? 0) * 0.25)
    layer.set(id, Math.min(most - 1, Math.max(-1, ...strong.map((e) => layer.get(e.from)!)) + 1))
  }
  return layer
}

/** Lays a graph out; column says a node's column by the map, −1 when there is none. */
export function layout(g: GraphAnswer, nodes: number, share: number, column: (id: string) => number, room: number): Picture & { drawn: number; all: number } {
  const chosen = choose(g, nodes, share)
  const ids = chosen.nodes.map((n) => n.id)
  const byMap = chosen.nodes.every((n) => column(n.id) >= 0)
  const layer = byMap ? new Map(ids.map((id) => [id, column(id)])) : layers(ids, chosen.moves, 9)
  const used = [...new Set(layer.values())].sort((a, b) => a - b)
  const boxes = chosen.nodes.map((node): Box => ({ node, column: byMap ? layer.get(node.id)! : used.indexOf(layer.get(node.id)!), x: 0, y: 0, loop: chosen.loops.find((e) => e.from === node.id) }))
  const columns = Math.max(0, ...boxes.map((b) => b.column)) + 1
  order(boxes, chosen.moves, columns)
  const pitch = Math.max(boxWidth + 64, columns > 1 ? (room - margin - tail - boxWidth) / (columns - 1) : 0)
  const rows = Math.max(0, ...count(boxes, columns))
  const height = rows * pitchY + 2 * margin + 46
  for (const b of boxes) b.x = margin + b.column * pitch
  count(boxes, columns).forEach((n, c) => boxes.filter((b) => b.column === c).sort((a, b) => a.y - b.y).forEach((b, i) => { b.y = margin + 20 + ((rows - n) * pitchY) / 2 + i * pitchY }))
  const arrows = draw(boxes, chosen.moves, byMap)
  return { boxes, arrows, columns, width: margin + tail + boxWidth + pitch * (columns - 1), height: Math.max(height, ...arrows.map((a) => a.labelY + 24)), drawn: chosen.drawn, all: chosen.all }
}

const count = (boxes: Box[], columns: number) => Array.from({ length: columns }, (_, c) => boxes.filter((b) => b.column === c).length)

/** Puts each node of a column near the middle of those it exchanges with, sweeping to and fro. */
function order(boxes: Box[], moves: Transition[], columns: number) {
  const box = new Map(boxes.map((b) => [b.node.id, b]))
  const rank = (c: number) => boxes.filter((b) => b.column === c).sort((a, b) => a.y - b.y).forEach((b, i, list) => { b.y = i - (list.length - 1) / 2 })
  boxes.forEach((b, i) => { b.y = i })
  for (let c = 0; c < columns; c++) rank(c)
  for (let sweep = 0; sweep < 8; sweep++) {
    for (let k = 0; k < columns; k++) {
      const c = sweep % 2 ? columns - 1 - k : k
      for (const b of boxes.filter((x) => x.column === c)) {
        let sum = 0, weight = 0
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

/** Arrows forward leave at the right and arrive at the left; within a column they bow out at the right; back they run below. */
function draw(boxes: Box[], moves: Transition[], byMap: boolean): Arrow[] {
  const box = new Map(boxes.map((b) => [b.node.id, b]))
  const most = Math.max(1, ...moves.map((e) => e.count))
  const list = moves.map((move) => {
    const from = box.get(move.from)!, to = box.get(move.to)!
    return { move, from, to, back: byMap ? !!move.back || to.column < from.column : to.column < from.column, width: 1 + 7 * Math.sqrt(move.count / most) }
  })
  const side = (b: Box, which: 'left' | 'right' | 'below') => list.filter((a) => ends(a).some(([x, s]) => x === b && s === which)).sort((p, q) => other(p, b).y - other(q, b).y || other(p, b).column - other(q, b).column)
  const port = (a: (typeof list)[number], b: Box, which: 'left' | 'right' | 'below', arriving: boolean): [number, number] => {
    const mates = side(b, which)
    const place = (mates.indexOf(a) + (arriving && a.from.column === a.to.column ? 0.75 : 0.5)) / mates.length
    if (which === 'below') return [b.x + 16 + place * (boxWidth - 32), b.y + boxHeight]
    return [which === 'left' ? b.x : b.x + boxWidth, b.y + 5 + place * (boxHeight - 10)]
  }
  return list.map((a): Arrow => {
    const [[, leave], [, arrive]] = ends(a)
    const [x0, y0] = port(a, a.from, leave, false), [x1, y1] = port(a, a.to, arrive, true)
    return { ...a, ...curve(a.back && leave === 'below' ? 'below' : a.from.column === a.to.column ? 'bow' : 'on', x0, y0, x1, y1, a.width, a.from.column - a.to.column) }
  })
}

type Loose = Pick<Arrow, 'from' | 'to' | 'back'>
const other = (a: Loose, b: Box) => (a.from === b ? a.to : a.from)
function ends(a: Loose): [[Box, 'left' | 'right' | 'below'], [Box, 'left' | 'right' | 'below']] {
  if (a.to.column < a.from.column) return [[a.from, 'below'], [a.to, 'below']]
  return [[a.from, 'right'], [a.to, a.to.column === a.from.column ? 'right' : 'left']]
}

function curve(kind: 'on' | 'bow' | 'below', x0: number, y0: number, x1: number, y1: number, width: number, span: number): Pick<Arrow, 'path' | 'head' | 'labelX' | 'labelY'> {
  const n = (v: number) => v.toFixed(1)
  const tip = 5 + width * 0.7, half = 2.5 + width * 0.6
  if (kind === 'on') {
    const end = x1 - tip, bend = Math.max(30, (end - x0) * 0.5)
    return { path: `M${n(x0)} ${n(y0)}C${n(x0 + bend)} ${n(y0)} ${n(end - bend)} ${n(y1)} ${n(end)} ${n(y1)}`, head: `M${n(x1)} ${n(y1)}l${n(-tip)} ${n(-half)}v${n(2 * half)}z`, labelX: (x0 + x1) / 2, labelY: (y0 + y1) / 2 }
  }
  if (kind === 'bow') {
    const end = x1 + tip, out = 26 + Math.abs(y1 - y0) * 0.12
    return { path: `M${n(x0)} ${n(y0)}C${n(x0 + out)} ${n(y0)} ${n(end + out)} ${n(y1)} ${n(end)} ${n(y1)}`, head: `M${n(x1)} ${n(y1)}l${n(tip)} ${n(-half)}v${n(2 * half)}z`, labelX: x0 + out * 0.78, labelY: (y0 + y1) / 2 }
  }
  const end = y1 + tip, low = Math.max(y0, y1) + 26 + 12 * span
  return { path: `M${n(x0)} ${n(y0)}C${n(x0 - 10)} ${n(low)} ${n(x1 + 10)} ${n(low)} ${n(x1)} ${n(end)}`, head: `M${n(x1)} ${n(y1)}l${n(-half)} ${n(tip)}h${n(2 * half)}z`, labelX: (x0 + x1) / 2, labelY: low * 0.75 + (y0 + y1) * 0.125 }
}

/** Which labels can stand without covering each other or a node, the weightiest first. */
export function roomForLabels(p: Picture, first: Arrow[], width: (a: Arrow) => number): Set<Arrow> {
  const taken = p.boxes.map((b) => ({ x: b.x - 2, y: b.y - 2, w: boxWidth + 4, h: boxHeight + 4 }))
  const told = new Set<Arrow>()
  for (const a of first) {
    const w = width(a) + 6, spot = { x: a.labelX - w / 2, y: a.labelY - 8, w, h: 16 }
    if (taken.some((r) => spot.x < r.x + r.w && r.x < spot.x + spot.w && spot.y < r.y + r.h && r.y < spot.y + spot.h)) continue
    taken.push(spot)
    told.add(a)
  }
  return told
}
