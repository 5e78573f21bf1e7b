package index

import (
	"cham"
	"cham/measure"
)

// passes make what gathers a question.
var passes = map[measure.Question]func(*scan) (pass, error){
	measure.Touches:     made(newNamesPass),
	measure.Touchpoints: made(newTouchpointsPass),
	measure.Transitions: made(newTransitionsPass),
	measure.Funnel:      made(newFunnelPass),
	measure.Exits:       made(newExitsPass),
	measure.Journeys:    made(newJourneysPass),
	measure.Trend:       made(newTrendPass),
	measure.Paths:       made(newPathsPass),
	measure.Graph:       made(newGraphPass),
	measure.Timing:      made(newTimingPass),
	measure.Attribution: made(newAttributionPass),
	measure.Leads:       made(newLeadsPass),
	measure.Retention:   made(newRetentionPass),
	measure.Reality:     made(newRealityPass),
	measure.Drivers:     made(newDriversPass),
	measure.Changed:     made(newChangedPass),
	measure.Silence:     made(newSilencePass),
}

// made is a pass that can always be made.
func made[P pass](make func(*scan) P) func(*scan) (pass, error) {
	return func(q *scan) (pass, error) { return make(q), nil }
}

// newPass returns what gathers the plan's question.
func newPass(q *scan) (pass, error) {
	if make := passes[q.Question]; make != nil {
		return make(q)
	}
	return nil, cham.Errorf(cham.CodeInvalid, "index.Ask", "unknown question %q", q.Question)
}
