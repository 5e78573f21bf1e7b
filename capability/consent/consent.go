// Package consent keeps what customers agreed to, for which purpose and by which
// way, with its proof, and answers whether they may be addressed. Statements are
// only ever added: a withdrawal is a later No. Who never was asked has said
// neither yes nor no, and is told as neither.
package consent

import (
	"slices"
	"time"

	"cham"
)

// Purpose is what a customer's data is used for.
type Purpose string

// The purposes. Service is what an order or a request needs anyway: it waits for
// no yes, and can be objected to.
const (
	Service   Purpose = "service"
	Care      Purpose = "care"
	Marketing Purpose = "marketing"
	Tracking  Purpose = "tracking"
	Personal  Purpose = "personal"
)

// Purposes lists them in the order pages show them; Service is never asked for.
var Purposes = []Purpose{Care, Marketing, Tracking, Personal, Service}

// Asked are the purposes that customers are asked about.
var Asked = []Purpose{Care, Marketing, Tracking, Personal}

// Channels are the ways of addressing somebody that can be agreed to apart.
var Channels = []cham.Channel{"sms", "zalo", "email", "call", "website"}

// ByChannel reports whether a purpose is agreed to by channel: what addresses
// somebody is, what only uses data is not.
func (p Purpose) ByChannel() bool { return p == Care || p == Marketing || p == Service }

// State is what a customer has said.
type State string

// The states.
const (
	Unasked State = "unasked"
	Yes     State = "yes"
	No      State = "no"
)

// Who collected a statement.
const (
	ByCustomer = "customer" // the customer, on their page
	ByStaff    = "staff"    // somebody of the business, Record.By
	BySource   = "source"   // a call of a source, Record.Source
)

// Record is one statement, with its proof. It is kept under the key it was made
// with, so that it goes with that key through merges and their undoing.
type Record struct {
	ID        string           `json:"id"`
	Workspace cham.WorkspaceID `json:"-"`
	Key       cham.KeyID       `json:"-"`
	Purpose   Purpose          `json:"purpose" enum:"service,care,marketing,tracking,personal"`
	Channel   cham.Channel     `json:"channel,omitempty" doc:"empty is every way"`
	State     State            `json:"state" enum:"yes,no"`
	At        time.Time        `json:"at" doc:"when it was said"`
	TextHash  string           `json:"textHash,omitempty" doc:"SHA-256 of the wording that was shown; it is kept"`
	IP        string           `json:"ip,omitempty" mask:"hide"`
	Device    string           `json:"device,omitempty" doc:"the browser, as it calls itself"`
	Collector string           `json:"collector" enum:"customer,staff,source"`
	Source    cham.SourceID    `json:"source,omitempty" mask:"no"`
	MessageID string           `json:"messageId,omitempty" doc:"the call that said it"`
	By        cham.UserID      `json:"by,omitempty" mask:"no" doc:"who of the business wrote it down"`
	Note      string           `json:"note,omitempty" doc:"how it was said: on paper, on the phone"`
	// Claimed was said by a source that anybody can send as.
	Claimed bool `json:"claimed,omitempty" doc:"said by a web page, which proves less"`
}

// Stand is what of a customer's statements stands for a purpose and a channel,
// "" for every one, and the statement that says so, nil when there is none.
//
// The latest stands, whichever of the customer's keys it was made with, so that
// two customers who turn out to be one have one will, and two again when that is undone.
// Of two at one instant, No stands. A Yes that only a web page claims does not
// stand against a No that was said otherwise.
func Stand(said []Record, p Purpose, channel cham.Channel) (State, *Record) {
	var stands *Record
	refused := slices.ContainsFunc(said, func(r Record) bool { return r.about(p, channel) && r.State == No && !r.Claimed })
	for i := range said {
		r := &said[i]
		if !r.about(p, channel) || refused && r.Claimed && r.State == Yes {
			continue
		}
		if stands == nil || r.At.After(stands.At) || r.At.Equal(stands.At) && r.State == No {
			stands = r
		}
	}
	if stands == nil {
		return Unasked, nil
	}
	return stands.State, stands
}

// about reports whether a statement is about a purpose by a channel: one for
// every way is about each.
func (r *Record) about(p Purpose, channel cham.Channel) bool {
	return r.Purpose == p && (r.Channel == "" || r.Channel == channel)
}

// Standing is what stands for one purpose by one channel.
type Standing struct {
	Purpose Purpose      `json:"purpose" enum:"service,care,marketing,tracking,personal"`
	Channel cham.Channel `json:"channel,omitempty" doc:"empty where the purpose has no channels"`
	State   State        `json:"state" enum:"unasked,yes,no"`
	At      time.Time    `json:"at,omitzero" doc:"since when"`
}

// All are a customer's standings, for each purpose that is asked about and each
// of its channels.
func All(said []Record) (all []Standing) {
	for _, p := range Asked {
		channels := []cham.Channel{""}
		if p.ByChannel() {
			channels = Channels
		}
		for _, c := range channels {
			s := Standing{Purpose: p, Channel: c}
			var r *Record
			if s.State, r = Stand(said, p, c); r != nil {
				s.At = r.At
			}
			all = append(all, s)
		}
	}
	return all
}
