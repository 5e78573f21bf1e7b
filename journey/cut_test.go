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
	step := func(after time.Duration, goal bool) Step { return Step{t0.Add(after), goal} }
	for name, c := range map[string]struct {
		steps []Step
		g     time.Duration
		now   time.Duration
		want  []Span
	}{
		"none":                   {nil, g, 0, nil},
		"open":                   {[]Step{step(0, false)}, g, g - 1, []Span{{0, 0, Open}}},
		"silent for exactly G":   {[]Step{step(0, false)}, g, g, []Span{{0, 0, Lost}}},
		"cut after the goal":     {[]Step{step(0, false), step(1, true), step(2, false)}, g, 2, []Span{{0, 1, Converted}, {2, 2, Open}}},
		"cut at G":               {[]Step{step(0, false), step(g, false)}, g, g, []Span{{0, 0, Lost}, {1, 1, Open}}},
		"not before":             {[]Step{step(0, false), step(g-1, false)}, g, g, []Span{{0, 1, Open}}},
		"goal, however long ago": {[]Step{step(0, true)}, g, 9 * g, []Span{{0, 0, Converted}}},
		"silence never cuts":     {[]Step{step(0, false), step(5*g, false)}, 0, 99 * g, []Span{{0, 1, Open}}},
		"next is in the future":  {[]Step{step(0, false), step(g, false)}, g, 0, []Span{{0, 0, Lost}, {1, 1, Open}}},
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
			steps = append(steps, Step{now, rapid.IntRange(0, 4).Draw(t, "goal") == 0})
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
