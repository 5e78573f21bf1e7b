package cham

import (
	"encoding/json"
	"time"
)

// Ids are opaque text outside the program.
type (
	// WorkspaceID names one business; nothing crosses it.
	WorkspaceID string
	// SourceID names where touches come from: a website, a server, a file.
	SourceID string
)

// CallType is the kind of call that brought a touch, in the words of the
// Segment specification.
type CallType string

// The call types. Track, page and screen are interactions and count as
// touches; identify, group and alias tell who somebody is and never do.
const (
	CallTrack    CallType = "track"
	CallPage     CallType = "page"
	CallScreen   CallType = "screen"
	CallIdentify CallType = "identify"
	CallGroup    CallType = "group"
	CallAlias    CallType = "alias"
	// CallSegment says that somebody entered or left a live segment. We say it, no
	// customer did it: it is kept with their touches and counts as none.
	CallSegment CallType = "segment"
)

// Interaction reports whether calls of this type count as touches in journeys.
func (t CallType) Interaction() bool {
	return t == CallTrack || t == CallPage || t == CallScreen
}

// Names given to touches whose call carries none.
const (
	PageViewed   = "Page Viewed"
	ScreenViewed = "Screen Viewed"
)

// Names of what a live segment tells.
const (
	SegmentEntered = "Segment Entered"
	SegmentLeft    = "Segment Left"
)

// Touch is one call of a customer that passed capture: an interaction at one
// moment, or (identify, group, alias) a statement about who somebody is.
type Touch struct {
	// MessageID is unique per source; with Source it is the key that makes a
	// touch count once.
	MessageID string
	Source    SourceID
	Type      CallType
	// Name is the event name; PageViewed and ScreenViewed for page and screen
	// calls; empty for identify, group and alias.
	Name    string
	Channel Channel
	// At is when it happened, UTC, corrected for the sender's clock,
	// millisecond precision. ReceivedAt is when we were told.
	At, ReceivedAt time.Time
	// Keys say whose touch it is, strongest first, at least one; the first owns
	// the touch in history. Placeholder values never get here.
	Keys []Key

	Campaign Campaign
	Page     Page
	// Device is "mobile", "tablet", "desktop" or "" when unknown.
	Device string
	// Branch is the shop or department where it happened, "" when unknown.
	Branch string
	// Value is money gained (revenue), in Currency (ISO 4217), 0 when none.
	Value    float64
	Currency string
	// Duration in seconds, 0 when unknown.
	Duration float64
	// Import is the import whose file brought it, "" when it came otherwise.
	Import string

	// Properties, Traits and Context are the sender's own JSON objects,
	// unparsed; nil when absent.
	Properties, Traits, Context json.RawMessage
}

// Campaign is what the link that brought the customer says about itself.
type Campaign struct {
	Source, Medium, Name, Term, Content string
	// ClickID is "gclid=…", "fbclid=…", "ttclid=…" and the like, or "".
	ClickID string
}

// MediumReferral is the medium of a visit over a link on another site; its
// Source is that site.
const MediumReferral = "referral"

// Page is where on a website or app a touch happened. For screen calls Title
// holds the screen's name.
type Page struct {
	URL, Path, Title, Referrer string
}

// Record is a touch as history keeps it: in arrival order, owned by a key that
// never changes, whatever merges come later.
type Record struct {
	// Seq grows by arrival within a workspace; ties in time are ordered by it.
	Seq int64
	// Key owns the touch; Also are the other keys it carried.
	Key  KeyID
	Also []KeyID
	Touch
}

// Kind is the distinct combination of everything a binding rule can look at.
// Touches of one kind always belong to the same touchpoint, so rules are
// evaluated once per kind.
type Kind struct {
	Name     string  `json:"name"`
	Channel  Channel `json:"channel"`
	Source   string  `json:"source,omitempty"` // utm source
	Medium   string  `json:"medium,omitempty"`
	Campaign string  `json:"campaign,omitempty"`
	// Path is the templated page path, e.g. "/san-pham/:id".
	Path   string `json:"path,omitempty"`
	Device string `json:"device,omitempty"`
	Branch string `json:"branch,omitempty"`
	// Props are the workspace's declared properties as "name=value" joined by
	// U+001F, sorted by name; "" when none is present.
	Props string `json:"props,omitempty" mask:"props"`
	// Inside says that a page of the same site led to the page of the touch: the
	// campaign of its address was carried along, nobody arrived by it.
	Inside bool `json:"inside,omitempty"`
	// Click is the name of the advertisement's click id ("gclid"), Referrer the
	// site of somebody else that led here, of touches with a source.
	Click    string `json:"click,omitempty"`
	Referrer string `json:"referrer,omitempty"`
}
