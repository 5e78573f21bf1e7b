package storetest

import (
	"cmp"
	"slices"

	"cham"
	"cham/measure"
)

// back reports whether a node is of an earlier stage than another.
func (v *modelView) back(from, to int) bool {
	return v.nodes[to].Stage >= 0 && v.nodes[to].Stage < v.nodes[from].Stage
}

func (v *modelView) askGraph(a *measure.Answer) {
	var moves measure.Answer
	v.askTransitions(&moves)
	g := &measure.GraphAnswer{Edges: moves.Transitions}
	ledTo := map[string]bool{}
	for _, e := range g.Edges {
		ledTo[e.To] = true
	}
	for i, n := range v.nodes {
		node := measure.GraphNode{ID: n.ID, Name: n.Name, Goal: n.Goal}
		if n.Stage >= 0 {
			node.Stage = v.p.Stages[n.Stage]
		}
		who := map[cham.CustomerID]bool{}
		for _, j := range v.journeys {
			first, last := j.touches[0], j.touches[len(j.touches)-1]
			node.Starts += intOf(first.node == i && first.inside)
			node.Ends += intOf(last.node == i && last.inside)
			for _, t := range j.touches {
				if t.node == i && t.inside {
					node.Volume++
					who[j.customer] = true
				}
			}
		}
		node.Reach = len(who)
		if v.p.Nodes != nil || node.Volume > 0 || ledTo[n.ID] {
			g.Nodes = append(g.Nodes, node)
		}
	}
	a.Graph = g
}

func graphFigures(g *measure.GraphAnswer) (all []figure) {
	if g == nil {
		return nil
	}
	for _, n := range g.Nodes {
		all = append(all, figure{measure.Figure{Kind: measure.FigureStarts, Touchpoint: n.ID}, n.Starts},
			figure{measure.Figure{Kind: measure.FigureEnds, Touchpoint: n.ID}, n.Ends},
			figure{measure.Figure{Kind: measure.FigureReach, Touchpoint: n.ID}, n.Reach})
	}
	for _, e := range g.Edges {
		all = append(all, figure{measure.Figure{Kind: measure.FigurePair, Touchpoint: e.From, To: e.To}, e.Customers})
	}
	return all
}

func sortedGraph(g *measure.GraphAnswer) *measure.GraphAnswer {
	if g == nil {
		return nil
	}
	edges := sortedAnswer(measure.Answer{Transitions: g.Edges}).Transitions
	nodes := slices.SortedFunc(slices.Values(g.Nodes), func(x, y measure.GraphNode) int { return cmp.Compare(x.ID, y.ID) })
	return &measure.GraphAnswer{Nodes: nodes, Edges: edges}
}
