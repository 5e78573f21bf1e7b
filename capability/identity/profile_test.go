package identity_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/identity"
)

func (w *world) identify(keys, traits string, after time.Duration) cham.Touch {
	t := w.call(keys)
	t.Type, t.Name, t.Traits, t.At = cham.CallIdentify, "", json.RawMessage(traits), start.Add(after)
	return t
}

func (w *world) profile(k string) identity.Profile {
	p, err := w.r.Profile(ctx, w.ws, cham.CustomerID(w.ids[key(k)]))
	w.must(err)
	return p
}

func TestProfile(t *testing.T) {
	eachGraph(t, func(t *testing.T, g identity.Graph) {
		w := newWorld(t, g, "profile")
		w.resolve([]cham.Touch{
			w.identify("u1 a1", `{"firstName":"Thị Hoa","lastName":"Nguyễn","city":"Huế","vip":true}`, time.Hour),
			w.call("+84912345678 a2"),
			w.identify("+84912345678 a2", `{"city":"Hà Nội","vip":null}`, 2*time.Hour),
			w.identify("u1", `{"city":"Vinh"}`, time.Minute),
		})
		w.resolve(w.calls("u1 +84912345678"))
		p := w.profile("a2")
		if p.ID != w.ask("u1") || p.Name != "Nguyễn Thị Hoa" {
			t.Errorf("customer %d %q", p.ID, p.Name)
		}
		if len(p.Traits) != 3 || string(p.Traits["city"]) != `"Hà Nội"` {
			t.Errorf("traits %s", p.Traits)
		}
		var keys []string
		for _, n := range p.Keys {
			keys = append(keys, n.Key.Value)
		}
		if got := strings.Join(keys, " "); got != "u1 +84912345678 a1 a2" {
			t.Errorf("keys %s", got)
		}
		if len(p.Merges) != 3 || !p.Merges[2].Merge || p.Merges[2].KeyA != key("u1") || p.Merges[2].KeyB != key("+84912345678") {
			t.Fatalf("merges %+v", p.Merges)
		}
		w.follow(w.r.Undo(ctx, w.ws, p.Merges[2].ID, "an"))
		after := w.profile("u1")
		if m := after.Merges; len(after.Keys) != 2 || len(m) != 2 || m[1].UndoneBy != "an" || m[1].KeyB != key("+84912345678") {
			t.Errorf("after undo %+v", after)
		}
		if other := w.profile("a2"); other.ID == after.ID || other.Name != "" {
			t.Errorf("the other half %+v", other)
		}
		if w.check(); w.groups() != "+84912345678 a2 | a1 u1" {
			t.Error(w.groups())
		}
		w.resolve(w.calls("u1 +84912345678"))
		if w.groups() != "+84912345678 a2 | a1 u1" {
			t.Errorf("the rules undid an undo: %s", w.groups())
		}
	})
}

func TestUnknownCustomer(t *testing.T) {
	w := newWorld(t, sqlGraph(t), "none")
	_, profile := w.r.Profile(ctx, w.ws, 7)
	_, undo := w.r.Undo(ctx, w.ws, 7, "an")
	_, merge := w.r.Merge(ctx, w.ws, 7, 8, "an")
	_, split := w.r.Split(ctx, w.ws, 7, []cham.KeyID{7}, "an")
	_, decide := w.r.Decide(ctx, w.ws, 7, "merged", "an")
	for _, err := range []error{profile, undo, merge, split, decide} {
		if cham.ErrorCode(err) != cham.CodeNotFound {
			t.Errorf("got %v", err)
		}
	}
	if _, err := w.r.Split(ctx, w.ws, 7, nil, "an"); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Errorf("got %v", err)
	}
	if _, err := w.r.Decide(ctx, w.ws, 7, "maybe", "an"); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Errorf("got %v", err)
	}
}

func TestDecideOtherwise(t *testing.T) {
	w := newWorld(t, newMemory(t), "w")
	w.resolve(w.calls("u1 a1", "u2 a1"))
	w.follow(w.r.Decide(ctx, w.ws, 1, "dismissed", "an"))
	if _, err := w.r.Decide(ctx, w.ws, 1, "merged", "an"); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("got %v", err)
	}
	w.resolve(w.calls("u2 a1"))
	if n := len(w.suggestions()); n != 0 {
		t.Errorf("%d suggestions after a dismissal", n)
	}
}

// In whatever order statements come, the latest of each trait stands.
func TestTraitsByTime(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, want := newWorld(rt, newMemory(t), "w"), map[string]int{}
		times := rapid.Permutation([]int{1, 2, 3, 4, 5, 6}).Draw(rt, "order")
		for _, at := range times {
			name := rapid.SampledFrom([]string{"city", "job"}).Draw(rt, "trait")
			want[name] = max(want[name], at)
			keys := rapid.SampledFrom([]string{"u1", "u1 a1", "a1 u1"}).Draw(rt, "keys")
			touch := w.identify(keys, fmt.Sprintf(`{%q:%d}`, name, at), time.Duration(at)*time.Minute)
			w.resolve([]cham.Touch{touch})
			w.resolve([]cham.Touch{touch})
		}
		w.resolve(w.calls("u1 a1"))
		got := map[string]int{}
		for name, v := range w.profile("u1").Traits {
			json.Unmarshal(v, new(int))
			n := 0
			if err := json.Unmarshal(v, &n); err != nil {
				rt.Fatal(err)
			}
			got[name] = n
		}
		if !maps.Equal(got, want) {
			rt.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestTraitsAreBounded(t *testing.T) {
	w := newWorld(t, newMemory(t), "w")
	for i := range 300 {
		w.resolve([]cham.Touch{w.identify("u1", fmt.Sprintf(`{"t%d":1}`, i), time.Duration(i)*time.Second)})
	}
	w.resolve([]cham.Touch{w.identify("u1", `{"t0":2}`, time.Hour), w.identify("u1", `not JSON`, time.Hour)})
	if p := w.profile("u1"); len(p.Traits) != 200 || string(p.Traits["t0"]) != "2" {
		t.Errorf("%d traits, t0 %s", len(p.Traits), p.Traits["t0"])
	}
}

func TestSearch(t *testing.T) {
	eachGraph(t, func(t *testing.T, g identity.Graph) {
		w := newWorld(t, g, "search")
		w.resolve([]cham.Touch{w.identify("u7 +84912345678", `{"name":"Đặng Thị Ánh Tuyết","email":"Tuyet.Dang@Shop.VN"}`, time.Hour)})
		want := []cham.CustomerID{w.ask("u7")}
		for _, q := range []string{"dang", "Đặng", "ĐẶNG THỊ", "tuyet.dang@", "0912345678", "0912 345 678", "+84 912.345.678", "u7"} {
			got, _, err := g.Search(ctx, w.ws, identity.FoldQuery(q), "", 10)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%q finds %v, %v", q, got, err)
			}
		}
		if got, _, _ := g.Search(ctx, w.ws, identity.FoldQuery("dung"), "", 10); len(got) != 0 {
			t.Errorf("found %v", got)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Nguyễn  Đức", "ĐIỂM CHẠM", "0912 345.678", "İstanbul", "\xff", "a\u0301 \x00b", "Å"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := identity.Fold(s)
		if twice := identity.Fold(once); twice != once {
			t.Errorf("%q folds to %q, then to %q", s, once, twice)
		}
		identity.FoldQuery(s)
	})
}
