package route

import (
	"strings"
	"time"

	"cham"
	"cham/capability/report"
	"cham/measure"
)

// Period is the part of a question that says when.
type Period struct {
	From time.Time `query:"from" doc:"RFC 3339, inclusive; absent is open"`
	To   time.Time `query:"to" doc:"RFC 3339, exclusive; absent is open"`
}

// Measure is the period as questions name it.
func (p Period) Measure() measure.Period { return measure.Period{From: p.From, To: p.To} }

// ComparePeriod is the period compared to.
type ComparePeriod struct {
	CompareFrom time.Time `query:"compareFrom" doc:"RFC 3339; compare only when both are set"`
	CompareTo   time.Time `query:"compareTo"`
}

// Choose is what a report is about.
func Choose(p Period, c ComparePeriod, s Segment) report.Choice {
	return report.Choice{Period: p.Measure(), Compare: measure.Period{From: c.CompareFrom, To: c.CompareTo}, Segment: s.Measure()}
}

// Segment is the part of a question that says who.
type Segment struct {
	Channel cham.Channel `query:"channel" doc:"channel of the customer's first touch ever"`
	Source  string       `query:"source" doc:"campaign source of the customer's first touch ever"`
	First   string       `query:"firstLead" doc:"group of lead sources of the customer's first touch ever"`
	Last    string       `query:"lastLead" doc:"group of lead sources of the latest touch that says by what link they came"`
	Status  string       `query:"status" doc:"new: first touch in the period; returning: a touch in it, the first before" enum:"new,returning"`
	Saved   string       `query:"segment" doc:"id of a saved segment, or several with commas: in all of them"`
}

// Measure is the segment as questions name it.
func (s Segment) Measure() measure.Segment {
	return measure.Segment{Channel: s.Channel, Source: s.Source, FirstLead: s.First, LastLead: s.Last, Status: s.Status, Saved: s.Saved}
}

// DefaultPage is how long a page of a list is when nobody says.
const DefaultPage = 50

// PageSize is the length asked for, or the default.
func PageSize(limit int) int {
	if limit == 0 {
		return DefaultPage
	}
	return limit
}

// TrimmedName is a name without the blanks around it; it must not be empty.
func TrimmedName(s string) (string, error) {
	if s = strings.TrimSpace(s); s == "" {
		return s, &cham.Error{Code: cham.CodeInvalid, Op: "rest.named", Field: "name", Key: "error.name"}
	}
	return s, nil
}
