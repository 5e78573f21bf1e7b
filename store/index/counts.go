package index

import (
	"cmp"
	"slices"

	"cham"
	"cham/measure"
)

// countPass counts volume and reach of groups of kinds: of names (the
// question Touches), or of the kinds themselves.
type countPass struct {
	worker
	group  []int32 // kind → group
	names  []string
	counts []count
}

type count struct {
	volume, reach int
	lastAt        int64
	customer      uint32
}

func newNamesPass(q *scan) *countPass {
	p := &countPass{worker: worker{scan: q}}
	p.group, p.names = byName(q.s.kinds)
	p.counts = make([]count, len(p.names))
	return p
}

func newKindsPass(q *scan) *countPass {
	p := &countPass{worker: worker{scan: q}, group: make([]int32, len(q.s.kinds)), counts: make([]count, len(q.s.kinds))}
	for k := range p.group {
		p.group[k] = int32(k)
	}
	return p
}

// newFigurePass counts the touches of a figure's kinds in group 0, all others in group 1.
func newFigurePass(q *scan, f measure.Figure) (*countPass, error) {
	ids := f.KindIDs
	if ids == nil && f.Kind == measure.FigureKinds {
		ids = []int{f.KindID}
	}
	p := &countPass{worker: worker{scan: q}, group: make([]int32, len(q.s.kinds)), counts: make([]count, 2)}
	for k := range p.group {
		p.group[k] = 1
	}
	for _, id := range ids {
		if id < 0 || id >= len(p.group) {
			return nil, cham.Errorf(cham.CodeInvalid, "index.figure", "no kind %d", id)
		}
		p.group[id] = 0
	}
	return p, nil
}

func (p *countPass) head() *worker { return &p.worker }

func (p *countPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		if _, _, ok := p.run(v, i); ok {
			p.customer(v.kind[p.lo:p.hi], v.at[p.lo:p.hi], v.ms[p.lo:p.hi])
		}
	}
}

// customer takes in touches of the period.
func (p *countPass) customer(kinds []uint16, at []uint32, ms []uint16) {
	at, ms = at[:len(kinds)], ms[:len(kinds)]
	group, counts, meets, stamp := p.group, p.counts, p.meets, p.stamp
	for j, k := range kinds {
		if !meets[k] {
			continue
		}
		c := &counts[group[k]]
		c.volume++
		c.lastAt = max(c.lastAt, int64(at[j])*1000+int64(ms[j]))
		c.reach += one(c.customer != stamp)
		c.customer = stamp
	}
}

func (p *countPass) add(other pass) {
	for i, o := range other.(*countPass).counts {
		c := &p.counts[i]
		c.volume, c.reach, c.lastAt = c.volume+o.volume, c.reach+o.reach, max(c.lastAt, o.lastAt)
	}
}

func (p *countPass) answer(a *measure.Answer) {
	for i, c := range p.counts {
		if c.volume > 0 {
			a.Touches = append(a.Touches, measure.TouchCount{Name: p.names[i], Volume: c.volume, Customers: c.reach})
		}
	}
	slices.SortFunc(a.Touches, func(x, y measure.TouchCount) int { return larger(x.Volume, y.Volume, x.Name, y.Name) })
}

// kinds lists the kinds that have touches, the most touched first.
func (p *countPass) kinds() []measure.KindCount {
	var all []measure.KindCount
	for i, c := range p.counts {
		if c.volume > 0 {
			all = append(all, measure.KindCount{ID: i, Kind: p.s.kinds[i], Overflow: p.s.reduced[i],
				Volume: c.volume, Reach: c.reach, LastAt: instant(c.lastAt)})
		}
	}
	slices.SortStableFunc(all, func(x, y measure.KindCount) int { return cmp.Compare(y.Volume, x.Volume) })
	return all
}

func (p *countPass) figure(f measure.Figure) (func() int, error) {
	if f.Kind == measure.FigureCustomers {
		return func() int { return p.customers }, nil
	}
	if f.Kind != measure.FigureKinds {
		return nil, nil
	}
	return func() int { return p.counts[0].reach }, nil
}

// larger orders by a number, the largest first, then by text.
func larger(x, y int, a, b string) int {
	return cmp.Or(cmp.Compare(y, x), cmp.Compare(a, b))
}
