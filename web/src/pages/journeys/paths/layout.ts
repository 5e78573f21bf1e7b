import type { FlowLink, FlowNode, PathsAnswer } from '@/api/types'

// Where the Sankey's bars and ribbons stand. Heights are to one scale over the whole picture, so that every
// column adds up to the journeys that reached it; only what would vanish is drawn a hair's breadth.

export interface Bar extends FlowNode {
  index: number
  x: number
  y: number
  h: number
  slot: number
  /** Stands for the journeys that go on beyond the shown steps. */ beyond?: boolean
}
export interface Ribbon extends FlowLink {
  index: number
  x0: number
  y0: number
  x1: number
  y1: number
  h: number
  source: Bar
  target: Bar
}
export interface Column {
  depth: number
  x: number
  width: number
  bars: Bar[]
  /** Journeys at a touchpoint here. */ reached: number
  ends: boolean
}
export interface Flow {
  bars: Bar[]
  ribbons: Ribbon[]
  columns: Column[]
  height: number
}

export const barWidth = 9
const gap = 9,
  least = 1.5

const rank = (n: FlowNode & { beyond?: boolean }) =>
  n.beyond ? 2 : n.outcome ? { converted: 3, lost: 4, open: 5, care: 6 }[n.outcome] : n.others ? 1 : 0

/** Gives the journeys that go on beyond the last shown step a node of their own, so that every bar's ribbons add up to it. */
function withBeyond(a: Pick<PathsAnswer, 'nodes' | 'links'>): {
  nodes: (FlowNode & { beyond?: boolean })[]
  links: FlowLink[]
} {
  const on = a.nodes.flatMap((n, from) => (n.more ? [{ from, to: a.nodes.length, journeys: n.more }] : []))
  if (on.length === 0) return a
  const depth = a.nodes[on[0]!.from]!.depth + 1
  return {
    nodes: [...a.nodes, { depth, beyond: true, journeys: on.reduce((s, l) => s + l.journeys, 0) }],
    links: [...a.links, ...on],
  }
}

/** Lays the nodes of an answer out in width × height px; line is the room that a label needs, tail that of the last
    column. Of paths counted from their end (toEnd) the journeys with more steps are those that came from further back. */
export function layout(
  answer: Pick<PathsAnswer, 'nodes' | 'links'>,
  width: number,
  height: number,
  line = 15,
  tail = 156,
  toEnd = false,
): Flow {
  const a = toEnd ? answer : withBeyond(answer)
  const depths = Math.max(0, ...a.nodes.map((n) => n.depth)) + 1
  const step = depths > 1 ? (width - tail) / (depths - 1) : 0
  const bars = a.nodes.map((n, index): Bar => ({ ...n, index, x: n.depth * step, y: 0, h: 0, slot: 0 }))
  const columns = Array.from({ length: depths }, (_, depth): Column => {
    const mine = bars
      .filter((b) => b.depth === depth)
      .sort((x, y) => rank(x) - rank(y) || y.journeys - x.journeys || x.index - y.index)
    const reached = mine.reduce((s, b) => s + (b.outcome || b.beyond ? 0 : b.journeys), 0)
    return { depth, x: depth * step, width: depth < depths - 1 ? step : tail, bars: mine, reached, ends: reached === 0 }
  })
  const scale = fit(columns, height, line)
  columns.forEach((c) => {
    let y = 0
    c.bars.forEach((b) => {
      b.h = Math.max(least, b.journeys * scale)
      b.slot = Math.max(b.h, line)
      b.y = y + (b.slot - b.h) / 2
      y += b.slot + gap
    })
  })
  return {
    bars,
    ribbons: ribbons(a.links, bars, scale),
    columns,
    height: Math.max(line, ...bars.map((b) => b.y + b.h + (b.slot - b.h) / 2)),
  }
}

/** The scale, px per journey, at which the fullest column just fits. */
function fit(columns: Column[], height: number, line: number): number {
  const tall = (s: number) =>
    Math.max(...columns.map((c) => c.bars.reduce((sum, b) => sum + Math.max(b.journeys * s, line) + gap, -gap)))
  let low = 0,
    high = height / Math.max(1, ...columns.map((c) => c.bars.reduce((s, b) => s + b.journeys, 0)))
  for (let i = 0; i < 40; i++) {
    const mid = (low + high) / 2
    if (tall(mid) <= height) low = mid
    else high = mid
  }
  return low
}

/** Ribbons leave and reach their bars in the order of the bars at their other end, so that they cross least. */
function ribbons(links: FlowLink[], bars: Bar[], scale: number): Ribbon[] {
  const all = links.map((l, index): Ribbon => {
    const source = bars[l.from]!,
      target = bars[l.to]!
    return { ...l, index, source, target, h: l.journeys * scale, x0: source.x + barWidth, x1: target.x, y0: 0, y1: 0 }
  })
  for (const b of bars) {
    let y = b.y
    all
      .filter((r) => r.source === b)
      .sort((p, q) => p.target.y - q.target.y)
      .forEach((r) => {
        r.y0 = y
        y += r.h
      })
    y = b.y
    all
      .filter((r) => r.target === b)
      .sort((p, q) => p.source.y - q.source.y)
      .forEach((r) => {
        r.y1 = y
        y += r.h
      })
  }
  return all
}

/** The outline of a ribbon. */
export function outline(r: Ribbon): string {
  const m = (r.x0 + r.x1) / 2
  const h = Math.max(0.6, r.h)
  const n = (v: number) => v.toFixed(1)
  const there = `C${n(m)} ${n(r.y0)} ${n(m)} ${n(r.y1)} ${n(r.x1)} ${n(r.y1)}`
  const back = `C${n(m)} ${n(r.y1 + h)} ${n(m)} ${n(r.y0 + h)} ${n(r.x0)} ${n(r.y0 + h)}`
  return `M${n(r.x0)} ${n(r.y0)}${there}v${n(h)}${back}Z`
}

/** The bars that a path runs through, and the ribbons between them. */
export function way(f: Flow, steps: string[], outcome: string): { bars: Set<number>; ribbons: Set<number> } {
  const on = { bars: new Set<number>(), ribbons: new Set<number>() }
  let last: Bar | undefined
  for (let d = 0; d <= steps.length; d++) {
    const column = f.columns[d]
    const at =
      column?.bars.find((b) => (d < steps.length ? b.id !== undefined && b.id === steps[d] : b.outcome === outcome)) ??
      (d < steps.length ? column?.bars.find((b) => b.others) : undefined)
    if (!at) break
    on.bars.add(at.index)
    const r = last && f.ribbons.find((x) => x.source === last && x.target === at)
    if (r) on.ribbons.add(r.index)
    last = at
  }
  return on
}
