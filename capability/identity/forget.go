package identity

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"cham"
)

// Forgotten is what goes from the graph for good, since nothing that said it is
// left.
type Forgotten struct {
	// Keys go with what was said under them, their edges and suggestions.
	Keys        []cham.KeyID
	Edges       []int64
	Suggestions []int64
	// Unsure keys are neither Shared nor Confirmed any more, until something says so again.
	Unsure []cham.KeyID
}

func (f *Forgotten) empty() bool {
	return len(f.Keys)+len(f.Edges)+len(f.Suggestions)+len(f.Unsure) == 0
}

// Kept returns the touches, by Seq, that stay in history and carry one of the keys.
type Kept func(ctx context.Context, keys []cham.KeyID) ([]cham.Record, error)

// Forget takes back what touches said that are to be removed from history: keys
// nobody else named, traits, merges. The customers they were about are put
// together anew from the touches that stay, as if the others had never come: what
// stays may have said nothing new only because of what goes. What people decided
// stays, where its keys do, and so does what no touch is left to say again. The
// same again changes nothing, so that it can be repeated after a failure. What an
// index knows of the customers is out of date afterwards. Cost: the customers'
// keys, and their touches that stay.
func (r *Resolver) Forget(ctx context.Context, ws cham.WorkspaceID, gone []cham.Record, kept Kept) error {
	l := r.lane(ws)
	l.mu.Lock()
	defer l.mu.Unlock()
	f := &forgetting{decision: decision{lane: l, ctx: ctx, nodes: map[cham.KeyID]Node{}}, said: map[cham.KeyID]bool{}}
	if err := f.find(gone); err != nil || len(f.nodes) == 0 {
		return err
	}
	stay, err := kept(ctx, slices.Sorted(maps.Keys(f.nodes)))
	if err != nil {
		return err
	}
	again, err := f.touches(stay)
	if err != nil {
		return err
	}
	if err := r.learnSources(ctx, l, again); err != nil {
		return err
	}
	defer l.forget() // what is in memory is of this work alone
	b := &batch{lane: l, ctx: ctx, now: r.now().UTC().Truncate(time.Millisecond), moved: map[*node]bool{}, young: map[cham.Key]bool{},
		said: map[*node][]statement{}, unsaid: map[cham.KeyID]bool{}}
	if err := f.decide(b, gone, stay); err != nil {
		return err
	}
	if _, err := b.resolve(again); err != nil {
		return err
	}
	return b.commit()
}

// forgetting is the work of one Forget.
type forgetting struct {
	decision
	said   map[cham.KeyID]bool // keys of the touches that go
	claims []Suggestion        // about the customers' keys, that people decided
}

func keysOf(r *cham.Record) []cham.KeyID { return append([]cham.KeyID{r.Key}, r.Also...) }

// find loads the whole customers whose keys the touches carry, with all edges;
// keys that are gone already are passed over.
func (f *forgetting) find(gone []cham.Record) error {
	for i := range gone {
		for _, k := range keysOf(&gone[i]) {
			f.said[k] = true
		}
	}
	l := f.lane
	there, err := l.graph.NodesByID(f.ctx, l.ws, slices.Sorted(maps.Keys(f.said)))
	if err != nil {
		return err
	}
	customers := map[cham.CustomerID]bool{}
	for _, n := range there {
		customers[n.Customer] = true
	}
	nodes, err := l.graph.NodesByCustomer(f.ctx, l.ws, slices.Sorted(maps.Keys(customers)))
	if err != nil {
		return err
	}
	for _, n := range nodes {
		f.nodes[n.ID] = n
	}
	f.edges, err = l.graph.Edges(f.ctx, l.ws, slices.Sorted(maps.Keys(f.nodes)))
	return err
}

// decide finds out what goes, and gives the batch the rest as it stands without.
func (f *forgetting) decide(b *batch, gone, stay []cham.Record) error {
	left := map[cham.KeyID]bool{}
	for i := range stay {
		for _, k := range keysOf(&stay[i]) {
			left[k] = true
		}
	}
	out := &f.change.Forget
	for _, k := range slices.Sorted(maps.Keys(f.said)) {
		n, there := f.nodes[k]
		switch {
		case !there:
		case left[k]:
			out.Unsure = append(out.Unsure, k)
			n.Shared, n.Confirmed = Placeholder(n.Key), false
			f.nodes[k] = n
		default:
			out.Keys = append(out.Keys, k)
			delete(f.nodes, k)
		}
	}
	if err := f.dropSuggestions(); err != nil {
		return err
	}
	f.cutEdges(gone, stay)
	f.hold(b, gone)
	b.change = f.change
	return nil
}

// cutEdges takes out the edges that lost an end, and those that a touch is
// evidence for: one that stays says it again. The others hold customers together.
func (f *forgetting) cutEdges(gone, stay []cham.Record) {
	said := make(map[[2]string]bool, len(gone)+len(stay))
	for _, records := range [][]cham.Record{gone, stay} {
		for i := range records {
			said[[2]string{string(records[i].Source), records[i].MessageID}] = true
		}
	}
	var stand []Edge
	for _, e := range f.edges {
		_, a := f.nodes[e.A]
		_, b := f.nodes[e.B]
		byRule := e.MadeBy == "" && e.UndoneAt.IsZero() && said[[2]string{string(e.Source), e.MessageID}]
		switch {
		case !a || !b || byRule:
			f.change.Forget.Edges = append(f.change.Forget.Edges, e.ID)
		case e.UndoneAt.IsZero():
			stand = append(stand, e)
		default:
			f.cuts = append(f.cuts, e)
		}
	}
	f.edges = stand
}

// dropSuggestions takes out those about the keys that nobody decided: what stays
// makes them again where they still hold.
func (f *forgetting) dropSuggestions() error {
	l := f.lane
	ids := slices.Concat(slices.Collect(maps.Keys(f.nodes)), f.change.Forget.Keys)
	slices.Sort(ids)
	all, err := l.graph.SuggestionsVia(f.ctx, l.ws, ids)
	for _, s := range all {
		if s.Decision == "" {
			f.change.Forget.Suggestions = append(f.change.Forget.Suggestions, s.ID)
		} else {
			f.claims = append(f.claims, s)
		}
	}
	return err
}

// hold puts the keys that stay into the batch's memory, as customers held together
// by the edges that stand, and empties what was said under those of what goes.
func (f *forgetting) hold(b *batch, gone []cham.Record) {
	f.lane.forget()
	customers, links := map[cham.KeyID]*component{}, f.links()
	for id, root := range f.roots() {
		c := customers[root]
		if c == nil {
			c = &component{id: cham.CustomerID(root)}
			customers[root] = c
		}
		n := &node{Node: f.nodes[id], of: c, stored: true, links: links[id]}
		c.nodes, c.kinds = append(c.nodes, n), c.kinds|personal(n.Key.Kind)
		f.lane.young[n.Key] = n
		b.moved[n], b.young[n.Key] = true, true
	}
	for i := range gone {
		n, there := f.nodes[gone[i].Key]
		if there && saysTraits(&gone[i].Touch) {
			b.said[f.lane.young[n.Key]], b.unsaid[n.ID] = nil, true
		}
	}
}

// links is what stands of the keys' relations.
func (f *forgetting) links() map[cham.KeyID]*links {
	all := make(map[cham.KeyID]*links, len(f.nodes))
	for id := range f.nodes {
		all[id] = &links{}
	}
	for _, e := range slices.Concat(f.edges, f.cuts) {
		for _, id := range []cham.KeyID{e.A, e.B} {
			if n := all[id]; n != nil {
				n.edges = append(n.edges, e)
			}
		}
	}
	for _, s := range f.claims {
		for _, id := range slices.Compact([]cham.KeyID{s.Via, s.A}) {
			if n := all[id]; n != nil {
				n.claims = append(n.claims, s)
			}
		}
	}
	return all
}

// touches are those that stay, as they came.
func (f *forgetting) touches(stay []cham.Record) ([]cham.Touch, error) {
	keys := map[cham.KeyID]cham.Key{}
	for i := range stay {
		for _, k := range keysOf(&stay[i]) {
			keys[k] = cham.Key{}
		}
	}
	nodes, err := f.lane.graph.NodesByID(f.ctx, f.lane.ws, slices.Sorted(maps.Keys(keys)))
	for _, n := range nodes {
		keys[n.ID] = n.Key
	}
	out := make([]cham.Touch, len(stay))
	for i := range stay {
		out[i] = stay[i].Touch
		for _, k := range keysOf(&stay[i]) {
			if key := keys[k]; key.Kind != "" {
				out[i].Keys = append(out[i].Keys, key)
			}
		}
		slices.SortStableFunc(out[i].Keys, func(a, b cham.Key) int {
			return cmp.Compare(slices.Index(cham.KeyKinds[:], a.Kind), slices.Index(cham.KeyKinds[:], b.Kind))
		})
	}
	return slices.DeleteFunc(out, func(t cham.Touch) bool { return len(t.Keys) == 0 }), err
}
