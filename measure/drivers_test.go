package measure_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"

	"cham/measure"
)

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

// A ratio to nothing is infinite, and said as such; JSON, which has no such
// number, holds it too.
func TestDriversInfiniteRatios(t *testing.T) {
	all, with := strata([4]int{60, 40, 0, 100})
	a := measure.NewDrivers(all, []measure.Factor{{By: measure.ByTouchpoint, Value: "x", In: with}})
	d := a.Factors[0]
	if !d.LiftInfinite || !d.OddsInfinite || !d.Sure {
		t.Errorf("%+v", d)
	}
	if _, err := json.Marshal(a); err != nil {
		t.Error(err)
	}
	sheet := (&measure.Answer{Question: measure.Drivers, Drivers: a}).Sheet(true)
	for _, column := range []string{"lift", "odds"} {
		if v := sheet.Rows[0][slices.Index(sheet.Columns, column)]; v != math.Inf(1) {
			t.Errorf("%s: %v", column, v)
		}
	}
	all, with = strata([4]int{0, 100, 0, 100})
	d = measure.NewDrivers(all, []measure.Factor{{By: measure.ByTouchpoint, Value: "x", In: with}}).Factors[0]
	if d.Lift != 1 || d.LiftInfinite {
		t.Errorf("nobody converted: %+v", d)
	}
}
