package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func near(t testing.TB, what string, got, want, by float64) {
	t.Helper()
	if math.Abs(got-want) > by {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// The intervals are those of R. G. Newcombe, Statistics in Medicine 17 (1998),
// table I, method 3, to four digits.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}} {
		r := NewRate(c.k, c.n)
		near(t, "low", r.Low, c.low, 5e-5)
		near(t, "high", r.High, c.high, 5e-5)
	}
	if r := NewRate(0, 0); r.Value != 0 || r.Low != 0 || r.High != 1 {
		t.Error(r)
	}
}

// The interval holds the rate, lies within [0, 1], and is narrower with more of the same.
func TestWilsonProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 100_000).Draw(t, "n")
		r := NewRate(rapid.IntRange(0, n).Draw(t, "k"), n)
		if !(0 <= r.Low && r.Low <= r.Value && r.Value <= r.High && r.High <= 1) {
			t.Fatal(r)
		}
		if more := NewRate(4*r.K, 4*n); more.High-more.Low >= r.High-r.Low {
			t.Fatal(r, more)
		}
	})
}

// The quantiles are those of R's quantile(x, q, type = 7).
func TestQuantile(t *testing.T) {
	x := []float64{1, 2, 4, 8, 16}
	for q, want := range map[float64]float64{0: 1, 0.1: 1.4, 0.25: 2, 0.5: 4, 0.9: 12.8, 1: 16} {
		near(t, "quantile", Quantile(x, q), want, 1e-12)
	}
	near(t, "even", Quantile([]float64{1, 2}, 0.5), 1.5, 0)
	if Quantile(nil, 0.5) != 0 {
		t.Error("of nothing")
	}
	s := SpreadOf([]int64{16000, 1000, 4000, 2000, 8000})
	if s.N != 5 || s.Median != 4 {
		t.Error(s)
	}
	near(t, "p90", s.P90, 12.8, 1e-12)
}

func TestHolm(t *testing.T) {
	got := Holm([]float64{0.001, 0.012, 0.02, 0.9})
	for i, want := range []float64{0.004, 0.036, 0.04, 0.9} {
		near(t, "corrected", got[i], want, 1e-15)
	}
	if got := Holm([]float64{0.013, 0.014}); got[1] != got[0] { // never less than the one before
		t.Error(got)
	}
}

// Newcombe (1998), Table II, method 10 (score, without continuity correction).
func TestDifferenceAsNewcombe(t *testing.T) {
	for _, c := range []struct {
		a, m, b, n int
		low, high  float64
	}{
		{56, 70, 48, 80, 0.0524, 0.3339},
		{9, 10, 3, 10, 0.1705, 0.8090},
		{6, 7, 2, 7, 0.0582, 0.8062},
		{5, 56, 0, 29, -0.0381, 0.1926},
		{0, 10, 0, 20, -0.1611, 0.2775},
		{0, 10, 0, 10, -0.2775, 0.2775},
		{10, 10, 0, 20, 0.6791, 1},
		{10, 10, 0, 10, 0.6075, 1},
	} {
		low, high := Difference(NewRate(c.a, c.m), NewRate(c.b, c.n))
		if math.Abs(low-c.low) > 5e-5 || math.Abs(high-c.high) > 5e-5 {
			t.Errorf("%d/%d − %d/%d: [%.4f, %.4f], want [%.4f, %.4f]", c.a, c.m, c.b, c.n, low, high, c.low, c.high)
		}
	}
}

func aRate(name string) *rapid.Generator[Rate] {
	return rapid.Custom(func(t *rapid.T) Rate {
		n := rapid.IntRange(1, 5000).Draw(t, name+" n")
		return NewRate(rapid.IntRange(0, n).Draw(t, name+" k"), n)
	})
}

func TestDifferenceHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := aRate("a").Draw(t, "a"), aRate("b").Draw(t, "b")
		low, high := Difference(a, b)
		if d := a.Value - b.Value; low > d+1e-12 || high < d-1e-12 || low < -1-1e-12 || high > 1+1e-12 {
			t.Fatalf("%v outside [%v, %v]", d, low, high)
		}
		backLow, backHigh := Difference(b, a)
		if math.Abs(low+backHigh) > 1e-12 || math.Abs(high+backLow) > 1e-12 {
			t.Fatal("the interval of b − a is not that of a − b turned round")
		}
	})
}

func TestNormalTail(t *testing.T) {
	near(t, "1.96", normalTail(Z95), 0.025, 1e-12)
	near(t, "0", normalTail(0), 0.5, 1e-15)
}
