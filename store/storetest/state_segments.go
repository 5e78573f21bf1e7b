package storetest

import (
	"context"
	"testing"

	"cham"
	"cham/capability/ask"
	"cham/measure"
)

// Segments keeps saved segments.
type Segments interface {
	ask.Segments
	CreateSegment(ctx context.Context, ws cham.WorkspaceID, s measure.SavedSegment) error
	UpdateSegment(ctx context.Context, ws cham.WorkspaceID, s measure.SavedSegment) error
	DeleteSegment(ctx context.Context, ws cham.WorkspaceID, id string) error
}

// Names keeps what events and properties are called.
type Names interface {
	ShownNames(ctx context.Context, ws cham.WorkspaceID) ([]cham.ShownName, error)
	SetShownName(ctx context.Context, ws cham.WorkspaceID, n cham.ShownName) error
}

// Views keeps saved views.
type Views interface {
	Views(ctx context.Context, ws cham.WorkspaceID) ([]cham.View, error)
	View(ctx context.Context, ws cham.WorkspaceID, id string) (cham.View, error)
	CreateView(ctx context.Context, ws cham.WorkspaceID, v cham.View) error
	UpdateView(ctx context.Context, ws cham.WorkspaceID, v cham.View) error
	DeleteView(ctx context.Context, ws cham.WorkspaceID, id string) error
}

func savedSegment(id, name string) measure.SavedSegment {
	return measure.SavedSegment{ID: id, Name: name, CreatedAt: day(2), CreatedBy: "an",
		Query: measure.Query{Question: measure.Funnel, From: day(1), Steps: [][]string{{"Xem <trang>"}, {"Mua", "Đặt"}}, Unit: "account",
			Where: []measure.Is{{By: measure.BySource, Any: []string{"", "zalo"}, Not: true}}, Segment: measure.Segment{Saved: "g0", Status: "new"}},
		Figure: measure.Figure{Kind: measure.FigureDropped, Step: 1}}
}

func testSegments(t *testing.T, db Stores) {
	s := db.Segments
	with(t, db.Access)
	late, early := savedSegment("g1", "Vắng lâu"), savedSegment("g2", "Bỏ giỏ")
	ok(t, s.CreateSegment(ctx, "a", late))
	ok(t, s.CreateSegment(ctx, "a", early))
	ok(t, s.CreateSegment(ctx, "b", savedSegment("g1", "Vắng lâu"))) // the id and the name are the workspace's own
	code(t, s.CreateSegment(ctx, "a", savedSegment("g1", "x")), cham.CodeConflict)
	code(t, s.CreateSegment(ctx, "a", savedSegment("g3", "Vắng lâu")), cham.CodeConflict)
	code(t, s.CreateSegment(ctx, "zz", savedSegment("g1", "x")), cham.CodeNotFound)
	got, err := s.Segment(ctx, "a", "g1")
	same(t, got, err, late)
	code(t, second(s.Segment(ctx, "a", "zz")), cham.CodeNotFound)
	all, err := s.Segments(ctx, "a")
	same(t, all, err, []measure.SavedSegment{early, late})

	code(t, s.UpdateSegment(ctx, "a", savedSegment("g1", "Bỏ giỏ")), cham.CodeConflict)
	code(t, s.UpdateSegment(ctx, "a", savedSegment("zz", "x")), cham.CodeNotFound)
	late.Name, late.Query, late.Figure = "A đầu", measure.Query{}, measure.Figure{}
	late.Rule = &measure.SegmentRule{None: []measure.SegmentRule{{Buy: &measure.BuyRule{Span: measure.Span{WithinDays: 30}}}}}
	ok(t, s.UpdateSegment(ctx, "a", late))
	all, err = s.Segments(ctx, "a")
	same(t, all, err, []measure.SavedSegment{late, early})
	ok(t, s.DeleteSegment(ctx, "a", "g1"))
	code(t, s.DeleteSegment(ctx, "a", "g1"), cham.CodeNotFound)
	got, err = s.Segment(ctx, "b", "g1")
	same(t, got, err, savedSegment("g1", "Vắng lâu"))
}

func testViews(t *testing.T, db Stores) {
	s := db.Views
	with(t, db.Access)
	v := cham.View{ID: "v1", Name: "Đường đi", Page: "journeys", Search: "q=paths&from=2026-11-01", CreatedAt: day(2), CreatedBy: "an"}
	w := cham.View{ID: "v2", Name: "A", Page: "journeys", Shared: true, CreatedAt: day(3)}
	ok(t, s.CreateView(ctx, "a", v))
	ok(t, s.CreateView(ctx, "a", w))
	ok(t, s.CreateView(ctx, "b", v))
	code(t, s.CreateView(ctx, "a", v), cham.CodeConflict)
	code(t, s.CreateView(ctx, "zz", v), cham.CodeNotFound)
	all, err := s.Views(ctx, "a")
	same(t, all, err, []cham.View{w, v})
	v.Name, v.Search, v.Shared = "Khác", "q=graph", true
	ok(t, s.UpdateView(ctx, "a", v))
	got, err := s.View(ctx, "a", "v1")
	same(t, got, err, v)
	code(t, s.UpdateView(ctx, "zz", v), cham.CodeNotFound)
	ok(t, s.DeleteView(ctx, "a", "v1"))
	code(t, s.DeleteView(ctx, "a", "v1"), cham.CodeNotFound)
	code(t, second(s.View(ctx, "a", "v1")), cham.CodeNotFound)
	got, err = s.View(ctx, "b", "v1")
	same(t, got.Name, err, "Đường đi")
}

func testShownNames(t *testing.T, db Stores) {
	s := db.Names
	with(t, db.Access)
	event := cham.ShownName{Kind: cham.NameOfEvent, Name: "Skin Measured", Shown: "Đo da"}
	property := cham.ShownName{Kind: cham.NameOfProperty, Name: "Skin Measured", Shown: "Loại da"}
	ok(t, s.SetShownName(ctx, "a", property))
	ok(t, s.SetShownName(ctx, "a", event))
	ok(t, s.SetShownName(ctx, "b", event))
	code(t, s.SetShownName(ctx, "zz", event), cham.CodeNotFound)
	event.Shown = "Soi da"
	ok(t, s.SetShownName(ctx, "a", event))
	all, err := s.ShownNames(ctx, "a")
	same(t, all, err, []cham.ShownName{event, property})
	event.Shown = ""
	ok(t, s.SetShownName(ctx, "a", event))
	ok(t, s.SetShownName(ctx, "a", event))
	all, err = s.ShownNames(ctx, "a")
	same(t, all, err, []cham.ShownName{property})
	all, err = s.ShownNames(ctx, "b")
	same(t, all[0].Shown, err, "Đo da")
}
