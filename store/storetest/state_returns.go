package storetest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// testReturns: what comes back of messages is kept once, for the right one, also when it
// comes before we know how the provider calls it.
func testReturns(t *testing.T, db Stores) {
	s := db.Outbox
	with(t, db.Access)
	onTheirWay(t, db, 4)
	step := func(id string, from, to outbox.State, ref string, followed bool) {
		t.Helper()
		steps := []outbox.Step{{Workspace: "a", ID: id, From: from, To: to, Decision: "d" + id, Ref: ref, Followed: followed}}
		ok(t, s.Step(ctx, steps))
		same(t, steps[0].Taken, nil, true)
	}
	came := func(way reach.Way, all ...outbox.Return) {
		t.Helper()
		for i := range all {
			all[i].At = day(3)
		}
		_, err := s.KeepReturns(ctx, "a", way, all, day(3))
		ok(t, err)
	}
	kinds := func(want map[outbox.ReturnKind]int) {
		t.Helper()
		got, err := s.Results(ctx, "a", "m")
		same(t, got.Kinds, err, want)
	}

	// Who has just said no is looked at again, and nobody else.
	ok(t, s.Recall(ctx, "a", []cham.KeyID{4, 99}))
	ok(t, s.Recall(ctx, "b", []cham.KeyID{1}))
	recalled, err := s.Items(ctx, "a", "m", outbox.Waiting, "", "", 9)
	same(t, len(recalled), err, 1)
	same(t, recalled[0].ID, nil, "i3")

	// Of what is not on its way nothing comes back; nor of another's.
	came("", outbox.Return{Kind: outbox.Delivered, Message: "i0"})
	for i := range 3 {
		step(fmt.Sprint("i", i), outbox.Ready, outbox.Sending, "", i < 2)
	}
	came("", outbox.Return{Kind: outbox.Delivered, Message: "i0", Key: 2}, outbox.Return{Kind: outbox.Delivered, Message: "zz"})
	kinds(map[outbox.ReturnKind]int{outbox.Clicked: 0})

	// The receipt is faster than the answer; the same once more is one.
	early := outbox.Return{Kind: outbox.Delivered, Ref: "z0"}
	came(reach.Zalo, early, early)
	came(reach.SMS, outbox.Return{Kind: outbox.Delivered, Ref: "z1"}) // another way's
	step("i0", outbox.Sending, outbox.Sent, "z0", false)
	step("i1", outbox.Sending, outbox.Sent, "z1", false)
	kinds(map[outbox.ReturnKind]int{outbox.Clicked: 0})
	ok(t, s.MatchEarly(ctx, day(3), 99))
	ok(t, s.MatchEarly(ctx, day(3), 99))
	came(reach.Zalo, early)
	kinds(map[outbox.ReturnKind]int{outbox.Delivered: 1, outbox.Clicked: 0})

	// What nobody knew of has arrived after all.
	step("i2", outbox.Sending, outbox.Unknown, "", false)
	came("", outbox.Return{Kind: outbox.Delivered, Message: "i2"})
	it, err := s.Item(ctx, "a", "m", "i2")
	same(t, it.State, err, outbox.Sent)

	// Whose address is nobody's, and who complains, is not written to again.
	came("", outbox.Return{Kind: outbox.Bounced, Message: "i1", NoSuchAddress: true, Problem: "address"},
		outbox.Return{Kind: outbox.Complained, Message: "i0"}, outbox.Return{Kind: outbox.Bounced, Message: "i0", NoSuchAddress: true},
		outbox.Return{Kind: outbox.Bounced, Message: "i2"})
	bad, err := db.Reach.Bad(ctx, "a", []string{"hi0", "hi1", "hi2"})
	same(t, bad, err, map[string]string{"hi0": reach.BadComplained, "hi1": reach.BadBounced})

	// People and machines.
	came("", outbox.Return{Kind: outbox.Clicked, Message: "i0", URL: "https://a.vn/1"},
		outbox.Return{Kind: outbox.Clicked, Message: "i0", URL: "https://a.vn/2"},
		outbox.Return{Kind: outbox.Clicked, Message: "i1", URL: "https://a.vn/1"}, outbox.Return{Kind: outbox.Opened, Message: "i1"})
	open, err := s.OpenReturns(ctx, day(3).Add(-time.Second), 99)
	same(t, len(open), err, 0)
	open, err = s.OpenReturns(ctx, day(4), 99)
	ok(t, err)
	var people, machines []outbox.Returned
	for _, r := range open {
		same(t, r.Due, nil, true)
		if r.Item == "i1" && (r.Kind == outbox.Clicked || r.Kind == outbox.Opened) {
			machines = append(machines, r)
		} else {
			people = append(people, r)
		}
	}
	ok(t, s.SettleReturns(ctx, people, machines))
	open, err = s.OpenReturns(ctx, day(4), 99)
	same(t, len(open), err, 0)
	ok(t, s.CountReturn(ctx, "a", "m", outbox.Clicked, "https://a.vn/1"))
	ok(t, s.CountReturn(ctx, "a", "m", outbox.Clicked, "https://a.vn/1"))
	ok(t, s.CountReturn(ctx, "a", "m", outbox.Opened, ""))
	ok(t, s.CountReturn(ctx, "a", "none", outbox.Opened, ""))
	got, err := s.Results(ctx, "a", "m")
	same(t, got, err, outbox.Results{Followed: 2, Opens: 1, Links: []outbox.LinkResult{{URL: "https://a.vn/1", People: 1, Others: 2},
		{URL: "https://a.vn/2", People: 1}}, Kinds: map[outbox.ReturnKind]int{outbox.Delivered: 2, outbox.Bounced: 3, outbox.Complained: 1,
		outbox.Clicked: 1, outbox.Scanned: 1, outbox.Prefetched: 1}})
}

// testReturnsByTime: what is told of all messages to an address is of those that had left by then.
func testReturnsByTime(t *testing.T, db Stores) {
	s := db.Outbox
	with(t, db.Access)
	onTheirWay(t, db, 3)
	for i, to := range []outbox.State{outbox.Sent, outbox.Sent, outbox.Unknown} {
		id := fmt.Sprint("i", i)
		for _, st := range []outbox.Step{{From: outbox.Ready, To: outbox.Sending}, {From: outbox.Sending, To: to}} {
			st.Workspace, st.ID, st.Decision, st.Followed = "a", id, "d"+id, i > 0
			ok(t, s.Step(ctx, []outbox.Step{st}))
		}
	}
	came := func(way reach.Way, hash string, at time.Time, kind outbox.ReturnKind, want map[outbox.ReturnKind]int, opens int) {
		t.Helper()
		_, err := s.KeepReturns(ctx, "a", way, []outbox.Return{{Kind: kind, AllTo: hash, At: at}}, day(9))
		ok(t, err)
		got, err := s.Results(ctx, "a", "m")
		want[outbox.Clicked] = 0
		same(t, got.Kinds, err, want)
		same(t, got.Opens, nil, opens)
	}
	none := map[outbox.ReturnKind]int{}
	came(reach.Zalo, "hi0", day(2).Add(-time.Millisecond), outbox.Delivered, none, 0)
	came(reach.SMS, "hi0", day(9), outbox.Delivered, none, 0)
	came(reach.Zalo, "another", day(9), outbox.Delivered, none, 0)
	came(reach.Zalo, "", day(9), outbox.Delivered, none, 0)
	one := map[outbox.ReturnKind]int{outbox.Delivered: 1}
	came(reach.Zalo, "hi0", day(2), outbox.Delivered, one, 0)
	came(reach.Zalo, "hi0", day(9), outbox.Delivered, one, 0)
	came(reach.Zalo, "hi0", day(9), outbox.Opened, one, 0)    // not followed, and told of again and again
	came(reach.Zalo, "hi2", day(9), outbox.Delivered, one, 0) // nobody knows that it left
	came(reach.Zalo, "hi1", day(9), outbox.Delivered, map[outbox.ReturnKind]int{outbox.Delivered: 2}, 0)
}

// testReturnsErased: of who was erased it is forgotten what they did, and nothing is kept any more.
func testReturnsErased(t *testing.T, db Stores) {
	s := db.Outbox
	with(t, db.Access)
	onTheirWay(t, db, 2)
	ok(t, s.Step(ctx, []outbox.Step{{Workspace: "a", ID: "i0", From: outbox.Ready, To: outbox.Sending, Decision: "di0", Followed: true},
		{Workspace: "a", ID: "i1", From: outbox.Ready, To: outbox.Sending, Decision: "di1", Followed: true}}))
	came := func() {
		t.Helper()
		var all []outbox.Return
		for _, id := range []string{"i0", "i1"} {
			all = append(all, outbox.Return{Kind: outbox.Clicked, Message: id, URL: "https://a.vn/1", At: day(3)})
		}
		_, err := s.KeepReturns(ctx, "a", "", all, day(3))
		ok(t, err)
	}
	came()
	_, err := s.Erase(ctx, "a", &erasure.Mentions{Keys: []cham.KeyID{1}})
	ok(t, err)
	came()
	open, err := s.OpenReturns(ctx, day(4), 9)
	same(t, len(open), err, 1)
	same(t, open[0].Item, nil, "i1")
}

// onTheirWay is a mailing m with messages i0, i1 and so on to as many customers, which the gate let go.
func onTheirWay(t *testing.T, db Stores, n int) {
	t.Helper()
	onTheirWayBy(t, db, reach.Zalo, n)
}

func onTheirWayBy(t *testing.T, db Stores, way reach.Way, n int) {
	t.Helper()
	s := db.Outbox
	ok(t, s.CreateMailing(ctx, outbox.Mailing{Workspace: "a", ID: "m", State: outbox.Filling, Content: json.RawMessage(`{}`), StartAt: day(1),
		StartedAt: day(1), Message: reach.Message{ID: "m", Class: reach.Care, Ways: []reach.Way{way}}}))
	var items []outbox.Item
	for i := range n {
		items = append(items, outbox.Item{Workspace: "a", ID: fmt.Sprint("i", i), Mailing: "m", Customer: cham.CustomerID(i + 1),
			State: outbox.Waiting, DueAt: day(1), ChangedAt: day(1)})
	}
	ok(t, s.Fill(ctx, "a", items))
	_, err := s.SetMailing(ctx, "a", "m", []outbox.MailingState{outbox.Filling}, outbox.Running, "", day(1))
	ok(t, err)
	var entries []reach.Entry
	for i := range items {
		it := &items[i]
		it.State, it.Way, it.Key, it.Decision, it.ChangedAt = outbox.Ready, way, cham.KeyID(it.Customer), "d"+it.ID, day(2)
		entries = append(entries, reach.Entry{ID: it.Decision, Key: it.Key, Customer: it.Customer, Message: "m", Class: reach.Care, At: day(2),
			Hash: "h" + it.ID, Decision: reach.GateDecision{Verdict: reach.Now, Way: way}})
	}
	_, err = s.Decided(ctx, "a", entries, items)
	ok(t, err)
}
