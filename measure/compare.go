package measure

import (
	"cmp"
	"math"
	"slices"
)

// Change is a rate of a touchpoint that moved between two periods by more
// than chance.
type Change struct {
	Touchpoint string `json:"touchpoint"`
	Name       string `json:"name"`
	// Measure is "exit" or "next".
	Measure string `json:"measure"`
	Now     Rate   `json:"now"`
	Before  Rate   `json:"before"`
	// Low and High are the 95 % interval of Now − Before.
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Better bool    `json:"better"`
}

// Difference is the 95 % interval of a − b for two independent rates: method
// 10 of R. G. Newcombe, "Interval estimation for the difference between
// independent proportions", Statistics in Medicine 17 (1998), built from the
// two Wilson intervals.
func Difference(a, b Rate) (low, high float64) {
	d := a.Value - b.Value
	low = d - math.Hypot(a.Value-a.Low, b.High-b.Value)
	high = d + math.Hypot(a.High-a.Value, b.Value-b.Low)
	return low, high
}

// Changes finds the exit and next-step rates that moved between the same
// touchpoints' rows of two periods, the largest move first. Both n must reach
// MinSample, the interval of the difference must leave out zero, and the
// pooled two-proportion test must reject at 5 % two-sided after C. E.
// Bonferroni's correction for the number of rates looked at: on a map of
// twenty touchpoints one in twenty would seem to move every week. Both answers
// must be judged at the same age (Query.AsOf), or the newer period seems worse
// only because less time has passed since.
func Changes(now, before []TouchpointRow) []Change {
	old := map[string]TouchpointRow{}
	for _, r := range before {
		old[r.ID] = r
	}
	var looked []Change
	for _, r := range now {
		b, ok := old[r.ID]
		if !ok {
			continue
		}
		if !r.Goal { // journeys do not fail at a goal, and always go on there
			looked = appendChange(looked, r, "exit", r.Exit, b.Exit)
			looked = appendChange(looked, r, "next", r.Next, b.Next)
		}
	}
	found := slices.DeleteFunc(slices.Clone(looked), func(c Change) bool {
		return c.Low <= 0 && c.High >= 0 || 2*pooledTail(c.Now, c.Before) > 0.05/float64(len(looked))
	})
	slices.SortStableFunc(found, func(a, b Change) int {
		return cmp.Compare(math.Abs(b.Now.Value-b.Before.Value), math.Abs(a.Now.Value-a.Before.Value))
	})
	return found
}

func appendChange(to []Change, r TouchpointRow, measure string, now, before Rate) []Change {
	if now.N < MinSample || before.N < MinSample {
		return to
	}
	c := Change{Touchpoint: r.ID, Name: r.Name, Measure: measure, Now: now, Before: before}
	c.Low, c.High = Difference(now, before)
	c.Better = (now.Value < before.Value) == (measure == "exit")
	return append(to, c)
}

// pooledTail is the one-sided p-value of the pooled two-proportion z-test.
func pooledTail(a, b Rate) float64 {
	n, m := float64(a.N), float64(b.N)
	p := float64(a.K+b.K) / (n + m)
	spread := math.Sqrt(p * (1 - p) * (1/n + 1/m))
	if spread == 0 {
		return 0.5
	}
	return normalTail(math.Abs(a.Value-b.Value) / spread)
}
