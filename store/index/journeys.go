package index

import (
	"time"

	"cham/measure"
)

// steps are a customer's touches that have a node.
type steps struct {
	node []int32
	at   []int64
	pos  []uint32 // column
}

// collect gathers the steps of columns [a, b).
func (s *steps) collect(w *worker, l *level, a, b uint32) {
	s.node, s.at, s.pos = s.node[:0], s.at[:0], s.pos[:0]
	for i := a; i < b; i++ {
		if n := w.bound[l.kind[i]]; n >= 0 {
			s.node, s.at, s.pos = append(s.node, n), append(s.at, l.time(i)), append(s.pos, i)
		}
	}
}

// cut returns the end (exclusive) of the journey that starts at first: the
// rule of journey.Cut.
func (s *steps) cut(w *worker, first int) (end int, converted, lost bool) {
	for i := first; ; i++ {
		if w.goal[s.node[i]] {
			return i + 1, true, false
		}
		if i == len(s.at)-1 {
			return i + 1, false, w.now-s.at[i] >= w.silence
		}
		if s.at[i+1]-s.at[i] >= w.silence {
			return i + 1, false, true
		}
	}
}

// journeysPass sums up the journeys that started in the period.
type journeysPass struct {
	worker
	steps
	sum        measure.JourneySummary
	repeated   int
	again      int
	value      int64
	timeToGoal []int64
}

func (p *journeysPass) head() *worker { return &p.worker }

func (p *journeysPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		a, b, ok := p.run(v, i)
		if !ok {
			continue
		}
		if p.in(v.time(a)) {
			p.sum.NewCustomers++
		}
		p.collect(&p.worker, v.level, a, b)
		p.goals(v.level)
		for first := 0; first < len(p.at); {
			end, converted, lost := p.cut(&p.worker, first)
			if p.in(p.at[first]) {
				p.started(first, end-1, converted, lost)
			}
			first = end
		}
	}
}

func (p *journeysPass) started(first, last int, converted, lost bool) {
	p.sum.Started++
	switch {
	case converted:
		p.sum.Converted++
		p.timeToGoal = append(p.timeToGoal, p.at[last]-p.at[first])
	case lost:
		p.sum.Lost++
	default:
		p.sum.Open++
	}
}

// goals counts the customer's goal touches in the period and before its end.
func (p *journeysPass) goals(l *level) {
	inside, until := 0, 0
	for i, n := range p.node {
		if !p.goal[n] || p.at[i] >= p.to {
			continue
		}
		until++
		if p.in(p.at[i]) {
			inside++
			p.value += l.value.sum(p.pos[i], p.pos[i]+1)
		}
	}
	if inside > 0 {
		p.repeated++
		if until > 1 {
			p.again++
		}
	}
}

func (p *journeysPass) add(other pass) {
	o := other.(*journeysPass)
	p.sum.Started += o.sum.Started
	p.sum.Converted += o.sum.Converted
	p.sum.Lost += o.sum.Lost
	p.sum.Open += o.sum.Open
	p.sum.NewCustomers += o.sum.NewCustomers
	p.repeated, p.again, p.value = p.repeated+o.repeated, p.again+o.again, p.value+o.value
	p.timeToGoal = append(p.timeToGoal, o.timeToGoal...)
}

func (p *journeysPass) answer(a *measure.Answer) {
	s := p.sum
	s.Conversion = measure.NewRate(s.Converted, s.Converted+s.Lost)
	s.Repeat = measure.NewRate(p.again, p.repeated)
	s.Value = float64(p.value) / 1000
	s.TimeToGoal = measure.SpreadOf(p.timeToGoal)
	a.Journeys = &s
}

func (p *journeysPass) figure(f measure.Figure) (func() int, error) {
	counter := map[string]*int{"started": &p.sum.Started, "converted": &p.sum.Converted, "lost": &p.sum.Lost,
		"open-journeys": &p.sum.Open, "new": &p.sum.NewCustomers, "repeat": &p.again, "goal": &p.repeated}[f.Kind]
	if counter == nil {
		return nil, nil
	}
	return func() int { return *counter }, nil
}

// trendPass counts, per bucket, what touchpointsPass counts in a period; and
// without a touchpoint the journeys started.
type trendPass struct {
	worker
	steps
	target  int32 // node, −1 for any
	bounds  []int64
	buckets []bucket
	journey uint32
	next    []int64
}

type bucket struct {
	volume, reach, journeys, next, closed, exit, open int
	started, converted, lost                          int
	customer, seen, went                              uint32 // stamps
}

func newTrendPass(q *scan) *trendPass {
	p := &trendPass{worker: worker{scan: q}, target: -1, next: make([]int64, q.slots)}
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
		a, b, ok := p.run(v, i)
		if !ok {
			continue
		}
		p.collect(&p.worker, v.level, a, b)
		for first := 0; first < len(p.at); {
			end, converted, lost := p.cut(&p.worker, first)
			p.take(first, end, converted, lost)
			first = end
		}
	}
}

func (p *trendPass) take(first, end int, converted, lost bool) {
	p.journey++
	resetNext(p.next)
	for i := end - 1; i >= first; i-- {
		n, t := p.node[i], p.at[i]
		if p.target < 0 || n == p.target {
			if b := p.bucketOf(t); b != nil {
				p.touch(b, n, t)
			}
		}
		pullNext(p.next, p.scan, n, t)
	}
	if b := p.bucketOf(p.at[first]); b != nil && p.target < 0 {
		b.started++
		b.converted += one(converted)
		b.lost += one(lost)
	}
	if p.target < 0 {
		return
	}
	for i := range p.buckets {
		if b := &p.buckets[i]; b.seen == p.journey {
			b.journeys++
			b.next += one(b.went == p.journey)
			b.open += one(!converted && !lost)
			b.closed += one(converted || lost)
			b.exit += one(lost && p.node[end-1] == p.target)
		}
	}
}

func (p *trendPass) touch(b *bucket, n int32, t int64) {
	b.volume++
	if b.customer != p.stamp {
		b.customer = p.stamp
		b.reach++
	}
	b.seen = p.journey
	if p.goal[n] || p.next[p.slot[n]]-t <= p.window {
		b.went = p.journey
	}
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
			Next: measure.NewRate(b.next, b.journeys), Exit: measure.NewRate(b.exit, b.closed),
			Started: b.started, Converted: b.converted, Lost: b.lost,
		})
	}
}

func (p *trendPass) figure(measure.Figure) (func() int, error) { return nil, nil }

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func instant(ms int64) time.Time {
	if ms < 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
