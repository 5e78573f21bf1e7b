package ask_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"cham"
	"cham/capability/ask"
	"cham/journey"
	"cham/measure"
)

// buys draws a business of so many customers over some days: each comes at a day of
// its own and buys again after waits of around cycle days; after each purchase one of six is
// lost. The latest purchase of each, in days before now, is told.
func (s *shop) buys(customers int, cycle, history float64) (latest map[cham.CustomerID]float64) {
	r := rand.New(rand.NewPCG(uint64(customers), uint64(cycle)))
	latest = map[cham.CustomerID]float64{}
	for c := 1; c <= customers; c++ {
		for ago := history * r.Float64(); ago > 0; ago -= cycle * (0.7 + 0.6*r.Float64()) {
			s.paid(c, ago, 100_000*float64(1+c%20))
			if latest[cham.CustomerID(c)] = ago; r.IntN(6) == 0 {
				break
			}
		}
	}
	return latest
}

// paid adds a purchase.
func (s *shop) paid(customer int, daysAgo, value float64) {
	s.touch(customer, "Order Completed", daysAgo, "store", "")
	s.touches[len(s.touches)-1].Value = value
}

func (s *shop) ready(t *testing.T) (measure.Pace, map[string][]cham.CustomerID) {
	t.Helper()
	s.open(t)
	s.service.Matches, s.service.People = journey.Matches, nobody{}
	all, err := s.service.ReadyRules(t.Context(), s.ws)
	if err != nil {
		t.Fatal(err)
	}
	who := map[string][]cham.CustomerID{}
	for _, r := range all.Rules {
		if who[r.Key], err = s.service.RuleMembers(t.Context(), s.ws, r.Rule); err != nil {
			t.Errorf("%s: %v", r.Key, err)
		}
	}
	return all.Pace, who
}

// A business's own pace makes its groups: who bought 60 days ago is silent where
// people come every week, and not where they come every 200 days.
func TestReadyRulesOfOwnPace(t *testing.T) {
	for _, c := range []struct {
		cycle, history float64
		half, most     [2]int // what may be found
		basis          string
	}{
		{7, 365, [2]int{6, 8}, [2]int{8, 10}, measure.PaceOwn},
		{30, 365, [2]int{28, 34}, [2]int{35, 40}, measure.PaceOwn},
		{200, 1100, [2]int{185, 215}, [2]int{235, 262}, measure.PaceOwn},
		{200, 300, [2]int{150, 230}, [2]int{180, 262}, measure.PaceShort},
	} {
		s := &shop{}
		latest := s.buys(400, c.cycle, c.history)
		p, who := s.ready(t)
		within := func(n int, of [2]int) bool { return of[0] <= n && n <= of[1] }
		if p.Basis != c.basis || !within(p.Half, c.half) || !within(p.Most, c.most) || p.Gone != 2*p.Most {
			t.Errorf("cycle %v: %+v", c.cycle, p)
		}
		for group, span := range map[string][2]int{"silent": {p.Most, p.Gone}, "cooling": {p.Half, p.Most}, "lost": {p.Gone, 1e6}} {
			for id, ago := range latest {
				if in := slices.Contains(who[group], id); in != (float64(span[0]) <= ago && ago <= float64(span[1])) {
					t.Errorf("cycle %v: bought %.1f days ago, %s: %v", c.cycle, ago, group, in)
				}
			}
		}
		for id, ago := range latest {
			silent := slices.Contains(who["silent"], id) || slices.Contains(who["lost"], id)
			if c.cycle == 200 && ago < 60 && silent || c.cycle == 7 && ago > 60 && !silent {
				t.Errorf("cycle %v: bought %.1f days ago, silent: %v", c.cycle, ago, silent)
			}
		}
		disjoint(t, who, "champions", "loyal", "promising", "attention", "leaving", "lostHigh")
		disjoint(t, who, "new", "active", "silent", "lost")
		for group, of := range who {
			if c.basis == measure.PaceOwn && group != "birthday" && group != "cart" && len(of) == 0 {
				t.Errorf("cycle %v: nobody is in %s", c.cycle, group)
			}
		}
	}
}

// disjoint wants nobody in two of the groups.
func disjoint(t *testing.T, who map[string][]cham.CustomerID, groups ...string) {
	t.Helper()
	in := map[cham.CustomerID]string{}
	for _, g := range groups {
		for _, id := range who[g] {
			if in[id] != "" {
				t.Errorf("customer %d is in %s and in %s", id, in[id], g)
			}
			in[id] = g
		}
	}
}

// nobody is known by anything but touches.
type nobody struct{ ask.People }

func (nobody) Named(context.Context, cham.WorkspaceID) ([]cham.CustomerID, error) { return nil, nil }

func (nobody) Trait(context.Context, cham.WorkspaceID, string, func(cham.CustomerID, json.RawMessage)) error {
	return nil
}

// Thirty orders tell no pace, and no sum that is much: the defaults stand, and no rule asks for money.
func TestReadyRulesOfThirtyOrders(t *testing.T) {
	s := &shop{}
	for i := range 30 {
		s.paid(1+i%20, float64(300-10*i)+0.5, 500_000)
	}
	p, who := s.ready(t)
	want := measure.Pace{Basis: measure.PaceFew, Buyers: 20, Again: 10, Days: 300, Half: 90, Most: 180, Gone: 360, Often: 3}
	if p != want {
		t.Errorf("%+v, want %+v", p, want)
	}
	if _, asked := who["lostHigh"]; asked || len(who["silent"]) == 0 {
		t.Errorf("lost with much money: %v; silent: %d", asked, len(who["silent"]))
	}
	s = &shop{}
	if p, who := s.ready(t); p.Basis != measure.PaceFew || p.Buyers != 0 || len(who["lost"]) != 0 {
		t.Errorf("of nothing: %+v", p)
	}
}

// Who put something in a cart and bought nothing since is asked; who bought is not.
func TestReadyCart(t *testing.T) {
	s := &shop{}
	s.touch(1, "Product Added", 2, "website", "")
	s.touch(2, "Checkout Started", 2, "website", "")
	s.paid(2, 1.9, 100)
	s.touch(3, "Product Added", 20, "website", "")
	if _, who := s.ready(t); !slices.Equal(who["cart"], []cham.CustomerID{1}) {
		t.Errorf("left a cart: %v", who["cart"])
	}
}
