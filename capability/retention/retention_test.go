package retention_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/retention"
)

func TestCutoffs(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 8, 31, 1, 30, 0, 0, zone)
	c := retention.KeepRules{Visitors: 6, Customers: 24, Calls: 30}.At(now, zone)
	for what, got := range map[string][2]time.Time{
		"a month without a 31st": {c.Visitors, time.Date(2026, 2, 28, 0, 0, 0, 0, zone)},
		"years":                  {c.Customers, time.Date(2024, 8, 31, 0, 0, 0, 0, zone)},
		"days":                   {c.Calls, time.Date(2026, 8, 1, 0, 0, 0, 0, zone)},
		"for ever":               {c.Files, {}},
	} {
		if !got[0].Equal(got[1]) {
			t.Errorf("%s: %v", what, got[0])
		}
	}
}

func TestRulesValid(t *testing.T) {
	for _, bad := range []retention.KeepRules{{Audit: 5}, {Consents: 11}, {Visitors: -1}, {Hour: 24}} {
		if bad.Valid() == nil {
			t.Errorf("%+v", bad)
		}
	}
	if err := (retention.KeepRules{Audit: 6, Consents: 12, Visitors: 1, Hour: 23}).Valid(); err != nil {
		t.Error(err)
	}
}

// TestOld draws people and holds who is too old against a plain count: all keys
// of theirs before the cutoff of their kind, and nothing in the law's way.
func TestOld(t *testing.T) {
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "keys")
		ages := retention.NewAges(cham.KeyID(n))
		c := retention.Cutoffs{Visitors: start.AddDate(0, 0, 50), Customers: start.AddDate(0, 0, 20)}
		type who struct {
			known, held, touched bool
			last                 time.Time
			keys                 []cham.KeyID
		}
		all := map[cham.CustomerID]*who{}
		for id := cham.KeyID(1); int(id) <= n; id++ {
			owner := cham.CustomerID(id)
			if lowest := slices.Sorted(maps.Keys(all)); len(lowest) > 0 && rapid.Bool().Draw(t, "joins") {
				owner = rapid.SampledFrom(lowest).Draw(t, "owner")
			} else {
				all[owner] = &who{}
			}
			w, kind := all[owner], rapid.SampledFrom([]cham.KeyKind{cham.KeyAnonymous, cham.KeyPhone}).Draw(t, "kind")
			ages.Key(id, owner, kind)
			w.known, w.keys = w.known || kind == cham.KeyPhone, append(w.keys, id)
			if rapid.IntRange(0, 3).Draw(t, "touches") > 0 {
				at := start.AddDate(0, 0, rapid.IntRange(0, 80).Draw(t, "day"))
				ages.Touched(id, at, 1)
				if w.touched = true; at.After(w.last) {
					w.last = at
				}
			}
			if rapid.IntRange(0, 5).Draw(t, "held") == 0 {
				ages.Hold(id, "request")
				w.held = true
			}
		}
		var want []cham.CustomerID
		for id, w := range all {
			cutoff := c.Visitors
			if w.known {
				cutoff = c.Customers
			}
			if w.touched && w.last.Before(cutoff) && !w.held {
				want = append(want, id)
			}
		}
		slices.Sort(want)
		old, _ := ages.Old(c)
		var got []cham.CustomerID
		for _, p := range old {
			got = append(got, p.Customer)
			if !slices.Equal(p.Keys, all[p.Customer].keys) || p.Known != all[p.Customer].known {
				t.Fatalf("%+v", p)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
		parts := retention.Parts(old, 3)
		if n := len(slices.Concat(parts...)); n != len(old) {
			t.Fatalf("%d in parts of %d", n, len(old))
		}
	})
}
