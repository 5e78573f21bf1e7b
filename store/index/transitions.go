package index

import (
	"cmp"
	"slices"

	"cham/measure"
)

// transitionsPass counts the pairs of nodes directly after one another.
type transitionsPass struct {
	worker
	sampled samples // a group per cell
	width   int     // nodes, when cells is a table of all pairs
	cells   []cell
	// When there are too many nodes for a table, cells grow as pairs are met.
	places map[uint64]int32 // pair → cell
	pairs  []uint64         // cell → pair
}

type cell struct {
	count, customers int
	sum              int64 // ms
	customer         uint32
}

// maxTable is the most nodes for which every pair has a cell from the start.
const maxTable = 512

func newTransitionsPass(q *scan) *transitionsPass {
	p := &transitionsPass{worker: worker{scan: q}}
	if n := len(q.nodes); n <= maxTable {
		p.width, p.cells = n, make([]cell, n*n)
	} else {
		p.places = map[uint64]int32{}
	}
	return p
}

func (p *transitionsPass) head() *worker { return &p.worker }

// cell is the place of a pair in cells.
func (p *transitionsPass) cell(from, to int32) int {
	if p.places == nil {
		return int(from)*p.width + int(to)
	}
	pair := uint64(from)<<32 | uint64(to)
	i, ok := p.places[pair]
	if !ok {
		i = int32(len(p.cells))
		p.places[pair] = i
		p.cells, p.pairs = append(p.cells, cell{}), append(p.pairs, pair)
	}
	return int(i)
}

// pair is the nodes of a cell.
func (p *transitionsPass) pair(i int) (from, to int32) {
	if p.places == nil {
		return int32(i / p.width), int32(i % p.width)
	}
	return int32(p.pairs[i] >> 32), int32(uint32(p.pairs[i]))
}

func (p *transitionsPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		a, b, ok := p.run(v, i)
		if ok {
			p.customer(v.kind[a:b], v.at[a:b], v.ms[a:b])
		}
	}
}

func (p *transitionsPass) customer(kinds []uint16, at []uint32, ms []uint16) {
	at, ms = at[:len(kinds)], ms[:len(kinds)]
	bound, meets, goal := p.bound, p.meets, p.goal
	start, end, silence := p.from, p.to, p.silence
	last, lastAt, counted := int32(-1), int64(0), false
	for j, k := range kinds {
		n := bound[k]
		if n < 0 {
			continue
		}
		t := int64(at[j])*1000 + int64(ms[j])
		if last >= 0 && t-lastAt < silence && lastAt >= start && lastAt < end && counted && !goal[last] && !(n == last && p.Collapse) {
			p.count(last, n, t-lastAt)
		}
		last, lastAt, counted = n, t, meets[k]
	}
}

func (p *transitionsPass) count(from, to int32, ms int64) {
	i := p.cell(from, to)
	if p.sampled.filling {
		p.sampled.put(i, ms)
		return
	}
	c := &p.cells[i]
	c.count++
	c.sum += ms
	if c.customer != p.stamp {
		c.customer = p.stamp
		c.customers++
	}
}

func (p *transitionsPass) samples() *samples { return &p.sampled }

func (p *transitionsPass) counts() []int {
	out := make([]int, len(p.cells))
	for i, c := range p.cells {
		out[i] = c.count
	}
	return out
}

func (p *transitionsPass) place(o sampling, g int) int { return p.cell(o.(*transitionsPass).pair(g)) }

func (p *transitionsPass) add(other pass) {
	o := other.(*transitionsPass)
	for i, c := range o.cells {
		if c.count > 0 {
			t := &p.cells[p.cell(o.pair(i))]
			t.count, t.customers, t.sum = t.count+c.count, t.customers+c.customers, t.sum+c.sum
		}
	}
}

func (p *transitionsPass) answer(a *measure.Answer) {
	for i, c := range p.cells {
		if c.count == 0 {
			continue
		}
		from, to := p.pair(i)
		t := measure.Transition{From: p.nodes[from].ID, To: p.nodes[to].ID, Count: c.count, Customers: c.customers,
			MeanS: measure.MeanS(c.sum, c.count)}
		if s := p.sampled.spreads; s != nil {
			t.MedianS, t.P90S = s[i].Median, s[i].P90
		}
		a.Transitions = append(a.Transitions, t)
	}
	slices.SortFunc(a.Transitions, func(x, y measure.Transition) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
}

func (p *transitionsPass) figure(f measure.Figure) (func() int, error) {
	from, to := p.nodeOf(f.Touchpoint), p.nodeOf(f.To)
	if f.Kind != "pair" || from < 0 || to < 0 {
		return nil, nil
	}
	i := p.cell(from, to)
	return func() int { return p.cells[i].customers }, nil
}
