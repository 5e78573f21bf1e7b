package measure

import (
	"time"

	"cham"
)

// Part is the answer for one value of a dimension, or for all but the listed
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
	// First and Last are what the first touch says, and the latest that says by what
	// link the customer came (else the first); FirstLead and LastLead are their groups, which
	// an engine does not know.
	First, Last cham.Lead    `json:"-"`
	FirstLead   string       `json:"firstLead,omitempty"`
	LastLead    string       `json:"lastLead,omitempty"`
	LastName    string       `json:"lastName,omitempty"`
	LastChannel cham.Channel `json:"lastChannel,omitempty"`
	Value       float64      `json:"value"`
	// Account is the id of the customer's account, by their latest group call.
	Account string `json:"account,omitempty"`
	// Outside says that a rule leaves the customer out whole; then there are no touches of theirs.
	Outside bool `json:"-"`
}
