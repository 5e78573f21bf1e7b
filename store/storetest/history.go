package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/capture"
	"cham/capability/pages"
	"cham/flow"
)

// TouchHistory is all that a store of touch history does: it feeds the loop,
// pages, and the index.
type TouchHistory interface {
	flow.History
	Interactions
	Between(ctx context.Context, after, upTo int64) ([]cham.Record, error)
	Known(ctx context.Context, source cham.SourceID, ids []string) (map[string]bool, error)
	ReceivedBefore(ctx context.Context, t time.Time) (seq int64, err error)
	Timeline(ctx context.Context, keys []cham.KeyID, channel cham.Channel, before time.Time, beforeSeq int64, limit int) ([]cham.Record, error)
	SourceVolumes(ctx context.Context, since time.Time) ([]capture.SourceVolume, error)
	Website(ctx context.Context, source cham.SourceID, since time.Time, limit int) (capture.Website, error)
	MoneyFields(ctx context.Context, since time.Time) ([]capture.MoneyFields, error)
	Currencies(ctx context.Context) ([]cham.MoneySeen, error)
	PagePaths(ctx context.Context, recent time.Time, limit int) ([]pages.Seen, error)
	Remove(ctx context.Context, seqs []int64) error
	OfImport(ctx context.Context, id string, limit int) ([]cham.Record, error)
	ImportSizes(ctx context.Context) (map[string]int, error)
	KeptOf(ctx context.Context, keys []cham.KeyID, importID string) ([]cham.Record, error)
	Close() error
}

// History runs the conformance suite of touch histories. open opens the
// history kept at dir, making it when dir is empty; it is opened again after
// being closed.
func History(t *testing.T, open func(t *testing.T, dir string) TouchHistory) {
	for name, f := range map[string]func(*testing.T, func(*testing.T, string) TouchHistory){
		"empty":       testEmptyHistory,
		"round trip":  testRoundTrip,
		"once":        testAppendOnce,
		"skew":        testSkewedRetry,
		"year later":  testImportAgain,
		"cursor":      testCursor,
		"refuses":     testRefusesWhole,
		"timeline":    testTimeline,
		"latest":      testLatest,
		"between":     testBetween,
		"odd texts":   testBetweenOddTexts,
		"received":    testReceivedBefore,
		"volumes":     testVolumes,
		"money":       testMoney,
		"website":     testWebsite,
		"page paths":  testPagePaths,
		"scan":        testScan,
		"groups":      testGroups,
		"model":       testHistoryModel,
		"cancelled":   testCancelledAppend,
		"large batch": testLargeBatch,
		"remove":      testRemove,
		"of import":   testOfImport,
	} {
		t.Run(name, func(t *testing.T) { f(t, open) })
	}
}

// historyStart is where the suite's time starts.
var historyStart = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

// fullRecord is a record with something in every field.
func fullRecord(n int) cham.Record {
	return cham.Record{Key: cham.KeyID(n%5 + 1), Also: []cham.KeyID{7, 9}, Touch: cham.Touch{
		MessageID: fmt.Sprintf("msg-%d", n), Source: "web", Type: cham.CallTrack, Name: "Đặt lịch hẹn", Channel: "website",
		At:         historyStart.Add(time.Duration(n) * 1234 * time.Millisecond),
		ReceivedAt: historyStart.Add(time.Duration(n)*1234*time.Millisecond + 5*time.Second),
		Campaign:   cham.Campaign{Source: "facebook", Medium: "cpc", Name: "tết", Term: "spa", Content: "a", ClickID: "fbclid=x"},
		Page:       cham.Page{URL: "https://x.vn/a?b", Path: "/a", Title: "Á", Referrer: "https://y.vn"},
		Device:     "mobile", Branch: "Quận 1", Value: 1234567.5, Currency: "VND", Duration: 12.25, Import: "i1",
		Properties: json.RawMessage(`{"a":1}`), Traits: json.RawMessage(`{"b":"â"}`), Context: json.RawMessage(`{"c":[1,2]}`),
	}}
}

// plainRecord is a touch with little in it.
func plainRecord(source cham.SourceID, id string, key cham.KeyID, at time.Time) cham.Record {
	return cham.Record{Key: key, Touch: cham.Touch{MessageID: id, Source: source, Type: cham.CallTrack, Name: "A",
		Channel: "website", At: at, ReceivedAt: at.Add(time.Second)}}
}

func mustAppend(t testing.TB, h TouchHistory, journal int64, records ...cham.Record) []bool {
	t.Helper()
	stored, err := h.Append(context.Background(), records, journal)
	if err != nil {
		t.Fatal(err)
	}
	if len(stored) != len(records) {
		t.Fatalf("%d answers to %d records", len(stored), len(records))
	}
	return stored
}

func countTrue(stored []bool) (n int) {
	for _, s := range stored {
		if s {
			n++
		}
	}
	return n
}

func wantCursor(t testing.TB, h TouchHistory, journal, record int64) {
	t.Helper()
	j, r, err := h.Cursor(context.Background())
	if err != nil || j != journal || r != record {
		t.Fatalf("cursor %d, %d, %v; want %d, %d", j, r, err, journal, record)
	}
}

func testEmptyHistory(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	wantCursor(t, h, 0, 0)
	if got, err := h.Latest(context.Background(), "", 10); err != nil || len(got) != 0 {
		t.Fatal(got, err)
	}
	mustAppend(t, h, 3)
	wantCursor(t, h, 3, 0)
}

func testRoundTrip(t *testing.T, open func(*testing.T, string) TouchHistory) {
	dir := t.TempDir()
	h := open(t, dir)
	in := []cham.Record{fullRecord(0), fullRecord(1), plainRecord("web", "0195c0de-1111-7abc-8def-0123456789ab", 3, historyStart)}
	in[1].MessageID = "0195C0DE-1111-7ABC-8DEF-0123456789AB" // another id than the lower-case one
	mustAppend(t, h, 1, in...)
	if in[0].Seq != 1 || in[1].Seq != 2 || in[2].Seq != 3 {
		t.Fatal("seqs are not consecutive:", in[0].Seq, in[1].Seq, in[2].Seq)
	}
	for range 2 {
		got, err := h.Latest(context.Background(), "", 10)
		if err != nil {
			t.Fatal(err)
		}
		slices.Reverse(got)
		for i := range in {
			if !reflect.DeepEqual(got[i], in[i]) {
				t.Errorf("got  %+v\nwant %+v", got[i], in[i])
			}
		}
		h.Close()
		h = open(t, dir)
	}
}

func testAppendOnce(t *testing.T, open func(*testing.T, string) TouchHistory) {
	dir := t.TempDir()
	h := open(t, dir)
	a, b := plainRecord("web", "a", 1, historyStart), plainRecord("web", "b", 1, historyStart)
	other := plainRecord("app", "a", 1, historyStart) // another source's message of the same id
	if got := mustAppend(t, h, 1, a, b, a, other); !slices.Equal(got, []bool{true, true, false, true}) {
		t.Fatal(got)
	}
	if got := mustAppend(t, h, 2, b, plainRecord("web", "c", 1, historyStart)); !slices.Equal(got, []bool{false, true}) {
		t.Fatal(got)
	}
	h.Close()
	h = open(t, dir)
	again := []cham.Record{a, b, other}
	if got := mustAppend(t, h, 3, again...); countTrue(got) != 0 || again[0].Seq != 1 || again[1].Seq != 2 || again[2].Seq != 3 {
		t.Fatal(got, again)
	}
	there, err := h.BySeq(context.Background(), []int64{3, 1})
	if err != nil || len(there) != 2 || there[0].Source == there[1].Source {
		t.Fatal(there, err)
	}
	known, err := h.Known(context.Background(), b.Source, []string{b.MessageID, "c,'[", "nobody's"})
	if err != nil || len(known) != 1 || !known[b.MessageID] {
		t.Fatal(known, err)
	}
	wantCursor(t, h, 3, 4)
}

func testSkewedRetry(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	mustAppend(t, h, 1, plainRecord("web", "a", 1, historyStart))
	for i, shift := range []time.Duration{-23 * time.Hour, -time.Millisecond, time.Millisecond, 23 * time.Hour} {
		if got := mustAppend(t, h, int64(i+2), plainRecord("web", "a", 1, historyStart.Add(shift))); got[0] {
			t.Error("stored again", shift, "apart")
		}
	}
}

func testImportAgain(t *testing.T, open func(*testing.T, string) TouchHistory) {
	dir := t.TempDir()
	h := open(t, dir)
	var file []cham.Record
	for i := range 5000 {
		file = append(file, plainRecord("file", fmt.Sprint("row-", i), 1, historyStart.Add(time.Duration(i)*time.Hour)))
	}
	mustAppend(t, h, 1, file...)
	for i := range 30 { // a year of other touches
		mustAppend(t, h, int64(i+2), plainRecord("web", fmt.Sprint(i), 2, historyStart.AddDate(1, 0, i)))
	}
	h.Close()
	h = open(t, dir)
	for i := range file {
		file[i].ReceivedAt = historyStart.AddDate(1, 1, 0)
	}
	if got := mustAppend(t, h, 40, file...); countTrue(got) != 0 {
		t.Fatal(countTrue(got), "stored again")
	}
}

func testCursor(t *testing.T, open func(*testing.T, string) TouchHistory) {
	dir := t.TempDir()
	h := open(t, dir)
	mustAppend(t, h, 7, fullRecord(1))
	wantCursor(t, h, 7, 1)
	mustAppend(t, h, 9)
	h.Close()
	h = open(t, dir)
	wantCursor(t, h, 9, 1)
	r := []cham.Record{fullRecord(2)}
	if _, err := h.Append(context.Background(), r, 10); err != nil || r[0].Seq != 2 {
		t.Fatal(r[0].Seq, err)
	}
}

func testRefusesWhole(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	for what, spoil := range map[string]func(*cham.Record){
		"not UTF-8":         func(r *cham.Record) { r.Name = "\xff" },
		"JSON not UTF-8":    func(r *cham.Record) { r.Traits = json.RawMessage("{\"a\":\"\xff\"}") },
		"not a number":      func(r *cham.Record) { r.Value = math.NaN() },
		"what parts a kind": func(r *cham.Record) { r.Branch = "a\x1fb" },
	} {
		bad := fullRecord(2)
		spoil(&bad)
		if _, err := h.Append(context.Background(), []cham.Record{fullRecord(1), bad}, 5); cham.ErrorCode(err) != cham.CodeInvalid {
			t.Fatal(what, err)
		}
		wantCursor(t, h, 0, 0)
	}
	if got := mustAppend(t, h, 5, fullRecord(1)); !got[0] {
		t.Fatal("the good one is refused after the bad one")
	}
}

// testHistoryModel appends random batches with repetitions, opening the
// history anew now and then, and compares it with a map.
func testHistoryModel(t *testing.T, open func(*testing.T, string) TouchHistory) {
	dir := t.TempDir()
	h := open(t, dir)
	have := map[string]bool{}
	seq, journal, round := int64(0), int64(0), 0
	rapid.Check(t, func(rt *rapid.T) {
		round++ // ids of their own, as the history is kept
		for range rapid.IntRange(1, 4).Draw(rt, "batches") {
			in := randomBatch(rt, round)
			journal++
			for i, stored := range mustAppend(t, h, journal, in...) {
				k := string(in[i].Source) + "/" + in[i].MessageID
				if stored == have[k] {
					rt.Fatalf("record %d (%s): stored %v", i, k, stored)
				}
				have[k] = true
				if stored {
					if seq++; in[i].Seq != seq {
						rt.Fatalf("seq %d, want %d", in[i].Seq, seq)
					}
				}
			}
			wantCursor(t, h, journal, seq)
		}
		if rapid.IntRange(0, 19).Draw(rt, "open anew") == 0 {
			h.Close()
			h = open(t, dir)
			wantCursor(t, h, journal, seq)
		}
	})
	if got := scanAll(t, h, 0, nil, cham.TouchNeed{}); len(got) != len(have) {
		t.Fatalf("%d records, want %d", len(got), len(have))
	}
}

func randomBatch(rt *rapid.T, round int) (in []cham.Record) {
	for range rapid.IntRange(0, 12).Draw(rt, "records") {
		id := fmt.Sprint(round, "-", rapid.IntRange(0, 20).Draw(rt, "id"))
		in = append(in, plainRecord(cham.SourceID(rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "source")), id, 1,
			historyStart.Add(time.Duration(rapid.IntRange(0, 3600).Draw(rt, "at"))*time.Second)))
	}
	return in
}

func testCancelledAppend(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.Append(ctx, []cham.Record{fullRecord(1)}, 1); err == nil {
		t.Fatal("appended although cancelled")
	}
	wantCursor(t, h, 0, 0)
	if got := mustAppend(t, h, 1, fullRecord(1)); !got[0] {
		t.Fatal("not stored after the cancelled append")
	}
	wantCursor(t, h, 1, 1)
}

// testLargeBatch crosses the row group size of columnar stores.
func testLargeBatch(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h := open(t, t.TempDir())
	in := make([]cham.Record, 130_000)
	for i := range in {
		in[i] = plainRecord("web", fmt.Sprint(i), cham.KeyID(i%1000+1), historyStart.Add(time.Duration(i)*time.Second))
	}
	if got := mustAppend(t, h, 1, in...); countTrue(got) != len(in) {
		t.Fatal(countTrue(got))
	}
	if got := mustAppend(t, h, 2, in...); countTrue(got) != 0 {
		t.Fatal(countTrue(got), "stored again")
	}
	n, last := 0, int64(0)
	err := h.Scan(context.Background(), 0, nil, cham.TouchNeed{}, func(rs []cham.Record) error {
		for _, r := range rs {
			if r.Seq <= last {
				t.Fatal("out of order")
			}
			last = r.Seq
		}
		n += len(rs)
		return nil
	})
	if err != nil || n != len(in) {
		t.Fatal(n, err)
	}
}
