package app_test

import (
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/reach"
	"cham/capability/task"
	"cham/chamtest/kit"
)

// Two customers with a line each of one campaign who turn out to be one are called once, not twice.
func TestCallsMerged(t *testing.T) {
	c := callersOf(t)
	_, all := c.listed(2)
	err := c.Flow.Merge(t.Context(), kit.Workspace, c.Customer("u0").ID, c.Customer("u1").ID, "u")
	if err != nil {
		t.Fatal(err)
	}
	c.settle()
	taken, dropped := 0, 0
	for _, k := range all {
		switch got := c.take(k, c.lan); {
		case got.State == task.Taken:
			taken++
		case got.State == task.Dropped && got.Rule == reach.RuleTwice:
			dropped++
		default:
			t.Errorf("%+v", got)
		}
	}
	if taken != 1 || dropped != 1 {
		t.Errorf("%d taken, %d dropped", taken, dropped)
	}
}

// What went by another way to the one counts for the line of the other.
func TestCallsMergedAfterMessage(t *testing.T) {
	c := callersOf(t)
	shown, all := c.listed(1)
	c.customer("an", kit.Trait("email", "an@mocan.vn"))
	c.decide(reach.Message{ID: shown.ID, Class: reach.Care, Ways: []reach.Way{reach.Email}}, "", c.Customer("an").ID)
	if err := c.Flow.Merge(t.Context(), kit.Workspace, c.Customer("u0").ID, c.Customer("an").ID, "u"); err != nil {
		t.Fatal(err)
	}
	c.settle()
	if got := c.take(all[0], c.lan); got.State != task.Dropped || got.Rule != reach.RuleTwice {
		t.Errorf("%+v", got)
	}
}

// Of its own line a call that nobody answered is no second message, also when the customer was merged meanwhile; but it is
// a contact, so that there is no other on that day.
func TestCallTriesCount(t *testing.T) {
	c := callersOf(t)
	settings := reach.Defaults()
	settings.Hours, settings.Holidays, settings.PerDay, settings.PerWeek = nil, false, 1, 5
	if err := c.Reach.PutSettings(t.Context(), kit.Workspace, settings, "u"); err != nil {
		t.Fatal(err)
	}
	_, all := c.listed(1)
	k := c.finish(c.take(all[0], c.lan), c.lan, task.Result{Outcome: task.CallAgain, Again: c.Now().Add(time.Hour)})
	if k.State != task.Open || k.Rule != "" || k.DueAt.After(c.Now().Add(time.Hour)) {
		t.Errorf("who wishes to be called in an hour: %+v", k)
	}
	c.Jump(time.Hour)
	k = c.finish(c.take(k, c.lan), c.lan, task.Result{Outcome: task.NoAnswer})
	if again := k.DueAt.Sub(c.Now()); k.State != task.Open || again < 23*time.Hour {
		t.Errorf("who did not answer: %+v", k)
	}
	c.customer("an", kit.Trait("email", "an@mocan.vn"))
	if err := c.Flow.Merge(t.Context(), kit.Workspace, c.Customer("an").ID, c.Customer("u0").ID, "u"); err != nil {
		t.Fatal(err)
	}
	c.settle()
	c.Jump(25 * time.Hour)
	if k = c.take(k, c.hoa); k.State != task.Taken {
		t.Errorf("%+v", k)
	}
}

// Who says no on the telephone has said it, whoever has the line meanwhile, and after it was done.
func TestCallRefusedLate(t *testing.T) {
	c := callersOf(t)
	_, all := c.listed(2)
	refuse := func(k task.Task, covers task.Covers) task.Task {
		t.Helper()
		_, err := c.Tasks.Finish(t.Context(), kit.Workspace, k.ID, c.lan, task.Result{ID: "no-" + k.ID, Outcome: task.Refuses, Covers: covers})
		if cham.ErrorCode(err) != cham.CodeConflict {
			t.Errorf("%v", err)
		}
		return c.task(k.ID)
	}
	c.take(all[0], c.hoa)
	refuse(all[0], "")
	if c.refused(all[0], consent.Marketing, "call") {
		t.Error("a refusal of nothing is kept")
	}
	if got := refuse(all[0], task.Offers); got.State != task.Taken || got.TakenBy != "hoa" || !c.refused(all[0], consent.Marketing, "call") {
		t.Errorf("in another's hand: %+v", got)
	}
	c.finish(c.take(all[1], c.hoa), c.hoa, task.Result{Outcome: task.Interested})
	if got := refuse(all[1], task.Offers); got.Outcome != task.Interested || !c.refused(all[1], consent.Marketing, "call") {
		t.Errorf("done: %+v", got)
	}
}

// Who had a line in hand for too long has probably called: the next one waits as after a call.
func TestCallHeldTooLong(t *testing.T) {
	c := callersOf(t)
	settings := reach.Defaults()
	settings.Hours, settings.Holidays, settings.PerDay, settings.PerWeek = nil, false, 1, 5
	if err := c.Reach.PutSettings(t.Context(), kit.Workspace, settings, "u"); err != nil {
		t.Fatal(err)
	}
	shown, all := c.listed(2)
	for _, k := range all {
		c.take(k, c.lan)
	}
	c.Jump(3 * time.Hour)
	if got := c.take(all[0], c.hoa); got.State != task.Open || got.Rule != reach.RuleDay {
		t.Errorf("%+v", got)
	}
	if _, err := c.Tasks.Drop(t.Context(), kit.Workspace, all[1].ID, c.hoa); err != nil {
		t.Fatal(err)
	}
	for _, k := range all {
		went, err := c.Store.Reach().Contacts(t.Context(), kit.Workspace, []cham.KeyID{k.Key}, nil, &reach.Message{ID: shown.ID}, time.Time{})
		if err != nil || len(went) != 1 {
			t.Errorf("%+v %v", went, err)
		}
	}
}

// A result that is told late is kept, and opens nothing that is over.
func TestCallResultsLate(t *testing.T) {
	c := callersOf(t)
	shown, all := c.listed(3)
	again := c.Now().Add(48 * time.Hour)
	if _, err := c.Tasks.Drop(t.Context(), kit.Workspace, all[0].ID, c.hoa); err != nil {
		t.Fatal(err)
	}
	c.take(all[1], c.lan)
	c.take(all[2], c.lan)
	if _, err := c.Campaigns.Stop(t.Context(), kit.Workspace, shown.ID); err != nil {
		t.Fatal(err)
	}
	results := []task.Result{{Outcome: task.CallAgain, Again: again}, {Outcome: task.NoAnswer}, {Outcome: task.CallAgain, Again: again}}
	for i, r := range results {
		if got := c.finish(all[i], c.lan, r); got.State != task.Done || got.Outcome != r.Outcome || got.Tries != 1 {
			t.Errorf("%d: %+v", i, got)
		}
	}
}

// Who wants the next call gets it, however much else is to be done before it.
func TestCallNextBehindErrands(t *testing.T) {
	c := callersOf(t)
	id := c.customer("an", kit.Trait("phone", "0903118274"))
	for i := range 101 {
		want := task.Wanted{Customer: id, Kind: task.Do, Title: fmt.Sprint("Gửi quà ", i)}
		if _, err := c.Tasks.Create(t.Context(), kit.Workspace, want, c.lan); err != nil {
			t.Fatal(err)
		}
	}
	c.Jump(time.Second)
	call := task.Wanted{Customer: id, Kind: task.Call, Class: reach.Care, Title: "Hỏi thăm"}
	k, err := c.Tasks.Create(t.Context(), kit.Workspace, call, c.lan)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Tasks.Next(t.Context(), kit.Workspace, c.lan, 1)
	if err != nil || len(got) != 1 || got[0].ID != k.ID {
		t.Errorf("%+v %v", got, err)
	}
}
