package identity_test

import (
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/capability/identity"
)

func (w *world) says(source cham.SourceID, keys, traits string, after time.Duration) {
	t := w.identify(keys, traits, after)
	t.Source = source
	w.resolve([]cham.Touch{t})
}

// What a page says of a customer whom the business knows does not replace what
// the business said, on whichever of the customer's keys and whenever.
func TestPublicCallsRenameNobody(t *testing.T) {
	eachGraph(t, func(t *testing.T, g identity.Graph) {
		w := newWorld(t, g, "rename")
		w.says("page", "u1", `{"name":"from the page","shoe":41}`, 0)
		w.says("shop", "u1 +84912345678", `{"name":"Lan"}`, time.Hour)
		w.says("page", "u1", `{"name":"Mallory","city":"Huế"}`, 2*time.Hour)
		w.says("page", "+84912345678", `{"name":"Mallory"}`, 3*time.Hour)
		p := w.profile("u1")
		if p.Name != "Lan" || string(p.Traits["city"]) != `"Huế"` || string(p.Traits["shoe"]) != "41" {
			t.Errorf("%q, %s", p.Name, p.Traits)
		}
		w.says("shop", "u1", `{"city":"Hà Nội"}`, time.Minute) // before the page said so
		if p := w.profile("u1"); string(p.Traits["city"]) != `"Hà Nội"` {
			t.Errorf("%s", p.Traits)
		}
		w.says("shop", "u3", `{"firstName":"Mai","lastName":"Trần"}`, 0)
		w.says("page", "u3", `{"name":"Mallory","firstName":"Mal","email":"mal@evil.vn","phone":"0911222333"}`, time.Hour)
		p = w.profile("u3")
		if p.Name != "Trần Mai" || p.Traits["email"] != nil || p.Traits["phone"] != nil {
			t.Errorf("%q, %s", p.Name, p.Traits)
		}
		w.says("shop", "u4 lan@y.vn", `{}`, 0)
		w.says("shop", "u4", `{"name":"Lan","email":"lan@y.vn"}`, 0)
		w.says("page", "u4", `{"firstName":"Mallory","email":"mal@evil.vn"}`, time.Hour)
		if p = w.profile("u4"); p.Name != "Lan" || string(p.Traits["email"]) != `"lan@y.vn"` || p.Traits["firstName"] != nil {
			t.Errorf("%q, %s", p.Name, p.Traits)
		}
		w.says("page", "u2", `{"name":"Hoa"}`, 0)
		w.says("page", "u2", `{"name":"Hoa Lê"}`, time.Hour)
		if p := w.profile("u2"); p.Name != "Hoa Lê" {
			t.Errorf("a customer known from pages alone is %q", p.Name)
		}
	})
}

// A flood of made-up visitors neither fills the list of suggestions nor makes
// the keys of real customers useless.
func TestPublicFlood(t *testing.T) {
	w := newWorld(t, newMemory(t), "flood")
	for i := range 600 {
		w.says("shop", fmt.Sprintf("user:KH%d +849%08d", i, i), `{"name":"Lan"}`, 0)
	}
	var flood []cham.Touch
	for i := range 3000 {
		for _, call := range []string{fmt.Sprintf("public user:made%d +84900000007 anonymous:d%d", i, i),
			fmt.Sprintf("public +84900000007 anonymous:e%d", i),
			fmt.Sprintf("public user:KH%d +849%08d", i%600, (i+1+i/600)%600), fmt.Sprintf("public user:KH7 anonymous:f%d", i)} {
			t := w.call(call)
			t.Traits = []byte(fmt.Sprintf(`{"name":"Mallory","t%d":1}`, i))
			flood = append(flood, t)
		}
	}
	w.resolve(flood)
	if n := len(w.suggestions()); n > 500 {
		t.Errorf("%d suggestions", n)
	}
	about := map[cham.KeyID]int{}
	for _, s := range w.suggestions() {
		about[s.A]++
	}
	for k, n := range about {
		if n > 10 {
			t.Errorf("%d suggestions about key %d", n, k)
		}
	}
	w.says("shop", "user:KH7 +84900000007 real@y.vn", `{"name":"Lan Anh","tier":"gold"}`, time.Hour)
	w.resolve(w.calls("+84900000007 anew"))
	p := w.profile("user:KH7")
	if p.Name != "Lan Anh" || string(p.Traits["tier"]) != `"gold"` || w.ask("anew") != w.ask("user:KH7") ||
		w.ask("real@y.vn") != w.ask("user:KH7") {
		t.Errorf("%q, %d keys, %d traits", p.Name, len(p.Keys), len(p.Traits))
	}
	if len(p.Keys) > 210 {
		t.Errorf("%d keys", len(p.Keys))
	}
	w.resolve(w.calls("user:KH1 +84900000002")) // two known people, said by the shop itself
	w.check()
}

// A page's claim that was one too many stays so, though a claimant before it is
// found to be the key's own customer later in the batch: a batch that was stored
// and is tried again, because its answer was lost, suggests nothing new.
func TestPublicClaimTriedAgain(t *testing.T) {
	eachGraph(t, func(t *testing.T, g identity.Graph) {
		w := newWorld(t, g, "again")
		w.resolve(w.calls("public +84912345672 a5", "a2 y@y.vn", "u2", "public a5 a2"))
		batch := w.calls("public u2 a2", "y@y.vn +84912345672")
		w.resolve(batch)
		before := w.state()
		if n := len(w.suggestions()); n != 1 {
			t.Errorf("%d suggestions:\n%s", n, before)
		}
		for range 2 {
			w.resolve(batch)
			if after := w.state(); after != before {
				t.Errorf("once:\n%s\nagain:\n%s", before, after)
			}
			w.r = newResolver(g) // nothing in memory, as after a failure
		}
	})
}
