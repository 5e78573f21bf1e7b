package index

import (
	"cmp"
	"slices"

	"cham/measure"
)

// pathsPass counts the paths of journeys in a table per core. To list the
// customers of a figure it only counts the paths that match; to find the times
// of the listed paths it runs once more, over pathTimes.
type pathsPass struct {
	worker
	start   int32  // node; anywhere when negative, never when absent
	end     []bool // node → ends a path; nil: the journey's end does
	goals   bool   // only goals end a path, where all converted journeys do
	depth   int
	toEnd   bool // the last touchpoints are compared, not the first
	table   pathTable
	match   func(*pathKey) bool
	matched int
	listed  [][]int32    // depth → the touchpoints that Others leaves out
	times   [][]int64    // of the listed paths, in the second run
	top     []*pathEntry // the told ones
	steps   [measure.MaxDepth]uint16
}

// absent is the node of a touchpoint that nobody touched.
const absent = 1 << 30

func newPathsPass(q *scan) *pathsPass {
	p := &pathsPass{worker: worker{scan: q}, start: q.startAt(), depth: min(max(2, q.Depth), measure.MaxDepth)}
	switch q.End {
	case "":
	case measure.AnyGoal:
		p.end, p.goals = q.goal, true
	default:
		p.end = make([]bool, len(q.nodes))
		if n := q.nodeOf(q.End); n >= 0 {
			p.end[n], p.goals = true, q.goal[n]
		}
	}
	p.toEnd = p.start < 0 && p.end != nil
	return p
}

// startAt is the node where paths start.
func (q *scan) startAt() int32 {
	if q.Start == "" {
		return -1
	}
	if n := q.nodeOf(q.Start); n >= 0 {
		return n
	}
	return absent
}

func (p *pathsPass) head() *worker { return &p.worker }

func (p *pathsPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		a, b, ok := p.run(v, i)
		if !ok {
			continue
		}
		p.eachJourney(v.level, a, b, func(j journeyAt) { p.journey(v.level, j.first, j.last, j.o) })
	}
	p.table.flush()
}

// journey finds the path of a journey and counts it.
func (p *pathsPass) journey(l *level, first, last uint32, o outcome) {
	if p.goals && o != converted {
		return
	}
	if p.start >= 0 {
		for p.bound[l.kind[first]] != p.start {
			if first == last {
				return
			}
			first++
		}
	}
	if !p.hit(l.time(first), l.kind[first]) {
		return
	}
	var ok bool
	if last, ok = p.ending(l, first, last); !ok {
		return
	}
	var k pathKey
	if p.toEnd {
		k = p.backward(l, first, last, o)
	} else {
		k = p.forward(l, first, last, o)
	}
	p.count(&k, l.time(last)-l.time(first))
}

// ending finds the last touch of the path that begins at first.
func (p *pathsPass) ending(l *level, first, last uint32) (uint32, bool) {
	if p.end == nil {
		return last, true
	}
	before := int32(-1)
	for i := first; i <= last; i++ {
		n := p.bound[l.kind[i]]
		if n >= 0 && p.end[n] && (i > first || p.start < 0) && !(p.Collapse && n == before) {
			return i, true
		}
		if n >= 0 {
			before = n
		}
	}
	return 0, false
}

// forward is the path by its first touchpoints.
func (p *pathsPass) forward(l *level, first, last uint32, o outcome) pathKey {
	n, before, more := 0, int32(-1), false
	for i := first; i <= last; i++ {
		node := p.bound[l.kind[i]]
		if node < 0 || p.Collapse && node == before {
			continue
		}
		if n == p.depth {
			more = true
			break
		}
		p.steps[n], before = uint16(node), node
		n++
	}
	return newPathKey(p.steps[:n], o, more)
}

// backward is the path by its last touchpoints.
func (p *pathsPass) backward(l *level, first, last uint32, o outcome) pathKey {
	at, after, more := p.depth, int32(-1), false
	for i := last + 1; i > first; i-- {
		node := p.bound[l.kind[i-1]]
		if node < 0 || p.Collapse && node == after {
			continue
		}
		if at == 0 {
			more = true
			break
		}
		at--
		p.steps[at], after = uint16(node), node
	}
	return newPathKey(p.steps[at:p.depth], o, more)
}

func (p *pathsPass) count(k *pathKey, ms int64) {
	switch {
	case p.match != nil:
		p.matched += one(p.match(k))
	case p.times != nil:
		if e := p.table.find(k); e.journeys > 0 {
			p.times[e.customers] = append(p.times[e.customers], ms)
		}
	default:
		p.table.put(k, p.stamp)
	}
}

func (p *pathsPass) add(other pass) {
	o := other.(*pathsPass)
	p.table.add(&o.table)
	for i := range p.times {
		p.times[i] = append(p.times[i], o.times[i]...)
	}
}

// follow finds the listed paths, and returns the pass of their times: its
// table has only these, each entry's customers being its place in times.
func (p *pathsPass) follow() func(*scan) (pass, error) {
	p.top = p.most(cmp.Or(p.Most, measure.TopPaths))
	if p.NoSpread {
		return nil
	}
	return func(q *scan) (pass, error) {
		t := newPathsPass(q)
		t.times = make([][]int64, len(p.top))
		t.table.grow()
		for i, e := range p.top {
			*t.table.at(&e.pathKey) = pathEntry{pathKey: e.pathKey, journeys: 1, customers: uint32(i)}
		}
		return t, nil
	}
}

func (p *pathsPass) followed(by pass) { p.times = by.(*pathsPass).times }

// most are the n most frequent paths, in order.
func (p *pathsPass) most(n int) (top []*pathEntry) {
	var counts [1 << 12]int // paths by journeys; the last one: so many or more
	bucket := func(e *pathEntry) int { return int(min(e.journeys, uint32(len(counts)-1))) }
	p.table.each(func(e *pathEntry) { counts[bucket(e)]++ })
	least, sum := len(counts)-1, counts[len(counts)-1]
	for ; least > 1 && sum < n; least-- {
		sum += counts[least-1]
	}
	p.table.each(func(e *pathEntry) {
		if bucket(e) >= least {
			top = append(top, e)
		}
	})
	slices.SortFunc(top, func(x, y *pathEntry) int {
		return cmp.Or(cmp.Compare(y.journeys, x.journeys), slices.Compare(p.ids(&x.pathKey), p.ids(&y.pathKey)),
			cmp.Compare(outcomes[x.outcome()], outcomes[y.outcome()]), cmp.Compare(x.tail, y.tail))
	})
	return top[:min(n, len(top))]
}

// outcomes are the names of outcomes, as answers say them.
var outcomes = [...]string{open: "open", lost: "lost", converted: "converted", care: "care"}

func (p *pathsPass) ids(k *pathKey) []string {
	ids := make([]string, k.len())
	for i := range ids {
		ids[i] = p.nodes[k.node(i)].ID
	}
	return ids
}

func (p *pathsPass) answer(a *measure.Answer) {
	out := &measure.PathsAnswer{Top: []measure.Path{}, Distinct: p.table.used}
	p.table.each(func(e *pathEntry) { out.Journeys += int(e.journeys) })
	out.Others = out.Journeys
	for i, e := range p.top {
		path := measure.Path{Steps: p.ids(&e.pathKey), Outcome: outcomes[e.outcome()], More: e.more(), Journeys: int(e.journeys),
			Customers: int(e.customers)}
		if p.times != nil {
			path.Time = spreadOf(p.times[i])
		}
		out.Top = append(out.Top, path)
		out.Others -= path.Journeys
	}
	out.Nodes, out.Links = p.flow().draw(p.scan)
	a.Paths = out
}
