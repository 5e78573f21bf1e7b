package sqlstore

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"cham"
	"cham/capability/onsite"
	"cham/capability/reach"
)

var _ onsite.Store = Web{}

// Web keeps messages that lie ready on websites; it is an onsite.Store.
type Web struct{ db *DB }

// Web is the database's store of messages on websites.
func (db *DB) Web() Web { return Web{db} }

// Lay implements onsite.Store.
func (s Web) Lay(ctx context.Context, m *onsite.Message) error {
	content, err := json.Marshal(m.Content)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "sqlstore.web.Lay", err)
	}
	return s.db.transact(ctx, "sqlstore.web.Lay", func(t *txn) {
		t.exec("web.forget", m.Workspace, m.LaidAt)
		t.exec("web.lay", m.Workspace, m.ID, text(string(content)), m.LaidAt, m.ExpiresAt)
	})
}

func scanLaid(r scanner) (m onsite.Message, err error) {
	var content, about []byte
	err = r.Scan(&m.Workspace, &m.ID, &m.Mailing, &m.Key, &content, instant{&m.LaidAt}, instant{&m.ExpiresAt}, instant{&m.GivenAt}, &about,
		&m.StartedBy)
	if err == nil {
		err = json.Unmarshal(content, &m.Content)
	}
	if err == nil {
		err = json.Unmarshal(about, &m.About)
	}
	return m, err
}

// recoverLaid settles messages that were left behind on their way to the website, and answers the decisions of those
// that do not lie there.
func (t *txn) recoverLaid(before, now time.Time) []string {
	for _, of := range column[string](t, "web.laid_after_all", before, now) {
		ws, decision, _ := strings.Cut(of, "/")
		t.exec("outbox.outcome", ws, decision, reach.Laid)
	}
	return column[string](t, "web.never_laid", before, now)
}

// Open implements onsite.Store.
func (s Web) Open(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, now time.Time, limit int) ([]onsite.Message, error) {
	return all(ctx, s.db, "web.open", scanLaid, ws, list(keys), now, limit)
}

// Give implements onsite.Store.
func (s Web) Give(ctx context.Context, ws cham.WorkspaceID, id string, e reach.Entry) (given bool, err error) {
	rows, err := decidedRows([]reach.Entry{e})
	if err != nil {
		return false, err
	}
	err = s.db.transact(ctx, "sqlstore.web.Give", func(t *txn) {
		if given = t.exec("web.give", ws, id, e.At, int64(e.Key)) > 0; given {
			many(t, "reach.keep", ws, rows)
			t.exec("outbox.outcome", ws, e.ID, reach.Sent)
		}
	})
	return given && err == nil, err
}

// doings are the statements of what customers do.
var doings = map[onsite.Did]string{onsite.Shown: "web.shown", onsite.Closed: "web.closed", onsite.Clicked: "web.closed",
	onsite.Refused: "web.closed"}

// Whose implements onsite.Store.
func (s Web) Whose(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, id string) (key cham.KeyID, err error) {
	found, err := all(ctx, s.db, "web.whose", func(r scanner) (k cham.KeyID, err error) { return k, r.Scan(&k) }, ws, id, list(keys))
	if len(found) > 0 {
		key = found[0]
	}
	return key, err
}

// Done implements onsite.Store.
func (s Web) Done(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, id string, did onsite.Did, at time.Time) (bool, error) {
	n, err := s.db.exec(ctx, doings[did], ws, id, list(keys), at)
	return n > 0, err
}

// Saw implements onsite.Store.
func (s Web) Saw(ctx context.Context, ws cham.WorkspaceID, src cham.SourceID, at time.Time) error {
	_, err := s.db.exec(ctx, "web.saw", ws, src, at)
	return err
}

// Seen implements onsite.Store.
func (s Web) Seen(ctx context.Context, ws cham.WorkspaceID) ([]onsite.Seen, error) {
	return all(ctx, s.db, "web.seen", func(r scanner) (o onsite.Seen, err error) { return o, r.Scan(&o.Source, instant{&o.At}) }, ws)
}
