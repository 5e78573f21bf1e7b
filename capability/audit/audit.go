// Package audit keeps who did what, when and from where. Entries are only ever
// added: each carries the hash of the one before it in its workspace, so that
// one which was changed or taken out later is found (Chain), and the database
// refuses to change any.
package audit

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"cham"
	"cham/capability/privacy"
)

// Recorder is what others write to; Log is one.
type Recorder interface {
	// Record writes an event of the workspace and the actor of ctx.
	Record(ctx context.Context, e Event) error
}

// Event is something that was done. Before and After are what was changed, as
// any value that becomes JSON; what in them reaches a customer is left out.
type Event struct {
	// Action is one of the constants, or the operation of the API by its id.
	Action Action
	// Object names what it was done to: an id, never a customer's phone or name.
	Object string
	Before any
	After  any
}

// Changed is an event that says of two lists of values only what differs, and
// whether anything does.
func Changed(a Action, object string, before, after map[string]any) (e Event, differs bool) {
	was, is := map[string]any{}, map[string]any{}
	for name, v := range after {
		if !reflect.DeepEqual(v, before[name]) {
			was[name], is[name] = before[name], v
		}
	}
	return Event{Action: a, Object: object, Before: was, After: is}, len(is) > 0
}

// Action is a kind of event. The pages have words for each: "audit.action.…".
type Action string

// The actions that are no operation of the API by themselves.
const (
	SignedIn          Action = "signed-in"
	SignInRefused     Action = "sign-in-refused"
	SignedOut         Action = "signed-out"
	SessionEnded      Action = "session-ended" // elsewhere, by its user
	SecondStepOn      Action = "second-step-on"
	SecondStepOff     Action = "second-step-off"
	ProviderChanged   Action = "provider-changed"
	ProviderLinked    Action = "provider-linked" // somebody's account there to the one here
	WorkspaceMade     Action = "workspace-made"
	WorkspaceArchived Action = "workspace-archived"
	WorkspaceRestored Action = "workspace-restored"
	HandoverOffered   Action = "handover-offered"
	HandoverTaken     Action = "handover-taken"
	HandoverEnded     Action = "handover-ended" // refused or taken back
	PasskeyAdded      Action = "passkey-added"
	PasskeyRemoved    Action = "passkey-removed"
	PasskeyCopied     Action = "passkey-copied" // refused: its count did not go up
	PasswordChanged   Action = "password-changed"
	PasswordReset     Action = "password-reset" // with a link
	ResetLinkMade     Action = "reset-link-made"
	MemberInvited     Action = "member-invited"
	MemberJoined      Action = "member-joined"
	MemberChanged     Action = "member-changed"
	MemberRemoved     Action = "member-removed"
	DepartmentChanged Action = "department-changed" // or made
	DepartmentRemoved Action = "department-removed"
	KeyMade           Action = "key-made"
	KeyEnded          Action = "key-ended"
	SettingsChanged   Action = "settings-changed"
	CustomerOpened    Action = "customer-opened" // with phone and e-mail in full
	OldRemoved        Action = "old-removed"     // for its age

	FindingDismissed Action = "finding-dismissed" // of the data: it is meant so
	FindingRestored  Action = "finding-restored"
)

// Actions returns those that are no operation of the API.
func Actions() []Action {
	return []Action{SignedIn, SignInRefused, SignedOut, SessionEnded, SecondStepOn, SecondStepOff, PasskeyAdded,
		PasskeyRemoved, PasskeyCopied, ProviderChanged, ProviderLinked,
		WorkspaceMade, WorkspaceArchived, WorkspaceRestored, HandoverOffered, HandoverTaken, HandoverEnded,
		PasswordChanged, PasswordReset, ResetLinkMade, MemberInvited,
		MemberJoined, MemberChanged, MemberRemoved, DepartmentChanged, DepartmentRemoved,
		KeyMade, KeyEnded, SettingsChanged, CustomerOpened, OldRemoved,
		FindingDismissed, FindingRestored}
}

// Entry is an event as it is kept.
type Entry struct {
	Workspace cham.WorkspaceID
	Seq       int64 // from 1, without gaps
	At        time.Time
	User      cham.UserID
	Key       string // the API key, "" when a person did it
	Name      string // of the person or key, as it was
	Address   string // where from
	Action    Action
	Object    string
	Before    string // JSON, "" for nothing
	After     string
	Hash      string // of this entry and the hash before it
}

// Filter chooses entries; the zero Filter is all of them, newest first.
type Filter struct {
	Action Action
	User   cham.UserID
	Period cham.Period
	Before int64 // only older ones than this Seq; 0 for all
	Limit  int
}

// Store keeps entries.
type Store interface {
	// Append stores what next makes of the last entry of the workspace, the zero
	// Entry when there is none; nothing comes between the two.
	Append(ctx context.Context, ws cham.WorkspaceID, next func(last Entry) Entry) error
	// Entries are those of a filter, newest first.
	Entries(ctx context.Context, ws cham.WorkspaceID, f Filter) ([]Entry, error)
}

// Head is an entry that a workspace's log ends with, or that it was cut off behind.
type Head struct {
	Workspace cham.WorkspaceID
	Seq       int64
	Hash      string
	// Before is the hash of the entry before it, which a new end is told with.
	Before string
}

// Seen is what a Witness knows: where logs end, and behind which entries their
// beginnings were removed for their age.
type Seen struct{ Heads, Cuts []Head }

// Witness is told of each new end, and keeps it apart from the entries.
type Witness interface {
	Saw(ctx context.Context, head Head) error
}

// Log writes to a store.
type Log struct {
	Store Store
	Now   func() time.Time
	// Witness, when there is one, keeps where the log ends: see Chain.End.
	Witness Witness
}

// Record implements Recorder.
func (l *Log) Record(ctx context.Context, e Event) error {
	before, err := plain(e.Before)
	if err != nil {
		return err
	}
	after, err := plain(e.After)
	if err != nil {
		return err
	}
	by := cham.ActorFrom(ctx)
	n := Entry{Workspace: cham.WorkspaceFrom(ctx),
		At: l.Now().UTC().Truncate(time.Millisecond), User: by.User, Key: by.Key, Name: clean(by.Name),
		Address: clean(by.Address), Action: e.Action, Object: clean(privacy.Hide(e.Object)), Before: before, After: after}
	// What was done stays done, though who did it may be gone.
	ctx = context.WithoutCancel(ctx)
	var head Head
	err = l.Store.Append(ctx, n.Workspace, func(last Entry) Entry {
		written := seal(last, n)
		head = Head{Workspace: written.Workspace, Seq: written.Seq, Hash: written.Hash, Before: last.Hash}
		return written
	})
	if err != nil || l.Witness == nil {
		return err
	}
	return l.Witness.Saw(ctx, head)
}

// Entries are those of a filter, newest first.
func (l *Log) Entries(ctx context.Context, ws cham.WorkspaceID, f Filter) ([]Entry, error) {
	return l.Store.Entries(ctx, ws, f)
}

// clean is a text as every database gives it back: what is hashed is what is kept.
func clean(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
}

// plain is a value as JSON without what reaches a person, "" for nil.
func plain(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return "", cham.Wrap(cham.CodeInternal, "audit.Record", err)
	}
	return string(privacy.Hide(json.RawMessage(raw))), nil
}
