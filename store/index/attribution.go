package index

import (
	"cmp"
	"slices"

	"cham/measure"
	"cham/measure/stat"
)

// attributionPass credits the values on the way to each conversion. A path's
// shares are brought to whole 2⁻⁴⁰ths before they are added, so that the sums
// do not depend on the order of adding.
type attributionPass struct {
	worker
	value             []int32 // kind → number of its value, −1 without a node
	names             []string
	rows              []creditSums
	chain             *chainCounts // nil: left out
	lost              bool         // lost paths are read, not only counted
	unknown           int          // number of the value that is skipped beside others, −1 when none is
	halfLife          float64      // ms
	conversions, null int
	money             int64 // thousandths

	// The path at hand.
	path   []int
	times  []int64
	back   []float64 // ms from each time to the last
	shares *stat.CreditShares
}

// creditSums are one value's.
type creditSums struct {
	paths, null, first, last         int
	firstMoney, lastMoney            int64
	linear, decay, position, shapley creditSum
}

func newAttributionPass(q *scan) *attributionPass {
	p := &attributionPass{worker: worker{scan: q}, lost: !q.NoSpread, halfLife: q.HalfLifeDays * 24 * 3600 * 1000}
	p.value, p.names = q.values(cmp.Or(q.Credit, measure.ByChannel))
	if p.unknown = -1; q.Direct == measure.DirectSkip {
		p.unknown = slices.Index(p.names, "")
	}
	p.rows, p.shares = make([]creditSums, len(p.names)), stat.NewCreditShares(len(p.names))
	if !q.NoSpread {
		p.chain = newChainCounts(len(p.names), q.MarkovOrder)
	}
	return p
}

// values numbers the values that touches with a node have of a dimension; −1
// is for kinds without a node.
func (q *scan) values(d measure.Dimension) (of []int32, names []string) {
	of = make([]int32, len(q.bound))
	number := map[string]int32{}
	for k, node := range q.bound {
		if of[k] = -1; node < 0 {
			continue
		}
		v := q.named(d, k)
		n, ok := number[v]
		if !ok {
			n = int32(len(names))
			number[v], names = n, append(names, v)
		}
		of[k] = n
	}
	return of, names
}

// named is a kind's value of a dimension.
func (q *scan) named(d measure.Dimension, kind int) string {
	return q.Plan.Value(d, q.s.kinds[kind], q.node(kind))
}

func (p *attributionPass) head() *worker { return &p.worker }

func (p *attributionPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		if a, b, ok := p.run(v, i); ok {
			p.eachApproach(v.level, a, b, func(j journeyAt) { p.approach(v.level, j, a, b) })
		}
	}
}

// approach takes one in, of a customer whose touches are [a, b).
func (p *attributionPass) approach(l *level, j journeyAt, a, b uint32) {
	switch first, last, o := j.first, j.last, j.o; {
	case o == converted && p.hit(l.time(last), l.kind[last]):
		p.read(l, first, last)
		p.convert(p.worth(l, last, a, b))
	case o == lost && p.hit(l.time(first), l.kind[first]):
		p.null++
		if p.lost {
			p.read(l, first, last+1)
			p.lose()
		}
	}
}

// read takes the touches of [first, last) for the path, or the one at first
// when there is none.
func (p *attributionPass) read(l *level, first, last uint32) {
	p.path, p.times = p.path[:0], p.times[:0]
	for i := first; i < max(last, first+1); i++ {
		v := int(p.value[l.kind[i]])
		switch known := len(p.path) > 0 && p.path[0] != p.unknown; {
		case v < 0, v == p.unknown && known:
			continue
		case v != p.unknown && !known: // the first known one
			p.path, p.times = p.path[:0], p.times[:0]
		}
		if n := len(p.path); p.Collapse && n > 0 && p.path[n-1] == v {
			p.times[n-1] = l.time(i)
			continue
		}
		p.path, p.times = append(p.path, v), append(p.times, l.time(i))
	}
}

func (p *attributionPass) lose() {
	p.shares.Meet(p.path)
	for _, v := range p.shares.Values {
		p.rows[v].null++
	}
	if p.chain != nil {
		p.chain.path(p.path, false)
	}
}

func (p *attributionPass) convert(money int64) {
	p.conversions++
	p.money += money
	n := len(p.path)
	p.back = p.back[:0]
	for _, t := range p.times {
		p.back = append(p.back, float64(p.times[n-1]-t))
	}
	p.shares.Share(p.path, p.back, p.halfLife)
	for _, v := range p.shares.Values {
		r, s := &p.rows[v], p.shares.Of(v)
		r.paths++
		r.linear.add(s.Linear, money)
		r.decay.add(s.TimeDecay, money)
		r.position.add(s.Position, money)
		r.shapley.add(s.Shapley, money)
	}
	first, last := &p.rows[p.path[0]], &p.rows[p.path[n-1]]
	first.first, first.firstMoney = first.first+1, first.firstMoney+money
	last.last, last.lastMoney = last.last+1, last.lastMoney+money
	if p.chain != nil {
		p.chain.path(p.path, true)
	}
}

func (p *attributionPass) add(other pass) {
	o := other.(*attributionPass)
	p.conversions, p.null, p.money = p.conversions+o.conversions, p.null+o.null, p.money+o.money
	for i := range p.rows {
		r, x := &p.rows[i], &o.rows[i]
		r.paths, r.null, r.first, r.last = r.paths+x.paths, r.null+x.null, r.first+x.first, r.last+x.last
		r.firstMoney, r.lastMoney = r.firstMoney+x.firstMoney, r.lastMoney+x.lastMoney
		r.linear.join(x.linear)
		r.decay.join(x.decay)
		r.position.join(x.position)
		r.shapley.join(x.shapley)
	}
	if p.chain != nil {
		p.chain.steps.join(&o.chain.steps)
	}
}

func (p *attributionPass) answer(a *measure.Answer) {
	out := &measure.AttributionAnswer{Conversions: p.conversions, Value: float64(p.money) / 1000, Null: p.null, Order: p.MarkovOrder,
		Rows: make([]measure.CreditRow, len(p.rows))}
	for i, r := range p.rows {
		whole := func(n int, money int64) measure.Credit {
			return measure.Credit{Conversions: float64(n), Value: float64(money) / 1000}
		}
		out.Rows[i] = measure.CreditRow{Value: p.names[i], Paths: r.paths, Null: r.null, Credits: measure.Credits{
			First: whole(r.first, r.firstMoney), Last: whole(r.last, r.lastMoney), Linear: r.linear.credit(),
			TimeDecay: r.decay.credit(), Position: r.position.credit(), Shapley: r.shapley.credit()}}
	}
	var chain *stat.Chain
	if p.chain != nil {
		chain = p.chain.chain()
	}
	out.Finish(chain)
	a.Attribution = out
}

func (p *attributionPass) figure(f measure.Figure) (func() int, error) {
	v := slices.Index(p.names, f.Value)
	switch {
	case f.Kind != measure.FigureCredited:
		return nil, nil
	case v < 0: // nobody has it
		return func() int { return 0 }, nil
	case f.Outcome == "lost":
		p.lost = true
		return func() int { return p.rows[v].null }, nil
	}
	return func() int { return p.rows[v].paths }, nil
}
