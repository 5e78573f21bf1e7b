package storetest

import (
	"cmp"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"cham"
	"cham/measure"
	"cham/measure/stat"
)

// modelPath is the path of one journey.
type modelPath struct {
	customer cham.CustomerID
	steps    []string
	outcome  string
	more     bool
	ms       int64
}

// toEnd reports whether paths are told apart by their last touchpoints.
func toEnd(p measure.Plan) bool { return p.Start == "" && p.End != "" }

// path follows the definition of measure.PathsAnswer.
func (v *modelView) path(j modelJourney) (modelPath, bool) {
	id := func(t modelTouch) string { return v.nodes[t.node].ID }
	ts := j.touches
	if v.p.Start != "" {
		at := slices.IndexFunc(ts, func(t modelTouch) bool { return id(t) == v.p.Start })
		if at < 0 {
			return modelPath{}, false
		}
		ts = ts[at:]
	}
	if !ts[0].inside {
		return modelPath{}, false
	}
	if v.p.End != "" {
		at := -1
		for i, t := range ts {
			inARow := i > 0 && v.p.Collapse && ts[i-1].node == t.node
			ends := id(t) == v.p.End || v.p.End == measure.AnyGoal && v.nodes[t.node].Goal
			if at < 0 && ends && (i > 0 || v.p.Start == "") && !inARow {
				at = i
			}
		}
		if at < 0 {
			return modelPath{}, false
		}
		ts = ts[:at+1]
	}
	out := modelPath{customer: j.customer, outcome: string(j.outcome), ms: ts[len(ts)-1].at.Sub(ts[0].at).Milliseconds()}
	for i, t := range ts {
		if i == 0 || !v.p.Collapse || t.node != ts[i-1].node {
			out.steps = append(out.steps, id(t))
		}
	}
	if n := len(out.steps); n > v.p.Depth {
		out.more = true
		if toEnd(v.p) {
			out.steps = out.steps[n-v.p.Depth:]
		} else {
			out.steps = out.steps[:v.p.Depth]
		}
	}
	return out, true
}

func (v *modelView) askPaths(a *measure.Answer) {
	var paths []modelPath
	for _, j := range v.journeys {
		if p, ok := v.path(j); ok {
			paths = append(paths, p)
		}
	}
	out := &measure.PathsAnswer{Journeys: len(paths)}
	type key struct {
		steps, outcome string
		more           bool
	}
	same := map[key][]modelPath{}
	for _, p := range paths {
		k := key{strings.Join(p.steps, "\x00"), p.outcome, p.more}
		same[k] = append(same[k], p)
	}
	for _, ps := range same {
		out.Top = append(out.Top, listedPath(ps))
	}
	out.Distinct = len(same)
	slices.SortFunc(out.Top, func(x, y measure.Path) int {
		return cmp.Or(cmp.Compare(y.Journeys, x.Journeys), slices.Compare(x.Steps, y.Steps), cmp.Compare(x.Outcome, y.Outcome),
			intOf(x.More)-intOf(y.More))
	})
	out.Top = out.Top[:min(len(out.Top), cmp.Or(v.p.Most, 50))]
	out.Others = out.Journeys
	for _, p := range out.Top {
		out.Others -= p.Journeys
	}
	out.Nodes, out.Links = v.flow(paths)
	a.Paths = out
}

// listedPath is the path that some journeys took.
func listedPath(same []modelPath) measure.Path {
	who := map[cham.CustomerID]bool{}
	var times []int64
	for _, p := range same {
		who[p.customer] = true
		times = append(times, p.ms)
	}
	return measure.Path{Steps: same[0].steps, Outcome: same[0].outcome, More: same[0].more,
		Journeys: len(same), Customers: len(who), Time: stat.SpreadOf(times)}
}

// flow draws paths: first what each path is at each depth, then counts.
func (v *modelView) flow(paths []modelPath) (nodes []measure.FlowNode, links []measure.FlowLink) {
	counts := map[measure.FlowNode]int{} // without Journeys and More
	for _, p := range paths {
		for _, n := range v.placedAt(p, nil) {
			counts[n]++
		}
	}
	listed := map[int][]string{}
	for n := range counts {
		if n.ID != "" {
			listed[n.Depth] = append(listed[n.Depth], n.ID)
		}
	}
	for d, ids := range listed {
		slices.SortFunc(ids, func(x, y string) int {
			return cmp.Or(counts[measure.FlowNode{Depth: d, ID: y}]-counts[measure.FlowNode{Depth: d, ID: x}], cmp.Compare(x, y))
		})
		listed[d] = ids[:min(v.p.Width, len(ids))]
	}
	type pair struct{ from, to measure.FlowNode }
	counts, more, moves := map[measure.FlowNode]int{}, map[measure.FlowNode]int{}, map[pair]int{}
	for _, p := range paths {
		way := v.placedAt(p, listed)
		for i, n := range way {
			counts[n]++
			if i > 0 {
				moves[pair{way[i-1], n}]++
			}
		}
		if p.more && toEnd(v.p) {
			more[way[0]]++
		} else if p.more {
			more[way[len(way)-1]]++
		}
	}
	for n := range counts {
		nodes = append(nodes, n)
	}
	order := func(n measure.FlowNode) int {
		return intOf(n.Others) + slices.Index([]string{"converted", "lost", "open", "care"}, n.Outcome)*2 + 2
	}
	slices.SortFunc(nodes, func(x, y measure.FlowNode) int {
		return cmp.Or(x.Depth-y.Depth, order(x)-order(y), counts[y]-counts[x], cmp.Compare(x.ID, y.ID))
	})
	for m, n := range moves {
		links = append(links, measure.FlowLink{From: slices.Index(nodes, m.from), To: slices.Index(nodes, m.to), Journeys: n})
	}
	slices.SortFunc(links, func(x, y measure.FlowLink) int { return cmp.Or(x.From-y.From, x.To-y.To) })
	for i, n := range nodes {
		nodes[i].Journeys, nodes[i].More = counts[n], more[n]
	}
	return nodes, links
}

// placedAt is a path's node at each depth; listed says which touchpoints are
// nodes, nil: all.
func (v *modelView) placedAt(p modelPath, listed map[int][]string) (way []measure.FlowNode) {
	first := 0
	if toEnd(v.p) {
		first = v.p.Depth - len(p.steps)
	}
	for i, id := range p.steps {
		n := measure.FlowNode{Depth: first + i, ID: id}
		if listed != nil && !slices.Contains(listed[n.Depth], id) {
			n.ID, n.Others = "", true
		}
		way = append(way, n)
	}
	if !p.more || toEnd(v.p) {
		way = append(way, measure.FlowNode{Depth: first + len(p.steps), Outcome: p.outcome})
	}
	return way
}

// drawPaths draws what paths start and end at, and how much of them is told.
func drawPaths(t *rapid.T, q *measure.Query, d drawing) {
	ends := append([]string{"", ""}, d.points...)
	q.Start, q.End = rapid.SampledFrom(ends).Draw(t, "start"), rapid.SampledFrom(append(ends, measure.AnyGoal)).Draw(t, "end")
	q.Depth = rapid.SampledFrom([]int{0, 2, 3, 7, 12}).Draw(t, "depth")
	q.Width = rapid.SampledFrom([]int{0, 1, 2, 4}).Draw(t, "width")
	q.Most = rapid.SampledFrom([]int{0, 1, 3, 100}).Draw(t, "most")
}

func pathFigures(a *measure.PathsAnswer) (all []figure) {
	if a == nil {
		return nil
	}
	for _, p := range a.Top {
		all = append(all, figure{measure.Figure{Kind: measure.FigurePath, Steps: p.Steps, Outcome: p.Outcome, More: p.More}, p.Journeys})
	}
	for _, n := range a.Nodes {
		all = append(all, figure{measure.Figure{Kind: measure.FigureFlowNode, Depth: n.Depth, Touchpoint: n.ID, Others: n.Others,
			Outcome: n.Outcome}, n.Journeys})
	}
	for _, l := range a.Links {
		from, to := a.Nodes[l.From], a.Nodes[l.To]
		all = append(all, figure{measure.Figure{Kind: measure.FigureFlowLink, Depth: from.Depth, Touchpoint: from.ID, Others: from.Others,
			To: to.ID, ToOthers: to.Others, Outcome: to.Outcome}, l.Journeys})
	}
	return all
}
