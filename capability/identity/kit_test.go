package identity_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/identity"
	"cham/chamtest"
	"cham/store/sqlstore"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func clock() time.Time { return start }

// world is a graph under test, with what its moves say so far. Workspaces keep
// worlds apart that share a database.
type world struct {
	t     failer
	graph identity.Graph
	ws    cham.WorkspaceID
	r     *identity.Resolver
	// at is what an index knows from the moves alone.
	at   map[cham.KeyID]cham.CustomerID
	seq  int
	ids  map[cham.Key]cham.KeyID
	last []cham.Touch // the last batch, while a replay of it must change nothing
	// aliased: an alias call said outright that one user id is another's.
	aliased bool
}

// failer is what testing.T and rapid.T have in common.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

var ctx = context.Background()

func newWorld(t failer, g identity.Graph, ws string) *world {
	return &world{t: t, graph: g, ws: cham.WorkspaceID(ws), r: newResolver(g),
		at: map[cham.KeyID]cham.CustomerID{}, ids: map[cham.Key]cham.KeyID{}}
}

// newResolver trusts every source but "page".
func newResolver(g identity.Graph) *identity.Resolver {
	r := identity.New(g, clock)
	r.Public = func(_ context.Context, _ cham.WorkspaceID, source cham.SourceID) (bool, error) {
		return source == "page", nil
	}
	return r
}

// sqlGraph is the real graph, on SQLite.
func sqlGraph(t testing.TB) identity.Graph {
	t.Helper()
	return openGraph(t, "sqlite:"+filepath.Join(t.TempDir(), "state.db"))
}

func openGraph(t testing.TB, url string) identity.Graph {
	t.Helper()
	s, err := sqlstore.Open(ctx, url, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s.Graph()
}

// eachGraph runs a test on the plain graph and on both real ones.
func eachGraph(t *testing.T, f func(*testing.T, identity.Graph)) {
	t.Run("memory", func(t *testing.T) { f(t, newMemory(t)) })
	t.Run("sqlite", func(t *testing.T) { f(t, sqlGraph(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, openGraph(t, chamtest.Postgres(t))) })
}

// key reads "user:u1"; "u1", "+84…", "x@y", "a1" are told by their form.
func key(s string) cham.Key {
	if kind, value, ok := strings.Cut(s, ":"); ok {
		return cham.Key{Kind: cham.KeyKind(kind), Value: value}
	}
	switch {
	case strings.HasPrefix(s, "+"):
		return cham.Key{Kind: cham.KeyPhone, Value: s}
	case strings.Contains(s, "@"):
		return cham.Key{Kind: cham.KeyEmail, Value: s}
	case strings.HasPrefix(s, "z"):
		return cham.Key{Kind: cham.KeyZalo, Value: s}
	case strings.HasPrefix(s, "a"):
		return cham.Key{Kind: cham.KeyAnonymous, Value: s}
	}
	return cham.Key{Kind: cham.KeyUser, Value: s}
}

// call makes a touch of "u1 +84912345678 a1"; "alias u2 u1" is an alias call,
// "public u1 a1" came with a key that anybody can read.
func (w *world) call(text string) cham.Touch {
	w.seq++
	t := cham.Touch{MessageID: fmt.Sprint("m", w.seq), Source: "web", Type: cham.CallTrack, Name: "Seen",
		At: start.Add(time.Duration(w.seq) * time.Second)}
	for _, f := range strings.Fields(text) {
		switch f {
		case "alias":
			t.Type, t.Name, w.aliased = cham.CallAlias, "", true
		case "public":
			t.Source = "page"
		default:
			t.Keys = append(t.Keys, key(f))
		}
	}
	return t
}

func (w *world) calls(texts ...string) []cham.Touch {
	out := make([]cham.Touch, len(texts))
	for i, s := range texts {
		out[i] = w.call(s)
	}
	return out
}

// resolve resolves one batch and follows its moves.
func (w *world) resolve(touches []cham.Touch) []cham.Record {
	w.t.Helper()
	records, moves, err := w.r.Resolve(ctx, w.ws, touches)
	if err != nil {
		w.t.Fatal(err)
	}
	w.learn(touches, records)
	w.follow(moves, nil)
	return records
}

func (w *world) learn(touches []cham.Touch, records []cham.Record) {
	w.t.Helper()
	if len(records) != len(touches) {
		w.t.Fatalf("%d records for %d touches", len(records), len(touches))
	}
	nodes, err := w.graph.NodesByKey(ctx, w.ws, slices.Concat(keysOf(touches)...))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, n := range nodes {
		w.ids[n.Key] = n.ID
		if w.at[n.ID] == 0 {
			w.at[n.ID] = cham.CustomerID(n.ID)
		}
	}
}

func keysOf(touches []cham.Touch) [][]cham.Key {
	out := make([][]cham.Key, len(touches))
	for i := range touches {
		out[i] = touches[i].Keys
	}
	return out
}

func (w *world) follow(moves []identity.Move, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range moves {
		w.at[m.Key] = m.To
	}
}

// ask returns the customer of a key, by the moves alone.
func (w *world) ask(k string) cham.CustomerID {
	w.t.Helper()
	id := w.ids[key(k)]
	if id == 0 {
		w.t.Fatalf("no key %s", k)
	}
	return w.at[id]
}

// groups returns the customers as "a1 u1 | a2 u2", sorted.
func (w *world) groups() string {
	members := map[cham.CustomerID][]string{}
	for k, id := range w.ids {
		members[w.at[id]] = append(members[w.at[id]], k.Value)
	}
	var out []string
	for _, m := range members {
		slices.Sort(m)
		out = append(out, strings.Join(m, " "))
	}
	slices.Sort(out)
	return strings.Join(out, " | ")
}

// state is everything the graph holds of the world, as text.
func (w *world) state() string {
	ids := make([]cham.KeyID, 0, len(w.ids))
	for _, id := range w.ids {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	nodes, err := w.graph.NodesByID(ctx, w.ws, ids)
	w.must(err)
	slices.SortFunc(nodes, func(a, b identity.Node) int { return int(a.ID - b.ID) })
	edges, err := w.graph.Edges(ctx, w.ws, ids)
	w.must(err)
	open, err := w.graph.Suggestions(ctx, w.ws, 10_000)
	w.must(err)
	traits, err := w.graph.Traits(ctx, w.ws, ids)
	w.must(err)
	slices.SortFunc(traits, func(a, b identity.Traits) int { return int(a.Key - b.Key) })
	return fmt.Sprintf("%v\n%v\n%v\n%v", nodes, edges, open, traits)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) suggestions() []identity.Suggestion {
	all, err := w.graph.Suggestions(ctx, w.ws, 10_000)
	w.must(err)
	return all
}

// check holds the graph to what must always be true of it.
func (w *world) check() {
	w.t.Helper()
	var ids []cham.KeyID
	for _, id := range w.ids {
		ids = append(ids, id)
	}
	nodes, err := w.graph.NodesByID(ctx, w.ws, ids)
	w.must(err)
	edges, err := w.graph.Edges(ctx, w.ws, ids)
	w.must(err)
	up := map[cham.KeyID]cham.KeyID{}
	find := func(k cham.KeyID) cham.KeyID {
		for up[k] != k {
			k = up[k]
		}
		return k
	}
	for _, n := range nodes {
		up[n.ID] = n.ID
	}
	for _, e := range edges {
		if !e.UndoneAt.IsZero() {
			continue
		}
		a, b := find(e.A), find(e.B)
		if a == b {
			w.t.Errorf("edge %d–%d closes a ring", e.A, e.B)
		}
		up[max(a, b)] = min(a, b)
	}
	users := map[cham.KeyID]string{}
	for _, n := range nodes {
		if want := cham.CustomerID(find(n.ID)); n.Customer != want {
			w.t.Errorf("key %d %v is of customer %d, its edges say %d", n.ID, n.Key, n.Customer, want)
		}
		if w.at[n.ID] != n.Customer {
			w.t.Errorf("key %d %v is of customer %d, the moves say %d", n.ID, n.Key, n.Customer, w.at[n.ID])
		}
	}
	w.checkKnown(nodes, edges, users)
}

// checkKnown looks for two user ids that edges of the rules alone hold together.
func (w *world) checkKnown(nodes []identity.Node, edges []identity.Edge, users map[cham.KeyID]string) {
	w.t.Helper()
	next := map[cham.KeyID][]cham.KeyID{}
	for _, e := range edges {
		if e.UndoneAt.IsZero() && e.MadeBy == "" {
			next[e.A], next[e.B] = append(next[e.A], e.B), append(next[e.B], e.A)
		}
	}
	for _, n := range nodes {
		if n.Key.Kind == cham.KeyUser {
			users[n.ID] = n.Key.Value
		}
	}
	for id, name := range users {
		seen, queue := map[cham.KeyID]bool{id: true}, []cham.KeyID{id}
		for len(queue) > 0 {
			k := queue[0]
			queue = queue[1:]
			for _, m := range next[k] {
				if !seen[m] {
					seen[m] = true
					queue = append(queue, m)
				}
			}
			if other := users[k]; other != "" && k != id && !w.aliased {
				w.t.Errorf("rules joined the known people %s and %s", name, other)
			}
		}
	}
}
