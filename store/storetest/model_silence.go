package storetest

import (
	"time"

	"cham/measure"
	"cham/measure/stat"
)

// askSilence follows SilenceAnswer's words.
func (v *modelView) askSilence(a *measure.Answer) {
	days := v.p.SilenceDays()
	alone, again, cut, times := 0, 0, make([]int, len(days)), make([][]int64, len(days))
	for _, id := range v.customers {
		var round []modelTouch // since the goal before
		bought := false
		for _, t := range v.touches[id] {
			if t.node < 0 {
				continue
			}
			round = append(round, t)
			if !v.nodes[t.node].Goal {
				continue
			}
			for len(round) > 1 && v.behind(round[0].node) {
				round = round[1:]
			}
			switch {
			case !t.inside:
			case len(round) == 1 && bought:
				again++
			case len(round) == 1:
				alone++
			default:
				for i, d := range days {
					ms, silent := v.silentApproach(round, time.Duration(d)*24*time.Hour)
					times[i] = append(times[i], ms)
					if silent {
						cut[i]++
					}
				}
			}
			round, bought = nil, true
		}
	}
	spreads := make([]stat.Spread, len(days))
	for i := range days {
		spreads[i] = stat.SpreadOf(times[i])
	}
	a.Silence = v.p.NewSilence(alone, again, cut, spreads)
}

// silentApproach is how long an approach, which ends with its goal, took after
// its last silence of g, and whether it had one.
func (v *modelView) silentApproach(round []modelTouch, g time.Duration) (ms int64, silent bool) {
	from := 0
	for i := 1; i < len(round); i++ {
		if round[i].at.Sub(round[i-1].at) >= g {
			from, silent = i, true
		}
	}
	for from < len(round)-1 && v.behind(round[from].node) {
		from++
	}
	return round[len(round)-1].at.Sub(round[from].at).Milliseconds(), silent
}

func silenceFigures(a *measure.SilenceAnswer) []figure {
	return []figure{{measure.Figure{Kind: measure.FigureAlone}, a.Alone}}
}
