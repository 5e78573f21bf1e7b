package index_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"cham"
	"cham/capability/identity"
	"cham/chamtest"
	"cham/measure"
	"cham/store/duckdb"
	"cham/store/index"
	"cham/store/storetest"
)

// TestFromDuckDB builds indexes from a real history: from all of it, from a
// checkpoint and what came after, and by appends; with a merge that has touches
// at the same instant on both sides, and its undoing. All must answer the same.
func TestFromDuckDB(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	h, err := duckdb.Open(filepath.Join(dir, "w.duckdb"), duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	records := storetest.ReadCalls(t, chamtest.Shared(t, "journey/rees46_3h_dev.ndjson.gz"))
	slices.SortStableFunc(records, func(a, b cham.Record) int { return a.ReceivedAt.Compare(b.ReceivedAt) })
	kept := index.New(index.Options{Dir: dir})
	defer kept.Close()
	if err := kept.Load(ctx, "w", h, nil, cham.KindRules{}); err != nil {
		t.Fatal(err)
	}
	var now []identity.Move
	step := func(from, to int, moves ...identity.Move) {
		t.Helper()
		if _, err := h.Append(ctx, records[from:to], int64(to)); err != nil {
			t.Fatal(err)
		}
		if err := kept.Append(ctx, "w", records[from:to], moves); err != nil {
			t.Fatal(err)
		}
		now = append(now, moves...)
	}
	same := func(what string, o index.Options) *index.Index {
		t.Helper()
		x := index.New(o)
		t.Cleanup(func() { x.Close() })
		err := x.Load(ctx, "w", h, func(f func(identity.Move) error) error {
			for _, m := range now {
				if err := f(m); err != nil {
					return err
				}
			}
			return nil
		}, cham.KindRules{})
		if err != nil {
			t.Fatal(what, err)
		}
		for _, q := range []measure.Question{measure.Touches, measure.Transitions, measure.Touchpoints, measure.Journeys} {
			p, err := measure.Compile(measure.Query{Question: q}, nil, time.UTC, time.Unix(2e9, 0))
			if err != nil {
				t.Fatal(err)
			}
			a, err := kept.Ask(ctx, "w", p)
			if err != nil {
				t.Fatal(err)
			}
			b, err := x.Ask(ctx, "w", p)
			if err != nil {
				t.Fatal(err)
			}
			if d := storetest.AnswersDiffer(a, b); d != "" {
				t.Fatalf("%s, %s: %s", what, q, d)
			}
		}
		return x
	}
	third := len(records) / 3
	step(0, third)
	same("first part", index.Options{Dir: filepath.Join(dir, "c")}).Close() // writes the checkpoint
	var merge []identity.Move
	for k := cham.KeyID(2); k <= 60; k++ {
		merge = append(merge, identity.Move{Key: k, To: 1})
	}
	step(third, 2*third, merge...)
	same("merged", index.Options{})
	same("merged, from a checkpoint", index.Options{Dir: filepath.Join(dir, "c")})
	for i := range merge {
		merge[i].To = 2 // the first key leaves, the others stay together
	}
	now = nil
	step(2*third, len(records), merge...)
	now = now[1:] // key 2 is its own customer again
	same("parted", index.Options{})
	same("parted, from a checkpoint", index.Options{Dir: filepath.Join(dir, "c")})
}
