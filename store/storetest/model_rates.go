package storetest

import (
	"math"
	"slices"
	"time"

	"cham/measure/stat"
)

// modelWait is an origin and what came of it, in whole days: the event's, −1
// for none; until when it was watched, and whether none can come any more.
type modelWait struct {
	event, watched int
	ever           bool
}

// since is the wait from an instant in a journey to an event, zero for none.
func (v *modelView) since(j modelJourney, at, event time.Time) modelWait {
	w := modelWait{event: -1, watched: wholeDays(v.p.Now.Sub(at)), ever: j.closed}
	if !event.IsZero() {
		w.event = wholeDays(event.Sub(at))
	}
	return w
}

func wholeDays(d time.Duration) int { return max(0, int(d/(24*time.Hour))) }

// share is the rate of an event within days: by the definition of a
// Kaplan–Meier curve over whole days, day by day and origin by origin.
func share(waits []modelWait, days int) stat.Rate {
	k, open, plain := 0, 0, true
	for _, w := range waits {
		k += intOf(w.event >= 0 && w.event < days)
		open += intOf(w.event < 0 && !w.ever)
		plain = plain && w.knownTo(days)
	}
	r := stat.NewRate(k, len(waits))
	r.Age, r.Open = days, open
	if plain {
		return r
	}
	s, age, greenwood, left, events := productLimit(waits, days)
	r.Value, r.Age = 1-s, age
	switch {
	case age == 0:
		r.Value, r.Low, r.High = 0, 0, 1
	case events == 0:
		none := stat.NewRate(0, left)
		r.Low, r.High = none.Low, none.High
	case s == 0:
		none := stat.NewRate(0, max(1, left))
		r.Low, r.High = 1-none.High, 1
	case slices.ContainsFunc(waits, func(w modelWait) bool { return !w.hasEvent(days) && w.watched < age }):
		width := 1.959963984540054 * math.Sqrt(greenwood) / math.Abs(math.Log(s))
		r.Low, r.High = 1-math.Pow(s, math.Exp(-width)), 1-math.Pow(s, math.Exp(width))
	default:
		plain := stat.NewRate(events, len(waits))
		r.Low, r.High = plain.Low, plain.High
	}
	return r
}

// knownTo reports whether nothing about the first days is still open.
func (w modelWait) knownTo(days int) bool {
	return w.event >= 0 || w.ever || w.watched >= days
}

// hasEvent reports whether an event within days counts: its day is over.
func (w modelWait) hasEvent(days int) bool {
	return w.event >= 0 && w.event < days && w.event < w.watched
}

func productLimit(waits []modelWait, days int) (s float64, age int, greenwood float64, left, events int) {
	s = 1
	for day := range days {
		atRisk, on, known := 0, 0, true
		for _, w := range waits {
			counts := w.hasEvent(days)
			switch {
			case counts && w.event < day:
				continue // had it before
			case counts || w.watched > day:
				atRisk++
				on += intOf(counts && w.event == day)
			default:
				known = false
			}
		}
		if !known && atRisk < min(stat.Enough, (len(waits)+1)/2) {
			return s, day, greenwood, left, events
		}
		if on > 0 {
			n, d := float64(atRisk), float64(on)
			s *= (n - d) / n
			greenwood += d / (n * (n - d))
		}
		left, events = atRisk-on, events+on
	}
	return s, days, greenwood, left, events
}

// without is the complement: the share without the event.
func without(waits []modelWait, days int) stat.Rate {
	r := share(waits, days)
	if r.N == 0 {
		return r
	}
	r.K, r.Value, r.Low, r.High = r.N-r.K-r.Open, 1-r.Value, 1-r.High, 1-r.Low
	return r
}

// leaves returns the waits from the ends of visits to a node to the next touch
// of the journey; a visit counts by its first touch.
func (v *modelView) leaves(node int) (waits []modelWait) {
	if v.nodes[node].Goal || v.behind(node) {
		return nil
	}
	for _, j := range v.journeys {
		for i, t := range j.touches {
			if t.node != node || !t.period || !j.touches[j.visitOf(i)].meets {
				continue
			}
			next := time.Time{}
			if i+1 < len(j.touches) {
				next = j.touches[i+1].at
				if j.touches[i+1].node == node && next.Sub(t.at) < 24*time.Hour {
					continue // the visit goes on
				}
			}
			waits = append(waits, v.since(j, t.at, next))
		}
	}
	return waits
}

// visitOf is the first touch of the visit that touch i belongs to.
func (j modelJourney) visitOf(i int) int {
	for i > 0 && j.touches[i-1].node == j.touches[i].node && j.touches[i].at.Sub(j.touches[i-1].at) < 24*time.Hour {
		i--
	}
	return i
}

// backs returns the waits from each journey's first touch of the period that from
// accepts, which is behind the goal, to the customer's next one that is not.
func (v *modelView) backs(from func(modelTouch) bool) (waits []modelWait) {
	for _, j := range v.journeys {
		if i := slices.IndexFunc(j.touches, func(t modelTouch) bool { return t.inside && from(t) }); i >= 0 {
			waits = append(waits, v.comesBack(j.touches[i]))
		}
	}
	return waits
}

// wonBack returns the waits from each goal touch of the period.
func (v *modelView) wonBack() (waits []modelWait) {
	for _, j := range v.journeys {
		if j.goal >= 0 && j.touches[j.goal].inside {
			waits = append(waits, v.comesBack(j.touches[j.goal]))
		}
	}
	return waits
}

// comesBack is the wait from a touch to the customer's next one up to the
// goal's stage, in whatever journey.
func (v *modelView) comesBack(t modelTouch) modelWait {
	all := v.touches[t.customer]
	from := slices.IndexFunc(all, func(u modelTouch) bool { return u.seq == t.seq }) + 1
	event := time.Time{}
	if i := slices.IndexFunc(all[from:], func(u modelTouch) bool { return u.node >= 0 && !v.behind(u.node) }); i >= 0 {
		event = all[from+i].at
	}
	return v.since(modelJourney{}, t.at, event)
}

// steps returns the waits from each journey's first touch of the period that
// from accepts to its next step.
func (v *modelView) steps(from func(modelTouch) bool) (waits []modelWait) {
	for _, j := range v.journeys {
		i := slices.IndexFunc(j.touches, func(t modelTouch) bool { return t.inside && from(t) })
		if i < 0 {
			continue
		}
		t, event := j.touches[i], time.Time{}
		for _, u := range j.touches[i:] {
			later := v.nodes[t.node].Stage >= 0 && v.nodes[u.node].Stage > v.nodes[t.node].Stage
			if later || v.nodes[u.node].Goal {
				event = u.at
				break
			}
		}
		waits = append(waits, v.since(j, t.at, event))
	}
	return waits
}

// goals returns the waits from each journey's first touch up to the goal's
// stage to its goal.
func (v *modelView) goals() (waits []modelWait) {
	for _, j := range v.journeys {
		i := slices.IndexFunc(j.touches, func(t modelTouch) bool { return !v.behind(t.node) })
		if i < 0 || !j.touches[i].inside {
			continue
		}
		event := time.Time{}
		if j.goal >= 0 {
			event = j.touches[j.goal].at
		}
		waits = append(waits, v.since(j, j.touches[i].at, event))
	}
	return waits
}
