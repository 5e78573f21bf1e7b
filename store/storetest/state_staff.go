package storetest

import (
	"testing"

	"cham"
	"cham/capability/staff"
)

func testStaff(t *testing.T, db Stores) {
	s := db.Staff
	got, err := s.StaffSetup(ctx, "a")
	same(t, got, err, staff.Setup{})
	setup := staff.Setup{Tiles: []staff.Chosen{{ID: "m/t", Outcomes: []string{"Đã hẹn"}}}, Branches: []string{"Kim Mã"}}
	ok(t, s.PutStaffSetup(ctx, "a", staff.Setup{Branches: []string{"x"}}))
	ok(t, s.PutStaffSetup(ctx, "a", setup))
	got, err = s.StaffSetup(ctx, "a")
	same(t, got, err, setup)
	got, err = s.StaffSetup(ctx, "b")
	same(t, got, err, staff.Setup{})

	ok(t, s.AddUndone(ctx, "a", staff.Undone{MessageID: "one", At: day(1), By: "u", Why: staff.Twice}))
	ok(t, s.AddUndone(ctx, "a", staff.Undone{MessageID: "one", At: day(2), By: "v", Why: staff.Other}))
	undone, err := s.AreUndone(ctx, "a", []string{"one", "two"})
	same(t, undone, err, map[string]bool{"one": true})
	undone, err = s.AreUndone(ctx, "b", []string{"one"})
	same(t, undone, err, map[string]bool{})

	sent := func(ws cham.WorkspaceID, id string, want bool) {
		t.Helper()
		got, err := s.WasSent(ctx, ws, id)
		same(t, got, err, want)
	}
	ok(t, s.AddSent(ctx, "a", []string{"old"}, day(1), day(0)))
	ok(t, s.AddSent(ctx, "a", []string{"one", "two"}, day(9), day(1)))
	ok(t, s.AddSent(ctx, "a", []string{"two", "three"}, day(10), day(2)))
	sent("a", "old", false)
	sent("a", "two", true)
	sent("b", "two", false)
	ok(t, s.ForgetSent(ctx, "a", "two"))
	sent("a", "two", false)
	sent("a", "three", true)
}
