package index

import (
	"slices"

	"cham"
)

// snapshot is what a question sees: it never changes, so a reader waits for
// nobody and nobody for a reader.
type snapshot struct {
	views    []view // newest first
	kinds    []cham.Kind
	reduced  []bool
	overflow int
	version  uint64    // grows with every change of what questions see, not with folding
	accounts *accounts // whose touches stand together, in a snapshot by account
}

// view is a level as one snapshot sees it.
type view struct {
	*level
	dead bitset // customers whom a newer level answers for
}

type bitset []uint64

func newBitset(n int) bitset    { return make(bitset, (n+63)/64) }
func (b bitset) has(i int) bool { return b[i>>6]>>(i&63)&1 != 0 }
func (b bitset) set(i int)      { b[i>>6] |= 1 << (i & 63) }

// run is where a customer's touches stand; the zero run is nobody.
type run struct {
	*level
	i int
}

// find returns the customer's run in the newest level that has them. A run
// without touches means that they have none (any more).
func (s *snapshot) find(id cham.CustomerID) run {
	for _, v := range s.views {
		if i := v.find(id); i >= 0 {
			return run{v.level, i}
		}
	}
	return run{}
}

func (r run) empty() bool { return r.level == nil || r.off[r.i] == r.off[r.i+1] }

func (r run) touches() []touch {
	if r.empty() {
		return nil
	}
	return r.extract(r.i)
}

// with returns a snapshot in which l answers for its customers.
func (s *snapshot) with(l *level, d *dictionary) *snapshot {
	views := make([]view, 0, len(s.views)+1)
	views = append(views, view{l, newBitset(len(l.ids))})
	for _, v := range s.views {
		views = append(views, view{v.level, hideCustomers(v, l)})
	}
	return &snapshot{views: views, kinds: d.kinds, reduced: d.reduced, overflow: d.overflow, version: s.version + 1}
}

// newVersion returns the same snapshot as a later version: who belongs to whom has changed.
func (s *snapshot) newVersion() *snapshot {
	later := *s
	later.version++
	return &later
}

// hideCustomers returns v's dead with the customers of a newer level added.
func hideCustomers(v view, newer *level) bitset {
	dead := v.dead
	copied := false
	for _, id := range newer.ids {
		i := v.find(id)
		if i < 0 || dead.has(i) {
			continue
		}
		if !copied {
			dead, copied = slices.Clone(dead), true
		}
		dead.set(i)
	}
	return dead
}

func (s *snapshot) touches() (n int) {
	for _, v := range s.views {
		n += v.touches()
	}
	return n
}

func (s *snapshot) bytes() (n int64) {
	for _, v := range s.views {
		n += v.bytes() + int64(len(v.dead))*8
	}
	return n
}

// merge joins views, newest first, into one level. Customers without touches
// are kept only when there is an older level that they must hide.
func merge(views []view, last bool) *level {
	l := roomFor(views)
	next := make([]int, len(views))
	for {
		best := -1
		for j, v := range views {
			for next[j] < len(v.ids) && v.dead.has(next[j]) {
				next[j]++
			}
			if next[j] < len(v.ids) && (best < 0 || v.ids[next[j]] < views[best].ids[next[best]]) {
				best = j
			}
		}
		if best < 0 {
			return l
		}
		i := next[best]
		next[best]++
		if last && views[best].off[i] == views[best].off[i+1] {
			continue
		}
		l.appendRun(views[best].level, i)
	}
}

// roomFor is an empty level as large as what the views' living customers need:
// grown bit by bit it would be copied several times over, and too large a one
// copied to give the rest back.
func roomFor(views []view) *level {
	customers, touches, values, durs, orders := 0, 0, 0, 0, 0
	for _, v := range views {
		customers, touches = customers+len(v.ids), touches+v.touches()
		values, durs, orders = values+len(v.value.pos), durs+len(v.dur.pos), orders+len(v.order.pos)
		for i := range v.ids {
			if v.dead.has(i) {
				a, b := v.off[i], v.off[i+1]
				customers, touches = customers-1, touches-int(b-a)
				values, durs, orders = values-v.value.count(a, b), durs-v.dur.count(a, b), orders-v.order.count(a, b)
			}
		}
	}
	l := newLevel(customers, touches)
	l.value, l.dur, l.order = newSparse(values), newSparse(durs), newSparse(orders)
	return l
}
