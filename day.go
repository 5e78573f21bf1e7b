package cham

import "time"

// Midnight is the first instant of a day: 00:00, or the instant at which the
// clock skipped it.
func Midnight(year int, month time.Month, day int, zone *time.Location) time.Time {
	t := time.Date(year, month, day, 0, 0, 0, 0, zone)
	within := time.Date(year, month, day, 12, 0, 0, 0, zone).Day()
	if t.Day() != within { // before the change of the clock
		return t.Add(24*time.Hour - time.Duration(t.Hour())*time.Hour - time.Duration(t.Minute())*time.Minute)
	}
	if earlier := t.Add(-time.Hour); earlier.Day() == within { // 00:00 came twice
		return earlier
	}
	return t
}
