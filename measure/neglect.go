package measure

import "time"

// Why a touchpoint is neglected.
const (
	Unbound  = "unbound"  // no rule binds touches to it
	Shadowed = "shadowed" // rules of other touchpoints take all that its own would bind
	Never    = "never"    // no touch ever, to the end of the period
	Quiet    = "quiet"    // none in the period, and longer than usual
	Silent   = "silent"   // one in the period, and then none for longer than usual
)

// Place is what is known of a touchpoint beside its numbers.
type Place struct {
	// Bound says that it has a rule, Shadow which touchpoint's rule takes all
	// that this would bind, "" for none.
	Bound  bool
	Shadow string
	// Ripe says that its rule and the data are older than FirstPatience.
	Ripe bool
	// Days are the starts of the days with touches there, ascending, to the
	// last one.
	Days []time.Time
}

// FirstPatience is how long a place without any touch is waited for: every
// weekday has been seen once.
const FirstPatience = 7 * day

// Neglect says why a touchpoint is neglected at an instant, "" when it is not.
// All of r must be of everybody: a silence of others is no neglect.
func Neglect(r TouchpointRow, at time.Time, p Place) string {
	switch {
	case !p.Bound:
		return Unbound
	case r.LastAt.IsZero() && p.Shadow != "":
		return Shadowed
	case r.LastAt.IsZero() && p.Ripe:
		return Never
	case r.LastAt.IsZero() || at.Sub(r.LastAt) <= patience(p.Days):
		return ""
	case r.Volume == 0:
		return Quiet
	}
	return Silent
}

// patience is how long a silence is usual at a place: twice its longest pause,
// so that of a newsletter which goes out in bursts it is two months. With n
// pauses at an even pace the next is longer by chance once in (n+1)(n+2)/2
// times. Three days are always waited (nights and weekends are no neglect), and
// thirty where there is no rhythm yet.
func patience(days []time.Time) time.Duration {
	const leastRhythm = 6 // days
	usual := 3 * day
	if len(days) < leastRhythm {
		usual = 30 * day
	}
	for i := 1; i < len(days); i++ {
		usual = max(usual, 2*days[i].Sub(days[i-1]))
	}
	return usual
}
