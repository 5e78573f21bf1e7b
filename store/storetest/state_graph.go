package storetest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/identity"
)

// Whatever changes are committed, in whatever order and again, the store
// answers what a list would.
func testGraphModel(t *testing.T, db Stores) {
	s := db.Graph
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		g := &graphRun{s: s, ws: cham.WorkspaceID(fmt.Sprint("w", run)), m: newGraphModel()}
		var old []identity.Change
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			c := g.draw(t)
			if len(old) > 0 && rapid.Bool().Draw(t, "again") { // replayed after a crash
				o := rapid.SampledFrom(old).Draw(t, "old")
				c.Nodes, c.Edges, c.Suggestions = append(c.Nodes, o.Nodes...), append(c.Edges, o.Edges...), append(c.Suggestions, o.Suggestions...)
			}
			old = append(old, c)
			ok(t, s.Commit(ctx, g.ws, c))
			g.m.commit(c)
			g.learnIDs(t)
			g.compare(t)
		}
	})
}

type graphRun struct {
	s    identity.Graph
	ws   cham.WorkspaceID
	m    *graphModel
	last cham.KeyID
}

func drawTime(t *rapid.T, name string) time.Time {
	return day(0).Add(time.Duration(rapid.IntRange(0, 50).Draw(t, name)) * time.Millisecond)
}

func drawKey(t *rapid.T) cham.Key {
	return cham.Key{Kind: rapid.SampledFrom([]cham.KeyKind{cham.KeyUser, cham.KeyPhone, cham.KeyAnonymous}).Draw(t, "kind"),
		Value: rapid.SampledFrom([]string{"1", "01", "1.0", "a'b", `"q"`, "Đỗ", "%", "true", "null", "[]"}).Draw(t, "value")}
}

// draw makes a change that a resolver could make, with ids of things that are.
func (g *graphRun) draw(t *rapid.T) (c identity.Change) {
	for range rapid.IntRange(0, 4).Draw(t, "nodes") {
		n := identity.Node{ID: g.last + 1, Key: drawKey(t), Shared: rapid.Bool().Draw(t, "shared"),
			Confirmed: rapid.Bool().Draw(t, "confirmed"), CreatedAt: drawTime(t, "at")}
		n.Customer = cham.CustomerID(rapid.Int64Range(1, int64(n.ID)).Draw(t, "customer"))
		if !slices.ContainsFunc(append(g.m.nodes, c.Nodes...), func(o identity.Node) bool { return o.Key == n.Key }) {
			g.last++
			c.Nodes = append(c.Nodes, n)
		}
	}
	if g.last == 0 {
		return c
	}
	key := rapid.Map(rapid.Int64Range(1, int64(g.last)), func(k int64) cham.KeyID { return cham.KeyID(k) })
	evidence := rapid.Custom(func(t *rapid.T) identity.Evidence {
		return identity.Evidence{Source: "s", MessageID: rapid.SampledFrom([]string{"", "m1", "m2"}).Draw(t, "message"),
			At: drawTime(t, "at"), Merge: rapid.Bool().Draw(t, "merge")}
	})
	for range rapid.IntRange(0, 3).Draw(t, "edges") {
		c.Edges = append(c.Edges, identity.Edge{A: key.Draw(t, "a"), B: key.Draw(t, "b"), Evidence: evidence.Draw(t, "e"),
			MadeBy: rapid.SampledFrom([]cham.UserID{"", "an"}).Draw(t, "by")})
		c.Suggestions = append(c.Suggestions, identity.Suggestion{A: key.Draw(t, "a"), B: key.Draw(t, "b"), Via: key.Draw(t, "via"),
			Reason: identity.ReasonTwoKnown, Evidence: evidence.Draw(t, "e")})
	}
	g.drawDecisions(t, &c)
	for _, k := range rapid.SliceOfNDistinct(key, 0, 2, rapid.ID[cham.KeyID]).Draw(t, "keys") {
		c.Moves = append(c.Moves, identity.Move{Key: k, To: cham.CustomerID(key.Draw(t, "to"))})
		c.Shared = append(c.Shared, key.Draw(t, "shared"))
		c.Confirmed = append(c.Confirmed, key.Draw(t, "confirmed"))
		at := drawTime(t, "stated")
		c.Traits = append(c.Traits, identity.Traits{Key: k, At: at, Values: map[string]identity.Trait{
			"name": {Value: json.RawMessage(`"Đỗ \u0000 <b>"`), At: at}}})
	}
	c.Search = rapid.MapOfN(key, rapid.SampledFrom([]string{"", "do thi lan", "lan", "100% do_an"}), 0, 2).Draw(t, "search")
	return c
}

func (g *graphRun) drawDecisions(t *rapid.T, c *identity.Change) {
	if len(g.m.edges) > 0 && rapid.Bool().Draw(t, "undo") {
		e := rapid.SampledFrom(g.m.edges).Draw(t, "edge")
		c.Undo = append(c.Undo, identity.Edge{ID: e.ID, UndoneAt: drawTime(t, "undone"), UndoneBy: "binh"})
	}
	if len(g.m.suggestions) > 0 && rapid.Bool().Draw(t, "decide") {
		g := rapid.SampledFrom(g.m.suggestions).Draw(t, "suggestion")
		c.Decided = append(c.Decided, identity.Suggestion{ID: g.ID, DecidedAt: drawTime(t, "decided"), DecidedBy: "an",
			Decision: identity.DecisionDismissed})
	}
}

func (g *graphRun) keys() []cham.KeyID {
	keys := []cham.KeyID{g.last + 9}
	for k := range g.last {
		keys = append(keys, k+1)
	}
	return keys
}

// learnIDs copies the ids that the store gave, which must grow.
func (g *graphRun) learnIDs(t *rapid.T) {
	edges, err := g.s.Edges(ctx, g.ws, g.keys())
	same(t, len(edges), err, len(g.m.edges))
	for i, last := 0, int64(0); i < len(edges); i, last = i+1, edges[i].ID {
		if edges[i].ID <= last {
			t.Fatalf("edge ids do not grow: %d after %d", edges[i].ID, last)
		}
		g.m.edges[i].ID = edges[i].ID
	}
	suggestions, err := g.s.SuggestionsVia(ctx, g.ws, g.keys())
	same(t, len(suggestions), err, len(g.m.suggestions))
	for i := range suggestions {
		g.m.suggestions[i].ID = suggestions[i].ID
	}
}

func (g *graphRun) compare(t *rapid.T) {
	g.compareNodes(t)
	edges, err := g.s.Edges(ctx, g.ws, g.keys())
	same(t, edges, err, g.m.edges)
	half := g.keys()[:len(g.keys())/2+1]
	touching := slices.DeleteFunc(slices.Clone(g.m.edges), func(e identity.Edge) bool {
		return !slices.Contains(half, e.A) && !slices.Contains(half, e.B)
	})
	edges, err = g.s.Edges(ctx, g.ws, half)
	same(t, edges, err, touching)
	via := slices.DeleteFunc(slices.Clone(g.m.suggestions), func(o identity.Suggestion) bool {
		return !slices.Contains(half, o.Via) && !slices.Contains(half, o.A)
	})
	suggestions, err := g.s.SuggestionsVia(ctx, g.ws, half)
	same(t, suggestions, err, via)
	open := slices.DeleteFunc(slices.Clone(g.m.suggestions), func(o identity.Suggestion) bool { return o.Decision != "" })
	slices.Reverse(open)
	suggestions, err = g.s.Suggestions(ctx, g.ws, 2)
	same(t, suggestions, err, open[:min(2, len(open))])
	for _, e := range g.m.edges {
		got, err := g.s.Edge(ctx, g.ws, e.ID)
		same(t, got, err, e)
	}
	for _, o := range g.m.suggestions {
		got, err := g.s.Suggestion(ctx, g.ws, o.ID)
		same(t, got, err, o)
	}
	g.compareTraits(t)
	g.compareSearch(t)
}

func (g *graphRun) compareNodes(t *rapid.T) {
	sorted := func(nodes []identity.Node) []identity.Node {
		slices.SortFunc(nodes, func(a, b identity.Node) int { return cmp.Compare(a.ID, b.ID) })
		return nodes
	}
	half := g.keys()[:len(g.keys())/2+1]
	nodes, err := g.s.NodesByID(ctx, g.ws, half)
	same(t, sorted(nodes), err, g.m.find(func(n identity.Node) bool { return slices.Contains(half, n.ID) }))
	var customers []cham.CustomerID
	for _, k := range half {
		customers = append(customers, cham.CustomerID(k))
	}
	nodes, err = g.s.NodesByCustomer(ctx, g.ws, customers)
	same(t, sorted(nodes), err, g.m.find(func(n identity.Node) bool { return slices.Contains(customers, n.Customer) }))
	asked := []cham.Key{{Kind: cham.KeyEmail, Value: "1"}}
	for range 5 {
		if k := drawKey(t); !slices.Contains(asked, k) {
			asked = append(asked, k, k)
		}
	}
	nodes, err = g.s.NodesByKey(ctx, g.ws, asked)
	same(t, sorted(nodes), err, g.m.find(func(n identity.Node) bool { return slices.Contains(asked, n.Key) }))
	last, err := g.s.MaxKey(ctx, g.ws)
	same(t, last, err, cham.KeyID(len(g.m.nodes)))
	moves := map[cham.KeyID]cham.CustomerID{}
	ok(t, g.s.Assignments(ctx, g.ws, func(m identity.Move) error { moves[m.Key] = m.To; return nil }))
	want := map[cham.KeyID]cham.CustomerID{}
	for _, n := range g.m.nodes {
		if cham.CustomerID(n.ID) != n.Customer {
			want[n.ID] = n.Customer
		}
	}
	same(t, moves, nil, want)
}

func (g *graphRun) compareTraits(t *rapid.T) {
	traits, err := g.s.Traits(ctx, g.ws, g.keys())
	ok(t, err)
	same(t, len(traits), nil, len(g.m.traits))
	for _, tr := range traits {
		same(t, toJSON(tr), nil, toJSON(g.m.traits[tr.Key]))
	}
}

func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func (g *graphRun) compareSearch(t *rapid.T) {
	for _, q := range []string{"", "lan", "  thi   do ", "100%", "do_an %", "nobody"} {
		ids, next, err := g.s.Search(ctx, g.ws, q, "", 100)
		same(t, ids, err, g.m.searched(q))
		same(t, next, nil, "")
	}
}

func node(id int, kind cham.KeyKind, value string) identity.Node {
	return identity.Node{ID: cham.KeyID(id), Customer: cham.CustomerID(id), Key: cham.Key{Kind: kind, Value: value}, CreatedAt: day(1)}
}

// Nothing of one workspace is seen or changed from another.
func testGraphApart(t *testing.T, db Stores) {
	s := db.Graph
	c := identity.Change{Nodes: []identity.Node{node(1, cham.KeyUser, "u"), node(2, cham.KeyPhone, "p")},
		Edges:       []identity.Edge{{A: 1, B: 2, Evidence: identity.Evidence{Source: "s", MessageID: "m", At: day(1)}}},
		Traits:      []identity.Traits{{Key: 1, At: day(1), Values: map[string]identity.Trait{"name": {Value: json.RawMessage(`1`)}}}},
		Search:      map[cham.KeyID]string{1: "lan"},
		Suggestions: []identity.Suggestion{{A: 1, B: 2, Via: 2, Reason: identity.ReasonSharedKey}}}
	ok(t, s.Commit(ctx, "a", c))
	ok(t, s.Commit(ctx, "b", c))
	edges, err := s.Edges(ctx, "a", []cham.KeyID{1})
	same(t, len(edges), err, 1)
	ok(t, s.Commit(ctx, "b", identity.Change{Moves: []identity.Move{{Key: 2, To: 1}}, Shared: []cham.KeyID{1}, Confirmed: []cham.KeyID{1},
		Undo: []identity.Edge{{ID: edges[0].ID, UndoneAt: day(2)}}, Search: map[cham.KeyID]string{1: "hoa"}}))
	nodes, err := s.NodesByID(ctx, "a", []cham.KeyID{1, 2})
	same(t, nodes, err, c.Nodes)
	again, err := s.Edges(ctx, "a", []cham.KeyID{1})
	same(t, again, err, edges)
	ids, _, err := s.Search(ctx, "a", "lan", "", 9)
	same(t, ids, err, []cham.CustomerID{1})
	for _, e := range []error{second(s.Edge(ctx, "c", 1)), second(s.Suggestion(ctx, "c", 1))} {
		code(t, e, cham.CodeNotFound)
	}
	nodes, err = s.NodesByKey(ctx, "c", []cham.Key{c.Nodes[0].Key})
	same(t, nodes, err, nil)
	last, err := s.MaxKey(ctx, "c")
	same(t, last, err, 0)
}

// A node whose id or key exists stays as it was.
func testGraphReplay(t *testing.T, db Stores) {
	s := db.Graph
	ok(t, s.Commit(ctx, "a", identity.Change{Nodes: []identity.Node{node(1, cham.KeyUser, "u")}}))
	other := node(1, cham.KeyPhone, "p")
	twice := node(2, cham.KeyUser, "u")
	ok(t, s.Commit(ctx, "a", identity.Change{Nodes: []identity.Node{other, twice, node(3, cham.KeyEmail, "e")}}))
	nodes, err := s.NodesByID(ctx, "a", []cham.KeyID{1, 2, 3})
	same(t, nodes, err, []identity.Node{node(1, cham.KeyUser, "u"), node(3, cham.KeyEmail, "e")})
}

// A change that cannot be stored leaves nothing of itself.
func testGraphWhole(t *testing.T, db Stores) {
	s := db.Graph
	err := s.Commit(ctx, "a", identity.Change{Nodes: []identity.Node{node(1, cham.KeyUser, "u")},
		Traits: []identity.Traits{{Key: 1, Values: map[string]identity.Trait{"x": {Value: json.RawMessage(`{broken`)}}}}})
	code(t, err, cham.CodeInvalid)
	last, err := s.MaxKey(ctx, "a")
	same(t, last, err, 0)
}

// Thousands at once, which must not depend on how many fit into a statement.
func testGraphMany(t *testing.T, db Stores) {
	s := db.Graph
	const n = 40_000
	var c identity.Change
	var keys []cham.Key
	for i := range n {
		c.Nodes = append(c.Nodes, node(i+1, cham.KeyAnonymous, fmt.Sprintf("%08x", i*2654435761)))
		keys = append(keys, c.Nodes[i].Key)
		if i > 0 {
			c.Edges = append(c.Edges, identity.Edge{A: 1, B: cham.KeyID(i + 1), Evidence: identity.Evidence{At: day(1)}})
		}
	}
	ok(t, s.Commit(ctx, "a", c))
	nodes, err := s.NodesByKey(ctx, "a", keys)
	same(t, len(nodes), err, n)
	var move identity.Change
	for i := range n {
		move.Moves = append(move.Moves, identity.Move{Key: cham.KeyID(i + 1), To: 1})
	}
	ok(t, s.Commit(ctx, "a", move))
	nodes, err = s.NodesByCustomer(ctx, "a", []cham.CustomerID{1})
	same(t, len(nodes), err, n)
	edges, err := s.Edges(ctx, "a", []cham.KeyID{1})
	same(t, len(edges), err, n-1)
}

// Commits of people and of the loop at once: none is lost, no number is given twice.
func testGraphRace(t *testing.T, db Stores) {
	s := db.Graph
	const writers, each = 8, 15
	codes := race(writers, func(w int) error {
		for i := range each {
			id := w*each + i + 1
			err := s.Commit(ctx, "a", identity.Change{Nodes: []identity.Node{node(id, cham.KeyUser, fmt.Sprint(id))},
				Edges:  []identity.Edge{{A: cham.KeyID(id), B: 9999, Evidence: identity.Evidence{At: day(1)}}},
				Search: map[cham.KeyID]string{cham.KeyID(id): "khach"}})
			if err != nil {
				return err
			}
			if _, err := s.NodesByID(ctx, "a", []cham.KeyID{cham.KeyID(id)}); err != nil {
				return err
			}
		}
		return nil
	})
	same(t, codes, nil, map[cham.Code]int{"": writers})
	edges, err := s.Edges(ctx, "a", []cham.KeyID{9999})
	same(t, len(edges), err, writers*each)
	ids, _, err := s.Search(ctx, "a", "khach", "", 1000)
	same(t, len(ids), err, writers*each)
}

func testSearch(t *testing.T, db Stores) {
	s := db.Graph
	ok(t, s.Commit(ctx, "a", identity.Change{
		Nodes: []identity.Node{node(1, cham.KeyUser, "u1"), node(2, cham.KeyPhone, "+84912345678"), node(3, cham.KeyUser, "u3"),
			node(4, cham.KeyAnonymous, "x")},
		Search: map[cham.KeyID]string{1: "nguyen thi lan", 2: "+84912345678 0912345678", 3: "tran van lan"},
		Traits: []identity.Traits{{Key: 3, At: day(5)}, {Key: 1, At: day(4)}}}))
	search := func(q string, want ...cham.CustomerID) {
		t.Helper()
		ids, next, err := s.Search(ctx, "a", q, "", 10)
		same(t, ids, err, want)
		same(t, next, nil, "")
	}
	search("lan", 3, 1)
	search("lan 0912")
	ok(t, s.Commit(ctx, "a", identity.Change{Moves: []identity.Move{{Key: 2, To: 1}}}))
	search("lan 0912", 1) // the words may lie on different keys
	search("", 3, 1)
	ok(t, s.Commit(ctx, "a", identity.Change{Moves: []identity.Move{{Key: 2, To: 2}}}))
	search("lan 0912")
	search("0912", 2)
	ok(t, s.Commit(ctx, "a", identity.Change{Search: map[cham.KeyID]string{1: "le thi hoa"}, Traits: []identity.Traits{{Key: 1, At: day(6)}}}))
	search("lan", 3)
	search("", 1, 3, 2)
	search("a b c d e f g h i j k l")
	code(t, third(s.Search(ctx, "a", "", "junk", 10)), cham.CodeInvalid)
}

func third[T, U any](_ T, _ U, err error) error { return err }

// The pages, one after another, are the whole list.
func testSearchPages(t *testing.T, db Stores) {
	s := db.Graph
	var c identity.Change
	c.Search = map[cham.KeyID]string{}
	for i := range 95 {
		id := cham.KeyID(i + 1)
		c.Nodes = append(c.Nodes, node(i+1, cham.KeyUser, fmt.Sprint(i)))
		c.Search[id] = "khach"
		c.Traits = append(c.Traits, identity.Traits{Key: id, At: day(i / 10)})
	}
	ok(t, s.Commit(ctx, "a", c))
	whole, next, err := s.Search(ctx, "a", "khach", "", 95)
	same(t, len(whole), err, 95)
	same(t, next, nil, "")
	for _, size := range []int{1, 7, 94} {
		var paged []cham.CustomerID
		for after := ""; ; {
			ids, next, err := s.Search(ctx, "a", "khach", after, size)
			ok(t, err)
			if paged = append(paged, ids...); next == "" {
				break
			}
			after = next
		}
		same(t, paged, nil, whole)
	}
}
