package staff_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/staff"
)

var spa = cham.JourneyMap{ID: "spa", Name: "Spa", UpdatedAt: time.Unix(2, 0), Touchpoints: []cham.Touchpoint{
	{ID: "site", Name: "Website", Channel: "website", Rule: rule(cham.Match{Event: cham.PageViewed})},
	{ID: "price", Name: "Bảng giá", Channel: "website", Rule: rule(cham.Match{Event: "Price Asked", Path: "/gia"})},
	{ID: "visit", Name: "Đến cơ sở", Channel: "store", Rule: rule(cham.Match{Event: "Store Visited"})},
	{ID: "shadow", Name: "Đến nữa", Channel: "store", Rule: rule(cham.Match{Event: "Store Visited"})},
	{ID: "book", Name: "Hẹn", Channel: "website", Rule: rule(cham.Match{Event: "Booking Made", Channel: "store"})},
	{ID: "hotline", Name: "Hotline", Channel: "call", Rule: rule(cham.Match{Event: "Call Answered", Channel: "call"})},
	{ID: "unbound", Name: "Tờ rơi", Channel: "print"},
}}

func rule(any ...cham.Match) cham.Rule { return cham.Rule{Any: any} }

func told(tiles []staff.Tile) string {
	var all []string
	for _, t := range tiles {
		all = append(all, fmt.Sprint(t.ID, " ", t.Event, " ", t.Channel, t.Outcomes))
	}
	return strings.Join(all, "\n")
}

// TestTiles: only what a touch written by hand is bound to can be a tile.
func TestTiles(t *testing.T) {
	older := spa
	older.ID, older.UpdatedAt, older.Touchpoints = "old", time.Unix(1, 0), spa.Touchpoints[2:3]
	all := staff.Tiles([]cham.JourneyMap{older, spa})
	if got := told(all); got != `spa/visit Store Visited store[]
spa/book Booking Made store[]
spa/hotline Call Answered call[]
old/visit Store Visited store[]` {
		t.Error(got)
	}
	if got := told(staff.Setup{}.Shown(all)); got != "spa/visit Store Visited store[]\nspa/book Booking Made store[]" {
		t.Error("proposed:", got)
	}
	if got := told(staff.Calls(all)); got != "spa/hotline Call Answered call[]" {
		t.Error("calls:", got)
	}
	chosen := staff.Setup{Tiles: []staff.Chosen{{ID: "spa/book", Outcomes: []string{" Đã hẹn ", "", "Đã hẹn"}}, {ID: "old/visit"}},
		Branches: []string{"Kim Mã ", "Kim Mã"}}
	if err := chosen.Check(all); err != nil || len(chosen.Branches) != 1 {
		t.Error(err, chosen)
	}
	if got := told(chosen.Shown(all)); got != "spa/book Booking Made store[Đã hẹn]\nold/visit Store Visited store[]" {
		t.Error("chosen:", got)
	}
	if got := (staff.Setup{Tiles: []staff.Chosen{}}).Shown(all); len(got) != 0 {
		t.Error("none chosen:", got)
	}
	for _, wrong := range []staff.Setup{{Tiles: []staff.Chosen{{ID: "spa/gone"}}}, {Branches: []string{strings.Repeat("x", 300)}},
		{Tiles: make([]staff.Chosen, 13)}} {
		if cham.ErrorCode(wrong.Check(all)) != cham.CodeInvalid {
			t.Error("taken:", wrong)
		}
	}
}
