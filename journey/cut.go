package journey

import "time"

// Step is a mapped touch as the cutting rule sees it: at a goal, or behind it
// (in a stage behind the last one that holds a goal), or neither.
type Step struct {
	At           time.Time
	Goal, Behind bool
}

// Outcome is how a journey stands.
type Outcome string

// The outcomes. An Open journey may still become a converted or a lost one.
const (
	Converted Outcome = "converted" // it has a goal; what follows that is its after part
	Lost      Outcome = "lost"      // silent for G or longer (before now, or before the next step), without a goal
	Open      Outcome = "open"
	Care      Outcome = "care" // a visit of somebody who is a customer already: all behind the goal
)

// Span is a journey among a customer's steps: steps[First:Last+1].
type Span struct {
	First, Last int
	// Goal is the step that converted, the last one up to the goal's stage; −1 without.
	Goal    int
	Outcome Outcome
	// Closed reports whether no step can follow any more: another journey has
	// begun, or the silence is long enough.
	Closed bool
}

// Cut cuts a customer's steps, in order of time, into journeys: where the
// silence between two steps reaches g (0 never cuts), and where a step up to
// the goal's stage follows a goal, be it at once or after steps behind it. now
// decides which of the unfinished ones are lost. This is the definition in
// plain code; the engines that answer questions must agree with it.
func Cut(steps []Step, g time.Duration, now time.Time) []Span {
	var spans []Span
	s := Span{Goal: -1}
	for i, step := range steps {
		silent := i > 0 && g > 0 && step.At.Sub(steps[i-1].At) >= g
		if i > 0 && (silent || s.Goal >= 0 && !step.Behind) {
			spans = append(spans, s.close(steps, true, silent))
			s = Span{First: i, Goal: -1}
		}
		if s.Last = i; step.Goal {
			s.Goal = i
		}
	}
	if len(steps) > 0 {
		silent := g > 0 && now.Sub(steps[s.Last].At) >= g
		spans = append(spans, s.close(steps, silent, silent))
	}
	return spans
}

// close says how a journey stands that is followed by nothing, or by another one.
func (s Span) close(steps []Step, closed, silent bool) Span {
	s.Closed, s.Outcome = closed, Open
	switch {
	case s.Goal >= 0:
		s.Outcome = Converted
	case allBehind(steps[s.First : s.Last+1]):
		s.Outcome = Care
	case silent:
		s.Outcome = Lost
	}
	return s
}

func allBehind(steps []Step) bool {
	for _, s := range steps {
		if !s.Behind {
			return false
		}
	}
	return true
}
