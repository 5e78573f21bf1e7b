package rest

import (
	"fmt"
	"strings"
	"testing"

	"cham"
	"cham/measure"
)

// A campaign of the last weeks sells no better than the one before it: that
// nobody is lost yet of its journeys makes it no driver.
func TestNewCampaignIsNoDriver(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	var calls []string
	for i := range 300 {
		source, days := "old", 80.0
		if i%3 == 0 {
			source, days = "new", 15
		}
		who := fmt.Sprint("c", i)
		campaign := fmt.Sprintf(`"context":{"campaign":{"source":%q}},"timestamp"`, source)
		calls = append(calls, strings.Replace(b.track(who, cham.PageViewed, days), `"timestamp"`, campaign, 1))
		if i%2 == 0 {
			calls = append(calls, b.track(who, "Order Completed", days-1))
		}
	}
	b.send(calls...)
	q := measure.Query{Question: measure.Drivers, Map: b.m.ID}
	d := decode[measure.Answer](t, k.call(b.cookie(cham.RoleViewer), "POST", "/v1/query", q)).Drivers
	if d.Journeys != 200 || d.Conversion.K != 100 {
		t.Errorf("%d journeys, %+v", d.Journeys, d.Conversion)
	}
	for _, f := range d.Factors {
		if f.Sure {
			t.Errorf("%+v", f)
		}
	}
}
