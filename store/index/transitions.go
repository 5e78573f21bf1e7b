package index

import (
	"cmp"
	"slices"

	"cham/measure"
	"cham/measure/stat"
)

// transitionsPass counts the pairs of nodes directly after one another.
type transitionsPass struct {
	worker
	sampled samples // a group per cell
	steps   []step  // by kind
	width   int     // nodes, when cells is a table of all pairs
	cells   []cell
	again   []uint32 // cell → pairs taken by a customer who had taken it before
	// When there are too many nodes for a table, cells grow as pairs are met.
	places map[uint64]int32 // pair → cell
	pairs  []uint64         // cell → pair
}

// cell counts one pair. It is small, so that a table of all pairs of forty
// touchpoints stays in a core's nearest cache; what is rare is kept apart.
type cell struct {
	sum      int64 // ms
	count    uint32
	customer uint32 // stamp of the last customer who took it
}

// step is what the pass needs to know of a kind.
type step struct {
	node         int32
	pairs        bool // a pair can begin here: it meets Where
	goal, behind bool
}

// maxTable is the most nodes for which every pair has a cell from the start.
const maxTable = 512

func newTransitionsPass(q *scan) *transitionsPass {
	p := &transitionsPass{worker: worker{scan: q}, steps: make([]step, len(q.bound))}
	for k, n := range q.bound {
		if p.steps[k] = (step{node: n}); n >= 0 {
			p.steps[k] = step{n, q.meets[k], q.goal[n], q.behind[n]}
		}
	}
	if n := len(q.nodes); n <= maxTable {
		p.width, p.cells, p.again = n, make([]cell, n*n), make([]uint32, n*n)
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
		p.cells, p.again, p.pairs = append(p.cells, cell{}), append(p.again, 0), append(p.pairs, pair)
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
		start, end, ok := p.run(v, i)
		if !ok || p.lo == p.hi {
			continue
		}
		a, b := p.lo, p.through(v.level, p.hi, end)
		for a < b && p.steps[v.kind[a]].node < 0 {
			a++
		}
		if a == b {
			continue
		}
		won := p.won(v.level, start, a)
		if p.sampled.filling {
			p.sample(v.kind[a:b], v.at[a:b], v.ms[a:b], won)
		} else {
			p.customer(v.kind[a:b], v.at[a:b], v.ms[a:b], won)
		}
	}
}

// through is the end of the touches that pairs of the period are made of: those
// before hi, and the next one with a node.
func (p *transitionsPass) through(l *level, hi, b uint32) uint32 {
	for ; hi < b; hi++ {
		if p.steps[l.kind[hi]].node >= 0 {
			return hi + 1
		}
	}
	return b
}

// won reports whether touch i is a goal or follows one in its journey; the
// customer's touches begin at a.
func (p *transitionsPass) won(l *level, a, i uint32) bool {
	s := p.steps[l.kind[i]]
	return s.goal || s.behind && p.ledTo(l, a, i) == someGoal
}

// customer counts the pairs of touches in order, won saying that of the first. Where the last touch was is
// at hand, so a touch costs one look at its kind and one cell.
func (p *transitionsPass) customer(kinds []uint16, at []uint32, ms []uint16, won bool) {
	at, ms = at[:len(kinds)], ms[:len(kinds)]
	steps, silence, collapse, stamp := p.steps, p.silence, p.Collapse, p.stamp
	from, before := steps[kinds[0]], int64(at[0])*1000+int64(ms[0])
	for j := 1; j < len(kinds); j++ {
		to := steps[kinds[j]]
		if to.node < 0 {
			continue
		}
		t := int64(at[j])*1000 + int64(ms[j])
		cut := t-before >= silence || won && !to.behind
		won = to.goal || won && !cut
		if from.pairs && !cut && !(collapse && from.node == to.node) {
			i := p.cell(from.node, to.node)
			c := &p.cells[i]
			c.count++
			c.sum += t - before
			if c.customer == stamp {
				p.again[i]++
			}
			c.customer = stamp
		}
		from, before = to, t
	}
}

// sample is customer for the second run: the times of the pairs.
func (p *transitionsPass) sample(kinds []uint16, at []uint32, ms []uint16, won bool) {
	at, ms = at[:len(kinds)], ms[:len(kinds)]
	steps, silence, collapse := p.steps, p.silence, p.Collapse
	from, before := steps[kinds[0]], int64(at[0])*1000+int64(ms[0])
	for j := 1; j < len(kinds); j++ {
		to := steps[kinds[j]]
		if to.node < 0 {
			continue
		}
		t := int64(at[j])*1000 + int64(ms[j])
		cut := t-before >= silence || won && !to.behind
		won = to.goal || won && !cut
		if from.pairs && !cut && !(collapse && from.node == to.node) {
			p.sampled.put(p.cell(from.node, to.node), t-before)
		}
		from, before = to, t
	}
}

// customers is how many took a cell's pair.
func (p *transitionsPass) customers(i int) int { return int(p.cells[i].count - p.again[i]) }

func (p *transitionsPass) samples() *samples { return &p.sampled }

func (p *transitionsPass) counts() []int {
	out := make([]int, len(p.cells))
	for i, c := range p.cells {
		out[i] = int(c.count)
	}
	return out
}

func (p *transitionsPass) place(o sampling, g int) int { return p.cell(o.(*transitionsPass).pair(g)) }

func (p *transitionsPass) add(other pass) {
	o := other.(*transitionsPass)
	for i, c := range o.cells {
		if c.count > 0 {
			at := p.cell(o.pair(i))
			t := &p.cells[at]
			t.count, t.sum, p.again[at] = t.count+c.count, t.sum+c.sum, p.again[at]+o.again[i]
		}
	}
}

func (p *transitionsPass) answer(a *measure.Answer) { a.Transitions = p.transitions() }

// transitions lists the pairs, the most frequent first.
func (p *transitionsPass) transitions() (all []measure.Transition) {
	for i, c := range p.cells {
		if c.count == 0 {
			continue
		}
		from, to := p.pair(i)
		t := measure.Transition{From: p.nodes[from].ID, To: p.nodes[to].ID, Count: int(c.count), Customers: p.customers(i),
			MeanS: stat.MeanS(c.sum, int(c.count)), Back: p.back(from, to)}
		if s := p.sampled.spreads; s != nil {
			t.MedianS, t.P90S = s[i].Median, s[i].P90
		}
		all = append(all, t)
	}
	slices.SortFunc(all, func(x, y measure.Transition) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
	return all
}

// back reports whether a node is of an earlier stage than another.
func (q *scan) back(from, to int32) bool {
	a, b := q.nodes[from].Stage, q.nodes[to].Stage
	return b >= 0 && b < a
}

func (p *transitionsPass) figure(f measure.Figure) (func() int, error) {
	from, to := p.nodeOf(f.Touchpoint), p.nodeOf(f.To)
	if f.Kind != measure.FigurePair || from < 0 || to < 0 {
		return nil, nil
	}
	i := p.cell(from, to)
	return func() int { return p.customers(i) }, nil
}
