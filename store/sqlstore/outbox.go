package sqlstore

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/outbox"
	"cham/capability/reach"
)

var (
	_ outbox.Store  = Outbox{}
	_ erasure.Place = Outbox{}
)

// Outbox keeps mailings, messages on their way and what they leave through.
type Outbox struct{ db *DB }

// Outbox is the database's store of messages on their way.
func (db *DB) Outbox() Outbox { return Outbox{db} }

func scanMailing(r scanner) (m outbox.Mailing, err error) {
	var message, content []byte
	err = r.Scan(&m.Workspace, &m.ID, &m.State, &m.Why, &message, &content, instant{&m.StartAt}, instant{&m.StartedAt}, &m.StartedBy,
		instant{&m.EndedAt}, instant{&m.ResumedAt})
	if err == nil {
		err = json.Unmarshal(message, &m.Message)
	}
	m.Content = content
	return m, err
}

// CreateMailing implements outbox.Store.
func (s Outbox) CreateMailing(ctx context.Context, m outbox.Mailing) error {
	args, err := mailingArgs(&m)
	if err == nil {
		_, err = s.db.exec(ctx, "outbox.create_mailing", args...)
	}
	return err
}

func mailingArgs(m *outbox.Mailing) ([]any, error) {
	message, err := json.Marshal(m.Message)
	if err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "sqlstore.mailingArgs", err)
	}
	return []any{m.Workspace, m.ID, string(m.State), string(message), string(m.Content), m.StartAt, m.StartedAt, m.StartedBy}, nil
}

// Mailing implements outbox.Store.
func (s Outbox) Mailing(ctx context.Context, ws cham.WorkspaceID, id string) (outbox.Mailing, error) {
	return one(ctx, s.db, "outbox.mailing", scanMailing, ws, id)
}

// Unfilled implements outbox.Store.
func (s Outbox) Unfilled(ctx context.Context, now time.Time) ([]outbox.Mailing, error) {
	return all(ctx, s.db, "outbox.unfilled", scanMailing, now)
}

// Due implements outbox.Store.
func (s Outbox) Due(ctx context.Context, now time.Time) ([]outbox.Mailing, error) {
	return all(ctx, s.db, "outbox.due", scanMailing, now)
}

// itemRow is an item on its way into the database.
type itemRow struct {
	ID       string `json:"id"`
	Mailing  string `json:"mailing"`
	Customer int64  `json:"customer"`
	Due      int64  `json:"due"`
	Changed  int64  `json:"changed"`
}

func itemRows(items []outbox.Item) []itemRow {
	rows := make([]itemRow, len(items))
	for i, it := range items {
		rows[i] = itemRow{it.ID, it.Mailing, int64(it.Customer), millis(it.DueAt), millis(it.ChangedAt)}
	}
	return rows
}

// Fill implements outbox.Store.
func (s Outbox) Fill(ctx context.Context, ws cham.WorkspaceID, items []outbox.Item) error {
	return s.db.transact(ctx, "sqlstore.outbox.Fill", func(t *txn) { many(t, "outbox.fill", ws, itemRows(items)) })
}

// SetMailing implements outbox.Store.
func (s Outbox) SetMailing(ctx context.Context, ws cham.WorkspaceID, id string, from []outbox.MailingState, to outbox.MailingState,
	why string, at time.Time) (moved bool, err error) {
	err = s.db.transact(ctx, "sqlstore.outbox.SetMailing", func(t *txn) {
		if moved = t.exec("outbox.set_mailing", ws, id, list(from), string(to), why, at) > 0; !moved || to == outbox.Running {
			return
		}
		t.unsend(ws, column[string](t, "outbox.ready_waits", ws, id, at))
		t.takeBack(ws, id, to, at)
		if to == outbox.Stopped {
			t.exec("outbox.cancel", ws, id, at)
		}
	})
	return moved && err == nil, err
}

// unsend notes that what was decided did not leave: it does not count as having been
// written. Messages are changed before decisions everywhere, so that nobody waits in a circle.
func (t *txn) unsend(ws cham.WorkspaceID, decisions []string) {
	for _, d := range decisions {
		t.exec("outbox.outcome", ws, d, reach.Failed)
	}
}

func scanItem(r scanner) (it outbox.Item, err error) {
	return it, r.Scan(&it.Workspace, &it.ID, &it.Mailing, &it.Customer, &it.Key, &it.State, &it.Way, instant{&it.DueAt}, &it.Tries,
		instant{&it.FirstTry}, &it.Decision, &it.Rule, &it.Problem, &it.Words, instant{&it.ChangedAt}, &it.Followed,
		instant{&it.LetAt})
}

// Take implements outbox.Store.
func (s Outbox) Take(ctx context.Context, ws cham.WorkspaceID, mailing string, now time.Time, limit int) ([]outbox.Item, error) {
	return all(ctx, s.db, "outbox.take", scanItem, ws, mailing, now, limit)
}

// Decided implements outbox.Store.
func (s Outbox) Decided(ctx context.Context, ws cham.WorkspaceID, entries []reach.Entry, items []outbox.Item) (map[string]bool, error) {
	decisions, err := decidedRows(entries)
	if err != nil {
		return nil, err
	}
	ready := map[string]bool{}
	return ready, s.db.transact(ctx, "sqlstore.outbox.Decided", func(t *txn) {
		var kept []decidedRow
		for i, it := range items {
			if t.exec("outbox.decided", ws, it.ID, int64(it.Key), string(it.State), string(it.Way), it.DueAt, it.Decision, it.Rule,
				it.ChangedAt, it.LetAt) == 0 {
				continue
			}
			if kept = append(kept, decisions[i]); it.State == outbox.Ready {
				ready[it.ID] = true
			}
		}
		many(t, "reach.keep", ws, kept)
	})
}

// Step implements outbox.Store.
func (s Outbox) Step(ctx context.Context, steps []outbox.Step) error {
	taken := make([]bool, len(steps))
	err := s.db.transact(ctx, "sqlstore.outbox.Step", func(t *txn) {
		for i := range steps {
			taken[i] = t.step(&steps[i], s.db.now())
		}
	})
	if err == nil {
		for i := range steps {
			steps[i].Taken = taken[i]
		}
	}
	return err
}

func (t *txn) step(st *outbox.Step, now time.Time) (taken bool) {
	ws := st.Workspace
	taken = t.exec("outbox.step", ws, st.ID, string(st.From), string(st.To), st.DueAt, st.Tries, st.FirstTry, st.Rule, st.Problem, st.Words,
		now, st.Decision, st.Ref, st.Followed) > 0
	if taken && st.Outcome != "" {
		t.exec("outbox.outcome", ws, st.Decision, st.Outcome)
	}
	if taken && st.Bad != "" {
		t.exec("outbox.put_bad", ws, st.Bad, st.ID, now)
	}
	if taken && st.From == outbox.Unknown && st.To == outbox.Waiting {
		t.exec("outbox.reopen_of", ws, st.ID)
	}
	return taken
}

// Recover implements outbox.Store.
func (s Outbox) Recover(ctx context.Context, before, now time.Time) (waiting, unknown int, err error) {
	err = s.db.transact(ctx, "sqlstore.outbox.Recover", func(t *txn) {
		ready := append(column[string](t, "outbox.left_behind_waits", before, now), t.recoverCalls(before, now)...)
		ready = append(ready, t.recoverLaid(before, now)...)
		waiting, unknown = len(ready), int(t.exec("outbox.left_behind_unknown", before, now))
		for _, of := range ready {
			ws, decision, _ := strings.Cut(of, "/")
			t.unsend(cham.WorkspaceID(ws), []string{decision})
		}
	})
	return waiting, unknown, err
}

// Latest implements outbox.Store.
func (s Outbox) Latest(ctx context.Context, ws cham.WorkspaceID, mailing string, since time.Time, limit int) ([]outbox.State, error) {
	scan := func(r scanner) (state outbox.State, err error) { return state, r.Scan(&state) }
	return all(ctx, s.db, "outbox.latest", scan, ws, mailing, since, limit)
}

// Finish implements outbox.Store.
func (s Outbox) Finish(ctx context.Context, now time.Time) error {
	open, err := all(ctx, s.db, "outbox.finished", func(r scanner) (id string, err error) { return id, r.Scan(&id) }, now)
	if err == nil && len(open) > 0 {
		_, err = s.db.exec(ctx, "outbox.finish", now)
	}
	return err
}

// Tallies implements outbox.Store.
func (s Outbox) Tallies(ctx context.Context, ws cham.WorkspaceID, mailing string) ([]outbox.Tally, error) {
	return all(ctx, s.db, "outbox.tallies", func(r scanner) (n outbox.Tally, err error) {
		return n, r.Scan(&n.State, &n.Rule, &n.Problem, &n.Count)
	}, ws, mailing)
}

// Items implements outbox.Store.
func (s Outbox) Items(ctx context.Context, ws cham.WorkspaceID, mailing string, state outbox.State, reason, after string,
	limit int) ([]outbox.Item, error) {
	return all(ctx, s.db, "outbox.items", scanItem, ws, mailing, string(state), reason, after, limit)
}

// Item implements outbox.Store.
func (s Outbox) Item(ctx context.Context, ws cham.WorkspaceID, mailing, id string) (outbox.Item, error) {
	return one(ctx, s.db, "outbox.item", scanItem, ws, mailing, id)
}

// Again implements outbox.Store.
func (s Outbox) Again(ctx context.Context, ws cham.WorkspaceID, mailing string, which outbox.Failures,
	now time.Time) (n int, err error) {
	err = s.db.transact(ctx, "sqlstore.outbox.Again", func(t *txn) {
		if n = 0; len(which.Messages) == 0 {
			n = int(t.exec("outbox.again", ws, mailing, now, which.Problem))
		}
		for _, id := range which.Messages {
			n += int(t.exec("outbox.again_one", ws, mailing, now, which.Problem, id))
		}
		if n > 0 {
			t.exec("outbox.reopen", ws, mailing)
		}
	})
	return n, err
}

// Account implements outbox.Store.
func (s Outbox) Account(ctx context.Context, ws cham.WorkspaceID, way reach.Way) (a outbox.Account, h outbox.Health, err error) {
	type both struct {
		a outbox.Account
		h outbox.Health
	}
	found, err := one(ctx, s.db, "outbox.account", func(r scanner) (b both, err error) {
		var settings []byte
		err = r.Scan(&b.a.Workspace, &b.a.Way, &settings, &b.a.Secret, &b.a.PerMinute, &b.h.Fails, instant{&b.h.Since}, instant{&b.h.NextAt},
			&b.h.Problem, &b.h.Words, instant{&b.h.LastOK})
		b.a.Settings = settings
		return b, err
	}, ws, string(way))
	return found.a, found.h, err
}

// PutAccount implements outbox.Store.
func (s Outbox) PutAccount(ctx context.Context, a outbox.Account, by cham.UserID, at time.Time) error {
	_, err := s.db.exec(ctx, "outbox.put_account", a.Workspace, string(a.Way), string(a.Settings), a.Secret, a.PerMinute, by, at)
	return err
}

// RenewSecret implements outbox.Store.
func (s Outbox) RenewSecret(ctx context.Context, ws cham.WorkspaceID, way reach.Way, old, new string) error {
	return s.db.execOne(ctx, "outbox.renew_secret", ws, string(way), old, new)
}

// SetHealth implements outbox.Store.
func (s Outbox) SetHealth(ctx context.Context, ws cham.WorkspaceID, way reach.Way, h outbox.Health) error {
	_, err := s.db.exec(ctx, "outbox.set_health", ws, string(way), h.Fails, h.Since, h.NextAt, h.Problem, h.Words, h.LastOK)
	return err
}

// DeleteAccount implements outbox.Store.
func (s Outbox) DeleteAccount(ctx context.Context, ws cham.WorkspaceID, way reach.Way) error {
	return s.db.execOne(ctx, "outbox.delete_account", ws, string(way))
}

// Left implements outbox.Store.
func (s Outbox) Left(ctx context.Context, ws cham.WorkspaceID, way reach.Way, since time.Time) (int, error) {
	return one(ctx, s.db, "outbox.left", func(r scanner) (n int, err error) { return n, r.Scan(&n) }, ws, string(way), since)
}

// Erase implements erasure.Place.
func (s Outbox) Erase(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (map[string]int, error) {
	var n int64
	err := s.db.transact(ctx, "sqlstore.outbox.Erase", func(t *txn) {
		t.unsend(ws, column[string](t, "outbox.erase_ready", ws, list(m.Keys)))
		t.exec("outbox.erase_returns", ws, list(m.Keys))
		t.exec("web.erase", ws, list(m.Keys))
		t.exec("shorts.erase", ws, list(m.Keys))
		n = t.exec("outbox.erase", ws, list(m.Keys))
	})
	return map[string]int{"messages": int(n)}, err
}
