package measure_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"cham/measure"
)

// Graduate admissions at Berkeley, 1973 (P. J. Bickel, E. A. Hammel, J. W.
// O'Connell, Science 187, 1975): admitted and rejected men, admitted and
// rejected women, by department.
var berkeley = []measure.Fourfold{{A: 512, B: 313, C: 89, D: 19}, {A: 353, B: 207, C: 17, D: 8}, {A: 120, B: 205, C: 202, D: 391},
	{A: 138, B: 279, C: 131, D: 244}, {A: 53, B: 138, C: 94, D: 299}, {A: 22, B: 351, C: 24, D: 317}}

// The figures are those that R's mantelhaen.test prints of the same table; it
// prints the test without continuity correction as X² = 1.5246.
func TestMantelHaenszelBerkeley(t *testing.T) {
	odds, low, high, p, ok := measure.MantelHaenszel(berkeley)
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
		x := measure.Fourfold{A: n.Draw(t, "a"), B: n.Draw(t, "b"), C: n.Draw(t, "c"), D: n.Draw(t, "d")}
		odds, low, high, p, ok := measure.MantelHaenszel([]measure.Fourfold{x, {A: n.Draw(t, "all")}})
		if want := float64(x.A) * float64(x.D) / (float64(x.B) * float64(x.C)); !ok || math.Abs(odds/want-1) > 1e-12 || low > odds || high < odds || p < 0 || p > 1 {
			t.Fatal(odds, want, low, high, p, ok)
		}
		turned, _, _, q, _ := measure.MantelHaenszel([]measure.Fourfold{{A: x.C, B: x.D, C: x.A, D: x.B}})
		if math.Abs(turned*odds-1) > 1e-9 || math.Abs(p-q) > 1e-9 {
			t.Fatal(turned, odds, p, q)
		}
	})
	if _, _, _, p, ok := measure.MantelHaenszel([]measure.Fourfold{{A: 5, C: 9}, {B: 7}, {A: 1}}); ok || p != 1 {
		t.Error("tables that can tell nothing told", p)
	}
}

func strata(n ...[4]int) (all, with map[measure.Stratum]measure.Outcomes) {
	all, with = map[measure.Stratum]measure.Outcomes{}, map[measure.Stratum]measure.Outcomes{}
	for i, x := range n {
		s := measure.Stratum{Channel: "zalo", Length: i}
		all[s], with[s] = measure.Outcomes{Converted: x[0] + x[2], Lost: x[1] + x[3]}, measure.Outcomes{Converted: x[0], Lost: x[1]}
	}
	return all, with
}

// What goes with long journeys only does not go with the goal (Simpson): within
// each length those with the factor do as well as those without.
func TestDriversAreAdjusted(t *testing.T) {
	all, with := strata([4]int{1, 9, 90, 810}, [4]int{450, 450, 50, 50})
	a := measure.NewDrivers(all, []measure.Factor{{By: measure.ByTouchpoint, Value: "x", In: with}})
	d := a.Factors[0]
	if d.Lift < 2 || math.Abs(d.Odds-1) > 1e-9 || d.Sure || d.P < 0.99 || a.Journeys != 1910 {
		t.Fatalf("%+v", d)
	}
}

// Twelve values of a dimension at most, none with too few journeys; with forty
// factors looked at one must be forty times as sure.
func TestDriversMany(t *testing.T) {
	all, with := strata([4]int{60, 40, 41, 59})
	one := measure.NewDrivers(all, []measure.Factor{{By: measure.ByTouchpoint, Value: "x", In: with}}).Factors[0]
	var factors []measure.Factor
	for i := range 40 {
		by := []measure.Dimension{measure.ByTouchpoint, measure.BySource}[i%2]
		factors = append(factors, measure.Factor{By: by, Value: fmt.Sprint(i), In: with})
	}
	_, few := strata([4]int{10, 10, 0, 0})
	factors = append(factors, measure.Factor{By: measure.ByTouchpoint, Value: "few", In: few})
	many := measure.NewDrivers(all, factors)
	if len(many.Factors) != 20+12 || !one.Sure || many.Factors[0].Sure || math.Abs(many.Factors[0].P-32*one.P) > 1e-9 {
		t.Fatal(len(many.Factors), one, many.Factors[0])
	}
}
