package sqlstore

import (
	"context"
	"math"
	"strings"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/capability/task"
)

var (
	_ task.Store    = Tasks{}
	_ erasure.Place = Tasks{}
)

// Tasks keeps what people of the business do for customers.
type Tasks struct{ db *DB }

// Tasks is the database's store of tasks.
func (db *DB) Tasks() Tasks { return Tasks{db} }

func scanTask(r scanner) (t task.Task, err error) {
	return t, r.Scan(&t.Workspace, &t.ID, &t.Kind, &t.Class, &t.Title, &t.Script, &t.Key, &t.Mailing, &t.Assignee, &t.Department,
		instant{&t.DueAt}, instant{&t.ExpiresAt}, &t.State, &t.Rule, &t.TakenBy, instant{&t.TakenUntil}, &t.Tries, &t.Decision, &t.Hash,
		&t.Outcome, &t.Note, &t.Result, &t.DoneBy, instant{&t.CreatedAt}, &t.CreatedBy, instant{&t.ChangedAt}, &t.Version)
}

// AddTask implements task.Store.
func (s Tasks) AddTask(ctx context.Context, t task.Task) (bool, error) {
	n, err := s.db.exec(ctx, "tasks.add", t.Workspace, t.ID, string(t.Kind), string(t.Class), t.Title, t.Script, int64(t.Key), t.Mailing,
		t.Assignee, t.Department, t.DueAt, t.ExpiresAt, t.Rule, t.Decision, t.CreatedAt, t.CreatedBy)
	if err != nil || n > 0 {
		return err == nil, err
	}
	_, err = s.Task(ctx, t.Workspace, t.ID)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return false, nil
	}
	return err == nil, err
}

// Task implements task.Store.
func (s Tasks) Task(ctx context.Context, ws cham.WorkspaceID, id string) (task.Task, error) {
	return one(ctx, s.db, "tasks.task", scanTask, ws, id)
}

// distant is later than anything that is kept.
var distant = time.UnixMilli(math.MaxInt64 / 1000)

// Tasks implements task.Store.
func (s Tasks) Tasks(ctx context.Context, ws cham.WorkspaceID, f task.Filter, now time.Time) ([]task.Task, error) {
	switch {
	case f.Keys != nil:
		return all(ctx, s.db, "tasks.of_keys", scanTask, ws, list(f.Keys))
	case f.View == task.Over:
		if f.AfterAt.IsZero() {
			f.AfterAt = distant
		}
		return all(ctx, s.db, "tasks.over", scanTask, ws, f.By.User, f.By.Department, f.By.All, f.AfterAt, f.AfterID, f.Mailing, f.Limit)
	}
	until := distant
	if f.View == task.Overdue {
		until = now.Add(-task.OverdueAfter)
	}
	return all(ctx, s.db, "tasks.todo", scanTask, ws, f.By.User, f.By.Department, f.By.All, f.View == task.Mine, until, f.AfterAt, f.AfterID,
		f.Mailing, f.Limit, now, string(f.Kind))
}

// CountTasks implements task.Store.
func (s Tasks) CountTasks(ctx context.Context, ws cham.WorkspaceID, by task.Doer, now time.Time) (c task.Counts, err error) {
	type row struct {
		mine, overdue bool
		n             int
	}
	rows, err := all(ctx, s.db, "tasks.counts", func(r scanner) (v row, err error) { return v, r.Scan(&v.mine, &v.overdue, &v.n) }, ws,
		by.User, by.Department, by.All, now.Add(-task.OverdueAfter))
	if err != nil {
		return c, err
	}
	for _, r := range rows {
		c.Open += r.n
		if r.mine {
			c.Mine += r.n
		}
		if r.overdue {
			c.Overdue += r.n
		}
	}
	c.Today, err = one(ctx, s.db, "tasks.today", func(r scanner) (n int, err error) { return n, r.Scan(&n) }, ws, by.User, by.Department,
		by.All, now.Add(-24*time.Hour))
	return c, err
}

// ChangeTask implements task.Store.
func (s Tasks) ChangeTask(ctx context.Context, c task.Change) (changed bool, err error) {
	var entries []reach.Entry
	if c.Entry != nil {
		entries = append(entries, *c.Entry)
	}
	decisions, err := decidedRows(entries)
	if err != nil {
		return false, err
	}
	t, ws := &c.Task, c.Task.Workspace
	err = s.db.transact(ctx, "sqlstore.tasks.Change", func(x *txn) {
		if changed = x.exec("tasks.change", ws, t.ID, t.Version, t.DueAt, t.ExpiresAt, string(t.State), t.Rule, t.TakenBy, t.TakenUntil,
			t.Tries, t.Decision, t.Hash, string(t.Outcome), t.Note, t.Result, t.DoneBy, t.ChangedAt) > 0; !changed {
			return
		}
		many(x, "reach.keep", ws, decisions)
		if c.Undone != "" {
			x.unsend(ws, []string{c.Undone})
		}
		if c.Bad != "" {
			x.exec("tasks.bad", ws, c.Bad, t.ChangedAt)
		}
	})
	return changed && err == nil, err
}

// CallsTo implements task.Store.
func (s Tasks) CallsTo(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) (calls []task.Task, err error) {
	found, err := all(ctx, s.db, "tasks.of_keys", scanTask, ws, list(keys))
	for _, t := range found {
		if t.Kind == task.Call && (t.State == task.Open || t.State == task.Taken) {
			calls = append(calls, t)
		}
	}
	return calls, err
}

// Late implements task.Store.
func (s Tasks) Late(ctx context.Context, now time.Time, limit int) ([]task.Task, error) {
	return all(ctx, s.db, "tasks.late", scanTask, now, limit)
}

// Tallies implements task.Store.
func (s Tasks) Tallies(ctx context.Context, ws cham.WorkspaceID, mailing string) ([]task.Tally, error) {
	return all(ctx, s.db, "tasks.tallies", func(r scanner) (n task.Tally, err error) {
		return n, r.Scan(&n.State, &n.Outcome, &n.Called, &n.Count)
	}, ws, mailing)
}

// Erase implements erasure.Place: what was done is counted on, and nobody's.
func (s Tasks) Erase(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (map[string]int, error) {
	n, err := s.db.exec(ctx, "tasks.erase", ws, list(m.Keys))
	return map[string]int{"tasks": int(n)}, err
}

// takeBack takes what a mailing has put on the list, and nobody took yet, away again: its messages are as if they had not
// left, or stopped with it.
func (t *txn) takeBack(ws cham.WorkspaceID, mailing string, to outbox.MailingState, at time.Time) {
	state := outbox.Waiting
	if to == outbox.Stopped {
		state = outbox.Canceled
	}
	for _, of := range column[string](t, "tasks.take_back", ws, mailing) {
		id, decision, _ := strings.Cut(of, "/")
		t.exec("tasks.unlisted", ws, id, string(state), at)
		t.unsend(ws, []string{decision})
	}
	if to == outbox.Stopped {
		t.exec("tasks.stop", ws, mailing, at)
	}
}

// recoverCalls settles calls that were left behind on their way to the list, and answers the decisions of those that
// never came there.
func (t *txn) recoverCalls(before, now time.Time) []string {
	t.exec("tasks.listed_after_all", before, now)
	return column[string](t, "tasks.never_listed", before, now)
}
