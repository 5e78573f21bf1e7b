package measure

import (
	"time"

	"cham"
)

// Answer holds the figures of one question; only the question's own part is set.
type Answer struct {
	Question Question  `json:"question"`
	From     time.Time `json:"from,omitzero"`
	To       time.Time `json:"to,omitzero"`
	TimeZone string    `json:"timeZone"`
	// AsOf is when the answer was computed; journeys silent for less than G
	// then are open.
	AsOf time.Time `json:"asOf"`
	// Customers (with a touch that counts, in the segment) and Volume (their touches that count).
	Customers int `json:"customers"`
	Volume    int `json:"volume"`
	// Overflow is how many of the index's touches have lost their page, campaign
	// and properties because the kinds reached their ceiling, of all time.
	Overflow int `json:"overflow,omitempty"`

	Touches     []TouchCount    `json:"touches,omitempty"`
	Touchpoints []TouchpointRow `json:"touchpoints,omitempty"`
	Stages      []StageRow      `json:"stages,omitempty"`
	Transitions []Transition    `json:"transitions,omitempty"`
	Funnel      []FunnelStep    `json:"funnel,omitempty"`
	Exits       []ExitRow       `json:"exits,omitempty"`
	Journeys    *JourneySummary `json:"journeys,omitempty"`
	Trend       []TrendPoint    `json:"trend,omitempty"`

	Paths       *PathsAnswer       `json:"paths,omitempty"`
	Graph       *GraphAnswer       `json:"graph,omitempty"`
	Timing      *TimingAnswer      `json:"timing,omitempty"`
	Attribution *AttributionAnswer `json:"attribution,omitempty"`
	Retention   *RetentionAnswer   `json:"retention,omitempty"`
	Reality     *RealityAnswer     `json:"reality,omitempty"`
	Drivers     *DriversAnswer     `json:"drivers,omitempty"`
	Changed     *ChangedAnswer     `json:"changed,omitempty"`

	// Parts are the answer by the values of Query.By, the most frequent first.
	Parts []Part `json:"parts,omitempty"`
	// Before is the answer about Query.Compare.
	Before *Answer `json:"before,omitempty"`
}

// Part is the answer for one value of a dimension, or for all but the told
// ones (Others). Query is what to ask to get it alone, and its customers.
type Part struct {
	Value  string  `json:"value"`
	Others bool    `json:"others,omitempty"`
	Query  Query   `json:"query"`
	Answer *Answer `json:"answer"`
}

// KindCount is a kind with its volume and reach.
type KindCount struct {
	ID int `json:"id"`
	cham.Kind
	// Overflow marks a kind that gathers what the kinds' ceiling left no number for.
	Overflow bool      `json:"overflow,omitempty"`
	Volume   int       `json:"volume"`
	Reach    int       `json:"reach"`
	LastAt   time.Time `json:"lastAt,omitzero"`
}

// CustomerSummary is what the index knows of one customer.
type CustomerSummary struct {
	ID      cham.CustomerID `json:"id"`
	Touches int             `json:"touches"`
	FirstAt time.Time       `json:"firstAt,omitzero"`
	LastAt  time.Time       `json:"lastAt,omitzero"`
	// FirstChannel and FirstSource are the lead source.
	FirstChannel cham.Channel `json:"firstChannel,omitempty"`
	FirstSource  string       `json:"firstSource,omitempty"`
	LastName     string       `json:"lastName,omitempty"`
	LastChannel  cham.Channel `json:"lastChannel,omitempty"`
	Value        float64      `json:"value"`
	// Account is the id of the customer's account, by their latest group call.
	Account string `json:"account,omitempty"`
}
