package measure

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

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

func rows(exits ...int) []TouchpointRow {
	var all []TouchpointRow
	for i, k := range exits {
		all = append(all, TouchpointRow{ID: string(rune('a' + i)), Name: string(rune('A' + i)), Share: NewRate(100, 400),
			Exit: NewRate(k, 100), Next: NewRate(100-k, 100)})
	}
	return all
}

func TestChanges(t *testing.T) {
	if got := Changes(rows(20, 30, 40), rows(22, 28, 41)); len(got) != 0 {
		t.Errorf("noise is no change: %+v", got)
	}
	got := Changes(rows(20, 30, 80), rows(22, 28, 41))
	if len(got) != 2 || got[0].Touchpoint != "c" || got[0].Better || got[1].Better || got[0].Low <= 0 && got[0].Measure == "exit" {
		t.Fatalf("%+v", got)
	}
	got = Changes(rows(5, 30), rows(50, 30))
	for _, c := range got {
		if !c.Better {
			t.Errorf("fewer leave and more go on: %+v", c)
		}
	}
	few := rows(80)
	few[0].Exit, few[0].Next = NewRate(20, 25), NewRate(5, 25)
	if got := Changes(few, rows(10)); len(got) != 0 {
		t.Errorf("under %d nothing is called a change: %+v", MinSample, got)
	}
	goal := rows(80)
	goal[0].Goal = true
	if got := Changes(goal, rows(10)); len(got) != 0 {
		t.Errorf("journeys do not fail at a goal: %+v", got)
	}
}

func TestPriorities(t *testing.T) {
	a := &Answer{Touchpoints: rows(60, 20, 20, 90)}
	a.Touchpoints[3].Goal = true
	a.Touchpoints[1].Exit = NewRate(3, 4) // worse, but hardly seen
	ease := map[string]int{"a": 5}
	goals := &AttributionAnswer{Conversions: 98, Rows: []CreditRow{{Value: "a", Removal: 0.5}, {Value: "b", Removal: 0.25}}}
	got := Priorities(a, goals, func(id string) int { return ease[id] })
	if len(got) != 2 || got[0].Touchpoint != "a" || got[1].Touchpoint != "b" {
		t.Fatalf("%+v", got)
	}
	for _, p := range got {
		if p.Score != p.Share*p.Importance*p.Badness*float64(p.Ease) {
			t.Errorf("the factors do not make the score: %+v", p)
		}
	}
	norm := ExitNorm(a.Touchpoints, 0).Value
	if want := (60+30*norm)/130 - norm; math.Abs(got[0].Badness-want) > 1e-15 || got[0].Importance != 0.5 || got[0].Ease != 5 || got[1].Ease != DefaultEase {
		t.Errorf("%+v, badness %v", got, want)
	}
	if got[1].Badness >= 0.75-ExitNorm(a.Touchpoints, 1).Value {
		t.Errorf("four journeys are not shrunk: %+v", got[1])
	}
}

func TestNeglect(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	ago := func(days float64) time.Time { return now.Add(-time.Duration(days * float64(day))) }
	a := &Answer{AsOf: now, From: ago(30), To: now}
	for name, c := range map[string]struct {
		row   TouchpointRow
		bound bool
		want  string
	}{
		"no rule":                      {TouchpointRow{}, false, Unbound},
		"never":                        {TouchpointRow{}, true, Never},
		"none in the period":           {TouchpointRow{LastAt: ago(40)}, true, Quiet},
		"busy until yesterday":         {TouchpointRow{Volume: 10000, LastAt: ago(1)}, true, ""},
		"daily, silent for ten days":   {TouchpointRow{Volume: 40, LastAt: ago(10)}, true, Silent},
		"weekly, silent for ten days":  {TouchpointRow{Volume: 3, LastAt: ago(10)}, true, ""},
		"one touch at the very start":  {TouchpointRow{Volume: 1, LastAt: ago(30)}, true, ""},
		"steady":                       {TouchpointRow{Volume: 30, LastAt: ago(0.1)}, true, ""},
		"hourly, silent over two days": {TouchpointRow{Volume: 600, LastAt: ago(2)}, true, ""},
	} {
		if got := Neglect(a, c.row, c.bound); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
