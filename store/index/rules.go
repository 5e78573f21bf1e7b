package index

import (
	"context"
	"math/bits"
	"slices"
	"time"

	"cham"
	"cham/measure"
)

// Members implements measure.Selector.
func (x *Index) Members(ctx context.Context, id cham.WorkspaceID, p measure.RulePlan) ([]cham.CustomerID, error) {
	m, err := x.moment(id)
	if err != nil {
		return nil, err
	}
	return m.Members(ctx, id, p)
}

// Members implements measure.Selector. Cost: one pass over the columns.
func (x *moment) Members(ctx context.Context, _ cham.WorkspaceID, p measure.RulePlan) ([]cham.CustomerID, error) {
	if x.only != nil {
		return x.membersAmong(&p), nil
	}
	r := newRuleScan(x.s, &p, false)
	workers := make([]*ruleWorker, x.cores(x.s))
	for i := range workers {
		workers[i] = newRuleWorker(r)
	}
	err := x.s.each(ctx, len(workers), func(core int, b block) {
		for i := b.from; i < b.to; i++ {
			if !b.v.dead.has(i) && workers[core].meets(b.v.level, i) {
				workers[core].found = append(workers[core].found, b.v.ids[i])
			}
		}
	})
	if err != nil {
		return nil, cham.Wrap(cham.CodeUnavailable, "index.Members", err)
	}
	all := []cham.CustomerID{}
	for _, w := range workers {
		all = append(all, w.found...)
	}
	slices.Sort(all)
	return all, nil
}

// ruleScan is a rule made ready for one snapshot: what depends on a touch's
// kind is looked up in a table.
type ruleScan struct {
	*measure.RulePlan
	s     *snapshot
	now   int64
	touch []uint64 // kind → the touch conditions that look at it
	pages []int32  // kind → its page, when a condition counts pages
	spans []msSpan // of each condition
	gaps  uint64   // touch conditions that count sessions
	paged uint64   // … those of one page
	only  uint64   // … that look at one touch alone

	stands []standTable
	came   []cameTable
	comes  []bool // kind → says how a customer came
	orders []bool // kind → is a purchase, also where it states no money; nil when no condition asks
	sets   []setTable
}

type msSpan struct{ from, to int64 } // [from, to)

type standTable struct {
	condition int
	place     []int8 // kind → StandCondition.Place
}

type cameTable struct {
	condition   int
	first, last []bool // by kind
}

type setTable struct {
	condition int
	of        map[*level]bitset
	ids       []cham.CustomerID // in place of of, where few customers are looked at
}

func (t *setTable) has(l *level, i int) bool {
	if t.of != nil {
		return t.of[l].has(i)
	}
	_, in := slices.BinarySearch(t.ids, l.ids[i])
	return in
}

// newRuleScan makes a rule ready to look at all customers, or at few.
func newRuleScan(s *snapshot, p *measure.RulePlan, few bool) *ruleScan {
	r := &ruleScan{RulePlan: p, s: s, now: p.Now.UnixMilli(), touch: make([]uint64, len(s.kinds)), spans: make([]msSpan, len(p.Conditions))}
	for i, c := range p.Conditions {
		switch {
		case c.Touch != nil:
			r.bindTouch(i, c.Touch)
		case c.Buy != nil:
			r.spans[i] = spanOf(c.Buy.From, c.Buy.To)
			r.orders = byKind(s, func(k cham.Kind) bool { return cham.Ordered(k.Name) })
		case c.Stand != nil:
			t := standTable{i, make([]int8, len(s.kinds))}
			for k, kind := range s.kinds {
				t.place[k] = int8(c.Stand.Place(kind))
			}
			r.stands = append(r.stands, t)
		case c.Came != nil:
			r.came = append(r.came, cameTable{i, byKind(s, c.Came.First), byKind(s, c.Came.Last)})
			r.comes = byKind(s, cham.Kind.Arrives)
		default:
			r.sets = append(r.sets, newSetTable(s, i, c.Set.IDs, few))
		}
	}
	return r
}

func newSetTable(s *snapshot, condition int, ids []cham.CustomerID, few bool) setTable {
	if few {
		return setTable{condition: condition, ids: ids}
	}
	t := setTable{condition: condition, of: make(map[*level]bitset, len(s.views))}
	for _, v := range s.views {
		t.of[v.level] = v.only(ids)
	}
	return t
}

func byKind(s *snapshot, is func(cham.Kind) bool) []bool {
	out := make([]bool, len(s.kinds))
	for k, kind := range s.kinds {
		out[k] = is(kind)
	}
	return out
}

func spanOf(from, to time.Time) msSpan {
	s := msSpan{-endless, endless}
	if !from.IsZero() {
		s.from = ceilMS(from)
	}
	if !to.IsZero() {
		s.to = ceilMS(to)
	}
	return s
}

func (r *ruleScan) bindTouch(i int, c *measure.TouchCondition) {
	bit := uint64(1) << i
	r.spans[i] = spanOf(c.From, c.To)
	for k, kind := range r.s.kinds {
		if c.Is(kind) {
			r.touch[k] |= bit
		}
	}
	if c.Only != "" {
		r.only |= bit
	}
	switch c.Count {
	case measure.CountSessions:
		r.gaps |= bit
	case measure.CountOfAPage:
		r.paged |= bit
		if r.pages == nil {
			r.pages, _ = byPage(r.s.kinds)
		}
	}
}

// byPage numbers the pages of kinds; −1 is none.
func byPage(kinds []cham.Kind) (page []int32, pages int) {
	page = make([]int32, len(kinds))
	number := map[string]int32{"": -1}
	for k, kind := range kinds {
		n, ok := number[kind.Path]
		if !ok {
			n = int32(len(number)) - 1
			number[kind.Path] = n
		}
		page[k] = n
	}
	return page, len(number) - 1
}

// ruleWorker is what one core has while it looks for members.
type ruleWorker struct {
	*ruleScan
	found  []cham.CustomerID
	count  []int
	latest []int64
	pageOf map[pageAt]*pageCount
	purchases
}

type pageAt struct {
	condition int
	page      int32
}

type pageCount struct {
	n      int
	latest int64
}

func newRuleWorker(r *ruleScan) *ruleWorker {
	n := len(r.Conditions)
	return &ruleWorker{ruleScan: r, count: make([]int, n), latest: make([]int64, n), pageOf: map[pageAt]*pageCount{}}
}

// meets reports whether a customer of a level meets the rule.
func (w *ruleWorker) meets(l *level, i int) bool {
	a, b := w.untilNow(l, i)
	if a == b {
		return false
	}
	holds := w.touches(l, a, b) | w.bought(l, i, a, b)
	for _, t := range w.stands {
		holds |= one64(w.standsThere(t, l, a, b)) << t.condition
	}
	for _, t := range w.came {
		holds |= one64(t.first[l.kind[a]] && t.last[l.kind[w.arrival(l, a, b)]]) << t.condition
	}
	for _, t := range w.sets {
		holds |= one64(t.has(l, i)) << t.condition
	}
	return w.Meets(holds)
}

// untilNow is where a customer's touches begin, and where those later than now do.
func (r *ruleScan) untilNow(l *level, i int) (a, b uint32) {
	a, b = l.off[i], l.off[i+1]
	if a < b && l.time(b-1) > r.now {
		b = a + uint32(l.before(a, b, r.now+1))
	}
	return a, b
}

func one64(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// arrival is the latest touch that says how a customer came, else their first.
func (r *ruleScan) arrival(l *level, a, b uint32) uint32 {
	for i := b; i > a; i-- {
		if r.comes[l.kind[i-1]] {
			return i - 1
		}
	}
	return a
}

// touches says which touch conditions hold.
func (w *ruleWorker) touches(l *level, a, b uint32) (holds uint64) {
	clear(w.count)
	if w.paged != 0 {
		clear(w.pageOf)
	}
	for i := a; i < b; i++ {
		m := w.touch[l.kind[i]]
		if m &^= w.elsewhere(i, a, b); m != 0 {
			w.see(m, l.time(i), l.kind[i])
		}
	}
	for i, c := range w.Conditions {
		if c.Touch != nil {
			holds |= one64(c.Touch.HasTimes(w.count[i], instant(w.latest[i]), w.Now)) << i
		}
	}
	return holds
}

// elsewhere are the conditions that look at the first touch, or the latest, and
// not at touch i of [a, b).
func (w *ruleWorker) elsewhere(i, a, b uint32) (not uint64) {
	for m := w.only; m != 0; m &= m - 1 {
		n := bits.TrailingZeros64(m)
		if first := w.Conditions[n].Touch.Only == "first"; first && i != a || !first && i != b-1 {
			not |= 1 << n
		}
	}
	return not
}

// see counts a touch for the conditions that look at it.
func (w *ruleWorker) see(looking uint64, t int64, kind uint16) {
	for m := looking; m != 0; m &= m - 1 {
		n := bits.TrailingZeros64(m)
		if t < w.spans[n].from || t >= w.spans[n].to {
			continue
		}
		switch bit := uint64(1) << n; {
		case w.paged&bit != 0:
			w.seePage(n, t, kind)
			continue
		case w.gaps&bit == 0 || w.count[n] == 0 || t-w.latest[n] > sessionGap:
			w.count[n]++
		}
		w.latest[n] = t
	}
}

const sessionGap = int64(measure.SessionGap / time.Millisecond)

// seePage counts a session on a page; the count is that of the page with the most.
func (w *ruleWorker) seePage(condition int, t int64, kind uint16) {
	page := w.pages[kind]
	if page < 0 {
		return
	}
	at := pageAt{condition, page}
	p := w.pageOf[at]
	if p == nil {
		p = &pageCount{}
		w.pageOf[at] = p
	}
	if p.n == 0 || t-p.latest > sessionGap {
		p.n++
	}
	p.latest, w.latest[condition] = t, t
	w.count[condition] = max(w.count[condition], p.n)
}

// bought says which conditions on purchases hold.
func (w *ruleWorker) bought(l *level, i int, a, b uint32) (holds uint64) {
	if w.orders == nil {
		return 0
	}
	all := w.purchased(l, i, a, b)
	for n, c := range w.Conditions {
		if c.Buy == nil {
			continue
		}
		times, value, latest := 0, int64(0), int64(0)
		for _, p := range all {
			if t := l.time(p.at); t >= w.spans[n].from && t < w.spans[n].to {
				times, value, latest = times+1, value+p.v, max(latest, t)
			}
		}
		holds |= one64(c.Buy.HasBought(times, float64(value)/1000, instant(latest), w.Now)) << n
	}
	return holds
}

// purchased are a customer's purchases but those that were given back whole: what states
// money, and orders that state none.
func (w *ruleWorker) purchased(l *level, i int, a, b uint32) (all []given) {
	all = slices.DeleteFunc(w.purchases.of(w.s, run{l, i}, b), func(p given) bool { return p.v == 0 })
	for at := a; at < b; at++ {
		if w.orders[l.kind[at]] && l.value.sum(at, at+1) == 0 {
			all = append(all, given{at: at})
		}
	}
	return all
}

// standsThere reports whether a customer stands where a condition wants it.
func (w *ruleWorker) standsThere(t standTable, l *level, a, b uint32) bool {
	c := w.Conditions[t.condition].Stand
	silence, next, since := c.Silence.Milliseconds(), w.now, int64(-1)
	for i := b; i > a; i-- {
		place, at := t.place[l.kind[i-1]], l.time(i-1)
		if place < 0 {
			continue
		}
		if next-at >= silence || place == 0 {
			break
		}
		since, next = at, at
	}
	if since < 0 {
		return false
	}
	return c.ForDays.Has(float64(w.now-since) / float64(dayMS))
}
