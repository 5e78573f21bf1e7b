package storetest

import (
	"database/sql"
	_ "embed"

	"cham/measure"
	"cham/measure/stat"
)

//go:embed twin/exits.sql
var twinExits string

// exitEnds tells how long the journeys that ended at each touchpoint took, and
// how many came from where.
func (w *twin) exitEnds(nodes []measure.Node) (after map[string]stat.Spread, before map[string]map[string]int) {
	after, before = map[string]stat.Spread{}, map[string]map[string]int{}
	w.each(twinExits, func(r *sql.Rows) error {
		var node, n int
		var s stat.Spread
		var was string
		err := r.Scan(&node, &s.N, &s.Median, &s.P90, &was, &n)
		id := nodes[node].ID
		if after[id] = s; before[id] == nil {
			before[id] = map[string]int{}
		}
		before[id][was] = n
		return err
	})
	return after, before
}

func (w *twin) exits(p measure.Plan, nodes []measure.Node) (all []measure.ExitRow) {
	after, before := w.exitEnds(nodes)
	for _, t := range w.touchpoints(p, nodes) {
		if p.Nodes != nil || t.Journeys > 0 {
			all = append(all, measure.ExitRow{ID: t.ID, Name: t.Name, Journeys: t.Journeys, Exits: t.Exit.K, Open: t.Open, Exit: t.Exit,
				Behind: t.Behind, Back: t.Back,
				After: after[t.ID], Before: mostBefore(before[t.ID])})
		}
	}
	return all
}
