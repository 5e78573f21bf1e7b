package index

import (
	"math/bits"
	"slices"

	"cham/measure"
	"cham/measure/stat"
)

// funnelPass counts the customers who take the steps.
type funnelPass struct {
	worker
	steps    []int    // the first step that is the same as each
	of       []uint32 // kind → the steps it serves, a bit each, and whether it can begin or is excluded
	any      bool
	windowMS int64 // window, ms
	counts   []int // customers per step
	times    [][]int64

	// The customer at hand: touches that serve a step, which (as in of), and
	// per step the latest start of a chain that has come so far.
	found []uint32
	at    []int64
	mask  []uint32
	start []int64
	// chain[d] is the instants of steps d, d+1, … when each is taken as early as
	// can be, starting at the earliest touch of step d not before the one at hand.
	chain, before [][]int64
	best          []int64
	have          []int // any order: touches in the window by distinct node
	held          *held // with Hold
}

// Marks in funnelPass.of above those of steps: a touch of the kind can begin
// the funnel (it serves the first step and meets Where); it must not come
// between steps.
const (
	begins   = 1 << 31
	excluded = 1 << 30
	marks    = begins | excluded
)

func newFunnelPass(q *scan) *funnelPass {
	k := len(q.Steps)
	p := &funnelPass{worker: worker{scan: q}, any: q.Order == "any", windowMS: endless,
		counts: make([]int, k), times: make([][]int64, k), of: make([]uint32, len(q.s.kinds)),
		chain: make([][]int64, k+1), before: make([][]int64, k+1), have: make([]int, k), start: make([]int64, k)}
	if q.WindowDays > 0 {
		p.windowMS = int64(q.WindowDays * 24 * 3600 * 1000)
	}
	for _, s := range q.Steps {
		p.steps = append(p.steps, slices.IndexFunc(q.Steps, func(t []string) bool { return slices.Contains(t, s[0]) }))
	}
	for kind, n := range q.bound {
		for d, s := range q.Steps {
			if n >= 0 && slices.Contains(s, q.nodes[n].ID) {
				p.of[kind] |= 1 << d
			}
		}
		if p.of[kind]&1 != 0 && q.meets[kind] {
			p.of[kind] |= begins
		}
		if n >= 0 && slices.Contains(q.Without, q.nodes[n].ID) {
			p.of[kind] = excluded
		}
	}
	if q.Hold != "" {
		p.held = newHeld(p)
	}
	return p
}

func (p *funnelPass) head() *worker { return &p.worker }

func (p *funnelPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		a, b, ok := p.run(v, i)
		if !ok || !p.collect(v.level, a, b) {
			continue
		}
		depth, chain := 0, []int64(nil)
		if p.held == nil {
			depth, chain = p.furthest()
		} else {
			depth, chain = p.held.furthest(p, v.kind[a:b])
		}
		for d := range depth {
			p.counts[d]++
		}
		for d := 1; d < len(chain) && !p.NoSpread; d++ {
			p.times[d] = append(p.times[d], chain[d]-chain[d-1])
		}
	}
}

// furthest is how many steps the touches at hand make, and their instants
// where these are wanted.
func (p *funnelPass) furthest() (depth int, chain []int64) {
	if p.any {
		return p.anyOrder(), nil
	}
	depth, tied := p.depth()
	if !tied && (depth < 2 || p.NoSpread) {
		return depth, nil
	}
	p.strict()
	return len(p.best), p.best
}

// collect gathers the touches that serve a step; false when none can begin.
// Which touches do is as good as random, so the loop over all of them has no
// branch: every touch is noted, and kept by moving on.
func (p *funnelPass) collect(l *level, a, b uint32) bool {
	kinds, of := l.kind[a:b], p.of
	if len(p.found) < len(kinds) {
		p.found = make([]uint32, 2*len(kinds))
	}
	found, n, all := p.found[:len(kinds)], 0, uint32(0)
	for i, k := range kinds {
		m := of[k]
		all |= m
		found[n] = uint32(i)
		n += one(m != 0)
	}
	if all&begins == 0 {
		return false
	}
	p.at, p.mask = p.at[:0], p.mask[:0]
	for _, i := range found[:n] {
		p.at, p.mask = append(p.at, l.time(a+i)), append(p.mask, of[kinds[i]])
	}
	return true
}

// depth returns how many steps the customer takes in order. Going forward, it
// is enough to know for each step the latest start of a chain that has come
// so far. Where two touches are at the same instant that is not enough: tied.
func (p *funnelPass) depth() (depth int, tied bool) {
	for d := range p.start {
		p.start[d] = -2 * endless
	}
	before := int64(-1)
	for i, t := range p.at {
		if t == before {
			return 0, true
		}
		before = t
		if p.mask[i]&excluded != 0 {
			for d := range p.start { // no chain goes on beyond it
				p.start[d] = -2 * endless
			}
			continue
		}
		for m := p.mask[i] &^ begins; m != 0; { // late steps first: one touch serves one step
			d := bits.Len32(m) - 1
			m &^= 1 << d
			if d == 0 {
				if p.mask[i]&begins != 0 && p.in(t) {
					p.start[0], depth = t, max(depth, 1)
				}
			} else if t-p.start[d-1] <= p.windowMS {
				p.start[d], depth = p.start[d-1], max(depth, d+1)
			}
		}
	}
	return depth, false
}

// strict finds the chain of steps in order that gets furthest, the earliest
// of these, in p.best. It goes back in time over groups of touches at the same
// instant; within a group order does not matter, but one touch serves one step.
func (p *funnelPass) strict() {
	p.best = p.best[:0]
	for d := range p.chain {
		p.chain[d] = p.chain[d][:0]
	}
	until := int64(endless) // the next excluded touch
	for end := len(p.at); end > 0; {
		t, start, all := p.at[end-1], end, uint32(0)
		for start > 0 && p.at[start-1] == t {
			start--
			all |= p.mask[start]
		}
		p.takeGroup(t, p.mask[start:end])
		if all&begins != 0 && p.in(t) {
			p.consider(min(t+p.windowMS, until))
		}
		if all&excluded != 0 {
			until = t
		}
		end = start
	}
}

// takeGroup makes the chains that start at t from those that start later.
func (p *funnelPass) takeGroup(t int64, group []uint32) {
	k := len(p.steps)
	if len(group) == 1 {
		// A lone touch serves one step; chains are made front to back so that
		// chain[d+1] is still the later one.
		for m := group[0] &^ marks; m != 0; m &= m - 1 {
			d := bits.TrailingZeros32(m)
			p.chain[d] = append(append(p.chain[d][:0], t), p.chain[d+1]...)
		}
		return
	}
	for d := range k {
		p.before[d] = append(p.before[d][:0], p.chain[d]...)
	}
	for d := range k {
		n := p.served(group, d)
		if n == 0 {
			continue
		}
		p.chain[d] = p.chain[d][:0]
		for range n {
			p.chain[d] = append(p.chain[d], t)
		}
		p.chain[d] = append(p.chain[d], p.before[min(d+n, k)]...)
	}
}

// served is how many steps, from d on, the touches of a group can serve, one each.
func (p *funnelPass) served(group []uint32, d int) (n int) {
	for s := d; s < len(p.steps); s++ {
		needed, there := 0, 0
		for i := d; i <= s; i++ {
			needed += one(p.steps[i] == p.steps[s])
		}
		for _, m := range group {
			there += one(m>>s&1 != 0)
		}
		if there < needed {
			break
		}
		n++
	}
	return n
}

// consider takes the chain from the first step at hand, as far as an instant,
// when it gets as far as the best of the later ones.
func (p *funnelPass) consider(until int64) {
	c := p.chain[0]
	for len(c) > 0 && c[len(c)-1] > until {
		c = c[:len(c)-1]
	}
	if len(c) >= len(p.best) {
		p.best = append(p.best[:0], c...)
	}
}

// anyOrder returns how many of the steps, from the first on, have touches of
// their own within one window that holds a first step in the period and no
// excluded touch but at its edges.
func (p *funnelPass) anyOrder() (depth int) {
	clear(p.have)
	inside, lo := 0, 0                                // inside: first steps of the period in the window
	barrier, last := int64(-endless), int64(-endless) // the last excluded touch, before t and so far
	for hi, t := range p.at {
		if last < t {
			barrier = last
		}
		for ; t-p.at[lo] > p.windowMS || p.at[lo] < barrier; lo++ {
			inside += p.count(lo, -1)
		}
		if p.mask[hi]&excluded != 0 {
			last = t
		}
		inside += p.count(hi, 1)
		if inside > 0 {
			depth = max(depth, p.complete())
		}
	}
	return depth
}

// count takes touch i into the window or out of it; it returns by how many
// the first steps of the period change.
func (p *funnelPass) count(i, by int) int {
	for m := p.mask[i] &^ marks; m != 0; m &= m - 1 {
		p.have[bits.TrailingZeros32(m)] += by
	}
	if p.mask[i]&begins != 0 && p.in(p.at[i]) {
		return by
	}
	return 0
}

// complete is how many steps from the first on the window serves.
func (p *funnelPass) complete() int {
	for s := range p.steps {
		needed := 0
		for i := 0; i <= s; i++ {
			needed += one(p.steps[i] == p.steps[s])
		}
		if p.have[s] < needed {
			return s
		}
	}
	return len(p.steps)
}

func (p *funnelPass) add(other pass) {
	o := other.(*funnelPass)
	for d := range p.counts {
		p.counts[d] += o.counts[d]
		p.times[d] = append(p.times[d], o.times[d]...)
	}
}

func (p *funnelPass) answer(a *measure.Answer) {
	for d, n := range p.counts {
		before := p.counts[max(0, d-1)]
		a.Funnel = append(a.Funnel, measure.FunnelStep{Step: p.Steps[d], Customers: n,
			Rate: stat.NewRate(n, before), Time: spreadOf(p.times[d])})
	}
}

func (p *funnelPass) figure(f measure.Figure) (func() int, error) {
	if f.Step < 0 || f.Step >= len(p.counts) {
		return nil, nil
	}
	switch f.Kind {
	case measure.FigureStep:
		return func() int { return p.counts[f.Step] }, nil
	case measure.FigureDropped:
		if f.Step+1 == len(p.counts) {
			return func() int { return 0 }, nil
		}
		return func() int { return p.counts[f.Step] - p.counts[f.Step+1] }, nil
	}
	return nil, nil
}
