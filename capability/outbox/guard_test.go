package outbox

import "testing"

// What the last fifty say: the twentieth is the first that can pause, and what is older is forgotten.
func TestTrips(t *testing.T) {
	for name, c := range map[string]struct {
		went, refused, putOff, then int // then: so many that went after all those
		want                        string
	}{
		"all went":                  {60, 0, 0, 0, ""},
		"too few to say":            {0, 19, 0, 0, ""},
		"all refused":               {0, 20, 0, 0, ByErrors},
		"three in ten":              {35, 15, 0, 0, ""},
		"more than three in ten":    {34, 16, 0, 0, ByErrors},
		"half put off":              {25, 0, 25, 0, ""},
		"more than half put off":    {24, 0, 26, 0, ByDelays},
		"refused before put off":    {0, 16, 34, 0, ByErrors},
		"long ago":                  {0, 0, 50, 25, ""},
		"so many put off, and more": {0, 0, 100, 24, ByDelays},
	} {
		r := &recent{}
		for f, n := range []int{c.went, c.refused, c.putOff} {
			for range n {
				r.add(fate(f))
			}
		}
		for range c.then {
			r.add(went)
		}
		if got := r.trips(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
