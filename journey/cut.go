package journey

import "time"

// Step is a mapped touch as the cutting rule sees it.
type Step struct {
	At   time.Time
	Goal bool
}

// Outcome is how a journey stands.
type Outcome string

// The outcomes. A journey is closed when it is Converted or Lost; an Open one
// is censored: left out of rates, its number said.
const (
	Converted Outcome = "converted" // its last touch is a goal
	Lost      Outcome = "lost"      // silent for G or longer (before now, or before the next step), without a goal
	Open      Outcome = "open"
)

// Span is a journey among a customer's steps: steps[First:Last+1].
type Span struct {
	First, Last int
	Outcome     Outcome
}

// Cut cuts a customer's steps, in order of time, into journeys: after a goal,
// and where the silence between two steps reaches g; g of 0 never cuts. now
// decides which of the unfinished ones are lost. This is the definition in
// plain code; the engines that answer questions must agree with it.
func Cut(steps []Step, g time.Duration, now time.Time) []Span {
	var spans []Span
	first := 0
	for i := range steps {
		last := i == len(steps)-1
		if last || steps[i].Goal || g > 0 && steps[i+1].At.Sub(steps[i].At) >= g {
			silent := g > 0 && (!last || now.Sub(steps[i].At) >= g)
			spans = append(spans, Span{First: first, Last: i, Outcome: outcome(steps[i].Goal, silent)})
			first = i + 1
		}
	}
	return spans
}

func outcome(goal, silent bool) Outcome {
	switch {
	case goal:
		return Converted
	case silent:
		return Lost
	}
	return Open
}
