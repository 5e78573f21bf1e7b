// Package count keeps what other systems counted – sessions and views in Google
// Analytics, clicks of keywords in Search Console – beside what customers did. It
// reads their reports and says which lines it could not take. Nobody becomes a
// customer by it.
package count

import (
	"context"
	"regexp"
	"time"

	"cham"
)

// Store keeps imported counts.
type Store interface {
	// Counts returns those whose days all lie in [from, to); zero is open.
	Counts(ctx context.Context, ws cham.WorkspaceID, from, to time.Time) ([]cham.Count, error)
	// SetCountsOf keeps what an import brought; those of the same days, system, kind,
	// value and measure that it takes the place of are kept behind it.
	SetCountsOf(ctx context.Context, ws cham.WorkspaceID, imp string, counts []cham.Count) error
	// CountsOf returns what an import brought, as far as it counts now, and how many of
	// these would have another number without it.
	CountsOf(ctx context.Context, ws cham.WorkspaceID, imp string) (counting []cham.Count, behind int, err error)
	// DeleteCountsOf takes back what an import brought; what stood before counts again.
	DeleteCountsOf(ctx context.Context, ws cham.WorkspaceID, imp string) error
	// CountSizes returns how many counts of each import count now.
	CountSizes(ctx context.Context, ws cham.WorkspaceID) (map[string]int, error)
}

// The systems that count, by the names of their exports.
const (
	Analytics     = "google-analytics"
	SearchConsole = "search-console"
)

// The kinds of what is counted; see cham.Count.
const (
	KindSource   = "source"
	KindCampaign = "campaign"
	KindGroup    = "group" // Analytics' own groups of channels
	KindPage     = "page"
	KindKeyword  = "keyword"
	KindSite     = "site"
)

// DaySpan are whole days in a zone, both as 2026-11-05; "" is open or not known.
type DaySpan struct {
	From string `json:"from,omitempty" doc:"first day, such as 2026-11-05"`
	To   string `json:"to,omitempty" doc:"last day"`
}

// namedDay finds days in a file's name.
var namedDay = regexp.MustCompile(`(\d{4})-?(\d{2})-?(\d{2})`)

// DaysIn are the two days that a file's name states, as "queries 2026-11-01 2026-11-28.csv";
// none when it states one, three, or what is no period.
func DaysIn(name string) DaySpan {
	all := namedDay.FindAllStringSubmatch(name, 3)
	if len(all) != 2 {
		return DaySpan{}
	}
	p := DaySpan{all[0][1] + "-" + all[0][2] + "-" + all[0][3], all[1][1] + "-" + all[1][2] + "-" + all[1][3]}
	if _, _, ok := p.instants(time.UTC); !ok {
		return DaySpan{}
	}
	return p
}

// instants are the midnights that the days begin with and end before.
func (p DaySpan) instants(loc *time.Location) (from, to time.Time, ok bool) {
	a, err := time.Parse(time.DateOnly, p.From)
	b, err2 := time.Parse(time.DateOnly, p.To)
	if err != nil || err2 != nil || b.Before(a) || a.Year() < 1971 || b.Year() > 2105 {
		return from, to, false
	}
	return midnight(a, loc), midnight(b.AddDate(0, 0, 1), loc), true
}

func midnight(day time.Time, loc *time.Location) time.Time {
	return cham.Midnight(day.Year(), day.Month(), day.Day(), loc).UTC()
}

// PeriodOf is the days that counts are of, from the first to the last.
func PeriodOf(counts []cham.Count, loc *time.Location) (p DaySpan) {
	for _, c := range counts {
		from, to := c.From.In(loc).Format(time.DateOnly), c.To.In(loc).Add(-1).Format(time.DateOnly)
		if p.From == "" || from < p.From {
			p.From = from
		}
		p.To = max(p.To, to)
	}
	return p
}
