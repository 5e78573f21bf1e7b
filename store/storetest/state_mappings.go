package storetest

import (
	"reflect"
	"testing"

	"cham"
	"cham/capability/capture"
	"cham/capability/imports"
)

// A saved mapping comes back as it was, the latest first, one for each name.
func testMappings(t *testing.T, db Stores) {
	s := db.Mappings
	for _, id := range []string{"w", "other"} {
		ok(t, db.Access.CreateWorkspace(ctx, workspace(id), ""))
	}
	mapping := capture.Mapping{Columns: map[string]string{"phone": "SĐT", "time": "Ngày"},
		Statuses: map[string]string{"Xong": "Order Completed"},
		Channels: map[string]cham.Channel{"KH cũ": "call"}, Event: "Order Completed", Layout: "dmy"}
	a := imports.SavedMapping{ID: "a", Name: "Đơn", Columns: []string{"SĐT", "Ngày"}, Mapping: mapping, SavedAt: day(0)}
	b := imports.SavedMapping{ID: "b", Name: "Khách", Columns: []string{"SĐT"}, SavedAt: day(1)}
	for _, m := range []imports.SavedMapping{a, b} {
		ok(t, s.SaveMapping(ctx, "w", m))
	}
	ok(t, s.SaveMapping(ctx, "other", a))
	want := func(ms ...imports.SavedMapping) {
		t.Helper()
		got, err := s.Mappings(ctx, "w")
		ok(t, err)
		if !reflect.DeepEqual(got, ms) {
			t.Errorf("%+v, want %+v", got, ms)
		}
	}
	want(b, a)
	again := a
	again.ID, again.Columns, again.SavedAt = "c", []string{"Ngày"}, day(2)
	ok(t, s.SaveMapping(ctx, "w", again))
	again.ID = "a" // of the name that was there
	want(again, b)
	ok(t, s.DeleteMapping(ctx, "w", "a"))
	code(t, s.DeleteMapping(ctx, "w", "a"), cham.CodeNotFound)
	want(b)
}
