package duckdb

import (
	"context"
	"database/sql"
	"time"

	"cham"
	"cham/capability/retention"
)

// KeyAges calls f with every key that has touches, nil for all or of those
// given: when the last happened, and how many there are. Cost: a scan of two columns.
func (h *History) KeyAges(ctx context.Context, keys []cham.KeyID, f func(key cham.KeyID, last time.Time, n int)) error {
	return h.use("duckdb.KeyAges", false, func(db *sql.DB) error {
		rows, err := db.QueryContext(ctx, keyAgesSQL, keys == nil, list(keys))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var key cham.KeyID
			var ms int64
			var n int
			if err := rows.Scan(&key, &ms, &n); err != nil {
				return err
			}
			f(key, time.UnixMilli(ms).UTC(), n)
		}
		return rows.Err()
	})
}

// OfKeys returns the first touches, by Seq, that the keys own, whole. Cost: a
// scan of the keys.
func (h *History) OfKeys(ctx context.Context, keys []cham.KeyID, limit int) ([]cham.Record, error) {
	return h.records(ctx, "duckdb.OfKeys", 0, ofKeysSQL, list(keys), limit)
}

// KeptBeside returns the touches, by Seq, that carry one of the keys, as owner or
// besides, and are owned by none of the others. Cost: a scan of three columns.
func (h *History) KeptBeside(ctx context.Context, keys, others []cham.KeyID) ([]cham.Record, error) {
	return h.records(ctx, "duckdb.KeptBeside", 0, keptBesideSQL, list(keys), list(others))
}

// Months counts interactions of the keys by the month they happened in, as a
// zone has it at an instant, beside all there are in those months. Money is in
// the currency. Cost: a scan of five columns.
func (h *History) Months(ctx context.Context, keys []cham.KeyID, east time.Duration, currency string) ([]retention.MonthGoing, error) {
	var all []retention.MonthGoing
	err := h.use("duckdb.Months", true, func(db *sql.DB) error {
		all = nil
		rows, err := db.QueryContext(ctx, keyMonthsSQL, list(keys), east.Milliseconds(), currency)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var m retention.MonthGoing
			if err := rows.Scan(&m.Month, &m.Touches, &m.Of, &m.Value, &m.OfValue); err != nil {
				return err
			}
			all = append(all, m)
		}
		return rows.Err()
	})
	return all, err
}
