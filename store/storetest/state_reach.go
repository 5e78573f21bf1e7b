package storetest

import (
	"testing"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/reach"
)

// Reach keeps decisions, and forgets people.
type Reach interface {
	reach.Store
	erasure.Place
}

func testReach(t *testing.T, db Stores) {
	s := db.Reach
	with(t, db.Access)
	entry := func(id string, key cham.KeyID, message string, d int, v reach.Verdict, hash string) reach.Entry {
		return reach.Entry{ID: id, Key: key, Customer: cham.CustomerID(key), Asked: "ask" + id[:1], Message: message, Occasion: "đơn 'D1'",
			Class: reach.Care, At: day(d), By: "u", Hash: hash,
			Decision: reach.GateDecision{Verdict: v, Way: reach.SMS, At: day(d), Ways: []reach.Judged{{Way: reach.SMS, Verdict: v, At: day(d),
				Reasons: []reach.GateReason{{Rule: reach.RuleDay, Until: day(d + 1), Count: 2, Limit: 1}}}}}}
	}
	a1, a2 := entry("a1", 1, "m", 3, reach.Now, "h1"), entry("a2", 2, "m", 3, reach.Never, "")
	b1, b2 := entry("b1", 1, "n", 9, reach.Now, "h1"), entry("b2", 3, "n", 9, reach.Now, "h1")
	ok(t, s.Keep(ctx, "a", []reach.Entry{a1, a2}))
	ok(t, s.Keep(ctx, "a", []reach.Entry{b1, b2}))
	ok(t, s.Keep(ctx, "a", nil))
	code(t, s.Keep(ctx, "a", []reach.Entry{entry("c1", 5, "x", 9, reach.Now, ""), a1}), cham.CodeConflict) // all or none
	code(t, s.Keep(ctx, "zz", []reach.Entry{a1}), cham.CodeNotFound)

	for asked, want := range map[string][]reach.Entry{"aska": {a1, a2}, "askb": {b1, b2}, "askc": nil, "": nil} {
		got, err := s.Kept(ctx, "a", asked)
		same(t, kept(got), err, kept(want))
	}
	got, err := s.Kept(ctx, "b", "aska")
	same(t, got, err, nil)

	entries := func(keys []cham.KeyID, message string, before time.Time, limit int, want ...reach.Entry) {
		t.Helper()
		got, err := s.Entries(ctx, "a", keys, message, reach.After{At: before}, limit)
		same(t, kept(got), err, kept(want))
	}
	entries(nil, "", day(99), 9, b2, b1, a2, a1)
	entries(nil, "", day(9), 9, a2, a1)
	entries(nil, "", day(99), 1, b2)
	entries(nil, "n", day(99), 9, b2, b1)
	entries([]cham.KeyID{1, 2}, "", day(99), 9, b1, a2, a1)
	entries([]cham.KeyID{}, "", day(99), 9)
	entries([]cham.KeyID{1, 2}, "n", day(99), 9, b1)
	for _, keys := range [][]cham.KeyID{nil, {1, 2, 3}} { // page by page, also where all are of one time
		var paged []reach.Entry
		for after := (reach.After{}); ; {
			page, err := s.Entries(ctx, "a", keys, "", after, 1)
			ok(t, err)
			if len(page) == 0 {
				break
			}
			paged, after = append(paged, page...), reach.After{At: page[0].At, ID: page[0].ID}
		}
		same(t, kept(paged), nil, kept([]reach.Entry{b2, b1, a2, a1}))
	}
	page, err := s.Entries(ctx, "a", nil, "n", reach.After{At: b2.At, ID: b2.ID}, 9)
	same(t, kept(page), err, kept([]reach.Entry{b1}))

	went := func(keys []cham.KeyID, hashes []string, m, occasion string, since time.Time, want int) {
		t.Helper()
		got, err := s.Contacts(ctx, "a", keys, hashes, &reach.Message{ID: m, Occasion: occasion}, since)
		same(t, len(got), err, want)
	}
	went([]cham.KeyID{1}, nil, "", "", day(5), 1)
	went([]cham.KeyID{1}, nil, "", "", day(0), 2)
	went([]cham.KeyID{2}, nil, "", "", day(0), 0)                     // never is no contact
	went([]cham.KeyID{2}, []string{"h1", "h2"}, "", "", day(5), 2)    // who shares the address
	went([]cham.KeyID{1}, []string{"h1"}, "", "", day(5), 2)          // each once
	went([]cham.KeyID{1}, nil, "m", "đơn 'D1'", day(50), 1)           // the message of any time
	went([]cham.KeyID{4}, []string{"h1"}, "m", "đơn 'D1'", day(5), 3) // and to the address
	went([]cham.KeyID{1}, nil, "m", "another", day(50), 0)

	ok(t, s.SetOutcome(ctx, "a", "b1", reach.Failed))
	went([]cham.KeyID{1}, nil, "", "", day(5), 0)
	code(t, s.SetOutcome(ctx, "a", "b1", reach.Sent), cham.CodeNotFound) // what failed may have gone by another asking since
	code(t, s.SetOutcome(ctx, "a", "a2", reach.Sent), cham.CodeNotFound) // it was not to go
	code(t, s.SetOutcome(ctx, "b", "b1", reach.Sent), cham.CodeNotFound)

	wrote, err := s.Wrote(ctx, "a", []cham.KeyID{1})
	same(t, wrote, err, nil)

	counts, err := s.Erase(ctx, "a", &erasure.Mentions{Keys: []cham.KeyID{1}})
	same(t, counts, err, map[string]int{"decisions": 2})
	entries([]cham.KeyID{1}, "", day(99), 9)
	all, err := s.Entries(ctx, "a", nil, "", reach.After{}, 9)
	same(t, len(all), err, 4)
	went([]cham.KeyID{7}, []string{"h1"}, "", "", day(0), 1) // b2's
}

// kept are entries without what only the way in has.
func kept(all []reach.Entry) []reach.Entry {
	for i := range all {
		all[i].Hash = ""
	}
	return all
}
