package storetest

import (
	"testing"
	"time"

	"cham"
)

// testCounts: what was taken last counts, an import goes without a trace whenever it
// does, and a period beside its days is another count.
func testCounts(t *testing.T, db Stores) {
	s := db.Counts
	with(t, db.Access)
	count := func(from, to int, number float64) cham.Count {
		return cham.Count{From: day(from), To: day(to), By: "google-analytics", Kind: "source", Value: "google / cpc", Measure: "sessions",
			Number: number}
	}
	set := func(imp string, counts ...cham.Count) {
		t.Helper()
		ok(t, s.SetCountsOf(ctx, "a", imp, counts))
	}
	now := func(want ...cham.Count) {
		t.Helper()
		got, err := s.Counts(ctx, "a", time.Time{}, time.Time{})
		same(t, got, err, want)
	}
	position := count(3, 4, 7.25)
	position.Kind, position.Value, position.Measure = "keyword", "kem chống nắng", "position"
	set("i1", count(1, 2, 10), count(2, 3, 20), count(1, 8, 90))
	set("i2", count(2, 3, 25), position)
	ok(t, s.SetCountsOf(ctx, "b", "i1", []cham.Count{count(1, 2, 7)}))
	now(count(1, 2, 10), count(1, 8, 90), count(2, 3, 25), position)
	got, err := s.Counts(ctx, "a", day(1), day(3)) // the week is not within
	same(t, got, err, []cham.Count{count(1, 2, 10), count(2, 3, 25)})

	set("i3", count(2, 3, 25), position) // the same once more
	now(count(1, 2, 10), count(1, 8, 90), count(2, 3, 25), position)
	counting, behind, err := s.CountsOf(ctx, "a", "i3")
	same(t, counting, err, []cham.Count{count(2, 3, 25), position})
	same(t, behind, nil, 2)
	sizes, err := s.CountSizes(ctx, "a")
	same(t, sizes, err, map[string]int{"i1": 2, "i3": 2})

	ok(t, s.DeleteCountsOf(ctx, "a", "i3"))
	now(count(1, 2, 10), count(1, 8, 90), count(2, 3, 25), position)
	ok(t, s.DeleteCountsOf(ctx, "a", "i2"))
	now(count(1, 2, 10), count(1, 8, 90), count(2, 3, 20))
	ok(t, s.DeleteCountsOf(ctx, "a", "i1"))
	now()
	got, err = s.Counts(ctx, "b", time.Time{}, time.Time{})
	same(t, got, err, []cham.Count{count(1, 2, 7)})
	code(t, s.SetCountsOf(ctx, "zz", "i", []cham.Count{count(1, 2, 7)}), cham.CodeNotFound)
}
