package feed

import (
	"context"
	"time"

	"cham"
)

// Reader is a function that gets touches, with a cursor. T is a transaction of
// the operational database.
type Reader[T any] struct {
	// Name is the cursor's; it never changes.
	Name string
	// From is where it begins in a workspace it has not read yet.
	From Start
	// Batch is how many touches come at most at once, 8,192 when 0.
	Batch int
	// Handle gets the next touches. What it returns is run in the transaction that
	// moves the cursor past them, and may work with that transaction only; nil
	// when there is nothing to write. After an error, of either, the same touches
	// come again, though perhaps in other batches. ctx carries the workspace; it
	// ends when the program stops.
	Handle func(ctx context.Context, b Batch) (write func(context.Context, T) error, err error)
}

// Batch is some touches of a workspace that follow one another.
type Batch struct {
	Workspace cham.WorkspaceID
	// Records, at least one, in order of Seq. Others read them too: they must
	// not be changed.
	Records []cham.Record
}

// Start is where a new reader begins; the zero value is Now.
type Start struct {
	all   bool
	since time.Time
}

// Now begins with what comes after a workspace is opened for the first time
// with this reader.
func Now() Start { return Start{} }

// Since begins with the first touch that was received at t or later.
func Since(t time.Time) Start { return Start{since: t} }

// Beginning begins with a workspace's first touch.
func Beginning() Start { return Start{all: true} }

// Cursors keeps how far readers are; *sqlstore.Feed does. seq is of the last
// touch a reader had, receivedAt when that was received.
type Cursors[T any] interface {
	// Cursor returns where a reader is; CodeNotFound when it never began.
	Cursor(ctx context.Context, ws cham.WorkspaceID, reader string) (seq int64, receivedAt time.Time, err error)
	// Begin stores where a reader begins; CodeConflict when it began before.
	Begin(ctx context.Context, ws cham.WorkspaceID, reader string, seq int64, receivedAt time.Time) error
	// Move runs write, if there is one, and moves the cursor in one transaction.
	// CodeConflict when the cursor is not at from: then nothing is written.
	Move(ctx context.Context, ws cham.WorkspaceID, reader string, from, to int64, receivedAt time.Time,
		write func(context.Context, T) error) error
}

// History is a workspace's touch history as the feed reads it; *duckdb.History
// is one.
type History interface {
	// Cursor returns, second, the highest Seq; 0 when empty.
	Cursor(ctx context.Context) (journal, record int64, err error)
	// Between returns the records with after < Seq ≤ upTo, whole, in order.
	Between(ctx context.Context, after, upTo int64) ([]cham.Record, error)
	// ReceivedBefore returns the Seq before the first record received at t or
	// later.
	ReceivedBefore(ctx context.Context, t time.Time) (seq int64, err error)
}
