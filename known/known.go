// Package known tells the exports of other systems by their headings, and says
// what their columns and statuses mean. Each family has a file of its own: to add
// an export, write its headings down there, and where they are from. The golden
// files in testdata show what comes out.
package known

import (
	"slices"
	"strings"

	"cham"
	"cham/table"
)

// Kind is what the rows of an export are.
type Kind string

// The kinds of exports.
const (
	// Touches are orders, calls, answers: something that customers did.
	Touches Kind = "touches"
	// Customers only say who somebody is.
	Customers Kind = "customers"
	// Costs are what advertising cost, by day.
	Costs Kind = "costs"
	// Counts are numbers that another system counted, of nobody in particular.
	Counts Kind = "counts"
)

// Export is a file known by its look. Headings are as the system writes them,
// several of one column parted by bars, the first that is there counts; they are
// compared without case, diacritics and currency unless spelt exactly.
type Export struct {
	// Name is of "system-what", in locale/ under known.
	Name string
	// System is how its source is called.
	System string
	Kind   Kind
	// Signature are headings that only this export has all of.
	Signature []string
	// Columns say which field is read from which heading; see capture.Mapping, of Counts
	// capability/count. What is not listed is left out, but with Rest.
	Columns []Column
	// Rest keeps the other columns, too: of forms, where they are the answers.
	Rest bool
	// Event and Channel are those of rows that name none.
	Event   string
	Channel cham.Channel
	// Statuses are the words of the status column, with the event each stands for.
	Statuses map[string]string
	// Layout is the order of dates like 03/04/2026, "" when the cells must tell.
	Layout string
}

// Mapped says that rows are touches or customers, which columns of a mapping make.
func (e *Export) Mapped() bool { return e.Kind != Costs && e.Kind != Counts }

// KindOf is the kind of the exports of a name, "" for a name that none has.
func KindOf(name string) Kind {
	for _, e := range all {
		if e.Name == name {
			return e.Kind
		}
	}
	return ""
}

// Column is a field and the headings it is read from.
type Column struct{ Field, Headings string }

// All lists every export that is known.
func All() []*Export { return all }

var all = families(kiotViet, shops, marketplaces, stores, calls, people, ads, counts)

func families(of ...[]Export) (all []*Export) {
	for _, f := range of {
		for i := range f {
			all = append(all, &f[i])
		}
	}
	return all
}

// Find tells the export that has such headings, nil for none. Of several the one
// is taken that more headings speak for.
func Find(headings []string) (found *Export) {
	folded := make([]string, len(headings))
	for i, h := range headings {
		folded[i] = fold(h)
	}
	for _, e := range all {
		there := !slices.ContainsFunc(e.Signature, func(s string) bool { return e.place(s, headings, folded) < 0 })
		if there && (found == nil || len(e.Signature) > len(found.Signature)) {
			found = e
		}
	}
	return found
}

// Place says which of the headings a field is read from, −1 for none.
func (e *Export) Place(c Column, headings []string) int {
	folded := make([]string, len(headings))
	for i, h := range headings {
		folded[i] = fold(h)
	}
	return e.place(c.Headings, headings, folded)
}

func (e *Export) place(wanted string, headings, folded []string) int {
	for h := range strings.SplitSeq(wanted, "|") {
		if i := slices.Index(headings, h); i >= 0 {
			return i
		}
	}
	for h := range strings.SplitSeq(wanted, "|") {
		if i := slices.Index(folded, fold(h)); i >= 0 {
			return i
		}
	}
	return -1
}

// fold brings a heading to the form it is compared in; a currency behind it is no
// part of its name.
func fold(s string) string {
	s = table.Fold(s)
	for _, unit := range []string{" vnd", " usd", " d"} {
		s = strings.TrimSuffix(s, unit)
	}
	return s
}

// The events that statuses stand for; see capture.
const (
	bought    = "Order Completed"
	cancelled = "Order Cancelled"
	returned  = "Order Returned"
	refunded  = "Order Refunded"
	begun     = "Checkout Started"
	answered  = "Call Answered"
	missed    = "Call Missed"
)
