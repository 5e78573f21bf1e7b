package index

import "cham/measure"

// pathKey identifies a path: up to twelve nodes of 16 bits, in order, and
// their number, the outcome and whether the path was cut, in one word. Equal
// keys are equal paths, so a table needs nothing else to be exact.
type pathKey struct {
	nodes [measure.MaxDepth / 4]uint64
	tail  uint32
}

func newPathKey(nodes []uint16, o outcome, more bool) (k pathKey) {
	for i, n := range nodes {
		k.nodes[i>>2] |= uint64(n) << (i & 3 * 16)
	}
	k.tail = uint32(len(nodes))<<3 | uint32(o)<<1 | uint32(one(more))
	return k
}

func (k *pathKey) len() int         { return int(k.tail >> 3) }
func (k *pathKey) outcome() outcome { return outcome(k.tail >> 1 & 3) }
func (k *pathKey) more() bool       { return k.tail&1 != 0 }
func (k *pathKey) node(i int) int32 { return int32(k.nodes[i>>2] >> (i & 3 * 16) & 0xffff) }

func (k *pathKey) hash() uint64 {
	h := (k.nodes[0] ^ uint64(k.tail)<<48) * 0x9e3779b97f4a7c15
	h = (h ^ h>>32 ^ k.nodes[1]) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>29 ^ k.nodes[2]) * 0x94d049bb133111eb
	return h ^ h>>32
}

// pathTable counts paths: open addressing, at most three quarters full. Most
// of its cost is waiting for memory, so journeys are put in by the batch: the
// places of a batch are asked for one after another before any is looked at,
// and their waits overlap.
type pathTable struct {
	entries []pathEntry // a power of two of them; journeys is 0 where one is free
	used    int
	batch   [32]queued
	waiting int
}

type pathEntry struct {
	pathKey
	journeys, customers uint32
	customer            uint32 // stamp of the last one
}

// queued is a journey that waits to be counted.
type queued struct {
	pathKey
	customer uint32
	place    uint64
	there    uint32 // read for its own sake
}

// put counts a journey of a customer, at the latest when flush is called.
func (t *pathTable) put(k *pathKey, customer uint32) {
	t.batch[t.waiting] = queued{pathKey: *k, customer: customer}
	if t.waiting++; t.waiting == len(t.batch) {
		t.flush()
	}
}

func (t *pathTable) flush() {
	if t.waiting == 0 {
		return
	}
	t.reserve(t.waiting)
	mask := uint64(len(t.entries) - 1)
	for i := range t.batch[:t.waiting] {
		q := &t.batch[i]
		q.place = q.hash() & mask
		q.there = t.entries[q.place].journeys
	}
	for i := range t.batch[:t.waiting] {
		q := &t.batch[i]
		e := t.from(q.place, &q.pathKey)
		if e.journeys == 0 {
			e.pathKey = q.pathKey
			t.used++
		}
		e.journeys++
		if e.customer != q.customer {
			e.customer = q.customer
			e.customers++
		}
	}
	t.waiting = 0
}

// at finds a path's entry, or makes it; whoever asks counts a journey there.
func (t *pathTable) at(k *pathKey) *pathEntry {
	t.reserve(1)
	e := t.find(k)
	if e.journeys == 0 {
		e.pathKey = *k
		t.used++
	}
	return e
}

// find returns a path's entry or the free one where it would be.
func (t *pathTable) find(k *pathKey) *pathEntry {
	return t.from(k.hash()&uint64(len(t.entries)-1), k)
}

func (t *pathTable) from(place uint64, k *pathKey) *pathEntry {
	mask := uint64(len(t.entries) - 1)
	for ; ; place = (place + 1) & mask {
		if e := &t.entries[place]; e.journeys == 0 || e.pathKey == *k {
			return e
		}
	}
}

// reserve makes room for n more paths.
func (t *pathTable) reserve(n int) {
	for 4*(t.used+n) >= 3*len(t.entries) {
		t.grow()
	}
}

func (t *pathTable) grow() {
	old := t.entries
	by := 4
	if len(old) >= 1<<16 {
		by = 2
	}
	t.entries = make([]pathEntry, max(1<<10, by*len(old)))
	for i := range old {
		if old[i].journeys > 0 {
			*t.find(&old[i].pathKey) = old[i]
		}
	}
}

// add takes in another table, whose customers are others. There must be room
// for all before: paths come in order of their hash, and would crowd at the
// front of a table that is about to grow.
func (t *pathTable) add(o *pathTable) {
	t.reserve(o.used)
	for i := range o.entries {
		if from := &o.entries[i]; from.journeys > 0 {
			e := t.at(&from.pathKey)
			e.journeys += from.journeys
			e.customers += from.customers
		}
	}
}

// each gives f every path.
func (t *pathTable) each(f func(*pathEntry)) {
	for i := range t.entries {
		if e := &t.entries[i]; e.journeys > 0 {
			f(e)
		}
	}
}
