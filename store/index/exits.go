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
	visits  stat.Waiting
	times   []int64 // of the exits, ms
	journey uint32  // stamp of the last one counted
}

func newExitsPass(q *scan) *exitsPass {
	p := &exitsPass{worker: worker{scan: q}, rows: make([]exitRow, len(q.nodes)), before: newPairTable[int](len(q.nodes) + 1)}
	for i := range p.rows {
		p.rows[i].visits.Days = q.ExitDays()
	}
	return p
}

func (p *exitsPass) head() *worker { return &p.worker }

func (p *exitsPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		a, b, ok := p.run(v, i)
		if ok {
			p.eachJourney(v.level, a, b, func(first, last uint32, o outcome) { p.journeyOf(v.level, first, last, o) })
		}
	}
}

func (p *exitsPass) journeyOf(l *level, first, last uint32, o outcome) {
	p.journey++
	end := p.bound[l.kind[last]]
	before, at := int32(len(p.nodes)), first
	for i := first; i <= last; i++ {
		n := p.bound[l.kind[i]]
		if n < 0 {
			continue
		}
		if n != end {
			before = n
		}
		p.leave(l, at, n, wait{l.time(at), l.time(i), o})
		at = i
		if r := &p.rows[n]; r.journey != p.journey && p.hit(l.time(i), l.kind[i]) {
			r.journey = p.journey
			r.through[o]++
		}
	}
	p.leave(l, last, -1, wait{l.time(last), endless, o})
	if o == lost && p.hit(l.time(last), l.kind[last]) {
		*p.before.at(end, before)++
		if !p.NoSpread {
			p.rows[end].times = append(p.rows[end].times, l.time(last)-l.time(first))
		}
	}
}

// leave counts a touch that ends a visit, next being the node of the one after it.
func (p *exitsPass) leave(l *level, i uint32, next int32, w wait) {
	k := l.kind[i]
	if n := p.bound[k]; !p.goal[n] && endsVisit(n, next, w.event-w.origin) && p.hit(w.origin, k) {
		p.count(&p.rows[n].visits, w)
	}
}

func (p *exitsPass) add(other pass) {
	o := other.(*exitsPass)
	for i := range p.rows {
		r, s := &p.rows[i], &o.rows[i]
		for k, n := range s.through {
			r.through[k] += n
		}
		r.visits.Add(&s.visits)
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
		exit := r.visits.Without(p.ExitDays())
		a.Exits = append(a.Exits, measure.ExitRow{ID: n.ID, Name: n.Name, Journeys: closed + r.through[open], Exits: exit.K,
			Open: r.through[open], Exit: exit, After: spreadOf(r.times),
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
