package app_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"cham"
	"cham/capability/audit"
	"cham/capability/capture"
	"cham/capability/staff"
	"cham/chamtest/kit"
	"cham/measure"
)

var minh = cham.Actor{User: "u-minh", Name: "Minh Tâm", Role: cham.RoleAgent}

// written is what came of a phone's entries, sent by a clock that is ahead.
func written(t *testing.T, k *kit.Kit, ahead time.Duration, entries ...staff.Entry) (out []string) {
	t.Helper()
	src, err := k.Staff.Source(t.Context(), kit.Workspace, "Trang nhân viên")
	if err != nil {
		t.Fatal(err)
	}
	done, err := k.Staff.Record(t.Context(), src, staff.Phone{By: minh, SentAt: k.Now().Add(ahead), Currency: "VND",
		Meta: capture.Meta{ReceivedAt: k.Now()}}, entries)
	if err != nil {
		t.Fatal(err)
	}
	k.Drain()
	for _, r := range done {
		out = append(out, fmt.Sprint(r.State, r.Reason))
	}
	return out
}

// told are the touches of history, oldest first, with how long ago they were.
func told(t *testing.T, k *kit.Kit) (out []string) {
	t.Helper()
	last, err := k.Workspaces.NewestTouch(t.Context(), kit.Workspace)
	if err != nil {
		t.Fatal(err)
	}
	all, err := k.Workspaces.TouchesBetween(t.Context(), kit.Workspace, 0, last)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b cham.Record) int { return a.At.Compare(b.At) })
	for _, r := range all {
		out = append(out, fmt.Sprintf("%s %s %s %.0f %.0f -%dm", r.Name, r.Channel, r.Branch, r.Value, r.Duration,
			int(k.Now().Sub(r.At).Round(time.Minute).Minutes())))
	}
	return out
}

func same2(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestStaffTouches: a phone whose clock is an hour ahead sends a day's work, twice;
// each counts once, when it happened.
func TestStaffTouches(t *testing.T) {
	k := kit.New(t)
	k.Touch("lan", "Order Completed", k.Now().Add(-48*time.Hour), kit.Prop("phone", "0912345678"))
	k.Drain()
	lan, fast := k.Customer("lan").ID, time.Hour
	at := func(minutes int) time.Time { return k.Now().Add(fast).Add(-time.Duration(minutes) * time.Minute) }
	entries := []staff.Entry{
		{ID: "entry-0001", At: at(30), Customer: lan, Event: "Store Visited", Channel: "store", Branch: "Kim Mã"},
		{ID: "entry-0002", At: at(20), Phone: "0987321678", Name: "Phương", Event: "Order Completed", Channel: "store", Value: 450_000},
		{ID: "entry-0003", At: at(10), Event: "Store Visited", Channel: "store", Outcome: "chỉ xem"},
		{ID: "entry-0004", At: at(5), Phone: "12", Event: "Store Visited", Channel: "store"},
		{ID: "entry-0005", At: at(4), Customer: 999, Event: "Store Visited", Channel: "store"},
		{ID: "entry-0006", At: at(3), Customer: lan, Call: &staff.Call{Out: true, Outcome: staff.CallBack, Minutes: 2}},
		{ID: "entry-0007", At: at(2), Customer: lan, Call: &staff.Call{Outcome: staff.Voicemail}},
	}
	states := []string{"taken", "taken", "taken", "refusedphone", "refusedno_customer", "taken", "taken"}
	same2(t, written(t, k, fast, entries...), states)
	same2(t, written(t, k, fast, entries...), states)
	same2(t, told(t, k)[1:], []string{"Store Visited store Kim Mã 0 0 -30m", "Order Completed store  450000 0 -20m",
		"Store Visited store  0 0 -10m", "Call Answered call  0 120 -3m", "Call Missed call  0 0 -2m"})
	if n := k.Ask(measure.Query{Question: measure.Touches}).Volume; n != 6 {
		t.Errorf("%d touches in figures", n)
	}
	if n := len(customers(t, k)); n != 3 {
		t.Errorf("%d customers, want Lan, Phương and somebody", n)
	}
}

// TestStaffUndo: what is taken back is gone from history, figures and the graph, and
// does not come in again; only who wrote it may.
func TestStaffUndo(t *testing.T) {
	k := kit.New(t)
	k.Touch("lan", "Order Completed", k.Now().Add(-48*time.Hour), kit.Prop("phone", "0912345678"))
	k.Drain()
	before, known := told(t, k), customers(t, k)
	e := staff.Entry{ID: "entry-0001", At: k.Now(), Phone: "0987321678", Name: "Phương", Event: "Store Visited", Channel: "store"}
	other := staff.Entry{ID: "entry-0002", At: k.Now(), Customer: k.Customer("lan").ID, Event: "Store Visited", Channel: "store"}
	same2(t, written(t, k, 0, e, other), []string{"taken", "taken"})
	undo := func(by cham.Actor, id string) (found bool, code cham.Code) {
		r, err := k.Staff.Undo(t.Context(), kit.Workspace, by, id, staff.WrongCustomer)
		return r != nil, cham.ErrorCode(err)
	}
	if _, code := undo(cham.Actor{User: "u-other", Role: cham.RoleOwner}, e.ID); code != cham.CodeForbidden {
		t.Errorf("another may take it back: %q", code)
	}
	for _, id := range []string{e.ID, other.ID} {
		if found, code := undo(minh, id); !found || code != "" {
			t.Fatalf("%s: found %v, %q", id, found, code)
		}
	}
	same2(t, told(t, k), before)
	same2(t, customers(t, k), known)
	if n := k.Ask(measure.Query{Question: measure.Touches}).Volume; n != 1 {
		t.Errorf("%d touches in figures", n)
	}
	if found, code := undo(minh, e.ID); found || code != "" {
		t.Errorf("twice: found %v, %q", found, code)
	}
	if found, code := undo(minh, "never-sent-1"); found || code != "" {
		t.Errorf("never sent: found %v, %q", found, code)
	}
	late := e
	late.ID = "never-sent-1"
	same2(t, written(t, k, 0, e, late), []string{"undone", "undone"})
	same2(t, told(t, k), before)
	k.Restart()
	same2(t, told(t, k), before)
}

// TestStaffBadEntries: an entry that is not as it should be is refused with its
// reason, and fails none of those sent with it.
func TestStaffBadEntries(t *testing.T) {
	k := kit.New(t)
	visit := func(id string, change func(*staff.Entry)) staff.Entry {
		e := staff.Entry{ID: id, At: k.Now(), Event: "Store Visited", Channel: "store"}
		if change != nil {
			change(&e)
		}
		return e
	}
	long := strings.Repeat("dài ", 300)
	same2(t, written(t, k, 0,
		visit("entry-0001", nil),
		visit("entry-0002", func(e *staff.Entry) { e.Call = &staff.Call{Outcome: staff.Answered, Minutes: 2000} }),
		visit("entry-0003", func(e *staff.Entry) { e.Call = &staff.Call{Outcome: staff.Answered, Minutes: -1} }),
		visit("entry-0004", func(e *staff.Entry) { e.Call = &staff.Call{Outcome: "shouted"} }),
		visit("entry-0005", func(e *staff.Entry) { e.Channel = "nowhere" }),
		visit("entry-0006", func(e *staff.Entry) { e.Note = long }),
		visit("entry-0007", func(e *staff.Entry) { e.At = time.Time{} }),
		visit("0008\x00", nil),
		visit("entry-0009", nil),
	), []string{"taken", "refusedminutes", "refusedminutes", "refusedentry", "refusedentry", "refusedtoo_long", "refusedentry",
		"refusedentry", "taken"})
	if n := len(told(t, k)); n != 2 {
		t.Errorf("%d touches", n)
	}
}

// TestStaffUndoMeetsItsTouch: taken back in the moment in which it is sent, a touch
// stays out, whichever of the two is first.
func TestStaffUndoMeetsItsTouch(t *testing.T) {
	k := kit.New(t)
	src, err := k.Staff.Source(t.Context(), kit.Workspace, "Trang nhân viên")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 60 {
		e := staff.Entry{ID: fmt.Sprintf("entry-%04d", i), At: k.Now(), Event: "Store Visited", Channel: "store"}
		var both errgroup.Group
		both.Go(func() error {
			_, err := k.Staff.Record(t.Context(), src, staff.Phone{By: minh, SentAt: k.Now(), Meta: capture.Meta{ReceivedAt: k.Now()}},
				[]staff.Entry{e})
			return err
		})
		both.Go(func() error {
			_, err := k.Staff.Undo(t.Context(), kit.Workspace, minh, e.ID, staff.Twice)
			if cham.ErrorCode(err) != cham.CodeUnavailable {
				return err
			}
			k.Drain()
			_, err = k.Staff.Undo(t.Context(), kit.Workspace, minh, e.ID, staff.Twice)
			return err
		})
		if err := both.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	k.Drain()
	if all := told(t, k); len(all) != 0 {
		t.Errorf("came in although taken back: %q", all)
	}
}

// TestStaffUndoWaitsForItsOwn: whatever else is on its way to history holds no
// correction up; a touch that is on its way is noted, and asked for again.
func TestStaffUndoWaitsForItsOwn(t *testing.T) {
	k := kit.New(t)
	e := staff.Entry{ID: "entry-0001", At: k.Now(), Event: "Store Visited", Channel: "store"}
	same2(t, written(t, k, 0, e), []string{"taken"})
	k.Staff.Waiting = func(context.Context, cham.WorkspaceID) (int64, error) { return 5, nil }
	undo := func(id string) (found bool, code cham.Code) {
		r, err := k.Staff.Undo(t.Context(), kit.Workspace, minh, id, staff.Twice)
		return r != nil, cham.ErrorCode(err)
	}
	if found, code := undo("never-sent-1"); found || code != "" {
		t.Errorf("never sent: %v %q", found, code)
	}
	for i, want := range []bool{true, false} {
		if found, code := undo(e.ID); found != want || code != "" {
			t.Errorf("time %d: %v %q", i+1, found, code)
		}
	}
	if err := k.Store.Staff().AddSent(t.Context(), kit.Workspace, []string{"on-its-way-1"}, k.Now(), k.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, code := undo("on-its-way-1"); code != cham.CodeUnavailable {
		t.Errorf("on its way: %q", code)
	}
	late := e
	late.ID = "on-its-way-1"
	same2(t, written(t, k, 0, late), []string{"undone"})
	log, err := k.Store.Audit().Entries(t.Context(), kit.Workspace, audit.Filter{Action: "postStaffTouchesIdUndo"})
	if err != nil || len(log) != 1 || log[0].User != minh.User || !strings.Contains(log[0].Before, "Store Visited") {
		t.Errorf("%+v %v", log, err)
	}
}

// TestStaffSourceOff: nothing comes in while its owner switched it off.
func TestStaffSourceOff(t *testing.T) {
	k := kit.New(t)
	src, err := k.Staff.Source(t.Context(), kit.Workspace, "Trang nhân viên")
	if err != nil {
		t.Fatal(err)
	}
	src.Enabled = false
	if err := k.Sources.UpdateSource(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	if on, err := k.Staff.On(t.Context(), kit.Workspace); on || err != nil {
		t.Errorf("on: %v, %v", on, err)
	}
	_, err = k.Staff.Record(t.Context(), src, staff.Phone{By: minh}, []staff.Entry{{ID: "entry-0001"}})
	if cham.ErrorCode(err) != cham.CodeForbidden {
		t.Error(err)
	}
}
