// Package rights keeps what people ask for about their data, with the clocks of
// the law, and the documents it asks the business for.
package rights

import (
	"context"
	"slices"
	"sync"
	"time"

	"cham"
)

// Kinds of requests.
const (
	Withdraw = "withdraw" // consent, or an objection
	View     = "view"     // see, or have a copy
	Correct  = "correct"
	Erase    = "erase"
	Protect  = "protect" // protective measures
)

// Kinds lists them in the order pages show them.
var Kinds = []string{View, Correct, Erase, Withdraw, Protect}

// Request is one request, from when it came to when it was done or refused.
type Request struct {
	ID        string           `json:"id"`
	Workspace cham.WorkspaceID `json:"-"`
	Kind      string           `json:"kind" enum:"view,correct,erase,withdraw,protect"`
	Customer  cham.CustomerID  `json:"customer,omitempty" doc:"absent when nobody knows who it is, or they were erased"`
	Via       string           `json:"via" enum:"page,staff" doc:"the customer's own page, or written down by staff"`
	Message   string           `json:"message,omitempty" doc:"what they wrote or said" maxLength:"2000"`
	Others    bool             `json:"others" doc:"whether somebody else must act too, such as a sender of messages: the law gives longer"`
	At        time.Time        `json:"at" doc:"when it came"`
	// The clocks, and the days that are left out of them.
	AcknowledgeBy  time.Time   `json:"acknowledgeBy" doc:"the end of the second working day"`
	AcknowledgeOff []DayOff    `json:"acknowledgeOff,omitempty" doc:"days off since it came, which do not count"`
	AcknowledgedAt time.Time   `json:"acknowledgedAt,omitzero"`
	DueAt          time.Time   `json:"dueAt" doc:"the end of the last day the law gives; of the next working day where that one is off"`
	DueOff         []DayOff    `json:"dueOff,omitempty" doc:"the last day and those after it, where they are off"`
	ExtendedFor    string      `json:"extendedFor,omitempty" doc:"why it takes longer, told to the customer; once"`
	DoneAt         time.Time   `json:"doneAt,omitzero"`
	Outcome        string      `json:"outcome,omitempty" enum:"done,refused,"`
	Answer         string      `json:"answer,omitempty" doc:"what was answered; a refusal must be explained" maxLength:"2000"`
	By             cham.UserID `json:"by,omitempty" mask:"no" doc:"who ended it"`
	Late           bool        `json:"late" doc:"a clock has run out"`
	Soon           bool        `json:"soon" doc:"a clock runs out today, tomorrow or the day after"`
}

// Store keeps requests.
type Store interface {
	PutRequest(ctx context.Context, r Request) error
	// Requests are a workspace's, the newest first.
	Requests(ctx context.Context, ws cham.WorkspaceID) ([]Request, error)
	// Open are those of every workspace that have not ended.
	Open(ctx context.Context) ([]Request, error)
	Request(ctx context.Context, ws cham.WorkspaceID, id string) (Request, error)
	PutDocument(ctx context.Context, ws cham.WorkspaceID, kind string, body []byte, by cham.UserID, at time.Time) error
	// Document is as it was last left; CodeNotFound when nobody has.
	Document(ctx context.Context, ws cham.WorkspaceID, kind string) (body []byte, at time.Time, err error)
}

// Desk takes requests and tells how they stand.
type Desk struct {
	Store Store
	Now   func() time.Time
	NewID func() string
	// Zone is where a workspace's days begin and end.
	Zone func(ctx context.Context, ws cham.WorkspaceID) (*time.Location, error)

	daysOff sync.Mutex // held while a day is added or taken away
}

// maxOpen bounds the requests of one customer that are open at once: the page
// they come from is open to whoever has its link.
const maxOpen = 5

// oldest is how long ago a request that is written down may have come.
const oldest = 366 * 24 * time.Hour

// Take notes a request that came at r.At, now when that is not said. A customer's
// open request of the same kind is the same one.
func (d *Desk) Take(ctx context.Context, r Request) (Request, error) {
	if _, known := clocks[r.Kind]; !known {
		return r, &cham.Error{Code: cham.CodeInvalid, Op: "rights.Take", Field: "kind", Hint: "view, correct, erase, withdraw or protect"}
	}
	now := d.Now()
	if r.At.IsZero() {
		r.At = now
	}
	if r.At.After(now) || now.Sub(r.At) > oldest {
		return r, &cham.Error{Code: cham.CodeInvalid, Op: "rights.Take", Field: "at", Hint: "when it came: not after now, at most a year ago"}
	}
	all, err := d.Requests(ctx, r.Workspace)
	if err != nil {
		return r, err
	}
	open := 0
	for _, other := range all {
		if r.Customer == 0 || other.Customer != r.Customer || !other.DoneAt.IsZero() {
			continue
		}
		if open++; other.Kind == r.Kind {
			return other, nil
		}
	}
	if open >= maxOpen {
		return r, cham.Errorf(cham.CodeTooMany, "rights.Take", "there are %d open requests of this customer", open)
	}
	days, err := d.calendar(ctx, r.Workspace)
	if err != nil {
		return r, err
	}
	r.ID, r.At = d.NewID(), r.At.UTC().Truncate(time.Millisecond)
	r.reckon(days, now)
	return r, d.Store.PutRequest(ctx, r)
}

// Requests are a workspace's, those that are open first, by when they are due.
func (d *Desk) Requests(ctx context.Context, ws cham.WorkspaceID) ([]Request, error) {
	all, err := d.Store.Requests(ctx, ws)
	if err != nil {
		return nil, err
	}
	days, err := d.calendar(ctx, ws)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].reckon(days, d.Now())
	}
	slices.SortStableFunc(all, func(a, b Request) int {
		switch aOpen, bOpen := a.DoneAt.IsZero(), b.DoneAt.IsZero(); {
		case aOpen != bOpen && aOpen:
			return -1
		case aOpen != bOpen:
			return 1
		case aOpen:
			return a.DueAt.Compare(b.DueAt)
		}
		return b.DoneAt.Compare(a.DoneAt)
	})
	return all, nil
}

// Step is what is done with a request.
type Step struct {
	Acknowledge bool   `json:"acknowledge,omitempty" doc:"the customer was told that it came"`
	Extend      string `json:"extend,omitempty" maxLength:"2000" doc:"why it takes longer; possible once, and told to the customer"`
	Outcome     string `json:"outcome,omitempty" enum:"done,refused," doc:"ends it"`
	Answer      string `json:"answer,omitempty" maxLength:"2000" doc:"what was answered; needed for a refusal"`
}

// Do takes a step with a request.
func (d *Desk) Do(ctx context.Context, ws cham.WorkspaceID, id string, s Step, by cham.UserID) (Request, error) {
	r, err := d.Store.Request(ctx, ws, id)
	if err != nil {
		return r, err
	}
	if !r.DoneAt.IsZero() {
		return r, cham.Errorf(cham.CodeConflict, "rights.Do", "it was ended already")
	}
	days, err := d.calendar(ctx, ws)
	if err != nil {
		return r, err
	}
	now := d.Now().UTC().Truncate(time.Millisecond)
	if (s.Acknowledge || s.Outcome != "") && r.AcknowledgedAt.IsZero() {
		r.AcknowledgedAt = now
	}
	if s.Extend != "" {
		if r.ExtendedFor != "" {
			return r, cham.Errorf(cham.CodeConflict, "rights.Do", "it was extended already; the law allows it once")
		}
		r.ExtendedFor = s.Extend
	}
	r.reckon(days, now)
	switch {
	case s.Outcome == "refused" && s.Answer == "":
		return r, &cham.Error{Code: cham.CodeInvalid, Op: "rights.Do", Field: "answer", Hint: "say why it is refused: the law wants it explained"}
	case s.Outcome != "":
		r.Outcome, r.Answer, r.DoneAt, r.By = s.Outcome, s.Answer, now, by
	}
	r.reckon(days, now)
	return r, d.Store.PutRequest(ctx, r)
}
