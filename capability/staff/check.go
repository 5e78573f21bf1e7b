package staff

import (
	"regexp"
	"unicode/utf8"

	"cham/capability/capture"
)

// Why an entry is refused before it is looked at as a touch. A phone shows it, and
// goes on with the others.
const (
	// ReasonCustomer: the customer is not there any more.
	ReasonCustomer capture.Reason = "no_customer"
	// ReasonMinutes: a call of less than nothing, or of more than a day.
	ReasonMinutes capture.Reason = "minutes"
	// ReasonLong: a text is longer than its field.
	ReasonLong capture.Reason = "too_long"
	// ReasonEntry: not of the form that an entry has.
	ReasonEntry capture.Reason = "entry"
)

// Limits of an entry, texts in characters.
const (
	maxMinutes = 24 * 60
	maxPhone   = 40
	maxName    = 200
	maxOutcome = 60
	maxNote    = 1000
)

var entryID = regexp.MustCompile(`^[A-Za-z0-9-]{8,64}$`)

// check is why an entry is none; "" for a good one.
func (e *Entry) check() capture.Reason {
	switch {
	case !entryID.MatchString(e.ID), e.At.IsZero(), e.Customer < 0, e.Channel != "" && !e.Channel.Valid():
		return ReasonEntry
	case e.Call != nil && !e.Call.Outcome.valid():
		return ReasonEntry
	case e.Call != nil && (e.Call.Minutes < 0 || e.Call.Minutes > maxMinutes):
		return ReasonMinutes
	}
	for _, t := range []struct {
		text string
		most int
	}{{e.Phone, maxPhone}, {e.Name, maxName}, {e.Event, maxName}, {e.Branch, longestPlace}, {e.Outcome, maxOutcome}, {e.Note, maxNote}} {
		if utf8.RuneCountInString(t.text) > t.most {
			return ReasonLong
		}
	}
	return ""
}

func (o CallOutcome) valid() bool {
	switch o {
	case Answered, Missed, Voicemail, Wrong, CallBack:
		return true
	}
	return false
}
