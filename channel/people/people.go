// Package people sends by telephone: a message is a line of the call list, with
// what to say, for somebody of the business. It is sent when it stands there, and
// however often it is sent it stands there once.
package people

import (
	"context"
	"encoding/json"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/capability/task"
)

// Settings are an account's.
type Settings struct {
	// Department is who calls; "" is anybody who may.
	Department string `json:"department,omitempty"`
	// Days are how long a line is of use.
	Days int `json:"days"`
}

// MostDays bounds Settings.Days.
const MostDays = 60

// List is where lines are put; *task.Service is one.
type List interface {
	Put(ctx context.Context, t task.Task) error
}

// Sender puts messages on the call list; it is an outbox.Sender.
type Sender struct {
	list List
	now  func() time.Time
}

var _ outbox.Sender = (*Sender)(nil)

// New returns a Sender.
func New(list List, now func() time.Time) *Sender { return &Sender{list, now} }

func settings(a outbox.Account) (s Settings, err error) {
	if err = json.Unmarshal(a.Settings, &s); err == nil && s.Days >= 1 && s.Days <= MostDays {
		return s, nil
	}
	return s, &cham.Error{Code: cham.CodeInvalid, Op: "people.Check", Field: "days", Key: "error.task.days",
		Args: map[string]any{"n": MostDays}}
}

// Check implements outbox.Sender.
func (s *Sender) Check(a outbox.Account) error {
	_, err := settings(a)
	return err
}

// Connect implements outbox.Sender.
func (s *Sender) Connect(_ context.Context, a outbox.Account) (outbox.Line, error) {
	set, err := settings(a)
	if err != nil {
		return nil, &outbox.Failure{Kind: outbox.Blocked, Problem: "settings", Err: err}
	}
	return &line{Sender: s, ws: a.Workspace, set: set}, nil
}

type line struct {
	*Sender
	ws  cham.WorkspaceID
	set Settings
}

// Send implements outbox.Line. A line that could not be put there may be put again: it is never there twice.
func (l *line) Send(ctx context.Context, p outbox.Parcel) (outbox.Answer, error) {
	now := l.now()
	err := l.list.Put(ctx, task.Task{Workspace: l.ws, ID: p.ID, Kind: task.Call, Class: p.Class, Script: p.Text, Key: p.Key,
		Mailing: p.Mailing, Department: l.set.Department, Decision: p.Decision, DueAt: now, ExpiresAt: now.AddDate(0, 0, l.set.Days)})
	if err != nil {
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Delayed, Problem: "list", Err: err}
	}
	return outbox.Answer{}, nil
}

// Close implements outbox.Line.
func (l *line) Close() error { return nil }
