package app

import (
	"context"
	"encoding/json"
	"slices"
	"sync/atomic"
	"time"

	"cham"
	"cham/capability/exclusion"
	"cham/capability/identity"
	"cham/store/index"
)

// What rules that leave touches out need of a workspace's stores.

// outsiders are the keys whose customers rules take, ascending.
func (w *Workspaces) outsiders(ctx context.Context, ws cham.WorkspaceID, rules cham.Exclusions) (keys []cham.KeyID, err error) {
	of, err := w.KeysTaken(ctx, ws, rules)
	for k := range of {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys, err
}

// KeysTaken are the keys whose customers rules take, each with the number of the first rule.
func (w *Workspaces) KeysTaken(ctx context.Context, ws cham.WorkspaceID, rules cham.Exclusions) (map[cham.KeyID]int, error) {
	of, x := map[cham.KeyID]int{}, rules.Excluder()
	if rules.Has(cham.ExcludeCustomer) {
		err := w.store.Graph().EveryKey(ctx, ws, func(n identity.Node) {
			if rule := x.Key(n.Key); rule >= 0 {
				of[n.ID] = rule
			}
		})
		if err != nil {
			return nil, err
		}
	}
	if !rules.Has(cham.ExcludeTrait) {
		return of, nil
	}
	return of, w.store.Graph().EveryTrait(ctx, ws, func(t identity.Traits) {
		if rule := takesTraits(x, t); rule >= 0 {
			if was, ok := of[t.Key]; !ok || rule < was {
				of[t.Key] = rule
			}
		}
	})
}

// Outsider is the number of the first rule that takes the customer who has these
// keys whole, −1 for none.
func (w *Workspaces) Outsider(ctx context.Context, ws cham.WorkspaceID, rules cham.Exclusions, keys []cham.KeyID) (int, error) {
	x, first := rules.Excluder(), -1
	takes := func(rule int) {
		if rule >= 0 && (first < 0 || rule < first) {
			first = rule
		}
	}
	if !x.Customers() {
		return first, nil
	}
	nodes, err := w.store.Graph().NodesByID(ctx, ws, keys)
	if err != nil {
		return first, err
	}
	for _, n := range nodes {
		takes(x.Key(n.Key))
	}
	said, err := w.store.Graph().Traits(ctx, ws, keys)
	for _, t := range said {
		takes(takesTraits(x, t))
	}
	return first, err
}

func takesTraits(x *cham.Excluder, t identity.Traits) int {
	return x.Trait(func(name string) json.RawMessage { return t.Values[name].Value })
}

// exclude has the index know what new touches say of which customers are left
// out, before it gets them.
func (w *Workspaces) exclude(ctx context.Context, e *openWorkspace, ws cham.WorkspaceID, records []cham.Record) error {
	if e.rules == nil || !e.rules.Customers() {
		return nil
	}
	out, said, named := map[cham.KeyID]bool{}, []cham.KeyID(nil), map[cham.KeyID]bool{}
	for i := range records {
		r := &records[i]
		for n, id := range append([]cham.KeyID{r.Key}, r.Also...) {
			if n < len(r.Keys) && e.rules.Key(r.Keys[n]) >= 0 {
				out[id], named[id] = true, true
			}
		}
		if len(r.Traits) > 0 && e.rules.Traits() {
			said = append(said, r.Key)
		}
	}
	if len(said) > 0 {
		slices.Sort(said)
		known, err := w.store.Graph().Traits(ctx, ws, slices.Compact(said))
		if err != nil {
			return err
		}
		for _, t := range known {
			out[t.Key] = named[t.Key] || takesTraits(e.rules, t) >= 0
		}
	}
	if len(out) == 0 {
		return nil
	}
	return w.index.Exclude(ctx, ws, out)
}

// Assigned calls f with every key that is not its own customer.
func (w *Workspaces) Assigned(ctx context.Context, ws cham.WorkspaceID, f func(cham.KeyID, cham.CustomerID)) error {
	return w.store.Graph().Assignments(ctx, ws, func(m identity.Move) error {
		f(m.Key, m.To)
		return nil
	})
}

// ScanSince is duckdb.History.Scan of the interactions that were received since
// the instant.
func (w *Workspaces) ScanSince(ctx context.Context, ws cham.WorkspaceID, since time.Time, need cham.TouchNeed,
	f func([]cham.Record) error) error {
	h, err := w.History(ctx, ws)
	if err != nil {
		return err
	}
	after, err := h.ReceivedBefore(ctx, since)
	if err != nil {
		return err
	}
	return h.Scan(ctx, after, nil, need, f)
}

// BySeq is duckdb.History.BySeq of a workspace.
func (w *Workspaces) BySeq(ctx context.Context, ws cham.WorkspaceID, seqs []int64) ([]cham.Record, error) {
	h, err := w.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return h.BySeq(ctx, seqs)
}

// Building tells how far the index of a workspace is built anew, zeros when it is not.
func (w *Workspaces) Building(ws cham.WorkspaceID) (done, total int64) {
	p := &w.entry(ws).built
	return p.done.Load(), p.total.Load()
}

// progress counts the touches that a build has read.
type progress struct{ done, total atomic.Int64 }

func (p *progress) end() {
	p.done.Store(0)
	p.total.Store(0)
}

// counted is a history that tells how far it is read.
type counted struct {
	index.History
	p *progress
}

// Scan implements index.History.
func (c counted) Scan(ctx context.Context, after int64, keys []cham.KeyID, need cham.TouchNeed, f func([]cham.Record) error) error {
	if keys != nil {
		return c.History.Scan(ctx, after, keys, need, f)
	}
	_, last, err := c.Cursor(ctx)
	if err != nil {
		return err
	}
	c.p.total.Store(last - after)
	return c.History.Scan(ctx, after, nil, need, func(records []cham.Record) error {
		c.p.done.Store(records[len(records)-1].Seq - after)
		return f(records)
	})
}

// exclusions counts what rules take out.
func (a *App) exclusions() *exclusion.Service {
	return exclusion.New(exclusion.Config{History: a.Workspaces, Now: a.Now})
}
