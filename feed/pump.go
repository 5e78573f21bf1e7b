package feed

import (
	"context"
	"fmt"
	"sync"
	"time"

	"cham"
)

// page is how many Seqs of history are read at once, and how many touches a
// reader gets at most when it does not say.
const page = 8192

// position is a touch in a workspace: its Seq, and when it was received.
type position struct {
	seq        int64
	receivedAt time.Time
}

// pump carries one workspace's touches to one reader.
type pump[T any] struct {
	feed   *Feed[T]
	reader Reader[T]
	ws     cham.WorkspaceID
	tail   *tail

	beginning sync.Mutex // one begins, the others wait
	history   History    // nil until it began

	// What only the pump's own goroutine touches once it began.
	at, stored position      // what the reader got, and what the database has stored of it
	movedAt    time.Time     // when the cursor was last moved
	unsure     bool          // whether the last move was committed
	next       []cham.Record // read and not delivered yet
	upTo       int64         // every touch up to there is in next or was delivered
	size       int           // of a batch; smaller after failures

	mu    sync.Mutex
	stats Stats
}

func newPump[T any](f *Feed[T], r Reader[T], ws cham.WorkspaceID, t *tail) *pump[T] {
	if r.Batch == 0 {
		r.Batch = page
	}
	return &pump[T]{feed: f, reader: r, ws: ws, tail: t, size: r.Batch, stats: Stats{Workspace: ws, Reader: r.Name}}
}

// run returns when ctx ends and the batch under way is done.
func (p *pump[T]) run(ctx context.Context) {
	own := cham.WithWorkspace(ctx, p.ws)
	wait := p.feed.Retry
	for ctx.Err() == nil {
		err := p.step(own)
		if err == nil {
			wait = p.feed.Retry
			continue
		}
		if ctx.Err() != nil {
			break
		}
		p.failed(err)
		pause(ctx, wait)
		wait = min(2*wait, 300*p.feed.Retry)
	}
	if err := p.storeAtEnd(context.WithoutCancel(own)); err != nil {
		p.feed.Logger.Error("feed: a reader's cursor could not be moved at the end; some touches will come again",
			"workspace", p.ws, "reader", p.reader.Name, "err", err)
	}
}

// storeAtEnd stores the cursor, also when the end of the program interrupted that.
func (p *pump[T]) storeAtEnd(ctx context.Context) error {
	if err := p.confirmCursor(ctx); err != nil {
		return err
	}
	return p.store(ctx)
}

// step delivers the next batch, or waits until there is one.
func (p *pump[T]) step(ctx context.Context) error {
	if err := p.begin(ctx); err != nil {
		return err
	}
	if err := p.confirmCursor(ctx); err != nil {
		return err
	}
	if p.at.seq == p.upTo {
		if more, err := p.read(ctx); err != nil || !more {
			return err
		}
	}
	n := min(p.size, len(p.next))
	if err := p.deliver(ctx, p.next[:n]); err != nil {
		return err
	}
	p.next = p.next[n:]
	p.size = min(2*p.size, p.reader.Batch)
	if len(p.next) == 0 { // what history no longer has is passed over
		p.next, p.at.seq = nil, p.upTo
	}
	p.healthy()
	return p.storeIfDue(ctx)
}

// read fetches the touches after at; false when it waited instead.
func (p *pump[T]) read(ctx context.Context) (more bool, err error) {
	records, end, grown := p.tail.after(p, p.at.seq, page)
	switch {
	case len(records) > 0:
		p.next, p.upTo = records, records[len(records)-1].Seq
	case end > p.at.seq:
		upTo := min(p.at.seq+page, end)
		if p.next, err = p.history.Between(ctx, p.at.seq, upTo); err != nil {
			return false, err
		}
		p.upTo = upTo
	default:
		return false, p.wait(ctx, grown)
	}
	return true, nil
}

// wait returns when there is more, when ctx ends, or when the cursor was moved
// that was still due.
func (p *pump[T]) wait(ctx context.Context, grown <-chan struct{}) error {
	p.healthy()
	var due <-chan time.Time
	if p.at.seq != p.stored.seq {
		t := time.NewTimer(p.feed.MoveEvery)
		defer t.Stop()
		due = t.C
	}
	select {
	case <-grown:
	case <-ctx.Done():
	case <-due:
		return p.store(ctx)
	}
	return nil
}

// deliver hands a batch over and moves the cursor past it.
func (p *pump[T]) deliver(ctx context.Context, records []cham.Record) error {
	if len(records) == 0 {
		return nil
	}
	write, err := p.handle(ctx, records)
	if err != nil {
		return err
	}
	last := records[len(records)-1]
	to := position{last.Seq, last.ReceivedAt}
	if write != nil {
		if err := p.move(ctx, to, write); err != nil {
			return err
		}
	}
	p.at = to
	return nil
}

// handle fails rather than panics: a broken reader must not stop the others.
func (p *pump[T]) handle(ctx context.Context, records []cham.Record) (write func(context.Context, T) error, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("reader %s panicked: %v", p.reader.Name, v)
		}
	}()
	return p.reader.Handle(ctx, Batch{Workspace: p.ws, Records: records})
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// healthy notes for Stats that all is well, and how far the reader is.
func (p *pump[T]) healthy() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stats.Seq, p.stats.LastError = p.at.seq, ""
}

// failed notes a failure and makes the next batch smaller, so that what cannot
// be taken ends up alone.
func (p *pump[T]) failed(err error) {
	p.size = max(1, min(p.size, len(p.next))/2)
	p.tail.unfollow(p)
	p.feed.Logger.Error("feed: a reader failed, trying again", "workspace", p.ws, "reader", p.reader.Name, "after", p.at.seq, "err", err)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stats.LastError, p.stats.LastErrorAt = err.Error(), p.feed.Clock()
}

func (p *pump[T]) now() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.stats
	s.Lag = max(0, p.tail.reached()-s.Seq)
	return s
}
