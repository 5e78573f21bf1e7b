package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"cham/measure/stat"
)

// A layout of stages with as many touchpoints each.
type layout struct{ stages, each int }

func (l layout) String() string { return fmt.Sprintf("%d×%d", l.stages, l.each) }

var layouts = []layout{{10, 2}, {5, 4}, {20, 1}, {1, 20}}

// simulated is a source of maps whose touchpoints have journeys each, of which
// the share base leaves, give or take a natural spread in log odds.
type simulated struct {
	*rand.Rand
	journeys     int
	base, spread float64
}

// truth is the rate of every touchpoint.
func (s simulated) truth(l layout) []float64 {
	all := make([]float64, l.stages*l.each)
	for i := range all {
		odds := s.base / (1 - s.base) * math.Exp(s.spread*s.NormFloat64())
		all[i] = odds / (1 + odds)
	}
	return all
}

// period draws what is seen of it.
func (s simulated) period(l layout, truth []float64) *Answer {
	a := &Answer{}
	for i := range l.stages {
		a.Stages = append(a.Stages, StageRow{ID: fmt.Sprint(i)})
	}
	for i, p := range truth {
		k := 0
		for range s.journeys {
			if s.Float64() < p {
				k++
			}
		}
		a.Touchpoints = append(a.Touchpoints, TouchpointRow{ID: fmt.Sprint(i), Stage: fmt.Sprint(i / l.each), Exit: stat.NewRate(k, s.journeys)})
	}
	return a
}

// share is how many of many simulated maps have something, in percent.
func share(has func() bool) float64 {
	const maps = 200
	n := 0
	for range maps {
		if has() {
			n++
		}
	}
	return 100 * float64(n) / maps
}

func flags(found []Breakpoint, id, kind string) bool {
	return slices.ContainsFunc(found, func(b Breakpoint) bool { return b.Touchpoint == id && b.Kind == kind })
}

// pooledTest is how breakpoints were found before: a score test against the
// pooled rate of the others of the stage, taken for certain.
func pooledTest(a *Answer) (found []Breakpoint) {
	var p []float64
	for i, r := range a.Touchpoints {
		var stage, all stat.Rate
		for j, o := range a.Touchpoints {
			if j != i {
				all = stat.Rate{K: all.K + o.Exit.K, N: all.N + o.Exit.N}
				if o.Stage == r.Stage {
					stage = stat.Rate{K: stage.K + o.Exit.K, N: stage.N + o.Exit.N}
				}
			}
		}
		if stage.N == 0 {
			stage = all
		}
		norm, n := float64(stage.K)/float64(stage.N), float64(r.Exit.N)
		p = append(p, math.Erfc((r.Exit.Value-norm)/math.Sqrt(2*norm*(1-norm)/n))/2)
	}
	for i, sure := range stat.Rejected(p, 0.025) {
		if sure {
			found = append(found, Breakpoint{Touchpoint: a.Touchpoints[i].ID, Kind: WorseThanLike})
		}
	}
	return found
}

// On noise hardly any map shows a breakpoint of either kind, whether all
// touchpoints are alike or differ by nature: at most one in twenty (domain: the
// journeys are 2,000 at each touchpoint, or 2,000 in all that touch four each).
func TestNoiseIsNoBreakpoint(t *testing.T) {
	for _, l := range layouts {
		for _, journeys := range []int{2000, 400} {
			for _, spread := range []float64{0, 0.3} {
				s := simulated{rand.New(rand.NewPCG(1, 2)), journeys, 0.2, spread}
				like := share(func() bool { return len(worseThanLike(s.period(l, s.truth(l)))) > 0 })
				worse := share(func() bool {
					truth := s.truth(l)
					return len(gotWorse(s.period(l, truth), s.period(l, truth))) > 0
				})
				if like > 5 || worse > 5 {
					t.Errorf("%v, %d journeys, spread %.1f: %.1f %% of maps show one worse than its like, %.1f %% one that got worse",
						l, journeys, spread, like, worse)
				}
			}
		}
	}
}

// A touchpoint that loses ten points more is found, in nine of ten cases in
// which the test against a certain norm found it, and when it lost fewer
// before.
func TestPlantedBreakpointIsFound(t *testing.T) {
	for _, l := range layouts {
		s := simulated{journeys: 2000, base: 0.2}
		planted := func(find func(now, before *Answer) bool) float64 {
			s.Rand = rand.New(rand.NewPCG(3, 4))
			return share(func() bool {
				truth := s.truth(l)
				before := s.period(l, truth)
				truth[5] += 0.1
				return find(s.period(l, truth), before)
			})
		}
		like := planted(func(now, _ *Answer) bool { return flags(Breakpoints(now, nil), "5", WorseThanLike) })
		pooled := planted(func(now, _ *Answer) bool { return flags(pooledTest(now), "5", WorseThanLike) })
		worse := planted(func(now, before *Answer) bool { return flags(Breakpoints(now, before), "5", GotWorse) })
		if like < 0.9*pooled || worse < 90 {
			t.Errorf("%v: %.1f %% found against its like, %.1f %% by the pooled test, %.1f %% against its past", l, like, pooled, worse)
		}
	}
}

// Several faults do not hide each other.
func TestThreePlantedBreakpointsAreFound(t *testing.T) {
	s := simulated{rand.New(rand.NewPCG(5, 6)), 400, 0.2, 0}
	found := share(func() bool {
		truth := s.truth(layout{1, 20})
		truth[3], truth[9], truth[15] = 0.4, 0.4, 0.4
		b := Breakpoints(s.period(layout{1, 20}, truth), nil)
		return len(b) == 3 && flags(b, "3", WorseThanLike) && flags(b, "9", WorseThanLike) && flags(b, "15", WorseThanLike)
	})
	if found < 90 {
		t.Errorf("exactly the three in %.1f %% of maps", found)
	}
}

// Of thirty orders nothing is claimed, wherever they went.
func TestThirtyOrdersClaimNothing(t *testing.T) {
	s := simulated{rand.New(rand.NewPCG(7, 8)), 30, 0.5, 3}
	shown := share(func() bool {
		now, before := s.period(layout{4, 2}, s.truth(layout{4, 2})), s.period(layout{4, 2}, s.truth(layout{4, 2}))
		return len(Breakpoints(now, before)) > 0
	})
	if shown > 0 {
		t.Errorf("%.1f %% of maps show something", shown)
	}
}
