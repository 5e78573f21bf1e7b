package measure

import (
	"fmt"
	"slices"
	"time"
)

// Dimensions of the instant of a touch, in the workspace's zone.
const (
	ByHour    Dimension = "hour"    // "00" to "23"
	ByWeekday Dimension = "weekday" // "1" (Monday) to "7"
)

// OfClock reports whether the dimension is one of the instant of a touch.
func (d Dimension) OfClock() bool { return d == ByHour || d == ByWeekday }

// ClockValues are all values of a dimension of the clock, in order.
func ClockValues(d Dimension) (all []string) {
	if d == ByWeekday {
		for i := 1; i <= 7; i++ {
			all = append(all, fmt.Sprint(i))
		}
		return all
	}
	for h := range 24 {
		all = append(all, fmt.Sprintf("%02d", h))
	}
	return all
}

// ClockValue is the value of a dimension of the clock at an instant.
func (p *Plan) ClockValue(d Dimension, t time.Time) string {
	if p.Location != nil {
		t = t.In(p.Location)
	}
	if d == ByWeekday {
		return fmt.Sprint(1 + (int(t.Weekday())+6)%7)
	}
	return fmt.Sprintf("%02d", t.Hour())
}

// HasClock reports whether Where looks at the clock.
func (p *Plan) HasClock() bool {
	return slices.ContainsFunc(p.Where, func(is Is) bool { return is.By.OfClock() })
}

// OnClock reports whether an instant meets the conditions of Where on the
// clock.
func (p *Plan) OnClock(t time.Time) bool {
	for _, is := range p.Where {
		if is.By.OfClock() && slices.Contains(is.Any, p.ClockValue(is.By, t)) == is.Not {
			return false
		}
	}
	return true
}
