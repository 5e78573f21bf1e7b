package identity_test

import (
	"fmt"
	"strings"
	"testing"

	"cham"
	"cham/capability/identity"
)

// Each case is calls in order and the customers that come of them; behind the
// arrow the open suggestions, oldest first.
var cases = []struct{ name, calls, want string }{
	{"a device becomes known", "a1; u1 a1; a1", "a1 u1"},
	{"two devices of one user", "u1 a1; u1 a2", "a1 a2 u1"},
	{"a shared device stays with the first user", "u1 a1; u2 a1; a1", "a1 u1 | u2 → two-known u1 u2 via a1"},
	{"a third user makes the device shared", "u1 a1; u2 a1; u3 a1; u4 a1",
		"a1 u1 | u2 | u3 | u4 → two-known u1 u2 via a1, shared-key u1 u3 via a1"},
	{"all keys of a call are one", "u1 +84912345678 x@y.vn a1", "+84912345678 a1 u1 x@y.vn"},
	{"a phone joins device and user", "+84912345678 a1; u1 +84912345678", "+84912345678 a1 u1"},
	{"people have two phones", "u1 +84912345678; u1 +84912345679", "+84912345678 +84912345679 u1"},
	{"a second zalo id is another person", "z1 +84912345678; z2 +84912345678 a1; +84912345678 z2",
		"+84912345678 z1 | a1 z2 → two-known z1 z2 via +84912345678"},
	{"two known people with one phone", "u1 +84912345678; u2 a2; u2 +84912345678; u2 +84912345678",
		"+84912345678 u1 | a2 u2 → two-known u1 u2 via +84912345678"},
	{"a new user id with another's phone", "u1 +84912345678; u2 +84912345678",
		"+84912345678 u1 | u2 → two-known u1 u2 via +84912345678"},
	{"a family phone is shared at the third", "u1 +84912345678; u2 +84912345678; u3 +84912345678; u4 +84912345678 a4",
		"+84912345678 u1 | a4 u4 | u2 | u3 → two-known u1 u2 via +84912345678, shared-key u1 u3 via +84912345678"},
	{"a hotline with many addresses is shared at the third",
		"+84912345678 a@y.vn; +84912345678 b@y.vn; +84912345678 c@y.vn a3; +84912345678 d@y.vn",
		"+84912345678 a@y.vn b@y.vn | a3 c@y.vn | d@y.vn → shared-key a@y.vn c@y.vn via +84912345678"},
	{"two customers with different phones", "+84912345678 a1; +84912345679 x@y.vn; x@y.vn a1",
		"+84912345678 a1 | +84912345679 x@y.vn → two-known +84912345678 +84912345679 via a1"},
	{"a phone seen before is somebody", "+84912345679; +84912345678 a1; +84912345679 a1",
		"+84912345678 a1 | +84912345679 → two-known +84912345679 +84912345678 via a1"},
	{"alias from a device", "a1; alias u1 a1", "a1 u1"},
	{"alias gives an old customer a new id", "old a1; alias u1 old; u1 a2", "a1 a2 old u1"},
	{"alias between known people", "u1 a1; u2 a2; alias u2 u1", "a1 u1 | a2 u2 → two-known u1 u2 via u1"},
	{"a merge of an anonymous and a known customer", "u1 a1; a2; u1 a2", "a1 a2 u1"},
	{"placeholders join nobody", "u1 +84000000000; u2 +84000000000; null a1; null a2",
		"+84000000000 | a1 | a2 | null | u1 | u2"},
	{"the same key twice in a call", "u1 u1 a1 a1", "a1 u1"},
	{"a public call says whose browser it is", "u1 +84912345678; public u1 a1; public +84912345678 a2", "+84912345678 a1 a2 u1"},
	{"a public call gives a known customer no address", "u1; public u1 x@y.vn a1", "a1 u1 | x@y.vn → two-known u1 x@y.vn via x@y.vn"},
	{"nor a second phone", "u1 +84912345678; public u1 +84912345679",
		"+84912345678 u1 | +84912345679 → two-known u1 +84912345679 via +84912345679"},
	{"nor in two steps", "+84912345678; public u2 x@y.vn; public u2 +84912345678",
		"+84912345678 | u2 x@y.vn → two-known +84912345678 u2 via +84912345678"},
	{"a public call gives a known phone an id", "+84912345678; public u1 +84912345678 a1", "+84912345678 a1 u1"},
	{"a public call does not merge known customers", "u1; +84912345678; public u1 +84912345678 a1",
		"+84912345678 | a1 u1 → two-known u1 +84912345678 via +84912345678"},
	{"the business itself does", "u1; +84912345678; u1 +84912345678 a1", "+84912345678 a1 u1"},
	{"a public alias renames nobody known", "old a1; public alias u1 old", "a1 old | u1 → two-known old u1 via old"},
	{"a public alias among strangers", "public old a1; public alias u1 old", "a1 old u1"},
	{"public calls among strangers are as ever", "public u1 +84912345678 x@y.vn; public u1 +84912345679 a1",
		"+84912345678 +84912345679 a1 u1 x@y.vn"},
	{"a known phone is not shared by public claims",
		"u1 +84912345678; public u2 +84912345678; public u3 +84912345678; public u4 +84912345678; +84912345678 a1",
		"+84912345678 a1 u1 | u2 | u3 | u4 → two-known u1 u2 via +84912345678"},
}

func TestRules(t *testing.T) {
	eachGraph(t, func(t *testing.T, g identity.Graph) {
		for i, c := range cases {
			for _, size := range []int{1, 2, 100} {
				if m, ok := g.(*memory); ok {
					*m = *newMemory(m.t)
				}
				w := newWorld(t, g, fmt.Sprint(c.name, i, size))
				touches := w.calls(strings.Split(c.calls, ";")...)
				for rest := touches; len(rest) > 0; {
					n := min(size, len(rest))
					w.resolve(rest[:n])
					rest = rest[n:]
				}
				if got := w.summary(); got != c.want {
					t.Errorf("%s, in batches of %d:\n got %s\nwant %s", c.name, size, got, c.want)
				}
				w.check()
				before := w.state()
				w.resolve(touches)
				newWorld(t, g, string(w.ws)).resolve(touches)
				if after := w.state(); after != before {
					t.Errorf("%s: a replay changed\n%s\nto\n%s", c.name, before, after)
				}
			}
		}
	})
}

func (w *world) summary() string {
	name := map[cham.KeyID]string{}
	for k, id := range w.ids {
		name[id] = k.Value
	}
	var open []string
	for _, s := range w.suggestions() {
		open = append([]string{fmt.Sprint(s.Reason, " ", name[s.A], " ", name[s.B], " via ", name[s.Via])}, open...)
	}
	if len(open) == 0 {
		return w.groups()
	}
	return w.groups() + " → " + strings.Join(open, ", ")
}

// The strongest key owns a touch, unless it is shared and another is not.
func TestOwner(t *testing.T) {
	w := newWorld(t, newMemory(t), "w")
	records := w.resolve(w.calls("u1 a1", "u2 a1", "null a3", "null", "+84000000000 x@y.vn a9"))
	for i, want := range []string{"u1", "u2", "a3", "null", "x@y.vn"} {
		if records[i].Key != w.ids[key(want)] {
			t.Errorf("touch %d is owned by key %d, not by %s", i, records[i].Key, want)
		}
		if n := len(records[i].Also); n != len(records[i].Keys)-1 {
			t.Errorf("touch %d has %d other keys", i, n)
		}
	}
}

func TestEvidence(t *testing.T) {
	w := newWorld(t, newMemory(t), "w")
	touches := w.calls("a1", "u1 a1", "a2", "u1 a2 a3", "u2 a9")
	w.resolve(touches)
	var got []string
	edges, _ := w.graph.Edges(ctx, w.ws, []cham.KeyID{1, 2, 3, 4, 5, 6, 7})
	for _, e := range edges {
		if e.At.IsZero() || e.Source != "web" || e.MadeBy != "" {
			t.Errorf("evidence %+v", e)
		}
		got = append(got, fmt.Sprint(e.MessageID, e.Merge))
	}
	// Only a2 and u1 were customers apart before.
	if fmt.Sprint(got) != "[m2false m4true m4false m5false]" {
		t.Errorf("got %v", got)
	}
}

func TestNoKeys(t *testing.T) {
	w := newWorld(t, newMemory(t), "w")
	touches := w.calls("u1", "")
	if _, _, err := w.r.Resolve(ctx, w.ws, touches); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Errorf("got %v", err)
	}
	if n := w.graph.(*memory).commits; n != 0 {
		t.Errorf("%d commits", n)
	}
}

// A "guest" account that gathers devices without end stops at a bound.
func TestKeyLimit(t *testing.T) {
	w := newWorld(t, newMemory(t), "w")
	for round := range 3 {
		var texts []string
		for i := range 500 {
			texts = append(texts, fmt.Sprint("cashier a", round, "-", i))
		}
		w.resolve(w.calls(texts...))
	}
	n := 0
	for _, c := range w.at {
		if c == w.ask("cashier") {
			n++
		}
	}
	if n != 1000 {
		t.Errorf("%d keys in one customer", n)
	}
	w.check()
}
