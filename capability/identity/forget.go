package identity

import (
	"cmp"
	"context"
	"maps"
	"slices"

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
// nobody else named, traits, merges. Touches that stay are resolved again, since
// what they said of what was known already left no trace. What people decided
// stays, where its keys do. The same again changes nothing, so that it can be
// repeated after a failure. What an index knows of the customers is out of date
// afterwards. Cost: the customers' keys, and their touches that stay.
func (r *Resolver) Forget(ctx context.Context, ws cham.WorkspaceID, gone []cham.Record, kept Kept) error {
	again, young, err := r.forget(ctx, ws, gone, kept)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(again, 10_000) {
		if _, _, err := r.resolve(ctx, ws, part, young); err != nil {
			return err
		}
	}
	return nil
}

// forget commits what goes, and returns the touches to resolve again, and the
// keys that are as new to them.
func (r *Resolver) forget(ctx context.Context, ws cham.WorkspaceID, gone []cham.Record, kept Kept) (again []cham.Touch,
	young map[cham.Key]bool, err error) {
	l := r.lane(ws)
	l.mu.Lock()
	defer l.mu.Unlock()
	f := &forgetting{decision: decision{lane: l, ctx: ctx, nodes: map[cham.KeyID]Node{}}, said: map[cham.KeyID]bool{}}
	if err := f.find(gone); err != nil || len(f.nodes) == 0 {
		return nil, nil, err
	}
	stay, err := kept(ctx, slices.Sorted(maps.Keys(f.nodes)))
	if err != nil {
		return nil, nil, err
	}
	if err := f.decide(gone, stay); err != nil {
		return nil, nil, err
	}
	l.forget()
	if err := l.commit(ctx, f.change, f.change.Moves); err != nil {
		return nil, nil, err
	}
	young = map[cham.Key]bool{}
	for _, k := range f.change.Forget.Unsure {
		young[f.nodes[k].Key] = true
	}
	again, err = f.touches(stay)
	return again, young, err
}

// forgetting is the work of one Forget.
type forgetting struct {
	decision
	said map[cham.KeyID]bool // keys of the touches that go
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

// decide finds out what goes and how the rest hangs together.
func (f *forgetting) decide(gone, stay []cham.Record) error {
	left := map[cham.KeyID]bool{}
	for i := range stay {
		for _, k := range keysOf(&stay[i]) {
			left[k] = true
		}
	}
	out := &f.change.Forget
	for _, k := range slices.Sorted(maps.Keys(f.said)) {
		_, there := f.nodes[k]
		switch {
		case !there:
		case left[k]:
			out.Unsure = append(out.Unsure, k)
		default:
			out.Keys = append(out.Keys, k)
			delete(f.nodes, k)
		}
	}
	f.cutEdges(gone, stay)
	f.regroup()
	f.unsay(gone)
	return f.dropSuggestions()
}

// cutEdges takes out the edges that lost an end, and those that only what goes
// is evidence for; where a touch that stays says the same, it is the evidence
// from now on. Those that stand hold customers together.
func (f *forgetting) cutEdges(gone, stay []cham.Record) {
	goes := make(map[[2]string]bool, len(gone))
	for i := range gone {
		goes[[2]string{string(gone[i].Source), gone[i].MessageID}] = true
	}
	says := evidenceOf(stay)
	var stand []Edge
	for _, e := range f.edges {
		_, a := f.nodes[e.A]
		_, b := f.nodes[e.B]
		lost := !a || !b
		if !lost && e.MadeBy == "" && e.UndoneAt.IsZero() && goes[[2]string{string(e.Source), e.MessageID}] {
			if lost = says[[2]cham.KeyID{e.A, e.B}] == nil; !lost {
				f.change.Forget.Edges = append(f.change.Forget.Edges, e.ID)
				e.Evidence = *says[[2]cham.KeyID{e.A, e.B}]
				e.ID = 0
				f.change.Edges = append(f.change.Edges, e)
			}
		}
		if lost {
			f.change.Forget.Edges = append(f.change.Forget.Edges, e.ID)
		} else if e.UndoneAt.IsZero() {
			stand = append(stand, e)
		}
	}
	f.edges = stand
}

// evidenceOf finds for pairs of keys, either way round, the first touch that carries both.
func evidenceOf(records []cham.Record) map[[2]cham.KeyID]*Evidence {
	all := map[[2]cham.KeyID]*Evidence{}
	for i := range records {
		r := &records[i]
		for _, k := range r.Also {
			if all[[2]cham.KeyID{r.Key, k}] == nil {
				e := &Evidence{Source: r.Source, MessageID: r.MessageID, At: r.At}
				all[[2]cham.KeyID{r.Key, k}], all[[2]cham.KeyID{k, r.Key}] = e, e
			}
		}
	}
	return all
}

// unsay empties what was said under the keys that stay, for what stays to say again.
func (f *forgetting) unsay(gone []cham.Record) {
	f.change.Search = map[cham.KeyID]string{}
	for i := range gone {
		n, there := f.nodes[gone[i].Key]
		if _, done := f.change.Search[n.ID]; !there || done || !saysTraits(&gone[i].Touch) {
			continue
		}
		f.change.Search[n.ID] = searchText(n.Key, nil)
		f.change.Traits = append(f.change.Traits, Traits{Key: n.ID, Values: map[string]Trait{}})
	}
}

// dropSuggestions takes out those about the keys that nobody decided: what stays
// makes them again where they still hold.
func (f *forgetting) dropSuggestions() error {
	all, err := f.lane.graph.SuggestionsVia(f.ctx, f.lane.ws, slices.Sorted(maps.Keys(f.said)))
	for _, s := range all {
		if s.Decision == "" {
			f.change.Forget.Suggestions = append(f.change.Forget.Suggestions, s.ID)
		}
	}
	return err
}

// touches are those that stay and carry a key that what goes did, as they came.
func (f *forgetting) touches(stay []cham.Record) ([]cham.Touch, error) {
	stay = slices.DeleteFunc(stay, func(r cham.Record) bool {
		return !slices.ContainsFunc(keysOf(&r), func(k cham.KeyID) bool { return f.said[k] })
	})
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
