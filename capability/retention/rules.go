// Package retention keeps data only as long as the business says: rules for each
// kind of data, a count of what they would remove before anything goes, and runs
// that remove it at night. What the law wants kept stays (Law 91/2025, Decree
// 356/2025, Decree 91/2020). See docs/decisions/0027.
package retention

import (
	"time"

	"cham"
)

// KeepRules say how long each kind of data is kept; 0 is for ever.
type KeepRules struct {
	On   bool `json:"on" doc:"removes by itself, every night"`
	Hour int  `json:"hour" minimum:"0" maximum:"23" doc:"of the business's day"`
	// People, from their latest touch on, in months.
	Visitors  int `json:"visitors" minimum:"0" maximum:"1200" doc:"months without a touch after which visitors nobody knows go; 0 never"`
	Customers int `json:"customers" minimum:"0" maximum:"1200" doc:"months without a touch after which known customers go; 0 never"`
	// What is kept to look faults up, in days.
	Calls   int `json:"calls" minimum:"0" maximum:"3650" doc:"days that calls of webhooks are kept as they came"`
	Refused int `json:"refused" minimum:"0" maximum:"3650" doc:"days that refused calls and rows are kept; their counts stay"`
	Files   int `json:"files" minimum:"0" maximum:"3650" doc:"days that files wait to be imported, and stay once read from folders"`
	// Proofs, in months; the law sets the least.
	Audit    int `json:"audit" minimum:"0" maximum:"1200" doc:"months that the activity log is kept, at least 6"`
	Consents int `json:"consents" minimum:"0" maximum:"1200" doc:"months that statements are kept once replaced, at least 12"`
}

// The least the law asks for, in months: a log of processing, and records of
// agreeing and refusing.
const (
	LeastAudit    = 6
	LeastConsents = 12
)

// Valid refuses what the law does not allow, or nobody can mean.
func (r KeepRules) Valid() error {
	invalid := func(field, hint string) error {
		return &cham.Error{Code: cham.CodeInvalid, Op: "retention.Rules", Field: field, Hint: hint}
	}
	for field, n := range map[string]int{"visitors": r.Visitors, "customers": r.Customers, "calls": r.Calls, "refused": r.Refused,
		"files": r.Files, "audit": r.Audit, "consents": r.Consents} {
		if n < 0 || n > 3650 {
			return invalid(field, "0 for ever, or how long")
		}
	}
	switch {
	case r.Hour < 0 || r.Hour > 23:
		return invalid("hour", "an hour of the day, 0 to 23")
	case r.Audit > 0 && r.Audit < LeastAudit:
		return invalid("audit", "the law wants the activity log kept for six months at least")
	case r.Consents > 0 && r.Consents < LeastConsents:
		return invalid("consents", "the law wants what was agreed to and refused kept for a year at least")
	}
	return nil
}

// Cutoffs are the instants before which data goes; the zero time removes nothing.
type Cutoffs struct{ Visitors, Customers, Calls, Refused, Files, Audit, Consents time.Time }

// At are the cutoffs of an instant, by the days of a zone.
func (r KeepRules) At(now time.Time, zone *time.Location) Cutoffs {
	now = now.In(zone)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone)
	back := func(months, days int) time.Time {
		if months+days == 0 {
			return time.Time{}
		}
		return monthsBefore(midnight, months).AddDate(0, 0, -days).UTC()
	}
	return Cutoffs{Visitors: back(r.Visitors, 0), Customers: back(r.Customers, 0), Calls: back(0, r.Calls), Refused: back(0, r.Refused),
		Files: back(0, r.Files), Audit: back(r.Audit, 0), Consents: back(r.Consents, 0)}
}

// monthsBefore is the same day some months ago, or that month's last.
func monthsBefore(day time.Time, months int) time.Time {
	first := time.Date(day.Year(), day.Month()-time.Month(months), 1, 0, 0, 0, 0, day.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(day.Day(), last)-1)
}
