// Package flow is the one background loop of Chạm: it reads the journal in
// order, finds the customer of each touch, appends it to history once, and
// updates the index. It resumes where history says it stopped.
package flow

import (
	"context"

	"cham"
	"cham/capability/capture"
	"cham/capability/identity"
)

// Journal is the durable log as the loop reads it; capture.Log is its writing side.
type Journal interface {
	// Workspaces returns the workspaces that have entries.
	Workspaces(ctx context.Context) ([]cham.WorkspaceID, error)
	// Read returns entries of the workspace after seq, in order, until about
	// maxTouches touches are gathered; none when there is nothing new.
	Read(ctx context.Context, ws cham.WorkspaceID, after int64, maxTouches int) ([]capture.Entry, error)
	// Backlog returns how many touches the workspace's entries after seq hold.
	Backlog(ctx context.Context, ws cham.WorkspaceID, after int64) (touches int64, err error)
	// Wait returns when an entry of any workspace was appended since the call
	// before it returned, or ctx ends.
	Wait(ctx context.Context) error
	// Trim drops the workspace's entries up to and including seq.
	Trim(ctx context.Context, ws cham.WorkspaceID, upTo int64) error
}

// History keeps touches for ever, each once, keyed by source and message id;
// this is what the loop asks of it.
type History interface {
	// Cursor returns the journal seq up to which entries are in history, and
	// the highest Record.Seq; zeros when empty.
	Cursor(ctx context.Context) (journal, record int64, err error)
	// Append stores those records that are not there yet (nor twice in the
	// batch) and moves the cursor, in one transaction. It returns, per record,
	// whether it was stored; stored records get consecutive Seqs in place, the
	// others the Seq of the touch that is there, where it is known, else 0.
	Append(ctx context.Context, records []cham.Record, journal int64) (stored []bool, err error)
	// BySeq returns the records with these Seqs, in any order.
	BySeq(ctx context.Context, seqs []int64) ([]cham.Record, error)
	// Latest returns the newest records by arrival; source "" is all.
	Latest(ctx context.Context, source cham.SourceID, limit int) ([]cham.Record, error)
}

// Index takes what came in, after it is in history.
type Index interface {
	// Append adds stored records and applies moves; both become visible together
	// to the next question.
	Append(ctx context.Context, ws cham.WorkspaceID, records []cham.Record, moves []identity.Move) error
}
