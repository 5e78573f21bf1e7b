package storetest

import (
	"context"
	"maps"
	"slices"
	"testing"

	"cham"
)

// What is removed is gone, its Seqs are not given again, also after the file was
// closed, and the same touches may come in again.
func testRemove(t *testing.T, open func(*testing.T, string) TouchHistory) {
	dir := t.TempDir()
	h := open(t, dir)
	in := make([]cham.Record, 1000)
	for i := range in {
		in[i] = fullRecord(i)
	}
	mustAppend(t, h, 1, in...)
	gone := []int64{3, 998, 999, 1000}
	for range 2 { // twice is once
		if err := h.Remove(context.Background(), gone); err != nil {
			t.Fatal(err)
		}
	}
	wantCursor(t, h, 1, 1000)
	there, err := h.BySeq(context.Background(), []int64{2, 3, 1000})
	if err != nil || len(there) != 1 || there[0].Seq != 2 {
		t.Fatal(there, err)
	}
	h.Close()
	h = open(t, dir)
	wantCursor(t, h, 1, 1000)
	again := []cham.Record{fullRecord(999), fullRecord(1), fullRecord(2)}
	if got := mustAppend(t, h, 2, again...); !slices.Equal(got, []bool{true, false, true}) || again[0].Seq != 1001 || again[2].Seq != 1002 {
		t.Fatal(got, again[0].Seq, again[2].Seq)
	}
	wantCursor(t, h, 2, 1002)
	if err := h.Remove(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
}

// The touches of an import, and what else there is of their keys.
func testOfImport(t *testing.T, open func(*testing.T, string) TouchHistory) {
	h, ctx := open(t, t.TempDir()), context.Background()
	of := func(id, message string, key cham.KeyID, also ...cham.KeyID) cham.Record {
		r := plainRecord("file", message, key, historyStart)
		r.Import, r.Also = id, also
		return r
	}
	mustAppend(t, h, 1, of("a", "1", 1), of("b", "2", 1), of("", "3", 2, 1), of("a", "4", 3), of("", "5", 4))
	seqs := func(rs []cham.Record, err error) (all []int64) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rs {
			all = append(all, r.Seq)
		}
		return all
	}
	if got := seqs(h.OfImport(ctx, "a", 10)); !slices.Equal(got, []int64{1, 4}) {
		t.Error(got)
	}
	if got := seqs(h.OfImport(ctx, "a", 1)); !slices.Equal(got, []int64{1}) {
		t.Error(got)
	}
	if got := seqs(h.KeptOf(ctx, []cham.KeyID{1, 3}, "a")); !slices.Equal(got, []int64{2, 3}) {
		t.Error(got)
	}
	if got, err := h.ImportSizes(ctx); err != nil || !maps.Equal(got, map[string]int{"a": 2, "b": 1}) {
		t.Error(got, err)
	}
}
