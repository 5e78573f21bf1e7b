package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The interval holds the truth about as often as it says, also for thirty people, a small
// holdout, and groups that spend otherwise; Newcombe's of the shares does, too.
func TestSpendingCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		n, m    int
		p, q    float64 // who buys
		spread  float64 // of the logarithm of a purchase
		dearer  float64 // purchases of the first are so much larger
		atLeast float64
	}{
		{30, 30, .1, .1, 1, 1, .94}, {100, 25, .05, .05, 1, 1, .94}, {300, 60, .05, .05, 1, 1, .94}, {300, 60, .08, .05, 1, 1, .94},
		{1000, 200, .05, .03, 1, 1, .94}, {5000, 1000, .02, .02, 1, 1, .94}, {1000, 1000, .1, .1, .7, 1, .94}, {200, 200, .3, .2, .5, 1, .93},
		{100, 100, .02, .02, 1.2, 1, .94}, {1000, 200, .05, .03, 1, 1.5, .92}, {1000, 1000, .1, .1, .7, 1.5, .92},
	} {
		const trials = 2000
		held, shares := 0, 0
		truth := (c.p*c.dearer - c.q) * math.Exp(c.spread*c.spread/2)
		group := func(n int, p, times float64) Spending {
			s := Spending{People: n}
			for range n {
				if r.Float64() < p {
					s.Add(times * math.Exp(r.NormFloat64()*c.spread))
				}
			}
			return s
		}
		for range trials {
			a, b := group(c.n, c.p, c.dearer), group(c.m, c.q, 1)
			if low, _, high := SpendingDifference(a, b); low <= truth && truth <= high {
				held++
			}
			if low, high := Difference(NewRate(a.Buyers, c.n), NewRate(b.Buyers, c.m)); low <= c.p-c.q && c.p-c.q <= high {
				shares++
			}
		}
		if float64(held) < c.atLeast*trials || float64(shares) < .93*trials {
			t.Errorf("%+v: money %.3f, shares %.3f", c, float64(held)/trials, float64(shares)/trials)
		}
	}
}

func TestSpendingDifference(t *testing.T) {
	none := Spending{People: 100}
	for _, b := range []Spending{none, {}} {
		if low, mid, high := SpendingDifference(none, b); !math.IsInf(low, -1) || mid != 0 || !math.IsInf(high, 1) {
			t.Error("nothing is known", low, mid, high)
		}
	}
	a := Spending{People: 50}
	for range 10 {
		a.Add(200)
	}
	if low, mid, high := SpendingDifference(a, none); mid != 40 || low >= mid || high <= mid || math.Abs(mid-low-(high-mid)) > 1e-9 {
		t.Error(low, mid, high)
	}
}
