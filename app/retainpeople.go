package app

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/erasure"
	"cham/capability/identity"
	"cham/capability/retention"
	"cham/store/duckdb"
)

// keysAtOnce and touchesAtOnce bound what is removed while what comes in waits.
const (
	keysAtOnce    = 2000
	touchesAtOnce = 5000
)

// removePart takes the people of run.Part out of graph, consents, history and
// what waits to be sent on, and counts them; who came back since they were found
// stays. Done again, also after a kill in it, it goes on.
func (r retainer) removePart(ctx context.Context, run *retention.Removal, h *duckdb.History, save func() (bool, error)) error {
	if len(run.Part) == 0 {
		return nil
	}
	if err := r.uncount(ctx, run, h); err != nil {
		return err
	}
	var stay map[cham.KeyID]bool
	for more := true; more; {
		var err error
		if more, stay, err = r.removeSome(ctx, run, h, save); err != nil {
			return err
		}
	}
	gone := slices.DeleteFunc(slices.Clone(run.Part), func(p retention.Person) bool {
		return slices.ContainsFunc(p.Keys, func(k cham.KeyID) bool { return stay[k] })
	})
	if _, err := queues(r).Erase(ctx, run.Workspace, &erasure.Mentions{Keys: retention.KeysOf(gone)}); err != nil {
		return err
	}
	run.Part, run.Upto, run.Gone = nil, 0, run.Gone+len(gone)
	run.Report.CountPeople(gone)
	_, err := save()
	return err
}

// uncount takes touches off the report that were counted, and are still there
// since a kill came before they were removed.
func (r retainer) uncount(ctx context.Context, run *retention.Removal, h *duckdb.History) error {
	if run.Upto == 0 {
		return nil
	}
	left, err := h.OfKeys(ctx, retention.KeysOf(run.Part), touchesAtOnce)
	for i := range left {
		if left[i].Seq <= run.Upto {
			run.Report.Count(retention.Touches, -1)
		}
	}
	run.Upto = 0
	return err
}

// removeSome removes the first touches of who goes, and what only they said;
// those touches are counted before they go. more says that there may be more, stay
// whose keys stay.
func (r retainer) removeSome(ctx context.Context, run *retention.Removal, h *duckdb.History, save func() (bool, error)) (more bool,
	stay map[cham.KeyID]bool, err error) {
	var left int
	var staying map[cham.KeyID]bool
	err = r.app.Flow.Alone(ctx, run.Workspace, func(ctx context.Context, res *identity.Resolver) (err error) {
		if staying, err = r.back(ctx, run, h); err != nil {
			return err
		}
		keys := slices.DeleteFunc(retention.KeysOf(run.Part), func(k cham.KeyID) bool { return staying[k] })
		part, err := h.OfKeys(ctx, keys, touchesAtOnce)
		if left = len(part); err != nil || left == 0 {
			return err
		}
		run.Report.Count(retention.Touches, left)
		run.Upto = part[left-1].Seq
		if _, err := save(); err != nil {
			return err
		}
		if err := r.forgetConsent(ctx, run.Workspace, keys); err != nil {
			return err
		}
		if err := r.removeTouches(ctx, run.Workspace, h, res, part, keys); err != nil {
			return err
		}
		return r.forgetSent(ctx, run.Workspace, keys) // also what was asked about them meanwhile
	})
	if err != nil { // it may still be at it, when the program stops
		return false, nil, err
	}
	return left == touchesAtOnce, staying, nil
}

func (r retainer) removeTouches(ctx context.Context, ws cham.WorkspaceID, h *duckdb.History, res *identity.Resolver, part []cham.Record,
	keys []cham.KeyID) error {
	kept := func(ctx context.Context, some []cham.KeyID) ([]cham.Record, error) {
		return h.KeptBeside(ctx, some, keys)
	}
	if err := res.Forget(ctx, ws, part, kept); err != nil {
		return err
	}
	seqs := make([]int64, len(part))
	for i := range part {
		seqs[i] = part[i].Seq
	}
	return h.Remove(ctx, seqs)
}

// back are the keys of people who are not who they were when they were found:
// they touched, agreed or asked for their data since, or are one with somebody
// else. A key that is gone from the graph already is nobody's.
func (r retainer) back(ctx context.Context, run *retention.Removal, h *duckdb.History) (map[cham.KeyID]bool, error) {
	ws, err := r.app.Store.Access().Workspace(ctx, run.Workspace)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(ws.TimeZone)
	if err != nil {
		return nil, err
	}
	held, err := r.held(ctx, run.Workspace, run.At)
	if err != nil {
		return nil, err
	}
	keys, whole, err := r.whole(ctx, run)
	if err != nil {
		return nil, err
	}
	before, c := map[cham.KeyID]time.Time{}, run.Rules.At(run.At, zone)
	for _, p := range run.Part {
		for _, k := range p.Keys {
			before[k] = c.Of(p)
		}
	}
	of, came := map[cham.KeyID]cham.CustomerID{}, map[cham.CustomerID]bool{}
	for _, n := range whole {
		_, here := before[n.ID]
		of[n.ID], came[n.Customer] = n.Customer, came[n.Customer] || !here || held[n.ID] != ""
	}
	err = h.KeyAges(ctx, keys, func(k cham.KeyID, last time.Time, _ int) { came[of[k]] = came[of[k]] || !last.Before(before[k]) })
	stay := map[cham.KeyID]bool{}
	for k, customer := range of {
		stay[k] = came[customer]
	}
	return stay, err
}

// whole are the keys of a run's part, and all that the customers who have them now
// have.
func (r retainer) whole(ctx context.Context, run *retention.Removal) (keys []cham.KeyID, whole []identity.Node, err error) {
	keys = retention.KeysOf(run.Part)
	nodes, err := r.app.Store.Graph().NodesByID(ctx, run.Workspace, keys)
	if err != nil {
		return nil, nil, err
	}
	var customers []cham.CustomerID
	for _, n := range nodes {
		customers = append(customers, n.Customer)
	}
	whole, err = r.app.Store.Graph().NodesByCustomer(ctx, run.Workspace, slices.Compact(slices.Sorted(slices.Values(customers))))
	return keys, whole, err
}

// forgetConsent makes what people agreed to nobody's, as erasing does; who refused
// advertising is remembered by hash.
func (r retainer) forgetConsent(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) error {
	nodes, err := r.app.Store.Graph().NodesByID(ctx, ws, keys)
	if err != nil {
		return err
	}
	of, known := map[cham.CustomerID][]consent.Key{}, map[cham.CustomerID]bool{}
	for _, n := range nodes {
		of[n.Customer] = append(of[n.Customer], consent.Key{ID: n.ID, Key: n.Key})
		known[n.Customer] = known[n.Customer] || n.Key.Kind != cham.KeyAnonymous
	}
	for customer, of := range of {
		if !known[customer] {
			continue // there is no number to remember
		}
		if err := r.app.Consents.Remember(ctx, ws, of); err != nil {
			return err
		}
	}
	if err := r.forgetSent(ctx, ws, keys); err != nil {
		return err
	}
	m := &erasure.Mentions{Keys: keys}
	if _, err = r.app.Store.Tags().Erase(ctx, ws, m); err != nil {
		return err
	}
	_, err = r.app.Store.Consents().Erase(ctx, ws, m)
	return err
}

// forgetSent makes what was sent to somebody, and what was decided of it, nobody's.
func (r retainer) forgetSent(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) error {
	m := &erasure.Mentions{Keys: keys}
	if _, err := r.app.Store.Outbox().Erase(ctx, ws, m); err != nil {
		return err
	}
	if _, err := r.app.Store.Tasks().Erase(ctx, ws, m); err != nil {
		return err
	}
	_, err := r.app.Reach.Erase(ctx, ws, m)
	return err
}
