package stat

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// Without censoring a rate is worth its own trials.
func TestTrials(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 100_000).Draw(t, "n")
		r := NewRate(rapid.IntRange(0, n).Draw(t, "k"), n)
		if got := r.Trials(); math.Abs(got-float64(n)) > 1e-6*float64(n) {
			t.Fatalf("%v trials, want %d", got, n)
		}
	})
}

// A wider interval of the same value is worth fewer trials.
func TestTrialsOfAnIntervalTwiceAsWide(t *testing.T) {
	r := NewRate(400, 1000)
	wide := NewRate(100, 250)
	r.Low, r.High = wide.Low, wide.High
	near(t, "trials", r.Trials(), 250, 1e-6)
}

func TestFunnelLimitOfOneAlone(t *testing.T) {
	if l := FunnelLimit(Peer{0.9, 500, 0}, []Peer{{0.1, 500, 1}, {0.1, 500, 1}}); l != (Limit{High: 1, P: 1}) {
		t.Error(l)
	}
}

// Where peers are alike and many, the limit is that of the plain score test on
// the scale of angle; where they differ by nature, the same rate is nothing.
func TestFunnelLimitTakesTheSpreadIntoAccount(t *testing.T) {
	var alike, spread []Peer
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		alike = append(alike, Peer{0.2 + 0.4/math.Sqrt(2000)*r.NormFloat64(), 2000, 0})
		spread = append(spread, Peer{0.2 + 0.08*r.NormFloat64(), 2000, 0})
	}
	x := Peer{0.25, 2000, 0}
	l, plain := FunnelLimit(x, alike), normalTail((angle(0.25)-angle(0.2))*2*math.Sqrt(2000))
	near(t, "centre", l.Centre, 0.2, 0.003)
	if l.P > 1e-5 || plain > 1e-7 {
		t.Errorf("alike: p %v, without spread %v", l.P, plain)
	}
	if l = FunnelLimit(x, spread); l.P < 0.15 || l.P > 0.4 { // (0.25−0.2)/0.08: 0.27
		t.Errorf("differing by nature: %v", l)
	}
	near(t, "centre", l.Centre, 0.2, 0.02)
}

// What is not known of the centre widens the limit.
func TestFunnelLimitKnowsThatItsCentreIsUncertain(t *testing.T) {
	x, one := Peer{0.3, 1000, 0}, []Peer{{0.2, 1000, 0}}
	few, many := FunnelLimit(x, one), FunnelLimit(x, append(one, Peer{0.2, 1000, 0}, Peer{0.2, 1000, 0}, Peer{0.2, 1000, 0}))
	if few.P <= many.P || few.High-few.Low <= many.High-many.Low {
		t.Errorf("one peer: %+v, four: %+v", few, many)
	}
}
