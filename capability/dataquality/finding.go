// Package dataquality finds what is wrong with the touches that come in: keys
// that are missing, campaigns that are misspelt, clocks that are off, sources
// that fell silent, properties that vanished, refusals that rise.
package dataquality

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"cham"
)

// Check is a kind of finding. The pages have words for each: "quality.check.…".
type Check string

// The checks.
const (
	NoKeys       Check = "noKeys"       // an event that should say whose it is, and does not
	NoContact    Check = "noContact"    // orders of customers without phone and e-mail
	UTMSpelling  Check = "utmSpelling"  // one source or medium, written in several ways
	UTMMedium    Check = "utmMedium"    // a source without a medium
	UTMTemplate  Check = "utmTemplate"  // a placeholder that nobody filled in
	UTMPath      Check = "utmPath"      // "utm_" in the path, where nobody reads it
	Future       Check = "future"       // happened after it was received
	Late         Check = "late"         // told long after it happened
	Zone         Check = "zone"         // off by the business's distance from UTC
	Silence      Check = "silence"      // a source fell silent
	EventGone    Check = "eventGone"    // an event that came regularly comes no more
	PropertyGone Check = "propertyGone" // a property that was regularly there is there no more
	TypeChanged  Check = "typeChanged"  // a property is of another type than before
	NameTypo     Check = "nameTypo"     // a new event that looks like an old one
	Refusals     Check = "refusals"     // refusals rise
)

// Checks lists the checks, in the order in which findings are shown.
var Checks = []Check{Silence, EventGone, Refusals, NoContact, NoKeys, PropertyGone, TypeChanged, NameTypo, Zone, Future, Late,
	UTMTemplate, UTMSpelling, UTMMedium, UTMPath}

// Finding is something that is wrong, with its evidence.
type Finding struct {
	// ID names the case: found again it is the same, and what people said of it holds.
	ID     string        `json:"id"`
	Check  Check         `json:"check" doc:"what is wrong"`
	Source cham.SourceID `json:"source,omitempty" doc:"absent where it concerns all"`
	// Subject is the event, value or reason it is about, Other what belongs to it: the
	// property, the other spelling, the type before.
	Subject string `json:"subject,omitempty" doc:"the event, value or reason"`
	Other   string `json:"other,omitempty" doc:"the property, other spelling or earlier type"`
	// N of Of touches are wrong.
	N  int `json:"n" doc:"touches that are wrong; for silence, how many would have been usual"`
	Of int `json:"of" doc:"of how many"`
	// Since is when it began, as far as is seen.
	Since time.Time `json:"since" doc:"when it began"`
	// Found is when it was found, Last when it was still so.
	Found  time.Time `json:"found"`
	Last   time.Time `json:"last"`
	Closed time.Time `json:"closed,omitzero" doc:"when it was so no more"`
	// Seqs are examples, the newest first.
	Seqs      []int64    `json:"seqs,omitempty" doc:"some of the touches"`
	Dismissed *Dismissal `json:"dismissed,omitempty" doc:"who said that it is meant so"`
}

// Dismissal says that a case is meant so.
type Dismissal struct {
	By   cham.UserID `json:"by"`
	Name string      `json:"name" person:"name"`
	At   time.Time   `json:"at"`
	Note string      `json:"note,omitempty"`
}

// Open reports whether a finding waits for somebody.
func (f *Finding) Open() bool { return f.Closed.IsZero() && f.Dismissed == nil }

// named gives a finding the id of its case; an episode has its beginning in it, so
// that the next one is a case of its own.
func (f Finding) named(episode bool) Finding {
	text := strings.Join([]string{string(f.Check), string(f.Source), f.Subject, f.Other}, "\x1f")
	if episode {
		text += "\x1f" + f.Since.UTC().Truncate(time.Hour).Format(time.RFC3339)
	}
	sum := sha256.Sum256([]byte(text))
	f.ID = hex.EncodeToString(sum[:9])
	return f
}

// Merge brings what was found now together with what is kept: what holds no more
// closes, what comes back opens again, what was said of a case stays. Closed
// cases are forgotten after a while.
func Merge(kept, now []Finding, at time.Time) (all []Finding) {
	var closed []Finding
	byID := map[string]Finding{}
	for _, f := range kept {
		byID[f.ID] = f
	}
	seen := map[string]bool{}
	for _, f := range now {
		if seen[f.ID] {
			continue
		}
		seen[f.ID] = true
		f.Found, f.Last = at, at
		if was, ok := byID[f.ID]; ok {
			f.Dismissed = was.Dismissed
			if was.Closed.IsZero() {
				f.Found = was.Found
				if was.Since.Before(f.Since) {
					f.Since = was.Since
				}
			}
		}
		all = append(all, f)
	}
	for _, f := range kept {
		if seen[f.ID] {
			continue
		}
		if f.Closed.IsZero() {
			f.Closed = at
		}
		if at.Sub(f.Closed) < keepClosed || f.Dismissed != nil {
			closed = append(closed, f)
		}
	}
	// Those that somebody said something of are kept before others, then the latest.
	slices.SortStableFunc(closed, func(a, b Finding) int {
		return cmp.Or(boolOrder(a.Dismissed != nil, b.Dismissed != nil), b.Closed.Compare(a.Closed))
	})
	return append(all, closed[:min(len(closed), mostClosed)]...)
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

const (
	keepClosed = 30 * 24 * time.Hour
	mostClosed = 500
)
