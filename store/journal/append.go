package journal

import (
	"context"
	"fmt"
	"time"

	"cham"
	"cham/store/internal/sqldb"
)

const (
	// maxPayload bounds one entry, in bytes.
	maxPayload = 64 << 20
	// A commit takes what waits, up to so many bytes as stored and entries.
	groupBytes   = 16 << 20
	groupEntries = 4096
)

// request is an append on its way to disk.
type request struct {
	entry
	done chan error
}

// Append implements capture.Log: nil means on disk to stay. It waits for the
// commit that it shares with others. A log that is full, over its bounds,
// closing, or whose disk does not take the write answers CodeUnavailable, and
// whether the entry is kept is then open: sending it again is safe, for history
// keeps each touch once.
func (j *Journal) Append(ctx context.Context, ws cham.WorkspaceID, touches int, payload []byte) error {
	if len(payload) > maxPayload {
		return cham.Errorf(cham.CodeTooLarge, "journal.Append", "a batch may have %d bytes, this one has %d", maxPayload, len(payload))
	}
	if err := j.overfull(); err != nil {
		return err
	}
	r := &request{entry: newEntry(ws, touches, payload), done: make(chan error, 1)}
	if err := j.enqueue(ctx, r); err != nil {
		r.release()
		return err
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return sqldb.Error("journal.Append", ctx.Err())
	case <-j.done: // the writer has ended; it may have taken this one along
		select {
		case err := <-r.done:
			return err
		default:
			return closing()
		}
	}
}

// overfull says why nothing may be added to what lies in the journal.
func (j *Journal) overfull() error {
	s := j.Stats()
	if s.Bytes < j.o.MaxBytes && s.Entries < j.o.MaxEntries {
		return nil
	}
	return busy(fmt.Sprintf("%d touches wait to be processed, which is the limit; history is behind: see its errors in the log", s.Touches))
}

// enqueue puts r where the writer finds it, waiting a short while for room.
func (j *Journal) enqueue(ctx context.Context, r *request) error {
	n := min(int64(len(r.payload)), j.o.QueueBytes)
	if j.room.TryAcquire(n) {
		select {
		case <-j.stop:
			j.room.Release(n)
			return closing()
		case j.queue <- r:
			return nil
		default:
			j.room.Release(n)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, j.o.QueueWait)
	defer cancel()
	if j.room.Acquire(ctx, n) != nil {
		return busy("too many requests wait for the disk; send again in a moment")
	}
	select {
	case <-j.stop:
	case j.queue <- r:
		return nil
	case <-ctx.Done():
	}
	j.room.Release(n)
	return busy("too many requests wait for the disk; send again in a moment")
}

func busy(hint string) error {
	e := cham.Errorf(cham.CodeUnavailable, "journal.Append", "%s", hint)
	e.RetryAfter = time.Second
	return e
}

func closing() error { return busy("the server is stopping; send again in a moment") }

// job is a write that is no append.
type job struct {
	do   func() error
	done chan error
}

// run has the writer do something between two commits.
func (j *Journal) run(ctx context.Context, op string, do func() error) error {
	n := job{do, make(chan error, 1)}
	select {
	case j.jobs <- n:
		return sqldb.Error(op, <-n.done)
	case <-ctx.Done():
		return sqldb.Error(op, ctx.Err())
	case <-j.done:
		return closing()
	}
}

// write is the writer: it commits what waits, all of it at once, and does jobs
// between, until Close and an empty queue.
func (j *Journal) write() {
	defer close(j.done)
	var group []*request
	for {
		group = group[:0]
		select {
		case r := <-j.queue:
			group = j.gather(append(group, r))
			j.commit(group)
		case n := <-j.jobs:
			n.done <- n.do()
		case <-j.stop:
			for len(j.queue) > 0 {
				j.commit(j.gather(group[:0]))
			}
			return
		}
	}
}

func (j *Journal) gather(group []*request) []*request {
	bytes := 0
	for _, r := range group {
		bytes += len(r.payload)
	}
	for bytes < groupBytes && len(group) < groupEntries {
		select {
		case r := <-j.queue:
			group = append(group, r)
			bytes += len(r.payload)
		default:
			return group
		}
	}
	return group
}

// commit makes a group durable and answers all of it the same.
func (j *Journal) commit(group []*request) {
	ctx := context.Background() // a commit is shared: no one sender's deadline ends it
	err := j.floor()
	if err == nil {
		if err = j.db.insert(ctx, group); sqldb.Corrupt(err) {
			if err = j.repair(ctx, err); err == nil {
				err = j.db.insert(ctx, group)
			}
		}
		err = sqldb.Error("journal.Append", err)
	}
	for _, r := range group {
		n := int64(len(r.payload))
		if err == nil {
			j.changed(r.ws, 1, int64(r.touches), n)
		}
		j.room.Release(min(n, j.o.QueueBytes))
		r.release()
		r.done <- err
	}
	if err == nil {
		j.notify()
	}
	j.note(err, len(group))
}

// note logs when writing begins to fail and when it works again, rather than
// every failure: a full disk is met by every request.
func (j *Journal) note(err error, entries int) {
	switch {
	case err != nil && j.failed == 0:
		j.o.Log.Error("the journal cannot be written; senders are told to send again", "error", err)
	case err == nil && j.failed > 0:
		j.o.Log.Info("the journal is written again", "refused_entries", j.failed)
		j.failed = 0
	}
	if err != nil {
		j.failed += entries
	}
}

// floor refuses to fill the disk to the brim: history needs room to catch up.
func (j *Journal) floor() error {
	if j.o.Free == nil {
		return nil
	}
	free, err := j.o.Free()
	if err != nil || free >= j.o.MinFree {
		return nil // a disk that cannot be asked is found out by writing to it
	}
	e := cham.Errorf(cham.CodeUnavailable, "journal.Append",
		"the disk has %d MB left, less than the %d MB kept free; free some space, nothing else needs to be done",
		free>>20, j.o.MinFree>>20)
	e.RetryAfter = sqldb.RetryAfter
	return e
}

// repair replaces a damaged file and counts anew what is there.
func (j *Journal) repair(ctx context.Context, cause error) error {
	if err := j.db.repair(ctx, cause); err != nil {
		return err
	}
	return j.count(ctx)
}
