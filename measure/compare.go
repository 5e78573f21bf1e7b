package measure

import (
	"cmp"
	"math"
	"slices"

	"cham/measure/stat"
)

// Change is a rate of a touchpoint that moved between two periods by more
// than chance.
type Change struct {
	Touchpoint string `json:"touchpoint"`
	Name       string `json:"name"`
	// Measure is "exit", "next", or "back" behind the goal.
	Measure string    `json:"measure"`
	Now     stat.Rate `json:"now"`
	Before  stat.Rate `json:"before"`
	// Low and High are the 95 % interval of Now − Before.
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Better bool    `json:"better"`
}

// Changes finds the exit, next-step and coming-back rates that moved between the same
// touchpoints' rows of two periods, the largest move first. Both n must reach
// MinSample, the interval of the difference must leave out zero, and the
// pooled two-proportion test must reject at 5 % two-sided after C. E.
// Bonferroni's correction for the number of rates looked at: on a map of
// twenty touchpoints one in twenty would seem to move every week. Both answers
// must be judged at the same age (Query.AsOf), or the newer period seems worse
// only because less time has passed since.
func Changes(now, before []TouchpointRow) []Change {
	old := map[string]TouchpointRow{}
	for _, r := range before {
		old[r.ID] = r
	}
	var looked []Change
	for _, r := range now {
		b, ok := old[r.ID]
		if !ok {
			continue
		}
		switch {
		case r.Behind:
			looked = appendChange(looked, r, "back", r.Back, b.Back)
		case !r.Goal: // journeys do not fail at a goal, and always go on there
			looked = appendChange(looked, r, "exit", r.Exit, b.Exit)
			looked = appendChange(looked, r, "next", r.Next, b.Next)
		}
	}
	found := slices.DeleteFunc(slices.Clone(looked), func(c Change) bool {
		return c.Low <= 0 && c.High >= 0 || stat.PooledTest(c.Now, c.Before) > 0.05/float64(len(looked))
	})
	slices.SortStableFunc(found, func(a, b Change) int {
		return cmp.Compare(math.Abs(b.Now.Value-b.Before.Value), math.Abs(a.Now.Value-a.Before.Value))
	})
	return found
}

func appendChange(to []Change, r TouchpointRow, measure string, now, before stat.Rate) []Change {
	if now.N < MinSample || before.N < MinSample || !now.Told() || !before.Told() {
		return to
	}
	now, before = stat.SameAge(now, before)
	c := Change{Touchpoint: r.ID, Name: r.Name, Measure: measure, Now: now, Before: before}
	c.Low, c.High = stat.Difference(now, before)
	c.Better = (now.Value < before.Value) == (measure == "exit")
	return append(to, c)
}

// SameAge puts the rates of two answers to one question at the same age, the lower
// of each pair's.
func SameAge(a, b *Answer) {
	if a.Journeys != nil && b.Journeys != nil {
		level(&a.Journeys.Conversion, &b.Journeys.Conversion)
		level(&a.Journeys.Back, &b.Journeys.Back)
	}
	for i := range a.Touchpoints {
		if r, old := &a.Touchpoints[i], byID(b.Touchpoints, a.Touchpoints[i].ID); old != nil {
			level(&r.Next, &old.Next)
			level(&r.Exit, &old.Exit)
			level(&r.Back, &old.Back)
		}
	}
	for i := range a.Stages {
		if i < len(b.Stages) {
			level(&a.Stages[i].Next, &b.Stages[i].Next)
			level(&a.Stages[i].Back, &b.Stages[i].Back)
		}
	}
	for i, r := range a.Exits {
		if j := slices.IndexFunc(b.Exits, func(o ExitRow) bool { return o.ID == r.ID }); j >= 0 {
			level(&a.Exits[i].Exit, &b.Exits[j].Exit)
			level(&a.Exits[i].Back, &b.Exits[j].Back)
		}
	}
}

func byID(rows []TouchpointRow, id string) *TouchpointRow {
	if i := slices.IndexFunc(rows, func(r TouchpointRow) bool { return r.ID == id }); i >= 0 {
		return &rows[i]
	}
	return nil
}

func level(a, b *stat.Rate) { *a, *b = stat.SameAge(*a, *b) }
