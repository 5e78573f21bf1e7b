package identity

import (
	"context"
	"slices"
	"time"

	"cham"
)

// Erase takes keys out of the graph with everything said with them, and makes a
// key of no name for what they did: an anonymous one with the value alias. What
// else their customers have stays. It returns the new key, and the moves of
// keys that stay; called again it changes nothing.
func (r *Resolver) Erase(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, alias string) (cham.KeyID, []Move, error) {
	l := r.lane(ws)
	l.mu.Lock()
	defer l.mu.Unlock()
	doubts, err := l.reportUncertain(ctx)
	if err != nil {
		return 0, nil, err
	}
	key := cham.Key{Kind: cham.KeyAnonymous, Value: alias}
	if made, err := l.graph.NodesByKey(ctx, ws, []cham.Key{key}); err != nil || len(made) > 0 {
		return idOf(made), doubts, err
	}
	d := &decision{lane: l, ctx: ctx, now: r.now().UTC().Truncate(time.Millisecond), nodes: map[cham.KeyID]Node{}}
	if err := d.loadWhole(keys); err != nil {
		return 0, nil, err
	}
	d.leaveOut(keys)
	top, err := l.graph.MaxKey(ctx, ws)
	if err != nil {
		return 0, nil, err
	}
	d.change.Nodes = []Node{{ID: top + 1, Key: key, Customer: cham.CustomerID(top + 1), Shared: true, CreatedAt: d.now}}
	d.change.Forget.Keys = keys
	l.forget()
	if err := l.commit(ctx, d.change, d.change.Moves); err != nil {
		return 0, nil, err
	}
	return top + 1, append(doubts, d.change.Moves...), nil
}

func idOf(nodes []Node) cham.KeyID {
	if len(nodes) == 0 {
		return 0
	}
	return nodes[0].ID
}

// loadWhole is load for keys of which some may be gone.
func (d *decision) loadWhole(keys []cham.KeyID) error {
	there, err := d.lane.graph.NodesByID(d.ctx, d.lane.ws, keys)
	if err != nil || len(there) == 0 {
		return err
	}
	ids := make([]cham.KeyID, len(there))
	for i, n := range there {
		ids[i] = n.ID
	}
	return d.load(ids...)
}

// leaveOut parts the customers from the keys that go: what else they have stays
// one customer each.
func (d *decision) leaveOut(keys []cham.KeyID) {
	gone := func(k cham.KeyID) bool { return slices.Contains(keys, k) }
	rest := map[cham.CustomerID][]cham.KeyID{}
	for id, n := range d.nodes {
		if gone(id) {
			delete(d.nodes, id)
		} else {
			rest[n.Customer] = append(rest[n.Customer], id)
		}
	}
	for _, e := range append(slices.Clone(d.edges), d.cuts...) {
		if gone(e.A) || gone(e.B) {
			d.change.Forget.Edges = append(d.change.Forget.Edges, e.ID)
		}
	}
	d.edges = slices.DeleteFunc(d.edges, func(e Edge) bool { return gone(e.A) || gone(e.B) })
	for _, ids := range rest {
		d.reconnect(ids)
	}
	d.regroup()
}
