package measure

import (
	"math"
	"math/rand/v2"
	"slices"
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

func TestBreakpoints(t *testing.T) {
	row := func(id, stage string, k, n int) TouchpointRow {
		return TouchpointRow{ID: id, Stage: stage, Exit: NewRate(k, n)}
	}
	goal := row("goal", "s", 0, 5000)
	goal.Goal = true
	for name, c := range map[string]struct {
		rows []TouchpointRow
		want []string
	}{
		"one stands out":         {[]TouchpointRow{row("a", "s", 200, 1000), row("b", "s", 100, 1000), row("c", "s", 110, 1000)}, []string{"a"}},
		"worst first":            {[]TouchpointRow{row("a", "s", 200, 1000), row("b", "s", 400, 1000), row("c", "s", 50, 1000), row("d", "s", 50, 1000)}, []string{"b", "a"}},
		"all alike":              {[]TouchpointRow{row("a", "s", 100, 1000), row("b", "s", 101, 1000)}, nil},
		"too few":                {[]TouchpointRow{row("a", "s", 29, 29), row("b", "s", 100, 1000)}, nil},
		"alone in its stage":     {[]TouchpointRow{row("a", "s", 300, 1000), row("b", "r", 100, 1000), row("c", "r", 100, 1000)}, []string{"a"}},
		"goals are no neighbour": {[]TouchpointRow{row("a", "s", 100, 1000), row("b", "s", 100, 1000), goal}, nil},
		"nothing":                {nil, nil},
	} {
		var got []string
		for _, b := range Breakpoints(&Answer{Touchpoints: c.rows}) {
			got = append(got, b.Touchpoint)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Where nothing is wrong, hardly any map shows a breakpoint: Holm holds the
// chance of one false alarm on a map of twenty near 2.5 % (a little more, as
// neighbours are themselves uncertain).
func TestBreakpointsFalseAlarms(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	alarms := 0
	const maps = 400
	for range maps {
		var rows []TouchpointRow
		for range 20 {
			k := 0
			for range 300 {
				if r.IntN(5) == 0 {
					k++
				}
			}
			rows = append(rows, TouchpointRow{ID: "t", Stage: "s", Exit: NewRate(k, 300)})
		}
		if len(Breakpoints(&Answer{Touchpoints: rows})) > 0 {
			alarms++
		}
	}
	if alarms > maps*6/100 {
		t.Errorf("%d of %d maps", alarms, maps)
	}
}

func TestHolm(t *testing.T) {
	tests := []Breakpoint{{Touchpoint: "c", P: 0.02}, {Touchpoint: "a", P: 0.001}, {Touchpoint: "b", P: 0.012}}
	for i := range tests {
		tests[i].Exit = NewRate(50, 100)
	}
	got := holm(tests, 0.025) // 0.001 ≤ 0.025/3, 0.012 ≤ 0.025/2, 0.02 ≤ 0.025
	if len(got) != 3 || got[0].Touchpoint != "a" {
		t.Error(got)
	}
	tests[1].P = 0.013 // 0.013 > 0.025/2: it and all after it stay
	if got := holm(tests, 0.025); len(got) != 1 {
		t.Error(got)
	}
}

func TestNormalTail(t *testing.T) {
	near(t, "1.96", normalTail(z95), 0.025, 1e-12)
	near(t, "0", normalTail(0), 0.5, 1e-15)
}
