package index

import (
	"cham/measure"
	"cham/measure/stat"
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
	nexts, exits, goals      stat.Waiting
	first                    pending // of the journey at hand
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
		b.nexts.Days, b.exits.Days, b.goals.Days = q.StepDays(), q.ExitDays(), q.StepDays()
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
	after, next := int64(2*endless), int32(-1)
	var j started
	var o outcome
	for i := b; i > a; i-- {
		k := l.kind[i-1]
		n := p.bound[k]
		if n < 0 {
			continue
		}
		t := l.time(i - 1)
		if ends(p.goal[n], after-t, p.silence) {
			p.close(&j, o)
			o = p.outcomeAt(p.goal[n], t, after)
			p.begin(t, o == converted)
			p.journey++
			j, next = started{end: t}, -1
		}
		if p.target < 0 || n == p.target {
			if b := p.bucketOf(t); b != nil && p.meets[k] {
				p.touch(b, n, next, wait{t, after, o})
			}
		}
		p.pass(p.slot[n], p.bit[n], t)
		j.touch(t, k, p.front[n])
		after, next = t, n
	}
	p.close(&j, o)
}

// touch counts a touch at n; w is until the journey's next one, at next, −1 for none.
func (p *trendPass) touch(b *bucket, n, next int32, w wait) {
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
	if next < 0 {
		w.event = endless
	}
	if !p.goal[n] && endsVisit(n, next, w.event-w.origin) {
		p.count(&b.exits, w)
	}
	if w.event = p.step(p.later[n]); p.goal[n] {
		w.event = w.origin
	}
	b.first = pending{w, true}
}

// close counts a journey whose first touch has been reached.
func (p *trendPass) close(j *started, o outcome) {
	for _, b := range p.touched {
		p.settle(&b.nexts, &b.first)
		b.open += one(o == open)
	}
	p.touched = p.touched[:0]
	if p.target >= 0 {
		return
	}
	if b := p.bucketOf(j.start); b != nil && j.any && p.meets[j.startKind] {
		b.started++
		b.converted += one(o == converted)
		b.lost += one(o == lost)
	}
	if b := p.bucketOf(j.origin); b != nil && j.front && p.meets[j.originKind] {
		p.count(&b.goals, j.toGoal(o))
	}
}

func (p *trendPass) add(other pass) {
	for i := range p.buckets {
		b, o := &p.buckets[i], &other.(*trendPass).buckets[i]
		b.volume, b.reach, b.open = b.volume+o.volume, b.reach+o.reach, b.open+o.open
		b.nexts.Add(&o.nexts)
		b.exits.Add(&o.exits)
		b.goals.Add(&o.goals)
		b.started, b.converted, b.lost = b.started+o.started, b.converted+o.converted, b.lost+o.lost
	}
}

func (p *trendPass) answer(a *measure.Answer) {
	for i := range p.buckets {
		b := &p.buckets[i]
		a.Trend = append(a.Trend, measure.TrendPoint{
			From: p.Bounds[i], To: p.Bounds[i+1], Volume: b.volume, Reach: b.reach, Open: b.open,
			Next: b.nexts.Share(p.StepDays()), Exit: b.exits.Without(p.ExitDays()),
			Started: b.started, Converted: b.converted, Lost: b.lost, Conversion: b.goals.Share(p.StepDays()),
		})
	}
}

func (p *trendPass) figure(measure.Figure) (func() int, error) { return nil, nil }
