package index

import (
	"cmp"
	"slices"
	"sort"
	"time"
	"unsafe"

	"cham"
)

// level holds touches of some customers in flat columns. Every customer in it
// is there with all of their touches, so a level answers for its customers
// alone; a newer level's customers replace those of older ones. It never
// changes once others can see it.
type level struct {
	ids []cham.CustomerID // ascending
	off []uint32          // touches of ids[i] are columns[off[i]:off[i+1]]

	at   []uint32 // seconds since 1970
	ms   []uint16 // and milliseconds
	kind []uint16

	value sparse // money, thousandths
	dur   sparse // duration, milliseconds
	order sparse // of touches with money: orderNumber
}

// sparse is a column that few touches have a value in: pos ascending.
type sparse struct {
	pos []uint32
	v   []int64
}

func newSparse(n int) sparse { return sparse{make([]uint32, 0, n), make([]int64, 0, n)} }

// touch is one touch taken out of the columns, to be moved about.
type touch struct {
	at    int64 // ms
	kind  uint16
	value int64
	dur   int64
	order int64
}

func newLevel(customers, touches int) *level {
	l := &level{
		ids:  make([]cham.CustomerID, 0, customers),
		off:  make([]uint32, 1, customers+1),
		at:   make([]uint32, 0, touches),
		ms:   make([]uint16, 0, touches),
		kind: make([]uint16, 0, touches),
	}
	return l
}

func (l *level) touches() int { return len(l.at) }

// time is the instant of a touch in milliseconds.
func (l *level) time(i uint32) int64 { return int64(l.at[i])*1000 + int64(l.ms[i]) }

// find returns a customer's place, −1 when they are not in the level.
func (l *level) find(id cham.CustomerID) int {
	if i, ok := slices.BinarySearch(l.ids, id); ok {
		return i
	}
	return -1
}

// bytes is what the columns occupy.
func (l *level) bytes() int64 {
	const perTouch, perCustomer, perSparse = 4 + 2 + 2, 8 + 4, 4 + 8
	return int64(cap(l.at))*perTouch + int64(cap(l.ids))*perCustomer +
		int64(cap(l.value.pos)+cap(l.dur.pos)+cap(l.order.pos))*perSparse + int64(unsafe.Sizeof(*l))
}

// append adds a customer with their touches in order; ids must come ascending.
func (l *level) append(id cham.CustomerID, touches []touch) {
	for _, t := range touches {
		i := uint32(len(l.at))
		sec, ms := split(t.at)
		l.at, l.ms, l.kind = append(l.at, sec), append(l.ms, ms), append(l.kind, t.kind)
		l.value.add(i, t.value)
		l.dur.add(i, t.dur)
		l.order.add(i, t.order)
	}
	l.close(id)
}

// appendRun copies a customer of another level.
func (l *level) appendRun(from *level, i int) {
	a, b := from.off[i], from.off[i+1]
	shift := uint32(len(l.at)) - a
	l.at = append(l.at, from.at[a:b]...)
	l.ms = append(l.ms, from.ms[a:b]...)
	l.kind = append(l.kind, from.kind[a:b]...)
	l.value.copy(&from.value, a, b, shift)
	l.dur.copy(&from.dur, a, b, shift)
	l.order.copy(&from.order, a, b, shift)
	l.close(from.ids[i])
}

func (l *level) close(id cham.CustomerID) {
	l.ids = append(l.ids, id)
	l.off = append(l.off, uint32(len(l.at)))
}

// extract takes a customer's touches out of the columns.
func (l *level) extract(i int) []touch {
	a, b := l.off[i], l.off[i+1]
	out := make([]touch, b-a)
	for j := range out {
		out[j].at, out[j].kind = l.time(a+uint32(j)), l.kind[a+uint32(j)]
	}
	l.value.each(a, b, func(p uint32, v int64) { out[p-a].value = v })
	l.dur.each(a, b, func(p uint32, v int64) { out[p-a].dur = v })
	l.order.each(a, b, func(p uint32, v int64) { out[p-a].order = v })
	return out
}

func (s *sparse) add(pos uint32, v int64) {
	if v != 0 {
		s.pos, s.v = append(s.pos, pos), append(s.v, v)
	}
}

// from is the first entry at or after pos.
func (s *sparse) from(pos uint32) int {
	i, _ := slices.BinarySearch(s.pos, pos)
	return i
}

// count of the values in [a, b).
func (s *sparse) count(a, b uint32) int {
	if len(s.pos) == 0 {
		return 0
	}
	return s.from(b) - s.from(a)
}

func (s *sparse) each(a, b uint32, f func(pos uint32, v int64)) {
	if len(s.pos) == 0 {
		return
	}
	for i := s.from(a); i < len(s.pos) && s.pos[i] < b; i++ {
		f(s.pos[i], s.v[i])
	}
}

func (s *sparse) copy(from *sparse, a, b, shift uint32) {
	from.each(a, b, func(p uint32, v int64) { s.add(p+shift, v) })
}

// sum of the values in [a, b).
func (s *sparse) sum(a, b uint32) (total int64) {
	s.each(a, b, func(_ uint32, v int64) { total += v })
	return total
}

// split cuts an instant into seconds and milliseconds, held within what the
// column can say: 1970 to 2106.
func split(ms int64) (uint32, uint16) {
	ms = clampMS(ms)
	return uint32(ms / 1000), uint16(ms % 1000)
}

const maxMS = (1<<32)*1000 - 1

func clampMS(ms int64) int64 { return max(0, min(ms, maxMS)) }

// millis is an instant as the index keeps it.
func millis(t time.Time) int64 { return clampMS(t.UnixMilli()) }

// builder gathers touches in order of arrival and lays them out by customer:
// count, then place each touch at its customer's next free place (a counting
// sort, stable), then put right the few customers whose touches did not
// arrive in order of time. O(touches + customers), sequential reads.
type builder struct {
	customer []uint32 // per touch
	at       []uint32
	ms       []uint16
	kind     []uint16
	value    sparse // pos is the place in order of arrival
	dur      sparse
	order    sparse
	highest  uint32
}

func (b *builder) add(id cham.CustomerID, t touch) {
	i := uint32(len(b.at))
	sec, ms := split(t.at)
	b.customer = append(b.customer, uint32(id))
	b.at, b.ms, b.kind = append(b.at, sec), append(b.ms, ms), append(b.kind, t.kind)
	b.value.add(i, t.value)
	b.dur.add(i, t.dur)
	b.order.add(i, t.order)
	b.highest = max(b.highest, uint32(id))
}

func (b *builder) build() *level {
	next := make([]uint32, int(b.highest)+2)
	for _, c := range b.customer {
		next[c+1]++
	}
	customers := 0
	for c := range next {
		if next[c] > 0 {
			customers++
		}
	}
	n := len(b.at)
	l := newLevel(customers, n)
	total := uint32(0)
	for c := 1; c < len(next); c++ {
		if count := next[c]; count > 0 {
			total += count
			l.ids, l.off = append(l.ids, cham.CustomerID(c-1)), append(l.off, total)
		}
		next[c] = total
	}
	l.at, l.ms, l.kind = l.at[:n], l.ms[:n], l.kind[:n]
	b.scatter(l, next)
	l.putInOrder()
	return l
}

// scatter places every touch; next[c] is the next free place of customer c.
func (b *builder) scatter(l *level, next []uint32) {
	var v, d, o int
	for i, c := range b.customer {
		p := next[c]
		next[c]++
		l.at[p], l.ms[p], l.kind[p] = b.at[i], b.ms[i], b.kind[i]
		v = l.value.take(p, &b.value, v, uint32(i))
		d = l.dur.take(p, &b.dur, d, uint32(i))
		o = l.order.take(p, &b.order, o, uint32(i))
	}
	for _, s := range []sparse{l.value, l.dur, l.order} {
		sort.Sort(byPos(s))
	}
}

// take moves the n-th entry of a column to a place when it is the touch's, and
// returns which is next.
func (s *sparse) take(place uint32, from *sparse, n int, touch uint32) int {
	if n == len(from.pos) || from.pos[n] != touch {
		return n
	}
	s.add(place, from.v[n])
	return n + 1
}

type byPos sparse

func (s byPos) Len() int           { return len(s.pos) }
func (s byPos) Less(i, j int) bool { return s.pos[i] < s.pos[j] }
func (s byPos) Swap(i, j int) {
	s.pos[i], s.pos[j] = s.pos[j], s.pos[i]
	s.v[i], s.v[j] = s.v[j], s.v[i]
}

// putInOrder sorts the touches of customers who have them out of order,
// ties staying in order of arrival.
func (l *level) putInOrder() {
	for i := range l.ids {
		a, b := l.off[i], l.off[i+1]
		if l.ordered(a, b) {
			continue
		}
		run := l.extract(i)
		slices.SortStableFunc(run, func(x, y touch) int { return cmp.Compare(x.at, y.at) })
		v, d, o := l.value.from(a), l.dur.from(a), l.order.from(a)
		for j, t := range run {
			p := a + uint32(j)
			l.at[p], l.ms[p] = split(t.at)
			l.kind[p] = t.kind
			v = l.value.put(v, p, t.value)
			d = l.dur.put(d, p, t.dur)
			o = l.order.put(o, p, t.order)
		}
	}
}

func (s *sparse) put(i int, pos uint32, v int64) int {
	if v == 0 {
		return i
	}
	s.pos[i], s.v[i] = pos, v
	return i + 1
}

func (l *level) ordered(a, b uint32) bool {
	for i := a + 1; i < b; i++ {
		if l.at[i] < l.at[i-1] || l.at[i] == l.at[i-1] && l.ms[i] < l.ms[i-1] {
			return false
		}
	}
	return true
}
