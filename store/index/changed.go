package index

import "cham/measure"

// changedPass counts the journeys that began in two periods, each judged when it
// was as old as the other, by a value of their first touch and by where those
// without the goal were last seen.
type changedPass struct {
	now, before begunJourneys
	value       []int32 // kind → its value's number
	names       []string
	opened      *openedChange // whose customers are asked for
}

// begunJourneys are those of one period.
type begunJourneys struct {
	worker
	journeys []int // by value
	lost     tally // those without the goal, by value and node
}

// openedChange is a figure: journeys of a value (−1: of any) that were last seen at
// a node without the goal, or that converted.
type openedChange struct {
	value, node int32
	converted   bool
	n           int
}

func newChangedPass(q *scan) *changedPass {
	p := &changedPass{}
	by := q.By
	if !by.OfTouches() {
		by = measure.ByDevice
	}
	p.value, p.names = q.values(by)
	p.now = begunJourneys{worker{scan: q}, make([]int, len(p.names)), newTally(uint64(len(p.names)), uint64(len(q.nodes)))}
	if q.Compare != nil {
		p.before = begunJourneys{worker{scan: q.earlier()}, make([]int, len(p.names)), newTally(uint64(len(p.names)), uint64(len(q.nodes)))}
	}
	return p
}

// earlier is the scan of the compared period: what kinds mean stays.
func (q *scan) earlier() *scan {
	p, e := q.Plan.Earlier(), *q
	e.Plan, e.now = &p, p.Now.UnixMilli()
	if e.from, e.to = -endless, ceilMS(p.To); !p.From.IsZero() {
		e.from = ceilMS(p.From)
	}
	return &e
}

func (p *changedPass) head() *worker { return &p.now.worker }

func (p *changedPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		p.side(&p.now, v, i)
		if p.before.scan != nil {
			p.side(&p.before, v, i)
		}
	}
}

// side counts a customer's journeys in one period.
func (p *changedPass) side(c *begunJourneys, v view, i int) {
	a, b, ok := c.run(v, i)
	if !ok {
		return
	}
	c.eachJourney(v.level, a, b, func(j journeyAt) {
		first, o := j.first, j.o
		if o == care || !c.hit(v.time(first), v.kind[first]) {
			return
		}
		value, node := p.value[v.kind[first]], c.bound[v.kind[j.last]]
		c.journeys[value]++
		if o != converted {
			c.lost.count(uint64(value), uint64(node))
		}
		if x := p.opened; x != nil && c == &p.now && (x.value < 0 || x.value == value) && x.converted == (o == converted) &&
			(x.converted || x.node == node) {
			x.n++
		}
	})
}

func (p *changedPass) add(other pass) {
	o := other.(*changedPass)
	for _, s := range [2][2]*begunJourneys{{&p.now, &o.now}, {&p.before, &o.before}} {
		for v, n := range s[1].journeys {
			s[0].journeys[v] += n
		}
		s[0].lost.join(&s[1].lost)
	}
}

// begun is one period's counts as package measure takes them.
func (p *changedPass) begun(c *begunJourneys) (all []measure.Begun) {
	of := map[uint64]int{}
	for v, n := range c.journeys {
		if n > 0 {
			of[uint64(v)] = len(all)
			all = append(all, measure.Begun{Value: p.names[v], Journeys: n, Lost: map[int]int{}})
		}
	}
	c.lost.each(func(v, node uint64, n int) { all[of[v]].Lost[int(node)] = n })
	return all
}

func (p *changedPass) answer(a *measure.Answer) {
	a.Changed = measure.NewChanged(p.now.Plan, p.now.nodes, p.begun(&p.now), p.begun(&p.before))
}

func (p *changedPass) figure(f measure.Figure) (func() int, error) {
	if f.Kind != measure.FigureChange {
		return nil, nil
	}
	p.opened = &openedChange{value: -1, node: p.now.nodeOf(f.Touchpoint), converted: f.Outcome == "converted"}
	if !f.Others {
		p.opened.value = int32(len(p.names)) // nobody's
		for i, name := range p.names {
			if name == f.Value {
				p.opened.value = int32(i)
			}
		}
	}
	return func() int { return p.opened.n }, nil
}
