package index

import (
	"cmp"
	"slices"

	"cham"
	"cham/measure"
	"cham/measure/stat"
)

// listedMove is a step between two stages that the answer tells.
type listedMove struct {
	measure.Transition
	from, to int32
}

// follow chooses the steps to list, and returns the pass that gathers their times.
func (p *realityPass) follow() func(*scan) (pass, error) {
	var back, on []listedMove
	p.moves.each(func(a, b int32, m *move) {
		if m.count == 0 {
			return
		}
		t := listedMove{measure.Transition{From: p.nodes[a].ID, To: p.nodes[b].ID, Count: m.count, Customers: m.customers,
			MeanS: stat.MeanS(m.sum, m.count), Back: p.back(a, b)}, a, b}
		if t.Back {
			back = append(back, t)
		} else {
			on = append(on, t)
		}
	})
	p.listed = append(commonest(back, measure.MostBacks), commonest(on, measure.WaitsOf)...)
	if p.NoSpread {
		return nil
	}
	return func(q *scan) (pass, error) {
		next := newRealityPass(q)
		next.times = make([][]int64, len(p.listed))
		for i, t := range p.listed {
			next.moves.at(t.from, t.to).listedAt = i + 1
		}
		return next, nil
	}
}

func (p *realityPass) followed(by pass) {
	for i, ms := range by.(*realityPass).times {
		s := spreadOf(ms)
		p.listed[i].MedianS, p.listed[i].P90S = s.Median, s.P90
	}
}

func commonest(all []listedMove, n int) []listedMove {
	slices.SortFunc(all, func(x, y listedMove) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
	return all[:min(n, len(all))]
}

func (p *realityPass) answer(a *measure.Answer) {
	r := &measure.RealityAnswer{Journeys: p.journeys, Conforms: stat.NewRate(p.conforms, p.journeys), Back: stat.NewRate(p.backed, p.journeys),
		Skipped: []measure.SkippedStage{}, Backs: []measure.Transition{}, Loops: []measure.Loop{}, Waits: []measure.Transition{},
		Unused: []string{}, Unmapped: p.unmapped.most()}
	for i, s := range p.skips {
		r.Skipped = append(r.Skipped, measure.SkippedStage{ID: p.Stages[i], Skip: stat.NewRate(s.without, s.between)})
	}
	for _, t := range p.listed {
		if t.Back {
			r.Backs = append(r.Backs, t.Transition)
		} else {
			r.Waits = append(r.Waits, t.Transition)
		}
	}
	slices.SortFunc(r.Waits, func(x, y measure.Transition) int {
		return cmp.Or(cmp.Compare(y.MedianS, x.MedianS), cmp.Compare(y.MeanS, x.MeanS), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
	r.Waits = r.Waits[:min(measure.MostWaits, len(r.Waits))]
	for i, l := range p.loops {
		if !l.hit {
			r.Unused = append(r.Unused, p.nodes[i].ID)
		}
		if l.looped > 0 {
			r.Loops = append(r.Loops, measure.Loop{ID: p.nodes[i].ID, Name: p.nodes[i].Name, Loop: stat.NewRate(l.looped, l.journeys),
				Times: float64(l.returns) / float64(l.looped)})
		}
	}
	slices.SortFunc(r.Loops, func(x, y measure.Loop) int { return larger(x.Loop.K, y.Loop.K, x.ID, y.ID) })
	a.Reality = r
}

// unmappedCounts counts touches without a node by name and channel.
type unmappedCounts struct {
	group  []int32 // kind → group
	names  []measure.Unmapped
	counts []count
}

func newUnmappedCounts(q *scan) *unmappedCounts {
	u := &unmappedCounts{group: make([]int32, len(q.s.kinds))}
	type name struct {
		name    string
		channel cham.Channel
	}
	number := map[name]int32{}
	for k, kind := range q.s.kinds {
		if q.bound[k] >= 0 {
			continue
		}
		n, ok := number[name{kind.Name, kind.Channel}]
		if !ok {
			n = int32(len(u.names))
			number[name{kind.Name, kind.Channel}] = n
			u.names = append(u.names, measure.Unmapped{Name: kind.Name, Channel: string(kind.Channel)})
		}
		u.group[k] = n
	}
	u.counts = make([]count, len(u.names))
	return u
}

func (u *unmappedCounts) count(kind uint16, customer uint32) {
	c := &u.counts[u.group[kind]]
	c.volume++
	if c.customer != customer {
		c.customer = customer
		c.reach++
	}
}

func (u *unmappedCounts) add(o *unmappedCounts) {
	for i, c := range o.counts {
		u.counts[i].volume += c.volume
		u.counts[i].reach += c.reach
	}
}

// customersOf is the counter of the customers of one name and channel.
func (u *unmappedCounts) customersOf(name, channel string) *int {
	for i, n := range u.names {
		if n.Name == name && n.Channel == channel {
			return &u.counts[i].reach
		}
	}
	return nil
}

func (u *unmappedCounts) most() []measure.Unmapped {
	all := []measure.Unmapped{}
	for i, c := range u.counts {
		if c.volume > 0 {
			n := u.names[i]
			n.Volume, n.Reach = c.volume, c.reach
			all = append(all, n)
		}
	}
	slices.SortFunc(all, func(x, y measure.Unmapped) int {
		return cmp.Or(larger(x.Volume, y.Volume, x.Name, y.Name), cmp.Compare(x.Channel, y.Channel))
	})
	return all[:min(measure.MostUnmapped, len(all))]
}
