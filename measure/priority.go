package measure

import (
	"cmp"
	"slices"
)

// Priority is how much a touchpoint is worth fixing: Share × Importance ×
// Badness × Ease.
type Priority struct {
	Touchpoint string  `json:"touchpoint"`
	Score      float64 `json:"score"`
	// Share is journeys through it / journeys with any mapped touch.
	Share float64 `json:"share"`
	// Importance for the goal is the removal effect of the Markov chain
	// (CreditRow.Removal). One from few conversions says little, so it is shrunk
	// toward one half by two conversions more: (removal·C + 1)/(C + 2).
	Importance float64 `json:"importance"`
	// Badness is the rate of TouchpointRow.Leaving above the norm of Breakpoints, 0 when not above;
	// of a touchpoint that got worse the norm is its rate before, if that is lower.
	// It is shrunk toward the norm as if MinSample more journeys had been seen
	// behaving as the norm: (K + m·norm)/(N + m) − norm. So a handful of
	// journeys cannot lead the list.
	Badness float64 `json:"badness"`
	// Ease of fixing it, 1 to 5, as set on the touchpoint; DefaultEase if not.
	Ease int `json:"ease"`
}

// DefaultEase stands in where nobody has judged how easy a fix is.
const DefaultEase = 3

// Priorities ranks the touchpoints of the answer to Touchpoints that are worse
// than the norm, the most worth fixing first. ease answers the ease set on a
// touchpoint, 0 for none; goals is the answer to Attribution by touchpoint;
// before is that of the compared period, nil without one.
func Priorities(a, before *Answer, goals *AttributionAnswer, ease func(id string) int) []Priority {
	var all []Priority
	norms := Norms(a)
	for _, b := range Breakpoints(a, before) {
		i := slices.IndexFunc(a.Touchpoints, func(r TouchpointRow) bool { return r.ID == b.Touchpoint })
		if norms[i].N == 0 || b.Norm.Value < norms[i].Value {
			norms[i] = b.Norm
		}
	}
	for i, r := range a.Touchpoints {
		norm := norms[i].Value
		if norms[i].N == 0 {
			continue
		}
		p := Priority{Touchpoint: r.ID, Share: r.Share.Value, Importance: goals.importance(r.ID), Ease: ease(r.ID)}
		if p.Ease == 0 {
			p.Ease = DefaultEase
		}
		m := float64(MinSample)
		rate := r.Leaving()
		p.Badness = (rate.Value*float64(rate.N)+m*norm)/(float64(rate.N)+m) - norm
		if p.Score = p.Share * p.Importance * p.Badness * float64(p.Ease); p.Score > 0 {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(x, y Priority) int { return cmp.Compare(y.Score, x.Score) })
	return all
}

func (a *AttributionAnswer) importance(touchpoint string) float64 {
	removal, n := 0.0, float64(a.Conversions)
	for _, r := range a.Rows {
		if r.Value == touchpoint {
			removal = r.Removal
		}
	}
	return (removal*n + 1) / (n + 2)
}
