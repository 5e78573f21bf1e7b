package index

import (
	"slices"

	"cham/measure"
)

// exitsPass counts the journeys through every node, and of those that ended
// there without the goal, how long they took and where they came from.
type exitsPass struct {
	worker
	rows    []exitRow
	before  pairTable[int] // last node × the other one before it, or len(nodes) for none
	journey uint32
	waiting []wait  // for the customer's next touch up to the goal's stage
	after   []int32 // nodes of these
}

type exitRow struct {
	through [4]int // journeys by outcome
	visits  waits
	backs   waits
	times   []int64 // of the exits, ms
	journey uint32  // stamp of the last one counted
}

func newExitsPass(q *scan) *exitsPass {
	p := &exitsPass{worker: worker{scan: q}, rows: make([]exitRow, len(q.nodes)), before: newPairTable[int](len(q.nodes) + 1)}
	for i := range p.rows {
		p.rows[i].visits, p.rows[i].backs = q.newWaits(q.ExitDays()), q.newWaits(q.BackDays())
	}
	return p
}

func (p *exitsPass) head() *worker { return &p.worker }

func (p *exitsPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		a, b, ok := p.run(v, i)
		if ok {
			p.eachJourney(v.level, a, b, func(j journeyAt) { p.journeyOf(v.level, j) })
			p.cameBack(endless)
		}
	}
}

func (p *exitsPass) journeyOf(l *level, j journeyAt) {
	p.journey++
	end, before := p.bound[l.kind[j.last]], int32(len(p.nodes))
	v := visit{node: -1, wait: wait{closed: j.o == lost}}
	for i := j.first; i <= j.last; i++ {
		k := l.kind[i]
		n := p.bound[k]
		if n < 0 {
			continue
		}
		if n != end {
			before = n
		}
		t := l.time(i)
		if v.node != n || t-v.origin >= dayMS {
			v.event = t
			p.leave(&v)
			v.node, v.kind = n, k
		}
		v.origin = t
		if !p.behind[n] && len(p.waiting) > 0 {
			p.cameBack(t)
		}
		if r := &p.rows[n]; r.journey != p.journey && p.hit(t, k) {
			r.journey = p.journey
			r.through[j.o]++
			if p.behind[n] {
				p.waiting, p.after = append(p.waiting, wait{origin: t}), append(p.after, n)
			}
		}
	}
	v.event = endless
	p.leave(&v)
	if j.o == lost && p.exitCounts(&v) {
		*p.before.at(end, before)++
		if !p.NoSpread {
			p.rows[end].times = append(p.rows[end].times, l.time(j.last)-l.time(j.first))
		}
	}
}

// cameBack counts those who wait for a touch up to the goal's stage, which is
// at t, endless for none.
func (p *exitsPass) cameBack(t int64) {
	for i, w := range p.waiting {
		w.event = t
		p.rows[p.after[i]].backs.count(w)
	}
	p.waiting, p.after = p.waiting[:0], p.after[:0]
}

func (p *exitsPass) leave(v *visit) {
	if p.exitCounts(v) {
		p.rows[v.node].visits.count(v.wait)
	}
}

func (p *exitsPass) add(other pass) {
	o := other.(*exitsPass)
	for i := range p.rows {
		r, s := &p.rows[i], &o.rows[i]
		for k, n := range s.through {
			r.through[k] += n
		}
		r.visits.add(&s.visits)
		r.backs.add(&s.backs)
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
		journeys := r.through[lost] + r.through[converted] + r.through[open] + r.through[care]
		if p.Nodes == nil && journeys == 0 {
			continue
		}
		slices.SortFunc(before[i], func(x, y measure.BeforeExit) int { return larger(x.Exits, y.Exits, x.ID, y.ID) })
		exit := r.visits.gather().Without(p.ExitDays())
		a.Exits = append(a.Exits, measure.ExitRow{ID: n.ID, Name: n.Name, Journeys: journeys, Exits: exit.K,
			Open: r.through[open], Exit: exit, Behind: p.behind[i], Back: r.backs.gather().Share(p.BackDays()), After: spreadOf(r.times),
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
