package index

import (
	"slices"

	"cham/measure"
	"cham/measure/stat"
)

// exitsPass counts the journeys through every node, and of those that ended
// there without the goal, how long they took and where they came from.
type exitsPass struct {
	worker
	rows    []exitRow
	before  pairTable[int] // last node × the other one before it, or len(nodes) for none
	journey uint32
}

type exitRow struct {
	through [3]int // journeys by outcome
	exits   int
	times   []int64 // of the exits, ms
	journey uint32  // stamp of the last one counted
}

func newExitsPass(q *scan) *exitsPass {
	return &exitsPass{worker: worker{scan: q}, rows: make([]exitRow, len(q.nodes)), before: newPairTable[int](len(q.nodes) + 1)}
}

func (p *exitsPass) head() *worker { return &p.worker }

func (p *exitsPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		a, b, ok := p.run(v, i)
		if ok {
			p.eachJourney(v.level, a, b, func(first, last uint32, o outcome) { p.count(v.level, first, last, o) })
		}
	}
}

func (p *exitsPass) count(l *level, first, last uint32, o outcome) {
	p.journey++
	end := p.bound[l.kind[last]]
	before := int32(len(p.nodes))
	for i := first; i <= last; i++ {
		n := p.bound[l.kind[i]]
		if n < 0 {
			continue
		}
		if n != end {
			before = n
		}
		if r := &p.rows[n]; r.journey != p.journey && p.hit(l.time(i), l.kind[i]) {
			r.journey = p.journey
			r.through[o]++
		}
	}
	if r := &p.rows[end]; o == lost && r.journey == p.journey {
		r.exits++
		*p.before.at(end, before)++
		if !p.NoSpread {
			r.times = append(r.times, l.time(last)-l.time(first))
		}
	}
}

func (p *exitsPass) add(other pass) {
	o := other.(*exitsPass)
	for i := range p.rows {
		r, s := &p.rows[i], &o.rows[i]
		for k, n := range s.through {
			r.through[k] += n
		}
		r.exits += s.exits
		r.times = append(r.times, s.times...)
	}
	o.before.each(func(end, at int32, n *int) {
		if *n > 0 {
			*p.before.at(end, at) += *n
		}
	})
}

// mostBefore is how many touchpoints before an exit are listed.
const mostBefore = 5

func (p *exitsPass) answer(a *measure.Answer) {
	before := make([][]measure.BeforeExit, len(p.rows))
	p.before.each(func(end, at int32, n *int) {
		if *n == 0 {
			return
		}
		b := measure.BeforeExit{Exits: *n}
		if int(at) < len(p.nodes) {
			b.ID = p.nodes[at].ID
		}
		before[end] = append(before[end], b)
	})
	for i := range p.rows {
		r, n := &p.rows[i], p.nodes[i]
		closed := r.through[lost] + r.through[converted]
		if p.Nodes == nil && closed+r.through[open] == 0 {
			continue
		}
		slices.SortFunc(before[i], func(x, y measure.BeforeExit) int { return larger(x.Exits, y.Exits, x.ID, y.ID) })
		a.Exits = append(a.Exits, measure.ExitRow{ID: n.ID, Name: n.Name, Journeys: closed + r.through[open], Exits: r.exits,
			Open: r.through[open], Exit: stat.NewRate(r.exits, closed), After: spreadOf(r.times),
			Before: before[i][:min(mostBefore, len(before[i]))]})
	}
	if p.Nodes == nil {
		slices.SortFunc(a.Exits, func(x, y measure.ExitRow) int { return larger(x.Exits, y.Exits, x.ID, y.ID) })
	}
}

func (p *exitsPass) figure(f measure.Figure) (func() int, error) {
	end, before := p.nodeOf(f.Touchpoint), int32(len(p.nodes))
	if f.To != "" {
		before = p.nodeOf(f.To)
	}
	if f.Kind != measure.FigureBeforeExit || end < 0 || before < 0 {
		return nil, nil
	}
	counter := p.before.at(end, before)
	return func() int { return *counter }, nil
}
