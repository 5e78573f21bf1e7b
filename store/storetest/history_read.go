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
	got := scanAll(t, h, 0, nil, true)
	if len(got) != 3 || got[0].Seq != 1 || got[1].Name != odd.Name || string(got[1].Properties) != `{"x":1}` || got[2].Seq != 4 {
		t.Fatalf("%+v", got)
	}
	want := fullRecord(1)
	if g := got[0]; g.Key != want.Key || !g.At.Equal(want.At) || g.Campaign.Source != "facebook" || g.Campaign.Medium != "cpc" ||
		g.Campaign.Name != "tết" || g.Page.Path != "/a" || g.Device != "mobile" || g.Branch != "Quận 1" || g.Value != want.Value ||
		g.Duration != want.Duration || g.Channel != "website" || g.Type != cham.CallTrack || g.Name != want.Name {
		t.Fatalf("%+v", g)
	}
	if got := scanAll(t, h, 0, []cham.KeyID{3}, false); len(got) != 1 || got[0].Seq != 4 || string(got[0].Properties) != `{"a":1}` {
		t.Fatalf("%+v", got)
	}
	if got := scanAll(t, h, 1, nil, false); len(got) != 2 || got[0].Properties != nil || got[1].Properties == nil { // money names its order
		t.Fatalf("%+v", got)
	}
	if got := scanAll(t, h, 0, []cham.KeyID{}, false); len(got) != 0 {
		t.Fatalf("%+v", got)
	}
	stop := errors.New("stop")
	if err := h.Scan(context.Background(), 0, nil, false, func([]cham.Record) error { return stop }); !errors.Is(err, stop) {
		t.Fatal(err)
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
	if all := scanAll(t, h, 0, nil, true); len(all) != 2 {
		t.Fatalf("%+v", all)
	}
}

func scanAll(t *testing.T, h TouchHistory, after int64, keys []cham.KeyID, properties bool) (all []cham.Record) {
	t.Helper()
	err := h.Scan(context.Background(), after, keys, properties, func(rs []cham.Record) error {
		all = append(all, rs...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
