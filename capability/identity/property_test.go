package identity_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/identity"
)

var anyKey = []string{"u1", "u2", "u3", "u4", "+84912345671", "+84912345672", "+84912345673",
	"x@y.vn", "y@y.vn", "z1", "z2", "a1", "a2", "a3", "a4", "a5", "null"}

// someKeys are one to most of them, strongest first as capture hands them over.
func someKeys(t *rapid.T, of []string, most int) string {
	keys := rapid.SliceOfNDistinct(rapid.SampledFrom(of), 1, most, rapid.ID[string]).Draw(t, "keys")
	slices.SortFunc(keys, func(a, b string) int {
		return slices.Index(cham.KeyKinds[:], key(a).Kind) - slices.Index(cham.KeyKinds[:], key(b).Kind)
	})
	return strings.Join(keys, " ")
}

// anyCall is a call of a few keys.
func anyCall(t *rapid.T) string {
	call := someKeys(t, anyKey, 4)
	if rapid.IntRange(0, 19).Draw(t, "alias") == 0 {
		call = "alias " + call
	}
	if rapid.IntRange(0, 2).Draw(t, "public") == 0 {
		call = "public " + call
	}
	return call
}

// Whatever calls and decisions come, in whatever batches, with a cache that
// forgets and programs that start anew: components are what the edges say,
// moves tell all of it, no rule joins two known people, a replay changes
// nothing.
func TestInvariants(t *testing.T) {
	eachGraph(t, func(t *testing.T, g identity.Graph) {
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			run++
			if m, ok := g.(*memory); ok {
				*m = *newMemory(t)
			}
			w := newWorld(rt, g, fmt.Sprint("always", run))
			if rapid.Bool().Draw(rt, "small cache") {
				w.r.SetCache(2, rapid.SampledFrom([]int{2, 1000}).Draw(rt, "settled"))
			}
			rt.Repeat(map[string]func(*rapid.T){
				"":        func(*rapid.T) { w.check() },
				"resolve": w.someCalls,
				"replay":  w.replay,
				"restart": func(*rapid.T) { w.r = newResolver(g) },
				"undo":    w.someUndo,
				"merge":   w.someMerge,
				"split":   w.someSplit,
				"decide":  w.someDecision,
			})
		})
	})
}

func (w *world) someCalls(t *rapid.T) {
	var touches []cham.Touch
	for range rapid.IntRange(1, 5).Draw(t, "calls") {
		touches = append(touches, w.call(anyCall(t)))
	}
	w.last = touches
	w.resolve(touches)
}

func (w *world) replay(*rapid.T) {
	if len(w.last) == 0 {
		return
	}
	before := w.state()
	w.resolve(w.last)
	if after := w.state(); after != before {
		w.t.Errorf("a replay changed\n%s\nto\n%s", before, after)
	}
}

func (w *world) edges() []identity.Edge {
	var ids []cham.KeyID
	for _, id := range w.ids {
		ids = append(ids, id)
	}
	edges, err := w.graph.Edges(ctx, w.ws, ids)
	w.must(err)
	return edges
}

func (w *world) someUndo(t *rapid.T) {
	edges := w.edges()
	if len(edges) == 0 {
		return
	}
	e := rapid.SampledFrom(edges).Draw(t, "edge")
	before := w.groups()
	w.follow(w.r.Undo(ctx, w.ws, e.ID, "an"))
	if apart := w.at[e.A] != w.at[e.B]; e.UndoneAt.IsZero() && !apart {
		w.t.Errorf("edge %d is cut, its keys are one", e.ID)
	} else if !e.UndoneAt.IsZero() && w.groups() != before {
		w.t.Errorf("undoing twice changed %s to %s", before, w.groups())
	}
	w.last = nil // what was cut is not replayed into the same state
	twice, err := w.r.Undo(ctx, w.ws, e.ID, "an")
	if err != nil || len(twice) != 0 {
		w.t.Errorf("again: %v, %v", twice, err)
	}
}

func (w *world) someID(t *rapid.T, label string) cham.KeyID {
	ids := []cham.KeyID{}
	for _, id := range w.ids {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	if len(ids) == 0 {
		return 0
	}
	return rapid.SampledFrom(ids).Draw(t, label)
}

// Undo after merge is as if nothing had been.
func (w *world) someMerge(t *rapid.T) {
	a, b := w.someID(t, "a"), w.someID(t, "b")
	if a == 0 {
		return
	}
	before, known := w.groups(), len(w.edges())
	w.follow(w.r.Merge(ctx, w.ws, cham.CustomerID(a), cham.CustomerID(b), "an"))
	if w.at[a] != w.at[b] {
		w.t.Errorf("%d and %d were merged and are apart", a, b)
	}
	if again, err := w.r.Merge(ctx, w.ws, cham.CustomerID(b), cham.CustomerID(a), "an"); err != nil || len(again) != 0 {
		w.t.Errorf("merging twice: %v, %v", again, err)
	}
	if edges := w.edges(); len(edges) > known && rapid.Bool().Draw(t, "undo") {
		w.follow(w.r.Undo(ctx, w.ws, edges[len(edges)-1].ID, "an"))
		if after := w.groups(); after != before {
			w.t.Errorf("merge and undo changed %s to %s", before, after)
		}
	}
	w.last = nil
}

// Split makes two of one: the keys, and the rest.
func (w *world) someSplit(t *rapid.T) {
	id := w.someID(t, "of")
	if id == 0 {
		return
	}
	var members, off []cham.KeyID
	for k, c := range w.at {
		if c == w.at[id] {
			members = append(members, k)
		}
	}
	slices.Sort(members)
	for _, k := range members {
		if rapid.Bool().Draw(t, "off") {
			off = append(off, k)
		}
	}
	if len(off) == 0 || len(off) == len(members) {
		return
	}
	was := w.at[id]
	w.follow(w.r.Split(ctx, w.ws, was, off, "an"))
	for _, k := range members {
		if together := w.at[k] == w.at[members[0]]; together != (slices.Contains(off, k) == slices.Contains(off, members[0])) {
			w.t.Errorf("splitting %v off %v gave %v", off, members, w.at)
		}
	}
	again, err := w.r.Split(ctx, w.ws, was, off, "an")
	if err != nil || len(again) != 0 {
		w.t.Errorf("again: %v, %v", again, err)
	}
	w.last = nil
}

func (w *world) someDecision(t *rapid.T) {
	open := w.suggestions()
	if len(open) == 0 {
		return
	}
	s := rapid.SampledFrom(open).Draw(t, "suggestion")
	decision := rapid.SampledFrom([]string{"merged", "dismissed"}).Draw(t, "decision")
	w.follow(w.r.Decide(ctx, w.ws, s.ID, decision, "an"))
	if decision == "merged" && w.at[s.A] != w.at[s.B] {
		w.t.Errorf("%d and %d were to be merged", s.A, s.B)
	}
	if moves, err := w.r.Decide(ctx, w.ws, s.ID, decision, "an"); err != nil || len(moves) != 0 {
		w.t.Errorf("again: %v, %v", moves, err)
	}
	w.last = nil
}

// How calls are cut into batches makes no difference.
func TestBatchesMakeNoDifference(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		one, many := newWorld(rt, newMemory(t), "w"), newWorld(rt, newMemory(t), "w")
		one.r.SetCache(1000, 0)
		many.r.SetCache(3, rapid.SampledFrom([]int{0, 3, 1000}).Draw(rt, "settled"))
		var touches []cham.Touch
		for range rapid.IntRange(1, 30).Draw(rt, "calls") {
			touches = append(touches, one.call(anyCall(rt)))
		}
		want, got := one.resolve(touches), []cham.Record(nil)
		for rest := touches; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(rt, "batch")
			got = append(got, many.resolve(rest[:n])...)
			rest = rest[n:]
		}
		for i := range want {
			if w, g := want[i], got[i]; w.Key != g.Key || !slices.Equal(w.Also, g.Also) {
				rt.Errorf("%v is of %d and %v at once, of %d and %v in batches", w.Keys, w.Key, w.Also, g.Key, g.Also)
			}
		}
		if a, b := one.state(), many.state(); a != b {
			rt.Fatalf("at once:\n%s\nin batches:\n%s", a, b)
		}
	})
}

// As long as no two keys speak against each other, the order of calls makes no
// difference: customers are what the calls connect.
func TestOrderOfCallsMakesNoDifference(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		// Three people with one key of each personal kind and devices of their own.
		var calls [][]string
		for range rapid.IntRange(1, 25).Draw(rt, "calls") {
			p := rapid.IntRange(1, 3).Draw(rt, "person")
			own := []string{fmt.Sprint("u", p), fmt.Sprint("+8491234567", p), fmt.Sprintf("p%d@y.vn", p), fmt.Sprint("z", p),
				fmt.Sprintf("a%d1", p), fmt.Sprintf("a%d2", p), fmt.Sprintf("a%d3", p)}
			calls = append(calls, rapid.SliceOfNDistinct(rapid.SampledFrom(own), 1, 4, rapid.ID[string]).Draw(rt, "keys"))
		}
		seed := rapid.Uint64().Draw(rt, "order")
		first, second := newWorld(rt, newMemory(t), "w"), newWorld(rt, newMemory(t), "w")
		for _, c := range calls {
			first.resolve(first.calls(strings.Join(c, " ")))
		}
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(calls), func(i, j int) { calls[i], calls[j] = calls[j], calls[i] })
		for _, c := range calls {
			second.resolve(second.calls(strings.Join(c, " ")))
		}
		if a, b, want := first.groups(), second.groups(), connected(calls); a != b || a != want {
			rt.Fatalf("one order:   %s\nanother:     %s\nby the calls: %s", a, b, want)
		}
	})
}

// connected is the plainest union of what calls hold together.
func connected(calls [][]string) string {
	var sets [][]string
	for _, c := range calls {
		joined := make([]string, 0, len(c))
		for _, k := range c {
			joined = append(joined, key(k).Value)
		}
		sets = slices.DeleteFunc(sets, func(s []string) bool {
			meets := slices.ContainsFunc(s, func(v string) bool { return slices.Contains(joined, v) })
			if meets {
				joined = append(joined, s...)
			}
			return meets
		})
		slices.Sort(joined)
		sets = append(sets, slices.Compact(joined))
	}
	var out []string
	for _, s := range sets {
		out = append(out, strings.Join(s, " "))
	}
	slices.Sort(out)
	return strings.Join(out, " | ")
}

// A commit that fails, stored or not, leaves nothing behind that a second try
// does not put right.
func TestFailedCommit(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m, calm := newMemory(t), newMemory(t)
		w, want := newWorld(rt, m, "w"), newWorld(rt, calm, "w")
		for range rapid.IntRange(1, 6).Draw(rt, "batches") {
			var touches []cham.Touch
			for range rapid.IntRange(1, 5).Draw(rt, "calls") {
				touches = append(touches, w.call(anyCall(rt)))
			}
			want.resolve(touches)
			m.fail, m.applied = rapid.Bool().Draw(rt, "fail"), rapid.Bool().Draw(rt, "applied")
			_, _, err := w.r.Resolve(ctx, w.ws, touches)
			m.fail = false
			if err != nil {
				records, _, err := w.r.Resolve(ctx, w.ws, touches)
				w.must(err)
				w.learn(touches, records)
			} else {
				w.learn(touches, make([]cham.Record, len(touches)))
			}
			want.learn(touches, make([]cham.Record, len(touches)))
			if a, b := w.state(), want.state(); a != b {
				rt.Fatalf("after a failure:\n%s\nwithout:\n%s", a, b)
			}
		}
	})
}

// A key that turns out to be shared owns nothing from then on, within the batch
// too, and for touches whose owner was known before it.
func TestSharedWithinABatch(t *testing.T) {
	w := newWorld(t, newMemory(t), "w")
	w.resolve([]cham.Touch{w.call("u1 a1"), w.call("u1 a2"), w.call("u2 a1"), w.call("a1 a2")})
	got := w.resolve([]cham.Touch{w.call("a1 a2"), w.call("u3 a1"), w.call("a1 a2")})
	if before, after := got[0].Key, got[2].Key; before != w.ids[key("a1")] || after != w.ids[key("a2")] {
		t.Errorf("owned by %d, then %d, of %v", before, after, w.ids)
	}
}
