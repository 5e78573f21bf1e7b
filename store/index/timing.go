package index

import (
	"math/bits"

	"cham/measure"
	"cham/measure/stat"
)

// timingPass gathers how long journeys take to the goal, and stay in stages.
type timingPass struct {
	worker
	start               int32 // node from whose first touch it counts, −1 for any
	n, events, censored int
	times               times // until the goal, until censored, and in every stage
	stays               []int // per stage: journeys
	stay                [64]int64
	seen                uint64 // stages of the journey at hand
	matches             func(o outcome, ms int64) bool
	stage               int // whose stays within are counted
	within              window
	matched             int
}

// Groups of times; those of stages follow.
const (
	untilGoal = iota
	untilCensored
	inStages
)

func newTimingPass(q *scan) *timingPass {
	start := int32(-1)
	if q.Start != "" {
		if start = q.nodeOf(q.Start); start < 0 {
			start = int32(len(q.nodes)) // a name nobody touched
		}
	}
	return &timingPass{worker: worker{scan: q}, start: start, times: newTimes(inStages + len(q.Stages)),
		stays: make([]int, len(q.Stages)), stage: -1}
}

func (p *timingPass) head() *worker { return &p.worker }

func (p *timingPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		if a, b, ok := p.run(v, i); ok && p.lo < p.hi {
			p.customer(v.level, a, b)
		}
	}
}

// journeyTimes is a journey read so far, from its end.
type journeyTimes struct {
	o      outcome
	last   int64  // its last touch
	goal   int64  // its goal
	origin int64  // where counting starts, −1 when nowhere yet
	kind   uint16 // of the touch there
}

// customer reads a customer's touches from the last to the first.
func (p *timingPass) customer(l *level, a, b uint32) {
	after, nextBehind := int64(2*endless), false
	j := journeyTimes{origin: -1}
	for i := b; i > a; i-- {
		kind := l.kind[i-1]
		k := &p.traits[kind]
		if k.node < 0 {
			continue
		}
		t := l.time(i - 1)
		if p.endsAt(l, a, i-1, k.goal, k.behind, nextBehind, after-t) {
			p.close(&j)
			o, _ := p.outcomeAt(l, a, i-1, k.node, t, after)
			j = journeyTimes{o: o, last: t, origin: -1}
		} else {
			p.stay[k.slot&63] += after - t
		}
		if k.goal {
			j.goal, j.origin = t, -1 // what follows it is not on the way to it
		}
		p.seen |= k.bit
		if p.start < 0 || p.start == k.node {
			j.origin, j.kind = t, kind
		}
		after, nextBehind = t, k.behind
	}
	p.close(&j)
}

// close counts a journey that is read to its start.
func (p *timingPass) close(j *journeyTimes) {
	counts := j.o != care && j.origin >= 0 && p.hit(j.origin, j.kind)
	if counts {
		p.count(j)
	}
	p.closeStages(counts && j.o != open)
}

func (p *timingPass) count(j *journeyTimes) {
	group, ms := untilCensored, int64(0)
	if j.o == converted {
		group, ms = untilGoal, j.goal-j.origin
		p.events++
	} else {
		ms = max(j.last, p.now) - j.origin
		p.censored++
	}
	p.n++
	if !p.NoSpread {
		p.times.put(group, ms)
	}
	if p.matches != nil {
		p.matched += one(p.matches(j.o, ms))
	}
}

// closeStages takes the stays of a journey in, if they count, and forgets them.
func (p *timingPass) closeStages(count bool) {
	for ; p.seen != 0; p.seen &= p.seen - 1 {
		s := bits.TrailingZeros64(p.seen) & 63
		if count {
			p.stays[s]++
			if !p.NoSpread {
				p.times.put(inStages+s, p.stay[s])
			}
			p.matched += one(s == p.stage && p.within.has(p.stay[s]))
		}
		p.stay[s] = 0
	}
}

func (p *timingPass) add(other pass) {
	o := other.(*timingPass)
	p.n, p.events, p.censored = p.n+o.n, p.events+o.events, p.censored+o.censored
	p.times.add(o.times)
	for s, n := range o.stays {
		p.stays[s] += n
	}
}

func (p *timingPass) answer(a *measure.Answer) {
	t := measure.TimingAnswer{N: p.n, Events: p.events, Censored: p.censored}
	groups := p.times.sorted()
	if !p.NoSpread {
		t = measure.NewTiming(groups[untilGoal], groups[untilCensored])
	}
	for s, n := range p.stays {
		stay := measure.StageTime{ID: p.Stages[s], Time: stat.Spread{N: n}}
		if !p.NoSpread {
			stay.Time, stay.Bins = stat.SpreadOf(groups[inStages+s]), stat.NewBins(groups[inStages+s])
		}
		t.Stages = append(t.Stages, stay)
	}
	a.Timing = &t
}

func (p *timingPass) figure(f measure.Figure) (func() int, error) {
	p.within = windowOf(f)
	switch f.Kind {
	case measure.FigureTimed:
		p.matches = func(o outcome, ms int64) bool {
			return p.within.has(ms) && (f.Outcome == "" || (o == converted) == (f.Outcome == "converted"))
		}
	case measure.FigureStaged:
		for s, id := range p.Stages {
			if id == f.Stage {
				p.stage = s
			}
		}
		if p.stage < 0 {
			return nil, nil
		}
	default:
		return nil, nil
	}
	return func() int { return p.matched }, nil
}
