package journey

import (
	"testing"

	"pgregory.net/rapid"

	"cham"
)

func TestMatches(t *testing.T) {
	k := cham.Kind{Name: "Page Viewed", Channel: "website", Source: "facebook", Medium: "cpc", Campaign: "tet",
		Path: "/san-pham/:id", Device: "mobile", Branch: "q1", Props: "a=1" + cham.PropSep + "b=hai"}
	for _, c := range []struct {
		m    cham.Match
		want bool
	}{
		{cham.Match{}, true},
		{cham.Match{Event: "Page Viewed"}, true},
		{cham.Match{Event: "page viewed"}, false},
		{cham.Match{Event: "Page Viewed", Channel: "zalo"}, false},
		{cham.Match{Source: "facebook", Medium: "cpc", Campaign: "tet", Device: "mobile", Branch: "q1"}, true},
		{cham.Match{Branch: "q2"}, false},
		{cham.Match{Property: map[string]string{"b": "hai"}}, true},
		{cham.Match{Property: map[string]string{"b": "ha"}}, false},
		{cham.Match{Property: map[string]string{"a": "1", "c": "1"}}, false},
		{cham.Match{Path: "/san-pham/:id"}, true},
		{cham.Match{Path: "/san-pham/8123"}, true}, // templated like the touch was
		{cham.Match{Path: "/san-pham"}, false},
		{cham.Match{Path: "/san-pham/*"}, true},
		{cham.Match{Path: "/san-*"}, true},
		{cham.Match{Path: "/:id/*"}, true},
		{cham.Match{Path: "*"}, true},
		{cham.Match{Path: "/tin-tuc/*"}, false},
		{cham.Match{Path: "/san-pham/:id/mua"}, false},
	} {
		if got := Matches(c.m, k); got != c.want {
			t.Errorf("%+v: %v", c.m, got)
		}
	}
	if !pathMatches("/san-pham/*", "/san-pham") || !pathMatches("/san-pham/:id", "/san-pham/kem") ||
		pathMatches("/san-pham/:id", "/san-pham/") {
		t.Error("rest may be empty, :id is any one part but not none")
	}
}

func TestBindPrefersTheMostConditions(t *testing.T) {
	m := &cham.JourneyMap{Touchpoints: []cham.Touchpoint{
		{ID: "empty", Rule: cham.Rule{Any: []cham.Match{{}}}},
		{ID: "no rule"},
		{ID: "web", Rule: cham.Rule{Any: []cham.Match{{Channel: "website"}}}},
		{ID: "page", Rule: cham.Rule{Any: []cham.Match{{Event: "Order"}, {Channel: "website", Path: "/gia"}}}},
		{ID: "same", Rule: cham.Rule{Any: []cham.Match{{Channel: "website", Path: "/gia"}}}},
		{ID: "props", Rule: cham.Rule{Any: []cham.Match{{Property: map[string]string{"a": "1", "b": "2", "c": "3"}}}}},
	}}
	bind := Bind(m)
	for _, c := range []struct {
		k    cham.Kind
		want int
	}{
		{cham.Kind{Name: "x", Channel: "zalo"}, -1},
		{cham.Kind{Name: "x", Channel: "website", Path: "/"}, 2},
		{cham.Kind{Name: "Order", Channel: "website"}, 2}, // one condition each: the first on the map
		{cham.Kind{Name: "Order", Channel: "zalo"}, 3},
		{cham.Kind{Name: "x", Channel: "website", Path: "/gia"}, 3},
		{cham.Kind{Name: "x", Channel: "website", Path: "/gia", Props: "a=1\x1fb=2\x1fc=3"}, 5},
	} {
		if got := bind(c.k); got != c.want {
			t.Errorf("%+v: %d, want %d", c.k, got, c.want)
		}
	}
}

// A rule is in the shadow of another that takes all that it would bind.
func TestShadow(t *testing.T) {
	touchpoint := func(id string, any ...cham.Match) cham.Touchpoint {
		return cham.Touchpoint{ID: id, Rule: cham.Rule{Any: any}}
	}
	m := &cham.JourneyMap{Touchpoints: []cham.Touchpoint{
		touchpoint("zalo", cham.Match{Channel: "zalo"}),
		touchpoint("asked", cham.Match{Event: "Asked"}),
		touchpoint("order", cham.Match{Event: "Order"}),
		touchpoint("sign"),
	}}
	kinds := []cham.Kind{{Name: "Asked", Channel: "zalo"}, {Name: "Call", Channel: "zalo"}}
	for i, want := range []int{-1, 0, -1, -1} {
		if got := Shadow(m, i, kinds); got != want {
			t.Errorf("%s: %d, want %d", m.Touchpoints[i].ID, got, want)
		}
	}
	if got := Shadow(m, 1, append(kinds, cham.Kind{Name: "Asked", Channel: "call"})); got != -1 {
		t.Errorf("it binds something itself: %d", got)
	}
}

// A rule made by clicking on a touch matches that touch's kind, whatever its path.
func TestRuleOfOwnPath(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.StringMatching(`(/[a-z0-9-]{0,14}){0,4}/?`).Draw(t, "path")
		k := cham.Kind{Path: cham.TemplatePath(path)}
		for _, p := range []string{path, k.Path} {
			if p != "" && !Matches(cham.Match{Path: p}, k) {
				t.Fatalf("%q does not match %q", p, k.Path)
			}
		}
		if cham.TemplatePath(k.Path) != k.Path {
			t.Fatalf("%q is templated again to %q", k.Path, cham.TemplatePath(k.Path))
		}
	})
}
