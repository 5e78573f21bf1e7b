package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

// On data where everything is closed the rate is the plain share, to the unit.
func TestWaitingClosed(t *testing.T) {
	for _, n := range []int{1, 7, 30, 400} {
		w := Waiting{Days: 30}
		for i := range n {
			if i%3 == 0 {
				w.Event(i%30, 1000)
			} else {
				w.Never(1000)
			}
		}
		k := (n + 2) / 3
		want := NewRate(k, n)
		if r := w.Share(30); r.K != k || r.N != n || r.Value != want.Value || r.Low != want.Low || r.High != want.High || r.Age != 30 {
			t.Errorf("%d: %+v, want %+v", n, r, want)
		}
		if r := w.Without(30); r.K != n-k || math.Abs(r.Value-1+want.Value) > 1e-12 || r.Open != 0 {
			t.Errorf("%d: without %+v", n, r)
		}
	}
}

// A hundred origins of last week, worked by hand: ten a day for ten days, and on
// the first day of each one in ten has its event.
func TestWaitingOpen(t *testing.T) {
	w := Waiting{Days: 30}
	for day := range 10 {
		w.Event(0, day)
		for range 9 {
			w.Open(day)
		}
	}
	// Day 0: 90 have been watched through it, 9 of them with an event. The tenth
	// origin's event, of today, does not count yet.
	r := w.Share(30)
	if r.K != 10 || r.N != 100 || r.Open != 90 || math.Abs(r.Value-0.1) > 1e-12 {
		t.Errorf("%+v", r)
	}
	// At risk are 72 on day 1 (81 less 9 watched for a day), then nine fewer a
	// day: 36 on day 5, 27 on day 6.
	if r.Age != 6 {
		t.Errorf("the curve goes to day %d", r.Age)
	}
	if a, b := SameAge(r, Rate{Age: 3}); a.Age != 3 || b.Age != 3 {
		t.Errorf("%+v, %+v", a, b)
	}
}

// Everybody who came today has bought: nothing is open, so all of them did.
func TestWaitingAllToday(t *testing.T) {
	w := Waiting{Days: 30}
	for range 50 {
		w.Event(0, 0)
	}
	if r, want := w.Share(30), NewRate(50, 50); r.Value != 1 || r.Low != want.Low || r.K != 50 || r.Age != 30 {
		t.Errorf("%+v", r)
	}
	w.Open(0)
	if r := w.Share(30); r.Told() || r.K != 50 || r.Open != 1 {
		t.Errorf("one is open: %+v", r)
	}
}

// Nobody watched for a day: nothing is known, and that is what is said.
func TestWaitingToday(t *testing.T) {
	w := Waiting{Days: 30}
	for range 50 {
		w.Open(0)
	}
	if r := w.Share(30); r.Value != 0 || r.Low != 0 || r.High != 1 || r.Age != 0 || r.N != 50 || r.Open != 50 {
		t.Errorf("%+v", r)
	}
	if r := (&Waiting{}).Share(30); r.N != 0 || r.Low != 0 || r.High != 1 {
		t.Errorf("none: %+v", r)
	}
}

// Origins of the last 7, 14 and 30 days whose truth is known: the rate is
// unbiased, and its interval holds the truth as often as it says; also for a
// business with thirty of them.
func TestWaitingUnbiased(t *testing.T) {
	for _, c := range []struct {
		period, silence float64
		n               int
	}{{7, 30, 2000}, {14, 30, 2000}, {30, 30, 2000}, {7, 30, 300}, {30, 30, 300}, {30, 30, 60}, {30, 30, 30},
		{14, 7, 2000}, {30, 7, 2000}, {30, 10, 300}, {30, 10, 60}} {
		random := rand.New(rand.NewPCG(uint64(c.n), uint64(c.period)))
		sum, held, told, runs := 0.0, 0, 0, min(3000, 1_000_000/c.n)
		for range runs {
			w := Waiting{Days: 30}
			for range c.n {
				w.origin(random, c.period*random.Float64(), c.silence)
			}
			r := w.Share(30)
			if r.Age == 0 {
				continue
			}
			truth := shareBy(r.Age)
			told++
			sum += r.Value - truth
			if r.Low <= truth && truth <= r.High {
				held++
			}
		}
		bias, coverage := sum/float64(told), float64(held)/float64(told)
		t.Logf("last %2.0f days, lost after %2.0f, n = %4d: bias %+.2f points, the interval holds the truth in %.1f %%",
			c.period, c.silence, c.n, 100*bias, 100*coverage)
		if math.Abs(bias) > 0.01 {
			t.Errorf("last %.0f days, n = %d: biased by %.2f points", c.period, c.n, 100*bias)
		}
		if coverage < 0.93 || coverage > 0.97 {
			t.Errorf("last %.0f days, n = %d: the interval holds the truth in %.1f %%", c.period, c.n, 100*coverage)
		}
	}
}

// Four in ten have an event, after five days on average; the others are given
// up for lost after a silence that begins after two days on average.
const (
	simulatedShare = 0.4
	simulatedMean  = 5.0
)

func (w *Waiting) origin(random *rand.Rand, ago, silence float64) {
	event, lost := simulatedMean*random.ExpFloat64(), silence+2*random.ExpFloat64()
	switch {
	case random.Float64() < simulatedShare && event < 30:
		if event < ago {
			w.Event(int(event), int(ago))
			return
		}
		w.Open(int(ago))
	case ago >= lost:
		w.Never(int(ago))
	default:
		w.Open(int(ago))
	}
}

func shareBy(days int) float64 { return simulatedShare * (1 - math.Exp(-float64(days)/simulatedMean)) }
