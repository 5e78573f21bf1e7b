package flow

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/identity"
)

// Config is what the loop works with. Journal, Histories, Resolver, Index,
// Decode and Quarantine are required.
type Config struct {
	Journal Journal
	// Histories gives a workspace's history; flow does not close it.
	Histories func(ctx context.Context, ws cham.WorkspaceID) (History, error)
	Resolver  *identity.Resolver
	Index     Index
	// Decode reads an entry's payload (capture.ReadBatch). What it cannot read
	// goes to Quarantine.
	Decode func(payload []byte) ([]cham.Touch, error)
	// Quarantine keeps, for a person to look at, an entry of which something could
	// not be stored. It is called again until it succeeds, also after a restart.
	Quarantine func(ctx context.Context, e capture.Entry, why error) error
	// Observe, when set, is called with every batch once it is visible, in order
	// within a workspace. It must not block and not change what it is given.
	Observe func(Batch)
	// Taking, when set, is how many touches are being taken into the journal at the
	// moment; while they are a crowd the loop gives way, for Patience at most, 5 s when 0.
	Taking   func() int
	Patience time.Duration
	// Clock dates errors for Stats; the loop itself goes by order alone.
	Clock  func() time.Time
	Logger *slog.Logger

	// MaxTouches bounds a batch, 10,000 when 0: three batches are in memory at once.
	MaxTouches int
	// Linger is how long the first touch after a pause waits for others, 20 ms
	// when 0: fewer, larger commits for a delay nobody sees.
	Linger time.Duration
	// Pace is the least time from one batch to the next while touches keep
	// coming and the loop keeps up, 200 ms when 0: a commit costs as much for ten
	// touches as for a thousand, and takes the disk from those who wait for it.
	Pace time.Duration
	// Retry is the pause after a first failure, doubled up to 50 times itself,
	// 100 ms when 0.
	Retry time.Duration
}

// pollEvery is how often to look for entries without a notice.
const pollEvery = time.Second

// Batch is what one round brought into history and the index.
type Batch struct {
	Workspace cham.WorkspaceID
	// Journal is the seq of the last entry that is visible now; 0 for a
	// person's decision, which brings moves only.
	Journal int64
	// Records are the touches in order; Stored says which were new. The others
	// are duplicates, but for those in Refused, by their place in Records: set
	// aside, or with the message id of another touch.
	Records []cham.Record
	Stored  []bool
	Refused map[int]capture.Refused
	// Fresh are the records that were new.
	Fresh []cham.Record
	// Moves are the keys whose customer is new or changed.
	Moves []identity.Move
}

// Flow is the loop. Its methods are safe for concurrent use.
type Flow struct {
	Config

	mu    sync.Mutex
	lanes map[cham.WorkspaceID]*lane
	run   context.Context // nil until Run
	// paused closes when the pause under way is over; nil when there is none.
	paused chan struct{}
	work   sync.WaitGroup
}

// New returns a Flow that Run starts.
func New(c Config) *Flow {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.MaxTouches == 0 {
		c.MaxTouches = 10_000
	}
	if c.Linger == 0 {
		c.Linger = 20 * time.Millisecond
	}
	if c.Pace == 0 {
		c.Pace = 200 * time.Millisecond
	}
	if c.Patience == 0 {
		c.Patience = 5 * time.Second
	}
	if c.Retry == 0 {
		c.Retry = 100 * time.Millisecond
	}
	return &Flow{Config: c, lanes: map[cham.WorkspaceID]*lane{}}
}

// Run carries touches from the journal to the index until ctx ends, then waits
// for the batches under way and returns nil. A Flow runs once.
func (f *Flow) Run(ctx context.Context) error {
	f.mu.Lock()
	if f.run != nil {
		f.mu.Unlock()
		return cham.Errorf(cham.CodeConflict, "flow.Run", "it runs already")
	}
	f.run = ctx
	for _, l := range f.lanes {
		f.start(l)
	}
	f.mu.Unlock()
	defer f.work.Wait()
	for ctx.Err() == nil {
		f.wakeAll(ctx)
		f.await(ctx)
		pause(ctx, f.Linger)
	}
	return nil
}

// await returns when something was appended, and now and then anyway: another
// process may write the same journal.
func (f *Flow) await(ctx context.Context) {
	waiting, cancel := context.WithTimeout(ctx, pollEvery)
	defer cancel()
	if err := f.Journal.Wait(waiting); err != nil && waiting.Err() == nil {
		f.Logger.Error("flow: waiting for the journal failed", "err", err)
		pause(ctx, f.Retry)
	}
}

// wakeAll makes every workspace with entries look for new ones.
func (f *Flow) wakeAll(ctx context.Context) {
	known, err := f.Journal.Workspaces(ctx)
	if err != nil && ctx.Err() == nil {
		f.Logger.Error("flow: listing the journal's workspaces failed", "err", err)
		pause(ctx, f.Retry)
	}
	for _, ws := range known {
		f.lane(ws)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, l := range f.lanes {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
}

// lane returns the workspace's lane, running if Run is.
func (f *Flow) lane(ws cham.WorkspaceID) *lane {
	f.mu.Lock()
	defer f.mu.Unlock()
	l := f.lanes[ws]
	if l == nil {
		l = newLane(f, ws)
		f.lanes[ws] = l
		if f.run != nil && f.run.Err() == nil {
			f.start(l)
		}
	}
	return l
}

func (f *Flow) start(l *lane) {
	f.work.Add(1)
	go func() {
		defer f.work.Done()
		defer close(l.stopped)
		f.whilePaused(f.run)
		l.run(f.run)
	}()
}

// Do runs a person's decision between two batches: act changes the graph, and
// when Do returns nil its moves are visible to the next question. The error is
// act's, CodeUnavailable when the loop stops, or ctx's; with the latter two it
// may have happened, or happen yet.
func (f *Flow) Do(ctx context.Context, ws cham.WorkspaceID, act func(context.Context, *identity.Resolver) ([]identity.Move, error)) error {
	return f.do(ctx, ws, task{act: act, done: make(chan error, 1)})
}

// Alone runs act while no touch of the workspace is on its way from the resolver
// to history: what act finds there is all there is. Touches wait meanwhile, so it
// should take a second, not a minute. The error is as Do's.
func (f *Flow) Alone(ctx context.Context, ws cham.WorkspaceID, act func(context.Context, *identity.Resolver) error) error {
	return f.do(ctx, ws, task{alone: true, done: make(chan error, 1), act: func(ctx context.Context, r *identity.Resolver) ([]identity.Move,
		error) {
		return nil, act(ctx, r)
	}})
}

func (f *Flow) do(ctx context.Context, ws cham.WorkspaceID, t task) error {
	l := f.lane(ws)
	select {
	case l.tasks <- t:
	case <-l.stopped:
		return stopping
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-t.done:
		return err
	case <-l.stopped:
		return stopping
	case <-ctx.Done():
		return ctx.Err()
	}
}

var stopping = &cham.Error{Code: cham.CodeUnavailable, Op: "flow.Do", Hint: "the program is stopping; look again and repeat",
	RetryAfter: 5 * time.Second}

// Undo is identity.Resolver.Undo in the flow's order; so are the next three.
func (f *Flow) Undo(ctx context.Context, ws cham.WorkspaceID, edge int64, by cham.UserID) error {
	return f.Do(ctx, ws, func(ctx context.Context, r *identity.Resolver) ([]identity.Move, error) {
		return r.Undo(ctx, ws, edge, by)
	})
}

// Split makes keys of a customer a customer of their own.
func (f *Flow) Split(ctx context.Context, ws cham.WorkspaceID, customer cham.CustomerID, keys []cham.KeyID, by cham.UserID) error {
	return f.Do(ctx, ws, func(ctx context.Context, r *identity.Resolver) ([]identity.Move, error) {
		return r.Split(ctx, ws, customer, keys, by)
	})
}

// Merge makes two customers one.
func (f *Flow) Merge(ctx context.Context, ws cham.WorkspaceID, a, b cham.CustomerID, by cham.UserID) error {
	return f.Do(ctx, ws, func(ctx context.Context, r *identity.Resolver) ([]identity.Move, error) {
		return r.Merge(ctx, ws, a, b, by)
	})
}

// Decide settles a suggestion.
func (f *Flow) Decide(ctx context.Context, ws cham.WorkspaceID, suggestion int64, decision string, by cham.UserID) error {
	return f.Do(ctx, ws, func(ctx context.Context, r *identity.Resolver) ([]identity.Move, error) {
		return r.Decide(ctx, ws, suggestion, decision, by)
	})
}

// pause waits, unless ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
