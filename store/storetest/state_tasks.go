package storetest

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/capability/task"
)

func aTask(id string, key int, due int) task.Task {
	return task.Task{Workspace: "a", ID: id, Kind: task.Call, Class: reach.Care, Script: "Chào 'chị' " + id, Key: cham.KeyID(key),
		DueAt: day(due), ExpiresAt: day(due + 7), State: task.Open, CreatedAt: day(1), CreatedBy: "an", ChangedAt: day(1)}
}

func add(t *testing.T, s task.Store, k task.Task) {
	t.Helper()
	there, err := s.AddTask(ctx, k)
	same(t, there, err, true)
}

func testTasks(t *testing.T, db Stores) {
	s := db.Tasks
	with(t, db.Access)
	for i, id := range []string{"t1", "t2", "t3"} {
		add(t, s, aTask(id, i+1, i+1))
	}
	theirs, sales := aTask("t4", 4, 2), aTask("t5", 4, 3)
	theirs.Assignee, theirs.Title, sales.Department = "binh", "Gọi 'lại'", "d1"
	add(t, s, theirs)
	add(t, s, sales)
	again := aTask("t1", 9, 9)
	add(t, s, again) // it stands there once, as it was
	got, err := s.Task(ctx, "a", "t1")
	same(t, got, err, aTask("t1", 1, 1))
	_, err = s.Task(ctx, "b", "t1")
	code(t, err, cham.CodeNotFound)

	see := func(f task.Filter, now int, want ...string) {
		t.Helper()
		if f.Limit == 0 {
			f.Limit = 9
		}
		got, err := s.Tasks(ctx, "a", f, day(now))
		var ids []string
		for _, k := range got {
			ids = append(ids, k.ID)
		}
		same(t, ids, err, want)
	}
	an, binh, lan := task.Doer{User: "an"}, task.Doer{User: "binh"}, task.Doer{User: "lan", Department: "d1"}
	see(task.Filter{View: task.ToDo, By: an}, 2, "t1", "t2", "t3")
	see(task.Filter{View: task.ToDo, By: an, Limit: 2}, 2, "t1", "t2")
	see(task.Filter{View: task.ToDo, By: an, AfterAt: day(2), AfterID: "t2"}, 2, "t3")
	see(task.Filter{View: task.ToDo, By: binh}, 2, "t1", "t2", "t4", "t3")
	see(task.Filter{View: task.ToDo, By: lan}, 2, "t1", "t2", "t3", "t5")
	see(task.Filter{View: task.ToDo, By: task.Doer{User: "an", All: true}}, 2, "t1", "t2", "t4", "t3", "t5")
	see(task.Filter{View: task.Mine, By: binh}, 2, "t4")
	see(task.Filter{View: task.Overdue, By: an}, 2, "t1")
	see(task.Filter{Keys: []cham.KeyID{4, 5}}, 2, "t4", "t5")
	see(task.Filter{View: task.ToDo, By: an, Mailing: "m"}, 2)
	see(task.Filter{View: task.ToDo, By: an, Kind: task.Call, Limit: 2}, 2, "t1", "t2")
	see(task.Filter{View: task.ToDo, By: an, Kind: task.Do}, 2)

	// A change is of the task as it was, and keeps what the gate said with it.
	taken := got
	taken.State, taken.TakenBy, taken.TakenUntil = task.Taken, "an", day(3).Add(time.Hour)
	taken.Decision, taken.Hash, taken.ChangedAt = "d1", "h1", day(2)
	entry := reach.Entry{ID: "d1", Key: 1, Customer: 1, Message: "task-t1", Class: reach.Care, At: day(2), Hash: "h1",
		Decision: reach.GateDecision{Verdict: reach.Now, Way: reach.Call}}
	change := func(c task.Change, want bool) {
		t.Helper()
		changed, err := s.ChangeTask(ctx, c)
		same(t, changed, err, want)
	}
	contacts := func(want int) {
		t.Helper()
		got, err := db.Reach.Contacts(ctx, "a", []cham.KeyID{1}, nil, &reach.Message{ID: "task-t1"}, day(0))
		same(t, len(got), err, want)
	}
	change(task.Change{Task: taken, Entry: &entry}, true)
	change(task.Change{Task: taken, Entry: &entry}, false) // another was first: the entry is not kept twice
	contacts(1)
	taken.Version++
	got, err = s.Task(ctx, "a", "t1")
	same(t, got, err, taken)
	see(task.Filter{View: task.Mine, By: an}, 2, "t1")
	see(task.Filter{View: task.ToDo, By: binh}, 2, "t2", "t4", "t3")
	counts, err := s.CountTasks(ctx, "a", an, day(3))
	same(t, counts, err, task.Counts{Mine: 1, Open: 3, Overdue: 2})

	done := taken
	done.State, done.TakenBy, done.TakenUntil, done.Tries, done.Outcome = task.Done, "", time.Time{}, 1, task.WrongNumber
	done.Note, done.Result, done.DoneBy, done.ChangedAt = "máy của người khác", "r1", "an", day(4)
	change(task.Change{Task: done, Undone: "d1", Bad: "d1"}, true)
	contacts(0)
	bad, err := db.Reach.Bad(ctx, "a", []string{"h1", "h2"})
	same(t, bad, err, map[string]string{"h1": reach.BadBounced})
	see(task.Filter{View: task.Over, By: an}, 4, "t1")
	see(task.Filter{View: task.Over, By: an, AfterAt: day(4), AfterID: "t1"}, 4)
	counts, err = s.CountTasks(ctx, "a", an, day(4))
	same(t, counts, err, task.Counts{Open: 2, Overdue: 2, Today: 1})

	calls, err := s.CallsTo(ctx, "a", []cham.KeyID{1, 2, 4})
	same(t, len(calls), err, 3) // t1 is over
	late, err := s.Late(ctx, day(9), 9)
	same(t, len(late), err, 2)
	tallies, err := s.Tallies(ctx, "a", "")
	same(t, tallies, err, []task.Tally{{State: task.Open, Count: 4}, {State: task.Done, Outcome: task.WrongNumber, Called: true, Count: 1}})

	n, err := s.Erase(ctx, "a", &erasure.Mentions{Keys: []cham.KeyID{1, 2}})
	same(t, n, err, map[string]int{"tasks": 2})
	n, err = s.Erase(ctx, "a", &erasure.Mentions{Keys: []cham.KeyID{1, 2}})
	same(t, n, err, map[string]int{"tasks": 0})
	got, err = s.Task(ctx, "a", "t1")
	same(t, got.Note+got.Script+fmt.Sprint(got.Key)+string(got.State), err, "0done")
	got, err = s.Task(ctx, "a", "t2")
	same(t, got.State, err, task.Dropped)
}

// What a mailing put on the list goes with it, until somebody has it in hand; of many who take one line, one gets it.
func testTasksOfMailing(t *testing.T, db Stores) {
	with(t, db.Access)
	m := outbox.Mailing{Workspace: "a", ID: "m", State: outbox.Filling, Content: []byte("{}"), StartAt: day(1), StartedAt: day(1),
		StartedBy: "an", Message: reach.Message{ID: "m", Class: reach.Care, Ways: []reach.Way{reach.Call}}}
	ok(t, db.Outbox.CreateMailing(ctx, m))
	var items []outbox.Item
	for i := range 4 {
		items = append(items, outbox.Item{Workspace: "a", ID: fmt.Sprint("i", i), Mailing: "m", Customer: cham.CustomerID(i + 1),
			State: outbox.Waiting, DueAt: day(1), ChangedAt: day(1)})
	}
	ok(t, db.Outbox.Fill(ctx, "a", items))
	line := func(i int) task.Task {
		k := aTask(fmt.Sprint("i", i), i+1, 1)
		k.Mailing, k.Decision = "m", fmt.Sprint("d", i)
		return k
	}
	there, err := db.Tasks.AddTask(ctx, line(0))
	same(t, there, err, false) // it does not run yet
	set := func(to outbox.MailingState, from outbox.MailingState) {
		t.Helper()
		moved, err := db.Outbox.SetMailing(ctx, "a", "m", []outbox.MailingState{from}, to, "", day(3))
		same(t, moved, err, true)
	}
	set(outbox.Running, outbox.Filling)
	send := func(at int, which ...int) {
		t.Helper()
		for _, i := range which {
			it := items[i]
			it.State, it.Way, it.Key, it.Decision, it.ChangedAt = outbox.Ready, reach.Call, cham.KeyID(i+1), fmt.Sprint("d", i, at), day(2)
			entry := reach.Entry{ID: it.Decision, Key: it.Key, Message: "m", Class: reach.Care, At: day(2),
				Decision: reach.GateDecision{Verdict: reach.Now, Way: reach.Call}}
			_, err := db.Outbox.Decided(ctx, "a", []reach.Entry{entry}, []outbox.Item{it})
			ok(t, err)
			ok(t, db.Outbox.Step(ctx, []outbox.Step{{Workspace: "a", ID: it.ID, From: outbox.Ready, To: outbox.Sending, Decision: it.Decision}}))
		}
	}
	send(1, 0, 1, 2, 3)
	for i := range 3 {
		k := line(i)
		k.Decision = fmt.Sprint("d", i, 1)
		add(t, db.Tasks, k)
	}
	// The program was killed: what stands on the list was sent, what does not waits; nothing is unknown.
	waiting, unknown, err := db.Outbox.Recover(ctx, time.Now().Add(time.Hour), day(3))
	same(t, [2]int{waiting, unknown}, err, [2]int{1, 0})
	states := func(want ...outbox.Tally) {
		t.Helper()
		got, err := db.Outbox.Tallies(ctx, "a", "m")
		same(t, got, err, want)
	}
	states(outbox.Tally{State: outbox.Sent, Count: 3}, outbox.Tally{State: outbox.Waiting, Count: 1})

	var first atomic.Int32
	var all sync.WaitGroup
	k, err := db.Tasks.Task(ctx, "a", "i0")
	ok(t, err)
	for i := range 8 {
		mine := k
		mine.State, mine.TakenBy, mine.TakenUntil = task.Taken, cham.UserID(fmt.Sprint("u", i)), day(8)
		all.Go(func() {
			changed, err := db.Tasks.ChangeTask(ctx, task.Change{Task: mine})
			if err == nil && changed {
				first.Add(1)
			}
		})
	}
	all.Wait()
	same(t, first.Load(), nil, int32(1))

	set(outbox.Paused, outbox.Running)
	states(outbox.Tally{State: outbox.Waiting, Count: 3}, outbox.Tally{State: outbox.Sent, Count: 1})
	left := func(want ...string) {
		t.Helper()
		got, err := db.Tasks.Tasks(ctx, "a", task.Filter{View: task.ToDo, By: task.Doer{All: true}, Limit: 9}, day(3))
		var ids []string
		for _, k := range got {
			ids = append(ids, k.ID)
		}
		slices.Sort(ids)
		same(t, ids, err, want)
	}
	left("i0")
	went, err := db.Reach.Contacts(ctx, "a", []cham.KeyID{1, 2, 3, 4}, nil, &reach.Message{ID: "m"}, day(0))
	same(t, len(went), err, 1) // of the others nobody was called

	set(outbox.Running, outbox.Paused)
	send(2, 1)
	k = line(1)
	k.Decision = "d12"
	add(t, db.Tasks, k)
	ok(t, db.Outbox.Step(ctx, []outbox.Step{{Workspace: "a", ID: "i1", From: outbox.Sending, To: outbox.Sent, Decision: "d12",
		Outcome: reach.Sent}}))
	set(outbox.Stopped, outbox.Running)
	states(outbox.Tally{State: outbox.Canceled, Count: 3}, outbox.Tally{State: outbox.Sent, Count: 1})
	left("i0")
	there, err = db.Tasks.AddTask(ctx, line(3))
	same(t, there, err, false)
}

// Of somebody who was erased meanwhile no line is put on the list, and what failed of a mailing that was stopped meanwhile, or
// was left behind on its way to the list, does not wait again.
func testTasksLeftOver(t *testing.T, db Stores) {
	with(t, db.Access)
	m := outbox.Mailing{Workspace: "a", ID: "m", State: outbox.Filling, Content: []byte("{}"), StartAt: day(1), StartedAt: day(1),
		StartedBy: "an", Message: reach.Message{ID: "m", Class: reach.Care, Ways: []reach.Way{reach.Call}}}
	ok(t, db.Outbox.CreateMailing(ctx, m))
	items := make([]outbox.Item, 4)
	for i := range items {
		items[i] = outbox.Item{Workspace: "a", ID: fmt.Sprint("i", i), Mailing: "m", Customer: cham.CustomerID(i + 1), State: outbox.Waiting,
			DueAt: day(1), ChangedAt: day(1)}
	}
	ok(t, db.Outbox.Fill(ctx, "a", items))
	set := func(to, from outbox.MailingState) {
		t.Helper()
		moved, err := db.Outbox.SetMailing(ctx, "a", "m", []outbox.MailingState{from}, to, "", day(3))
		same(t, moved, err, true)
	}
	set(outbox.Running, outbox.Filling)
	for i, it := range items {
		it.State, it.Way, it.Key, it.Decision, it.ChangedAt = outbox.Ready, reach.Call, cham.KeyID(i+1), fmt.Sprint("d", i), day(2)
		entry := reach.Entry{ID: it.Decision, Key: it.Key, Message: "m", Class: reach.Care, At: day(2),
			Decision: reach.GateDecision{Verdict: reach.Now, Way: reach.Call}}
		_, err := db.Outbox.Decided(ctx, "a", []reach.Entry{entry}, []outbox.Item{it})
		ok(t, err)
		ok(t, db.Outbox.Step(ctx, []outbox.Step{{Workspace: "a", ID: it.ID, From: outbox.Ready, To: outbox.Sending, Decision: it.Decision}}))
	}
	_, err := db.Outbox.Erase(ctx, "a", &erasure.Mentions{Keys: []cham.KeyID{1}})
	ok(t, err)
	for i, want := range []bool{false, true} {
		k := aTask(items[i].ID, i+1, 1)
		k.Mailing = "m"
		there, err := db.Tasks.AddTask(ctx, k)
		same(t, there, err, want)
	}
	failed := outbox.Step{Workspace: "a", ID: "i2", From: outbox.Sending, To: outbox.Failed, Decision: "d2", Outcome: reach.Failed}
	ok(t, db.Outbox.Step(ctx, []outbox.Step{failed}))
	set(outbox.Stopped, outbox.Running)
	for _, which := range []outbox.Failures{{}, {Messages: []string{"i2"}}} {
		n, err := db.Outbox.Again(ctx, "a", "m", which, day(3))
		same(t, n, err, 0)
	}
	_, _, err = db.Outbox.Recover(ctx, time.Now().Add(time.Hour), day(3))
	ok(t, err)
	got, err := db.Outbox.Tallies(ctx, "a", "m")
	for _, tally := range got {
		if tally.State == outbox.Waiting {
			t.Errorf("waits again: %+v", got)
		}
	}
	ok(t, err)
}
