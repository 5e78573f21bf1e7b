package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/outgoing"
	"cham/store/internal/sqldb"
)

var (
	_ outgoing.Store = Outgoing{}
	_ erasure.Place  = Outgoing{}
)

// Outgoing keeps where touches are sent on to, and the queues.
type Outgoing struct{ db *DB }

// Outgoing is the database's store of what is sent on.
func (db *DB) Outgoing() Outgoing { return Outgoing{db} }

func scanDestination(r scanner) (d outgoing.Destination, err error) {
	var chosen string
	err = r.Scan(&d.Workspace, &d.ID, &d.Name, &d.URL, &d.Secret, &d.OldSecret, instant{&d.OldUntil}, &chosen, &d.Sight, &d.State,
		instant{&d.CreatedAt}, &d.CreatedBy, &d.Fails, instant{&d.FailingSince}, instant{&d.NextAt}, instant{&d.LastOK}, &d.Sent, &d.GaveUp,
		&d.Dropped, &d.Waiting)
	if err == nil {
		err = json.Unmarshal([]byte(chosen), &d.Chosen)
	}
	return d, err
}

// Destinations implements outgoing.Store.
func (s Outgoing) Destinations(ctx context.Context, ws cham.WorkspaceID) ([]outgoing.Destination, error) {
	return all(ctx, s.db, "outgoing.list", scanDestination, ws)
}

// ReadDestinations reads every destination of a database that a program may have open.
func ReadDestinations(ctx context.Context, url string) (found []outgoing.Destination, err error) {
	db, dialect, err := openToRead(url)
	if err != nil {
		return nil, failed("outgoing.list", err)
	}
	defer db.Close()
	folder, err := fs.Sub(files, "query")
	if err != nil {
		return nil, err
	}
	texts, err := sqldb.Texts(folder, dialect)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, texts["outgoing.list"], "")
	if err != nil {
		return nil, failed("outgoing.list", err)
	}
	defer rows.Close()
	for rows.Next() {
		d, err := scanDestination(rows)
		if err != nil {
			return nil, failed("outgoing.list", err)
		}
		found = append(found, d)
	}
	return found, failed("outgoing.list", rows.Err())
}

// Destination implements outgoing.Store.
func (s Outgoing) Destination(ctx context.Context, ws cham.WorkspaceID, id string) (outgoing.Destination, error) {
	return one(ctx, s.db, "outgoing.get", scanDestination, ws, id)
}

func chosen(d outgoing.Destination) (string, error) {
	b, err := json.Marshal(d.Chosen)
	if err != nil {
		return "", cham.Wrap(cham.CodeInternal, "sqlstore.destinations.Chosen", err)
	}
	return string(b), nil
}

// CreateDestination implements outgoing.Store.
func (s Outgoing) CreateDestination(ctx context.Context, d outgoing.Destination) error {
	c, err := chosen(d)
	if err == nil {
		_, err = s.db.exec(ctx, "outgoing.insert", d.Workspace, d.ID, d.Name, d.URL, d.Secret, d.OldSecret, d.OldUntil, c, string(d.Sight),
			string(d.State), d.CreatedAt, d.CreatedBy)
	}
	return err
}

// UpdateDestination implements outgoing.Store.
func (s Outgoing) UpdateDestination(ctx context.Context, d outgoing.Destination) error {
	c, err := chosen(d)
	if err == nil {
		err = s.db.execOne(ctx, "outgoing.update", d.Workspace, d.ID, d.Name, d.URL, c, string(d.Sight))
	}
	return err
}

// Rotate implements outgoing.Store.
func (s Outgoing) Rotate(ctx context.Context, ws cham.WorkspaceID, id, secret string, oldUntil time.Time) error {
	return s.db.execOne(ctx, "outgoing.rotate", ws, id, secret, oldUntil)
}

// ReplaceSecret implements outgoing.Store.
func (s Outgoing) ReplaceSecret(ctx context.Context, ws cham.WorkspaceID, id, was, becomes string) error {
	_, err := s.db.exec(ctx, "outgoing.replace_secret", ws, id, was, becomes)
	return err
}

// SetState implements outgoing.Store.
func (s Outgoing) SetState(ctx context.Context, ws cham.WorkspaceID, id string, from []outgoing.State, to outgoing.State) (moved bool,
	err error) {
	err = s.db.transact(ctx, "sqlstore.destinations.SetState", func(t *txn) {
		if moved = t.exec("outgoing.set_state", ws, id, list(from), string(to)) > 0; moved && to == outgoing.On {
			t.exec("outgoing.due_now", ws, id)
		}
	})
	return moved && err == nil, err
}

// DeleteDestination implements outgoing.Store.
func (s Outgoing) DeleteDestination(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.db.transact(ctx, "sqlstore.destinations.Delete", func(t *txn) {
		t.execOne("outgoing.delete", ws, id)
		t.exec("outgoing.delete_queue", ws, id)
	})
}

// Ready implements outgoing.Store; of a destination it answers which one only.
func (s Outgoing) Ready(ctx context.Context, now time.Time) ([]outgoing.Destination, error) {
	return all(ctx, s.db, "outgoing.ready", func(r scanner) (d outgoing.Destination, err error) {
		return d, r.Scan(&d.Workspace, &d.ID)
	}, now)
}

// Take implements outgoing.Store.
func (s Outgoing) Take(ctx context.Context, ws cham.WorkspaceID, id string, now, until time.Time) (d outgoing.Destination,
	m outgoing.Delivery, err error) {
	if err = s.db.execOne(ctx, "outgoing.lease", ws, id, now, until); err != nil {
		return d, m, err
	}
	if m, err = one(ctx, s.db, "outgoing.next", scanDelivery(ws, id), ws, id, now); err != nil {
		return d, m, err
	}
	d, err = s.Destination(ctx, ws, id)
	return d, m, err
}

// Release implements outgoing.Store.
func (s Outgoing) Release(ctx context.Context, ws cham.WorkspaceID, id string) error {
	_, err := s.db.exec(ctx, "outgoing.release", ws, id)
	return err
}

func scanDelivery(ws cham.WorkspaceID, destination string) func(scanner) (outgoing.Delivery, error) {
	return func(r scanner) (outgoing.Delivery, error) {
		m := outgoing.Delivery{Workspace: ws, Destination: destination}
		var keys string
		var took int64
		err := r.Scan(&m.ID, &m.Seq, &m.Name, &m.Body, &keys, instant{&m.At}, &m.State, &m.Tries, instant{&m.DueAt}, instant{&m.FirstAt},
			instant{&m.LastAt}, &m.Status, &m.Answer, &took, &m.Problem)
		if m.Took = time.Duration(took) * time.Millisecond; err == nil {
			err = json.Unmarshal([]byte(keys), &m.Keys)
		}
		return m, err
	}
}

// Note implements outgoing.Store. A delivery that was erased meanwhile stays so.
func (s Outgoing) Note(ctx context.Context, d outgoing.Destination, m outgoing.Delivery, again time.Time) error {
	counted := func(s outgoing.DeliveryState) int {
		if m.State == s {
			return 1
		}
		return 0
	}
	return s.db.transact(ctx, "sqlstore.destinations.Note", func(t *txn) {
		t.exec("outgoing.note_delivery", m.Workspace, m.Destination, m.ID, string(m.State), m.Tries, m.DueAt, m.FirstAt, m.LastAt, m.Status,
			m.Answer, m.Took.Milliseconds(), string(m.Problem))
		t.exec("outgoing.note_destination", d.Workspace, d.ID, string(d.State), d.Fails, d.FailingSince, d.NextAt, d.LastOK,
			counted(outgoing.Sent), counted(outgoing.Failed))
		if !again.IsZero() {
			t.exec("outgoing.again", d.Workspace, d.ID, again)
		}
	})
}

// EnqueueIn adds deliveries in a transaction of the feed's. What a destination has
// already, and what is for one that was removed, is left out.
func (s Outgoing) EnqueueIn(ctx context.Context, tx *Tx, all []outgoing.Delivery) error {
	type row struct {
		Destination string `json:"destination"`
		ID          string `json:"id"`
		Seq         int64  `json:"seq"`
		Name        string `json:"name"`
		Body        string `json:"body"`
		Keys        string `json:"keys"`
		At          int64  `json:"at"`
	}
	t := &txn{ctx: ctx, op: "sqlstore.destinations.Enqueue", db: s.db, tx: tx.tx}
	of := map[cham.WorkspaceID][]row{}
	for _, m := range all {
		keys, err := json.Marshal(m.Keys)
		if err != nil {
			return cham.Wrap(cham.CodeInternal, t.op, err)
		}
		of[m.Workspace] = append(of[m.Workspace], row{m.Destination, m.ID, m.Seq, text(m.Name), text(string(m.Body)), string(keys), millis(m.At)})
	}
	for ws, rows := range of {
		many(t, "outgoing.enqueue", ws, rows)
	}
	return t.err
}

// Keep implements outgoing.Store.
func (s Outgoing) Keep(ctx context.Context, m outgoing.Delivery) error {
	keys, err := json.Marshal(m.Keys)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "sqlstore.destinations.Keep", err)
	}
	_, err = s.db.exec(ctx, "outgoing.keep", m.Workspace, m.Destination, m.ID, m.Seq, m.Name, string(m.Body), string(keys), m.At,
		string(m.State), m.Tries, m.DueAt, m.FirstAt, m.LastAt, m.Status, m.Answer, m.Took.Milliseconds(), string(m.Problem))
	return err
}

// Resent implements outgoing.Store.
func (s Outgoing) Resent(ctx context.Context, m outgoing.Delivery) error {
	_, err := s.db.exec(ctx, "outgoing.resent", m.Workspace, m.Destination, m.ID, string(m.State), m.LastAt, m.Status, m.Answer,
		m.Took.Milliseconds(), string(m.Problem))
	return err
}

// Delivery implements outgoing.Store.
func (s Outgoing) Delivery(ctx context.Context, ws cham.WorkspaceID, destination, id string) (outgoing.Delivery, error) {
	return one(ctx, s.db, "outgoing.delivery", scanDelivery(ws, destination), ws, destination, id)
}

// Deliveries implements outgoing.Store.
func (s Outgoing) Deliveries(ctx context.Context, ws cham.WorkspaceID, destination string, limit int) ([]outgoing.Delivery, error) {
	tried, err := all(ctx, s.db, "outgoing.tried", scanDelivery(ws, destination), ws, destination, limit)
	if err != nil {
		return nil, err
	}
	rest, err := all(ctx, s.db, "outgoing.untried", scanDelivery(ws, destination), ws, destination, limit)
	return append(tried, rest[:min(len(rest), max(0, limit-len(tried)))]...), err
}

// Tidy implements outgoing.Store.
func (s Outgoing) Tidy(ctx context.Context, now time.Time, l outgoing.Limits) error {
	_, err := s.db.exec(ctx, "outgoing.forget_old_secrets", now)
	all, failed := s.Destinations(ctx, "")
	err = errors.Join(err, failed)
	for _, d := range all {
		err = errors.Join(err, s.db.transact(ctx, "sqlstore.destinations.Tidy", func(t *txn) {
			t.exec("outgoing.trim_past", d.Workspace, d.ID, l.Past)
			dropped := t.exec("outgoing.drop_old", d.Workspace, d.ID, now.Add(-l.Age)) +
				t.exec("outgoing.drop_most", d.Workspace, d.ID, l.Waiting)
			if dropped > 0 {
				t.exec("outgoing.count_dropped", d.Workspace, d.ID, dropped)
			}
		}))
	}
	return err
}

// Erase implements erasure.Place: deliveries that tell of the person go, sent or not.
func (s Outgoing) Erase(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (map[string]int, error) {
	told, err := s.told(ctx, ws, m)
	if err != nil || len(told) == 0 {
		return nil, err
	}
	return map[string]int{"outgoing": len(told)}, s.db.transact(ctx, "sqlstore.destinations.Erase", func(t *txn) {
		for _, f := range told {
			t.exec("outgoing.erase", ws, f.a, f.b)
		}
	})
}

func (s Outgoing) told(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (found []said, err error) {
	rows, err := statement(s.db.reads, "outgoing.told").QueryContext(ctx, text(ws))
	if err != nil {
		return nil, failed("outgoing.told", err)
	}
	defer rows.Close()
	for rows.Next() {
		var f said
		var ids sql.RawBytes
		var keys []cham.KeyID
		if err := rows.Scan(&f.a, &f.b, &ids, &f.text); err != nil {
			return nil, failed("outgoing.told", err)
		}
		if err := json.Unmarshal(ids, &keys); err != nil {
			return nil, cham.Wrap(cham.CodeInternal, "outgoing.told", err)
		}
		if slices.ContainsFunc(keys, func(k cham.KeyID) bool { return slices.Contains(m.Keys, k) }) || m.In(f.text) {
			found = append(found, said{a: f.a, b: f.b})
		}
	}
	return found, failed("outgoing.told", rows.Err())
}
