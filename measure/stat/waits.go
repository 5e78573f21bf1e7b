package stat

import (
	"cmp"
	"slices"
)

// Wait is how long somebody waited, in days, until what was waited for came
// (Again), or until they were last seen without it. Weight is how much it counts, over 0.
type Wait struct {
	Days   float64
	Weight float64
	Again  bool
}

// The estimate ends where less weight than fewWaiting still waits, and less than a
// fewShare of all: each of them who comes back would move all of it.
const (
	fewWaiting = 20
	fewShare   = 0.05
)

// BackWithin returns the days within which each of some shares, in (0, 1), of those who
// come back at all do so; 0 where nobody does. It sorts the waits. Those who still wait are counted as long
// as they have waited (Kaplan & Meier 1958), else a business that grows would
// know of short waits alone.
func BackWithin(waits []Wait, shares ...float64) []float64 {
	days, back := backBy(waits)
	out := make([]float64, len(shares))
	for i, share := range shares {
		if len(days) > 0 {
			n, _ := slices.BinarySearch(back, share*back[len(back)-1]-tiny)
			out[i] = days[n]
		}
	}
	return out
}

// backBy returns the distinct days on which somebody came back, ascending, and the
// share of all who had by then.
func backBy(waits []Wait) (days, back []float64) {
	slices.SortFunc(waits, func(a, b Wait) int {
		return cmp.Or(cmp.Compare(a.Days, b.Days), cmp.Compare(a.Weight, b.Weight))
	})
	all := 0.0
	for _, w := range waits {
		all += w.Weight
	}
	waiting, without := all, 1.0
	for i := 0; i < len(waits) && waiting >= min(fewWaiting, fewShare*all); {
		came, gone, day := 0.0, 0.0, waits[i].Days
		for ; i < len(waits) && waits[i].Days == day; i++ {
			gone += waits[i].Weight
			if waits[i].Again {
				came += waits[i].Weight
			}
		}
		if came > 0 {
			without *= 1 - came/waiting
			days, back = append(days, day), append(back, 1-without)
		}
		waiting -= gone
	}
	return days, back
}
