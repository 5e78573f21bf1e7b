package storetest

import (
	"testing"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/onsite"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// testWeb: a message lies ready for its customer alone, until it is over, closed, or its mailing ends.
func testWeb(t *testing.T, db Stores) {
	s := db.Web
	with(t, db.Access)
	onTheirWay(t, db, 4)
	lay := func(id, headline string, until time.Time) {
		t.Helper()
		ok(t, s.Lay(ctx, &onsite.Message{Workspace: "a", ID: id, LaidAt: day(3), ExpiresAt: until, Content: onsite.Content{
			Headline: headline, Text: "Mời chị ghé", Lang: "vi", WebPanel: outbox.WebPanel{Place: "inline", Slot: "dau", Until: until}}}))
	}
	open := func(at time.Time, keys ...cham.KeyID) (ids []string) {
		t.Helper()
		all, err := s.Open(ctx, "a", keys, at, 9)
		ok(t, err)
		for _, m := range all {
			ids = append(ids, m.ID)
		}
		return ids
	}
	lay("i0", "Ưu đãi", day(9))
	lay("i0", "Lần nữa", day(9))
	lay("i1", "Một", day(5))
	lay("none", "Của không ai", day(9))
	all, err := s.Open(ctx, "a", []cham.KeyID{1, 77}, day(4), 9)
	same(t, len(all), err, 1)
	m := all[0]
	same(t, m.About.ID, nil, "m")
	same(t, m, nil, onsite.Message{Workspace: "a", ID: "i0", Mailing: "m", Key: 1, LaidAt: day(3), ExpiresAt: day(9), About: m.About,
		Content: onsite.Content{Headline: "Ưu đãi", Text: "Mời chị ghé", Lang: "vi", WebPanel: outbox.WebPanel{Place: "inline", Slot: "dau",
			Until: day(9)}}})
	same(t, open(day(4), 1, 2), nil, []string{"i0", "i1"})
	same(t, open(day(5), 1, 2), nil, []string{"i0"})
	same(t, open(day(4), 3), nil, []string(nil))
	elsewhere, err := s.Open(ctx, "b", []cham.KeyID{1}, day(4), 9)
	same(t, len(elsewhere), err, 0)

	// What was not given is not done anything with; it is given once, and to whom it is shown then.
	entry := reach.Entry{ID: "shown", Key: 1, Customer: 1, Message: "m", Class: reach.Care, At: day(4), Hash: "h",
		Decision: reach.GateDecision{Verdict: reach.Now, Way: reach.Web}}
	done := func(id string, did onsite.Did, keys ...cham.KeyID) bool {
		t.Helper()
		isNew, err := s.Done(ctx, "a", keys, id, did, day(4))
		ok(t, err)
		return isNew
	}
	same(t, done("i0", onsite.Closed, 1), nil, false)
	given, err := s.Give(ctx, "a", "i0", entry)
	same(t, given, err, true)
	entry.ID = "again"
	given, err = s.Give(ctx, "a", "i0", entry)
	same(t, given, err, false)
	entries, err := db.Reach.Entries(ctx, "a", []cham.KeyID{1}, "m", reach.After{}, 9)
	same(t, len(entries), err, 2)
	same(t, entries[0].ID+entries[0].Outcome, nil, "shown"+reach.Sent)
	same(t, open(day(4), 1), nil, []string{"i0"})
	same(t, done("i0", onsite.Shown, 2), nil, false)
	same(t, done("i0", onsite.Shown, 1), nil, true)
	same(t, done("i0", onsite.Shown, 1), nil, false)
	same(t, open(day(4), 1), nil, []string{"i0"})
	same(t, done("i0", onsite.Closed, 99, 1), nil, true)
	same(t, done("i0", onsite.Clicked, 1), nil, false)
	whose := func(want cham.KeyID, id string, keys ...cham.KeyID) {
		t.Helper()
		key, err := s.Whose(ctx, "a", keys, id)
		same(t, key, err, want)
	}
	whose(1, "i0", 99, 1) // closed as it is
	whose(0, "i0", 2)
	whose(0, "i1", 2) // never given
	same(t, open(day(4), 1), nil, []string(nil))
}

// testWebLeftBehind: the program was killed as messages were laid: what lies ready was sent, what does not waits; nothing is
// unknown.
func testWebLeftBehind(t *testing.T, db Stores) {
	with(t, db.Access)
	onTheirWayBy(t, db, reach.Web, 3)
	for _, id := range []string{"i0", "i1", "i2"} {
		ok(t, db.Outbox.Step(ctx, []outbox.Step{{Workspace: "a", ID: id, From: outbox.Ready, To: outbox.Sending, Decision: "d" + id}}))
	}
	ok(t, db.Web.Lay(ctx, &onsite.Message{Workspace: "a", ID: "i0", LaidAt: day(3), ExpiresAt: day(9)}))
	_, err := db.Outbox.Erase(ctx, "a", &erasure.Mentions{Keys: []cham.KeyID{3}}) // as it was on its way
	ok(t, err)
	waiting, unknown, err := db.Outbox.Recover(ctx, time.Now().Add(time.Hour), day(3))
	same(t, [2]int{waiting, unknown}, err, [2]int{1, 1})
	for id, want := range map[string]outbox.State{"i0": outbox.Sent, "i1": outbox.Waiting, "i2": outbox.Unknown} {
		it, err := db.Outbox.Item(ctx, "a", "m", id)
		same(t, it.State, err, want)
	}
	for key, want := range map[cham.KeyID]string{1: reach.Laid, 2: reach.Failed} {
		entries, err := db.Reach.Entries(ctx, "a", []cham.KeyID{key}, "m", reach.After{}, 9)
		same(t, len(entries), err, 1)
		same(t, entries[0].Outcome, nil, want)
	}
}

// testWebEnds: while something lies ready its mailing goes on, and nothing is shown of one that was paused or stopped.
func testWebEnds(t *testing.T, db Stores) {
	s := db.Web
	with(t, db.Access)
	onTheirWay(t, db, 2)
	for _, id := range []string{"i0", "i1"} {
		for _, st := range []outbox.Step{{From: outbox.Ready, To: outbox.Sending}, {From: outbox.Sending, To: outbox.Sent, Outcome: reach.Laid}} {
			st.Workspace, st.ID, st.Decision = "a", id, "d"+id
			ok(t, db.Outbox.Step(ctx, []outbox.Step{st}))
		}
		ok(t, s.Lay(ctx, &onsite.Message{Workspace: "a", ID: id, LaidAt: day(3), ExpiresAt: day(9)}))
	}
	went, err := db.Reach.Contacts(ctx, "a", []cham.KeyID{1}, []string{"hi0"}, &reach.Message{ID: "m"}, day(1))
	same(t, len(went), err, 0)
	state := func(now time.Time) outbox.MailingState {
		t.Helper()
		ok(t, db.Outbox.Finish(ctx, now))
		m, err := db.Outbox.Mailing(ctx, "a", "m")
		ok(t, err)
		return m.State
	}
	set := func(from, to outbox.MailingState) {
		t.Helper()
		moved, err := db.Outbox.SetMailing(ctx, "a", "m", []outbox.MailingState{from}, to, "", day(4))
		same(t, moved, err, true)
	}
	count := func() int {
		t.Helper()
		all, err := s.Open(ctx, "a", []cham.KeyID{1, 2}, day(5), 9)
		ok(t, err)
		return len(all)
	}
	same(t, state(day(5)), nil, outbox.Running)
	same(t, count(), nil, 2)
	set(outbox.Running, outbox.Paused)
	same(t, count(), nil, 0)
	given, err := s.Give(ctx, "a", "i0", reach.Entry{ID: "x", Key: 1, Message: "m", Class: reach.Care, At: day(5)})
	same(t, given, err, false)
	set(outbox.Paused, outbox.Running)
	same(t, count(), nil, 2)

	// Who was erased is shown nothing, and nothing of theirs is kept.
	_, err = db.Outbox.Erase(ctx, "a", &erasure.Mentions{Keys: []cham.KeyID{1}})
	ok(t, err)
	same(t, count(), nil, 1)
	same(t, state(day(9)), nil, outbox.Done)

	src := cham.Source{Workspace: "a", ID: "w", Name: "Web", Kind: "website", WriteKey: "wk_w", Enabled: true, CreatedAt: day(1)}
	ok(t, db.Sources.CreateSource(ctx, src))
	ok(t, s.Saw(ctx, "a", "w", day(4)))
	ok(t, s.Saw(ctx, "a", "w", day(5)))
	ok(t, s.Saw(ctx, "a", "nobody's", day(5)))
	seen, err := s.Seen(ctx, "a")
	same(t, seen, err, []onsite.Seen{{Source: "w", At: day(5)}})
}
