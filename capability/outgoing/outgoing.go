// Package outgoing sends touches on to other systems that gave an address: at
// least once each, signed as Standard Webhooks says, in the order in which they
// came in, and each destination at its own pace, so that one that is slow or
// gone delays no other. See docs/decisions/0018.
package outgoing

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cham"
)

// State is how a destination stands.
type State string

// The states. What comes in waits for a destination that is Paused or Failing,
// and is not kept for one that is Gone.
const (
	On      State = "on"
	Paused  State = "paused"  // by a person
	Failing State = "failing" // by us, after PauseAfter without any success
	Gone    State = "gone"    // it answered 410
)

// Destination is an address that touches are sent on to.
type Destination struct {
	Workspace cham.WorkspaceID
	ID        string
	Name, URL string
	// Secret signs; OldSecret, which a new one replaced, signs beside it until
	// OldUntil. Stores have them sealed.
	Secret, OldSecret string
	OldUntil          time.Time
	Chosen            Filter
	// Sight is how much of personal data is sent.
	Sight     cham.Sight
	State     State
	CreatedAt time.Time
	CreatedBy cham.UserID
	Health
}

// Health is what sending has found out.
type Health struct {
	// Fails counts failures since the last success, the first at FailingSince;
	// before NextAt nothing is sent.
	Fails        int
	FailingSince time.Time
	NextAt       time.Time
	LastOK       time.Time
	// Sent were answered well, GaveUp never were, Dropped had no room or grew too old.
	Sent, GaveUp, Dropped int64
	// Waiting is how many are queued; read only.
	Waiting int64
}

// Troubled reports whether a destination does not take what is sent.
func (d *Destination) Troubled() bool {
	return d.State == Failing || d.State == Gone || d.State == On && d.Fails >= heldTries
}

// Filter chooses touches; the zero Filter is all interactions that did not come
// from a file.
type Filter struct {
	// Names and Channels, none for all.
	Names    []string       `json:"names,omitempty"`
	Channels []cham.Channel `json:"channels,omitempty"`
	// Statements are calls that say who somebody is (identify, group, alias), too;
	// Files are touches from files, too.
	Statements bool `json:"statements,omitempty"`
	Files      bool `json:"files,omitempty"`
	// Segments are customers entering and leaving live segments, too.
	Segments bool `json:"segments,omitempty"`
}

// Fits reports whether a touch is sent.
func (f *Filter) Fits(t *cham.Touch) bool {
	switch {
	case t.Import != "" && !f.Files:
		return false
	case t.Type == cham.CallSegment:
		return f.Segments
	case !t.Type.Interaction():
		return f.Statements
	}
	return (len(f.Names) == 0 || slices.Contains(f.Names, t.Name)) && (len(f.Channels) == 0 || slices.Contains(f.Channels, t.Channel))
}

// DeliveryState is how far a delivery is.
type DeliveryState string

// The states of a delivery.
const (
	Waiting DeliveryState = "waiting"
	Sent    DeliveryState = "sent"
	Failed  DeliveryState = "failed" // and is not tried again by itself
)

// Delivery is one message on its way to one destination.
type Delivery struct {
	Workspace   cham.WorkspaceID
	Destination string
	// ID is the message's webhook-id, the same at each try.
	ID string
	// Seq orders them: the touch's in history; 0 for a test.
	Seq   int64
	Name  string       // what it is about, for lists
	Body  []byte       // whole; see Sees
	Keys  []cham.KeyID // of whom it tells
	At    time.Time    // when it was queued
	State DeliveryState
	Tries int
	// DueAt is when it may be tried next, FirstAt and LastAt when it was tried.
	DueAt, FirstAt, LastAt time.Time
	// Status and Answer are the last answer's, Problem why there was none.
	Status  int
	Answer  string
	Took    time.Duration
	Problem Problem
}

// Problem is why there was no answer, or why one is no success.
type Problem string

// The problems.
const (
	Unreachable Problem = "unreachable"
	NoName      Problem = "noName"
	TimedOut    Problem = "timeout"
	Certificate Problem = "certificate"
	Inner       Problem = "inner"
	Redirected  Problem = "redirect"
	Answered    Problem = "status" // with another status than 2xx
	Unsealed    Problem = "secret" // cannot be read: it was sealed with another key
)

// Key is the problem's sentence in locale/.
func (p Problem) Key() string { return "error.outgoing." + string(p) }

// Answer is what a destination answered: text is its body's beginning.
type Answer struct {
	Status     int
	RetryAfter time.Duration
	Text       string
}

// Poster posts; channel/hook is one. An error is a cham.Error with the Key of a Problem.
type Poster interface {
	Post(ctx context.Context, address string, header map[string]string, body []byte) (Answer, error)
}

// Store keeps destinations and their queues. Lookups that find nothing return CodeNotFound.
type Store interface {
	// Destinations are a workspace's, the oldest first; "" is of all.
	Destinations(ctx context.Context, ws cham.WorkspaceID) ([]Destination, error)
	Destination(ctx context.Context, ws cham.WorkspaceID, id string) (Destination, error)
	CreateDestination(ctx context.Context, d Destination) error
	// UpdateDestination stores name, address, choice and sight.
	UpdateDestination(ctx context.Context, d Destination) error
	// Rotate puts a secret in the place of the one there is, which becomes the old
	// one until the instant.
	Rotate(ctx context.Context, ws cham.WorkspaceID, id, secret string, oldUntil time.Time) error
	// ReplaceSecret puts another text in the place of a secret, old or not, if it
	// is still there.
	ReplaceSecret(ctx context.Context, ws cham.WorkspaceID, id, was, becomes string) error
	// SetState moves a destination from one of the states to another, and clears
	// what was found out; false when it is in none of them.
	SetState(ctx context.Context, ws cham.WorkspaceID, id string, from []State, to State) (bool, error)
	// DeleteDestination drops its queue, too.
	DeleteDestination(ctx context.Context, ws cham.WorkspaceID, id string) error

	// Ready are the destinations that something can be sent to now and that nobody
	// has a lease of.
	Ready(ctx context.Context, now time.Time) ([]Destination, error)
	// Take leases a destination until the instant and answers what to send it next;
	// CodeNotFound when there is nothing to be sent now.
	Take(ctx context.Context, ws cham.WorkspaceID, id string, now, until time.Time) (Destination, Delivery, error)
	// Note stores a try: the delivery and what it says of the destination. again
	// are those to be tried at once: they failed since that instant; zero for none.
	Note(ctx context.Context, d Destination, m Delivery, again time.Time) error
	// Release ends leases: one destination's, or of id "" all.
	Release(ctx context.Context, ws cham.WorkspaceID, id string) error
	// Tidy drops what does not fit the limits at the instant, and counts of each
	// destination what it had to drop unsent. Old secrets whose time is over go.
	Tidy(ctx context.Context, now time.Time, l Limits) error

	// Keep stores a delivery that is not queued, unless its destination is gone.
	Keep(ctx context.Context, m Delivery) error
	// Resent stores a try that a person asked for; of one that failed the state
	// stays. A delivery that is gone stays so.
	Resent(ctx context.Context, m Delivery) error
	Delivery(ctx context.Context, ws cham.WorkspaceID, destination, id string) (Delivery, error)
	// Deliveries are a destination's: those tried last first, then those that wait.
	Deliveries(ctx context.Context, ws cham.WorkspaceID, destination string, limit int) ([]Delivery, error)
}

// Limits bound what is kept.
type Limits struct {
	// Waiting is how many of a destination wait at most, Age for how long.
	Waiting int
	Age     time.Duration
	// Past is how many deliveries of a destination are kept that are over.
	Past int
}

// DefaultLimits are the limits of the program.
func DefaultLimits() Limits { return Limits{Waiting: 100_000, Age: 7 * 24 * time.Hour, Past: 50} }

// Limits on destinations.
const (
	MaxDestinations = 20
	maxName         = 200
	maxChosen       = 100
)

// check cleans what people enter.
func (d *Destination) check() error {
	d.Name = strings.TrimSpace(d.Name)
	if n := utf8.RuneCountInString(d.Name); n == 0 || n > maxName {
		return invalid("name", "error.name", nil)
	}
	u, err := url.Parse(strings.TrimSpace(d.URL))
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" || len(d.URL) > 1000 {
		return invalid("url", "error.outgoing.url", nil)
	}
	d.URL = u.String()
	if !d.Sight.Known() {
		return invalid("personal", "error.sight", nil)
	}
	if len(d.Chosen.Names) > maxChosen || slices.ContainsFunc(d.Chosen.Channels, func(c cham.Channel) bool { return !c.Valid() }) {
		return invalid("chosen", "error.outgoing.chosen", map[string]any{"n": maxChosen})
	}
	return nil
}

func invalid(field, key string, args map[string]any) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "outgoing", Field: field, Key: key, Args: args}
}
