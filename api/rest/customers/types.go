package customers

import (
	"encoding/json"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/report"
	"cham/measure"
)

// CustomerRow is a customer in a list. Phones and e-mails are masked for viewers, names too hidden from analysts.
type CustomerRow struct {
	ID           cham.CustomerID `json:"id"`
	Name         string          `json:"name,omitempty" person:"name" doc:"absent when no name is known"`
	Keys         []route.KeyRef  `json:"keys" doc:"strongest first"`
	Touches      int             `json:"touches"`
	FirstAt      time.Time       `json:"firstAt,omitzero"`
	LastAt       time.Time       `json:"lastAt,omitzero"`
	FirstChannel cham.Channel    `json:"firstChannel,omitempty"`
	FirstSource  string          `json:"firstSource,omitempty"`
	FirstLead    string          `json:"firstLead,omitempty" doc:"group of lead sources of the first touch; see /v1/lead-groups"`
	LastLead     string          `json:"lastLead,omitempty" doc:"of the latest touch that says by what link they came, else of the first"`
	LastName     string          `json:"lastName,omitempty" doc:"name of the last touch"`
	LastChannel  cham.Channel    `json:"lastChannel,omitempty"`
	Value        float64         `json:"value"`
	Tags         []string        `json:"tags,omitempty" doc:"words that the business put on them"`
}

// CustomerPage is a page of customers.
type CustomerPage struct {
	Customers []CustomerRow `json:"customers"`
	Next      string        `json:"next,omitempty" mask:"no" doc:"send as after for the next page; absent at the end"`
	Total     *int          `json:"total,omitempty" doc:"how many there are in all; absent while searching by text"`
}

// CustomersBehind asks who is behind a figure.
type CustomersBehind struct {
	Query  measure.Query  `json:"query"`
	Figure measure.Figure `json:"figure,omitzero"`
	Kinds  []int          `json:"kinds,omitempty" doc:"instead of a figure: customers with a touch of one of these kinds"`
	After  string         `json:"after,omitempty"`
	Limit  int            `json:"limit,omitempty" minimum:"0" maximum:"500" doc:"default 50"`
}

// CustomerProfile is one customer. Keys and traits are masked for viewers, hidden from analysts.
type CustomerProfile struct {
	ID      cham.CustomerID            `json:"id"`
	Name    string                     `json:"name,omitempty" person:"name"`
	Keys    []CustomerKey              `json:"keys" doc:"strongest first"`
	Traits  map[string]json.RawMessage `json:"traits" mask:"traits"`
	Summary measure.CustomerSummary    `json:"summary"`
	Merges  []MergeInfo                `json:"merges" doc:"how the keys became one customer, newest first"`

	// Unconfirmed is what only a website said, whose key is public.
	Unconfirmed float64 `json:"unconfirmed,omitempty" doc:"part of summary.value that only a website stated; absent: all is confirmed"`

	Stages []report.StageReached `json:"stages" doc:"stages of the map the customer has touched, in the map's order"`
}

// CustomerKey is an identifier of a customer.
type CustomerKey struct {
	ID      cham.KeyID   `json:"id"`
	Kind    cham.KeyKind `json:"kind"`
	Value   string       `json:"value"`
	Shared  bool         `json:"shared" doc:"used by several people, so it no longer joins them"`
	FirstAt time.Time    `json:"firstAt"`
}

// MergeInfo is an edge between two keys with its evidence.
type MergeInfo struct {
	ID        int64         `json:"id"`
	A         route.KeyRef  `json:"a"`
	B         route.KeyRef  `json:"b"`
	Source    cham.SourceID `json:"source,omitempty"`
	MessageID string        `json:"messageId,omitempty" doc:"the call that carried both"`
	At        time.Time     `json:"at"`
	Merge     bool          `json:"merge" doc:"each side was a customer of its own before"`
	MadeBy    cham.UserID   `json:"madeBy,omitempty" doc:"absent when the rules made it"`
	UndoneAt  time.Time     `json:"undoneAt,omitzero"`
}

// TimelinePage is a page of a customer's timeline, newest first.
type TimelinePage struct {
	Touches []TimelineTouch `json:"touches"`
	Next    *TimelineCursor `json:"next,omitempty" doc:"absent at the end"`
}

// TimelineCursor continues a timeline.
type TimelineCursor struct {
	Before    time.Time `json:"before"`
	BeforeSeq int64     `json:"beforeSeq"`
}

// TimelineTouch is one touch on a customer's timeline.
type TimelineTouch struct {
	Seq        int64         `json:"seq"`
	At         time.Time     `json:"at"`
	ReceivedAt time.Time     `json:"receivedAt"`
	Type       cham.CallType `json:"type"`
	Name       string        `json:"name,omitempty"`
	Channel    cham.Channel  `json:"channel"`
	Source     cham.SourceID `json:"source"`
	SourceName string        `json:"sourceName,omitempty"`
	MessageID  string        `json:"messageId"`
	Page       *PageInfo     `json:"page,omitempty"`
	Campaign   *CampaignInfo `json:"campaign,omitempty"`
	Value      float64       `json:"value,omitempty"`
	Currency   string        `json:"currency,omitempty"`

	// Unconfirmed: no server or file brought the same order_id, value and currency.
	Unconfirmed bool `json:"unconfirmed,omitempty" doc:"only a website stated the value; no server or file brought the same order"`

	Duration   float64         `json:"duration,omitempty" doc:"seconds"`
	Device     string          `json:"device,omitempty"`
	Branch     string          `json:"branch,omitempty"`
	Touchpoint string          `json:"touchpoint,omitempty" doc:"id of the touchpoint on the map of the request; absent when unmapped"`
	Properties json.RawMessage `json:"properties,omitempty"`
	Excluded   *ExcludedBy     `json:"excluded,omitempty" doc:"the rule that leaves it out of every question; absent where it counts"`
}

// ExcludedBy is the rule that leaves a touch out.
type ExcludedBy struct {
	Rule string             `json:"rule,omitempty" doc:"id of the rule; absent where it would say what the caller may not see of the customer"`
	Name string             `json:"name,omitempty" doc:"what people called it"`
	Kind cham.ExclusionKind `json:"kind" doc:"what it looks at"`
}

// PageInfo is the page of a touch.
type PageInfo struct {
	URL      string `json:"url,omitempty" mask:"url" doc:"without what follows ? or # for viewers"`
	Path     string `json:"path,omitempty"`
	Title    string `json:"title,omitempty"`
	Referrer string `json:"referrer,omitempty" mask:"url"`
}

// CampaignInfo is what the link that brought the customer said.
type CampaignInfo struct {
	Source  string `json:"source,omitempty"`
	Medium  string `json:"medium,omitempty"`
	Name    string `json:"name,omitempty"`
	Term    string `json:"term,omitempty"`
	Content string `json:"content,omitempty"`
	ClickID string `json:"clickId,omitempty"`
}

// SplitKeys names the keys that leave a customer to be one of their own.
type SplitKeys struct {
	Keys []cham.KeyID `json:"keys" minItems:"1" maxItems:"1000"`
}

// MergeWith names the other customer.
type MergeWith struct {
	With cham.CustomerID `json:"with"`
}

// CustomersChanged says which customers a decision left behind.
type CustomersChanged struct {
	Customers []cham.CustomerID `json:"customers" doc:"the customers as they are now; the one asked about first"`
}

// SuggestionInfo is a merge that waits for a person.
type SuggestionInfo struct {
	ID     int64        `json:"id"`
	A      CustomerRow  `json:"a"`
	B      CustomerRow  `json:"b"`
	Via    route.KeyRef `json:"via" doc:"the key both were seen with"`
	Reason string       `json:"reason" enum:"two-known,shared-key"`
	At     time.Time    `json:"at"`
}

// Decision about a merge suggestion.
type Decision struct {
	Decision string `json:"decision" enum:"merged,dismissed"`
}
