package index

import (
	"slices"

	"cham/measure"
)

// graphPass counts what is at each node; transitions follow it.
type graphPass struct {
	worker
	at    []graphNode
	moves *transitionsPass
}

type graphNode struct {
	volume, reach, starts, ends int
	customer                    uint32
}

func newGraphPass(q *scan) *graphPass {
	return &graphPass{worker: worker{scan: q}, at: make([]graphNode, len(q.nodes))}
}

func (p *graphPass) head() *worker { return &p.worker }

func (p *graphPass) follow() func(*scan) (pass, error) {
	return func(q *scan) (pass, error) { return newTransitionsPass(q), nil }
}

func (p *graphPass) followed(by pass) { p.moves = by.(*transitionsPass) }

func (p *graphPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		if a, b, ok := p.run(v, i); ok {
			p.visits(v.level, a, b)
		}
	}
}

// visits counts a customer's touches at their nodes.
func (p *graphPass) visits(l *level, a, b uint32) {
	kinds, at, ms := l.kind[a:b], l.at[a:b], l.ms[a:b]
	at, ms = at[:len(kinds)], ms[:len(kinds)]
	last, lastAt, counted := int32(-1), int64(0), false
	var journey cutter
	for j, k := range kinds {
		place := p.places[k]
		n := place.node
		if n < 0 {
			continue
		}
		t := int64(at[j])*1000 + int64(ms[j])
		here := &p.at[n]
		hit := p.hit(t, k)
		if hit {
			here.volume++
			if here.customer != p.stamp {
				here.customer = p.stamp
				here.reach++
			}
		}
		if journey.cuts(place, t-lastAt, p.silence) || last < 0 {
			here.starts += one(hit)
			if counted {
				p.at[last].ends++
			}
		}
		last, lastAt, counted = n, t, hit
	}
	if counted {
		p.at[last].ends++
	}
}

func (p *graphPass) add(other pass) {
	for i, o := range other.(*graphPass).at {
		n := &p.at[i]
		n.volume, n.reach, n.starts, n.ends = n.volume+o.volume, n.reach+o.reach, n.starts+o.starts, n.ends+o.ends
	}
}

func (p *graphPass) answer(a *measure.Answer) {
	g := &measure.GraphAnswer{Nodes: []measure.GraphNode{}, Edges: append([]measure.Transition{}, p.moves.transitions()...)}
	ledTo := map[string]bool{}
	for _, e := range g.Edges {
		ledTo[e.To] = true
	}
	for i, n := range p.nodes {
		at := &p.at[i]
		if p.Nodes == nil && at.volume == 0 && !ledTo[n.ID] {
			continue
		}
		g.Nodes = append(g.Nodes, measure.GraphNode{ID: n.ID, Name: n.Name, Stage: p.stageID(n), Goal: n.Goal,
			Volume: at.volume, Reach: at.reach, Starts: at.starts, Ends: at.ends})
	}
	if p.Nodes == nil {
		slices.SortFunc(g.Nodes, func(x, y measure.GraphNode) int { return larger(x.Volume, y.Volume, x.ID, y.ID) })
	}
	a.Graph = g
}

// stageID is a node's stage, "" when it has none.
func (q *scan) stageID(n measure.Node) string {
	if n.Stage < 0 || n.Stage >= len(q.Stages) {
		return ""
	}
	return q.Stages[n.Stage]
}

func (p *graphPass) figure(f measure.Figure) (func() int, error) {
	n := p.nodeOf(f.Touchpoint)
	if n < 0 {
		return nil, nil
	}
	counter := map[measure.FigureKind]*int{measure.FigureStarts: &p.at[n].starts, measure.FigureEnds: &p.at[n].ends}[f.Kind]
	if counter == nil {
		return nil, nil
	}
	return func() int { return *counter }, nil
}
