package storetest

import (
	"cmp"
	"slices"

	"cham"
	"cham/journey"
	"cham/measure"
	"cham/measure/stat"
)

func (v *modelView) askReality(a *measure.Answer) {
	var started []modelJourney
	for _, j := range v.journeys {
		if j.touches[0].inside && j.outcome != journey.Care {
			started = append(started, j)
		}
	}
	r := &measure.RealityAnswer{Journeys: len(started)}
	conforms, backs := 0, 0
	without, between := make([]int, len(v.p.Stages)), make([]int, len(v.p.Stages))
	for _, j := range started {
		stages := v.stagesOf(j)
		back := !slices.IsSorted(stages)
		skipped := false
		for s := range v.p.Stages {
			used := slices.ContainsFunc(v.nodes, func(n measure.Node) bool { return n.Stage == s })
			if used && len(stages) > 0 && slices.Min(stages) < s && s < slices.Max(stages) {
				between[s]++
				if !slices.Contains(stages, s) {
					without[s]++
					skipped = true
				}
			}
		}
		backs += intOf(back)
		conforms += intOf(!back && !skipped)
	}
	r.Conforms, r.Back = stat.NewRate(conforms, len(started)), stat.NewRate(backs, len(started))
	for s, id := range v.p.Stages {
		r.Skipped = append(r.Skipped, measure.SkippedStage{ID: id, Skip: stat.NewRate(without[s], between[s])})
	}
	r.Backs, r.Waits = v.staged(started)
	r.Loops = v.loops(started)
	r.Unused, r.Unmapped = v.unused(), v.unmapped()
	a.Reality = r
}

// stagesOf are the stages of a journey's touches, one after another.
func (v *modelView) stagesOf(j modelJourney) (stages []int) {
	for _, t := range j.touches {
		if s := v.nodes[t.node].Stage; s >= 0 {
			stages = append(stages, s)
		}
	}
	return stages
}

// staged tells the steps between stages: the commonest ones back, and those on
// that take longest.
func (v *modelView) staged(started []modelJourney) (backs, waits []measure.Transition) {
	only := *v
	only.journeys = nil
	for _, j := range started {
		j.touches = slices.Clone(j.touches)
		for i := range j.touches {
			j.touches[i].inside = true
		}
		only.journeys = append(only.journeys, j)
	}
	var moves measure.Answer
	only.askTransitions(&moves)
	stage := map[string]int{}
	for _, n := range v.nodes {
		stage[n.ID] = n.Stage
	}
	for _, t := range moves.Transitions {
		if a, b := stage[t.From], stage[t.To]; a >= 0 && b >= 0 && b < a {
			backs = append(backs, t)
		} else if a >= 0 && b > a {
			waits = append(waits, t)
		}
	}
	return chosenMoves(backs, waits)
}

// chosenMoves keeps the steps that an answer tells.
func chosenMoves(backs, on []measure.Transition) (_, waits []measure.Transition) {
	commonest := func(x, y measure.Transition) int {
		return cmp.Or(y.Count-x.Count, cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	}
	slices.SortFunc(backs, commonest)
	slices.SortFunc(on, commonest)
	on = on[:min(20, len(on))]
	slices.SortFunc(on, func(x, y measure.Transition) int {
		return cmp.Or(cmp.Compare(y.MedianS, x.MedianS), cmp.Compare(y.MeanS, x.MeanS), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
	return backs[:min(10, len(backs))], on[:min(10, len(on))]
}

func (v *modelView) loops(started []modelJourney) (all []measure.Loop) {
	for i, n := range v.nodes {
		journeys, looped, returns := 0, 0, 0
		for _, j := range started {
			visits := 0
			for k, t := range j.touches {
				visits += intOf(t.node == i && (k == 0 || j.touches[k-1].node != i))
			}
			journeys += intOf(visits > 0)
			looped += intOf(visits > 1)
			returns += max(0, visits-1)
		}
		if looped > 0 {
			all = append(all, measure.Loop{ID: n.ID, Name: n.Name, Loop: stat.NewRate(looped, journeys), Times: float64(returns) / float64(looped)})
		}
	}
	slices.SortFunc(all, func(x, y measure.Loop) int { return cmp.Or(y.Loop.K-x.Loop.K, cmp.Compare(x.ID, y.ID)) })
	return all
}

func (v *modelView) unused() (ids []string) {
	for i, n := range v.nodes {
		used := false
		for _, ts := range v.touches {
			used = used || slices.ContainsFunc(ts, func(t modelTouch) bool { return t.inside && t.node == i })
		}
		if !used {
			ids = append(ids, n.ID)
		}
	}
	return ids
}

func (v *modelView) unmapped() (all []measure.Unmapped) {
	volume, who := map[measure.Unmapped]int{}, map[measure.Unmapped]map[cham.CustomerID]bool{}
	for id, ts := range v.touches {
		for _, t := range ts {
			if t.inside && t.node < 0 {
				u := measure.Unmapped{Name: t.kind.Name, Channel: string(t.kind.Channel)}
				volume[u]++
				addTo(who, u, id)
			}
		}
	}
	for u, n := range volume {
		all = append(all, measure.Unmapped{Name: u.Name, Channel: u.Channel, Volume: n, Reach: len(who[u])})
	}
	return mostUnmapped(all)
}

func mostUnmapped(all []measure.Unmapped) []measure.Unmapped {
	slices.SortFunc(all, func(x, y measure.Unmapped) int {
		return cmp.Or(y.Volume-x.Volume, cmp.Compare(x.Name, y.Name), cmp.Compare(x.Channel, y.Channel))
	})
	return all[:min(50, len(all))]
}

func realityFigures(r *measure.RealityAnswer) (all []figure) {
	if r == nil {
		return nil
	}
	add := func(f measure.Figure, n int) { all = append(all, figure{f, n}) }
	add(measure.Figure{Kind: measure.FigureConforms}, r.Conforms.K)
	add(measure.Figure{Kind: measure.FigureBack}, r.Back.K)
	for _, s := range r.Skipped {
		add(measure.Figure{Kind: measure.FigureSkips, Stage: s.ID}, s.Skip.K)
	}
	for _, l := range r.Loops {
		add(measure.Figure{Kind: measure.FigureLoops, Touchpoint: l.ID}, l.Loop.K)
	}
	for _, t := range slices.Concat(r.Backs, r.Waits) {
		add(measure.Figure{Kind: measure.FigureMove, Touchpoint: t.From, To: t.To}, t.Customers)
	}
	for _, u := range r.Unmapped {
		add(measure.Figure{Kind: measure.FigureUnmapped, Value: u.Name, To: u.Channel}, u.Reach)
	}
	return all
}
