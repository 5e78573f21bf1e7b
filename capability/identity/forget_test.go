package identity_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/identity"
)

// forget takes back the touches of a file, as an undo does: in pieces, each twice.
func (w *world) forget(all []cham.Record, goes func(*cham.Record) bool) {
	w.t.Helper()
	kept := func(_ context.Context, keys []cham.KeyID) (out []cham.Record, _ error) {
		for _, r := range all {
			if !goes(&r) && slices.ContainsFunc(append([]cham.KeyID{r.Key}, r.Also...), func(k cham.KeyID) bool {
				return slices.Contains(keys, k)
			}) {
				r.Keys = nil // history does not have them
				out = append(out, r)
			}
		}
		return out, nil
	}
	for i := range all {
		if goes(&all[i]) {
			for range 2 {
				w.must(w.r.Forget(ctx, w.ws, all[i:i+1], kept))
			}
		}
	}
}

// people is what the graph says of the customers, without numbers.
func (w *world) people(values ...string) (out []string) {
	w.t.Helper()
	for _, v := range values {
		nodes, err := w.graph.NodesByKey(ctx, w.ws, []cham.Key{key(v)})
		w.must(err)
		if len(nodes) == 0 {
			continue
		}
		p, err := w.r.Profile(ctx, w.ws, nodes[0].Customer)
		w.must(err)
		var keys []string
		for _, n := range p.Keys {
			keys = append(keys, fmt.Sprint(n.Key.Value, n.Confirmed))
		}
		slices.Sort(keys)
		traits, err := json.Marshal(p.Traits)
		w.must(err)
		found, _, err := w.graph.Search(ctx, w.ws, identity.Fold(v), "", 10)
		w.must(err)
		out = append(out, fmt.Sprint(v, keys, string(traits), len(found)))
	}
	return out
}

// Keys, merges and traits that only a file brought go with it; what else says
// the same stays, and so does what was said before.
func TestForget(t *testing.T) {
	eachGraph(t, func(t *testing.T, g identity.Graph) {
		w := newWorld(t, g, "forget")
		said := func(text, name string) cham.Touch {
			c := w.call(text)
			c.Traits = json.RawMessage(fmt.Sprintf(`{"name":%q}`, name))
			return c
		}
		file := []cham.Touch{said("u1 +84912345678", "Tệp"), said("u2", "Mới"), w.call("u1 a1"), w.call("u3 +84912345679")}
		for i := range file {
			file[i].Import = "i"
		}
		web := []cham.Touch{said("u1 x@y", "Trước"), w.call("u1 a1"), w.call("u4 a4")}
		records := w.resolve(slices.Concat(web[:1], file, web[1:]))
		w.follow(w.r.Merge(ctx, w.ws, cham.CustomerID(w.ids[key("u4")]), cham.CustomerID(w.ids[key("u2")]), "an"))
		w.forget(records, func(r *cham.Record) bool { return r.Import == "i" })
		got := w.people("u1", "u2", "u3", "u4", "a1", "+84912345678", "x@y")
		want := []string{`u1[a1false u1true x@ytrue]{"name":"Trước"}1`, `u4[a4false u4true]{}1`, `a1[a1false u1true x@ytrue]{"name":"Trước"}1`,
			`x@y[a1false u1true x@ytrue]{"name":"Trước"}1`}
		if !slices.Equal(got, want) {
			t.Errorf("\n%q\n%q", got, want)
		}
		// The file comes again: what it says has numbers of its own.
		w.ids = map[cham.Key]cham.KeyID{}
		w.at = map[cham.KeyID]cham.CustomerID{}
		w.resolve(file)
		if id := w.ids[key("u3")]; int(id) <= len(records) {
			t.Errorf("u3 is key %d, a number that was another's", id)
		}
	})
}

// Two touches of the web that only a third of a file made needless: without the
// file they hold the customer together.
func TestForgetWhatJoinedAlready(t *testing.T) {
	eachGraph(t, func(t *testing.T, g identity.Graph) {
		w := newWorld(t, g, "joined")
		file := w.call("u1 +84912345678")
		file.Import = "i"
		records := w.resolve([]cham.Touch{w.call("u1 a1"), w.call("+84912345678 +84912345679"), file, w.call("+84912345679 a1")})
		w.forget(records, func(r *cham.Record) bool { return r.Import == "i" })
		if w.people("u1")[0][2:] != w.people("+84912345678")[0][len("+84912345678"):] {
			t.Errorf("%q", w.people("u1", "+84912345678"))
		}
	})
}

// Whatever came, and in whatever order: without a file the graph says what it
// would say had the file never come.
func TestForgetIsAsIfNever(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		with, without := newWorld(t, newMemory(nil), "w"), newWorld(t, newMemory(nil), "w")
		var records []cham.Record
		values := []string{"u1", "u2", "+84912345678", "+84912345679", "a1", "a2", "x@y"}
		for range rapid.IntRange(1, 12).Draw(t, "touches") {
			c := with.call(someKeys(t, values, 3))
			if rapid.Bool().Draw(t, "named") {
				c.Traits = json.RawMessage(fmt.Sprintf(`{"name":%q}`, c.MessageID))
			}
			if rapid.Bool().Draw(t, "file") {
				c.Import = "i"
			} else {
				without.resolve([]cham.Touch{c})
			}
			records = append(records, with.resolve([]cham.Touch{c})...)
			if len(with.suggestions()) > 0 {
				t.Skip("people had to decide")
			}
		}
		with.forget(records, func(r *cham.Record) bool { return r.Import == "i" })
		if got, want := with.people(values...), without.people(values...); !slices.Equal(got, want) {
			t.Errorf("\n%q\n%q", got, want)
		}
	})
}
