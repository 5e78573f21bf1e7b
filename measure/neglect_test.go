package measure

import (
	"testing"
	"time"
)

func TestNeglect(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	ago := func(days float64) time.Time { return now.Add(-time.Duration(days * float64(day))) }
	days := func(ago ...float64) (all []time.Time) { // the first is the longest ago
		for _, d := range ago {
			all = append(all, now.Add(-time.Duration(d*float64(day))))
		}
		return all
	}
	newsletter := func(last float64) []time.Time { // each month to its two halves of readers, on two days in a row
		return days(last+91, last+90, last+61, last+60, last+31, last+30, last+1, last)
	}
	row := func(volume int, last float64) TouchpointRow { return TouchpointRow{Volume: volume, LastAt: ago(last)} }
	for name, c := range map[string]struct {
		row   TouchpointRow
		place Place
		want  string
	}{
		"no rule":                         {TouchpointRow{}, Place{Ripe: true}, Unbound},
		"never":                           {TouchpointRow{}, Place{Bound: true, Ripe: true}, Never},
		"never, of a young map":           {TouchpointRow{}, Place{Bound: true}, ""},
		"another takes all":               {TouchpointRow{}, Place{Bound: true, Ripe: true, Shadow: "other"}, Shadowed},
		"no rhythm, forty days ago":       {row(0, 40), Place{Bound: true, Days: days(41, 40)}, Quiet},
		"no rhythm, a month ago":          {row(1, 30), Place{Bound: true, Days: days(30)}, ""},
		"a source of three days":          {row(90, 4), Place{Bound: true, Days: days(6, 5, 4)}, ""},
		"weekly, asked about a day":       {row(0, 6), Place{Bound: true, Days: days(48, 41, 34, 27, 20, 13, 6)}, ""},
		"weekly, three weeks ago":         {row(0, 21), Place{Bound: true, Days: days(63, 56, 49, 42, 35, 28, 21)}, Quiet},
		"daily, silent for ten days":      {row(40, 10), Place{Bound: true, Days: days(16, 15, 14, 13, 12, 11, 10)}, Silent},
		"daily, silent over two days":     {row(40, 2), Place{Bound: true, Days: days(8, 7, 6, 5, 4, 3, 2)}, ""},
		"newsletter, 25 days ago":         {row(2000, 25), Place{Bound: true, Days: newsletter(25)}, ""},
		"newsletter, 45 days ago":         {row(0, 45), Place{Bound: true, Days: newsletter(45)}, ""},
		"newsletter, two editions missed": {row(0, 70), Place{Bound: true, Days: newsletter(70)}, Quiet},
	} {
		if got := Neglect(c.row, now, c.place); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
