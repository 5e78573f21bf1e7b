package storetest

import (
	"reflect"
	"testing"

	"cham"
	"cham/capability/brand"
	"cham/capability/consent"
	"cham/capability/qr"
)

// Codes is what keeps printed codes and brands.
type Codes interface {
	qr.Store
	brand.Store
}

// Codes come back as they were, to their own workspace; one is found by its id
// alone, and no workspace takes another's.
func testCodes(t *testing.T, db Stores) {
	s := db.Codes
	for _, id := range []string{"w", "other"} {
		ok(t, db.Access.CreateWorkspace(ctx, workspace(id), ""))
	}
	a := qr.Code{ID: "aaaaaaaaaa", Workspace: "w", Map: "m", Touchpoint: "t", Name: "Quầy", Channel: "store", Branch: "Quận 1", Place: "bàn 5",
		CreatedAt: day(0), Page: qr.Page{Line: "Quét", Address: "https://a.vn", Contact: true, Consents: []consent.Purpose{consent.Care},
			Ask: &qr.Question{Kind: qr.Choice, Text: "?", Choices: []string{"a", "b"}}}}
	b := qr.Code{ID: "bbbbbbbbbb", Workspace: "w", Map: "m", Touchpoint: "t", Name: "Quầy", Channel: "store", CreatedAt: day(1)}
	ok(t, s.PutCodes(ctx, []qr.Code{a, b}))
	b.Place, b.RevokedAt = "cửa", day(2)
	ok(t, s.PutCodes(ctx, []qr.Code{b}))
	got, err := s.Codes(ctx, "w")
	ok(t, err)
	if !reflect.DeepEqual(got, []qr.Code{a, b}) {
		t.Errorf("%+v", got)
	}
	if none, err := s.Codes(ctx, "other"); err != nil || len(none) != 0 {
		t.Error(none, err)
	}
	stolen := a
	stolen.Workspace = "other"
	code(t, s.PutCodes(ctx, []qr.Code{{ID: "cccccccccc", Workspace: "other", CreatedAt: day(3)}, stolen}), cham.CodeNotFound)
	if c, err := s.Code(ctx, a.ID); err != nil || !reflect.DeepEqual(c, a) {
		t.Errorf("%+v %v", c, err)
	}
	_, err = s.Code(ctx, "cccccccccc")
	code(t, err, cham.CodeNotFound)
	changed, err := s.ChangeCode(ctx, "w", a.ID, func(c *qr.Code) error {
		c.Place = "bàn 6"
		return nil
	})
	a.Place = "bàn 6"
	same(t, changed, err, a)
	_, err = s.ChangeCode(ctx, "w", a.ID, func(c *qr.Code) error {
		c.Place = "bàn 7"
		return cham.Errorf(cham.CodeInvalid, "test", "no")
	})
	code(t, err, cham.CodeInvalid)
	_, err = s.ChangeCode(ctx, "other", a.ID, func(*qr.Code) error { return nil })
	code(t, err, cham.CodeNotFound)
	if c, err := s.Code(ctx, a.ID); err != nil || !reflect.DeepEqual(c, a) {
		t.Errorf("%+v %v", c, err)
	}
	want := brand.Brand{Colour: "#123456", Logo: []byte{1, 2}}
	ok(t, s.PutBrand(ctx, "w", brand.Brand{Colour: "#000000"}))
	ok(t, s.PutBrand(ctx, "w", want))
	for ws, want := range map[cham.WorkspaceID]brand.Brand{"w": want, "other": {}} {
		if b, err := s.Brand(ctx, ws); err != nil || !reflect.DeepEqual(b, want) {
			t.Error(ws, b, err)
		}
	}
}
