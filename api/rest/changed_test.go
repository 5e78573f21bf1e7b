package rest

import (
	"fmt"
	"math"
	"testing"
	"time"

	"cham"
	"cham/measure"
)

// What moved the conversion of the last ten days is told though hardly any of
// its journeys has come to its end: both periods are as old.
func TestChangedTellsOfOpenJourneys(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	var calls []string
	for i := range 40 {
		for period, bought := range []int{5, 20} {
			who, days := fmt.Sprintf("c%d-%d", period, i), float64(10*period)+8
			calls = append(calls, b.track(who, cham.PageViewed, days))
			if i < bought {
				calls = append(calls, b.track(who, "Order Completed", days-1))
			}
		}
	}
	b.send(calls...)
	ago := func(days int) time.Time { return k.now().AddDate(0, 0, -days) }
	a := decode[measure.Answer](t, k.call(b.cookie(cham.RoleViewer), "POST", "/v1/query", measure.Query{Question: measure.Changed, Map: b.m.ID,
		From: ago(10), To: ago(0), Compare: &measure.Period{From: ago(20), To: ago(10)}})).Changed
	if a.Now.K != 5 || a.Now.N != 40 || a.Before.K != 20 || a.Before.N != 40 {
		t.Fatalf("%+v, %+v", a.Now, a.Before)
	}
	if len(a.Cells) != 1 || a.Cells[0].Touchpoint != "page" || math.Abs(a.Cells[0].Rate+0.375) > 1e-12 {
		t.Errorf("%+v", a.Cells)
	}
}
