package index

import (
	"math/bits"
	"slices"
	"time"

	"cham"
	"cham/measure"
	"cham/measure/stat"
)

// touchpointsPass is the table behind a map: what the journeys of the period
// did at and after every node.
type touchpointsPass struct {
	worker
	ahead
	sampled samples // group 2n: times from node n to the next; 2n+1: dwell there
	rows    []row
	stages  []stageRow
	mapped  int // journeys with any node in the period
	journey uint32
}

// row counts at one node. A journey through it is counted once, in the cell of
// its outcome, of whether it went on, and of whether it ended here.
type row struct {
	volume, reach, live int
	ended               int // visits without a next touch for as long as exits are told
	lastAt              int64
	through             [12]int
	toNext, dwells      int // values of each kind
	nexts, exits        stat.Waiting
	first               pending // of the journey at hand

	customer, alive uint32 // stamps of the customer
	journey         uint32 // stamp of the journey, twice; plus one when it went on
}

func cellOf(o outcome, went, here bool) int { return int(o)<<2 | one(went)<<1 | one(here) }

// sum adds the cells that a choice accepts.
func (r *row) sum(accept func(o outcome, went, here bool) bool) (n int) {
	for c, k := range r.through {
		if accept(outcome(c>>2), c&2 != 0, c&1 != 0) {
			n += k
		}
	}
	return n
}

type stageRow struct {
	through [6]int // journeys, by outcome and whether they went on
	nexts   stat.Waiting
	first   pending
}

const liveMS = int64(5 * time.Minute / time.Millisecond)

func newTouchpointsPass(q *scan) *touchpointsPass {
	p := &touchpointsPass{worker: worker{scan: q}, rows: make([]row, len(q.nodes)), stages: make([]stageRow, noStage+1)}
	for i := range p.rows {
		p.rows[i].lastAt = -1
		p.rows[i].nexts.Days, p.rows[i].exits.Days = q.StepDays(), q.ExitDays()
	}
	for i := range p.stages {
		p.stages[i].nexts.Days = q.StepDays()
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
		if p.sampled.filling {
			p.sample(v.level, a, b)
			continue
		}
		p.customer(v.level, a, b)
	}
}

func (p *touchpointsPass) dwell(l *level, a, b uint32) {
	l.dur.each(a, b, func(i uint32, v int64) {
		n := p.bound[l.kind[i]]
		if n < 0 || !p.hit(l.time(i), l.kind[i]) {
			return
		}
		if p.sampled.filling {
			p.sampled.put(int(2*n+1), v)
		} else {
			p.rows[n].dwells++
		}
	})
}

// customer reads a customer's touches from the last to the first. Conditions
// that are as good as random (a later stage ahead, met before) are numbers added, not
// branches taken; those left go the same way nearly always.
func (p *touchpointsPass) customer(l *level, a, b uint32) {
	kinds, at, ms := l.kind[a:b], l.at[a:b], l.ms[a:b]
	at, ms = at[:len(kinds)], ms[:len(kinds)]
	traits, rows, ahead := p.traits, p.rows, &p.ahead
	from, to, silence, window, now, stamp := p.from, p.to, p.silence, int64(p.StepDays())*dayMS, p.now, p.stamp
	after, next, last := int64(2*endless), int32(-1), int32(-1)
	var o outcome
	var stages, far uint64 // of the journey at hand in the period: seen, and gone on from
	for i := len(kinds) - 1; i >= 0; i-- {
		k := &traits[kinds[i]]
		n := k.node
		if n < 0 {
			continue
		}
		t := int64(at[i])*1000 + int64(ms[i])
		r := &rows[n]
		if ends(k.goal, after-t, silence) {
			p.closeStages(o, stages, far)
			o = p.outcomeAt(k.goal, t, after)
			ahead.begin(t, o == converted)
			p.journey += 2
			last, next, stages, far = n, -1, 0, 0
		}
		if t > r.lastAt && t < to {
			r.lastAt = t
		}
		if t > now-liveMS && t <= now {
			p.liveTouch(r)
		}
		if t >= from && t < to && k.meets {
			r.volume++
			r.toNext += one(next >= 0) & one(next != n)
			r.reach += one(r.customer != stamp)
			r.customer = stamp
			if !k.goal && endsVisit(n, next, after-t) {
				p.leave(r, wait{t, after, o}, next >= 0)
			}
			w := wait{t, ahead.step(k.later), o}
			if k.goal {
				w.event = t
			}
			far |= uint64(one(w.event < endless)) << (k.slot & 63)
			p.stages[k.slot].first = pending{w, true}
			went := w.event-t < window
			if state := r.journey - p.journey; state > 1 { // not counted yet
				p.settle(&r.nexts, &r.first)
				r.through[cellOf(o, went, n == last)]++
			} else if went != (state == 1) { // counted otherwise, by a later touch
				r.through[cellOf(o, !went, n == last)]--
				r.through[cellOf(o, went, n == last)]++
			}
			r.journey, r.first = p.journey+uint32(one(went)), pending{w, true}
			stages |= 1 << (k.slot & 63)
		}
		ahead.pass(k.slot, k.bit, t)
		after, next = t, n
	}
	p.closeStages(o, stages, far)
}

// leave counts the end of a visit.
func (p *touchpointsPass) leave(r *row, w wait, goesOn bool) {
	if !goesOn {
		w.event = endless
	}
	r.ended += one(w.event-w.origin >= int64(p.ExitDays())*dayMS && (goesOn || w.o == lost))
	p.count(&r.exits, w)
}

func (p *touchpointsPass) liveTouch(r *row) {
	if r.alive != p.stamp {
		r.alive = p.stamp
		r.live++
	}
}

// closeStages counts a journey at the stages it was at in the period.
func (p *touchpointsPass) closeStages(o outcome, seen, far uint64) {
	p.mapped += one(seen != 0)
	for ; seen != 0; seen &= seen - 1 {
		s := bits.TrailingZeros64(seen)
		p.settle(&p.stages[s].nexts, &p.stages[s].first)
		p.stages[s].through[o<<1|outcome(far>>s&1)]++
	}
}

// sample is customer for the second run: times to the next touch only.
func (p *touchpointsPass) sample(l *level, a, b uint32) {
	after, next := int64(endless), int32(-1)
	for i := b; i > a; i-- {
		n := p.bound[l.kind[i-1]]
		if n < 0 {
			continue
		}
		t := l.time(i - 1)
		if next >= 0 && next != n && p.hit(t, l.kind[i-1]) && !ends(p.goal[n], after-t, p.silence) {
			p.sampled.put(int(2*n), after-t)
		}
		after, next = t, n
	}
}

func (p *touchpointsPass) samples() *samples { return &p.sampled }

func (p *touchpointsPass) counts() []int {
	out := make([]int, 2*len(p.rows))
	for n, r := range p.rows {
		out[2*n], out[2*n+1] = r.toNext, r.dwells
	}
	return out
}

func (p *touchpointsPass) place(_ sampling, g int) int { return g }

func (p *touchpointsPass) add(other pass) {
	o := other.(*touchpointsPass)
	p.mapped += o.mapped
	p.settleAll()
	o.settleAll()
	for i := range p.rows {
		p.rows[i].add(&o.rows[i])
	}
	for i := range p.stages {
		p.stages[i].nexts.Add(&o.stages[i].nexts)
		for c, n := range o.stages[i].through {
			p.stages[i].through[c] += n
		}
	}
}

func (p *touchpointsPass) settleAll() {
	for i := range p.rows {
		p.settle(&p.rows[i].nexts, &p.rows[i].first)
	}
}

func (r *row) add(o *row) {
	r.nexts.Add(&o.nexts)
	r.exits.Add(&o.exits)
	r.volume, r.reach, r.live, r.ended = r.volume+o.volume, r.reach+o.reach, r.live+o.live, r.ended+o.ended
	r.lastAt = max(r.lastAt, o.lastAt)
	for c, n := range o.through {
		r.through[c] += n
	}
	r.toNext, r.dwells = r.toNext+o.toNext, r.dwells+o.dwells
}

// The choices of cells behind each figure of a row.
var rowFigures = map[measure.FigureKind]func(o outcome, went, here bool) bool{
	measure.FigureJourneys:    func(outcome, bool, bool) bool { return true },
	measure.FigureNext:        func(_ outcome, went, _ bool) bool { return went },
	measure.FigureLeft:        func(o outcome, went, here bool) bool { return o == lost && here && !went },
	measure.FigureOpen:        func(o outcome, went, here bool) bool { return o == open && here && !went },
	measure.FigureThroughOpen: func(o outcome, _, _ bool) bool { return o == open },
	measure.FigureOther:       func(o outcome, went, here bool) bool { return !went && !(here && o != converted) },
}

func (p *touchpointsPass) answer(a *measure.Answer) {
	p.settleAll()
	for i := range p.rows {
		r, n := &p.rows[i], p.nodes[i]
		if p.Nodes == nil && r.volume == 0 {
			continue // without a map only what was touched is a touchpoint
		}
		t := measure.TouchpointRow{ID: n.ID, Name: n.Name, Goal: n.Goal, Volume: r.volume, Reach: r.reach,
			Journeys: r.sum(rowFigures[measure.FigureJourneys]), Went: r.sum(rowFigures[measure.FigureNext]),
			Left: r.sum(rowFigures[measure.FigureLeft]), OpenHere: r.sum(rowFigures[measure.FigureOpen]),
			Elsewhere: r.sum(rowFigures[measure.FigureOther]), Open: r.sum(rowFigures[measure.FigureThroughOpen]),
			LastAt: instant(r.lastAt), Live: r.live}
		t.Share, t.Next, t.Exit = stat.NewRate(t.Journeys, p.mapped), r.nexts.Share(p.StepDays()), r.exits.Without(p.ExitDays())
		if s := p.sampled.spreads; s != nil {
			t.TimeToNext, t.Dwell = s[2*i], s[2*i+1]
		}
		if n.Stage >= 0 && n.Stage < len(p.Stages) {
			t.Stage = p.Stages[n.Stage]
		}
		a.Touchpoints = append(a.Touchpoints, t)
	}
	if p.Nodes == nil {
		slices.SortFunc(a.Touchpoints, func(x, y measure.TouchpointRow) int { return larger(x.Volume, y.Volume, x.ID, y.ID) })
	}
	for i, id := range p.Stages {
		s := measure.StageRow{ID: id, Reach: p.stages[i].count("stage-reach"), Went: p.stages[i].count("stage-next"),
			Left: p.stages[i].count("stage-left"), Open: p.stages[i].count("stage-open")}
		s.Next = p.stages[i].nexts.Share(p.StepDays())
		a.Stages = append(a.Stages, s)
	}
}

var stageFigures = []measure.FigureKind{measure.FigureStageReach, measure.FigureStageNext, measure.FigureStageLeft, measure.FigureStageOpen}

// count is a figure of the stage.
func (s *stageRow) count(figure measure.FigureKind) int {
	t := &s.through
	went := t[open<<1|1] + t[lost<<1|1] + t[converted<<1] + t[converted<<1|1]
	switch figure {
	case measure.FigureStageNext:
		return went
	case measure.FigureStageLeft:
		return t[lost<<1]
	case measure.FigureStageOpen:
		return t[open<<1]
	}
	return went + t[lost<<1] + t[open<<1]
}

func (p *touchpointsPass) figure(f measure.Figure) (func() int, error) {
	if i := slices.Index(p.Stages, f.Stage); i >= 0 && slices.Contains(stageFigures, f.Kind) {
		return func() int { return p.stages[i].count(f.Kind) }, nil
	}
	n := p.nodeOf(f.Touchpoint)
	if n < 0 {
		return nil, cham.Errorf(cham.CodeInvalid, "index.figure", "no touchpoint %q", f.Touchpoint)
	}
	r := &p.rows[n]
	switch f.Kind {
	case measure.FigureReach:
		return func() int { return r.reach }, nil
	case measure.FigureLive:
		return func() int { return r.live }, nil
	case measure.FigureExit:
		return func() int { return r.ended }, nil
	}
	if accept := rowFigures[f.Kind]; accept != nil {
		return func() int { return r.sum(accept) }, nil
	}
	return nil, nil
}
