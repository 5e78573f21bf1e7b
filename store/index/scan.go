package index

import (
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"cham"
	"cham/measure"
)

// scan is a question made ready for one snapshot: everything that depends on
// a touch's kind is looked up in a table.
type scan struct {
	*measure.Plan
	s     *snapshot
	nodes []measure.Node
	bound []int32  // kind → node, −1 for none
	slot  []uint8  // node → its stage, noStage for none
	bit   []uint64 // node → the bit of its stage, 0 for none
	later []uint64 // node → the bits that are a next step from it
	goal  []bool   // node → is a goal
	// node → is in a stage behind the last that has a goal; has an exit rate
	behind, exits []bool

	from, to, now int64  // ms; the period is [from, to)
	silence       int64  // ms; none is an endless one
	first         []bool // kind → may be a chosen customer's first touch; nil: any
	came, last    []bool // kind → says by what link a customer came; is of the last lead source; nil: any
	meets         []bool // kind → meets Where
	traits        []trait
	places        []place
	approaches    []place // the same, nothing being behind the goal
	members       map[*level]bitset
}

// trait is all of this about one kind, side by side for the loops that need
// most of it: a touch then costs one look into a table.
type trait struct {
	later, bit          uint64
	node                int32 // as bound
	slot                uint8
	goal, behind, meets bool
}

// place is what the cut needs to know of a kind.
type place struct {
	node         int32 // as bound
	goal, behind bool
}

const endless = math.MaxInt64 / 4

func newScan(s *snapshot, p *measure.Plan) (*scan, error) {
	known := len(s.kinds)
	if p.HasClock() {
		var err error
		if s, err = s.clocked(p); err != nil {
			return nil, err
		}
	}
	q := &scan{Plan: p, s: s, from: -endless, to: endless, now: p.Now.UnixMilli(),
		silence: p.Silence.Milliseconds()}
	if !p.From.IsZero() {
		q.from = ceilMS(p.From)
	}
	if !p.To.IsZero() {
		q.to = ceilMS(p.To)
	}
	if q.silence == 0 {
		q.silence = endless
	}
	if err := q.bind(); err != nil {
		return nil, err
	}
	q.bindSegment()
	q.bindWhere(known)
	q.bindTraits()
	return q, nil
}

// ceilMS is the first whole millisecond that is not before t.
func ceilMS(t time.Time) int64 {
	ms := t.UnixMilli()
	if t.After(time.UnixMilli(ms)) {
		ms++
	}
	return ms
}

// bind fills the tables that lead from a kind to its node and the node's traits.
func (q *scan) bind() error {
	q.nodes = q.Nodes
	q.bound = make([]int32, len(q.s.kinds))
	switch {
	case q.Bind != nil:
		for k := range q.bound {
			n := q.Bind(q.s.kinds[k])
			if n >= len(q.nodes) {
				return cham.Errorf(cham.CodeInvalid, "index.bind", "a rule leads to touchpoint %d of %d", n, len(q.nodes))
			}
			q.bound[k] = int32(n)
		}
	case q.Nodes != nil:
		return cham.Errorf(cham.CodeInvalid, "index.bind", "the plan has touchpoints but no rules")
	default:
		q.bindNames()
	}
	if len(q.Stages) > MaxStages {
		return cham.Errorf(cham.CodeInvalid, "index.bind", "a map has at most %d stages", MaxStages)
	}
	q.bindStages()
	return nil
}

func (q *scan) bindStages() {
	n := len(q.nodes)
	q.slot, q.bit, q.later, q.goal = make([]uint8, n), make([]uint64, n), make([]uint64, n), make([]bool, n)
	q.behind, q.exits = measure.Behind(q.nodes), make([]bool, n)
	for i, node := range q.nodes {
		q.exits[i] = !node.Goal && !q.behind[i]
		q.slot[i], q.later[i], q.goal[i] = noStage, 1<<goalBit, node.Goal
		if s := node.Stage; s >= 0 && s < len(q.Stages) {
			q.slot[i], q.bit[i] = uint8(s), 1<<s
			q.later[i] |= (1<<len(q.Stages) - 1) &^ (2<<s - 1)
		}
	}
}

// bindNames makes a node of every touch name.
func (q *scan) bindNames() {
	var names []string
	q.bound, names = byName(q.s.kinds)
	q.nodes = make([]measure.Node, len(names))
	for i, name := range names {
		q.nodes[i] = measure.Node{ID: name, Name: name, Stage: -1, Goal: slices.Contains(q.Goal, name)}
	}
}

// byName numbers the names of kinds.
func byName(kinds []cham.Kind) (group []int32, names []string) {
	group = make([]int32, len(kinds))
	number := map[string]int32{}
	for k, kind := range kinds {
		n, ok := number[kind.Name]
		if !ok {
			n = int32(len(names))
			number[kind.Name] = n
			names = append(names, kind.Name)
		}
		group[k] = n
	}
	return group, names
}

func (q *scan) bindSegment() {
	want := q.Segment
	q.bindLast(want.LastLead)
	if want.Channel == "" && want.Source == "" && want.FirstLead == "" {
		return
	}
	lead := q.LeadOf()
	q.first = make([]bool, len(q.s.kinds))
	for k, kind := range q.s.kinds {
		q.first[k] = (want.Channel == "" || want.Channel == kind.Channel) &&
			(want.Source == "" || want.Source == kind.Source) && (want.FirstLead == "" || want.FirstLead == lead(kind))
	}
}

// bindWhere finds which kinds meet the conditions on touches, and which
// customers of each level are members of the segment. Kinds from known on are
// twins off the clock, which meet none.
func (q *scan) bindWhere(known int) {
	q.meets = make([]bool, len(q.s.kinds))
	for k := range q.meets {
		q.meets[k] = k < known && (len(q.Where) == 0 || q.Plan.Counts(q.s.kinds[k], q.node(k)))
	}
	if q.Members == nil {
		return
	}
	q.members = make(map[*level]bitset, len(q.s.views))
	for _, v := range q.s.views {
		q.members[v.level] = v.only(q.Members)
	}
}

func (q *scan) bindTraits() {
	q.traits, q.places, q.approaches = make([]trait, len(q.bound)), make([]place, len(q.bound)), make([]place, len(q.bound))
	for k, n := range q.bound {
		t := trait{node: n, slot: noStage, meets: q.meets[k]}
		if n >= 0 {
			t.later, t.bit, t.slot, t.goal, t.behind = q.later[n], q.bit[n], q.slot[n], q.goal[n], q.behind[n]
		}
		q.traits[k], q.places[k], q.approaches[k] = t, place{n, t.goal, t.behind}, place{n, t.goal, false}
	}
}

// node is the node of a kind as Plan.Value wants it.
func (q *scan) node(kind int) int { return int(q.bound[kind]) }

// only marks the customers that are listed, ascending.
func (l *level) only(ids []cham.CustomerID) bitset {
	marked, i := newBitset(len(l.ids)), 0
	for _, id := range ids {
		for i < len(l.ids) && l.ids[i] < id {
			i++
		}
		if i < len(l.ids) && l.ids[i] == id {
			marked.set(i)
		}
	}
	return marked
}

// nodeOf returns a node's number by its id, −1 when nothing has it.
func (q *scan) nodeOf(id string) int32 {
	for i, n := range q.nodes {
		if n.ID == id {
			return int32(i)
		}
	}
	return -1
}

// in reports whether an instant is in the period; hit whether a touch counts.
func (q *scan) in(t int64) bool { return t >= q.from && t < q.to }

func (q *scan) hit(t int64, kind uint16) bool { return t >= q.from && t < q.to && q.meets[kind] }

func (q *scan) allTime() bool { return q.from == -endless && q.to == endless }

// worker is what one core has while it scans.
type worker struct {
	*scan
	customers, volume int
	stamp             uint32 // of the customer, never 0
	lo, hi            uint32 // the customer's touches in the period are [lo, hi)
	level             *level // whose members chosen are
	chosen            bitset
	returns           returns
}

// run returns the columns of a customer who is looked at, and counts them.
func (w *worker) run(v view, i int) (a, b uint32, ok bool) {
	a, b = v.off[i], v.off[i+1]
	if !w.AsOf.IsZero() {
		b = a + uint32(v.before(a, b, w.now+1))
	}
	if a == b || v.dead.has(i) || w.first != nil && !w.first[v.kind[a]] || w.members != nil && !w.member(v.level, i) ||
		w.last != nil && !w.cameLast(v.level, a, b) {
		return a, b, false
	}
	w.lo, w.hi = a, b
	inPeriod := int(b - a)
	if !w.allTime() {
		if v.time(b-1) >= w.to { // most customers are inside a long period whole
			w.hi = a + uint32(v.before(a, b, w.to))
		}
		if v.time(a) < w.from {
			w.lo = a + uint32(v.before(a, w.hi, w.from))
		}
		inPeriod = int(w.hi - w.lo)
		if w.Segment.Status != "" && (inPeriod == 0 || (v.time(a) >= w.from) != (w.Segment.Status == "new")) {
			return a, b, false
		}
	} else if w.Segment.Status == "returning" {
		return a, b, false
	}
	if len(w.Where) > 0 {
		inPeriod = w.hits(v.level, a, b)
	}
	w.volume += inPeriod
	if inPeriod > 0 {
		w.customers++
	}
	w.stamp++
	return a, b, true
}

// member reports whether a customer is in the saved segment; asked level by level.
func (w *worker) member(l *level, i int) bool {
	if w.level != l {
		w.level, w.chosen = l, w.members[l]
	}
	return w.chosen.has(i)
}

// hits counts the touches of [a, b) that count.
func (w *worker) hits(l *level, a, b uint32) (n int) {
	for i := a; i < b; i++ {
		n += one(w.hit(l.time(i), l.kind[i]))
	}
	return n
}

// before counts the touches of [a, b) that are before t.
func (l *level) before(a, b uint32, t int64) int {
	lo, hi := a, b
	for lo < hi {
		if m := lo + (hi-lo)/2; l.time(m) < t {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return int(lo - a)
}

// pass is what one question gathers; one per core, added up in the end.
type pass interface {
	// span takes in customers [from, to) of a level.
	span(v view, from, to int)
	head() *worker
	// add takes in what another core gathered.
	add(pass)
	answer(*measure.Answer)
	// figure returns a counter of the pass, nil when it has none of the kind.
	figure(f measure.Figure) (func() int, error)
}

// blockTouches is how many touches a core takes at a time.
const blockTouches = 1 << 16

// block is customers [from, to) of a view.
type block struct {
	v        view
	from, to int
}

func (s *snapshot) blocks() (all []block) {
	for _, v := range s.views {
		for from := 0; from < len(v.ids); {
			// The first customer who brings the block to its size.
			n, _ := slices.BinarySearch(v.off[from+1:], v.off[from]+blockTouches)
			to := min(from+n+1, len(v.ids))
			all = append(all, block{v, from, to})
			from = to
		}
	}
	return all
}

// each gives the snapshot's blocks to f, on as many cores as are worth it, and
// waits; f gets the number of its core, below cores.
func (s *snapshot) each(ctx context.Context, cores int, f func(core int, b block)) error {
	blocks := s.blocks()
	var next atomic.Int64
	var all sync.WaitGroup
	for core := range cores {
		work := func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(blocks) {
					return
				}
				f(core, blocks[i])
			}
		}
		if core == cores-1 {
			work()
		} else {
			all.Go(work)
		}
	}
	all.Wait()
	return ctx.Err()
}

// cores is how many cores a question about s uses.
func (x *Index) cores(s *snapshot) int {
	n := x.o.Workers
	if n == 0 {
		n = runtime.GOMAXPROCS(0)
	}
	return max(1, min(n, s.touches()/blockTouches+1))
}
