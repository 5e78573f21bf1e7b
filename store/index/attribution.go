package index

import (
	"cmp"
	"math"
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
	halfLife          float64      // ms
	conversions, null int
	money             int64 // thousandths

	// The path at hand, and what of it is each value's.
	path     []int32
	times    []int64
	stamp    uint32
	shares   []pathShare
	distinct []int32
}

// creditSums are one value's.
type creditSums struct {
	paths, null, first, last         int
	firstMoney, lastMoney            int64
	linear, decay, position, shapley creditSum
}

// pathShare is what of a path is one value's, when the stamp is the path's.
type pathShare struct {
	stamp           uint32
	touches         int
	decay, position float64
}

func newAttributionPass(q *scan) (*attributionPass, error) {
	p := &attributionPass{worker: worker{scan: q}, lost: !q.NoSpread, halfLife: q.HalfLifeDays * 24 * 3600 * 1000}
	p.value, p.names = q.values(cmp.Or(q.Credit, measure.ByChannel))
	p.rows, p.shares = make([]creditSums, len(p.names)), make([]pathShare, len(p.names))
	if !q.NoSpread {
		p.chain = newChainCounts(len(p.names), q.MarkovOrder)
	}
	return p, nil
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
			p.eachJourney(v.level, a, b, func(first, last uint32, o outcome) { p.journey(v.level, first, last, o) })
		}
	}
}

// journey takes a journey in, of the touches [first, last].
func (p *attributionPass) journey(l *level, first, last uint32, o outcome) {
	switch {
	case o == converted && p.hit(l.time(last), l.kind[last]):
		p.read(l, first, last)
		p.convert(l.value.sum(last, last+1))
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
	p.path, p.times, p.distinct = p.path[:0], p.times[:0], p.distinct[:0]
	p.stamp++
	for i := first; i < max(last, first+1); i++ {
		v := p.value[l.kind[i]]
		if v < 0 {
			continue
		}
		if n := len(p.path); p.Collapse && n > 0 && p.path[n-1] == v {
			p.times[n-1] = l.time(i)
			continue
		}
		p.path, p.times = append(p.path, v), append(p.times, l.time(i))
		if s := &p.shares[v]; s.stamp != p.stamp {
			*s = pathShare{stamp: p.stamp}
			p.distinct = append(p.distinct, v)
		}
	}
}

func (p *attributionPass) lose() {
	for _, v := range p.distinct {
		p.rows[v].null++
	}
	if p.chain != nil {
		p.chain.path(p.path, false)
	}
}

func (p *attributionPass) convert(money int64) {
	p.conversions++
	p.money += money
	n, whole := len(p.path), 0.0
	for i, v := range p.path {
		s := &p.shares[v]
		w := 1.0
		if back := p.times[n-1] - p.times[i]; back > 0 {
			w = math.Exp2(-float64(back) / p.halfLife)
		}
		whole += w
		s.touches, s.decay, s.position = s.touches+1, s.decay+w, s.position+measure.PositionShare(i, n)
	}
	for _, v := range p.distinct {
		r, s := &p.rows[v], &p.shares[v]
		r.paths++
		r.linear.add(float64(s.touches)/float64(n), money)
		r.decay.add(s.decay/whole, money)
		r.position.add(s.position, money)
		r.shapley.add(1/float64(len(p.distinct)), money)
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
	case f.Kind != "credited":
		return nil, nil
	case v < 0: // nobody has it
		return func() int { return 0 }, nil
	case f.Outcome == "lost":
		p.lost = true
		return func() int { return p.rows[v].null }, nil
	}
	return func() int { return p.rows[v].paths }, nil
}
