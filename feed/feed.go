package feed

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"cham"
)

// Config is what the feed works with. Readers, Cursors and Histories are
// required. T is a transaction of the operational database.
type Config[T any] struct {
	// Readers have names of their own.
	Readers []Reader[T]
	Cursors Cursors[T]
	// Histories gives a workspace's history; the feed does not close it.
	Histories func(ctx context.Context, ws cham.WorkspaceID) (History, error)

	// Clock dates errors for Stats, and paces cursors.
	Clock  func() time.Time
	Logger *slog.Logger
	// Retry is the pause after a first failure, doubled up to 300 times itself,
	// 100 ms when 0.
	Retry time.Duration
	// MoveEvery is how long a cursor may stay behind in the database while its
	// reader writes nothing, a second when 0.
	MoveEvery time.Duration
}

// Feed delivers touches to readers. Its methods are safe for concurrent use.
type Feed[T any] struct {
	Config[T]

	mu         sync.Mutex
	workspaces map[cham.WorkspaceID]*workspace[T]
	run        context.Context // nil until Run
	work       sync.WaitGroup
}

// workspace is one workspace's touches and its readers.
type workspace[T any] struct {
	tail  *tail
	pumps []*pump[T]
}

// New returns a feed that Run starts.
func New[T any](c Config[T]) *Feed[T] {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.Retry = cmp.Or(c.Retry, 100*time.Millisecond)
	c.MoveEvery = cmp.Or(c.MoveEvery, time.Second)
	return &Feed[T]{Config: c, workspaces: map[cham.WorkspaceID]*workspace[T]{}}
}

// Run delivers to the readers until ctx ends, then waits for the batches under
// way and returns nil. A Feed runs once.
func (f *Feed[T]) Run(ctx context.Context) error {
	f.mu.Lock()
	if f.run != nil {
		f.mu.Unlock()
		return cham.Errorf(cham.CodeConflict, "feed.Run", "it runs already")
	}
	f.run = ctx
	for _, w := range f.workspaces {
		f.start(w)
	}
	f.mu.Unlock()
	<-ctx.Done()
	f.mu.Lock()
	//lint:ignore SA2001 a workspace that is being added is added by then, or sees that the end has come
	f.mu.Unlock()
	f.work.Wait()
	return nil
}

// Open settles where each reader begins in a workspace. It is to be called for
// every workspace before touches come in; twice does no harm.
func (f *Feed[T]) Open(ctx context.Context, ws cham.WorkspaceID) error {
	for _, p := range f.workspace(ws).pumps {
		if err := p.begin(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Publish takes records that came into history just now, in order of Seq
// within a workspace. It never waits for a reader; the records must not be
// changed any more.
func (f *Feed[T]) Publish(ws cham.WorkspaceID, records []cham.Record) {
	if len(records) > 0 && len(f.Readers) > 0 {
		f.workspace(ws).tail.publish(records)
	}
}

func (f *Feed[T]) workspace(ws cham.WorkspaceID) *workspace[T] {
	f.mu.Lock()
	defer f.mu.Unlock()
	w := f.workspaces[ws]
	if w == nil {
		w = &workspace[T]{tail: newTail()}
		for _, r := range f.Readers {
			w.pumps = append(w.pumps, newPump(f, r, ws, w.tail))
		}
		f.workspaces[ws] = w
		if f.run != nil && f.run.Err() == nil {
			f.start(w)
		}
	}
	return w
}

func (f *Feed[T]) start(w *workspace[T]) {
	for _, p := range w.pumps {
		f.work.Go(func() { p.run(f.run) })
	}
}

// Stats is how a reader stands in a workspace.
type Stats struct {
	Workspace cham.WorkspaceID
	Reader    string
	// Seq is of the last touch it had, 0 before the workspace is open; Lag is how
	// many came in after that.
	Seq, Lag int64
	// LastError is the failure it is retrying, "" when all is well.
	LastError   string
	LastErrorAt time.Time
	// PutBackAt is when, since the start, its cursor was found on touches that
	// history does not have any more.
	PutBackAt time.Time
}

// Stats returns how every reader stands, by workspace and name.
func (f *Feed[T]) Stats() []Stats {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []Stats
	for _, w := range f.workspaces {
		for _, p := range w.pumps {
			all = append(all, p.now())
		}
	}
	slices.SortFunc(all, func(a, b Stats) int {
		return cmp.Or(cmp.Compare(a.Workspace, b.Workspace), cmp.Compare(a.Reader, b.Reader))
	})
	return all
}
