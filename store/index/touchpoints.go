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
	dwelt   bool // durations are counted though no quantiles are asked for
	// Of the journey at hand: the nodes it touched in the period, and by stage its
	// first touch there.
	touched []int32
	firsts  [64]wait
	returns [64]int64 // and after it the customer's next one up to the goal's stage
}

// row counts at one node. A journey through it is counted once, in the cell of
// its outcome, of whether it went on, and of whether it ended here.
type row struct {
	volume, reach, live int
	ended, cameBack     int // visits without a next touch, and journeys with a return, for as long as these are told
	lastAt              int64
	through             [16]int
	toNext, dwells      int // values of each kind
	nexts, exits, backs waits
	// Of the journey at hand: its first touch here in the period, its next step, and
	// the customer's next touch up to the goal's stage.
	origin, event, back int64
	behind              bool

	customer, alive uint32 // stamps of the customer
	journey         uint32 // stamp of the journey
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
	through [8]int // journeys, by outcome and whether they went on
	nexts   waits
	backs   waits

	cameBack int
	behind   bool
}

const liveMS = int64(5 * time.Minute / time.Millisecond)

func newTouchpointsPass(q *scan) *touchpointsPass {
	p := &touchpointsPass{worker: worker{scan: q}, rows: make([]row, len(q.nodes)), stages: make([]stageRow, noStage+1),
		touched: make([]int32, len(q.nodes)+1)}
	for i := range p.rows {
		r := &p.rows[i]
		r.lastAt, r.behind = -1, q.behind[i]
		r.nexts, r.exits, r.backs = q.newWaits(q.StepDays()), q.newWaits(q.ExitDays()), q.newWaits(q.BackDays())
	}
	for i := range p.stages {
		p.stages[i].nexts, p.stages[i].backs = q.newWaits(q.StepDays()), q.newWaits(q.BackDays())
	}
	p.behindStages()
	return p
}

// behindStages marks the stages behind the goal's.
func (p *touchpointsPass) behindStages() {
	for n, slot := range p.slot {
		if slot != noStage && p.behind[n] {
			p.stages[slot].behind = true
		}
	}
}

func (p *touchpointsPass) head() *worker { return &p.worker }

func (p *touchpointsPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		a, b, ok := p.run(v, i)
		if !ok {
			continue
		}
		if len(v.dur.pos) > 0 && (p.dwelt || !p.NoSpread) {
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
	from, to, now, stamp := p.from, p.to, p.now, p.stamp
	after, next, nextBehind := int64(2*endless), int32(-1), false
	back := int64(endless) // the customer's next touch up to the goal's stage
	v := visit{node: -1}
	j := touchedJourney{last: -1}
	for i := len(kinds) - 1; i >= 0; i-- {
		k := &traits[kinds[i]]
		n := k.node
		if n < 0 {
			continue
		}
		t := int64(at[i])*1000 + int64(ms[i])
		r := &rows[n]
		if p.endsAt(l, a, a+uint32(i), k.goal, k.behind, nextBehind, after-t) {
			p.close(&j)
			j.o, j.closed = p.outcomeAt(l, a, a+uint32(i), n, t, after)
			ahead.begin()
			p.journey++
			j.last, next = n, -1
		}
		if t > r.lastAt && t < to {
			r.lastAt = t
		}
		if t > now-liveMS && t <= now {
			p.liveTouch(r)
		}
		if next != n || after-t >= dayMS {
			p.leave(&v)
			v.begin(n, t, after, next >= 0, j.closed)
		}
		v.kind = kinds[i]
		if k.goal {
			ahead.pass(goalBit, 1<<goalBit, t)
		}
		if t >= from && t < to && k.meets {
			r.volume++
			r.toNext += one(next >= 0) & one(next != n)
			r.reach += one(r.customer != stamp)
			r.customer = stamp
			p.touched[j.nodes] = n
			j.nodes += one(r.journey != p.journey)
			r.journey, r.origin, r.event, r.back = p.journey, t, ahead.step(k.later), back
			p.firsts[k.slot&63], p.returns[k.slot&63] = wait{t, r.event, j.closed}, back
			j.stages |= 1 << (k.slot & 63)
		}
		ahead.pass(k.slot, k.bit, t)
		if !k.behind {
			back = t
		}
		after, next, nextBehind = t, n, k.behind
	}
	p.leave(&v)
	p.close(&j)
}

// touchedJourney is what is known of a journey read so far, from its end.
type touchedJourney struct {
	o      outcome
	closed bool
	last   int32  // node of its last touch
	nodes  int    // how many it touched in the period, in touchpointsPass.touched
	stages uint64 // those it touched in the period
}

// close counts a journey where it was in the period.
func (p *touchpointsPass) close(j *touchedJourney) {
	for _, n := range p.touched[:j.nodes] {
		r := &p.rows[n]
		w := wait{r.origin, r.event, j.closed}
		r.through[cellOf(j.o, w.event-w.origin < r.nexts.span, n == j.last)]++
		r.nexts.count(w)
		if r.behind {
			r.cameBack += one(r.back-w.origin < r.backs.span)
			r.backs.count(wait{w.origin, r.back, false})
		}
	}
	p.mapped += one(j.stages != 0)
	for left := j.stages; left != 0; left &= left - 1 {
		at := bits.TrailingZeros64(left) & 63
		s, w := &p.stages[at], p.firsts[at]
		s.nexts.count(w)
		s.through[j.o<<1|outcome(one(w.event < endless))]++
		if s.behind {
			s.cameBack += one(p.returns[at]-w.origin < s.backs.span)
			s.backs.count(wait{w.origin, p.returns[at], false})
		}
	}
	j.nodes, j.stages = 0, 0
}

// leave counts a visit.
func (p *touchpointsPass) leave(v *visit) {
	if p.exitCounts(v) {
		r := &p.rows[v.node]
		r.ended += one(v.event-v.origin >= r.exits.span && (v.event < endless || v.closed))
		r.exits.count(v.wait)
	}
}

func (p *touchpointsPass) liveTouch(r *row) {
	if r.alive != p.stamp {
		r.alive = p.stamp
		r.live++
	}
}

// sample is customer for the second run: times to the next touch only.
func (p *touchpointsPass) sample(l *level, a, b uint32) {
	after, next, nextBehind := int64(2*endless), int32(-1), false
	for i := b; i > a; i-- {
		k := &p.traits[l.kind[i-1]]
		if k.node < 0 {
			continue
		}
		t := l.time(i - 1)
		if next != k.node && p.in(t) && k.meets && !p.endsAt(l, a, i-1, k.goal, k.behind, nextBehind, after-t) {
			p.sampled.put(int(2*k.node), after-t)
		}
		after, next, nextBehind = t, k.node, k.behind
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
	for i := range p.rows {
		p.rows[i].add(&o.rows[i])
	}
	for i := range p.stages {
		p.stages[i].nexts.add(&o.stages[i].nexts)
		p.stages[i].backs.add(&o.stages[i].backs)
		p.stages[i].cameBack += o.stages[i].cameBack
		for c, n := range o.stages[i].through {
			p.stages[i].through[c] += n
		}
	}
}

func (r *row) add(o *row) {
	r.nexts.add(&o.nexts)
	r.exits.add(&o.exits)
	r.backs.add(&o.backs)
	r.volume, r.reach, r.live = r.volume+o.volume, r.reach+o.reach, r.live+o.live
	r.ended, r.cameBack = r.ended+o.ended, r.cameBack+o.cameBack
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
	measure.FigureOther:       func(o outcome, went, here bool) bool { return !went && !(here && (o == open || o == lost)) },
}

func (p *touchpointsPass) answer(a *measure.Answer) {
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
		t.Share, t.Next = stat.NewRate(t.Journeys, p.mapped), r.nexts.gather().Share(p.StepDays())
		t.Behind, t.Exit, t.Back = r.behind, r.exits.gather().Without(p.ExitDays()), r.backs.gather().Share(p.BackDays())
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
		s.Next, s.Back = p.stages[i].nexts.gather().Share(p.StepDays()), p.stages[i].backs.gather().Share(p.BackDays())
		s.Behind = p.stages[i].behind
		a.Stages = append(a.Stages, s)
	}
}

var stageFigures = []measure.FigureKind{measure.FigureStageReach, measure.FigureStageNext, measure.FigureStageLeft, measure.FigureStageOpen,
	measure.FigureStageBack}

// count is a figure of the stage.
func (s *stageRow) count(figure measure.FigureKind) int {
	t := &s.through
	went := t[open<<1|1] + t[lost<<1|1] + t[converted<<1|1] + t[care<<1|1]
	switch figure {
	case measure.FigureStageNext:
		return went
	case measure.FigureStageLeft:
		return t[lost<<1]
	case measure.FigureStageOpen:
		return t[open<<1]
	case measure.FigureStageBack:
		return s.cameBack
	}
	return went + t[lost<<1] + t[open<<1] + t[converted<<1] + t[care<<1]
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
	case measure.FigureCameBack:
		return func() int { return r.cameBack }, nil
	case measure.FigureOnward:
		return func() int { return r.toNext }, nil
	case measure.FigureDwelt:
		p.dwelt = true
		return func() int { return r.dwells }, nil
	}
	if accept := rowFigures[f.Kind]; accept != nil {
		return func() int { return r.sum(accept) }, nil
	}
	return nil, nil
}
