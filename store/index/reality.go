package index

import (
	"math/bits"

	"cham/measure"
)

// realityPass holds the journeys that started in the period against the map's
// order of stages. The times of the steps it lists are found by a second run,
// over the same journeys.
type realityPass struct {
	worker
	used                       uint64 // bits of the stages that have touchpoints
	journeys, conforms, backed int
	skips                      []skip // by stage
	loops                      []loop // by node
	moves                      pairTable[move]
	unmapped                   *unmappedCounts
	journey                    uint32

	listed []listedMove // of the sum: steps back, then steps onward
	times  [][]int64    // in the second run: of the told steps
}

type skip struct{ between, without int } // journeys

type loop struct {
	journeys, looped, returns int
	at, back                  uint32 // stamps of the journey that was here, that came back
	hit                       bool   // a touch counts
}

// move is a step between two stages.
type move struct {
	count, customers int
	sum              int64 // ms
	customer         uint32
	listedAt         int // 1 + its place in times, in the second run
}

func newRealityPass(q *scan) *realityPass {
	p := &realityPass{worker: worker{scan: q}, skips: make([]skip, len(q.Stages)), loops: make([]loop, len(q.nodes)),
		moves: newPairTable[move](len(q.nodes)), unmapped: newUnmappedCounts(q)}
	for _, b := range q.bit {
		p.used |= b
	}
	return p
}

func (p *realityPass) head() *worker { return &p.worker }

func (p *realityPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		a, b, ok := p.run(v, i)
		if !ok {
			continue
		}
		p.eachJourney(v.level, a, b, func(j journeyAt) {
			if j.o != care && p.hit(v.time(j.first), v.kind[j.first]) {
				p.started(v.level, j.first, j.last)
			}
		})
		if p.times == nil {
			p.touched(v.level, a, b)
		}
	}
}

// started looks at a journey, from its first touch to its last.
func (p *realityPass) started(l *level, first, last uint32) {
	p.journey++
	node, stage, at := int32(-1), -1, int64(0)
	var seen uint64
	back := false
	for i := first; i <= last; i++ {
		n := p.bound[l.kind[i]]
		if n < 0 {
			continue
		}
		t := l.time(i)
		if n != node {
			p.loops[n].visit(p.journey)
			if node >= 0 && p.bit[n] != p.bit[node] && p.bit[n] != 0 && p.bit[node] != 0 {
				p.move(node, n, t-at)
			}
			if s := int(p.slot[n]); s != noStage {
				back = back || s < stage
				seen |= p.bit[n]
				stage = s
			}
		}
		node, at = n, t
	}
	p.conform(seen, back)
}

// visit counts a visit of the journey to the loop's node.
func (r *loop) visit(journey uint32) {
	if r.at != journey {
		r.at = journey
		r.journeys++
		return
	}
	r.returns++
	if r.back != journey {
		r.back = journey
		r.looped++
	}
}

func (p *realityPass) move(from, to int32, ms int64) {
	m := p.moves.at(from, to)
	if p.times != nil {
		if m.listedAt > 0 {
			p.times[m.listedAt-1] = append(p.times[m.listedAt-1], ms)
		}
		return
	}
	m.count++
	m.sum += ms
	if m.customer != p.stamp {
		m.customer = p.stamp
		m.customers++
	}
}

// conform counts a journey by the stages it touched.
func (p *realityPass) conform(seen uint64, back bool) {
	p.journeys++
	p.backed += one(back)
	var between uint64
	if seen != 0 {
		between = p.used &^ (2<<bits.TrailingZeros64(seen) - 1) & (1<<(bits.Len64(seen)-1) - 1)
	}
	p.conforms += one(!back && between&^seen == 0)
	for ; between != 0; between &= between - 1 {
		s := bits.TrailingZeros64(between)
		p.skips[s].between++
		p.skips[s].without += one(seen>>s&1 == 0)
	}
}

// touched counts a customer's touches, mapped or not.
func (p *realityPass) touched(l *level, a, b uint32) {
	for i := a; i < b; i++ {
		k := l.kind[i]
		if !p.hit(l.time(i), k) {
			continue
		}
		if n := p.bound[k]; n >= 0 {
			p.loops[n].hit = true
		} else {
			p.unmapped.count(k, p.stamp)
		}
	}
}

func (p *realityPass) add(other pass) {
	o := other.(*realityPass)
	p.journeys, p.conforms, p.backed = p.journeys+o.journeys, p.conforms+o.conforms, p.backed+o.backed
	for i, s := range o.skips {
		p.skips[i].between += s.between
		p.skips[i].without += s.without
	}
	for i, l := range o.loops {
		m := &p.loops[i]
		m.journeys, m.looped, m.returns, m.hit = m.journeys+l.journeys, m.looped+l.looped, m.returns+l.returns, m.hit || l.hit
	}
	o.moves.each(func(a, b int32, v *move) {
		if v.count > 0 {
			m := p.moves.at(a, b)
			m.count, m.customers, m.sum = m.count+v.count, m.customers+v.customers, m.sum+v.sum
		}
	})
	p.unmapped.add(o.unmapped)
	for i := range p.times {
		p.times[i] = append(p.times[i], o.times[i]...)
	}
}

func (p *realityPass) figure(f measure.Figure) (func() int, error) {
	var counter *int
	switch n := p.nodeOf(f.Touchpoint); f.Kind {
	case measure.FigureConforms:
		counter = &p.conforms
	case measure.FigureBack:
		counter = &p.backed
	case measure.FigureSkips:
		for i, s := range p.Stages {
			if s == f.Stage {
				counter = &p.skips[i].without
			}
		}
	case measure.FigureLoops:
		if n >= 0 {
			counter = &p.loops[n].looped
		}
	case measure.FigureMove:
		if to := p.nodeOf(f.To); n >= 0 && to >= 0 {
			counter = &p.moves.at(n, to).customers
		}
	case measure.FigureUnmapped:
		counter = p.unmapped.customersOf(f.Value, f.To)
	}
	if counter == nil {
		return nil, nil
	}
	return func() int { return *counter }, nil
}
