package index

import (
	"cham/measure"
)

// trendPass counts, per bucket, what touchpointsPass counts in a period; and
// without a touchpoint the journeys started.
type trendPass struct {
	worker
	ahead
	target  int32 // node, −1 for any
	bounds  []int64
	buckets []bucket
	touched []*bucket // of the journey at hand
	journey uint32
	hit     []byte // kind → 1 when it is of the target
}

type bucket struct {
	volume, reach, open      int
	started, converted, lost int
	customer, seen           uint32 // stamps
	nexts, exits             waits
	goals, backs             waits
	first                    pending // of the journey at hand
	back                     int64   // the customer's next touch up to the goal's stage, after it
}

func newTrendPass(q *scan) *trendPass {
	p := &trendPass{worker: worker{scan: q}, target: -1}
	if q.Touchpoint != "" {
		p.target = q.nodeOf(q.Touchpoint)
		if p.target < 0 {
			p.target = int32(len(q.nodes)) // a name nobody touched: every bucket is empty
		}
	}
	for _, b := range q.Bounds {
		p.bounds = append(p.bounds, ceilMS(b))
	}
	p.buckets = make([]bucket, max(0, len(q.Bounds)-1))
	for i := range p.buckets {
		b := &p.buckets[i]
		b.nexts, b.exits = q.newWaits(q.StepDays()), q.newWaits(q.ExitDays())
		b.goals, b.backs = q.newWaits(q.StepDays()), q.newWaits(q.BackDays())
	}
	p.hit = make([]byte, len(q.bound))
	for k, n := range q.bound {
		p.hit[k] = byte(one(n >= 0 && (p.target < 0 || n == p.target)))
	}
	return p
}

func (p *trendPass) head() *worker { return &p.worker }

// bucketOf returns the bucket of an instant, nil outside all.
func (p *trendPass) bucketOf(t int64) *bucket {
	if len(p.buckets) == 0 || t < p.bounds[0] || t >= p.bounds[len(p.bounds)-1] {
		return nil
	}
	lo, hi := 0, len(p.buckets)
	for hi-lo > 1 {
		if m := (lo + hi) / 2; p.bounds[m] <= t {
			lo = m
		} else {
			hi = m
		}
	}
	return &p.buckets[lo]
}

func (p *trendPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		if a, b, ok := p.run(v, i); ok && p.touches(v.kind[a:b]) && p.meetsBuckets(v.level, a, b) {
			p.customer(v.level, a, b)
		}
	}
}

// touches reports whether a customer was ever at the target. Few are at most
// touchpoints, so this is what a trend costs.
func (p *trendPass) touches(kinds []uint16) bool {
	hit, any := p.hit, byte(0)
	for _, k := range kinds {
		any |= hit[k]
	}
	return any != 0
}

// meetsBuckets reports whether a customer's time meets that of the buckets.
func (p *trendPass) meetsBuckets(l *level, a, b uint32) bool {
	return len(p.buckets) > 0 && l.time(b-1) >= p.bounds[0] && l.time(a) < p.bounds[len(p.buckets)]
}

// customer reads a customer's touches from the last to the first.
func (p *trendPass) customer(l *level, a, b uint32) {
	after, next, nextBehind, back := int64(2*endless), int32(-1), false, int64(endless)
	j, v := started{}, visit{node: -1}
	var o outcome
	var closed bool
	for i := b; i > a; i-- {
		kind := l.kind[i-1]
		k := &p.traits[kind]
		n := k.node
		if n < 0 {
			continue
		}
		t := l.time(i - 1)
		if p.endsAt(l, a, i-1, k.goal, k.behind, nextBehind, after-t) {
			p.close(&j, o, closed)
			o, closed = p.outcomeAt(l, a, i-1, n, t, after)
			p.begin()
			p.journey++
			j, next = started{goal: endless}, -1
		}
		if next != n || after-t >= dayMS {
			p.leave(&v)
			v.begin(n, t, after, next >= 0, closed)
		}
		v.kind = kind
		if k.goal {
			p.pass(goalBit, 1<<goalBit, t)
		}
		if p.target < 0 || n == p.target {
			if b := p.bucketOf(t); b != nil && k.meets {
				p.touch(b, wait{t, p.step(k.later), closed}, back)
			}
		}
		p.pass(k.slot, k.bit, t)
		j.touch(t, kind, k.goal, k.behind)
		if !k.behind {
			back = t
		}
		after, next, nextBehind = t, n, k.behind
	}
	p.leave(&v)
	p.close(&j, o, closed)
}

// touch counts a touch; w is the wait for its next step, back the customer's
// next touch up to the goal's stage.
func (p *trendPass) touch(b *bucket, w wait, back int64) {
	b.volume++
	if b.customer != p.stamp {
		b.customer = p.stamp
		b.reach++
	}
	if p.target < 0 {
		return
	}
	if b.seen != p.journey {
		b.seen = p.journey
		p.touched = append(p.touched, b)
	}
	b.first, b.back = pending{w, true}, back
}

// leave counts a visit to the target in the bucket of its end.
func (p *trendPass) leave(v *visit) {
	if v.node < 0 || v.node != p.target || !p.exits[v.node] || !p.meets[v.kind] {
		return
	}
	if b := p.bucketOf(v.origin); b != nil {
		b.exits.count(v.wait)
	}
}

// close counts a journey whose first touch has been reached.
func (p *trendPass) close(j *started, o outcome, closed bool) {
	for _, b := range p.touched {
		if p.behind[p.target] {
			b.backs.count(wait{b.first.origin, b.back, false})
		}
		b.nexts.settle(&b.first)
		b.open += one(o == open)
	}
	p.touched = p.touched[:0]
	if p.target >= 0 {
		return
	}
	if b := p.bucketOf(j.start); b != nil && j.any && o != care && p.meets[j.startKind] {
		b.started++
		b.converted += one(o == converted)
		b.lost += one(o == lost)
	}
	if b := p.bucketOf(j.origin); b != nil && j.front && p.meets[j.originKind] {
		b.goals.count(j.toGoal(closed))
	}
}

func (p *trendPass) add(other pass) {
	for i := range p.buckets {
		b, o := &p.buckets[i], &other.(*trendPass).buckets[i]
		b.volume, b.reach, b.open = b.volume+o.volume, b.reach+o.reach, b.open+o.open
		b.nexts.add(&o.nexts)
		b.exits.add(&o.exits)
		b.goals.add(&o.goals)
		b.backs.add(&o.backs)
		b.started, b.converted, b.lost = b.started+o.started, b.converted+o.converted, b.lost+o.lost
	}
}

func (p *trendPass) answer(a *measure.Answer) {
	for i := range p.buckets {
		b := &p.buckets[i]
		a.Trend = append(a.Trend, measure.TrendPoint{
			From: p.Bounds[i], To: p.Bounds[i+1], Volume: b.volume, Reach: b.reach, Open: b.open,
			Next: b.nexts.gather().Share(p.StepDays()), Exit: b.exits.gather().Without(p.ExitDays()), Back: b.backs.gather().Share(p.BackDays()),
			Started: b.started, Converted: b.converted, Lost: b.lost, Conversion: b.goals.gather().Share(p.StepDays()),
		})
	}
}

func (p *trendPass) figure(measure.Figure) (func() int, error) { return nil, nil }
