package dataquality

import (
	"time"

	"cham"
)

// Window is what is looked at.
type Window struct {
	// Since begins what is counted, Lately the latest days, Paces the weeks of a pace.
	Since, Lately, Paces time.Time
	// Zone is how far the business is from UTC.
	Zone time.Duration
	// Personal are events that should say whose they are.
	Personal []string
	// Who tells of a customer's key whether anything but a browser is known of them, and whether they can be written to or called.
	Who func(cham.KeyID) (known, reached bool, err error)
}

// How far back is looked.
const (
	countedDays = 28
	latelyDays  = 2
)

// personal are events of people who just said who they are.
var personal = []string{"Order Completed", "Order Updated", "Signed Up", "Signed In", "Lead Created", "Account Created",
	"Trial Started", "Service Booked", "Form Submitted"}

// WindowAt is the window of a moment.
func WindowAt(now time.Time, zone *time.Location) Window {
	_, east := now.In(zone).Zone()
	return Window{Since: now.AddDate(0, 0, -countedDays), Lately: now.AddDate(0, 0, -latelyDays),
		Paces: now.Truncate(time.Hour).Add(-(PaceWeeks + 1) * weekHours * time.Hour), Zone: time.Duration(east) * time.Second, Personal: personal}
}

// Facts are counts that the checks judge.
type Facts struct {
	Keys       []KeyFact
	Campaigns  []CampaignFact
	Paths      []Share
	Clocks     []ClockFact
	Events     []EventFact
	Properties []PropertyFact
	// Refused are the refusals of each source, by reason: lately and before.
	Refused map[cham.SourceID]map[string][2]int
}

// KeyFact is touches of a personal event by people of whom as much is known.
type KeyFact struct {
	KeyKind
	N     int
	First time.Time
	Seqs  []int64
}

// KeyKind is what touches of a KeyFact have in common.
type KeyKind struct {
	Source         cham.SourceID
	Event          string
	Money          bool // an order
	Known, Reached bool // see Window.Who
}

// Add counts more touches, the first at an instant.
func (k *KeyFact) Add(n int, first time.Time, seqs ...int64) {
	k.N += n
	if k.First.IsZero() || first.Before(k.First) {
		k.First = first
	}
	k.Seqs = newest(append(k.Seqs, seqs...))
}

// CampaignFact is touches that said the same of their link.
type CampaignFact struct {
	From                     cham.SourceID
	Source, Medium, Campaign string
	N                        int
	First                    time.Time
	Seqs                     []int64
}

// Share is how many of a source's touches are wrong.
type Share struct {
	Source cham.SourceID
	N, Of  int
	First  time.Time
	Seqs   []int64
}

// ClockFact is live touches whose time is off in one way: "future", "zone", "late", "".
type ClockFact struct {
	Source cham.SourceID
	Class  string
	N      int
	First  time.Time
	Seqs   []int64
}

// EventFact is an hour of an event.
type EventFact struct {
	Source cham.SourceID
	Event  string
	Hour   time.Time
	N      int
	Seq    int64
}

// PropertyFact is how often an event had a property of a type; no property counts
// the event itself.
type PropertyFact struct {
	Source                cham.SourceID
	Event, Property, Type string
	Recent                bool
	N                     int
	Last                  time.Time
	Seqs                  []int64
}
