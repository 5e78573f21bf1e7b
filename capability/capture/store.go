package capture

import (
	"context"
	"time"

	"cham"
	"cham/table"
)

// Sources keeps where touches come from. Lookups that find nothing return a
// cham.Error with CodeNotFound.
type Sources interface {
	SourceByKey(ctx context.Context, writeKey string) (cham.Source, error)
	Sources(ctx context.Context, ws cham.WorkspaceID) ([]cham.Source, error)
	Source(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) (cham.Source, error)
	CreateSource(ctx context.Context, s cham.Source) error
	UpdateSource(ctx context.Context, s cham.Source) error
	DeleteSource(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) error
}

// SourceVolume is how many records a source brought in the hour from Hour on.
type SourceVolume struct {
	Source cham.SourceID
	Hour   time.Time
	Count  int
}

// Refused is a call that was not taken, kept for the owner of the source to
// see. Only the latest are kept in full; counts are kept for ever.
type Refused struct {
	Workspace cham.WorkspaceID
	Source    cham.SourceID
	At        time.Time
	Reason    string // a step's typed reason, e.g. "no_identity"
	Detail    string // what exactly, in English
	MessageID string
	Type      cham.CallType
	Name      string
	// Sample is the call itself, cut at 2 KB.
	Sample string
	// Line in an imported file, 0 otherwise.
	Line int
	// Calls is how many calls this stands for; 0 means one.
	Calls int
}

// Count is how many calls were refused.
func (r Refused) Count() int { return max(1, r.Calls) }

// RefusalStore keeps refusals: the latest 1,000 per source in full, and counts
// by day and reason.
type RefusalStore interface {
	AddRefusals(ctx context.Context, rs []Refused) error
	// Refusals returns the latest, newest first; source "" is all of the workspace.
	Refusals(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, limit int) ([]Refused, error)
	// RefusalCounts returns reason → count since the instant.
	RefusalCounts(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, since time.Time) (map[string]int, error)
}

// Import is one file being read, or read.
type Import struct {
	ID        string
	Workspace cham.WorkspaceID
	Source    cham.SourceID
	FileName  string
	// Path is where the uploaded file waits.
	Path    string
	Bytes   int64
	Mapping []byte // JSON of the chosen mapping; nil for NDJSON
	// Form is how a CSV file's rows are written, for those refused to be given back.
	Form table.Form
	// State is "uploaded", "running", "done", "cancelled", "failed", "undoing" or
	// "undone".
	State      string
	BytesRead  int64
	Accepted   int
	Refused    int
	Duplicates int
	// CountedSeq is the highest Record.Seq that the counts know of: history's at
	// the start, then of what is accepted.
	CountedSeq int64
	// Error says in English why it failed, ErrorKey in locale/ with its ErrorLine.
	Error      string
	ErrorKey   string
	ErrorLine  int
	CreatedAt  time.Time
	FinishedAt time.Time
	CreatedBy  cham.UserID
	// Removed counts the touches that its undo took out so far.
	Removed  int
	UndoneAt time.Time
	UndoneBy cham.UserID
}

// Imports keeps imports and their rejected rows.
type Imports interface {
	CreateImport(ctx context.Context, i Import) error
	UpdateImport(ctx context.Context, i Import) error
	Import(ctx context.Context, ws cham.WorkspaceID, id string) (Import, error)
	// Imports returns a workspace's imports, newest first.
	Imports(ctx context.Context, ws cham.WorkspaceID) ([]Import, error)
	// UnfinishedImports returns every import left "running" or "undoing", to resume at start.
	UnfinishedImports(ctx context.Context) ([]Import, error)
	AddRejects(ctx context.Context, id string, rs []Refused) error
	// Rejects returns rejected rows by line, after the given line; reason "" is any.
	Rejects(ctx context.Context, ws cham.WorkspaceID, id, reason string, after, limit int) ([]Refused, error)
	// RejectReasons groups the rejected rows by reason, the most frequent first,
	// each with its first lines, at most five.
	RejectReasons(ctx context.Context, ws cham.WorkspaceID, id string) ([]RejectReason, error)
}
