package journal

import (
	"context"
	"slices"

	"cham"
	"cham/capability/capture"
	"cham/store/internal/sqldb"
)

const (
	// One read gathers at most so many bytes, as stored, and entries.
	readBytes   = 32 << 20
	readEntries = 10_000
	// trimEntries is how many entries are dropped between two commits.
	trimEntries = 512
)

// Workspaces implements flow.Journal, in the order of their ids.
func (j *Journal) Workspaces(context.Context) ([]cham.WorkspaceID, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	all := make([]cham.WorkspaceID, 0, len(j.of))
	for ws := range j.of {
		all = append(all, ws)
	}
	slices.Sort(all)
	return all, nil
}

// Backlog implements flow.Journal.
func (j *Journal) Backlog(ctx context.Context, ws cham.WorkspaceID, after int64) (touches int64, err error) {
	err = j.reading(ctx, "journal.Backlog", func() (err error) {
		touches, err = j.db.backlog(ctx, ws, after)
		return err
	})
	return touches, err
}

// Wait implements flow.Journal, for one waiter. The first call returns at once
// when the journal was not empty at the start.
func (j *Journal) Wait(ctx context.Context) error {
	select {
	case <-j.news:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Read implements flow.Journal. A damaged entry is quarantined, logged, and
// left out.
func (j *Journal) Read(ctx context.Context, ws cham.WorkspaceID, after int64, maxTouches int) (entries []capture.Entry, err error) {
	for len(entries) == 0 { // unless all that was read is damaged
		var found []stored
		err := j.reading(ctx, "journal.Read", func() (err error) {
			found, err = j.next(ctx, ws, after, int64(maxTouches))
			return err
		})
		if err != nil || len(found) == 0 {
			return nil, err
		}
		for i := range found {
			e := &found[i]
			after = e.seq
			payload, err := e.open()
			if err != nil {
				j.quarantine(ctx, e, err)
				continue
			}
			entries = append(entries, capture.Entry{Seq: e.seq, Workspace: ws, Touches: e.touches, Payload: payload})
		}
	}
	return entries, nil
}

// next finds the entries that hold about so many touches, then reads them.
func (j *Journal) next(ctx context.Context, ws cham.WorkspaceID, after, maxTouches int64) ([]stored, error) {
	var upTo, touches, bytes int64
	err := j.db.spans(ctx, ws, after, func(seq, t, size int64) bool {
		upTo, touches, bytes = seq, touches+t, bytes+size
		return touches < maxTouches && bytes < readBytes
	})
	if err != nil || upTo == 0 {
		return nil, err
	}
	return j.db.read(ctx, ws, after, upTo)
}

// reading does f, after a repair once more if the file turns out damaged.
func (j *Journal) reading(ctx context.Context, op string, f func() error) error {
	err := f()
	if sqldb.Corrupt(err) {
		// Two readers may both ask: the second finds a sound file.
		err = j.run(ctx, op, func() error {
			if err := f(); !sqldb.Corrupt(err) {
				return err
			} else {
				return j.repair(context.WithoutCancel(ctx), err)
			}
		})
		if err == nil {
			err = f()
		}
	}
	return sqldb.Error(op, err)
}

// quarantine moves a damaged entry out of the way. When even that fails, it is
// skipped all the same, and met again after the next start.
func (j *Journal) quarantine(ctx context.Context, e *stored, why error) {
	log := j.o.Log.With("workspace", string(e.ws), "seq", e.seq, "touches", e.touches, "damage", why)
	err := j.run(ctx, "journal.Read", func() error {
		gone, err := j.db.quarantine(context.WithoutCancel(ctx), e.seq)
		if err == nil {
			j.changed(e.ws, -gone.Entries, -gone.Touches, -gone.Bytes)
		}
		return err
	})
	if err != nil {
		log = log.With("error", err)
	}
	log.Error("a journal entry is damaged: its touches are lost here, it was put into the table journal_spoiled; " +
		"ask the sender to send them again, and check the disk")
}

// Trim implements flow.Journal, in chunks between which appends go on.
func (j *Journal) Trim(ctx context.Context, ws cham.WorkspaceID, upTo int64) error {
	for {
		var gone Stats
		err := j.run(ctx, "journal.Trim", func() (err error) {
			gone, err = j.db.trim(context.WithoutCancel(ctx), ws, upTo)
			j.changed(ws, -gone.Entries, -gone.Touches, -gone.Bytes)
			return err
		})
		if err != nil || gone.Entries < trimEntries {
			return err
		}
	}
}

// Last is the workspace's highest seq so far, 0 when nothing of it is here.
func (j *Journal) Last(ctx context.Context, ws cham.WorkspaceID) (seq int64, err error) {
	err = j.reading(ctx, "journal.Last", func() (err error) {
		seq, err = j.db.last(ctx, ws)
		return err
	})
	return seq, err
}

// Erase drops a workspace's entries up to a seq that history has, and leaves no
// byte of them in the file, nor of entries and files that were damaged. It
// returns how many damaged ones went. Cost: the file is written anew, and so
// long nothing is appended.
func (j *Journal) Erase(ctx context.Context, ws cham.WorkspaceID, upTo int64) (damaged int, err error) {
	if err := j.Trim(ctx, ws, upTo); err != nil {
		return 0, err
	}
	err = j.run(ctx, "journal.Erase", func() (err error) {
		damaged, err = j.db.scrub(context.WithoutCancel(ctx), ws)
		return err
	})
	return damaged, err
}

// Advance makes every seq from now on greater than past. Call it at the start
// with what history has seen, in case the journal is newer than history, after
// a backup was restored or a lost file was replaced.
func (j *Journal) Advance(ctx context.Context, past int64) error {
	return j.run(ctx, "journal.Advance", func() error {
		return j.db.advance(context.WithoutCancel(ctx), past)
	})
}
