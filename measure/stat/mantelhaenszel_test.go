package stat_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"cham/measure/stat"
)

// Graduate admissions at Berkeley, 1973 (P. J. Bickel, E. A. Hammel, J. W.
// O'Connell, Science 187, 1975): admitted and rejected men, admitted and
// rejected women, by department.
var berkeley = []stat.Fourfold{{A: 512, B: 313, C: 89, D: 19}, {A: 353, B: 207, C: 17, D: 8}, {A: 120, B: 205, C: 202, D: 391},
	{A: 138, B: 279, C: 131, D: 244}, {A: 53, B: 138, C: 94, D: 299}, {A: 22, B: 351, C: 24, D: 317}}

// The figures are those that R's mantelhaen.test prints of the same table; it
// prints the test without continuity correction as X² = 1.5246.
func TestMantelHaenszelBerkeley(t *testing.T) {
	odds, low, high, p, ok := stat.MantelHaenszel(berkeley)
	got := fmt.Sprintf("%v %.7f %.7f %.7f %.4f", ok, odds, low, high, p)
	if want := "true 0.9046968 0.7719074 1.0603298 0.2169"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// One table alone has the plain odds ratio; turning it around turns the ratio
// around; a stratum in which everybody is alike changes nothing.
func TestMantelHaenszelProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 500)
		x := stat.Fourfold{A: n.Draw(t, "a"), B: n.Draw(t, "b"), C: n.Draw(t, "c"), D: n.Draw(t, "d")}
		odds, low, high, p, ok := stat.MantelHaenszel([]stat.Fourfold{x, {A: n.Draw(t, "all")}})
		if want := float64(x.A) * float64(x.D) / (float64(x.B) * float64(x.C)); !ok || math.Abs(odds/want-1) > 1e-12 || low > odds ||
			high < odds || p < 0 || p > 1 {
			t.Fatal(odds, want, low, high, p, ok)
		}
		turned, _, _, q, _ := stat.MantelHaenszel([]stat.Fourfold{{A: x.C, B: x.D, C: x.A, D: x.B}})
		if math.Abs(turned*odds-1) > 1e-9 || math.Abs(p-q) > 1e-9 {
			t.Fatal(turned, odds, p, q)
		}
	})
	if _, _, _, p, ok := stat.MantelHaenszel([]stat.Fourfold{{A: 5, C: 9}, {B: 7}, {A: 1}}); ok || p != 1 {
		t.Error("tables that can tell nothing told", p)
	}
}
