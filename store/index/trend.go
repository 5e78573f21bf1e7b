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
	volume, reach, journeys, next, closed, exit, open int
	started, converted, lost                          int
	customer, seen, went                              uint32 // stamps
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
	after, last := int64(endless), int32(-1)
	var first uint16 // kind of the journey's first touch so far
	var o outcome
	for i := b; i > a; i-- {
		n := p.bound[l.kind[i-1]]
		if n < 0 {
			continue
		}
		t := l.time(i - 1)
		if last < 0 || ends(p.goal[n], after-t, p.silence) {
			if last >= 0 {
				p.close(after, last, first, o)
			}
			o = p.outcomeAt(p.goal[n], t, after)
			p.begin(t, o == converted)
			p.journey++
			last = n
		}
		if p.target < 0 || n == p.target {
			if b := p.bucketOf(t); b != nil && p.meets[l.kind[i-1]] {
				p.touch(b, n, t)
			}
		}
		p.pass(p.slot[n], p.bit[n], t)
		after, first = t, l.kind[i-1]
	}
	if last >= 0 {
		p.close(after, last, first, o)
	}
}

func (p *trendPass) touch(b *bucket, n int32, t int64) {
	b.volume++
	if b.customer != p.stamp {
		b.customer = p.stamp
		b.reach++
	}
	if b.seen != p.journey {
		b.seen = p.journey
		p.touched = append(p.touched, b)
	}
	if _, went := p.next(p.later[n], t, p.window); went || p.goal[n] {
		b.went = p.journey
	}
}

// close counts a journey whose first touch has been reached.
func (p *trendPass) close(start int64, last int32, first uint16, o outcome) {
	if p.target < 0 {
		if b := p.bucketOf(start); b != nil && p.meets[first] {
			b.started++
			b.converted += one(o == converted)
			b.lost += one(o == lost)
		}
	} else {
		for _, b := range p.touched {
			b.journeys++
			b.next += one(b.went == p.journey)
			b.open += one(o == open)
			b.closed += one(o != open)
			b.exit += one(o == lost && last == p.target)
		}
	}
	p.touched = p.touched[:0]
}

func (p *trendPass) add(other pass) {
	for i, o := range other.(*trendPass).buckets {
		b := &p.buckets[i]
		b.volume, b.reach, b.journeys = b.volume+o.volume, b.reach+o.reach, b.journeys+o.journeys
		b.next, b.closed, b.exit, b.open = b.next+o.next, b.closed+o.closed, b.exit+o.exit, b.open+o.open
		b.started, b.converted, b.lost = b.started+o.started, b.converted+o.converted, b.lost+o.lost
	}
}

func (p *trendPass) answer(a *measure.Answer) {
	for i, b := range p.buckets {
		a.Trend = append(a.Trend, measure.TrendPoint{
			From: p.Bounds[i], To: p.Bounds[i+1], Volume: b.volume, Reach: b.reach, Open: b.open,
			Next: stat.NewRate(b.next, b.journeys), Exit: stat.NewRate(b.exit, b.closed),
			Started: b.started, Converted: b.converted, Lost: b.lost,
		})
	}
}

func (p *trendPass) figure(measure.Figure) (func() int, error) { return nil, nil }
