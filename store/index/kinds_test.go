package index

import (
	"fmt"
	"testing"

	"cham"
)

// A flood of pages and campaigns takes details away, not where customers came from:
// who came by an advertisement is not taken for one who came directly.
func TestCeilingKeepsLeads(t *testing.T) {
	d := newDictionary(cham.KindRules{}, 256)
	ad := func(i int) *cham.Touch {
		return &cham.Touch{Name: cham.PageViewed, Channel: "website", Page: cham.Page{URL: "https://x.vn/", Path: fmt.Sprint("/p", i, "x")},
			Campaign: cham.Campaign{Source: "facebook", Medium: "cpc", Name: fmt.Sprint("c", i)}}
	}
	groups := cham.DefaultLeadGroups()
	for i := range 3000 {
		if k := d.kinds[d.of(ad(i))]; groups.Of(k.Lead()) != "facebook-ads" {
			t.Fatalf("the %dth is of %s: %+v", i, groups.Of(k.Lead()), k)
		}
	}
	said := map[string]int{}
	for i := range 3000 { // sources without end
		touch := ad(i)
		touch.Campaign.Source, touch.Campaign.Medium = fmt.Sprint("s", i), ""
		said[groups.Of(d.kinds[d.of(touch)].Lead())]++
	}
	direct := ad(0)
	direct.Campaign = cham.Campaign{}
	if got := groups.Of(d.kinds[d.of(direct)].Lead()); got != "direct" || said["direct"] > 0 {
		t.Error(got, said)
	}
	if named := ad(1); named.Campaign.Source != "" {
		named.Campaign = cham.Campaign{Name: "tet"}
		if got := groups.Of(d.kinds[d.of(named)].Lead()); got == "direct" {
			t.Error("a campaign alone is of", got)
		}
	}
	if len(d.kinds) > 256 || d.overflow == 0 {
		t.Error(len(d.kinds), d.overflow)
	}
}
