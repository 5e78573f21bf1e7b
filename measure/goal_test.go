package measure

import (
	"testing"

	"cham"
)

func TestGoalValid(t *testing.T) {
	match := []cham.Match{{Event: "Booked"}}
	for name, c := range map[string]struct {
		g    Goal
		want bool
	}{
		"a purchase":              {Goal{}, true},
		"an event":                {Goal{Match: match}, true},
		"a touchpoint":            {Goal{Map: "m", Touchpoints: []string{"t"}}, true},
		"a map alone":             {Goal{Map: "m"}, false},
		"a touchpoint of no map":  {Goal{Touchpoints: []string{"t"}}, false},
		"an event and a place":    {Goal{Match: match, Map: "m", Touchpoints: []string{"t"}}, false},
		"an event and a map":      {Goal{Match: match, Map: "m"}, false},
		"an event and half a map": {Goal{Match: match, Touchpoints: []string{"t"}}, false},
	} {
		if c.g.Valid() != c.want {
			t.Errorf("%s: %v", name, c.g.Valid())
		}
	}
}
