package measure

import (
	"testing"
	"time"

	"cham"
)

// A relative period is counted in the workspace's days: at 18:30 UTC it is
// already tomorrow in Vietnam.
func TestRelativePeriod(t *testing.T) {
	vn := time.FixedZone("+07", 7*3600)
	now := time.Date(2026, 3, 30, 18, 30, 0, 0, time.UTC)
	for r, want := range map[Relative][2]string{
		Last7Days:  {"2026-03-25", "2026-04-01"},
		Last30Days: {"2026-03-02", "2026-04-01"},
		Last90Days: {"2026-01-01", "2026-04-01"},
		Last365:    {"2025-04-01", "2026-04-01"},
		ThisMonth:  {"2026-03-01", "2026-04-01"},
		LastMonth:  {"2026-02-01", "2026-03-01"},
	} {
		p, err := r.Period(now, vn)
		if got := [2]string{p.From.Format(time.DateOnly), p.To.Format(time.DateOnly)}; err != nil || got != want {
			t.Errorf("%s: %v, want %v (%v)", r, got, want, err)
		}
	}
	if _, err := Relative("1y").Period(now, vn); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Errorf("an unknown period: %v", err)
	}
}

// The first of October 2017 began at 01:00 in Asunción.
func TestMonthBeginsAtSkippedMidnight(t *testing.T) {
	zone, err := time.LoadLocation("America/Asuncion")
	if err != nil {
		t.Fatal(err)
	}
	p, err := ThisMonth.Period(time.Date(2017, 10, 20, 9, 0, 0, 0, zone), zone)
	if err != nil || !p.From.Equal(time.Date(2017, 10, 1, 1, 0, 0, 0, zone)) {
		t.Errorf("%v (%v)", p.From, err)
	}
}
