package stat

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Weeks in remission of 21 patients with acute leukaemia on 6-mercaptopurine:
// E. J. Freireich and others, Blood 21 (1963); the estimates are those of
// D. R. Cox and D. Oakes, Analysis of Survival Data (1984), and the intervals
// on the log(−log) scale as statistical programs print them.
func TestSurvivalOfFreireich(t *testing.T) {
	week := func(weeks ...int64) []int64 {
		for i := range weeks {
			weeks[i] *= 7 * 86400_000
		}
		return weeks
	}
	curve, medianS, reached := SurvivalCurve(week(6, 6, 6, 7, 10, 13, 16, 22, 23), week(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35))
	if !reached || medianS != 23*7*86400 {
		t.Error(reached, medianS)
	}
	want := []struct {
		week, atRisk, events, censored int
		survival, low, high            float64
	}{
		{0, 21, 0, 0, 1, 1, 1}, {6, 21, 3, 1, .8571, .6197, .9516}, {7, 17, 1, 0, .8067, .5631, .9228},
		{10, 15, 1, 2, .7529, .5032, .8894}, {13, 12, 1, 1, .6902, .4316, .8491}, {16, 11, 1, 0, .6275, .3675, .8049},
		{22, 7, 1, 3, .5378, .2678, .7468}, {23, 6, 1, 0, .4482, .1881, .6801}, {35, 1, 0, 5, .4482, .1881, .6801},
	}
	if len(curve) != len(want) {
		t.Fatal(curve)
	}
	near := func(x, y float64) bool { return math.Abs(x-y) < 5.1e-5 }
	for i, w := range want {
		p := curve[i]
		if p.S != float64(w.week*7*86400) || p.AtRisk != w.atRisk || p.Events != w.events || p.Censored != w.censored ||
			!near(p.Survival, w.survival) || !near(p.Low, w.low) || !near(p.High, w.high) {
			t.Errorf("%+v, want %+v", p, w)
		}
	}
}

// The estimate by its definition: of those at risk at each event, the share
// that goes on.
func plainSurvival(events, censored []int64, t int64) float64 {
	s := 1.0
	for _, at := range slices.Compact(slices.Clone(events)) {
		if at > t {
			break
		}
		risk, died := 0, 0
		for _, x := range slices.Concat(events, censored) {
			if x >= at {
				risk++
			}
		}
		for _, x := range events {
			if x == at {
				died++
			}
		}
		s *= 1 - float64(died)/float64(risk)
	}
	return s
}

func TestSurvivalCurve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) []int64 {
			most := rapid.SampledFrom([]int64{5, 3000, 1e12}).Draw(t, label+" up to")
			v := rapid.SliceOfN(rapid.Int64Range(0, most), 0, rapid.SampledFrom([]int{3, 1500}).Draw(t, label+" n")).Draw(t, label)
			slices.Sort(v)
			return v
		}
		events, censored := draw("events"), draw("censored")
		checkCurve(t, events, censored)
		n, bins := 0, NewBins(events)
		for i, b := range bins {
			n += b.N
			if (b.ToS == 0) != (i == len(bins)-1) || i > 0 && b.FromS != bins[i-1].ToS {
				t.Fatal(bins)
			}
		}
		if n != len(events) || len(bins) > maxBins {
			t.Fatal(n, bins)
		}
	})
}

func checkCurve(t *rapid.T, events, censored []int64) {
	curve, medianS, reached := SurvivalCurve(events, censored)
	if len(curve) > maxCurve {
		t.Fatal(len(curve), "points")
	}
	sumEvents, sumCensored, steps := 0, 0, 0.0
	median := false
	last := 1.0
	for i, p := range curve {
		ms := int64(math.Round(p.S * 1000))
		if want := plainSurvival(events, censored, ms); math.Abs(p.Survival-want) > 1e-9 {
			t.Fatalf("%+v: survival is %v", p, want)
		}
		if p.Low > p.Survival || p.High < p.Survival-1e-12 || p.Low < 0 || p.High > 1 || math.IsNaN(p.Low+p.High) {
			t.Fatalf("%+v", p)
		}
		if i > 0 && p.S <= curve[i-1].S {
			t.Fatal("not ascending", curve)
		}
		sumEvents, sumCensored = sumEvents+p.Events, sumCensored+p.Censored
		median = median || p.S == medianS && p.Survival <= 0.5+tiny
		steps, last = max(steps, last-p.Survival), p.Survival
	}
	if sumEvents != len(events) || sumCensored != len(censored) || reached && !median || reached != (last <= 0.5+tiny) {
		t.Fatalf("%d events, %d censored of %+v", sumEvents, sumCensored, curve)
	}
	if n := len(slices.Compact(slices.Clone(events))); n <= maxCurve-2 && len(curve) < n {
		t.Fatal("points were left out")
	}
}

func TestBins(t *testing.T) {
	for _, c := range []struct {
		upTo  int64 // seconds, evenly
		width float64
		bins  int
	}{{9, 10, 1}, {200, 10, 21}, {3600, 300, 13}, {86400, 3600, 24}, {20 * 86400, 86400, 21}, {400 * 86400, 28 * 86400, 15}} {
		var ms []int64
		for i := range int64(1001) {
			ms = append(ms, i*c.upTo)
		}
		bins := NewBins(ms)
		if len(bins) != c.bins || len(bins) > 1 && bins[0].ToS != c.width {
			t.Errorf("up to %d s: %d bins of %v", c.upTo, len(bins), bins[0].ToS)
		}
	}
}
