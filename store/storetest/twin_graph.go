package storetest

import (
	"database/sql"
	_ "embed"

	"cham/measure"
)

//go:embed twin/graph.sql
var twinGraph string

func (w *twin) transitions() (all []measure.Transition) {
	w.each(twinTransitions, func(r *sql.Rows) error {
		var t measure.Transition
		err := r.Scan(&t.From, &t.To, &t.Count, &t.Customers, &t.MeanS, &t.MedianS, &t.P90S, &t.Back)
		all = append(all, t)
		return err
	})
	return all
}

func (w *twin) graph(p measure.Plan, nodes []measure.Node) *measure.GraphAnswer {
	g := &measure.GraphAnswer{Edges: w.transitions()}
	ledTo := map[string]bool{}
	for _, e := range g.Edges {
		ledTo[e.To] = true
	}
	w.each(twinGraph, func(r *sql.Rows) error {
		var i int
		var n measure.GraphNode
		err := r.Scan(&i, &n.Volume, &n.Reach, &n.Starts, &n.Ends)
		n.ID, n.Name, n.Goal = nodes[i].ID, nodes[i].Name, nodes[i].Goal
		if s := nodes[i].Stage; s >= 0 {
			n.Stage = p.Stages[s]
		}
		if p.Nodes != nil || n.Volume > 0 || ledTo[n.ID] {
			g.Nodes = append(g.Nodes, n)
		}
		return err
	})
	return g
}
