package storetest

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"cham"
)

// A stretch of arrivals is what came after one seq and up to another, whole.
func testBetween(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	in := make([]cham.Record, 2000)
	for i := range in {
		in[i] = fullRecord(i)
	}
	in[7].MessageID, in[8].Campaign, in[9].Page = "0195c0de-1111-7abc-8def-0123456789ab", cham.Campaign{}, cham.Page{}
	in[10].Properties, in[11].Traits, in[12].Context, in[13].Also = nil, nil, json.RawMessage(`{}`), nil
	in[14].Type, in[14].Name = cham.CallIdentify, ""
	mustAppend(t, h, 1, in[:700]...)
	mustAppend(t, h, 2, in[700:]...)
	for _, c := range []struct{ after, upTo int64 }{{0, 2000}, {699, 701}, {0, 1}, {1990, 9000}, {2000, 2000}, {2000, 3000}, {-5, 3},
		{30, 20}} {
		got, err := h.Between(context.Background(), c.after, c.upTo)
		if err != nil {
			t.Fatal(err)
		}
		from := min(max(c.after, 0), 2000)
		want := in[from:max(from, min(c.upTo, 2000))]
		if !slices.EqualFunc(got, want, func(a, b cham.Record) bool { return reflect.DeepEqual(a, b) }) {
			t.Fatalf("(%d, %d]: %d touches, want %d, or not the same", c.after, c.upTo, len(got), len(want))
		}
	}
}

// A text may hold any character; the one that parts texts comes as a space.
func testBetweenOddTexts(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	r := plainRecord("web", "odd", 1, historyStart)
	r.Page.URL, r.Page.Title, r.Campaign.Term = "https://x.vn/\x1f'\"", "Á\x1f\x1eZ", "a\x1fb"
	mustAppend(t, h, 1, r)
	got, err := h.Between(context.Background(), 0, 1)
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	if p := got[0].Page; p.URL != "https://x.vn/ '\"" || p.Title != "Á \x1eZ" || got[0].Campaign.Term != "a b" || got[0].Device != "" {
		t.Errorf("%+q", p)
	}
}

func testReceivedBefore(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	want := func(minute int, seq int64) {
		t.Helper()
		got, err := h.ReceivedBefore(context.Background(), historyStart.Add(time.Duration(minute)*time.Minute))
		if err != nil || got != seq {
			t.Errorf("before minute %d: %d, %v; want %d", minute, got, err, seq)
		}
	}
	want(0, 0)
	var in []cham.Record
	for i, minute := range []int{10, 20, 20, 15, 30} { // 15 was told late
		r := plainRecord("web", string(rune('a'+i)), 1, historyStart)
		r.ReceivedAt = historyStart.Add(time.Duration(minute) * time.Minute)
		in = append(in, r)
	}
	mustAppend(t, h, 1, in...)
	for minute, seq := range map[int]int64{5: 0, 10: 0, 11: 1, 20: 1, 21: 4, 30: 4, 31: 5} {
		want(minute, seq)
	}
}
