package sqlstore

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/segment"
	"cham/capability/tag"
)

var (
	_ segment.Store = Live{}
	_ erasure.Place = Live{}
)

// Live keeps live segments; it is a segment.Store.
type Live struct{ db *DB }

// Live is the database's store of live segments.
func (db *DB) Live() Live { return Live{db} }

// Live implements segment.Store.
func (s Live) Live(ctx context.Context, ws cham.WorkspaceID) ([]segment.Live, error) {
	return all(ctx, s.db, "live.list", func(r scanner) (l segment.Live, err error) {
		return l, r.Scan(&l.Segment, instant{&l.Since}, &l.By, &l.Tag, &l.Basis)
	}, ws)
}

// Workspaces implements segment.Store.
func (s Live) Workspaces(ctx context.Context) ([]cham.WorkspaceID, error) {
	return all(ctx, s.db, "live.workspaces", func(r scanner) (id cham.WorkspaceID, err error) { return id, r.Scan(&id) })
}

// Start implements segment.Store.
func (s Live) Start(ctx context.Context, ws cham.WorkspaceID, l segment.Live) error {
	if _, err := s.db.Segments().Segment(ctx, ws, l.Segment); err != nil {
		return err
	}
	_, err := s.db.exec(ctx, "live.start", ws, l.Segment, l.Since, l.By, l.Tag)
	return err
}

// SetTag implements segment.Store.
func (s Live) SetTag(ctx context.Context, ws cham.WorkspaceID, id, name string) error {
	return s.db.transact(ctx, "sqlstore.live.SetTag", func(t *txn) {
		t.execOne("live.set_tag", ws, id, name)
		t.exec("live.release", ws, id)
	})
}

// Stop implements segment.Store.
func (s Live) Stop(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.db.transact(ctx, "sqlstore.live.Stop", func(t *txn) {
		t.execOne("live.stop", ws, id)
		t.exec("live.release", ws, id)
	})
}

// Parts implements segment.Store.
func (s Live) Parts(ctx context.Context, ws cham.WorkspaceID, id string) ([]segment.Part, error) {
	return all(ctx, s.db, "live.parts", func(r scanner) (p segment.Part, err error) { return p, r.Scan(&p.Number, &p.Keys) }, ws, id)
}

// Commit implements segment.Store.
func (s Live) Commit(ctx context.Context, ws cham.WorkspaceID, changes []segment.Change) error {
	return s.db.transact(ctx, "sqlstore.live.Commit", func(t *txn) {
		for i := range changes {
			t.change(ws, &changes[i])
		}
	})
}

func (t *txn) change(ws cham.WorkspaceID, c *segment.Change) {
	if t.exec("live.touch", ws, c.Segment, c.Since, c.Basis) == 0 {
		t.fail(cham.CodeConflict, "the segment is not live any more, or was made live again")
	}
	if c.Anew {
		t.exec("live.drop_parts", ws, c.Segment)
		t.exec("tags.untag_segment", ws, c.Segment)
	}
	for _, p := range c.Parts {
		t.exec("live.put_part", ws, c.Segment, p.Number, p.Keys)
	}
	if len(c.Moves) > 0 {
		t.exec("live.moved", ws, c.Segment, list(liveMoveRows(c.Moves, t.numbers(ws, "live move", len(c.Moves)))))
	}
	if c.Tag != "" {
		t.tagByRule(ws, c)
	}
}

// tagByRule puts a segment's tag on, and takes it off where the segment had put it.
func (t *txn) tagByRule(ws cham.WorkspaceID, c *segment.Change) {
	at := t.db.now()
	folded := tag.Fold(c.Tag)
	t.exec("tags.name", ws, folded, c.Tag, at)
	for some := range slices.Chunk(c.Tagged, tagsAtOnce) {
		t.exec("tags.put_by_segment", ws, folded, list(some), at, c.Segment)
	}
	for some := range slices.Chunk(c.Untagged, tagsAtOnce) {
		t.exec("tags.untag", ws, folded, list(some), c.Segment)
	}
}

type liveMoveRow struct {
	Seq     int64      `json:"seq"`
	Key     cham.KeyID `json:"key"`
	Entered int        `json:"entered"`
	At      int64      `json:"at"`
}

func liveMoveRows(moves []segment.Move, first int64) []liveMoveRow {
	rows := make([]liveMoveRow, len(moves))
	for i, m := range moves {
		rows[i] = liveMoveRow{first + int64(i), m.Key, 0, millis(m.At)}
		if m.Entered {
			rows[i].Entered = 1
		}
	}
	return rows
}

func scanMove(r scanner) (m segment.Move, err error) {
	return m, r.Scan(&m.Seq, &m.Segment, &m.Key, &m.Entered, instant{&m.At})
}

// Untold implements segment.Store.
func (s Live) Untold(ctx context.Context, ws cham.WorkspaceID, limit int) ([]segment.Move, error) {
	return all(ctx, s.db, "live.untold", scanMove, ws, limit)
}

// Told implements segment.Store.
func (s Live) Told(ctx context.Context, ws cham.WorkspaceID, seq int64) error {
	_, err := s.db.exec(ctx, "live.told", ws, seq)
	return err
}

// Counts implements segment.Store.
func (s Live) Counts(ctx context.Context, ws cham.WorkspaceID, since time.Time) (map[string]segment.Counts, error) {
	counts := map[string]segment.Counts{}
	_, err := all(ctx, s.db, "live.counts", func(r scanner) (c segment.Counts, err error) {
		var id string
		if err = r.Scan(&id, &c.Entered, &c.Left); err == nil {
			counts[id] = c
		}
		return c, err
	}, ws, since)
	return counts, err
}

// Moves implements segment.Store.
func (s Live) Moves(ctx context.Context, ws cham.WorkspaceID, id string, limit int) ([]segment.Move, error) {
	return all(ctx, s.db, "live.moves", scanMove, ws, id, limit)
}

// Forget implements segment.Store.
func (s Live) Forget(ctx context.Context, before time.Time) error {
	_, err := s.db.exec(ctx, "live.forget", before)
	return err
}

// Erase implements erasure.Place: when a person entered and left goes, and a tag that names them; that they are in a segment is
// found to be over at the next look.
func (s Live) Erase(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (map[string]int, error) {
	n, err := s.db.exec(ctx, "live.erase", ws, list(m.Keys))
	counts := map[string]int{"segmentMoves": int(n)}
	if err != nil {
		return counts, err
	}
	all, err := s.Live(ctx, ws)
	for _, l := range all {
		if err == nil && m.ByID(l.Tag) { // one that was never put on anybody is no tag yet
			counts["tags"]++
			err = s.SetTag(ctx, ws, l.Segment, "")
		}
	}
	return counts, err
}
