import { describe, expect, it } from 'vitest'
import type { GraphAnswer } from '@/api/types'
import { boxHeight, boxWidth, choose, forwardOrder, layers, layout, roomForLabels } from './layout'

const edge = (from: string, to: string, count: number) => ({
  from,
  to,
  count,
  customers: count,
  meanS: 60,
  medianS: 60,
  p90S: 90,
})
const node = (id: string, volume: number) => ({ id, name: id, volume, reach: volume, starts: 0, ends: 0 })
// a → b → c → d, with a loop back c → b, one on b itself, and a rare a → d.
const graph: GraphAnswer = {
  nodes: [node('d', 40), node('c', 80), node('a', 100), node('b', 110), node('e', 2)],
  edges: [
    edge('a', 'b', 90),
    edge('b', 'c', 70),
    edge('c', 'd', 40),
    edge('c', 'b', 20),
    edge('b', 'b', 5),
    edge('a', 'd', 2),
    edge('e', 'a', 1),
  ],
}

describe('choose', () => {
  it('keeps the most touched nodes and the moves between them', () => {
    const c = choose(graph, 4, 1)
    expect(c.nodes.map((n) => n.id)).toEqual(['b', 'a', 'c', 'd'])
    expect(c.moves).toHaveLength(5)
    expect(c.loops).toHaveLength(1)
    expect(c.all).toBe(222)
  })
  it('leaves no node without a way in or out that it has', () => {
    const c = choose(graph, 5, 0)
    for (const n of c.nodes) expect(c.moves.some((e) => e.from === n.id || e.to === n.id)).toBe(true)
    expect(c.moves.map((e) => e.from + e.to)).toEqual(['ab', 'bc', 'cd', 'ea'])
  })
})

describe('layers', () => {
  it('orders so that little leads back', () =>
    expect(forwardOrder(['d', 'c', 'a', 'b'], graph.edges)).toEqual(['a', 'b', 'c', 'd']))
  it('puts the main line one after another', () =>
    expect([...layers(['a', 'b', 'c', 'd'], choose(graph, 4, 1).moves).entries()]).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
      ['d', 3],
    ]))
  it('ends on a cycle of equals', () =>
    expect(forwardOrder(['x', 'y', 'z'], [edge('x', 'y', 1), edge('y', 'z', 1), edge('z', 'x', 1)])).toHaveLength(3))
})

describe('layout', () => {
  const p = layout(graph, 5, 1, () => -1, 1100)
  it('keeps boxes apart and inside', () => {
    for (const a of p.boxes) {
      expect(a.x + boxWidth).toBeLessThanOrEqual(p.width)
      expect(a.y + boxHeight).toBeLessThanOrEqual(p.height)
      for (const b of p.boxes)
        if (a !== b) expect(Math.abs(a.y - b.y) > boxHeight || Math.abs(a.x - b.x) > boxWidth).toBe(true)
    }
  })
  it('knows the way back', () =>
    expect(p.arrows.filter((a) => a.back).map((a) => a.move.from + a.move.to)).toEqual(['cb']))
  it('shows the loop at its node', () => expect(p.boxes.find((b) => b.node.id === 'b')?.loop?.count).toBe(5))
  it('takes columns from the map', () => {
    const q = layout(graph, 5, 1, (id) => (id === 'a' ? 2 : 0), 1100)
    expect(q.columns).toBe(3)
    expect(q.boxes.find((b) => b.node.id === 'a')!.column).toBe(2)
  })
  it('stands nothing', () => expect(layout({ nodes: [], edges: [] }, 5, 1, () => 0, 800).boxes).toEqual([]))
  it('lays no label over another', () => {
    const labelled = [...roomForLabels(p, p.arrows, () => 40)]
    for (const a of labelled)
      for (const b of labelled)
        if (a !== b) expect(Math.abs(a.labelX - b.labelX) >= 46 || Math.abs(a.labelY - b.labelY) >= 16).toBe(true)
  })
})
