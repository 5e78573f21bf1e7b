package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/pages"
)

func testTimeline(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	var all []cham.Record
	for i := range 40 {
		r := plainRecord("web", fmt.Sprint(i), cham.KeyID(i%3+1), historyStart.Add(time.Duration(i/4)*time.Minute)) // ties
		if i%5 == 0 {
			r.Channel = "zalo"
		}
		if i%7 == 0 {
			r.Type, r.Name = cham.CallIdentify, ""
		}
		all = append(all, r)
	}
	mustAppend(t, h, 1, all...)
	for _, channel := range []cham.Channel{"", "zalo"} {
		var want []int64
		for i := len(all) - 1; i >= 0; i-- {
			if (i%3 == 0 || i%3 == 2) && (channel == "" || i%5 == 0) {
				want = append(want, int64(i+1))
			}
		}
		if got := timelinePages(t, h, channel); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", channel, got, want)
		}
	}
}

// timelinePages reads the timeline of keys 1 and 3, four records at a time.
func timelinePages(t *testing.T, h TouchHistory, channel cham.Channel) (seqs []int64) {
	before, seq := time.Time{}, int64(0)
	for {
		page, err := h.Timeline(context.Background(), []cham.KeyID{1, 3}, channel, before, seq, 4)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			seqs = append(seqs, r.Seq)
		}
		if len(page) < 4 {
			return seqs
		}
		before, seq = page[3].At, page[3].Seq
	}
}

func testLatest(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	for i := range 6 {
		mustAppend(t, h, int64(i), plainRecord(cham.SourceID([]string{"a", "b"}[i%2]), fmt.Sprint(i), 1,
			historyStart.Add(-time.Duration(i)*time.Hour)))
	}
	for source, want := range map[cham.SourceID][]int64{"": {6, 5, 4}, "a": {5, 3, 1}, "none": nil} {
		got, err := h.Latest(context.Background(), source, 3)
		if err != nil {
			t.Fatal(err)
		}
		var seqs []int64
		for _, r := range got {
			seqs = append(seqs, r.Seq)
		}
		if !slices.Equal(seqs, want) {
			t.Errorf("%q: %v, want %v", source, seqs, want)
		}
	}
}

func testVolumes(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	var in []cham.Record
	for i, minute := range []int{-1, 0, 59, 60, 61} {
		r := plainRecord("a", fmt.Sprint(i), 1, historyStart.AddDate(-1, 0, 0))
		r.ReceivedAt = historyStart.Add(time.Duration(minute) * time.Minute)
		in = append(in, r)
	}
	mustAppend(t, h, 1, in...)
	got, err := h.SourceVolumes(context.Background(), historyStart)
	want := []capture.SourceVolume{{Source: "a", Hour: historyStart, Count: 2}, {Source: "a", Hour: historyStart.Add(time.Hour), Count: 2}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatal(got, err)
	}
}

func testMoney(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	var in []cham.Record
	for i, said := range []string{`{"revenue":5}`, `{"revenue":"5","total":6}`, `{"total":6,"products":[{"revenue":1}]}`,
		`{"revenue":0,"total":6}`, `{"value":7}`, ``, `{"revenue":5}`} {
		r := plainRecord("a", fmt.Sprint(i), 1, historyStart.Add(time.Duration(i)*time.Minute))
		r.Name, r.Value, r.Properties = "Mua", 5, json.RawMessage(said)
		r.Currency = []string{"", "USD"}[i%2]
		in = append(in, r)
	}
	in[5].Value, in[6].ReceivedAt = 0, historyStart.AddDate(0, 0, -40)
	mustAppend(t, h, 1, in...)
	fields, err := h.MoneyFields(context.Background(), historyStart.AddDate(0, 0, -30))
	if want := []capture.MoneyFields{{Source: "a", Event: "Mua", Revenue: 2, Total: 2, Value: 1}}; err != nil || !slices.Equal(fields, want) {
		t.Error(fields, err)
	}
	seen, err := h.Currencies(context.Background())
	if want := []cham.MoneySeen{{Touches: 4, Amount: 20}, {Currency: "USD", Touches: 2, Amount: 10}}; err != nil || !slices.Equal(seen, want) {
		t.Error(seen, err)
	}
}

func testWebsite(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	var in []cham.Record
	add := func(source, name, path string, key cham.KeyID, properties string) {
		at := historyStart.Add(time.Duration(len(in)) * time.Minute)
		r := plainRecord(cham.SourceID(source), fmt.Sprint(len(in)), key, at)
		r.ReceivedAt = at
		r.Name, r.Page.Path, r.Properties = name, path, json.RawMessage(properties)
		in = append(in, r)
	}
	broken := `{"kind":"script","message":"x is not defined","file":"a.vn/x.js"}`
	add("a", "Page Error", "/old", 1, broken)
	add("a", "Page Error", "/gio", 1, broken)
	add("a", "Page Error", "/gio", 1, broken)
	add("a", "Page Error", "/gio", 2, broken)
	add("a", "Page Error", "/", 2, `{"kind":"resource","message":"img","file":"a.vn/x.png"}`)
	add("b", "Page Error", "/", 2, broken)
	add("a", "Products Searched", "/tim", 1, `{"query":"Són"}`)
	add("a", "Products Searched", "/tim", 2, `{"query":"són","results":3}`)
	add("a", "Products Searched", "/tim", 2, `{"query":"kem","results":0}`)
	add("a", "Products Searched", "/tim", 2, `{"query":""}`)
	add("a", "Page Left", "/tim", 2, `{"duration":4}`)
	add("a", "Other", "/tim", 2, ``)
	mustAppend(t, h, 1, in...)
	got, err := h.Website(context.Background(), "a", historyStart.Add(time.Minute), 50)
	want := capture.Website{
		Events: map[string]int{"Page Error": 4, "Page Left": 1, "Products Searched": 4},
		Errors: []capture.PageError{
			{Path: "/gio", Kind: "script", Message: "x is not defined", File: "a.vn/x.js", Touches: 3, Visitors: 2, Last: in[3].At},
			{Path: "/", Kind: "resource", Message: "img", File: "a.vn/x.png", Touches: 1, Visitors: 1, Last: in[4].At}},
		Searches: []capture.Search{{Term: "kem", Touches: 1, Visitors: 1, Nothing: 1}, {Term: "són", Touches: 2, Visitors: 2}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v %v", got, err)
	}
	if got, err = h.Website(context.Background(), "a", historyStart, 1); err != nil || len(got.Errors) != 1 || len(got.Searches) != 1 {
		t.Error(got, err)
	}
}

func testPagePaths(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	var in []cham.Record
	for i, path := range []string{"/b", "/a", "/a", "/c", "", "/a", "/d"} {
		r := plainRecord("a", fmt.Sprint(i), 1, historyStart.Add(time.Duration(i)*time.Minute))
		r.Page.Path = path
		in = append(in, r)
	}
	in[6].Type = cham.CallIdentify
	mustAppend(t, h, 1, in...)
	got, err := h.PagePaths(context.Background(), historyStart.Add(2*time.Minute), 2)
	want := []pages.Seen{{Path: "/a", Touches: 3, Recent: 2}, {Path: "/b", Touches: 1}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatal(got, err)
	}
}

func testScan(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	identify, odd := plainRecord("web", "i", 2, historyStart), plainRecord("web", "odd", 2, historyStart)
	identify.Type, identify.Name = cham.CallIdentify, ""
	odd.Name = "a\x1eb\"'"
	odd.Properties = json.RawMessage(`{"x":1}`)
	mustAppend(t, h, 1, fullRecord(1), identify, odd, fullRecord(2))
	got := scanAll(t, h, 0, nil, cham.TouchNeed{Properties: true})
	if len(got) != 3 || got[0].Seq != 1 || got[1].Name != odd.Name || string(got[1].Properties) != `{"x":1}` || got[2].Seq != 4 {
		t.Fatalf("%+v", got)
	}
	want := fullRecord(1)
	if g := got[0]; g.Key != want.Key || !g.At.Equal(want.At) || g.Campaign.Source != "facebook" || g.Campaign.Medium != "cpc" ||
		g.Campaign.Name != "tết" || g.Page.Path != "/a" || g.Device != "mobile" || g.Branch != "Quận 1" || g.Value != want.Value ||
		g.Duration != want.Duration || g.Channel != "website" || g.Type != cham.CallTrack || g.Name != want.Name {
		t.Fatalf("%+v", g)
	}
	if got := scanAll(t, h, 0, []cham.KeyID{3}, cham.TouchNeed{}); len(got) != 1 || got[0].Seq != 4 || string(got[0].Properties) != `{"a":1}` {
		t.Fatalf("%+v", got)
	}
	if got := scanAll(t, h, 1, nil, cham.TouchNeed{}); len(got) != 2 || got[0].Properties != nil ||
		got[1].Properties == nil { // money names its order
		t.Fatalf("%+v", got)
	}
	if got := scanAll(t, h, 0, []cham.KeyID{}, cham.TouchNeed{}); len(got) != 0 {
		t.Fatalf("%+v", got)
	}
	testScanNeeds(t, h)
	stop := errors.New("stop")
	if err := h.Scan(context.Background(), 0, nil, cham.TouchNeed{}, func([]cham.Record) error { return stop }); !errors.Is(err, stop) {
		t.Fatal(err)
	}
}

// testScanNeeds: what a kind is made of always comes; who sent it, and from where, when needed.
func testScanNeeds(t *testing.T, h TouchHistory) {
	t.Helper()
	full := plainRecord("shop", "full", 9, historyStart)
	full.Type, full.Name = cham.CallPage, cham.PageViewed
	full.Campaign = cham.Campaign{Source: "fb", Medium: "cpc", ClickID: "fbclid=abc"}
	full.Page = cham.Page{URL: "https://shop.vn/a?x=1", Path: "/a", Referrer: "https://l.facebook.com/l.php?u=1"}
	full.Context = json.RawMessage(`{"ip":"1.2.3.4","page":{"title":"ip"},"userAgent":"M \"x\" ö"}`)
	inside := full
	inside.MessageID, inside.Page.Referrer, inside.Context = "inside", "https://www.shop.vn/b", nil
	mustAppend(t, h, 2, full, inside)
	for _, keys := range [][]cham.KeyID{nil, {9}} {
		got := scanAll(t, h, 4, keys, cham.TouchNeed{})
		for i, want := range []cham.Record{full, inside} {
			if g, w := cham.KindOf(&got[i].Touch, cham.KindRules{}), cham.KindOf(&want.Touch, cham.KindRules{}); g != w {
				t.Errorf("scanned as %+v, appended as %+v", g, w)
			}
			if got[i].Source != "" || got[i].Context != nil {
				t.Errorf("not needed: %+v", got[i])
			}
		}
		got = scanAll(t, h, 4, keys, cham.TouchNeed{Address: true, Context: true})
		if g := got[0]; g.Source != "shop" || g.Page.URL != full.Page.URL ||
			string(g.Context) != `{"ip":"1.2.3.4","userAgent":"M \"x\" ö"}` || got[1].Context != nil {
			t.Errorf("needed: %+v", got)
		}
	}
}

// testGroups reads group calls, which a scan leaves out.
func testGroups(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	first, second := plainRecord("web", "g", 2, historyStart), plainRecord("web", "h", 3, historyStart.Add(-time.Hour))
	for _, r := range []*cham.Record{&first, &second} {
		r.Type, r.Name, r.Properties = cham.CallGroup, "", json.RawMessage(`{"groupId":"Hoà Phát"}`)
	}
	mustAppend(t, h, 1, fullRecord(1), first, fullRecord(2), second)
	var got []cham.Record
	err := h.Groups(context.Background(), func(rs []cham.Record) error {
		got = append(got, rs...)
		return nil
	})
	if err != nil || len(got) != 2 || got[0].Seq != 2 || got[1].Seq != 4 || got[0].Key != 2 || !got[1].At.Equal(second.At) ||
		got[0].Type != cham.CallGroup || string(got[1].Properties) != string(second.Properties) {
		t.Fatalf("%+v, %v", got, err)
	}
	if all := scanAll(t, h, 0, nil, cham.TouchNeed{Properties: true}); len(all) != 2 {
		t.Fatalf("%+v", all)
	}
}

func scanAll(t *testing.T, h TouchHistory, after int64, keys []cham.KeyID, need cham.TouchNeed) (all []cham.Record) {
	t.Helper()
	err := h.Scan(context.Background(), after, keys, need, func(rs []cham.Record) error {
		all = append(all, rs...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
