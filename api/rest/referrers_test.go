package rest

import (
	"maps"
	"slices"
	"testing"

	"cham"
	"cham/api/rest/accounts"
	"cham/measure"
)

// TestReferrers: a payment page takes no credit from the advertisement, a
// direct visit none from the search, and the list is the workspace's to change,
// for the past as well.
func TestReferrers(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	page := func(who, minute, url, referrer string) string {
		return `{"type":"page","anonymousId":"` + who + `","timestamp":"2026-01-05T03:` + minute +
			`:00Z","context":{"page":{"url":"https://shop.vn` + url + `","referrer":"` + referrer + `"}}}`
	}
	order := func(who string) string {
		return `{"type":"track","event":"Order Completed","anonymousId":"` + who + `","timestamp":"2026-01-05T03:30:00Z"}`
	}
	b.send(page("an", "00", "/?utm_source=facebook", ""), page("an", "05", "/cam-on", "https://pay.vnpay.vn/back"), order("an"),
		page("binh", "00", "/", "https://www.google.com/"), page("binh", "10", "/", ""), order("binh"))

	last := func(direct string, want map[string]float64) {
		t.Helper()
		q := measure.Query{Question: measure.Attribution, Credit: measure.BySource, Goal: []string{"Order Completed"}, Direct: direct}
		a := decode[measure.Answer](t, k.call(b.cookie(cham.RoleViewer), "POST", "/v1/query", q))
		got := map[string]float64{}
		for _, r := range a.Attribution.Rows {
			if c := r.Credits.Last.Conversions; c > 0 {
				got[r.Value] = c
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("last touch, direct %q: %v, want %v", direct, got, want)
		}
	}
	last("", map[string]float64{"facebook": 1, "google": 1})
	last(measure.DirectCount, map[string]float64{"": 2})

	manager := b.cookie(cham.RoleAdmin)
	const at = "/v1/workspace/referrers"
	list := decode[accounts.Referrers](t, k.call(manager, "GET", at, nil))
	if !slices.Contains(list.Excluded, "vnpay.vn") || !slices.Equal(list.Excluded, list.Default) {
		t.Errorf("the list begins as %q", list.Excluded)
	}
	list = decode[accounts.Referrers](t, k.call(manager, "PUT", at, accounts.ReferrersChange{Excluded: []string{"https://www.Banner.vn/x"}}))
	if !slices.Equal(list.Excluded, []string{"banner.vn"}) {
		t.Errorf("%q", list.Excluded)
	}
	last("", map[string]float64{"pay.vnpay.vn": 1, "google": 1})
	if w := k.call(manager, "PUT", at, accounts.ReferrersChange{Excluded: []string{"khong phai"}}); w.Code != 400 {
		t.Error(w.Code, w.Body)
	}
	decode[accounts.Referrers](t, k.call(manager, "PUT", at, accounts.ReferrersChange{Excluded: list.Default}))
	last("", map[string]float64{"facebook": 1, "google": 1})
}
