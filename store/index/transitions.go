package index

import (
	"cmp"
	"slices"

	"cham/measure"
)

// transitionsPass counts the pairs of nodes directly after one another.
type transitionsPass struct {
	worker
	width int // nodes, when cells is a table; 0 when it grows
	cells []cell
	place map[uint64]int32 // pair → cell, when there are too many nodes for a table
}

type cell struct {
	count, customers int
	customer         uint32
	sum              int64 // ms
	times            []int64
}

// maxTable is the most nodes for which every pair has a cell from the start.
const maxTable = 512

func newTransitionsPass(q *scan) *transitionsPass {
	p := &transitionsPass{worker: worker{scan: q}}
	if n := len(q.nodes); n <= maxTable {
		p.width, p.cells = n, make([]cell, n*n)
	} else {
		p.place = map[uint64]int32{}
	}
	return p
}

func (p *transitionsPass) head() *worker { return &p.worker }

func (p *transitionsPass) cell(from, to int32) *cell {
	if p.place == nil {
		return &p.cells[int(from)*p.width+int(to)]
	}
	key := uint64(from)<<32 | uint64(to)
	i, ok := p.place[key]
	if !ok {
		i = int32(len(p.cells))
		p.place[key] = i
		p.cells = append(p.cells, cell{})
	}
	return &p.cells[i]
}

func (p *transitionsPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		a, b, ok := p.run(v, i)
		if !ok {
			continue
		}
		last, lastAt := int32(-1), int64(0)
		for j := a; j < b; j++ {
			n := p.bound[v.kind[j]]
			if n < 0 {
				continue
			}
			t := v.time(j)
			if last >= 0 && t-lastAt < p.silence && !p.goal[last] && p.in(lastAt) && !(p.Collapse && n == last) {
				p.pair(last, n, t-lastAt)
			}
			last, lastAt = n, t
		}
	}
}

func (p *transitionsPass) pair(from, to int32, ms int64) {
	c := p.cell(from, to)
	c.count++
	c.sum += ms
	if c.customer != p.stamp {
		c.customer = p.stamp
		c.customers++
	}
	if !p.NoSpread {
		c.times = append(c.times, ms)
	}
}

func (p *transitionsPass) add(other pass) {
	o := other.(*transitionsPass)
	o.each(func(from, to int32, c *cell) {
		t := p.cell(from, to)
		t.count, t.customers, t.sum = t.count+c.count, t.customers+c.customers, t.sum+c.sum
		t.times = append(t.times, c.times...)
	})
}

func (p *transitionsPass) each(f func(from, to int32, c *cell)) {
	if p.place != nil {
		for key, i := range p.place {
			f(int32(key>>32), int32(uint32(key)), &p.cells[i])
		}
		return
	}
	for i := range p.cells {
		if p.cells[i].count > 0 {
			f(int32(i/p.width), int32(i%p.width), &p.cells[i])
		}
	}
}

func (p *transitionsPass) answer(a *measure.Answer) {
	p.each(func(from, to int32, c *cell) {
		t := measure.Transition{From: p.nodes[from].ID, To: p.nodes[to].ID, Count: c.count, Customers: c.customers,
			MeanS: measure.MeanS(c.sum, c.count)}
		s := measure.SpreadOf(c.times)
		t.MedianS, t.P90S = s.Median, s.P90
		a.Transitions = append(a.Transitions, t)
	})
	slices.SortFunc(a.Transitions, func(x, y measure.Transition) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
}

func (p *transitionsPass) figure(f measure.Figure) (func() int, error) {
	from, to := p.nodeOf(f.Touchpoint), p.nodeOf(f.To)
	if f.Kind != "pair" || from < 0 || to < 0 {
		return nil, nil
	}
	return func() int { return p.cell(from, to).customers }, nil
}
