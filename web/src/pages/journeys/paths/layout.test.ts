import { describe, expect, it } from 'vitest'
import { worstLeak } from './insight'
import { barWidth, layout, outline, way } from './layout'

// Two first touches; one loses most of its journeys.
const answer = {
  nodes: [
    { depth: 0, id: 'a', journeys: 600 },
    { depth: 0, id: 'b', journeys: 400 },
    { depth: 1, id: 'c', journeys: 500 },
    { depth: 1, outcome: 'lost' as const, journeys: 450 },
    { depth: 1, outcome: 'open' as const, journeys: 50 },
    { depth: 2, outcome: 'converted' as const, journeys: 300 },
    { depth: 2, outcome: 'lost' as const, journeys: 199 },
    { depth: 2, outcome: 'open' as const, journeys: 1 },
  ],
  links: [
    { from: 0, to: 2, journeys: 400 },
    { from: 0, to: 3, journeys: 150 },
    { from: 0, to: 4, journeys: 50 },
    { from: 1, to: 2, journeys: 100 },
    { from: 1, to: 3, journeys: 300 },
    { from: 2, to: 5, journeys: 300 },
    { from: 2, to: 6, journeys: 199 },
    { from: 2, to: 7, journeys: 1 },
  ],
}

describe('layout', () => {
  const f = layout(answer, 600, 400)
  it('keeps bars in their height, apart, and to one scale', () => {
    expect(f.height).toBeLessThanOrEqual(400.5)
    for (const c of f.columns) {
      c.bars.slice(1).forEach((b, i) => expect(b.y).toBeGreaterThan(c.bars[i]!.y + c.bars[i]!.h))
      for (const b of c.bars) expect(b.y).toBeGreaterThanOrEqual(0)
    }
    const [a, b] = f.bars
    expect(a!.h / b!.h).toBeCloseTo(1.5)
  })
  it('ribbons leave a bar side by side and no wider than it', () => {
    for (const b of f.bars) {
      const out = f.ribbons.filter((r) => r.source === b).sort((p, q) => p.y0 - q.y0)
      out.slice(1).forEach((r, i) => expect(r.y0).toBeCloseTo(out[i]!.y0 + out[i]!.h))
      const last = out[out.length - 1]
      if (last) expect(last.y0 + last.h).toBeLessThanOrEqual(b.y + b.h + 0.1)
      for (const r of out) expect(r.x0).toBe(b.x + barWidth)
    }
  })
  it('tells who reached each column', () =>
    expect(f.columns.map((c) => [c.reached, c.ends])).toEqual([
      [1000, false],
      [500, false],
      [0, true],
    ]))
  it('draws what is too few to be seen', () => expect(f.bars[7]!.h).toBeGreaterThan(1))
  it('finds the way of a path', () => {
    const on = way(f, ['a', 'c'], 'converted')
    expect([...on.bars]).toEqual([0, 2, 5])
    expect([...on.ribbons]).toEqual([0, 5])
  })
  it('writes an outline', () => expect(outline(f.ribbons[0]!)).toMatch(/^M[\d. C\-vMZ]+Z$/))
  it('stands an empty answer', () => expect(layout({ nodes: [], links: [] }, 600, 400).bars).toEqual([]))
})

describe('worstLeak', () => {
  it('is the touchpoint that loses more than its step', () =>
    expect(worstLeak({ ...answer, journeys: 1000, distinct: 5, others: 0, top: [] })).toMatchObject({
      id: 'b',
      lost: 300,
      of: 400,
      share: 0.75,
      rest: 0.25, // 150 of 600, those still open among them
    }))
  it('is none where nothing differs', () => {
    const even = {
      ...answer,
      links: answer.links.map((l) => (l.to === 3 ? { ...l, journeys: l.from === 0 ? 275 : 200 } : l)),
    }
    expect(worstLeak({ ...even, journeys: 1000, distinct: 5, others: 0, top: [] })).toBeNull()
  })
})
