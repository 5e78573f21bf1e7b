package identity

import (
	"context"
	"encoding/json"
	"slices"

	"cham"
)

// Profile is what is known of one customer beside the touches.
type Profile struct {
	ID cham.CustomerID
	// Name is from the traits, family name first; "" when none was said.
	Name string
	// Keys come strongest first, then oldest first.
	Keys   []Node
	Traits map[string]json.RawMessage
	// Merges are the edges at the customer's keys, undone ones too, oldest
	// first; only Resolver.Profile fills them.
	Merges []Merge
}

// Merge is an edge with the keys it joins, or joined.
type Merge struct {
	Edge
	KeyA, KeyB cham.Key
}

// Profile returns the customer that id leads to now: any of its keys, so that
// old links work. CodeNotFound: there is none.
func (r *Resolver) Profile(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) (Profile, error) {
	found, err := r.Profiles(ctx, ws, []cham.CustomerID{id})
	if err != nil {
		return Profile{}, err
	}
	if len(found[0].Keys) == 0 {
		return Profile{}, cham.Errorf(cham.CodeNotFound, "identity.Profile", "there is no customer %d", id)
	}
	p := found[0]
	p.Merges, err = r.merges(ctx, ws, p.Keys)
	return p, err
}

// Profiles returns the customers that the ids lead to now, in their order; an
// unknown id gives a Profile without keys.
func (r *Resolver) Profiles(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) ([]Profile, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	now, err := r.current(ctx, ws, ids)
	if err != nil {
		return nil, err
	}
	nodes, err := r.graph.NodesByCustomer(ctx, ws, unique(now))
	if err != nil {
		return nil, err
	}
	keys := map[cham.CustomerID][]Node{}
	owner := map[cham.KeyID]cham.CustomerID{}
	all := make([]cham.KeyID, 0, len(nodes))
	for _, n := range nodes {
		keys[n.Customer] = append(keys[n.Customer], n)
		owner[n.ID] = n.Customer
		all = append(all, n.ID)
	}
	said, err := r.graph.Traits(ctx, ws, all)
	if err != nil {
		return nil, err
	}
	traits := map[cham.CustomerID][]Traits{}
	for _, t := range said {
		traits[owner[t.Key]] = append(traits[owner[t.Key]], t)
	}
	out := make([]Profile, len(ids))
	for i, id := range now {
		out[i] = Profile{ID: id, Keys: keys[id], Traits: MergeTraits(traits[id])}
		out[i].Name = displayName(out[i].Traits)
		slices.SortFunc(out[i].Keys, strongest)
	}
	return out, nil
}

// current follows ids to the customers they belong to now; unknown ones stay.
func (r *Resolver) current(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) ([]cham.CustomerID, error) {
	keys := make([]cham.KeyID, len(ids))
	for i, id := range ids {
		keys[i] = cham.KeyID(id)
	}
	nodes, err := r.graph.NodesByID(ctx, ws, keys)
	if err != nil {
		return nil, err
	}
	to := make(map[cham.CustomerID]cham.CustomerID, len(nodes))
	for _, n := range nodes {
		to[cham.CustomerID(n.ID)] = n.Customer
	}
	now := slices.Clone(ids)
	for i, id := range ids {
		if c, ok := to[id]; ok {
			now[i] = c
		}
	}
	return now, nil
}

func unique(ids []cham.CustomerID) []cham.CustomerID {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

func strongest(a, b Node) int {
	rank := func(n Node) int { return slices.Index(cham.KeyKinds[:], n.Key.Kind) }
	if d := rank(a) - rank(b); d != 0 {
		return d
	}
	return int(a.ID - b.ID)
}

func (r *Resolver) merges(ctx context.Context, ws cham.WorkspaceID, keys []Node) ([]Merge, error) {
	ids := make([]cham.KeyID, len(keys))
	values := make(map[cham.KeyID]cham.Key, len(keys))
	for i, n := range keys {
		ids[i], values[n.ID] = n.ID, n.Key
	}
	edges, err := r.graph.Edges(ctx, ws, ids)
	if err != nil {
		return nil, err
	}
	var others []cham.KeyID
	for _, e := range edges {
		for _, id := range []cham.KeyID{e.A, e.B} {
			if _, ok := values[id]; !ok {
				others = append(others, id)
			}
		}
	}
	if len(others) > 0 {
		outside, err := r.graph.NodesByID(ctx, ws, others)
		if err != nil {
			return nil, err
		}
		for _, n := range outside {
			values[n.ID] = n.Key
		}
	}
	out := make([]Merge, len(edges))
	for i, e := range edges {
		out[i] = Merge{Edge: e, KeyA: values[e.A], KeyB: values[e.B]}
	}
	return out, nil
}
