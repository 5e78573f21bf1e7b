package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"cham"
)

// Remove takes the touches with these Seqs out of history, all or none. Their
// Seqs are not given again, and the same touches may come in again. Readers of
// the feed pass over them; what the index holds of them is for the caller to
// mend. Their bytes stay in the file until DuckDB uses the place again; see
// Rewrite. Cost: a look at the Seqs' range, and the message ids that are kept in
// memory are read again.
func (h *History) Remove(ctx context.Context, seqs []int64) error {
	if len(seqs) == 0 {
		return nil
	}
	h.rewriting.Lock() // a stretch that was copied is not looked at again
	defer h.rewriting.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.ready(); err != nil {
		return err
	}
	err := h.remove(ctx, seqs)
	if err == nil {
		h.recent = newRecentIDs(positive(h.o.Recent, 1<<18))
		err = h.loadRecent(ctx)
	}
	if err != nil {
		return wrap("duckdb.Remove", errors.Join(err, h.revive(h.db)))
	}
	h.checkpoint(ctx)
	return nil
}

func (h *History) remove(ctx context.Context, seqs []int64) (err error) {
	if _, err := h.writer.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			h.writer.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	if _, err := h.writer.ExecContext(ctx, "UPDATE state SET seq = greatest(seq, ?)", h.seq); err != nil {
		return err
	}
	if _, err := h.writer.ExecContext(ctx, removeSQL, list(seqs), slices.Min(seqs), slices.Max(seqs)); err != nil {
		return err
	}
	_, err = h.writer.ExecContext(ctx, "COMMIT")
	return err
}

// OfImport returns the first touches, by Seq, that an import brought and that
// are here, whole.
func (h *History) OfImport(ctx context.Context, id string, limit int) ([]cham.Record, error) {
	return h.records(ctx, "duckdb.OfImport", 0, ofImportSQL, id, limit)
}

// OfMessage returns the touch of a source that has a message id, nil when it is not
// here. Cost: a scan of two columns.
func (h *History) OfMessage(ctx context.Context, source cham.SourceID, id string) (*cham.Record, error) {
	found, err := h.records(ctx, "duckdb.OfMessage", 1, ofMessageSQL, string(source), id)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// ImportSizes tells how many touches of each import are here. Cost: a scan of
// one column.
func (h *History) ImportSizes(ctx context.Context) (map[string]int, error) {
	sizes := map[string]int{}
	err := h.use("duckdb.ImportSizes", true, func(db *sql.DB) error {
		clear(sizes)
		rows, err := db.QueryContext(ctx, importSizeSQL)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var n int
			if err := rows.Scan(&id, &n); err != nil {
				return err
			}
			sizes[id] = n
		}
		return rows.Err()
	})
	return sizes, err
}

// KeptOf returns the touches, by Seq, that carry one of the keys, as owner or
// besides, and were not brought by the import. Cost: a scan of three columns.
func (h *History) KeptOf(ctx context.Context, keys []cham.KeyID, importID string) ([]cham.Record, error) {
	return h.records(ctx, "duckdb.KeptOf", 0, keptOfSQL, list(keys), importID)
}
