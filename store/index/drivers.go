package index

import (
	"cham"
	"cham/measure"
)

// driversPass counts the journeys that started in the period, at least
// GrownDays ago, up to their goal, by their length and whether they have it: by the kind of their first touch, which says everything
// about that, and by each touchpoint with the first touch's channel.
type driversPass struct {
	worker
	byKind   tally   // kind × class
	byNode   tally   // node × (channel, class)
	channel  []int32 // kind → number of its channel
	channels []string

	stamps   []uint32 // node → the last journey that touched it
	journeys uint32
	touched  []int32 // nodes of the journey at hand, goals left out

	// A figure: the journeys at a node, or whose first touch is of a kind.
	node           int32
	kinds          []bool
	with, withGoal int
}

// driverClasses are lengths of journeys, with the goal and without.
const driverClasses = measure.Lengths * 2

func newDriversPass(q *scan) *driversPass {
	p := &driversPass{worker: worker{scan: q}, stamps: make([]uint32, len(q.nodes)), node: -1, kinds: make([]bool, len(q.bound))}
	p.channel, p.channels = q.values(measure.ByChannel)
	p.byKind = newTally(uint64(len(q.bound)), driverClasses)
	p.byNode = newTally(uint64(len(q.nodes)), uint64(len(p.channels))*driverClasses)
	return p
}

func (p *driversPass) head() *worker { return &p.worker }

func (p *driversPass) span(v view, from, to int) {
	grown := p.now - int64(p.GrownDays())*dayMS
	for i := from; i < to; i++ {
		if a, b, ok := p.run(v, i); ok {
			p.eachJourney(v.level, a, b, func(j journeyAt) {
				if t := v.time(j.first); j.o != care && t <= grown && p.hit(t, v.kind[j.first]) {
					p.journey(v.kind[j.first:j.end+1], j.o)
				}
			})
		}
	}
}

func (p *driversPass) journey(kinds []uint16, o outcome) {
	p.journeys++
	p.touched = p.touched[:0]
	for _, k := range kinds {
		if n := p.bound[k]; n >= 0 && p.stamps[n] != p.journeys && !p.goal[n] {
			p.stamps[n] = p.journeys
			p.touched = append(p.touched, n)
		}
	}
	class := uint64(measure.Length(len(p.touched))*2 + one(o != converted))
	p.byKind.count(uint64(kinds[0]), class)
	column := uint64(p.channel[kinds[0]])*driverClasses + class
	has := p.kinds[kinds[0]]
	for _, n := range p.touched {
		p.byNode.count(uint64(n), column)
		has = has || n == p.node
	}
	if has {
		p.with++
		p.withGoal += one(o == converted)
	}
}

func (p *driversPass) add(other pass) {
	o := other.(*driversPass)
	p.byKind.join(&o.byKind)
	p.byNode.join(&o.byNode)
}

// endedSo is n journeys of a class.
func endedSo(class uint64, n int) measure.Outcomes {
	if class%2 == 1 {
		return measure.Outcomes{Lost: n}
	}
	return measure.Outcomes{Converted: n}
}

func stratum(channel string, class uint64) measure.Stratum {
	return measure.Stratum{Channel: cham.Channel(channel), Length: int(class / 2)}
}

func (p *driversPass) answer(a *measure.Answer) {
	all, factors := map[measure.Stratum]measure.Outcomes{}, []measure.Factor{}
	place := map[measure.Dimension]map[string]int{} // value → its factor
	dimensions := measure.DriverDimensions(p.s.kinds)
	p.byKind.each(func(kind, class uint64, n int) {
		s, o := stratum(p.channels[p.channel[kind]], class), endedSo(class, n)
		all[s] = all[s].Plus(o)
		for _, d := range dimensions {
			value := p.named(d, int(kind))
			if value == "" {
				continue
			}
			if place[d] == nil {
				place[d] = map[string]int{}
			}
			i, ok := place[d][value]
			if !ok {
				i = len(factors)
				place[d][value] = i
				factors = append(factors, measure.Factor{By: d, Value: value, Name: value, In: map[measure.Stratum]measure.Outcomes{}})
			}
			factors[i].In[s] = factors[i].In[s].Plus(o)
		}
	})
	a.Drivers = measure.NewDrivers(all, append(factors, p.touchpoints()...))
}

// touchpoints are the factors of having touched one.
func (p *driversPass) touchpoints() (factors []measure.Factor) {
	place := map[uint64]int{}
	p.byNode.each(func(node, column uint64, n int) {
		i, ok := place[node]
		if !ok {
			i = len(factors)
			place[node] = i
			factors = append(factors, measure.Factor{By: measure.ByTouchpoint, Value: p.nodes[node].ID, Name: p.nodes[node].Name,
				In: map[measure.Stratum]measure.Outcomes{}})
		}
		s := stratum(p.channels[column/driverClasses], column%driverClasses)
		factors[i].In[s] = factors[i].In[s].Plus(endedSo(column%driverClasses, n))
	})
	return factors
}

func (p *driversPass) figure(f measure.Figure) (func() int, error) {
	if f.Kind != measure.FigureWith && f.Kind != measure.FigureWithConverted {
		return nil, nil
	}
	if f.By == measure.ByTouchpoint {
		p.node = p.nodeOf(f.Value)
	} else if f.By.OfTouches() {
		for k := range p.kinds {
			p.kinds[k] = p.bound[k] >= 0 && p.named(f.By, k) == f.Value
		}
	}
	if f.Kind == measure.FigureWith {
		return func() int { return p.with }, nil
	}
	return func() int { return p.withGoal }, nil
}
