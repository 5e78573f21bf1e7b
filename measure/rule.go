package measure

import (
	"time"

	"cham"
)

// SegmentRule says who belongs to a segment: exactly one of its fields is set, either
// a condition, or rules of which All, Any or None must hold.
type SegmentRule struct {
	All  []SegmentRule `json:"all,omitempty"`
	Any  []SegmentRule `json:"any,omitempty"`
	None []SegmentRule `json:"none,omitempty"`

	Touch   *TouchRule   `json:"touch,omitempty"`
	Buy     *BuyRule     `json:"buy,omitempty"`
	Stand   *StandRule   `json:"stand,omitempty"`
	Came    *CameRule    `json:"came,omitempty"`
	Trait   *TraitRule   `json:"trait,omitempty"`
	Consent *ConsentRule `json:"consent,omitempty"`
	Reach   cham.KeyKind `json:"reach,omitempty" doc:"has a key of this kind: phone, email, zalo …"`
	Tag     *TagRule     `json:"tag,omitempty"`
	Account []string     `json:"account,omitempty" doc:"belongs to any of these accounts"`
	Segment string       `json:"segment,omitempty" doc:"is in the saved segment of this id"`
}

// Span is when touches must have been: in the last days, or in [From, To); the
// zero Span is ever.
type Span struct {
	WithinDays float64   `json:"withinDays,omitempty" minimum:"0" maximum:"36500"`
	From       time.Time `json:"from,omitzero"`
	To         time.Time `json:"to,omitzero"`
}

// Range is a number from AtLeast to AtMost, both included; what is not set does not bound it.
type Range struct {
	AtLeast *float64 `json:"atLeast,omitempty"`
	AtMost  *float64 `json:"atMost,omitempty"`
}

// Has reports whether a number is in the range; a nil range has all.
func (r *Range) Has(n float64) bool {
	return r == nil || (r.AtLeast == nil || n >= *r.AtLeast) && (r.AtMost == nil || n <= *r.AtMost)
}

// What a TouchRule counts.
const (
	CountTouches  = ""         // touches
	CountSessions = "session"  // touches at most SessionGap apart are one
	CountOfAPage  = "samePage" // sessions on one and the same page: the page with the most
)

// SessionGap is the silence that ends a session (Google Analytics' half an hour).
const SessionGap = 30 * time.Minute

// TouchRule is about a customer's touches. Those looked at are the ones that
// meet any of Match, or are at any of the Touchpoints of Map; with neither, all.
type TouchRule struct {
	Match       []cham.Match `json:"match,omitempty"`
	Map         cham.MapID   `json:"map,omitempty"`
	Touchpoints []string     `json:"touchpoints,omitempty"`
	Span
	// Only looks at the customer's first touch ever, or at their latest one, alone.
	Only string `json:"only,omitempty" enum:"first,last"`
	// Count is what Times is a number of.
	Count string `json:"count,omitempty" enum:"session,samePage"`
	// Times is how often; nil is at least once, at most 0 is never.
	Times *Range `json:"times,omitempty"`
	// SinceDays is how many days ago the latest of them was; never has none.
	SinceDays *Range `json:"sinceDays,omitempty"`
}

// BuyRule is about purchases: touches that say that money was paid, each worth
// its value less what was given back of it, and orders that state no money. One given back whole is none.
type BuyRule struct {
	Span
	// Times is how many purchases; nil is at least one, unless Value is set.
	Times *Range `json:"times,omitempty"`
	// Value is what they are worth together, in the workspace's currency.
	Value *Range `json:"value,omitempty"`
	// SinceDays is how many days ago the latest purchase was.
	SinceDays *Range `json:"sinceDays,omitempty"`
}

// StandRule is where on a map a customer stands now: at the touchpoint of their
// latest touch on it, unless they have been silent since for as long as ends a
// journey (domain.md's G).
type StandRule struct {
	Map         cham.MapID `json:"map"`
	Touchpoints []string   `json:"touchpoints,omitempty"`
	Stages      []string   `json:"stages,omitempty" doc:"any touchpoint of these"`
	// ForDays is how long they have stood there: since the first of the touches in
	// a row at what is listed.
	ForDays *Range `json:"forDays,omitempty"`
}

// CameRule is how a customer came; each field that is set must hold.
type CameRule struct {
	FirstLead    []string       `json:"firstLead,omitempty" doc:"group of lead sources of the first touch ever"`
	LastLead     []string       `json:"lastLead,omitempty" doc:"of the latest touch that says by what link they came"`
	FirstChannel []cham.Channel `json:"firstChannel,omitempty"`
	FirstSource  []string       `json:"firstSource,omitempty"`
}

// TraitRule is about one thing a customer is known by: the value is any of Is
// (upper and lower case are the same), or a number in Range, or a date whose day
// and month come within InDays; with none of these the customer has a value at all.
type TraitRule struct {
	Name   string   `json:"name"`
	Is     []string `json:"is,omitempty"`
	Number *Range   `json:"number,omitempty"`
	InDays *Range   `json:"inDays,omitempty" doc:"a birthday: days from today to the next time its day comes, 0 is today"`
}

// ConsentRule is what a customer has said to a purpose, by a channel or every way.
type ConsentRule struct {
	Purpose string       `json:"purpose" enum:"service,care,marketing,tracking,personal"`
	Channel cham.Channel `json:"channel,omitempty"`
	State   string       `json:"state" enum:"yes,no,unasked"`
}

// TagRule is about words that the business put on a customer: they have any of
// them, or none where Not is set. Upper and lower case are the same.
type TagRule struct {
	Any []string `json:"any"`
	Not bool     `json:"not,omitempty" doc:"who has none of them"`
}
