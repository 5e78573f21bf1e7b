package storetest

import (
	"slices"
	"time"

	"cham/journey"
	"cham/measure"
	"cham/measure/stat"
)

// askTiming follows TimingAnswer's words.
func (v *modelView) askTiming(a *measure.Answer) {
	var events, censored []int64
	stays := make([][]int64, len(v.p.Stages))
	for _, j := range v.journeys {
		origin := slices.IndexFunc(j.toGoal(), func(t modelTouch) bool { return v.p.Start == "" || v.nodes[t.node].ID == v.p.Start })
		if origin < 0 || !j.touches[origin].inside || j.outcome == journey.Care {
			continue
		}
		start, last := j.touches[origin].at, j.touches[len(j.touches)-1].at
		if j.outcome == journey.Converted {
			events = append(events, j.touches[j.goal].at.Sub(start).Milliseconds())
		} else {
			if v.p.Now.After(last) {
				last = v.p.Now
			}
			censored = append(censored, last.Sub(start).Milliseconds())
		}
		if j.outcome != journey.Open {
			v.addStays(stays, j.touches)
		}
	}
	slices.Sort(events)
	slices.Sort(censored)
	t := measure.NewTiming(events, censored)
	for s, ms := range stays {
		t.Stages = append(t.Stages, measure.StageTime{ID: v.p.Stages[s], Time: stat.SpreadOf(ms), Bins: stat.NewBins(ms)})
	}
	a.Timing = &t
}

// addStays adds the time of a journey in each stage it touches.
func (v *modelView) addStays(stays [][]int64, ts []modelTouch) {
	in := map[int]time.Duration{}
	for i, t := range ts {
		s := v.nodes[t.node].Stage
		in[s] += 0
		if i+1 < len(ts) {
			in[s] += ts[i+1].at.Sub(t.at)
		}
	}
	for s, d := range in {
		if s >= 0 {
			stays[s] = append(stays[s], d.Milliseconds())
		}
	}
}

// timingFigures open every bin, and what the curve says is censored.
func timingFigures(t *measure.TimingAnswer) (all []figure) {
	all = []figure{{measure.Figure{Kind: measure.FigureTimed}, t.N},
		{measure.Figure{Kind: measure.FigureTimed, Outcome: "converted"}, t.Events},
		{measure.Figure{Kind: measure.FigureTimed, Outcome: "open"}, t.Censored}}
	for _, b := range t.Bins {
		all = append(all, figure{measure.Figure{Kind: measure.FigureTimed, Outcome: "converted", FromS: b.FromS, ToS: b.ToS}, b.N})
	}
	for _, s := range t.Stages {
		all = append(all, figure{measure.Figure{Kind: measure.FigureStaged, Stage: s.ID}, s.Time.N})
		for _, b := range s.Bins {
			all = append(all, figure{measure.Figure{Kind: measure.FigureStaged, Stage: s.ID, FromS: b.FromS, ToS: b.ToS}, b.N})
		}
	}
	return all
}
