package index

import (
	"slices"
	"time"

	"cham"
	"cham/measure"
)

// touchpointsPass is the table behind a map: what the journeys of the period
// did at and after every node. It answers Touchpoints and Exits.
type touchpointsPass struct {
	worker
	steps
	rows    []row
	stages  []stageRow
	mapped  int // journeys with any node in the period
	journey uint32
	touched []int32 // nodes of the journey at hand
	// next[slot] is the instant of the nearest touch, after the one at hand, at
	// a stage later than slot, or at a goal.
	next []int64
}

type row struct {
	volume, reach, live, journeys, next, closed, exit, open, left, openHere, elsewhere int

	lastAt                           int64
	customer, alive, seen, went, far uint32 // stamps: of the customer, and of the journey
	dwell, toNext                    []int64
}

type stageRow struct {
	reach, went, left, open int
	seen, far               uint32
}

const liveMS = int64(5 * time.Minute / time.Millisecond)

func newTouchpointsPass(q *scan) *touchpointsPass {
	p := &touchpointsPass{worker: worker{scan: q}, rows: make([]row, len(q.nodes)),
		stages: make([]stageRow, q.slots), next: make([]int64, q.slots)}
	for i := range p.rows {
		p.rows[i].lastAt = -1
	}
	return p
}

func (p *touchpointsPass) head() *worker { return &p.worker }

func (p *touchpointsPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		a, b, ok := p.run(v, i)
		if !ok {
			continue
		}
		if len(v.dur.pos) > 0 && !p.NoSpread {
			p.dwell(v.level, a, b)
		}
		p.collect(&p.worker, v.level, a, b)
		for first := 0; first < len(p.at); {
			end, converted, lost := p.cut(&p.worker, first)
			p.take(first, end, converted, lost)
			first = end
		}
	}
}

func (p *touchpointsPass) dwell(l *level, a, b uint32) {
	l.dur.each(a, b, func(i uint32, v int64) {
		if n := p.bound[l.kind[i]]; n >= 0 && p.in(l.time(i)) {
			p.rows[n].dwell = append(p.rows[n].dwell, v)
		}
	})
}

func resetNext(next []int64) {
	for s := range next {
		next[s] = endless
	}
}

// pullNext takes a touch into account for the touches before it.
func pullNext(next []int64, q *scan, n int32, t int64) {
	later := q.slot[n]
	if q.goal[n] {
		later = int32(len(next))
	} else if int(later) == len(next)-1 {
		return
	}
	for s := range later {
		next[s] = t
	}
}

// take counts a journey, from its last touch back to its first.
func (p *touchpointsPass) take(first, end int, converted, lost bool) {
	p.journey++
	p.touched = p.touched[:0]
	resetNext(p.next)
	for i := end - 1; i >= first; i-- {
		n, t := p.node[i], p.at[i]
		if t < p.to && t > p.rows[n].lastAt {
			p.rows[n].lastAt = t
		}
		if t > p.now-liveMS && t <= p.now {
			p.liveTouch(n)
		}
		if p.in(t) {
			p.touch(n, t)
			if i+1 < end && p.node[i+1] != n && !p.NoSpread {
				p.rows[n].toNext = append(p.rows[n].toNext, p.at[i+1]-t)
			}
		}
		pullNext(p.next, p.scan, n, t)
	}
	if len(p.touched) > 0 {
		p.close(p.node[end-1], converted, lost)
	}
}

func (p *touchpointsPass) liveTouch(n int32) {
	if r := &p.rows[n]; r.alive != p.stamp {
		r.alive = p.stamp
		r.live++
	}
}

func (p *touchpointsPass) touch(n int32, t int64) {
	r := &p.rows[n]
	r.volume++
	if r.customer != p.stamp {
		r.customer = p.stamp
		r.reach++
	}
	if r.seen != p.journey {
		r.seen = p.journey
		p.touched = append(p.touched, n)
	}
	next := p.next[p.slot[n]]
	if p.goal[n] {
		next = t
	}
	if next-t <= p.window {
		r.went = p.journey
	}
	if next < endless {
		r.far = p.journey
	}
}

// close counts how a journey ended at every node it touched in the period.
func (p *touchpointsPass) close(last int32, converted, lost bool) {
	p.mapped++
	for _, n := range p.touched {
		r := &p.rows[n]
		r.journeys++
		went, here := r.went == p.journey, n == last
		r.open += one(!converted && !lost)
		r.closed += one(converted || lost)
		r.exit += one(lost && here)
		switch {
		case went:
			r.next++
		case lost && here:
			r.left++
		case !converted && !lost && here:
			r.openHere++
		default:
			r.elsewhere++
		}
		p.closeStage(&p.stages[p.slot[n]], r.far == p.journey)
	}
	for _, n := range p.touched {
		s := &p.stages[p.slot[n]]
		if s.seen != p.journey {
			continue
		}
		s.seen = 0
		s.reach++
		switch {
		case s.far == p.journey || converted:
			s.went++
		case lost:
			s.left++
		default:
			s.open++
		}
	}
}

func (p *touchpointsPass) closeStage(s *stageRow, far bool) {
	s.seen = p.journey
	if far {
		s.far = p.journey
	}
}

func (p *touchpointsPass) add(other pass) {
	o := other.(*touchpointsPass)
	p.mapped += o.mapped
	for i := range p.rows {
		p.rows[i].add(&o.rows[i])
	}
	for i, s := range o.stages {
		t := &p.stages[i]
		t.reach, t.went, t.left, t.open = t.reach+s.reach, t.went+s.went, t.left+s.left, t.open+s.open
	}
}

func (r *row) add(o *row) {
	r.volume, r.reach, r.live, r.journeys = r.volume+o.volume, r.reach+o.reach, r.live+o.live, r.journeys+o.journeys
	r.next, r.closed, r.exit, r.open = r.next+o.next, r.closed+o.closed, r.exit+o.exit, r.open+o.open
	r.left, r.openHere, r.elsewhere = r.left+o.left, r.openHere+o.openHere, r.elsewhere+o.elsewhere
	r.lastAt = max(r.lastAt, o.lastAt)
	r.dwell, r.toNext = append(r.dwell, o.dwell...), append(r.toNext, o.toNext...)
}

func (p *touchpointsPass) answer(a *measure.Answer) {
	if p.Question == measure.Exits {
		p.answerExits(a)
		return
	}
	for i, r := range p.rows {
		n := p.nodes[i]
		if p.Nodes == nil && r.volume == 0 {
			continue // without a map only what was touched is a touchpoint
		}
		t := measure.TouchpointRow{ID: n.ID, Name: n.Name, Goal: n.Goal, Volume: r.volume, Reach: r.reach,
			Share: measure.NewRate(r.journeys, p.mapped), Next: measure.NewRate(r.next, r.journeys),
			Exit: measure.NewRate(r.exit, r.closed), Open: r.open, Journeys: r.journeys, Went: r.next, Left: r.left,
			OpenHere: r.openHere, Elsewhere: r.elsewhere, Dwell: measure.SpreadOf(r.dwell),
			TimeToNext: measure.SpreadOf(r.toNext), LastAt: instant(r.lastAt), Live: r.live}
		if n.Stage >= 0 && n.Stage < len(p.Stages) {
			t.Stage = p.Stages[n.Stage]
		}
		a.Touchpoints = append(a.Touchpoints, t)
	}
	if p.Nodes == nil {
		slices.SortFunc(a.Touchpoints, func(x, y measure.TouchpointRow) int { return larger(x.Volume, y.Volume, x.ID, y.ID) })
	}
	for i, id := range p.Stages {
		s := p.stages[i]
		a.Stages = append(a.Stages, measure.StageRow{ID: id, Reach: s.reach, Went: s.went, Left: s.left, Open: s.open,
			Next: measure.NewRate(s.went, s.reach)})
	}
}

func (p *touchpointsPass) answerExits(a *measure.Answer) {
	for i, r := range p.rows {
		if p.Nodes == nil && r.journeys == 0 {
			continue
		}
		a.Exits = append(a.Exits, measure.ExitRow{ID: p.nodes[i].ID, Name: p.nodes[i].Name, Journeys: r.journeys,
			Exits: r.exit, Open: r.open, Exit: measure.NewRate(r.exit, r.closed)})
	}
	if p.Nodes == nil {
		slices.SortFunc(a.Exits, func(x, y measure.ExitRow) int { return larger(x.Exits, y.Exits, x.ID, y.ID) })
	}
}

func (p *touchpointsPass) figure(f measure.Figure) (func() int, error) {
	if counter := p.stageFigure(f); counter != nil {
		return func() int { return *counter }, nil
	}
	n := p.nodeOf(f.Touchpoint)
	if n < 0 {
		return nil, cham.Errorf(cham.CodeInvalid, "index.figure", "no touchpoint %q", f.Touchpoint)
	}
	r := &p.rows[n]
	counter := map[string]*int{"reach": &r.reach, "journeys": &r.journeys, "next": &r.next, "exit": &r.exit, "left": &r.left,
		"open": &r.openHere, "through-open": &r.open, "other": &r.elsewhere, "live": &r.live}[f.Kind]
	if counter == nil {
		return nil, nil
	}
	return func() int { return *counter }, nil
}

func (p *touchpointsPass) stageFigure(f measure.Figure) *int {
	i := slices.Index(p.Stages, f.Stage)
	if i < 0 {
		return nil
	}
	s := &p.stages[i]
	return map[string]*int{"stage-reach": &s.reach, "stage-next": &s.went, "stage-left": &s.left, "stage-open": &s.open}[f.Kind]
}
