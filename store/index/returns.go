package index

import (
	"cmp"
	"hash/fnv"
	"slices"

	"cham"
)

// returns is what was given back of each conversion of one customer. A refund
// belongs to the conversion of its order: the latest before it that names the
// same, else the first after it. Where no conversion names it, and where it names no
// order itself, it belongs to the latest conversion before it, unless that is
// another order's.
type returns struct {
	level   *level // whose customer is at hand
	first   uint32 // their first touch
	refunds []given
	goals   []given // by place; v is the refunds of each
	orders  []given // the goals with an order, by order and place
}

// given is money of a touch: its place, its order (0 for none) and how much.
type given struct {
	at    uint32
	order int64
	v     int64
}

// worth is what the conversion at touch i brings, of the customer whose touches
// are [a, b): its value, less what was given back of it, but not below zero.
func (w *worker) worth(l *level, i, a, b uint32) int64 {
	if r := &w.returns; r.level != l || r.first != a {
		r.level, r.first = l, a
		r.read(l, a, b, func(p uint32) bool { return w.places[l.kind[p]].goal })
	}
	value := l.value.sum(i, i+1)
	return max(min(value, 0), value+w.returns.of(i))
}

func (r *returns) of(i uint32) int64 {
	if len(r.refunds) == 0 {
		return 0
	}
	return r.goals[givenAt(r.goals, i)].v
}

// bought is what a customer paid, less what was given back of it.
func (s *snapshot) bought(c run) (total int64) {
	var p purchases
	for _, x := range p.of(s, c, c.off[c.i+1]) {
		total += x.v
	}
	return total
}

// purchases are those of one customer: every touch that says that money was
// paid is taken for a conversion.
type purchases struct {
	paid []given
	back returns
}

// of finds a customer's purchases before touch b, each with what it brought less
// what was given back of it, not below zero. The slice is used again.
func (p *purchases) of(s *snapshot, c run, b uint32) []given {
	a := c.off[c.i]
	p.paid = p.paid[:0]
	c.value.each(a, b, func(at uint32, v int64) {
		if v > 0 && cham.Paid(s.kinds[c.kind[at]].Name) {
			p.paid = append(p.paid, given{at: at, v: v})
		}
	})
	if len(p.paid) == 0 {
		return nil
	}
	p.back.read(c.level, a, b, func(at uint32) bool { return givenAt(p.paid, at) >= 0 })
	for i := range p.paid {
		p.paid[i].v = max(0, p.paid[i].v+p.back.of(p.paid[i].at))
	}
	return p.paid
}

// givenAt is where touch i stands in a list, −1 for nowhere.
func givenAt(list []given, i uint32) int {
	if n, ok := slices.BinarySearchFunc(list, i, func(g given, i uint32) int { return cmp.Compare(g.at, i) }); ok {
		return n
	}
	return -1
}

// read gives each refund to its conversion.
func (r *returns) read(l *level, a, b uint32, converts func(touch uint32) bool) {
	r.refunds = r.refunds[:0]
	l.value.each(a, b, func(p uint32, v int64) {
		if v < 0 && !converts(p) {
			r.refunds = append(r.refunds, given{p, l.order.sum(p, p+1), v})
		}
	})
	if len(r.refunds) == 0 {
		return
	}
	r.goals, r.orders = r.goals[:0], r.orders[:0]
	for i := a; i < b; i++ {
		if converts(i) {
			r.goals = append(r.goals, given{at: i})
		}
	}
	r.name(l, a, b)
	for _, x := range r.refunds {
		if g := r.conversion(x); g != nil {
			g.v += x.v
		}
	}
}

// name notes the orders of the goals.
func (r *returns) name(l *level, a, b uint32) {
	n := 0
	l.order.each(a, b, func(p uint32, order int64) {
		for n < len(r.goals) && r.goals[n].at < p {
			n++
		}
		if n < len(r.goals) && r.goals[n].at == p {
			r.goals[n].order = order
			r.orders = append(r.orders, r.goals[n])
		}
	})
	slices.SortFunc(r.orders, byOrder)
}

func byOrder(a, b given) int { return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.at, b.at)) }

func (r *returns) conversion(x given) *given {
	before := func(at uint32) int {
		n, _ := slices.BinarySearchFunc(r.goals, at, func(g given, at uint32) int { return cmp.Compare(g.at, at) })
		return n
	}
	if x.order != 0 {
		n, _ := slices.BinarySearchFunc(r.orders, x, byOrder)
		if n > 0 && r.orders[n-1].order == x.order {
			return &r.goals[before(r.orders[n-1].at)]
		}
		if n < len(r.orders) && r.orders[n].order == x.order {
			return &r.goals[before(r.orders[n].at)]
		}
	}
	n := before(x.at)
	if n == 0 || x.order != 0 && r.goals[n-1].order != 0 {
		return nil
	}
	return &r.goals[n-1]
}

// orderNumber is an order's id as the index keeps it, 0 for none.
func orderNumber(id string) int64 {
	if id == "" {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(id))
	return max(int64(h.Sum64()>>1), 1)
}
