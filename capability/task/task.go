// Package task is what people of the business do for customers: a line of a call
// list with what to say, or anything else that somebody is to do. Nobody does what
// another has in hand, and the gate is asked again right before a call.
package task

import (
	"context"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/reach"
)

// Kind is what is to be done.
type Kind string

// The kinds.
const (
	Call Kind = "call" // telephone the customer
	Do   Kind = "do"   // anything else
)

// State is how far a task is.
type State string

// The states. The last three are ends.
const (
	Open    State = "open"
	Taken   State = "taken" // somebody has it in hand, until Task.TakenUntil
	Done    State = "done"
	Dropped State = "dropped" // for Task.Rule
	Expired State = "expired"
)

// Why a task was dropped, beside the rules of the gate.
const (
	ByPerson = "person"  // somebody took it off the list
	ByStop   = "stopped" // its campaign was stopped
)

// Outcome is how a task ended, or its last call.
type Outcome string

// The outcomes: of calls, but for Finished.
const (
	Interested    Outcome = "interested"
	NotInterested Outcome = "not_interested"
	CallAgain     Outcome = "call_again" // at Result.Again
	NoAnswer      Outcome = "no_answer"
	WrongNumber   Outcome = "wrong_number"
	Refuses       Outcome = "refuses" // asks not to be contacted, as far as Result.Covers
	Finished      Outcome = "finished"
)

// Reached reports whether the customer was spoken to.
func (o Outcome) Reached() bool {
	return o == Interested || o == NotInterested || o == CallAgain || o == Refuses
}

func (o Outcome) of(k Kind) bool {
	return o == Finished && k == Do || k == Call && (o.Reached() || o == NoAnswer || o == WrongNumber)
}

// Task is something to be done for one customer.
type Task struct {
	Workspace cham.WorkspaceID
	// ID is the message's where the outbox put it on the list, so that it stands there once.
	ID   string
	Kind Kind
	// Class is what a call is for, by which the gate decides.
	Class reach.Class
	// Title is what is to be done, Script what to say; a call needs no title.
	Title, Script string
	// Key is one of the customer's, 0 when they were erased.
	Key cham.KeyID
	// Mailing is what it comes from, "" when a person made it.
	Mailing string
	// Assignee is who is to do it, else somebody of Department, else anybody who may.
	Assignee   cham.UserID
	Department string
	// DueAt is from when on it is to be done; after ExpiresAt it is of no use to anybody.
	DueAt, ExpiresAt time.Time
	State            State
	// Rule says why it was dropped, or why it waits.
	Rule       string
	TakenBy    cham.UserID
	TakenUntil time.Time
	// Tries counts the calls that were made.
	Tries int
	// Decision is the gate's, in its ledger, that lets this call be made, Hash of the number it chose; empty once the call was made.
	Decision, Hash string
	// Outcome is the last, Note what was written down with it, Result its id.
	Outcome   Outcome
	Note      string
	Result    string
	DoneBy    cham.UserID
	CreatedAt time.Time
	CreatedBy cham.UserID
	ChangedAt time.Time
	// Version counts the changes.
	Version int
}

// free reports whether somebody may take it: nobody has it in hand, or they had it for too long.
func (t *Task) free(now time.Time) bool {
	return t.State == Open || t.State == Taken && !now.Before(t.TakenUntil)
}

// HeldBy reports whether somebody has it in hand.
func (t *Task) HeldBy(who cham.UserID, now time.Time) bool {
	return t.State == Taken && t.TakenBy == who && now.Before(t.TakenUntil)
}

// message is a call that is of no mailing, as the gate knows it.
func (t *Task) message() reach.Message {
	return reach.Message{ID: "task-" + t.ID, Class: t.Class, Ways: []reach.Way{reach.Call}, Human: true}
}

// line is a call as the gate tells it from others of its mailing.
func (t *Task) line() reach.Line {
	return reach.Line{ID: t.ID, Key: t.Key, Wished: t.Outcome == CallAgain}
}

// waits is line of a call that was not made yet: what its decision let be done did not happen.
func (t *Task) waits() reach.Line {
	l := t.line()
	l.Waits = t.Decision
	return l
}

// Doer is who asks for tasks.
type Doer struct {
	User       cham.UserID
	Name       string
	Department string
	// All says that they see those of everybody.
	All bool
}

func (t *Task) isFor(d *Doer) bool {
	return d.All || t.TakenBy == d.User && d.User != "" || t.Assignee == d.User && d.User != "" ||
		t.Assignee == "" && (t.Department == "" || t.Department == d.Department)
}

// View is a part of the list.
type View string

// The views: in hand or given to who asks; to be done; due for more than a day; over.
const (
	Mine    View = "mine"
	ToDo    View = "open"
	Overdue View = "overdue"
	Over    View = "done"
)

// OverdueAfter is how long after it is due a task is overdue.
const OverdueAfter = 24 * time.Hour

// Filter says which tasks; Kind and Mailing "" and no Keys are all. Kind is looked at in what is to be done.
type Filter struct {
	View    View
	By      Doer
	Kind    Kind
	Keys    []cham.KeyID
	Mailing string
	// After is the last task of the page before, of the same order.
	AfterAt time.Time
	AfterID string
	Limit   int
}

// Counts are how many tasks there are for somebody; Today were done in the last 24 hours.
type Counts struct{ Mine, Open, Overdue, Today int }

// Tally is how many calls of a mailing ended how.
type Tally struct {
	State   State
	Outcome Outcome
	Called  bool // at least once
	Count   int
}

// Change is what becomes of a task. It is not kept when the task is another by now.
type Change struct {
	// Task is as it shall be, its Version that of before.
	Task Task
	// Entry is what the gate said, to be kept; nil when it was not asked.
	Entry *reach.Entry
	// Undone is a decision whose contact did not happen, Bad one whose number is not the customer's.
	Undone, Bad string
}

// Store keeps tasks. Lookups that find nothing return CodeNotFound.
type Store interface {
	// AddTask keeps a task, unless there is one of its id, and reports whether it is there: of a mailing that does not run it
	// is not put on the list.
	AddTask(ctx context.Context, t Task) (there bool, err error)
	Task(ctx context.Context, ws cham.WorkspaceID, id string) (Task, error)
	// Tasks are the first of a view: those to do by when they are due, those that are over by when they ended, the last first.
	Tasks(ctx context.Context, ws cham.WorkspaceID, f Filter, now time.Time) ([]Task, error)
	CountTasks(ctx context.Context, ws cham.WorkspaceID, by Doer, now time.Time) (Counts, error)
	// ChangeTask keeps a change, all of it or nothing. Nothing of a mailing that is paused is taken.
	ChangeTask(ctx context.Context, c Change) (changed bool, err error)
	// CallsTo are the calls to customers of some keys that are not over.
	CallsTo(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) ([]Task, error)
	// Late are tasks, of all workspaces, that nobody has in hand and that expired.
	Late(ctx context.Context, now time.Time, limit int) ([]Task, error)
	Tallies(ctx context.Context, ws cham.WorkspaceID, mailing string) ([]Tally, error)
	erasure.Place
}
