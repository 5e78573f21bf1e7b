package measure

import (
	"math"
	"slices"
	"testing"

	"cham/measure/stat"
)

// exitRows are n touchpoints of a stage of which k of 1,000 journeys leave.
func exitRows(stage string, ks ...int) (rows []TouchpointRow) {
	for i, k := range ks {
		rows = append(rows, TouchpointRow{ID: stage + string(rune('1'+i)), Stage: stage, Exit: stat.NewRate(k, 1000)})
	}
	return rows
}

func ids(found []Breakpoint) (all []string) {
	for _, b := range found {
		all = append(all, b.Touchpoint)
	}
	return all
}

func TestWorseThanLike(t *testing.T) {
	goal := TouchpointRow{ID: "goal", Stage: "b", Goal: true, Exit: stat.NewRate(0, 5000)}
	few := TouchpointRow{ID: "few", Stage: "a", Exit: stat.NewRate(49, 49)}
	for name, c := range map[string]struct {
		rows []TouchpointRow
		want []string
	}{
		"one stands out":          {exitRows("a", 300, 100, 110, 105, 98), []string{"a1"}},
		"worst first":             {exitRows("a", 300, 400, 100, 110, 105, 98, 101, 104), []string{"a2", "a1"}},
		"all alike":               {exitRows("a", 100, 101, 99, 103), nil},
		"less than five points":   {exitRows("a", 145, 100, 101, 99, 100, 102), nil},
		"different by nature":     {exitRows("a", 300, 50, 100, 150, 200, 250), nil},
		"too few":                 {append(exitRows("a", 100, 101, 99, 103), few), nil},
		"own stage of three":      {append(exitRows("a", 500, 510, 490), exitRows("b", 100, 101, 99, 103)...), nil},
		"goals are no neighbour":  {append(exitRows("b", 100, 101, 99, 103), goal), nil},
		"behind the goal's stage": {slices.Concat(exitRows("b", 100, 101), []TouchpointRow{goal}, exitRows("c", 900, 905)), nil},
		"alone":                   {exitRows("a", 900), nil},
		"nothing":                 {nil, nil},
	} {
		a := &Answer{Touchpoints: c.rows, Stages: []StageRow{{ID: "a"}, {ID: "b"}, {ID: "c"}}}
		got := Breakpoints(a, nil)
		if !slices.Equal(ids(got), c.want) {
			t.Errorf("%s: %v, want %v", name, ids(got), c.want)
		}
		for _, b := range got {
			if b.Kind != WorseThanLike || b.Low <= 0 || b.High < b.Low || math.Abs(b.Norm.Value-0.1) > 0.01 ||
				math.Abs(b.Extra-1000*(b.Rate.Value-b.Norm.Value)) > 1e-9 {
				t.Errorf("%s: %+v", name, b)
			}
		}
	}
}

func TestGotWorse(t *testing.T) {
	before := exitRows("a", 300, 50, 100, 150, 200, 250, 300)
	now := exitRows("a", 300, 50, 160, 90, 240, 255) // a3 by six points, a5 by four, a4 is better
	got := Breakpoints(&Answer{Touchpoints: now}, &Answer{Touchpoints: before})
	if len(got) != 1 || got[0].Touchpoint != "a3" || got[0].Kind != GotWorse || got[0].Norm != before[2].Exit ||
		math.Abs(got[0].Extra-60) > 1e-9 || got[0].Low <= 0 {
		t.Errorf("%+v", got)
	}
	now[2].Exit = stat.NewRate(40, 49)
	if got = Breakpoints(&Answer{Touchpoints: now}, &Answer{Touchpoints: before}); len(got) != 0 {
		t.Errorf("under %d nothing is claimed: %+v", leastClaim, got)
	}
}
