package journey

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestCut(t *testing.T) {
	const g = 30 * 24 * time.Hour
	t0 := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	step := func(after time.Duration) Step { return Step{At: t0.Add(after)} }
	goal := func(after time.Duration) Step { return Step{At: t0.Add(after), Goal: true} }
	behind := func(after time.Duration) Step { return Step{At: t0.Add(after), Behind: true} }
	for name, c := range map[string]struct {
		steps []Step
		g     time.Duration
		now   time.Duration
		want  []Span
	}{
		"none":                   {nil, g, 0, nil},
		"open":                   {[]Step{step(0)}, g, g - 1, []Span{{0, 0, -1, Open, false}}},
		"silent for exactly G":   {[]Step{step(0)}, g, g, []Span{{0, 0, -1, Lost, true}}},
		"cut after the goal":     {[]Step{step(0), goal(1), step(2)}, g, 2, []Span{{0, 1, 1, Converted, true}, {2, 2, -1, Open, false}}},
		"cut at G":               {[]Step{step(0), step(g)}, g, g, []Span{{0, 0, -1, Lost, true}, {1, 1, -1, Open, false}}},
		"not before":             {[]Step{step(0), step(g - 1)}, g, g, []Span{{0, 1, -1, Open, false}}},
		"goal, however long ago": {[]Step{goal(0)}, g, 9 * g, []Span{{0, 0, 0, Converted, true}}},
		"silence never cuts":     {[]Step{step(0), step(5 * g)}, 0, 99 * g, []Span{{0, 1, -1, Open, false}}},
		"next is in the future":  {[]Step{step(0), step(g)}, g, 0, []Span{{0, 0, -1, Lost, true}, {1, 1, -1, Open, false}}},
		"after part":             {[]Step{step(0), goal(1), behind(2), behind(3)}, g, 3, []Span{{0, 3, 1, Converted, false}}},
		"came back": {[]Step{goal(0), behind(1), step(2), behind(3)}, g, 3,
			[]Span{{0, 1, 0, Converted, true}, {2, 3, -1, Open, false}}},
		"bought again":          {[]Step{goal(0), behind(1), goal(2)}, g, 2, []Span{{0, 1, 0, Converted, true}, {2, 2, 2, Converted, false}}},
		"silent after the goal": {[]Step{goal(0), behind(g)}, g, g, []Span{{0, 0, 0, Converted, true}, {1, 1, -1, Care, false}}},
		"care":                  {[]Step{behind(0), behind(1)}, g, 9 * g, []Span{{0, 1, -1, Care, true}}},
		"care that goes on":     {[]Step{behind(0), step(1), behind(2)}, g, 9 * g, []Span{{0, 2, -1, Lost, true}}},
	} {
		if got := Cut(c.steps, c.g, t0.Add(c.now)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Journeys cover the steps without gap or overlap; only the last can be open.
func TestCutCovers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		var steps []Step
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "days")) * 24 * time.Hour)
			side := rapid.IntRange(0, 4).Draw(t, "side")
			steps = append(steps, Step{now, side == 0, side == 1})
		}
		next := 0
		spans := Cut(steps, 30*24*time.Hour, now)
		for i, s := range spans {
			if s.First != next || s.Last < s.First || s.Outcome == Open && i != len(spans)-1 {
				t.Fatal(spans)
			}
			next = s.Last + 1
		}
		if next != len(steps) {
			t.Fatal(spans)
		}
	})
}
