package sqlstore

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/erasure"
)

var (
	_ consent.Store = Consents{}
	_ erasure.Place = Consents{}
)

// Consents keeps what customers agreed to; it is a consent.Store.
type Consents struct{ db *DB }

// Consents is the database's store of consents.
func (db *DB) Consents() Consents { return Consents{db} }

// consentRow is a statement on its way into the database.
type consentRow struct {
	ID        string `json:"id"`
	Key       int64  `json:"key"`
	Purpose   string `json:"purpose"`
	Channel   string `json:"channel"`
	State     string `json:"state"`
	At        int64  `json:"at"`
	TextHash  string `json:"text_hash"`
	IP        string `json:"ip"`
	Device    string `json:"device"`
	Collector string `json:"collector"`
	Source    string `json:"source"`
	MessageID string `json:"message_id"`
	By        string `json:"by"`
	Note      string `json:"note"`
	Claimed   bool   `json:"claimed"`
}

func consentRows(all []consent.Record) map[cham.WorkspaceID][]consentRow {
	rows := map[cham.WorkspaceID][]consentRow{}
	for _, r := range all {
		rows[r.Workspace] = append(rows[r.Workspace], consentRow{text(r.ID), int64(r.Key), text(string(r.Purpose)), text(string(r.Channel)),
			text(string(r.State)), millis(r.At), text(r.TextHash), text(r.IP), text(r.Device), text(r.Collector), text(string(r.Source)),
			text(r.MessageID), text(string(r.By)), text(r.Note), r.Claimed})
	}
	return rows
}

func scanConsent(r scanner) (c consent.Record, err error) {
	return c, r.Scan(&c.ID, &c.Key, &c.Purpose, &c.Channel, &c.State, instant{&c.At}, &c.TextHash, &c.IP, &c.Device, &c.Collector,
		&c.Source, &c.MessageID, &c.By, &c.Note, &c.Claimed)
}

// Add implements consent.Store.
func (s Consents) Add(ctx context.Context, all []consent.Record) error {
	return s.db.transact(ctx, "sqlstore.consents.Add", func(t *txn) { t.addConsents(all) })
}

// AddIn is Add in a transaction of the feed's.
func (s Consents) AddIn(ctx context.Context, tx *Tx, all []consent.Record) error {
	t := &txn{ctx: ctx, op: "sqlstore.consents.Add", db: s.db, tx: tx.tx}
	t.addConsents(all)
	return t.err
}

func (t *txn) addConsents(all []consent.Record) {
	for ws, rows := range consentRows(all) {
		many(t, "consents.add", ws, rows)
	}
}

// Said implements consent.Store.
func (s Consents) Said(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) ([]consent.Record, error) {
	return all(ctx, s.db, "consents.said", scanConsent, ws, list(keys))
}

// KeepText implements consent.Store.
func (s Consents) KeepText(ctx context.Context, ws cham.WorkspaceID, hash, text string) error {
	_, err := s.db.exec(ctx, "consents.keep_text", ws, hash, text, s.db.now())
	return err
}

// Text implements consent.Store.
func (s Consents) Text(ctx context.Context, ws cham.WorkspaceID, hash string) (string, error) {
	return one(ctx, s.db, "consents.text", func(r scanner) (v string, err error) { return v, r.Scan(&v) }, ws, hash)
}

// PutList implements consent.Store.
func (s Consents) PutList(ctx context.Context, ws cham.WorkspaceID, name string, hashes []string, at time.Time) error {
	type row struct {
		Hash string `json:"hash"`
	}
	return s.db.transact(ctx, "sqlstore.consents.PutList", func(t *txn) {
		t.exec("consents.clear_list", ws, name)
		for some := range slices.Chunk(hashes, 10_000) {
			rows := make([]row, len(some))
			for i, h := range some {
				rows[i] = row{h}
			}
			t.exec("consents.put_list", ws, name, list(rows), at)
		}
	})
}

// AddToList implements consent.Store.
func (s Consents) AddToList(ctx context.Context, ws cham.WorkspaceID, name string, hashes []string, at time.Time) error {
	type row struct {
		Hash string `json:"hash"`
	}
	rows := make([]row, len(hashes))
	for i, h := range hashes {
		rows[i] = row{h}
	}
	_, err := s.db.exec(ctx, "consents.also_on_list", ws, name, list(rows), at)
	return err
}

// Lists implements consent.Store.
func (s Consents) Lists(ctx context.Context, ws cham.WorkspaceID) ([]consent.List, error) {
	return all(ctx, s.db, "consents.lists", func(r scanner) (l consent.List, err error) {
		return l, r.Scan(&l.Name, &l.Entries, instant{&l.At})
	}, ws)
}

// On implements consent.Store.
func (s Consents) On(ctx context.Context, ws cham.WorkspaceID, hashes []string) ([]string, error) {
	return all(ctx, s.db, "consents.listed", func(r scanner) (v string, err error) { return v, r.Scan(&v) }, ws, list(hashes))
}

// Erase implements erasure.Place: that somebody agreed stays as a count.
func (s Consents) Erase(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (map[string]int, error) {
	n, err := s.db.exec(ctx, "consents.erase", ws, list(m.Keys))
	if err != nil {
		return nil, err
	}
	requests, err := s.db.Rights().forget(ctx, ws, m)
	return map[string]int{"consents": int(n), "requests": requests}, err
}

// Listed tells which lists each of the hashes is on.
func (s Consents) Listed(ctx context.Context, ws cham.WorkspaceID, hashes []string) (map[string][]string, error) {
	type row struct{ list, hash string }
	rows, err := all(ctx, s.db, "consents.who_listed", func(r scanner) (v row, err error) {
		return v, r.Scan(&v.list, &v.hash)
	}, ws, list(hashes))
	on := map[string][]string{}
	for _, r := range rows {
		on[r.hash] = append(on[r.hash], r.list)
	}
	return on, err
}
