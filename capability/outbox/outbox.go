package outbox

import (
	"context"
	"encoding/json"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/reach"
)

// MailingState is how far a mailing is.
type MailingState string

// The states of a mailing.
const (
	Filling MailingState = "filling" // whom it is for is still being written down; nothing leaves
	Running MailingState = "running"
	Paused  MailingState = "paused"
	Done    MailingState = "done"
	Stopped MailingState = "stopped" // for good
)

// Why a mailing was paused.
const (
	ByPerson = "person"
	ByErrors = "errors" // too many were refused
	ByDelays = "delays" // too many were put off
)

// Mailing is one message on its way to many people.
type Mailing struct {
	Workspace cham.WorkspaceID
	ID        string
	State     MailingState
	Why       string // it is paused
	Message   reach.Message
	// Content is what it says, for who writes parcels.
	Content   json.RawMessage
	StartAt   time.Time // nothing leaves before
	StartedAt time.Time
	StartedBy cham.UserID
	EndedAt   time.Time
	// ResumedAt is when a person last let it go on after a pause: what went before is no reason to pause it again.
	ResumedAt time.Time
}

// State is how far a message to one person is. A message is in exactly one.
type State string

// The states. Ready and Sending are under way; the five after them are ends.
const (
	Waiting  State = "waiting" // for its time
	Ready    State = "ready"   // the gate said now; it has not left
	Sending  State = "sending" // it may be leaving
	Sent     State = "sent"    // the provider has it
	Failed   State = "failed"  // it did not leave, and will not by itself
	Unknown  State = "unknown" // it may have left
	Held     State = "held"    // the gate said never
	Canceled State = "stopped" // with its mailing
)

// States lists them in the order in which a message goes through them.
var States = []State{Waiting, Ready, Sending, Sent, Failed, Unknown, Held, Canceled}

// Item is a message to one person.
type Item struct {
	Workspace cham.WorkspaceID
	ID        string
	Mailing   string
	Customer  cham.CustomerID
	Key       cham.KeyID
	State     State
	Way       reach.Way
	DueAt     time.Time
	// Tries counts tries that failed for a time; FirstTry is when the first was.
	Tries    int
	FirstTry time.Time
	// Decision is the gate's last, in its ledger; Rule why it said later or never.
	Decision, Rule string
	// Problem is why it failed, Words what the provider said.
	Problem, Words string
	ChangedAt      time.Time
	// LetAt is when the gate first let it go, whatever became of it then.
	LetAt time.Time
	// Hash is of the address the gate chose. It is not kept.
	Hash string
	// Followed says that the receiver agreed to be followed.
	Followed bool
}

// Step moves an item from one state to another. It is not taken when the item is
// in another state by then.
type Step struct {
	Workspace cham.WorkspaceID
	ID        string
	From, To  State
	DueAt     time.Time
	Tries     int
	FirstTry  time.Time
	Rule      string
	Problem   string
	Words     string
	// Bad is the hash of an address at which nobody is.
	Bad string
	// Ref is what the provider calls the message; Followed says that its receiver agreed to be followed.
	Ref      string
	Followed bool
	// Decision with an Outcome is what the gate's ledger is told.
	Decision, Outcome string
	// Taken is told by Store.Step.
	Taken bool
}

// Health is how an account does.
type Health struct {
	// Fails counts what blocked it since it last worked, the first at Since; nothing is tried before NextAt.
	Fails          int
	Since, NextAt  time.Time
	Problem, Words string
	LastOK         time.Time
}

// Blocked reports whether nothing is tried at an instant.
func (h *Health) Blocked(now time.Time) bool { return now.Before(h.NextAt) }

// Failures are messages that failed: all of a mailing's, or those for one problem, or of them some. What may have left is never among
// them.
type Failures struct {
	Problem  string   `json:"problem,omitempty" maxLength:"100" doc:"why they failed, as failed says; any reason when empty"`
	Messages []string `json:"messages,omitempty" maxItems:"1000" doc:"the ids of chosen recipients; all of them when empty"`
}

// Tally is how many items are in a state, for a reason.
type Tally struct {
	State         State
	Rule, Problem string
	Count         int
}

// Store keeps mailings, items and accounts. Lookups that find nothing return CodeNotFound.
type Store interface {
	// CreateMailing keeps a mailing; CodeConflict when there is one of the id.
	CreateMailing(ctx context.Context, m Mailing) error
	Mailing(ctx context.Context, ws cham.WorkspaceID, id string) (Mailing, error)
	// Fill adds items that are not there yet.
	Fill(ctx context.Context, ws cham.WorkspaceID, items []Item) error
	// SetMailing moves a mailing from one of some states to another; false when it is in none of them. What was
	// ready waits again, and of one that is stopped all that waits ends.
	SetMailing(ctx context.Context, ws cham.WorkspaceID, id string, from []MailingState, to MailingState, why string,
		at time.Time) (bool, error)
	// Unfilled are mailings whose time has come and that were not filled to the end.
	Unfilled(ctx context.Context, now time.Time) ([]Mailing, error)

	// Due are running mailings with something due, of all workspaces.
	Due(ctx context.Context, now time.Time) ([]Mailing, error)
	// Take are items of a mailing that are due, the longest waiting first.
	Take(ctx context.Context, ws cham.WorkspaceID, mailing string, now time.Time, limit int) ([]Item, error)
	// Decided keeps decisions of the gate and what they make of the items, in one transaction: an item is as decided
	// upon exactly when the ledger says so. Of an item that does not wait any more, or whose mailing does not run,
	// nothing is kept. It answers the ids of items that are ready now.
	Decided(ctx context.Context, ws cham.WorkspaceID, entries []reach.Entry, items []Item) (ready map[string]bool, err error)
	// Step takes steps, in one transaction, and notes which were taken.
	Step(ctx context.Context, steps []Step) error
	// Recover settles what was left behind before an instant: what was ready waits again, what was being sent is unknown.
	Recover(ctx context.Context, before, now time.Time) (waiting, unknown int, err error)
	// Latest is what became of the last messages of a mailing that were tried since an instant, the latest first: as far as they
	// left, failed or were put off.
	Latest(ctx context.Context, ws cham.WorkspaceID, mailing string, since time.Time, limit int) ([]State, error)
	// Finish ends running mailings of which nothing is open any more.
	Finish(ctx context.Context, now time.Time) error

	// Recall lets what is ready for the customer of some keys wait again: it is decided anew.
	Recall(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) error
	// Tallies count a mailing's items.
	Tallies(ctx context.Context, ws cham.WorkspaceID, mailing string) ([]Tally, error)
	// Items are a mailing's, of a state and for a reason when they are said, after an id.
	Items(ctx context.Context, ws cham.WorkspaceID, mailing string, state State, reason, after string, limit int) ([]Item, error)
	Item(ctx context.Context, ws cham.WorkspaceID, mailing, id string) (Item, error)
	// Again lets items that failed wait again, and answers how many.
	Again(ctx context.Context, ws cham.WorkspaceID, mailing string, which Failures, now time.Time) (int, error)

	Account(ctx context.Context, ws cham.WorkspaceID, way reach.Way) (Account, Health, error)
	PutAccount(ctx context.Context, a Account, by cham.UserID, at time.Time) error
	// RenewSecret keeps another secret, sealed as Account has it, in the place of one; CodeNotFound when there is no account
	// with that one. Its settings and health stay.
	RenewSecret(ctx context.Context, ws cham.WorkspaceID, way reach.Way, old, new string) error
	SetHealth(ctx context.Context, ws cham.WorkspaceID, way reach.Way, h Health) error
	DeleteAccount(ctx context.Context, ws cham.WorkspaceID, way reach.Way) error
	// Left counts what left by a way since an instant.
	Left(ctx context.Context, ws cham.WorkspaceID, way reach.Way, since time.Time) (int, error)
	Returns
	Shorts
	erasure.Place
}
