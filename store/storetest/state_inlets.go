package storetest

import (
	"reflect"
	"testing"
	"time"

	"cham"
	"cham/capability/imports"
)

// An inlet comes back as it was, with how it stands; a place is watched once.
func testInlets(t *testing.T, db Stores) {
	s := db.Inlets
	for _, id := range []string{"w", "other"} {
		ok(t, db.Access.CreateWorkspace(ctx, workspace(id), ""))
	}
	a := imports.Inlet{ID: "a", Workspace: "w", Source: "s", Kind: imports.InletFolder, Place: "đơn", CreatedAt: day(0), CreatedBy: "an"}
	b := imports.Inlet{ID: "b", Workspace: "w", Source: "s", Kind: imports.InletURL, Place: "https://a.vn/x.csv", Every: time.Hour,
		NextAt: day(1), CreatedAt: day(1)}
	c := imports.Inlet{ID: "c", Workspace: "other", Source: "s", Kind: imports.InletFolder, Place: "đơn", CreatedAt: day(0)}
	for _, i := range []imports.Inlet{a, b, c} {
		ok(t, s.CreateInlet(ctx, i))
	}
	twice := a
	twice.ID = "d"
	code(t, s.CreateInlet(ctx, twice), cham.CodeConflict)
	b.ETag, b.Modified, b.NextAt, b.CheckedAt, b.Error, b.Detail, b.LastFile = `"1"`, "m", day(3), day(2), "error.inlet.reach", "d", "i_1"
	ok(t, s.UpdateInlet(ctx, b))
	got, err := s.Inlets(ctx, "w")
	ok(t, err)
	if !reflect.DeepEqual(got, []imports.Inlet{a, b}) {
		t.Errorf("%+v", got)
	}
	if all, err := s.AllInlets(ctx); err != nil || len(all) != 3 {
		t.Error(all, err)
	}
	ok(t, s.DeleteInlet(ctx, "w", "b"))
	ok(t, s.UpdateInlet(ctx, b)) // it stays deleted
	code(t, s.DeleteInlet(ctx, "w", "b"), cham.CodeNotFound)
}
