// Package capture turns foreign calls into touches: it reads them, judges each
// by a list of named steps, makes what passes durable, and keeps what does not
// with its reason. It knows the Segment call format and files; HTTP is
// api/track's.
package capture

import (
	"context"
	"sync/atomic"
	"time"

	"cham"
)

// Log makes checked touches durable. store/journal is one.
type Log interface {
	// Append returns nil only when payload (EncodeBatch of so many touches of
	// workspace ws) is on disk to stay. Append owns payload from then on, also
	// when it fails or ctx ends first. A log that is full or busy answers with
	// a cham.Error of CodeUnavailable and RetryAfter.
	Append(ctx context.Context, ws cham.WorkspaceID, touches int, payload []byte) error
}

// Entry is one durable batch in a Log, as it is read back.
type Entry struct {
	Seq       int64
	Workspace cham.WorkspaceID
	Touches   int
	Payload   []byte // ReadBatch reads it
}

// Refusals takes refused calls for people to look at, on their way to a
// RefusalStore. Keep must neither block nor fail the sender's request; what it
// is given is its own.
type Refusals interface {
	Keep(ctx context.Context, refused []Refused)
}

// Meta is what is known of a request beside its body.
type Meta struct {
	ReceivedAt    time.Time
	IP, UserAgent string
	// GPC says the browser asked not to be tracked (Sec-GPC or DNT header).
	GPC bool
	// Import marks history, from a file or the demo's: times are taken as they
	// stand, without the clock-skew rule, and the future is refused instead of
	// mended. It is never told to Live.
	Import bool
	// ImportID is the import they come from, "" for none.
	ImportID string
}

// Result says what became of the calls of one batch. Those over MaxEvents are a
// single one of Refusals, but all counted in Refused.
type Result struct {
	Accepted, Refused int
	Refusals          []Refused
	// Taken are the accepted, in order; of imports only.
	Taken []Taken
}

// Taken is an accepted call of an import: its message id, by which it is known
// when it reaches history, its line in the file, and how many rows it was read from.
type Taken struct {
	ID   string
	Line int
	Rows int
}

// Config is what an Accepter works with; Log and NewID are required.
type Config struct {
	Log      Log
	Refusals Refusals
	// NewID makes message ids for calls that came without one.
	NewID func() string
	// Erased, when set, tells whether one of the keys is of a person who was erased
	// at that time or later.
	Erased func(ws cham.WorkspaceID, keys []cham.Key, at time.Time) bool
	// Live is told of touches that are durable and came as they happened, not
	// as an import; it may be nil, and must not block.
	Live func(ws cham.WorkspaceID, touches []cham.Touch)
}

// Accepter takes calls in. It is safe for concurrent use.
type Accepter struct {
	Config
	Counters
	taking atomic.Int64
	floods floods
}

// NewAccepter returns an Accepter.
func NewAccepter(c Config) *Accepter { return &Accepter{Config: c} }

// Taking is how many calls are being judged and made durable at the moment,
// those of imports apart: nobody waits for their answer.
func (a *Accepter) Taking() int { return int(a.taking.Load()) }

// Accept runs the calls of a batch through the steps, appends the touches that
// pass to the log as one entry, and reports the rest. A nil error means that
// what Result counts as accepted is durable; a refused call is no error. Any
// error is the log's, nothing was kept then, and the sender may try again.
func (a *Accepter) Accept(ctx context.Context, src cham.Source, b Batch, m Meta) (Result, error) {
	if !m.Import {
		a.taking.Add(int64(len(b.Calls)))
		defer a.taking.Add(-int64(len(b.Calls)))
	}
	touches, refused := a.judge(src, b.Calls, m)
	var taken []Taken
	if m.Import {
		taken = takenOf(b.Calls, touches, refused)
	}
	lost := len(refused) + b.Dropped
	if b.Dropped > 0 {
		refused = append(refused, dropped(src, b, m))
	}
	if len(touches) > 0 {
		err := a.Log.Append(ctx, src.Workspace, len(touches), EncodeBatch(touches))
		if err != nil {
			a.busy.Add(int64(len(b.Calls) + b.Dropped))
			return Result{}, err
		}
		if a.Live != nil && !m.Import {
			a.Live(src.Workspace, touches)
		}
	}
	a.count(len(touches), refused)
	if len(refused) > 0 && a.Refusals != nil {
		a.Refusals.Keep(ctx, sampled(refused))
	}
	return Result{Accepted: len(touches), Refused: lost, Refusals: refused, Taken: taken}, nil
}

// takenOf tells an import which touches to look out for when they reach history.
// All three are in the file's order. Rows that say a sale and its refund count
// with the refund: it is the news where the sale is known.
func takenOf(calls []Call, touches []cham.Touch, refused []Refused) []Taken {
	all := make([]Taken, 0, len(touches))
	for i := range calls {
		if len(refused) > 0 && refused[0].Line == calls[i].Line {
			refused = refused[1:]
			continue
		}
		if calls[i].sale != nil {
			all = append(all, Taken{touches[len(all)].MessageID, calls[i].Line, 0})
		}
		all = append(all, Taken{touches[len(all)].MessageID, calls[i].Line, calls[i].Rows()})
	}
	return all
}

func (a *Accepter) judge(src cham.Source, calls []Call, m Meta) (touches []cham.Touch, refused []Refused) {
	m.ReceivedAt = m.ReceivedAt.UTC().Truncate(time.Millisecond)
	touches = make([]cham.Touch, 0, len(calls))
	var in incoming // one for all, it is large
	for i := range calls {
		n := len(touches)
		for _, c := range [...]*Call{calls[i].sale, &calls[i]} { // both, or neither
			if c == nil {
				continue
			}
			in = incoming{call: c, source: &src, meta: &m, newID: a.NewID, erased: a.Erased, floods: &a.floods}
			touches = append(touches, cham.Touch{})
			if reason := in.touch(&touches[len(touches)-1]); reason != "" {
				touches = touches[:n]
				refused = append(refused, in.refused(reason))
				break
			}
		}
	}
	return touches, refused
}
