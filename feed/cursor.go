package feed

import (
	"context"
	"time"

	"cham"
)

// putBackMargin is by how much a reader goes back further than it must when
// history was put back from a copy: touches that are received at the same time
// come in some order or other.
const putBackMargin = time.Minute

// begin opens history and finds where the reader is, once.
func (p *pump[T]) begin(ctx context.Context) error {
	p.beginning.Lock()
	defer p.beginning.Unlock()
	if p.history != nil {
		return nil
	}
	h, err := p.feed.Histories(ctx, p.ws)
	if err != nil {
		return err
	}
	_, end, err := h.Cursor(ctx)
	if err != nil {
		return err
	}
	at, err := p.find(ctx, h, end)
	if err != nil {
		return err
	}
	p.at, p.stored, p.upTo, p.movedAt = at, at, at.seq, p.feed.Clock()
	p.tail.opened(end)
	p.history = h
	p.healthy()
	return nil
}

// find returns where the reader is in a history that ends at end.
func (p *pump[T]) find(ctx context.Context, h History, end int64) (position, error) {
	seq, receivedAt, err := p.feed.Cursors.Cursor(ctx, p.ws, p.reader.Name)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return p.settle(ctx, h, end)
	} else if err != nil {
		return position{}, err
	}
	at := position{seq, receivedAt}
	now, err := touchAt(ctx, h, seq)
	if err != nil {
		return at, err
	}
	other := !now.receivedAt.IsZero() && !at.receivedAt.IsZero() && now.receivedAt.UnixMilli() != at.receivedAt.UnixMilli()
	if seq > end || other {
		return p.goBack(ctx, h, at, end)
	}
	return at, nil
}

// settle stores where a new reader begins.
func (p *pump[T]) settle(ctx context.Context, h History, end int64) (at position, err error) {
	seq := end
	switch {
	case p.reader.From.all:
		seq = 0
	case !p.reader.From.since.IsZero():
		if seq, err = h.ReceivedBefore(ctx, p.reader.From.since); err != nil {
			return at, err
		}
	}
	if at, err = touchAt(ctx, h, seq); err != nil {
		return at, err
	}
	return at, p.feed.Cursors.Begin(ctx, p.ws, p.reader.Name, at.seq, at.receivedAt)
}

// goBack moves the cursor of a reader that was further than history is: to the
// touches that were received after those it had.
func (p *pump[T]) goBack(ctx context.Context, h History, was position, end int64) (at position, err error) {
	seq := end
	if !was.receivedAt.IsZero() {
		if seq, err = h.ReceivedBefore(ctx, was.receivedAt.Add(-putBackMargin)); err != nil {
			return at, err
		}
	}
	if at, err = touchAt(ctx, h, seq); err != nil {
		return at, err
	}
	if err := p.feed.Cursors.Move(ctx, p.ws, p.reader.Name, was.seq, at.seq, at.receivedAt, nil); err != nil {
		return at, err
	}
	p.feed.Logger.Warn("feed: history was put back from a copy; a reader goes on with what was received after its last touch",
		"workspace", p.ws, "reader", p.reader.Name, "seq", was.seq, "received", was.receivedAt, "goes_on_after", at.seq)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stats.PutBackAt = p.feed.Clock()
	return at, nil
}

// touchAt is the position of a Seq; without a time when there is no such touch.
func touchAt(ctx context.Context, h History, seq int64) (position, error) {
	records, err := h.Between(ctx, seq-1, seq)
	if err != nil || len(records) == 0 {
		return position{seq: seq}, err
	}
	return position{seq, records[0].ReceivedAt}, nil
}

// confirmCursor reads the cursor after a move that failed: it may have been
// committed nevertheless, or another process may have moved it.
func (p *pump[T]) confirmCursor(ctx context.Context) error {
	if !p.unsure {
		return nil
	}
	seq, receivedAt, err := p.feed.Cursors.Cursor(ctx, p.ws, p.reader.Name)
	if err != nil {
		return err
	}
	if seq != p.stored.seq {
		p.at = position{seq, receivedAt}
		p.stored, p.upTo, p.next = p.at, seq, nil
	}
	p.unsure = false
	return nil
}

// move writes what the reader wants to write and moves the cursor.
func (p *pump[T]) move(ctx context.Context, to position, write func(context.Context, T) error) error {
	err := p.feed.Cursors.Move(ctx, p.ws, p.reader.Name, p.stored.seq, to.seq, to.receivedAt, write)
	if p.unsure = err != nil; p.unsure {
		return err
	}
	p.stored, p.movedAt = to, p.feed.Clock()
	return nil
}

// store moves the cursor to where the reader is.
func (p *pump[T]) store(ctx context.Context) error {
	if p.at.seq == p.stored.seq || p.unsure {
		return nil
	}
	return p.move(ctx, p.at, nil)
}

// storeIfDue stores a cursor that is behind for long enough.
func (p *pump[T]) storeIfDue(ctx context.Context) error {
	if p.feed.Clock().Sub(p.movedAt) < p.feed.MoveEvery {
		return nil
	}
	return p.store(ctx)
}
