package storetest

import (
	"reflect"
	"testing"

	"cham"
	"cham/capability/form"
)

// Forms come back as they were, to their own workspace; one is found by its id
// alone, and no workspace changes, takes or deletes another's.
func testForms(t *testing.T, db Stores) {
	s := db.Forms
	for _, id := range []string{"w", "other"} {
		ok(t, db.Access.CreateWorkspace(ctx, workspace(id), ""))
	}
	a := form.Form{ID: "aaaaaaaaaa", Workspace: "w", Name: "Tư vấn", Branch: "Quận 1", CreatedAt: day(0), Page: form.Page{Title: "Đăng ký",
		Text: "a\nb", Points: []string{"1", "2"}, Consents: []cham.Channel{"zalo"}, Agreement: "Tôi đồng ý", Thanks: "Cảm ơn",
		Address: "https://a.vn", Fields: []form.Field{{Kind: form.Phone, Key: "phone", Required: true},
			{Kind: form.Choice, Key: "answer_a", Label: "A", Options: []string{"x", "y"}}}}}
	b := form.Form{ID: "bbbbbbbbbb", Workspace: "w", Name: "B", CreatedAt: day(1), ClosedAt: day(2)}
	ok(t, s.PutForm(ctx, a))
	ok(t, s.PutForm(ctx, b))
	got, err := s.Forms(ctx, "w")
	same(t, got, err, []form.Form{a, b})
	if none, err := s.Forms(ctx, "other"); err != nil || len(none) != 0 {
		t.Error(none, err)
	}
	stolen := a
	stolen.Workspace = "other"
	code(t, s.PutForm(ctx, stolen), cham.CodeNotFound)
	code(t, s.DeleteForm(ctx, "other", a.ID), cham.CodeNotFound)
	_, err = s.ChangeForm(ctx, "other", a.ID, func(*form.Form) error { return nil })
	code(t, err, cham.CodeNotFound)
	_, err = s.ChangeForm(ctx, "w", a.ID, func(f *form.Form) error {
		f.Name = "no"
		return cham.Errorf(cham.CodeInvalid, "test", "no")
	})
	code(t, err, cham.CodeInvalid)
	if f, err := s.Form(ctx, a.ID); err != nil || !reflect.DeepEqual(f, a) {
		t.Errorf("%+v %v", f, err)
	}
	changed, err := s.ChangeForm(ctx, "w", a.ID, func(f *form.Form) error {
		f.Name, f.ClosedAt = "A", day(3)
		return nil
	})
	a.Name, a.ClosedAt = "A", day(3)
	same(t, changed, err, a)
	ok(t, s.DeleteForm(ctx, "w", b.ID))
	got, err = s.Forms(ctx, "w")
	same(t, got, err, []form.Form{a})
	_, err = s.Form(ctx, b.ID)
	code(t, err, cham.CodeNotFound)
}
