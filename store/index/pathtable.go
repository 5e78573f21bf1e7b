package index

import "cham/measure"

// pathKey is a path as it is told apart: up to twelve nodes of 16 bits, in
// order, and their number, the outcome and whether the path was cut, in one
// word. Equal keys are equal paths, so a table needs nothing else to be exact.
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

// pathTable counts paths: open addressing, at most three quarters full.
type pathTable struct {
	entries []pathEntry // a power of two of them; journeys is 0 where one is free
	used    int
}

type pathEntry struct {
	pathKey
	journeys, customers uint32
	customer            uint32 // stamp of the last one
}

// at finds a path's entry, or makes it; whoever asks counts a journey there.
func (t *pathTable) at(k *pathKey) *pathEntry {
	if 4*t.used >= 3*len(t.entries) {
		t.grow()
	}
	e := t.find(k)
	if e.journeys == 0 {
		e.pathKey = *k
		t.used++
	}
	return e
}

// find returns a path's entry or the free one where it would be.
func (t *pathTable) find(k *pathKey) *pathEntry {
	mask := uint64(len(t.entries) - 1)
	for i := k.hash() & mask; ; i = (i + 1) & mask {
		if e := &t.entries[i]; e.journeys == 0 || e.pathKey == *k {
			return e
		}
	}
}

func (t *pathTable) grow() {
	old := t.entries
	t.entries = make([]pathEntry, max(1<<10, 4*len(old)))
	for i := range old {
		if old[i].journeys > 0 {
			*t.find(&old[i].pathKey) = old[i]
		}
	}
}

// add takes in another table, whose customers are others.
func (t *pathTable) add(o *pathTable) {
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
