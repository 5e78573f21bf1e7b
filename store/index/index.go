package index

import (
	"context"
	"log/slog"
	"math"
	"sync"
	"sync/atomic"

	"cham"
	"cham/capability/identity"
)

// History is where an index is built from.
type History interface {
	// Cursor returns the journal cursor and the highest Record.Seq, zeros when empty.
	Cursor(ctx context.Context) (journal, record int64, err error)
	// Scan calls f with the interactions (CallType.Interaction) of the keys, nil
	// for all, whose Seq is above after, in order of Seq. The slice is used again
	// after f returns. Also and Traits are left out; so are Properties, Source, the
	// whole URL, and address and user agent of Context, unless needed.
	Scan(ctx context.Context, after int64, keys []cham.KeyID, need cham.TouchNeed, f func([]cham.Record) error) error
	// Groups calls f with all group calls in order of Seq: Seq, Key, At and
	// Properties. The slice is used again after f returns.
	Groups(ctx context.Context, f func([]cham.Record) error) error
}

// Options of an index. The zero value has every default.
type Options struct {
	// MaxBytes is the memory all workspaces together may take; 0 is 4 GiB. A
	// workspace that would exceed it is unloaded, and questions about it are
	// answered with CodeUnavailable, until the next Load.
	MaxBytes int64
	// MaxKinds is the kinds' ceiling, at most and by default MaxKinds.
	MaxKinds int
	// Dir holds the checkpoint files; "" keeps none.
	Dir string
	// CheckpointEvery is how many touches may come before the checkpoint is
	// written anew; 0 is a million. Close always writes it.
	CheckpointEvery int64
	// Workers is how many cores one question uses; 0 is all.
	Workers int
	Log     *slog.Logger
}

// Index is the journey index of every workspace of a process. It implements
// flow.Index and measure.Engine; all methods may be called at once.
type Index struct {
	o          Options
	mu         sync.RWMutex
	workspaces map[cham.WorkspaceID]*workspace
	used       atomic.Int64 // bytes, as of the last change

	fold    chan *workspace
	stop    context.CancelFunc
	folding sync.WaitGroup
	buffers sync.Pool // of *[]uint32, samples of exact quantiles
}

// New returns an empty index and starts its folding goroutine, which Close ends.
func New(o Options) *Index {
	if o.MaxBytes == 0 {
		o.MaxBytes = 4 << 30
	}
	if o.MaxKinds == 0 || o.MaxKinds > MaxKinds {
		o.MaxKinds = MaxKinds
	}
	if o.CheckpointEvery == 0 {
		o.CheckpointEvery = 1e6
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ctx, stop := context.WithCancel(context.Background())
	x := &Index{o: o, workspaces: map[cham.WorkspaceID]*workspace{}, fold: make(chan *workspace, 64), stop: stop}
	x.folding.Add(1)
	go x.foldLoop(ctx)
	return x
}

// Close ends the background work and writes the checkpoints that are behind.
func (x *Index) Close() error {
	x.stop()
	x.folding.Wait()
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, ws := range x.workspaces {
		x.checkpoint(ws, 1)
	}
	return nil
}

// Load builds the workspace's index from its checkpoint and what history has
// beyond it, or from history alone when there is no checkpoint, or none that
// can be trusted. assignments calls f for every key that is not its own
// customer (identity.Graph.Assignments). Until it returns, the workspace's questions are answered from
// what was loaded before, or with CodeNotFound. Call it again after the
// workspace's rules of kinds changed. Append must not be called meanwhile for the
// same workspace.
func (x *Index) Load(ctx context.Context, id cham.WorkspaceID, h History, assignments func(f func(identity.Move) error) error,
	rules cham.KindRules) error {
	ws := newWorkspace(id, h, rules, x.o.MaxKinds)
	moves, err := gather(assignments)
	if err != nil {
		return cham.Wrap(cham.ErrorCode(err), "index.Load", err)
	}
	if !x.restore(ctx, ws, moves) {
		ws = newWorkspace(id, h, rules, x.o.MaxKinds)
		if err := ws.build(ctx, moves); err != nil {
			return cham.Wrap(cham.ErrorCode(err), "index.Load", err)
		}
	}
	if err := ws.readGroups(ctx); err != nil {
		return cham.Wrap(cham.ErrorCode(err), "index.Load", err)
	}
	x.install(ws)
	return nil
}

// Rebuild builds the workspace's index from history alone and writes its
// checkpoint: history has lost touches. Questions are answered from what was
// loaded before until it returns; Append must not be called meanwhile for the same
// workspace.
func (x *Index) Rebuild(ctx context.Context, id cham.WorkspaceID, h History, assignments func(f func(identity.Move) error) error,
	rules cham.KindRules) error {
	ws := newWorkspace(id, h, rules, x.o.MaxKinds)
	moves, err := gather(assignments)
	for _, step := range []func() error{func() error { return ws.build(ctx, moves) }, func() error { return ws.readGroups(ctx) }} {
		if err == nil {
			err = step()
		}
	}
	if err != nil {
		return cham.Wrap(cham.ErrorCode(err), "index.Rebuild", err)
	}
	was, _ := x.workspace(id)
	x.install(ws)
	if was != nil {
		was.retire()
	}
	return x.checkpoint(ws, math.MinInt64)
}

// retire keeps a workspace that was replaced from writing its checkpoint.
func (ws *workspace) retire() {
	ws.retired.Store(true)
	ws.saving.Lock()
	//lint:ignore SA2001 one that is being written ends first
	ws.saving.Unlock()
}

// install makes a workspace the one that is asked and appended to.
func (x *Index) install(ws *workspace) {
	x.mu.Lock()
	x.workspaces[ws.id] = ws
	x.mu.Unlock()
	ws.mu.Lock()
	defer ws.mu.Unlock()
	x.account(ws)
	x.wake(ws)
}

// Drop forgets a workspace.
func (x *Index) Drop(id cham.WorkspaceID) {
	x.mu.Lock()
	delete(x.workspaces, id)
	x.mu.Unlock()
	x.account(nil)
}

// Append implements flow.Index: it adds stored records and applies moves.
// Records the index has seen already (by Seq) change nothing. Cost: the
// touches of the customers concerned.
func (x *Index) Append(ctx context.Context, id cham.WorkspaceID, records []cham.Record, moves []identity.Move) error {
	ws, err := x.workspace(id)
	if err != nil {
		return err
	}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.outgrown.Load() != nil {
		return nil // the touches are safe in history; questions say why they are not answered
	}
	if _, err := ws.apply(ctx, records, moves); err != nil {
		return cham.Wrap(cham.ErrorCode(err), "index.Append", err)
	}
	x.account(ws)
	x.wake(ws)
	return nil
}

// Size is how many kinds and touches a workspace has, zeros when it is not loaded.
func (x *Index) Size(id cham.WorkspaceID) (kinds, touches int) {
	ws, err := x.workspace(id)
	if err != nil {
		return 0, 0
	}
	s := ws.current.Load()
	return len(s.kinds), s.touches()
}

// Bytes is the memory the columns and dictionaries of all workspaces take.
func (x *Index) Bytes() int64 { return x.used.Load() }

func (x *Index) workspace(id cham.WorkspaceID) (*workspace, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if ws := x.workspaces[id]; ws != nil {
		return ws, nil
	}
	return nil, cham.Errorf(cham.CodeNotFound, "index.workspace", "workspace %q is not loaded", id)
}

// account sums the memory up and unloads ws when it is too much.
func (x *Index) account(ws *workspace) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var used int64
	for _, w := range x.workspaces {
		used += w.bytes.Load()
	}
	if ws != nil {
		now := ws.measureBytes()
		if used-ws.bytes.Load()+now > x.o.MaxBytes && ws.joined.Swap(nil) != nil {
			now = ws.measureBytes() // the snapshot by account is made again when asked for
		}
		used += now - ws.bytes.Swap(now)
		if used > x.o.MaxBytes {
			used -= now
			ws.unload(x.o.MaxBytes)
		}
	}
	x.used.Store(used)
}

func gather(assignments func(f func(identity.Move) error) error) (moves []identity.Move, err error) {
	if assignments == nil {
		return nil, nil
	}
	err = assignments(func(m identity.Move) error {
		moves = append(moves, m)
		return nil
	})
	return moves, err
}
