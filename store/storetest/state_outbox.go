package storetest

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/outbox"
	"cham/capability/reach"
)

func testOutbox(t *testing.T, db Stores) {
	s := db.Outbox
	with(t, db.Access)
	m := outbox.Mailing{Workspace: "a", ID: "m", State: outbox.Filling, Content: json.RawMessage(`{"subject":"Chào 'chị'"}`), StartAt: day(1),
		StartedAt: day(1), StartedBy: "an", Message: reach.Message{ID: "m", Class: reach.Care, Ways: []reach.Way{reach.Email}}}
	ok(t, s.CreateMailing(ctx, m))
	code(t, s.CreateMailing(ctx, m), cham.CodeConflict)
	got, err := s.Mailing(ctx, "a", "m")
	same(t, got, err, m)
	_, err = s.Mailing(ctx, "b", "m")
	code(t, err, cham.CodeNotFound)

	item := func(id string, customer int, due int) outbox.Item {
		return outbox.Item{Workspace: "a", ID: id, Mailing: "m", Customer: cham.CustomerID(customer), State: outbox.Waiting, DueAt: day(due),
			ChangedAt: day(1)}
	}
	ok(t, s.Fill(ctx, "a", []outbox.Item{item("i1", 1, 1), item("i2", 2, 1), item("i3", 3, 5)}))
	ok(t, s.Fill(ctx, "a", []outbox.Item{item("i9", 1, 1), item("i4", 4, 1)})) // one person one message
	due := func(now int, want int) {
		t.Helper()
		got, err := s.Due(ctx, day(now))
		same(t, len(got), err, want)
	}
	take := func(now, limit int, want ...string) []outbox.Item {
		t.Helper()
		got, err := s.Take(ctx, "a", "m", day(now), limit)
		var ids []string
		for _, it := range got {
			ids = append(ids, it.ID)
		}
		same(t, ids, err, want)
		return got
	}
	unfilled, err := s.Unfilled(ctx, day(0))
	same(t, len(unfilled), err, 0)
	unfilled, err = s.Unfilled(ctx, day(1))
	same(t, len(unfilled), err, 1)
	due(2, 0)
	take(2, 9)
	set := func(to outbox.MailingState, want bool, from ...outbox.MailingState) {
		t.Helper()
		moved, err := s.SetMailing(ctx, "a", "m", from, to, outbox.ByPerson, day(2))
		same(t, moved, err, want)
	}
	set(outbox.Running, false, outbox.Paused)
	set(outbox.Running, true, outbox.Filling)
	due(0, 0)
	due(2, 1)
	take(2, 2, "i1", "i2")
	items := take(2, 9, "i1", "i2", "i4")

	// What the gate says and what it makes of the items is kept together.
	decide := func(items []outbox.Item, states ...outbox.State) []string {
		t.Helper()
		var entries []reach.Entry
		for i := range items {
			it := &items[i]
			it.State, it.Way, it.Key, it.Decision, it.ChangedAt = states[i], reach.Email, cham.KeyID(it.Customer), "d"+it.ID+it.Decision, day(3)
			v := map[outbox.State]reach.Verdict{outbox.Ready: reach.Now, outbox.Waiting: reach.Later, outbox.Held: reach.Never}[it.State]
			if v != reach.Now {
				it.Rule = "hours"
			}
			entries = append(entries, reach.Entry{ID: it.Decision, Key: it.Key, Customer: it.Customer, Message: "m", Class: reach.Care, At: day(3),
				Hash: "h" + it.ID, Decision: reach.GateDecision{Verdict: v, Way: reach.Email}})
		}
		ready, err := s.Decided(ctx, "a", entries, items)
		ok(t, err)
		var ids []string
		for id := range ready {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		return ids
	}
	items[2].DueAt = day(9)
	items[0].LetAt = day(3)
	same(t, decide(slices.Clone(items), outbox.Ready, outbox.Ready, outbox.Waiting), nil, []string{"i1", "i2"})
	same(t, decide(slices.Clone(items[:1]), outbox.Ready), nil, nil) // it does not wait any more
	take(8, 9, "i3")
	let, err := s.Item(ctx, "a", "m", "i1")
	same(t, let.LetAt, err, day(3))
	contacts := func(want int) {
		t.Helper()
		got, err := db.Reach.Contacts(ctx, "a", []cham.KeyID{1, 2, 3, 4}, nil, &reach.Message{ID: "m"}, day(0))
		same(t, len(got), err, want)
	}
	contacts(2)

	step := func(id string, from, to outbox.State, outcome string, want bool) {
		t.Helper()
		steps := []outbox.Step{{Workspace: "a", ID: id, From: from, To: to, DueAt: day(4), Words: "250 OK", Decision: "d" + id, Outcome: outcome}}
		ok(t, s.Step(ctx, steps))
		same(t, steps[0].Taken, nil, want)
	}
	step("i1", outbox.Ready, outbox.Sending, "", true)
	step("i1", outbox.Ready, outbox.Sending, "", false)
	step("i1", outbox.Sending, outbox.Sent, reach.Sent, true)
	step("zz", outbox.Sending, outbox.Sent, reach.Sent, false)
	left, err := s.Left(ctx, "a", reach.Email, day(0))
	same(t, left, err, 1)

	// A pause lets what is ready wait again; nothing of it leaves, and it was no contact.
	set(outbox.Paused, true, outbox.Running)
	contacts(1)
	step("i2", outbox.Ready, outbox.Sending, "", false)
	take(9, 9)
	due(9, 0)
	set(outbox.Running, true, outbox.Paused)
	items = take(9, 9, "i2", "i3", "i4")
	same(t, decide(items, outbox.Ready, outbox.Ready, outbox.Held), nil, []string{"i2", "i3"})

	// What a killed program left: ready waits, sending is unknown and counts as a contact.
	steps := []outbox.Step{{Workspace: "a", ID: "i3", From: outbox.Ready, To: outbox.Sending, Decision: items[1].Decision}}
	ok(t, s.Step(ctx, steps))
	waiting, unknown, err := s.Recover(ctx, day(1), day(10))
	same(t, [2]int{waiting, unknown}, err, [2]int{})
	waiting, unknown, err = s.Recover(ctx, time.Now().Add(time.Hour), day(10))
	same(t, [2]int{waiting, unknown}, err, [2]int{1, 1})
	contacts(2)

	tallies, err := s.Tallies(ctx, "a", "m")
	same(t, tallies, err, []outbox.Tally{{State: outbox.Held, Rule: "hours", Count: 1}, {State: outbox.Sent, Count: 1},
		{State: outbox.Unknown, Count: 1}, {State: outbox.Waiting, Rule: "", Count: 1}})
	held, err := s.Items(ctx, "a", "m", outbox.Held, "hours", "", 9)
	same(t, len(held), err, 1)
	rest, err := s.Items(ctx, "a", "m", "", "", "i2", 1)
	same(t, rest[0].ID, err, "i3")

	// Nobody is at i2's address: it failed, is known, and may be tried again when asked.
	items = take(11, 9, "i2")
	same(t, decide(items, outbox.Ready), nil, []string{"i2"})
	ok(t, s.Step(ctx, []outbox.Step{{Workspace: "a", ID: "i2", From: outbox.Ready, To: outbox.Failed, Problem: "address", Bad: "hi2",
		Decision: items[0].Decision, Outcome: reach.Failed}}))
	bad, err := db.Reach.Bad(ctx, "a", []string{"hi1", "hi2"})
	same(t, bad, err, map[string]string{"hi2": reach.BadBounced})
	freed, err := db.Reach.WorksAgain(ctx, "a", []string{"hi1"})
	same(t, freed, err, 0)
	contacts(2)
	ok(t, s.Finish(ctx, day(12)))
	got, err = s.Mailing(ctx, "a", "m")
	same(t, got.State, err, outbox.Done)
	for _, none := range []outbox.Failures{{Problem: "words"}, {Messages: []string{"i1", "i3", "zz"}},
		{Problem: "words", Messages: []string{"i2"}}} {
		n, err := s.Again(ctx, "a", "m", none, day(12))
		same(t, n, err, 0)
	}
	n, err := s.Again(ctx, "a", "m", outbox.Failures{Problem: "address", Messages: []string{"i1", "i2"}}, day(12))
	same(t, n, err, 1)
	due(12, 1)
	ok(t, s.Finish(ctx, day(12)))
	due(12, 1)
	set(outbox.Stopped, true, outbox.Running)
	one, err := s.Item(ctx, "a", "m", "i2")
	same(t, one.State, err, outbox.Canceled)

	counts, err := s.Erase(ctx, "a", &erasure.Mentions{Keys: []cham.KeyID{1, 3}})
	same(t, counts, err, map[string]int{"messages": 2})
	one, err = s.Item(ctx, "a", "m", "i1")
	same(t, [2]int64{int64(one.Customer), int64(one.Key)}, err, [2]int64{})

	testSendingAccount(t, s)
}

func testSendingAccount(t *testing.T, s outbox.Store) {
	_, _, err := s.Account(ctx, "a", reach.Email)
	code(t, err, cham.CodeNotFound)
	a := outbox.Account{Workspace: "a", Way: reach.Email, Settings: json.RawMessage(`{"host":"mail.vn"}`), Secret: "sealed", PerMinute: 60}
	ok(t, s.PutAccount(ctx, a, "an", day(1)))
	h := outbox.Health{Fails: 2, Since: day(2), NextAt: day(3), Problem: "signIn", Words: "535"}
	ok(t, s.SetHealth(ctx, "a", reach.Email, outbox.Health{LastOK: day(1)}))
	ok(t, s.SetHealth(ctx, "a", reach.Email, h))
	got, health, err := s.Account(ctx, "a", reach.Email)
	same(t, got, err, a)
	h.LastOK = day(1)
	same(t, health, nil, h)
	ok(t, s.PutAccount(ctx, a, "an", day(4)))
	_, health, err = s.Account(ctx, "a", reach.Email)
	same(t, health, err, outbox.Health{LastOK: day(1)})
	ok(t, s.DeleteAccount(ctx, "a", reach.Email))
	code(t, s.DeleteAccount(ctx, "a", reach.Email), cham.CodeNotFound)
}
