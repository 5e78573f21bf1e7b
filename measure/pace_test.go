package measure

import (
	"testing"
	"time"

	"cham"
)

var paceNow = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// buyer adds one who bought so many days ago, the longest ago first.
func (b *Buying) buyer(worth float64, daysAgo ...float64) {
	var at []int64
	for _, d := range daysAgo {
		at = append(at, b.Now.Add(-time.Duration(d*float64(day))).UnixMilli())
	}
	b.Add(at, worth)
}

// A reseller who buys every day is one customer of forty-one: the pace stays that of the others.
func TestPaceIsOfCustomers(t *testing.T) {
	b := Buying{Now: paceNow}
	for i := range 40 {
		b.buyer(1000, 360, 300+float64(i%7), 240, 180-float64(i%7), 120, 60, float64(i))
	}
	var daily []float64
	for d := 350.; d >= 0; d-- {
		daily = append(daily, d)
	}
	b.buyer(9e6, daily...)
	if p := NewPace(b); p.Basis != PaceOwn || p.Half < 50 || p.Again != 41 {
		t.Errorf("%+v", p)
	}
}

// An order in two parts an hour apart is no return.
func TestPaceOfPartedOrders(t *testing.T) {
	b := Buying{Now: paceNow}
	for range 50 {
		b.buyer(1000, 10.04, 10)
	}
	if p := NewPace(b); p.Basis != PaceFew || p.Again != 0 {
		t.Errorf("%+v", p)
	}
}

// What is much parts a quarter from the rest, or is not known.
func TestMuch(t *testing.T) {
	for name, c := range map[string]struct {
		times func(i int) int
		worth func(i int) float64
		often int
		much  float64
	}{
		"each other":        {func(i int) int { return i + 1 }, func(i int) float64 { return float64(i) }, 31, 30},
		"nearly all once":   {func(i int) int { return 1 + i/38 }, func(int) float64 { return 5 }, 2, 0},
		"all alike":         {func(int) int { return 4 }, func(int) float64 { return 5 }, 5, 0},
		"a tenth pay twice": {func(int) int { return 1 }, func(i int) float64 { return float64(1 + i/36) }, 2, 2},
	} {
		var buyers []Buyer
		for i := range 40 {
			buyers = append(buyers, Buyer{c.times(i), c.worth(i)})
		}
		if often, much := muchOf(buyers); often != c.often || much != c.much {
			t.Errorf("%s: %d times, %v; want %d, %v", name, often, much, c.often, c.much)
		}
	}
}

// Every ready rule can be asked, and says nothing of what is not known.
func TestReadyRulesCompile(t *testing.T) {
	names := RuleNames{Matches: func(cham.Match, cham.Kind) bool { return true },
		Set: func(SegmentRule) ([]cham.CustomerID, error) { return nil, nil }}
	for _, worth := range []float64{0, 2e6} {
		all := NewReady(Pace{Half: 10, Most: 20, Gone: 40, Often: 3, Worth: worth})
		for _, r := range all.Rules {
			if _, err := CompileRule(r.Rule, paceNow, names); err != nil {
				t.Errorf("%s: %v", r.Key, err)
			}
			r.Rule.Walk(func(r SegmentRule) {
				if r.fields() != 1 || worth == 0 && r.Buy != nil && r.Buy.Value != nil {
					t.Errorf("worth %v: %+v", worth, r)
				}
			})
		}
	}
}
