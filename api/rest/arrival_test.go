package rest

import (
	"fmt"
	"testing"

	"cham"
	"cham/measure"
)

// A site that carries its campaign along in every address: the card of the
// advertisement has the arrival of each visit, the pages have theirs.
func TestAdvertisementsHaveArrivals(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	m := decode[cham.JourneyMap](t, k.call(b.cookie(cham.RoleEditor), "POST", "/v1/maps", `{"name":"Shop","template":"ecommerce"}`))
	n := 0
	view := func(who string, minute int, host, path, referrer string) string {
		n++
		return fmt.Sprintf(`{"type":"page","messageId":"m%d","anonymousId":"%s","timestamp":"%s","context":{"page":{"path":"%s",
			"url":"https://%s%s?utm_source=facebook&utm_medium=cpc&utm_campaign=tet","referrer":"%s"}}}`,
			n, who, b.at(1-float64(minute)/1440), path, host, path, referrer)
	}
	const utm = "?utm_source=facebook&utm_medium=cpc&utm_campaign=tet"
	for _, who := range []string{"an", "binh", "chi"} {
		b.send(view(who, 0, "mocan.vn", "/san-pham/tui", "https://l.facebook.com/"),
			view(who, 1, "www.mocan.vn", "/san-pham/vi", "https://mocan.vn/san-pham/tui"+utm),
			view(who, 2, "mocan.vn", "/gio-hang", "https://www.mocan.vn/san-pham/vi"+utm))
	}
	b.send(view("an", 700, "mocan.vn", "/san-pham/tui", "https://l.facebook.com/")) // the second visit of one of them
	answer := decode[measure.Answer](t, k.call(b.cookie(cham.RoleViewer), "POST", "/v1/query",
		`{"question":"touchpoints","map":"`+string(m.ID)+`"}`))
	got := map[string]int{}
	for _, r := range answer.Touchpoints {
		if r.Volume > 0 {
			got[r.ID] = r.Volume
		}
	}
	if got["ads"] != 4 || got["product"] != 3 || got["cart"] != 3 {
		t.Errorf("%v", got)
	}
}
