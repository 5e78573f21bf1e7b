package rest

import (
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/capability/report"
)

// Home says since when nothing has come, where that is longer than usual: not
// where a small business waits for its next customer.
func TestQuietSinceTheDataEnded(t *testing.T) {
	for name, c := range map[string]struct {
		touches int
		last    float64 // days ago
		since   bool
	}{
		"ended five days ago":    {touches: 200, last: 5, since: true},
		"came an hour ago":       {touches: 200, last: 1. / 24},
		"six touches a month":    {touches: 6, last: 5},
		"ended before the month": {touches: 200, last: 31, since: true},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t)
			b := k.business("alpha")
			var calls []string
			for i := range c.touches {
				calls = append(calls, b.track(fmt.Sprint("c", i), cham.PageViewed, c.last+float64(i)*24/float64(c.touches)))
			}
			b.send(calls...)
			h := decode[report.Home](t, k.call(b.cookie(cham.RoleViewer), "GET", "/v1/home?from="+b.at(30)+"&to="+b.at(-1), nil))
			last := k.now().Add(-time.Duration(c.last * 24 * float64(time.Hour)))
			if h.QuietSince.IsZero() == c.since || c.since && h.QuietSince.Sub(last).Abs() > time.Second {
				t.Errorf("quiet since %v; the last touch was at %v", h.QuietSince, last)
			}
			past := decode[report.Home](t, k.call(b.cookie(cham.RoleViewer), "GET", "/v1/home?from="+b.at(60)+"&to="+b.at(40), nil))
			if !past.QuietSince.IsZero() {
				t.Errorf("of the past: quiet since %v", past.QuietSince)
			}
		})
	}
}
