package measure

import (
	"time"

	"cham"
)

// Relative is a period that moves with the days; "" is none.
type Relative string

// The relative periods. Days are those of the workspace, and each but the last
// month ends with today.
const (
	Last7Days  Relative = "7d"
	Last30Days Relative = "30d"
	Last90Days Relative = "90d"
	Last365    Relative = "12m"
	ThisMonth  Relative = "month"
	LastMonth  Relative = "lastMonth"
)

// Period is its days as of now; CodeInvalid when there is no such period.
func (r Relative) Period(now time.Time, loc *time.Location) (Period, error) {
	now = now.In(loc)
	first := func(month int) time.Time {
		return cham.Midnight(now.Year(), now.Month()+time.Month(month), 1, loc)
	}
	switch r {
	case ThisMonth:
		return Period{From: first(0), To: midnight(now, 1)}, nil
	case LastMonth:
		return Period{From: first(-1), To: first(0)}, nil
	}
	days, ok := map[Relative]int{Last7Days: 7, Last30Days: 30, Last90Days: 90, Last365: 365}[r]
	if !ok {
		return Period{}, Invalid("relative", "there is no period %q", string(r))
	}
	return Period{From: midnight(now, 1-days), To: midnight(now, 1)}, nil
}
