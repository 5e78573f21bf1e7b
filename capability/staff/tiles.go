package staff

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"cham"
	"cham/journey"
)

// Tile is a touchpoint that staff may write a touch of: what they write down is
// bound to it by its own rule.
type Tile struct {
	// ID is "MAP/TOUCHPOINT".
	ID       string
	Label    string
	Map      string // the map's name
	Event    string
	Channel  cham.Channel
	Outcomes []string
}

// Tiles are the touchpoints of maps that can be written down by hand: those whose
// rule needs no more than an event and a channel. The map changed last comes first.
func Tiles(maps []cham.JourneyMap) (all []Tile) {
	maps = slices.Clone(maps)
	slices.SortStableFunc(maps, func(a, b cham.JourneyMap) int { return b.UpdatedAt.Compare(a.UpdatedAt) })
	for i := range maps {
		m := &maps[i]
		bind := journey.Bind(m)
		for n, t := range m.Touchpoints {
			if k, ok := byHand(t, func(k cham.Kind) bool { return bind(k) == n }); ok {
				all = append(all, Tile{ID: string(m.ID) + "/" + t.ID, Label: t.Name, Map: m.Name, Event: k.Name, Channel: k.Channel})
			}
		}
	}
	return all
}

// byHand finds what to write down so that it is bound there.
func byHand(t cham.Touchpoint, bound func(cham.Kind) bool) (cham.Kind, bool) {
	for _, m := range t.Rule.Any {
		k := cham.Kind{Name: m.Event, Channel: m.Channel}
		if k.Channel == "" {
			k.Channel = t.Channel
		}
		if k.Name != "" && k.Name != cham.PageViewed && k.Name != cham.ScreenViewed && bound(k) {
			return k, true
		}
	}
	return cham.Kind{}, false
}

// Bounds of a setup.
const (
	MostTiles    = 12
	MostOutcomes = 6
	MostBranches = 100
	longest      = 60  // of an outcome, characters
	longestPlace = 255 // of a branch, as capture has it
)

// Shown are the tiles of the page: those chosen that are still there, else those
// of shops and events that the maps offer. Calls have a page of their own.
func (s Setup) Shown(all []Tile) (out []Tile) {
	for _, c := range s.Tiles {
		if i := slices.IndexFunc(all, func(t Tile) bool { return t.ID == c.ID }); i >= 0 {
			t := all[i]
			t.Outcomes = c.Outcomes
			out = append(out, t)
		}
	}
	if s.Tiles != nil {
		return out
	}
	said := map[string]bool{}
	for _, t := range all {
		what := t.Event + "\x00" + string(t.Channel)
		if (t.Channel == "store" || t.Channel == "event") && !said[what] && len(out) < MostTiles/2 {
			out, said[what] = append(out, t), true
		}
	}
	return out
}

// Calls are the touchpoints that a call may be written down for.
func Calls(all []Tile) (out []Tile) {
	for _, t := range all {
		if t.Channel == "call" && !slices.ContainsFunc(out, func(o Tile) bool { return o.Event == t.Event }) {
			out = append(out, t)
		}
	}
	return out
}

// Check brings a setup into the form in which it is kept. CodeInvalid names the first
// thing wrong.
func (s *Setup) Check(all []Tile) error {
	if len(s.Tiles) > MostTiles {
		return tooMany("tiles", MostTiles)
	}
	for i, c := range s.Tiles {
		field := fmt.Sprintf("tiles[%d]", i)
		if !slices.ContainsFunc(all, func(t Tile) bool { return t.ID == c.ID }) {
			return &cham.Error{Code: cham.CodeInvalid, Op: "staff.Check", Field: field, Key: "error.staff.tile"}
		}
		if err := texts(field+".outcomes", &s.Tiles[i].Outcomes, MostOutcomes, longest); err != nil {
			return err
		}
	}
	return texts("branches", &s.Branches, MostBranches, longestPlace)
}

func tooMany(field string, most int) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "staff.Check", Field: field, Key: "error.staff.many", Args: map[string]any{"n": most}}
}

// texts trims a list, and drops what is empty or there already.
func texts(field string, list *[]string, most, longest int) error {
	var out []string
	for _, v := range *list {
		v = norm.NFC.String(strings.TrimSpace(v))
		if utf8.RuneCountInString(v) > longest {
			return &cham.Error{Code: cham.CodeInvalid, Op: "staff.Check", Field: field, Key: "error.map.long", Args: map[string]any{"n": longest}}
		}
		if v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	if len(out) > most {
		return tooMany(field, most)
	}
	*list = out
	return nil
}
