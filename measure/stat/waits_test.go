package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Waits that are all over have the quantiles of a plain sample.
func TestBackWithinOfWhoAllCame(t *testing.T) {
	var waits []Wait
	for d := 1; d <= 100; d++ {
		waits = append(waits, Wait{float64(d), 1, true})
	}
	if got := BackWithin(waits, 0.5, 0.9); math.Abs(got[0]-50) > 3 || math.Abs(got[1]-90) > 5 {
		t.Errorf("%v, want near 50 and 90", got)
	}
	if got := BackWithin([]Wait{{5, 1, false}}, 0.5); got[0] != 0 {
		t.Errorf("nobody came back: %v", got)
	}
}

// A business that doubles every three months, a third of whose buyers never come
// back, and the others after 100 days on average, by chance: what is seen of it
// in two years tells the true half (69 days) and nine of ten (230).
func TestBackWithinOfWhoStillWait(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var waits []Wait
	seen := []float64{}
	for range 20_000 {
		watched := min(r.ExpFloat64()*90/math.Ln2, 730)
		days := r.ExpFloat64() * 100
		again := r.IntN(3) > 0 && days < watched
		if again {
			seen = append(seen, days)
		} else {
			days = watched
		}
		waits = append(waits, Wait{days, 1, again})
	}
	got := BackWithin(waits, 0.5, 0.9)
	if math.Abs(got[0]-69) > 8 || math.Abs(got[1]-230) > 35 {
		t.Errorf("half in %.0f days, nine of ten in %.0f; want 69 and 230", got[0], got[1])
	}
	short := 0
	for _, d := range seen {
		if d <= 40 {
			short++
		}
	}
	if 2*short < len(seen) { // else waits that are over would have done, and this test shows nothing
		t.Errorf("of those seen to come back %d of %d did in 40 days", short, len(seen))
	}
}

// Who comes every day weighs no more than who comes twice a year.
func TestBackWithinIsOfPeople(t *testing.T) {
	var waits []Wait
	for range 300 {
		waits = append(waits, Wait{1, 1. / 300, true})
	}
	for d := range 40 {
		waits = append(waits, Wait{float64(40 + d), 1, true})
	}
	if got := BackWithin(waits, 0.5); got[0] < 50 {
		t.Errorf("half in %.0f days", got[0])
	}
}
