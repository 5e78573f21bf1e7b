package sqlstore

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"time"

	"cham"
	"cham/capability/count"
)

var _ count.Store = Counts{}

// Counts keeps what other systems counted; it is a count.Store.
type Counts struct{ db *DB }

// Counts is the database's store of counts.
func (db *DB) Counts() Counts { return Counts{db} }

// Counts implements count.Store; the earliest come first.
func (s Counts) Counts(ctx context.Context, ws cham.WorkspaceID, from, to time.Time) ([]cham.Count, error) {
	a, b := span(from, to)
	if !to.IsZero() {
		b = to.UnixMilli()
	}
	return all(ctx, s.db, "counts.list", func(r scanner) (c cham.Count, err error) {
		var number int64
		err = r.Scan(instant{&c.From}, instant{&c.To}, &c.By, &c.Kind, &c.Value, &c.Measure, &number)
		c.Number = float64(number) / 1000
		return c, err
	}, ws, a, b)
}

// countRow is a count as a statement reads it.
type countRow struct {
	Day     int64  `json:"day"`
	Until   int64  `json:"until"`
	System  string `json:"system"`
	Kind    string `json:"kind"`
	Value   string `json:"value"`
	Measure string `json:"measure"`
	Number  int64  `json:"number"`
	Import  string `json:"import"`
	Taken   int64  `json:"taken"`
}

// SetCountsOf implements count.Store. Two at once take turns, as with costs.
func (s Counts) SetCountsOf(ctx context.Context, ws cham.WorkspaceID, imp string, counts []cham.Count) error {
	return s.db.transact(ctx, "sqlstore.SetCounts", func(t *txn) {
		turn := t.turn("counts.lock", "counts.turn", ws)
		for some := range slices.Chunk(counts, 10_000) {
			rows := make([]countRow, len(some))
			for i, c := range some {
				rows[i] = countRow{c.From.UnixMilli(), c.To.UnixMilli(), c.By, c.Kind, c.Value, c.Measure,
					int64(math.Round(c.Number * 1000)), imp, turn}
			}
			many(t, "counts.set", ws, rows)
		}
	})
}

// CountsOf implements count.Store.
func (s Counts) CountsOf(ctx context.Context, ws cham.WorkspaceID, imp string) (counting []cham.Count, behind int, err error) {
	counting, err = all(ctx, s.db, "counts.of_import", func(r scanner) (c cham.Count, err error) {
		var number int64
		var before sql.NullInt64
		err = r.Scan(instant{&c.From}, instant{&c.To}, &c.By, &c.Kind, &c.Value, &c.Measure, &number, &before)
		if c.Number = float64(number) / 1000; before.Valid {
			behind++
		}
		return c, err
	}, ws, imp)
	return counting, behind, err
}

// DeleteCountsOf implements count.Store.
func (s Counts) DeleteCountsOf(ctx context.Context, ws cham.WorkspaceID, imp string) error {
	_, err := s.db.exec(ctx, "counts.delete_import", ws, imp)
	return err
}

// CountSizes implements count.Store.
func (s Counts) CountSizes(ctx context.Context, ws cham.WorkspaceID) (map[string]int, error) {
	sizes := map[string]int{}
	_, err := all(ctx, s.db, "counts.sizes", func(r scanner) (n int, err error) {
		var imp string
		err = r.Scan(&imp, &n)
		sizes[imp] = n
		return n, err
	}, ws)
	return sizes, err
}
