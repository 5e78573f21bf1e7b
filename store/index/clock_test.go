package index

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham/measure"
)

// TestClock holds the table of hours to the calendar, across changes of the
// clock and in zones that are off by half an hour.
func TestClock(t *testing.T) {
	for _, name := range []string{"Asia/Ho_Chi_Minh", "Europe/Paris", "Asia/Kolkata", "America/St_Johns", "Pacific/Auckland"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		p := &measure.Plan{Location: zone, Query: measure.Query{Where: []measure.Is{
			{By: measure.ByHour, Any: []string{"20", "21", "22", "23", "00"}}, {By: measure.ByWeekday, Any: []string{"6", "7"}, Not: true}}}}
		c := newClock(p)
		rapid.Check(t, func(rt *rapid.T) {
			s := rapid.Uint32().Draw(rt, "second")
			if at := time.Unix(int64(s), 0); c.on(s) != p.OnClock(at) {
				rt.Fatalf("%s: %v is said to be on the clock: %v", name, at.In(zone), c.on(s))
			}
		})
	}
}
