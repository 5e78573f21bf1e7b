package app_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/capability/campaign"
	"cham/capability/consent"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/capability/task"
	"cham/chamtest/kit"
)

// callers is a business whose people make a campaign's calls.
type callers struct {
	mailing
	lan, hoa task.Doer
}

func callersOf(t *testing.T, with ...kit.Option) callers {
	c := callers{mailingOf(t, with...), task.Doer{User: "lan", Name: "Lan"}, task.Doer{User: "hoa", Name: "Hoa"}}
	err := c.Outbox.SetAccount(t.Context(), outbox.Account{Workspace: kit.Workspace, Way: reach.Call, PerMinute: 2400,
		Settings: []byte(`{"days":7}`)},
		map[string]string{}, "u")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (c callers) tasks(by task.Doer, view task.View) []task.Task {
	c.t.Helper()
	all, err := c.Store.Tasks().Tasks(c.t.Context(), kit.Workspace, task.Filter{View: view, By: by, Limit: 200}, c.Now())
	if err != nil {
		c.t.Fatal(err)
	}
	return all
}

func (c callers) task(id string) task.Task {
	c.t.Helper()
	k, err := c.Store.Tasks().Task(c.t.Context(), kit.Workspace, id)
	if err != nil {
		c.t.Fatal(err)
	}
	return k
}

func (c callers) take(k task.Task, by task.Doer) task.Task {
	c.t.Helper()
	got, err := c.Tasks.Take(c.t.Context(), kit.Workspace, k.ID, by)
	if err != nil {
		c.t.Fatal(err)
	}
	return got
}

func (c callers) finish(k task.Task, by task.Doer, r task.Result) task.Task {
	c.t.Helper()
	if r.ID == "" {
		r.ID = "result-" + k.ID + fmt.Sprint(k.Tries)
	}
	got, err := c.Tasks.Finish(c.t.Context(), kit.Workspace, k.ID, by, r)
	if err != nil {
		c.t.Fatal(err)
	}
	return got
}

func (c callers) listed(n int) (campaign.Shown, []task.Task) {
	c.t.Helper()
	shop := kit.Trait("shop", "yes")
	for i := range n {
		c.Identify(fmt.Sprint("u", i), c.Now().Add(-time.Hour), shop, kit.Trait("phone", fmt.Sprintf("09031182%02d", i)),
			kit.Trait("name", fmt.Sprint("Lê Thị ", i)), kit.Trait("consent", map[string]any{"marketing": "yes", "care": "yes"}))
	}
	c.settle()
	d := draft(c.everybody())
	d.Ways = []reach.Way{reach.Call}
	d.Texts = map[reach.Way]letter.Note{reach.Call: {Text: "Chào {{ salutation }} {{ name }}, em gọi từ {{ business }}."}}
	shown := c.start(d)
	c.wait(shown.ID, func(s campaign.Shown) bool { return s.Counts[outbox.Sent] == n })
	all := c.tasks(c.lan, task.ToDo)
	if len(all) != n {
		c.t.Fatalf("%d lines of %d", len(all), n)
	}
	return c.get(shown.ID), all
}

// keysOf are a customer's, as the gate looks at them.
func (c callers) refused(k task.Task, p consent.Purpose, channel cham.Channel) bool {
	c.t.Helper()
	said, err := c.Store.Consents().Said(c.t.Context(), kit.Workspace, []cham.KeyID{k.Key})
	if err != nil {
		c.t.Fatal(err)
	}
	state, _ := consent.Stand(said, p, channel)
	return state == consent.No
}

func TestCalls(t *testing.T) {
	for name, options := range databases(t) {
		t.Run(name, func(t *testing.T) {
			c := callersOf(t, options...)
			shown, all := c.listed(8)
			if want := "Chào anh/chị Lê Thị"; len(all[0].Script) < len(want) || all[0].Mailing != shown.ID || all[0].Class != reach.Care {
				t.Errorf("%+v", all[0])
			}
			if shown.State != campaign.Running {
				t.Errorf("its list is open, and it is %s", shown.State)
			}
			c.onePerLine(all[0])
			c.outcomes(all[1:6])
			c.counted(shown.ID)
			c.refusedMeanwhile(all[6])
			c.expires(all[7], shown.ID)
		})
	}
}

// onePerLine: what one has in hand the other does not get, until it was held for too long.
func (c callers) onePerLine(k task.Task) {
	t := c.t
	mine := c.take(k, c.lan)
	if mine.State != task.Taken || mine.Decision == "" || mine.Hash == "" || mine.Decision == k.Decision {
		t.Errorf("taken: %+v", mine)
	}
	if again := c.take(k, c.lan); again.Version != mine.Version {
		t.Errorf("taken twice: %+v", again)
	}
	if _, err := c.Tasks.Take(t.Context(), kit.Workspace, k.ID, c.hoa); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("another took it: %v", err)
	}
	_, err := c.Tasks.Finish(t.Context(), kit.Workspace, k.ID, c.hoa, task.Result{ID: "x", Outcome: task.Interested})
	if cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("another finished it: %v", err)
	}
	if _, err := c.Tasks.Release(t.Context(), kit.Workspace, k.ID, c.lan); err != nil {
		t.Error(err)
	}
	c.take(k, c.hoa)
	c.Jump(3 * time.Hour)
	late := c.finish(c.task(k.ID), c.hoa, task.Result{Outcome: task.Interested, Note: "hẹn thứ Bảy"}) // nobody took it meanwhile
	if late.State != task.Done || late.DoneBy != "hoa" || late.Tries != 1 {
		t.Errorf("late: %+v", late)
	}
	if same := c.finish(c.task(k.ID), c.hoa, task.Result{ID: late.Result, Outcome: task.Interested}); same.Version != late.Version {
		t.Errorf("told twice: %+v", same)
	}
}

func (c callers) outcomes(all []task.Task) {
	t := c.t
	next, err := c.Tasks.Next(t.Context(), kit.Workspace, c.lan, 5)
	if err != nil || len(next) != 5 {
		t.Fatalf("%d %v", len(next), err)
	}
	again := c.Now().Add(48 * time.Hour).UTC().Truncate(time.Millisecond)
	k := c.finish(all[0], c.lan, task.Result{Outcome: task.CallAgain, Again: again})
	if k.State != task.Open || !k.DueAt.Equal(again) || k.Tries != 1 {
		t.Errorf("to be called again: %+v", k)
	}
	if k := c.finish(all[1], c.lan, task.Result{Outcome: task.NoAnswer}); k.State != task.Open || k.DueAt.Before(c.Now().Add(23*time.Hour)) {
		t.Errorf("no answer: %+v", k)
	}
	wrong := c.finish(all[2], c.lan, task.Result{Outcome: task.WrongNumber})
	if wrong.State != task.Done {
		t.Errorf("%+v", wrong)
	}
	for _, way := range []reach.Way{reach.Call, reach.SMS} {
		m := reach.Message{ID: "later", Class: reach.Care, Ways: []reach.Way{way}}
		if e := c.decide(m, "", cham.CustomerID(all[2].Key))[0]; len(rules(e)) == 0 || rules(e)[0] != reach.RuleBounced {
			t.Errorf("%s to a wrong number: %v", way, rules(e))
		}
	}
	c.finish(all[3], c.lan, task.Result{Outcome: task.Refuses, Covers: task.Offers})
	if !c.refused(all[3], consent.Marketing, "call") || c.refused(all[3], consent.Care, "call") ||
		c.refused(all[3], consent.Marketing, "sms") {
		t.Error("a refusal of offers by telephone is kept otherwise")
	}
	c.finish(all[4], c.lan, task.Result{Outcome: task.Refuses, Covers: task.Everything})
	if !c.refused(all[4], consent.Marketing, "sms") || !c.refused(all[4], consent.Care, "call") {
		t.Error("a refusal of everything is kept otherwise")
	}
	_, err = c.Tasks.Finish(t.Context(), kit.Workspace, all[0].ID, c.lan, task.Result{ID: "again-past", Outcome: task.CallAgain})
	if cham.ErrorCode(err) != cham.CodeInvalid {
		t.Errorf("at no time: %v", err)
	}
}

// counted: the campaign knows how its calls ended, and who was spoken to has a touch.
func (c callers) counted(id string) {
	t := c.t
	f, err := c.Tasks.Figures(t.Context(), kit.Workspace, id)
	if err != nil || f.Listed != 8 || f.Called != 6 || f.Reached != 4 || f.Open != 4 {
		t.Errorf("%+v %v", f, err)
	}
	r, err := c.Store.Outbox().Results(t.Context(), kit.Workspace, id)
	if err != nil || r.Kinds[outbox.Delivered] != 4 || r.Kinds[outbox.Bounced] != 1 || r.Kinds[outbox.Unsubscribed] != 2 {
		t.Errorf("%+v %v", r, err)
	}
	c.Drain()
	var calls int
	for i := range 8 {
		for _, name := range c.events(fmt.Sprint("u", i)) {
			if name == "Call Answered" {
				calls++
			}
		}
	}
	if calls != 4 {
		t.Errorf("%d touches of four calls that were answered", calls)
	}
}

// refusedMeanwhile: a call is taken off the list, out of somebody's hand, when the customer says no.
func (c callers) refusedMeanwhile(k task.Task) {
	c.take(k, c.hoa)
	no := []consent.Record{{Purpose: consent.Care, State: consent.No, Collector: consent.ByStaff}}
	if err := c.Consents.Say(c.t.Context(), kit.Workspace, k.Key, "", no); err != nil {
		c.t.Fatal(err)
	}
	if got := c.task(k.ID); got.State != task.Dropped || got.Rule != reach.RuleRefused {
		c.t.Errorf("%+v", got)
	}
}

// expires: what nobody called in time is off the list, was no contact, and the campaign is over.
func (c callers) expires(k task.Task, id string) {
	c.Jump(20 * 24 * time.Hour)
	if err := c.Tasks.Sweep(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	if got := c.task(k.ID); got.State != task.Expired {
		c.t.Errorf("%+v", got)
	}
	went, err := c.Store.Reach().Contacts(c.t.Context(), kit.Workspace, []cham.KeyID{k.Key}, nil, &reach.Message{ID: id}, time.Time{})
	if err != nil || len(went) != 0 {
		c.t.Errorf("%+v %v", went, err)
	}
	c.wait(id, func(s campaign.Shown) bool { return s.State == campaign.Done })
}

// A pause takes away what nobody has in hand, and a campaign that goes on puts it back, once.
func TestCallsPause(t *testing.T) {
	c := callersOf(t)
	shown, all := c.listed(6)
	c.take(all[0], c.lan)
	if _, err := c.Campaigns.Pause(t.Context(), kit.Workspace, shown.ID); err != nil {
		t.Fatal(err)
	}
	if got := c.tasks(c.lan, task.ToDo); len(got) != 1 || got[0].ID != all[0].ID {
		t.Errorf("%d lines of a paused campaign", len(got))
	}
	if _, err := c.Campaigns.Resume(t.Context(), kit.Workspace, shown.ID); err != nil {
		t.Fatal(err)
	}
	c.wait(shown.ID, func(s campaign.Shown) bool { return s.Counts[outbox.Sent] == 6 })
	if got := c.tasks(c.lan, task.ToDo); len(got) != 6 {
		t.Errorf("%d lines", len(got))
	}
	if _, err := c.Campaigns.Stop(t.Context(), kit.Workspace, shown.ID); err != nil {
		t.Fatal(err)
	}
	if got := c.tasks(c.lan, task.ToDo); len(got) != 1 {
		t.Errorf("%d lines of a stopped campaign", len(got))
	}
	if got := c.get(shown.ID).Counts; got[outbox.Canceled] != 5 || got[outbox.Sent] != 1 {
		t.Errorf("%v", got)
	}
	if k := c.finish(all[0], c.lan, task.Result{Outcome: task.NoAnswer}); k.State != task.Open && k.State != task.Done {
		t.Errorf("%+v", k)
	}
}

// Who does what a campaign is for is not called for it any more.
func TestCallOfNoUse(t *testing.T) {
	c := callersOf(t)
	shop := kit.Trait("shop", "yes")
	// A key that is older, so that she is not who her telephone is.
	c.Call("track", "", c.Now().Add(-2*time.Hour), kit.Set("event", "Page Viewed"), kit.Set("anonymousId", "browser"))
	c.customer("an", shop, kit.Trait("name", "An"), kit.Trait("phone", "0903118274"), kit.Set("anonymousId", "browser"))
	d := draft(c.everybody())
	d.Ways, d.Goal, d.SkipReached = []reach.Way{reach.Call}, booked(), true
	d.Texts = map[reach.Way]letter.Note{reach.Call: {Text: "Chào {{ name }}."}}
	shown := c.start(d)
	c.wait(shown.ID, func(s campaign.Shown) bool { return s.Counts[outbox.Sent] == 1 })
	c.Touch("an", "Appointment Booked", c.Now())
	c.settle()
	got := c.take(c.tasks(c.lan, task.ToDo)[0], c.lan)
	if got.State != task.Dropped || got.Rule != reach.RuleReached {
		t.Errorf("%+v", got)
	}
}

// A person's task waits for the hours of the gate, and is not made for who refused.
func TestTaskByHand(t *testing.T) {
	c := callersOf(t)
	id := c.customer("an", kit.Trait("phone", "0903118274"))
	settings := reach.Defaults()
	settings.Holidays = false
	soon := c.Now().In(time.FixedZone("", 7*3600)).Add(2 * time.Hour)
	from := soon.Hour()*60 + soon.Minute()
	settings.Hours = map[reach.Way]reach.SendingHours{reach.Call: {From: min(from, 1430), To: min(from+9, 1440)}}
	if err := c.Reach.PutSettings(t.Context(), kit.Workspace, settings, "u"); err != nil {
		t.Fatal(err)
	}
	want := task.Wanted{Customer: id, Kind: task.Call, Class: reach.Care, Title: "Hỏi thăm"}
	k, err := c.Tasks.Create(t.Context(), kit.Workspace, want, c.lan)
	if err != nil || k.Rule != reach.RuleOwnHours || !k.DueAt.After(c.Now()) {
		t.Fatalf("%+v %v", k, err)
	}
	if got := c.take(k, c.lan); got.State != task.Open || got.Rule != reach.RuleOwnHours {
		t.Errorf("taken out of hours: %+v", got)
	}
	errand, err := c.Tasks.Create(t.Context(), kit.Workspace, task.Wanted{Customer: id, Kind: task.Do, Title: "Gửi quà"}, c.lan)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.finish(c.take(errand, c.hoa), c.hoa, task.Result{Outcome: task.Finished}); got.State != task.Done || got.Tries != 0 {
		t.Errorf("%+v", got)
	}
	if err := c.Consents.Say(context.Background(), kit.Workspace, k.Key, "", []consent.Record{{Purpose: consent.Care, Channel: "call",
		State: consent.No, Collector: consent.ByStaff}}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Tasks.Create(t.Context(), kit.Workspace, want, c.lan); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("a call to who refused: %v", err)
	}
}
