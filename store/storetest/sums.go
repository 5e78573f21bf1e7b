package storetest

import (
	"fmt"

	"cham/measure"
)

// sums names what does not add up in an answer, "" when all does.
func sums(p measure.Plan, a *measure.Answer) string {
	if of := suiteOf(a.Question).sums; of != nil {
		return of(p, a)
	}
	return ""
}

// exitSums: an exit has an end, and comes from somewhere.
func exitSums(p measure.Plan, a *measure.Answer) string {
	for _, e := range a.Exits {
		before := 0
		for _, b := range e.Before {
			before += b.Exits
		}
		ended := e.After.N // without G, a visit long ago is an exit and its journey not at its end
		if ended > e.Exits || p.Silence > 0 && ended != e.Exits || e.Exits+e.Exit.Open > e.Exit.N || before > ended ||
			len(e.Before) < 5 && before != ended {
			return fmt.Sprintf("exit %+v", e)
		}
	}
	return ""
}

// pathSums: every journey takes one path, and what goes into a touchpoint comes
// out of it.
func pathSums(p measure.Plan, a *measure.PathsAnswer) string {
	listed := a.Others
	for _, t := range a.Top {
		listed += t.Journeys
		if !p.NoSpread && t.Time.N != t.Journeys {
			return fmt.Sprintf("times of %+v", t)
		}
	}
	if listed != a.Journeys || len(a.Top) > a.Distinct || (a.Others == 0) != (len(a.Top) == a.Distinct) {
		return fmt.Sprintf("%d of %d journeys told", listed, a.Journeys)
	}
	in, out := make([]int, len(a.Nodes)), make([]int, len(a.Nodes))
	for _, l := range a.Links {
		out[l.From] += l.Journeys
		in[l.To] += l.Journeys
		if a.Nodes[l.To].Depth != a.Nodes[l.From].Depth+1 {
			return fmt.Sprintf("link %+v", l)
		}
	}
	first, ended, more := 0, 0, 0
	for i, n := range a.Nodes {
		more += n.More
		if n.Outcome != "" {
			ended += n.Journeys
			out[i] = n.Journeys
		}
		if n.Depth == 0 {
			first += n.Journeys
		}
		begun := n.Journeys - in[i] - n.More // to an end: paths that begin there
		if toEnd(p) && (out[i] != n.Journeys || begun < 0) {
			return fmt.Sprintf("to an end: in %d, out %d of %+v", in[i], out[i], n)
		}
		if !toEnd(p) && (out[i]+n.More != n.Journeys || n.Depth > 0 && in[i] != n.Journeys) {
			return fmt.Sprintf("in %d, out %d of %+v", in[i], out[i], n)
		}
	}
	if toEnd(p) && ended != a.Journeys || !toEnd(p) && (first != a.Journeys || ended+more != a.Journeys) {
		return fmt.Sprintf("%d journeys begin, %d end, %d go on, of %d", first, ended, more, a.Journeys)
	}
	return ""
}

// graphSums: over all time, every touch is a sequence's first or is led to, and
// is its last or leads on.
func graphSums(p measure.Plan, g *measure.GraphAnswer) string {
	if !p.From.IsZero() || !p.To.IsZero() || len(p.Where) > 0 || p.Collapse {
		return ""
	}
	in, out, starts, ends := map[string]int{}, map[string]int{}, 0, 0
	for _, e := range g.Edges {
		in[e.To] += e.Count
		out[e.From] += e.Count
	}
	for _, n := range g.Nodes {
		starts, ends = starts+n.Starts, ends+n.Ends
		if n.Volume != n.Starts+in[n.ID] || n.Volume != n.Ends+out[n.ID] {
			return fmt.Sprintf("in %d, out %d of %+v", in[n.ID], out[n.ID], n)
		}
	}
	if starts != ends {
		return fmt.Sprintf("%d starts, %d ends", starts, ends)
	}
	return ""
}
