package sqlstore

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"cham"
	"cham/capability/audit"
	"cham/capability/retention"
)

var _ retention.Store = Retention{}

// Retention keeps what was removed for its age, and removes what of the state is
// too old; it is a retention.Store.
type Retention struct{ db *DB }

// Retention is the database's store of what is kept how long.
func (db *DB) Retention() Retention { return Retention{db} }

// rulesDocument is the document that holds a business's rules.
const rulesDocument = "retention"

// PutRun implements retention.Store.
func (s Retention) PutRun(ctx context.Context, r retention.Removal) error {
	return s.db.transact(ctx, "sqlstore.PutRun", func(t *txn) { putRun(t, r) })
}

// putRun keeps a run. Who wanted it to stop in the meantime is heard.
func putRun(t *txn, r retention.Removal) {
	for _, kept := range column[[]byte](t, "retention.run", r.Workspace, r.ID) {
		var was retention.Removal
		if err := json.Unmarshal(kept, &was); err != nil {
			t.fail(cham.CodeInternal, err.Error())
		}
		r.Stop = r.Stop || was.Stop
	}
	body, err := json.Marshal(r)
	if err != nil {
		t.fail(cham.CodeInternal, err.Error())
	}
	t.exec("retention.put_run", r.Workspace, r.ID, r.At, string(body))
}

// Runs implements retention.Store.
func (s Retention) Runs(ctx context.Context, ws cham.WorkspaceID) ([]retention.Removal, error) {
	return all(ctx, s.db, "retention.runs", func(r scanner) (run retention.Removal, err error) {
		var body []byte
		var of cham.WorkspaceID
		if err = r.Scan(&of, &body); err == nil {
			err = json.Unmarshal(body, &run)
		}
		run.Workspace = of
		return run, err
	}, ws)
}

// PutRules implements retention.Store.
func (s Retention) PutRules(ctx context.Context, ws cham.WorkspaceID, r retention.KeepRules, by cham.UserID, at time.Time) error {
	body, err := json.Marshal(r)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "sqlstore.PutRules", err)
	}
	return s.db.Rights().PutDocument(ctx, ws, rulesDocument, body, by, at)
}

// Rules implements retention.Store.
func (s Retention) Rules(ctx context.Context, ws cham.WorkspaceID) (r retention.KeepRules, at time.Time, err error) {
	body, at, err := s.db.Rights().Document(ctx, ws, rulesDocument)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return retention.KeepRules{Hour: 2}, time.Time{}, nil
	}
	if err == nil {
		err = json.Unmarshal(body, &r)
	}
	return r, at, err
}

// agedRows are rows that go by their age alone: what counts and what removes them.
type agedRows struct {
	count, remove string
	before        time.Time
}

func aged(c retention.Cutoffs) map[string]agedRows {
	return map[string]agedRows{
		retention.Calls:    {"retention.calls", "retention.remove_calls", c.Calls},
		retention.Refusals: {"retention.refusals", "retention.remove_refusals", c.Refused},
		retention.Rows:     {"retention.rows", "retention.remove_rows", c.Refused},
		retention.Consents: {"retention.consents", "retention.remove_consents", c.Consents},
	}
}

// Count tells how many rows of the state are too old, by what they are.
func (s Retention) Count(ctx context.Context, ws cham.WorkspaceID, c retention.Cutoffs) (retention.Tally, error) {
	var counts retention.Tally
	number := func(r scanner) (n int, err error) { return n, r.Scan(&n) }
	of := aged(c)
	of[retention.Audit] = agedRows{count: "retention.audit", before: c.Audit}
	for what, of := range of {
		if of.before.IsZero() {
			continue
		}
		n, err := one(ctx, s.db, of.count, number, ws, of.before)
		if err != nil {
			return counts, err
		}
		counts.Count(what, n)
	}
	return counts, nil
}

// Remove removes the rows of the state that are too old, and counts them in the
// run's report where they go; of the activity log those up to last.
func (s Retention) Remove(ctx context.Context, run *retention.Removal, c retention.Cutoffs, last audit.Head) error {
	for what, of := range aged(c) {
		if of.before.IsZero() {
			continue
		}
		err := s.counted(ctx, run, what, func(t *txn) int { return int(t.exec(of.remove, run.Workspace, of.before)) })
		if err != nil {
			return err
		}
	}
	if last.Seq == 0 {
		return nil
	}
	return s.counted(ctx, run, retention.Audit, func(t *txn) int {
		t.exec("retention.cut_audit", run.Workspace, last.Seq, last.Hash)
		return int(t.exec("retention.remove_audit", run.Workspace, last.Seq))
	})
}

// AuditCut is the last entry of the activity log that is too old, and where the
// log begins now; the zero Head for none.
func (s Retention) AuditCut(ctx context.Context, ws cham.WorkspaceID, before time.Time) (last, now audit.Head, err error) {
	cuts, err := s.db.Audit().Cuts(ctx)
	for _, c := range cuts {
		if c.Workspace == ws {
			now = c
		}
	}
	if err != nil || before.IsZero() {
		return last, now, err
	}
	found, err := all(ctx, s.db, "retention.audit_last", scanHead, ws, before)
	if len(found) > 0 {
		last = found[0]
	}
	return last, now, err
}

// counted removes, and keeps the run with the count of it: both or neither.
func (s Retention) counted(ctx context.Context, run *retention.Removal, what string, remove func(*txn) int) error {
	next := *run
	next.Report.Removed = maps.Clone(run.Report.Removed)
	err := s.db.transact(ctx, "sqlstore.RemoveOld", func(t *txn) {
		if n := remove(t); n > 0 {
			next.Report.Count(what, n)
			putRun(t, next)
		}
	})
	if err == nil {
		*run = next
	}
	return err
}

// AgreedSince are the keys with a statement since an instant.
func (s Retention) AgreedSince(ctx context.Context, ws cham.WorkspaceID, since time.Time) ([]cham.KeyID, error) {
	return all(ctx, s.db, "retention.agreed_since", func(r scanner) (k cham.KeyID, err error) { return k, r.Scan(&k) }, ws, since)
}
