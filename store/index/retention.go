package index

import (
	"slices"

	"cham/measure"
)

// retentionPass counts, for each cohort, who comes back in which bucket.
type retentionPass struct {
	worker
	calendar
	cohorts  int
	begins   []bool // kind → puts a customer in a cohort
	returns  []bool // kind → is coming back
	goals    []bool // kind → is a goal
	sizes    []int
	returned []int // cohort × bucket
	again    times // from the first goal to the second, and until censored
	n        [2]int
	cohort   int // whose customers are counted, −1 for none
	bucket   int // where they came back, −1: anyhow
	matched  int
}

func newRetentionPass(q *scan) *retentionPass {
	p := &retentionPass{worker: worker{scan: q}, calendar: newCalendar(q.Plan), cohorts: q.Plan.Cohorts(), again: newTimes(2), cohort: -1,
		bucket: -1}
	p.sizes, p.returned = make([]int, p.cohorts), make([]int, p.cohorts*p.buckets())
	touches := make([]bool, len(q.bound))
	p.goals = make([]bool, len(q.bound))
	for k, n := range q.bound {
		touches[k], p.goals[k] = n >= 0, n >= 0 && q.goal[n]
	}
	p.begins, p.returns = touches, touches
	if q.Cohort == "goal" {
		p.begins = p.goals
	}
	if q.Return == "goal" {
		p.returns = p.goals
	}
	return p
}

func (p *retentionPass) head() *worker { return &p.worker }

func (p *retentionPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		if a, b, ok := p.run(v, i); ok && p.lo < p.hi {
			p.customer(v.level, a, b)
		}
	}
}

func (p *retentionPass) customer(l *level, a, b uint32) {
	for a < b && !p.begins[l.kind[a]] {
		a++
	}
	if a == b || !p.hit(l.time(a), l.kind[a]) {
		return
	}
	cohort := p.bucketOf(l.time(a))
	if cohort < 0 || cohort >= p.cohorts {
		return
	}
	p.sizes[cohort]++
	p.matched += one(cohort == p.cohort && p.bucket < 0)
	if p.Rolling {
		p.last(l, a, b, cohort)
	} else {
		p.each(l, a, b, cohort)
	}
	p.repeat(l, a, b)
}

// each counts every bucket with a return after the cohort's own.
func (p *retentionPass) each(l *level, a, b uint32, cohort int) {
	until := p.bounds[cohort+1] // touches before it are of a bucket that is counted
	for i := a + 1; i < b; i++ {
		t := l.time(i)
		if t < until || !p.returns[l.kind[i]] {
			continue
		}
		bucket := p.bucketOf(t)
		if bucket < 0 {
			return
		}
		until = p.bounds[bucket+1]
		p.came(cohort, bucket)
	}
}

// last counts the last bucket with a return.
func (p *retentionPass) last(l *level, a, b uint32, cohort int) {
	for i := b; i > a+1; i-- {
		t := l.time(i - 1)
		if t < p.bounds[cohort+1] {
			return
		}
		if bucket := p.bucketOf(t); bucket >= 0 && p.returns[l.kind[i-1]] {
			p.came(cohort, bucket)
			return
		}
	}
}

func (p *retentionPass) came(cohort, bucket int) {
	p.returned[cohort*p.buckets()+bucket]++
	p.matched += one(cohort == p.cohort && p.bucket >= 0 && (bucket == p.bucket || p.Rolling && bucket > p.bucket))
}

// repeat takes the time from the customer's first goal to the second.
func (p *retentionPass) repeat(l *level, a, b uint32) {
	first := int64(-1)
	for i := a; i < b; i++ {
		if !p.goals[l.kind[i]] {
			continue
		}
		if t := l.time(i); first < 0 {
			first = t
		} else {
			p.timed(untilGoal, t-first)
			return
		}
	}
	if first >= 0 {
		p.timed(untilCensored, max(0, p.now-first))
	}
}

func (p *retentionPass) timed(group int, ms int64) {
	p.n[group]++
	if !p.NoSpread {
		p.again.put(group, ms)
	}
}

func (p *retentionPass) add(other pass) {
	o := other.(*retentionPass)
	for i, n := range o.sizes {
		p.sizes[i] += n
	}
	for i, n := range o.returned {
		p.returned[i] += n
	}
	p.again.add(o.again)
	p.n[untilGoal], p.n[untilCensored] = p.n[untilGoal]+o.n[untilGoal], p.n[untilCensored]+o.n[untilCensored]
}

func (p *retentionPass) answer(a *measure.Answer) {
	r := measure.RetentionAnswer{Cohorts: []measure.Cohort{}}
	n := p.buckets()
	for c, size := range p.sizes {
		r.Cohorts = append(r.Cohorts, p.NewCohort(c, size, p.returned[c*n:(c+1)*n]))
	}
	r.Repeat = measure.TimingAnswer{N: p.n[untilGoal] + p.n[untilCensored], Events: p.n[untilGoal], Censored: p.n[untilCensored]}
	if !p.NoSpread {
		groups := p.again.sorted()
		r.Repeat = measure.NewTiming(groups[untilGoal], groups[untilCensored])
	}
	a.Retention = &r
}

func (p *retentionPass) figure(f measure.Figure) (func() int, error) {
	if f.Cohort < 0 || f.Cohort >= p.cohorts {
		return nil, nil
	}
	p.cohort = f.Cohort
	switch f.Kind {
	case measure.FigureCohort:
	case measure.FigureRetained:
		p.bucket = f.Cohort + 1 + f.Bucket
	default:
		return nil, nil
	}
	return func() int { return p.matched }, nil
}

// calendar finds the bucket of an instant: a table says which one it is at the
// start of every stretch of some hours, and it is that one or one soon after.
type calendar struct {
	bounds []int64 // ms
	at     []uint16
}

const stretch = 16 // bits of a second

func newCalendar(p *measure.Plan) (c calendar) {
	for _, b := range p.Bounds {
		c.bounds = append(c.bounds, ceilMS(b))
	}
	if len(c.bounds) < 2 {
		return calendar{bounds: []int64{0, 0}}
	}
	first, last := c.bounds[0], c.bounds[len(c.bounds)-1]
	for t := first; t <= last; t += 1000 << stretch {
		next, found := slices.BinarySearch(c.bounds, t)
		c.at = append(c.at, uint16(next-1+one(found)))
	}
	return c
}

func (c *calendar) buckets() int { return len(c.bounds) - 1 }

// bucketOf is −1 outside all.
func (c *calendar) bucketOf(t int64) int {
	if t < c.bounds[0] || t >= c.bounds[len(c.bounds)-1] {
		return -1
	}
	b := int(c.at[(t-c.bounds[0])/(1000<<stretch)])
	for t >= c.bounds[b+1] {
		b++
	}
	return b
}
