package sqlstore

import (
	"context"
	"encoding/json"
	"math"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/reach"
)

var (
	_ reach.Store   = Reach{}
	_ erasure.Place = Reach{}
)

// Reach keeps what the gate decided; it is a reach.Store.
type Reach struct{ db *DB }

// Reach is the database's store of decisions.
func (db *DB) Reach() Reach { return Reach{db} }

// decidedRow is a decision on its way into the database.
type decidedRow struct {
	ID       string `json:"id"`
	Asked    string `json:"asked"`
	Place    int    `json:"place"`
	Customer int64  `json:"customer"`
	Key      int64  `json:"key"`
	Message  string `json:"message"`
	Occasion string `json:"occasion"`
	Class    string `json:"class"`
	Way      string `json:"way"`
	Verdict  string `json:"verdict"`
	Hash     string `json:"hash"`
	At       int64  `json:"at"`
	By       string `json:"by"`
	Body     string `json:"body"`
}

func decidedRows(entries []reach.Entry) ([]decidedRow, error) {
	rows := make([]decidedRow, len(entries))
	for i, e := range entries {
		body, err := json.Marshal(e.Decision)
		if err != nil {
			return nil, cham.Wrap(cham.CodeInternal, "sqlstore.reach.Keep", err)
		}
		rows[i] = decidedRow{e.ID, text(e.Asked), i, int64(e.Customer), int64(e.Key), text(e.Message), text(e.Occasion), string(e.Class),
			string(e.Decision.Way), string(e.Decision.Verdict), e.Hash, millis(e.At), text(string(e.By)), text(string(body))}
	}
	return rows, nil
}

// Keep implements reach.Store.
func (s Reach) Keep(ctx context.Context, ws cham.WorkspaceID, all []reach.Entry) error {
	rows, err := decidedRows(all)
	if err != nil {
		return err
	}
	return s.db.transact(ctx, "sqlstore.reach.Keep", func(t *txn) { many(t, "reach.keep", ws, rows) })
}

// Bad implements reach.Store.
func (s Reach) Bad(ctx context.Context, ws cham.WorkspaceID, hashes []string) (map[string]string, error) {
	type row struct{ hash, why string }
	rows, err := all(ctx, s.db, "reach.bad", func(r scanner) (b row, err error) { return b, r.Scan(&b.hash, &b.why) }, ws, list(hashes))
	bad := map[string]string{}
	for _, r := range rows {
		bad[r.hash] = r.why
	}
	return bad, err
}

// WorksAgain implements reach.Store.
func (s Reach) WorksAgain(ctx context.Context, ws cham.WorkspaceID, hashes []string) (int, error) {
	n, err := s.db.exec(ctx, "reach.works_again", ws, list(hashes))
	return int(n), err
}

// Contacts implements reach.Store.
func (s Reach) Contacts(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, hashes []string, m *reach.Message,
	since time.Time) ([]reach.Went, error) {
	scan := func(r scanner) (w reach.Went, err error) {
		return w, r.Scan(&w.ID, &w.Asked, &w.Key, &w.Hash, &w.Way, &w.Class, &w.Message, &w.Occasion, instant{&w.At})
	}
	found, err := all(ctx, s.db, "reach.contacts_of_keys", scan, ws, list(keys), m.ID, m.Occasion, since)
	if err != nil {
		return nil, err
	}
	theirs := map[cham.KeyID]bool{}
	for _, k := range keys {
		theirs[k] = true
	}
	also, err := all(ctx, s.db, "reach.contacts_of_addresses", scan, ws, list(hashes), m.ID, m.Occasion, since)
	for _, w := range also {
		if !theirs[w.Key] { // else it was found already
			found = append(found, w)
		}
	}
	return found, err
}

// Wrote implements reach.Store.
func (s Reach) Wrote(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) ([]reach.Wrote, error) {
	return all(ctx, s.db, "reach.wrote", func(r scanner) (w reach.Wrote, err error) {
		return w, r.Scan(&w.Key, &w.Channel, instant{&w.At})
	}, ws, list(keys))
}

// PutWroteIn keeps when customers wrote, in a transaction of the feed's; of a key
// and a channel there may be one.
func (s Reach) PutWroteIn(ctx context.Context, tx *Tx, ws cham.WorkspaceID, all []reach.Wrote) error {
	type row struct {
		Key     int64  `json:"key"`
		Channel string `json:"channel"`
		At      int64  `json:"at"`
	}
	rows := make([]row, len(all))
	for i, w := range all {
		rows[i] = row{int64(w.Key), string(w.Channel), millis(w.At)}
	}
	t := &txn{ctx: ctx, op: "sqlstore.reach.PutWrote", db: s.db, tx: tx.tx}
	many(t, "reach.put_wrote", ws, rows)
	return t.err
}

func scanDecided(r scanner) (e reach.Entry, err error) {
	var body []byte
	err = r.Scan(&e.ID, &e.Asked, &e.Customer, &e.Key, &e.Message, &e.Occasion, &e.Class, instant{&e.At}, &e.By, &e.Outcome, &body)
	if err != nil {
		return e, err
	}
	return e, json.Unmarshal(body, &e.Decision)
}

// Kept implements reach.Store.
func (s Reach) Kept(ctx context.Context, ws cham.WorkspaceID, asked string) ([]reach.Entry, error) {
	return all(ctx, s.db, "reach.kept", scanDecided, ws, asked)
}

// Entries implements reach.Store.
func (s Reach) Entries(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, message string, after reach.After,
	limit int) ([]reach.Entry, error) {
	if after.At.IsZero() {
		after.At = time.UnixMilli(math.MaxInt64 / 1000) // later than any
	}
	switch {
	case keys != nil:
		return all(ctx, s.db, "reach.of_keys", scanDecided, ws, list(keys), message, after.At, after.ID, limit)
	case message != "":
		return all(ctx, s.db, "reach.of_message", scanDecided, ws, message, after.At, after.ID, limit)
	}
	return all(ctx, s.db, "reach.of_all", scanDecided, ws, after.At, after.ID, limit)
}

// SetOutcome implements reach.Store.
func (s Reach) SetOutcome(ctx context.Context, ws cham.WorkspaceID, id, outcome string) error {
	return s.db.execOne(ctx, "reach.set_outcome", ws, id, outcome)
}

// Erase implements erasure.Place: that something was decided stays as a count.
func (s Reach) Erase(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (map[string]int, error) {
	n, err := s.db.exec(ctx, "reach.erase", ws, list(m.Keys))
	if err != nil {
		return nil, err
	}
	_, err = s.db.exec(ctx, "reach.erase_wrote", ws, list(m.Keys))
	return map[string]int{"decisions": int(n)}, err
}
