package measure

import (
	"math/rand/v2"
	"slices"
	"testing"

	"cham/measure/stat"
)

func TestBreakpoints(t *testing.T) {
	row := func(id, stage string, k, n int) TouchpointRow {
		return TouchpointRow{ID: id, Stage: stage, Exit: stat.NewRate(k, n)}
	}
	goal := row("goal", "s", 0, 5000)
	goal.Goal = true
	for name, c := range map[string]struct {
		rows []TouchpointRow
		want []string
	}{
		"one stands out": {[]TouchpointRow{row("a", "s", 200, 1000), row("b", "s", 100, 1000), row("c", "s", 110, 1000)}, []string{"a"}},
		"worst first": {[]TouchpointRow{row("a", "s", 200, 1000), row("b", "s", 400, 1000), row("c", "s", 50, 1000),
			row("d", "s", 50, 1000)}, []string{"b", "a"}},
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
			rows = append(rows, TouchpointRow{ID: "t", Stage: "s", Exit: stat.NewRate(k, 300)})
		}
		if len(Breakpoints(&Answer{Touchpoints: rows})) > 0 {
			alarms++
		}
	}
	if alarms > maps*6/100 {
		t.Errorf("%d of %d maps", alarms, maps)
	}
}

func TestBreakpointsAreCorrected(t *testing.T) {
	tests := []Breakpoint{{Touchpoint: "c", P: 0.02}, {Touchpoint: "a", P: 0.001}, {Touchpoint: "b", P: 0.012}}
	for i := range tests {
		tests[i].Exit = stat.NewRate(50, 100)
	}
	got := rejected(tests, 0.025) // 0.001 ≤ 0.025/3, 0.012 ≤ 0.025/2, 0.02 ≤ 0.025
	if len(got) != 3 || got[0].Touchpoint != "a" {
		t.Error(got)
	}
	tests[1].P = 0.013 // 0.013 > 0.025/2: it and all after it stay
	if got := rejected(tests, 0.025); len(got) != 1 {
		t.Error(got)
	}
}
