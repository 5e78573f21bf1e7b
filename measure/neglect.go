package measure

import (
	"math"
	"time"
)

// Why a touchpoint is neglected.
const (
	Unbound = "unbound" // no rule binds touches to it
	Never   = "never"   // no touch ever, to the end of the period
	Quiet   = "quiet"   // none in the period
	Silent  = "silent"  // much longer without a touch than its own rhythm
)

// The rhythm rule: a touchpoint is silent when, at the pace it had until its
// last touch, at least expectedMissing touches would have come since, and at
// least longSilence has passed (nights and weekends are no neglect). At a
// steady pace the chance of that is e⁻¹⁰.
const (
	expectedMissing = 10
	longSilence     = 3 * day
	leastRhythm     = 5 // touches; fewer have no pace
)

// Neglect says why a touchpoint of the answer to Touchpoints is neglected, ""
// when it is not. bound says that it has a rule.
func Neglect(a *Answer, r TouchpointRow, bound bool) string {
	switch {
	case !bound:
		return Unbound
	case r.LastAt.IsZero():
		return Never
	case r.Volume == 0:
		return Quiet
	case silent(a, r):
		return Silent
	}
	return ""
}

func silent(a *Answer, r TouchpointRow) bool {
	end := a.AsOf
	if !a.To.IsZero() && a.To.Before(end) {
		end = a.To
	}
	silence := end.Sub(r.LastAt)
	if a.From.IsZero() || r.Volume < leastRhythm || silence < longSilence { // without a start there is no pace
		return false
	}
	active := max(r.LastAt.Sub(a.From), time.Hour)
	return float64(r.Volume)*silence.Hours()/math.Max(active.Hours(), 1) >= expectedMissing
}
