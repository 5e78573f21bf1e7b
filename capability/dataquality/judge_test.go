package dataquality

import (
	"testing"
	"time"

	"cham"
)

var judged = time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC)

// TestSchema: a property that vanished, one of another type, one that was always rare.
func TestSchema(t *testing.T) {
	last := judged.AddDate(0, 0, -3)
	f := Facts{Properties: []PropertyFact{
		{"web", "Order Completed", "", "", false, 200, last, nil}, {"web", "Order Completed", "", "", true, 40, judged, []int64{9}},
		{"web", "Order Completed", "phone", "text", false, 190, last, nil},
		{"web", "Order Completed", "phone", "empty", true, 40, judged, []int64{9}},
		{"web", "Order Completed", "total", "number", false, 200, last, nil},
		{"web", "Order Completed", "total", "text", true, 40, judged, []int64{9}},
		{"web", "Order Completed", "coupon", "text", false, 20, last, nil},
		{"web", "Order Completed", "note", "text", false, 200, last, nil}, {"web", "Order Completed", "note", "text", true, 39, judged, nil},
	}}
	got := map[string]Finding{}
	for _, x := range f.properties() {
		got[string(x.Check)+" "+x.Other] = x
	}
	if x := got["propertyGone phone"]; x.N != 40 || x.Of != 40 || !x.Since.Equal(last) || len(x.Seqs) != 1 {
		t.Errorf("%+v", x)
	}
	if x := got["typeChanged total: number → text"]; x.N != 40 {
		t.Errorf("%+v", x)
	}
	if len(got) != 2 {
		t.Errorf("%+v", got)
	}
}

// TestNames: a new event that looks like an old one, and those that only seem to.
func TestNames(t *testing.T) {
	for _, c := range []struct {
		a, b string
		like bool
	}{
		{"Order Completed", "order_completed", true}, {"Oder Completed", "Order Completed", true}, {"Order Complete", "Order Completed", true},
		{"Đặt hàng", "Dat hang", true}, {"Step 1 Viewed", "Step 2 Viewed", false}, {"Cart Viewed", "Card Viewed", true},
		{"Order Completed", "Order Cancelled", false}, {"Open", "Opens", false}, {"Product Viewed", "Products Searched", false},
	} {
		if looksLike(c.a, c.b) != c.like {
			t.Errorf("%q and %q", c.a, c.b)
		}
	}
	f := Facts{Events: []EventFact{{"web", "Order Completed", judged.AddDate(0, 0, -20), 30, 1},
		{"web", "Oder Completed", judged.AddDate(0, 0, -1), 6, 2}}}
	if got := f.names(judged); len(got) != 1 || got[0].Subject != "Oder Completed" || got[0].Other != "Order Completed" || got[0].N != 6 {
		t.Errorf("%+v", got)
	}
}

// TestSilentSource: a source that falls silent is told with what would be usual, once, and
// not its events besides; an event alone is told alone; a file is never silent.
func TestSilentSource(t *testing.T) {
	f := Facts{}
	from := judged.Truncate(time.Hour).Add(-8 * weekHours * time.Hour)
	for h := range 8*weekHours - 30 {
		at := from.Add(time.Duration(h) * time.Hour)
		for _, s := range []cham.SourceID{"web", "shop", "file"} {
			f.Events = append(f.Events, EventFact{s, "Page Viewed", at, 6, 1}, EventFact{s, "Order Completed", at, 2, 1})
		}
	}
	for h := 8*weekHours - 30; h < 8*weekHours; h++ {
		f.Events = append(f.Events, EventFact{"shop", "Page Viewed", from.Add(time.Duration(h) * time.Hour), 6, 1})
	}
	sources := []cham.Source{{ID: "web", Kind: "website", Enabled: true}, {ID: "shop", Kind: "server", Enabled: true},
		{ID: "file", Kind: "file", Enabled: true}, {ID: "new", Kind: "website", Enabled: true}}
	got, covered := f.silences(sources, judged, time.UTC)
	since := judged.Truncate(time.Hour).Add(-30 * time.Hour)
	if len(got) != 2 || got[0].Check != Silence || got[0].Source != "web" || got[0].N != 240 || !got[0].Since.Equal(since) ||
		got[1].Check != EventGone || got[1].Source != "shop" || got[1].Subject != "Order Completed" {
		t.Errorf("%+v", got)
	}
	if len(covered) != 3 || !covered[0].Enough || covered[2].Enough {
		t.Errorf("%+v", covered)
	}
}

// TestRefusals: far more than usual, not a little, not few.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		lately, before int
		told           bool
	}{{100, 0, true}, {19, 0, false}, {100, 1300, false}, {100, 130, true}, {40, 260, false}} {
		f := Facts{Refused: map[cham.SourceID]map[string][2]int{"web": {"time": {c.lately, c.before}}}}
		if got := f.refusals(judged); len(got) > 0 != c.told {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}

// TestMerge: found again it is the same case; what holds no more closes, opens again, and is forgotten.
func TestMerge(t *testing.T) {
	f := Finding{Check: UTMPath, N: 3, Since: judged}.named(false)
	all := Merge(nil, []Finding{f}, judged)
	f.N, f.Since = 5, judged.Add(time.Hour)
	all = Merge(all, []Finding{f}, judged.Add(time.Hour))
	if len(all) != 1 || all[0].N != 5 || !all[0].Found.Equal(judged) || !all[0].Since.Equal(judged) {
		t.Errorf("%+v", all)
	}
	all = Merge(all, nil, judged.Add(2*time.Hour))
	if all[0].Open() || all[0].Closed.IsZero() {
		t.Errorf("%+v", all)
	}
	if back := Merge(all, []Finding{f}, judged.Add(3*time.Hour)); !back[0].Open() || !back[0].Found.Equal(judged.Add(3*time.Hour)) {
		t.Errorf("%+v", back)
	}
	if gone := Merge(all, nil, judged.AddDate(0, 2, 0)); len(gone) != 0 {
		t.Errorf("%+v", gone)
	}
	a, b := Finding{Check: Silence, Since: judged}.named(true), Finding{Check: Silence, Since: judged.AddDate(0, 0, 9)}.named(true)
	if a.ID == b.ID {
		t.Error("two silences are one case")
	}
}

// TestCampaigns: misspelt sources beside the commonest, a medium that is missing, placeholders of ad systems.
func TestCampaigns(t *testing.T) {
	f := Facts{Campaigns: []CampaignFact{
		{Source: "facebook", Medium: "cpc", N: 90}, {Source: "Facebook", Medium: "cpc", N: 9}, {Source: "face book", Medium: "CPC", N: 9},
		{Source: "zalo", N: 50}, {Source: "zalo", Medium: "social", N: 50},
		{Source: "tiktok", Medium: "cpc", Campaign: "__CAMPAIGN_NAME__", N: 7},
		{Source: "google", Medium: "cpc", Campaign: "{{campaign.name}}", N: 3},
		{Source: "tet", Medium: "x", N: 4}, {Source: "Tết", Medium: "x", N: 4},
		{Source: "báo", N: 2},
	}}
	got := map[string]Finding{}
	for _, x := range f.campaigns() {
		got[string(x.Check)+" "+x.Subject] = x
	}
	for key, want := range map[string]Finding{
		"utmSpelling Facebook": {N: 9, Of: 108, Other: "facebook"}, "utmSpelling face book": {N: 9, Of: 108, Other: "facebook"},
		"utmSpelling CPC": {N: 9, Of: 118, Other: "cpc"}, "utmSpelling Tết": {N: 4, Of: 8, Other: "tet"},
		"utmMedium zalo": {N: 50, Of: 100}, "utmTemplate __CAMPAIGN_NAME__": {N: 7, Of: 228}, "utmTemplate {{campaign.name}}": {N: 3, Of: 228},
	} {
		if x := got[key]; x.N != want.N || x.Of != want.Of || x.Other != want.Other {
			t.Errorf("%s: %+v", key, x)
		}
		delete(got, key)
	}
	if len(got) > 0 {
		t.Errorf("%+v", got)
	}
}
