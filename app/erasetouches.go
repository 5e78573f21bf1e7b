package app

import (
	"context"
	"slices"

	"cham"
	"cham/capability/erasure"
	"cham/capability/pages"
	"cham/store/duckdb"
)

// eraseTouches makes the person's touches those of nobody, or removes them, takes
// the person out of others' touches, and has the index read them again. Counts
// are kept before anything changes, for a crash in between.
func (e *Eraser) eraseTouches(ctx context.Context, one *erasure.Erasure, m *erasure.Mentions, to cham.KeyID) error {
	ws, ids := one.Workspace, one.Person.IDs()
	h, err := e.app.Workspaces.History(ctx, ws)
	if err != nil {
		return err
	}
	found, err := h.Touched(ctx, ids, m.Pattern())
	if err != nil {
		return err
	}
	mine, others := partition(found, ids)
	if others, err = e.notTheirOwn(ctx, ws, others, ids, m); err != nil {
		return err
	}
	changed, left, err := e.unnamed(ctx, one, h, mine, m, to)
	if err != nil {
		return err
	}
	one.Report.Unnamed, one.Report.Removed = max(one.Report.Unnamed, len(changed)), max(one.Report.Removed, len(left))
	for i := range others {
		m.Strip(&others[i], ids, e.app.NewID)
	}
	one.Report.Mentioned = max(one.Report.Mentioned, len(others))
	if err := e.app.Store.Erasures().Put(ctx, *one); err != nil {
		return err
	}
	if err := h.Rewrite(ctx, append(changed, others...), left); err != nil {
		return err
	}
	return e.app.Workspaces.Erase(ctx, ws, ids, to, others)
}

// partition parts the person's own touches from others'.
func partition(found []cham.Record, ids []cham.KeyID) (mine, others []cham.Record) {
	for _, r := range found {
		if slices.Contains(ids, r.Key) {
			mine = append(mine, r)
		} else {
			others = append(others, r)
		}
	}
	return mine, others
}

// notTheirOwn leaves out touches that only have the name, of customers who bear
// it themselves.
func (e *Eraser) notTheirOwn(ctx context.Context, ws cham.WorkspaceID, others []cham.Record, ids []cham.KeyID,
	m *erasure.Mentions) ([]cham.Record, error) {
	var customers []cham.CustomerID
	for _, r := range others {
		customers = append(customers, cham.CustomerID(r.Key))
	}
	profiles, err := e.app.Resolver.Profiles(ctx, ws, customers)
	if err != nil {
		return nil, err
	}
	var out []cham.Record
	for i, r := range others {
		also := slices.ContainsFunc(r.Also, func(k cham.KeyID) bool { return slices.Contains(ids, k) })
		if also || m.Touch(&r.Touch, m.ByID) || !named(profiles[i], m) {
			out = append(out, r)
		}
	}
	return out, nil
}

// unnamed are the person's touches as they stay, and the seqs of those that go.
func (e *Eraser) unnamed(ctx context.Context, one *erasure.Erasure, h *duckdb.History, mine []cham.Record, m *erasure.Mentions,
	to cham.KeyID) (changed []cham.Record, left []int64, err error) {
	rules, err := e.app.Workspaces.kindRules(ctx, one.Workspace)
	if err != nil {
		return nil, nil, err
	}
	u := &erasure.Unnamer{Mentions: m, To: to, Rules: rules, NewID: e.app.NewID}
	if one.Mode == erasure.Unnamed {
		if u.Common, err = common(ctx, h, mine, one.Person.IDs(), rules); err != nil {
			return nil, nil, err
		}
	}
	for _, r := range mine {
		if seq := r.Seq; one.Mode == erasure.Whole || !u.Unname(&r) {
			left = append(left, seq)
		} else {
			changed = append(changed, r)
		}
	}
	return changed, left, nil
}

// common asks history which values of the touches others have, too.
func common(ctx context.Context, h *duckdb.History, mine []cham.Record, ids []cham.KeyID, rules cham.KindRules) (erasure.Common, error) {
	values := map[string][]string{}
	for i := range mine {
		for field, v := range erasure.Fields(&mine[i].Touch, rules) {
			if v != "" && !slices.Contains(values[field], v) {
				values[field] = append(values[field], v)
			}
		}
	}
	out := erasure.Common{}
	for field, all := range values {
		shared, err := h.Shared(ctx, field, all, ids, erasure.SharedBy)
		if err != nil {
			return nil, err
		}
		out[field] = shared
	}
	return out, nil
}

// kindRules are the rules a workspace's touches are told apart by now.
func (w *Workspaces) kindRules(ctx context.Context, id cham.WorkspaceID) (rules cham.KindRules, err error) {
	ws, err := w.store.Access().Workspace(ctx, id)
	if err != nil {
		return rules, err
	}
	rules = ws.KindRules()
	rules.Pages, err = pages.Rules(ctx, w.store.Pages(), id)
	return rules, err
}

// Erase has the index read again what history says of keys that are gone, of the
// key their touches moved to, and of others whose touches changed.
func (w *Workspaces) Erase(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, to cham.KeyID, others []cham.Record) error {
	e := w.entry(ws)
	e.loading.RLock()
	defer e.loading.RUnlock()
	beside := make([]cham.KeyID, len(others))
	for i := range others {
		beside[i] = others[i].Key
	}
	return w.index.Erase(ctx, ws, keys, to, beside)
}
