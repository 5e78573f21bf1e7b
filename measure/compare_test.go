package measure

import (
	"math"
	"testing"

	"cham/measure/stat"
)

func rows(exits ...int) []TouchpointRow {
	var all []TouchpointRow
	for i, k := range exits {
		all = append(all, TouchpointRow{ID: string(rune('a' + i)), Name: string(rune('A' + i)), Share: stat.NewRate(100, 400),
			Exit: stat.NewRate(k, 100), Next: stat.NewRate(100-k, 100)})
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
	few[0].Exit, few[0].Next = stat.NewRate(20, 25), stat.NewRate(5, 25)
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
	a.Touchpoints[1].Exit = stat.NewRate(3, 4) // worse, but hardly seen
	ease := map[string]int{"a": 5}
	goals := &AttributionAnswer{Conversions: 98, Rows: []CreditRow{{Value: "a", Removal: 0.5}, {Value: "b", Removal: 0.25}}}
	got := Priorities(a, nil, goals, func(id string) int { return ease[id] })
	if len(got) != 2 || got[0].Touchpoint != "a" || got[1].Touchpoint != "b" {
		t.Fatalf("%+v", got)
	}
	for _, p := range got {
		if p.Score != p.Share*p.Importance*p.Badness*float64(p.Ease) {
			t.Errorf("the factors do not make the score: %+v", p)
		}
	}
	norm := Norms(a)[0].Value
	if want := (60+30*norm)/130 - norm; math.Abs(got[0].Badness-want) > 1e-15 || got[0].Importance != 0.5 || got[0].Ease != 5 ||
		got[1].Ease != DefaultEase {
		t.Errorf("%+v, badness %v", got, want)
	}
	if got[1].Badness >= 0.75-Norms(a)[1].Value {
		t.Errorf("four journeys are not shrunk: %+v", got[1])
	}
}
