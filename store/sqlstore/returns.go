package sqlstore

import (
	"context"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// Recall implements outbox.Store.
func (s Outbox) Recall(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) error {
	return s.db.transact(ctx, "sqlstore.outbox.Recall", func(t *txn) {
		t.unsend(ws, column[string](t, "outbox.recall", ws, list(keys), s.db.now()))
	})
}

// early is how long something waits for its message.
const early = 24 * time.Hour

// KeepReturns implements outbox.Returns.
func (s Outbox) KeepReturns(ctx context.Context, ws cham.WorkspaceID, way reach.Way, all []outbox.Return, now time.Time) (hurt []string,
	err error) {
	err = s.db.transact(ctx, "sqlstore.outbox.KeepReturns", func(t *txn) {
		hurt = nil
		for i := range all {
			r := &all[i]
			ids := []string{r.Message}
			if r.AllTo != "" {
				ids = column[string](t, "outbox.of_address", ws, string(way), r.AllTo, r.At, string(r.Kind))
			} else if r.Message == "" {
				if ids = column[string](t, "outbox.of_ref", ws, string(way), r.Ref); len(ids) == 0 {
					t.exec("outbox.keep_early", ws, string(way), r.Ref, string(r.Kind), r.At, r.Problem, r.Words, now)
				}
			}
			for _, id := range ids {
				if t.keepReturn(ws, way, id, r, now) {
					hurt = append(hurt, column[string](t, "outbox.mailing_of", ws, id)...)
				}
			}
		}
	})
	return hurt, err
}

// keepReturn reports whether it is one more that speaks against the mailing.
func (t *txn) keepReturn(ws cham.WorkspaceID, way reach.Way, id string, r *outbox.Return, now time.Time) (hurts bool) {
	if t.exec("outbox.keep_return", ws, id, string(r.Kind), r.URL, r.At, r.Problem, r.Words, now, int64(r.Key), string(way)) == 0 {
		t.exec("outbox.count_unfollowed", ws, id, string(r.Kind), r.URL)
		return false
	}
	for _, decision := range column[string](t, "outbox.came_after_all", ws, id) {
		t.exec("outbox.outcome", ws, decision, reach.Sent)
	}
	switch {
	case r.Kind == outbox.Bounced && r.NoSuchAddress:
		t.exec("outbox.bad_of", ws, id, reach.BadBounced, now)
	case r.Kind == outbox.Complained:
		t.exec("outbox.bad_of", ws, id, reach.BadComplained, now)
	}
	return r.Kind == outbox.Bounced || r.Kind == outbox.Complained
}

// MatchEarly implements outbox.Returns.
func (s Outbox) MatchEarly(ctx context.Context, now time.Time, limit int) error {
	type waiting struct {
		ws   cham.WorkspaceID
		way  reach.Way
		item string
		outbox.Return
	}
	found, err := all(ctx, s.db, "outbox.early", func(r scanner) (w waiting, err error) {
		return w, r.Scan(&w.ws, &w.way, &w.Ref, &w.Kind, instant{&w.At}, &w.Problem, &w.Words, &w.item)
	}, limit)
	if err != nil || len(found) == 0 {
		return err
	}
	return s.db.transact(ctx, "sqlstore.outbox.MatchEarly", func(t *txn) {
		t.exec("outbox.forget_early", now.Add(-early))
		for i := range found {
			w := &found[i]
			t.keepReturn(w.ws, w.way, w.item, &w.Return, now)
			t.exec("outbox.early_settled", w.ws, string(w.way), w.Ref, string(w.Kind))
		}
	})
}

// Reachable implements outbox.Returns.
func (s Outbox) Reachable(ctx context.Context, ws cham.WorkspaceID, hash string) error {
	_, err := s.db.exec(ctx, "outbox.reachable", ws, hash)
	return err
}

// CountReturn implements outbox.Returns.
func (s Outbox) CountReturn(ctx context.Context, ws cham.WorkspaceID, mailing string, kind outbox.ReturnKind, what string) error {
	_, err := s.db.exec(ctx, "outbox.count_return", ws, mailing, string(kind), what)
	return err
}

// OpenReturns implements outbox.Returns.
func (s Outbox) OpenReturns(ctx context.Context, before time.Time, limit int) ([]outbox.Returned, error) {
	return all(ctx, s.db, "outbox.open_returns", func(r scanner) (one outbox.Returned, err error) {
		return one, r.Scan(&one.Workspace, &one.Item, &one.Mailing, &one.Way, &one.Customer, instant{&one.SentAt}, &one.Kind, &one.What,
			instant{&one.At}, &one.Due)
	}, before, limit)
}

// machines is what a kind becomes when a machine did it.
var machines = map[outbox.ReturnKind]outbox.ReturnKind{outbox.Opened: outbox.Prefetched, outbox.Clicked: outbox.Scanned}

// SettleReturns implements outbox.Returns.
func (s Outbox) SettleReturns(ctx context.Context, people, byMachine []outbox.Returned) error {
	return s.db.transact(ctx, "sqlstore.outbox.SettleReturns", func(t *txn) {
		for i := range people {
			r := &people[i]
			t.exec("outbox.settle_return", r.Workspace, r.Item, string(r.Kind), r.What)
		}
		for i := range byMachine {
			r := &byMachine[i]
			t.exec("outbox.was_machine", r.Workspace, r.Item, string(r.Kind), r.What, string(machines[r.Kind]))
			t.exec("outbox.no_person", r.Workspace, r.Item, string(r.Kind), r.What)
		}
	})
}

// kindCount is how often something came back.
type kindCount struct {
	kind outbox.ReturnKind
	what string
	n    int
}

func scanKindCount(r scanner) (k kindCount, err error) { return k, r.Scan(&k.kind, &k.what, &k.n) }

// Results implements outbox.Returns.
func (s Outbox) Results(ctx context.Context, ws cham.WorkspaceID, mailing string) (out outbox.Results, err error) {
	out.Kinds = map[outbox.ReturnKind]int{}
	came, err := all(ctx, s.db, "outbox.results", scanKindCount, ws, mailing)
	if err != nil {
		return out, err
	}
	seen, err := all(ctx, s.db, "outbox.seen", scanKindCount, ws, mailing)
	if err != nil {
		return out, err
	}
	place := map[string]int{}
	of := func(url string) *outbox.LinkResult {
		i, known := place[url]
		if !known {
			i = len(out.Links)
			place[url], out.Links = i, append(out.Links, outbox.LinkResult{URL: url})
		}
		return &out.Links[i]
	}
	for _, k := range came {
		if k.kind == outbox.Clicked {
			of(k.what).People += k.n
		}
		out.Kinds[k.kind] += k.n
	}
	for _, k := range seen {
		if k.kind == outbox.Clicked {
			of(k.what).Others += k.n
		} else {
			out.Opens += k.n
		}
	}
	number := func(r scanner) (n int, err error) { return n, r.Scan(&n) }
	if out.Followed, err = one(ctx, s.db, "outbox.followed", number, ws, mailing); err == nil {
		out.Kinds[outbox.Clicked], err = one(ctx, s.db, "outbox.clickers", number, ws, mailing)
	}
	return out, err
}

// Hurt implements outbox.Returns.
func (s Outbox) Hurt(ctx context.Context, ws cham.WorkspaceID, mailing string, since time.Time) (sent, bounced, complained int, err error) {
	type count struct {
		of string
		n  int
	}
	found, err := all(ctx, s.db, "outbox.hurt", func(r scanner) (c count, err error) { return c, r.Scan(&c.of, &c.n) }, ws, mailing, since)
	of := map[string]int{}
	for _, c := range found {
		of[c.of] = c.n
	}
	return of["sent"], of[string(outbox.Bounced)], of[string(outbox.Complained)], err
}
