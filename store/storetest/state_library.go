package storetest

import (
	"testing"

	"cham"
	"cham/capability/letter"
	"cham/capability/library"
	"cham/capability/reach"
)

func testLibrary(t *testing.T, db Stores) {
	s := db.Library
	with(t, db.Access)
	one := library.SavedMessage{ID: "m1", UpdatedAt: day(1), SavedDraft: library.SavedDraft{
		Name: "Sinh nhật", Class: reach.Care, Way: reach.SMS,
		Says: map[string]library.Saying{"vi": {Text: &letter.Note{Text: "Chúc mừng {{ name }}"}}, "en": {Text: &letter.Note{Text: "Hi"}}}}}
	two := library.SavedMessage{ID: "m2", UpdatedAt: day(2), SavedDraft: library.SavedDraft{
		Name: "Thư", Class: reach.Marketing, Way: reach.Email,
		Says: map[string]library.Saying{"vi": {Letter: &letter.Letter{Subject: "Chào", Blocks: []letter.Block{{Kind: letter.Divider}}}}}}}
	ok(t, s.CreateMessage(ctx, "a", one))
	ok(t, s.CreateMessage(ctx, "a", two))
	code(t, s.CreateMessage(ctx, "a", two), cham.CodeConflict)
	all, err := s.Messages(ctx, "a")
	same(t, all, err, []library.SavedMessage{two, one})
	all, err = s.Messages(ctx, "b")
	same(t, all, err, nil)
	one.Name, one.UpdatedAt = "Tuổi mới", day(3)
	ok(t, s.UpdateMessage(ctx, "a", one))
	code(t, s.UpdateMessage(ctx, "b", one), cham.CodeNotFound)
	code(t, s.DeleteMessage(ctx, "b", "m2"), cham.CodeNotFound)
	ok(t, s.DeleteMessage(ctx, "a", "m2"))
	all, err = s.Messages(ctx, "a")
	same(t, all, err, []library.SavedMessage{one})
}
