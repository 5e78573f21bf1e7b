package measure

import (
	"cmp"
	"slices"

	"cham/measure/stat"
)

// MinSample is the n below which a figure is greyed and never called significant.
const MinSample = 30

// Breakpoint is a touchpoint where journeys end significantly more often than
// at its neighbours.
type Breakpoint struct {
	Touchpoint string `json:"touchpoint"`
	// Exit is its exit rate, Norm the pooled one of the touchpoints it is held against.
	Exit stat.Rate `json:"exit"`
	Norm float64   `json:"norm"`
	// P is the one-sided p-value of the score test, before correction.
	P float64 `json:"p"`
}

// Breakpoints finds them in the answer to Touchpoints, worst (largest Exit −
// Norm) first. A touchpoint is held against the pooled exit rate of the other
// touchpoints of its stage, or of the whole map when it is alone there. Goals
// are left out, journeys do not fail there; so are touchpoints with fewer than
// MinSample closed journeys. It is a breakpoint when the lower Wilson bound of
// its rate lies above the norm, the bound's level being corrected for testing
// many touchpoints by S. Holm's step-down rule (Scand. J. Statistics 6, 1979)
// at 2.5 % one-sided. "Lower Wilson bound at level α above p0" and "the score
// test of p > p0 rejects at α" are the same statement; the code uses the latter.
func Breakpoints(a *Answer) []Breakpoint {
	var tested []Breakpoint
	for i, row := range a.Touchpoints {
		if row.Goal || row.Exit.N < MinSample {
			continue
		}
		if norm := ExitNorm(a.Touchpoints, i); norm.N > 0 {
			tested = append(tested, Breakpoint{Touchpoint: row.ID, Exit: row.Exit, Norm: norm.Value, P: stat.ScoreTest(row.Exit, norm.Value)})
		}
	}
	found := rejected(tested, 0.025)
	slices.SortStableFunc(found, func(x, y Breakpoint) int {
		return cmp.Compare(y.Exit.Value-y.Norm, x.Exit.Value-x.Norm)
	})
	return found
}

// ExitNorm is what the exit rate of row i is held against: the pooled one of
// the other touchpoints of its stage, or of the whole map when none of these
// has a closed journey. Goals are left out. N is 0 when there is no norm.
func ExitNorm(rows []TouchpointRow, i int) stat.Rate {
	var stageK, stageN, allK, allN int
	for j, r := range rows {
		if j == i || r.Goal {
			continue
		}
		allK, allN = allK+r.Exit.K, allN+r.Exit.N
		if r.Stage == rows[i].Stage {
			stageK, stageN = stageK+r.Exit.K, stageN+r.Exit.N
		}
	}
	if stageN > 0 {
		return stat.NewRate(stageK, stageN)
	}
	return stat.NewRate(allK, allN)
}

// rejected are those of the tests that Holm's step-down rule rejects at alpha.
func rejected(tests []Breakpoint, alpha float64) []Breakpoint {
	slices.SortStableFunc(tests, func(x, y Breakpoint) int { return cmp.Compare(x.P, y.P) })
	p := make([]float64, len(tests))
	for i, t := range tests {
		p[i] = t.P
	}
	for i, p := range stat.Holm(p) {
		if p > alpha || tests[i].Exit.Value <= tests[i].Norm {
			return tests[:i]
		}
	}
	return tests
}
