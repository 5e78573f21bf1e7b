package flow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/identity"
)

// The journal is trimmed when entries that history has weigh trimAt bytes, each
// weighed with entryWeight added. The newest entry stays, so that the journal's
// numbering never starts again.
const (
	trimAt      = 4 << 20
	entryWeight = 16 << 10
)

// lane carries one workspace's touches, in order, through three stages that
// work at the same time: read and decode, resolve, append.
type lane struct {
	flow    *Flow
	ws      cham.WorkspaceID
	history History
	wake    chan struct{}
	tasks   chan task
	stopped chan struct{}
	record  int64 // highest Record.Seq known to be in history
	spent   int   // weight of entries in history since the last trim

	mu      sync.Mutex
	stats   Stats
	changed chan struct{} // closed and replaced when stats.Visible grows
}

// task is a person's decision on its way. Alone it waits until every batch before
// it is in history.
type task struct {
	act   func(context.Context, *identity.Resolver) ([]identity.Move, error)
	done  chan error
	alone bool
}

// batch is what the stages hand on: entries of the journal, or a task's moves.
type batch struct {
	entries []capture.Entry
	touches []cham.Touch
	// from[i] is the entry of touch i.
	from    []int
	records []cham.Record
	stored  []bool
	aside   []int // records that history refuses
	moves   []identity.Move
	done    chan error
}

func newLane(f *Flow, ws cham.WorkspaceID) *lane {
	return &lane{flow: f, ws: ws, wake: make(chan struct{}, 1), tasks: make(chan task), stopped: make(chan struct{}),
		changed: make(chan struct{}), stats: Stats{Workspace: ws, Visible: -1}}
}

// run returns when ctx ends and the stages are done. A batch that is not in
// history by then will be read again.
func (l *lane) run(ctx context.Context) {
	var journal int64
	ok := l.try(ctx, "opening history", func(ctx context.Context) (err error) {
		if l.history, err = l.flow.Histories(ctx, l.ws); err == nil {
			journal, l.record, err = l.history.Cursor(ctx)
		}
		return err
	})
	if !ok {
		return
	}
	l.visible(journal)
	decoded, resolved := make(chan *batch), make(chan *batch)
	var stages sync.WaitGroup
	stages.Go(func() { defer close(decoded); l.read(ctx, journal, decoded) })
	stages.Go(func() { defer close(resolved); l.resolve(ctx, decoded, resolved) })
	stages.Go(func() { l.append(ctx, resolved) })
	stages.Wait()
}

// try does a step until it succeeds, for ever but for the end of ctx: then it
// answers false. A step under way is never interrupted.
func (l *lane) try(ctx context.Context, what string, step func(context.Context) error) bool {
	return l.tryUnless(ctx, what, step, func(error) bool { return false })
}

// tryUnless also answers false on an error that hopeless recognises.
func (l *lane) tryUnless(ctx context.Context, what string, step func(context.Context) error, permanent func(error) bool) bool {
	wait := l.flow.Retry
	for ctx.Err() == nil {
		err := step(cham.WithWorkspace(context.WithoutCancel(ctx), l.ws))
		if err == nil {
			l.healthy(what)
			return true
		}
		if permanent(err) {
			return false
		}
		l.failed(what, err)
		pause(ctx, wait)
		wait = min(2*wait, 50*l.flow.Retry)
	}
	return false
}

func (l *lane) read(ctx context.Context, after int64, to chan<- *batch) {
	for caughtUp := true; ; {
		if caughtUp {
			l.giveWay(ctx)
		}
		var entries []capture.Entry
		ok := l.try(ctx, "reading the journal", func(ctx context.Context) (err error) {
			entries, err = l.flow.Journal.Read(ctx, l.ws, after, l.flow.MaxTouches)
			return err
		})
		if !ok {
			return
		}
		if len(entries) == 0 {
			select {
			case <-l.wake:
				continue
			case <-ctx.Done():
				return
			}
		}
		began := time.Now()
		after = entries[len(entries)-1].Seq
		b := l.decode(ctx, entries)
		if b == nil {
			return
		}
		n := len(b.touches)
		caughtUp = n < l.flow.MaxTouches
		if !send(ctx, to, b) {
			return
		}
		if n >= busyBatch && caughtUp {
			pause(ctx, l.flow.Pace-time.Since(began))
		}
	}
}

// busyBatch is how many touches in a batch say that more are coming; after fewer,
// the next is not kept waiting.
const busyBatch = 50

func send(ctx context.Context, to chan<- *batch, b *batch) bool {
	select {
	case to <- b:
		return true
	case <-ctx.Done():
		return false
	}
}

// decode reads the entries' payloads; nil when ctx ended meanwhile.
func (l *lane) decode(ctx context.Context, entries []capture.Entry) *batch {
	n := 0
	for _, e := range entries {
		n += e.Touches
	}
	b := &batch{entries: entries, touches: make([]cham.Touch, 0, n), from: make([]int, 0, n)}
	for i, e := range entries {
		touches, err := l.decodeOne(e)
		if err != nil {
			if !l.quarantine(ctx, e, e.Touches, err) {
				return nil
			}
			continue
		}
		b.touches = append(b.touches, touches...)
		for range touches {
			b.from = append(b.from, i)
		}
	}
	return b
}

// decodeOne fails rather than panics: one bad entry must not stop the others.
func (l *lane) decodeOne(e capture.Entry) (touches []cham.Touch, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("decoding panicked: %v", p)
		}
	}()
	touches, err = l.flow.Decode(e.Payload)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(touches, func(t cham.Touch) bool { return len(t.Keys) == 0 || t.MessageID == "" }) {
		return nil, errors.New("a touch has no key or no message id")
	}
	return touches, nil
}

// quarantine keeps an entry that cannot be stored, in part or whole, and logs
// it.
func (l *lane) quarantine(ctx context.Context, e capture.Entry, touches int, why error) bool {
	l.flow.Logger.Error("flow: an entry of the journal cannot be taken and is set aside",
		"workspace", l.ws, "seq", e.Seq, "touches", touches, "err", why)
	ok := l.try(ctx, "setting an entry aside", func(ctx context.Context) error { return l.flow.Quarantine(ctx, e, why) })
	if ok {
		l.count(func(s *Stats) { s.Quarantined += int64(touches) })
	}
	return ok
}

func (l *lane) resolve(ctx context.Context, from <-chan *batch, to chan<- *batch) {
	for {
		var b *batch
		select {
		case b = <-from:
			if b == nil {
				return
			}
			if !l.resolveBatch(ctx, b) {
				return
			}
		case t := <-l.tasks:
			if t.alone && !l.settle(ctx, to) {
				return
			}
			moves, err := t.act(cham.WithWorkspace(context.WithoutCancel(ctx), l.ws), l.flow.Resolver)
			if err != nil || len(moves) == 0 {
				t.done <- err
				continue
			}
			b = &batch{moves: moves, done: t.done}
		case <-ctx.Done():
			return
		}
		if !send(ctx, to, b) {
			return
		}
	}
}

// settle waits until history has what was sent there; false when ctx ended.
func (l *lane) settle(ctx context.Context, to chan<- *batch) bool {
	b := &batch{done: make(chan error, 1)}
	if !send(ctx, to, b) {
		return false
	}
	select {
	case <-b.done:
		return true
	case <-ctx.Done():
		return false
	}
}

func (l *lane) resolveBatch(ctx context.Context, b *batch) bool {
	return l.try(ctx, "resolving identities", func(ctx context.Context) (err error) {
		b.records, b.moves, err = l.flow.Resolver.Resolve(ctx, l.ws, b.touches)
		return err
	}) && b.resolved()
}

// resolved gives up the touches, which are the records' now: large batches wait
// for history.
func (b *batch) resolved() bool {
	b.touches = nil
	return true
}

// fresh are the records that were stored, nearly always all.
func (b *batch) fresh() []cham.Record {
	if !slices.Contains(b.stored, false) {
		return b.records
	}
	fresh := make([]cham.Record, 0, len(b.records))
	for i, r := range b.records {
		if b.stored[i] {
			fresh = append(fresh, r)
		}
	}
	return fresh
}

func (l *lane) append(ctx context.Context, from <-chan *batch) {
	for b := range from {
		if len(b.entries) > 0 && !l.store(ctx, b) {
			return
		}
		fresh := b.fresh()
		ok := l.try(ctx, "telling the index", func(ctx context.Context) error {
			return l.flow.Index.Append(ctx, l.ws, fresh, b.moves)
		})
		if !ok {
			return
		}
		l.finish(ctx, b, fresh)
	}
}

// finish makes it known that the batch is visible.
func (l *lane) finish(ctx context.Context, b *batch, fresh []cham.Record) {
	if b.done != nil {
		b.done <- nil
	}
	l.count(func(s *Stats) {
		s.Stored += int64(len(fresh))
		s.Duplicates += int64(len(b.records) - len(fresh) - len(b.aside))
	})
	var journal int64
	if len(b.entries) > 0 {
		journal = b.entries[len(b.entries)-1].Seq
		l.visible(journal)
	}
	if l.flow.Observe != nil {
		l.flow.Observe(Batch{Workspace: l.ws, Journal: journal, Records: b.records, Stored: b.stored, Refused: l.refused(ctx, b),
			Fresh: fresh, Moves: b.moves})
	}
	l.trim(ctx, b.entries)
}

// refused tells which records are neither stored nor a call that was sent again.
func (l *lane) refused(ctx context.Context, b *batch) map[int]capture.Refused {
	out := map[int]capture.Refused{}
	for _, i := range b.aside {
		out[i] = capture.NotStored(l.ws, &b.records[i], capture.ReasonAside)
	}
	var seqs []int64
	for i := range b.records {
		if !b.stored[i] && b.records[i].Seq > 0 {
			seqs = append(seqs, b.records[i].Seq)
		}
	}
	if len(seqs) == 0 {
		return out
	}
	there := map[int64]*cham.Record{}
	l.try(ctx, "comparing duplicates", func(ctx context.Context) error {
		found, err := l.history.BySeq(ctx, seqs)
		for i := range found {
			there[found[i].Seq] = &found[i]
		}
		return err
	})
	for i := range b.records {
		if was := there[b.records[i].Seq]; !b.stored[i] && was != nil && capture.SaysElse(&was.Touch, &b.records[i].Touch) {
			out[i] = capture.NotStored(l.ws, &b.records[i], capture.ReasonDiffers)
		}
	}
	return out
}

// trim drops what history has from the journal, in large pieces. A failure is
// no harm: the next one drops more.
func (l *lane) trim(ctx context.Context, entries []capture.Entry) {
	for _, e := range entries {
		l.spent += len(e.Payload) + entryWeight
	}
	if len(entries) == 0 || l.spent < trimAt {
		return
	}
	l.spent = 0
	if err := l.flow.Journal.Trim(context.WithoutCancel(ctx), l.ws, entries[len(entries)-1].Seq-1); err != nil {
		l.flow.Logger.Error("flow: trimming the journal failed", "workspace", l.ws, "err", err)
	}
}

// Stats is how a workspace's lane stands.
type Stats struct {
	Workspace cham.WorkspaceID
	// Visible is the journal seq up to which touches are in answers, −1 before
	// history is open.
	Visible int64
	// Stored, Duplicates and Quarantined count touches since the start.
	Stored, Duplicates, Quarantined int64
	// LastError is the failure the lane is retrying, "" when all is well.
	LastError   string
	LastErrorAt time.Time
	failing     string
}

func (l *lane) count(f func(*Stats)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(&l.stats)
}

func (l *lane) failed(what string, err error) {
	l.flow.Logger.Error("flow: "+what+" failed, trying again", "workspace", l.ws, "err", err)
	l.count(func(s *Stats) {
		s.failing, s.LastError, s.LastErrorAt = what, what+": "+err.Error(), l.flow.Clock()
	})
}

func (l *lane) healthy(what string) {
	l.count(func(s *Stats) {
		if s.failing == what {
			s.failing, s.LastError = "", ""
		}
	})
}

func (l *lane) visible(journal int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stats.Visible = journal
	close(l.changed)
	l.changed = make(chan struct{})
}
