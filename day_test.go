package cham_test

import (
	"testing"
	"time"

	"cham"
)

// TestMidnight: days begin at their first instant where the clock changes at
// midnight, too.
func TestMidnight(t *testing.T) {
	for _, c := range []struct{ zone, day, want string }{
		{"Asia/Ho_Chi_Minh", "2026-01-01", "2025-12-31T17:00:00Z"},
		{"America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z"},  // 00:00 → 01:00
		{"America/Santiago", "2026-04-05", "2026-04-05T04:00:00Z"},  // 24:00 → 23:00
		{"America/Sao_Paulo", "2017-10-15", "2017-10-15T03:00:00Z"}, // 00:00 → 01:00
		{"Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"},      // 00:00 → 01:00
		{"America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"},    // 01:00 → 00:00
		{"Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00Z"},       // 00:00 → 01:00
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		day, _ := time.Parse(time.DateOnly, c.day)
		got := cham.Midnight(day.Year(), day.Month(), day.Day(), zone)
		if s := got.UTC().Format(time.RFC3339); s != c.want || got.Format(time.DateOnly) != c.day {
			t.Errorf("%s in %s begins at %s (%s), want %s", c.day, c.zone, s, got, c.want)
		}
	}
}
