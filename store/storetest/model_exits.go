package storetest

import (
	"cmp"
	"slices"

	"cham/journey"
	"cham/measure"
	"cham/measure/stat"
)

func (v *modelView) askExits(a *measure.Answer) {
	for n := range v.nodes {
		if r := v.row(n); v.p.Nodes != nil || r.Journeys > 0 {
			e := measure.ExitRow{ID: r.ID, Name: r.Name, Journeys: r.Journeys, Exits: r.Exit.K, Open: r.Open, Exit: r.Exit,
				Behind: r.Behind, Back: r.Back}
			v.exit(n, &e)
			a.Exits = append(a.Exits, e)
		}
	}
}

// exit fills in how long the journeys that ended at a node took, and what came before.
func (v *modelView) exit(node int, e *measure.ExitRow) {
	var after []int64
	before := map[string]int{}
	for _, j := range v.journeys {
		end := len(j.touches) - 1
		if j.outcome != journey.Lost || v.behind(node) || j.last() != node || !j.touches[end].period || !j.touches[j.visitOf(end)].meets {
			continue
		}
		after = append(after, j.touches[len(j.touches)-1].at.Sub(j.touches[0].at).Milliseconds())
		id := ""
		for _, t := range j.touches {
			if t.node != node {
				id = v.nodes[t.node].ID
			}
		}
		before[id]++
	}
	e.After, e.Before = stat.SpreadOf(after), mostBefore(before)
}

// mostBefore are the five largest.
func mostBefore(exits map[string]int) (most []measure.BeforeExit) {
	for id, n := range exits {
		most = append(most, measure.BeforeExit{ID: id, Exits: n})
	}
	slices.SortFunc(most, func(x, y measure.BeforeExit) int { return cmp.Or(y.Exits-x.Exits, cmp.Compare(x.ID, y.ID)) })
	return most[:min(5, len(most))]
}

func exitFigures(rows []measure.ExitRow) (all []figure) {
	for _, r := range rows {
		all = append(all, figure{measure.Figure{Kind: measure.FigureExit, Touchpoint: r.ID}, r.Exits},
			figure{measure.Figure{Kind: measure.FigureThroughOpen, Touchpoint: r.ID}, r.Open},
			figure{measure.Figure{Kind: measure.FigureCameBack, Touchpoint: r.ID}, r.Back.K})
		for _, b := range r.Before {
			all = append(all, figure{measure.Figure{Kind: measure.FigureBeforeExit, Touchpoint: r.ID, To: b.ID}, b.Exits})
		}
	}
	return all
}
