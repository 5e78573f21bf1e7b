package rest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"cham"
	"cham/api/rest/quality"
	"cham/capability/capture"
	"cham/capability/dataquality"
)

// TestDataQuality: what is wrong is found with its count and examples, what
// people say of it stays, and what holds no more closes.
func TestDataQuality(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner, viewer := b.cookie(cham.RoleOwner), b.cookie(cham.RoleViewer)
	n := 0
	page := func(url string) string {
		n++
		return fmt.Sprintf(`{"type":"page","anonymousId":"p%d","context":{"page":{"url":"https://shop.vn/%s"}}}`, n, url)
	}
	for range 8 {
		b.send(page("?utm_source=facebook&utm_medium=cpc&utm_campaign=tet"), page("?utm_source=Facebook&utm_medium=cpc"),
			page("?utm_source=zalo"), page("?utm_source=tiktok&utm_medium=cpc&utm_campaign=__CAMPAIGN_NAME__"),
			page("gia&utm_source=fb"), page(""),
			fmt.Sprintf(`{"type":"track","event":"Order Completed","anonymousId":"o%d","properties":{"revenue":100000,"order_id":"%d"}}`, n, n),
			fmt.Sprintf(`{"type":"track","event":"Order Completed","userId":"u%d","properties":{"revenue":100000,"order_id":"u%d"}}`, n, n))
	}
	state := decode[dataquality.State](t, k.call(owner, "POST", "/v1/data-quality/check", nil))
	got := map[string]dataquality.Finding{}
	for _, f := range state.Findings {
		got[fmt.Sprint(f.Check, " ", f.Subject)] = f
	}
	for key, want := range map[string][2]int{"noKeys Order Completed": {8, 16}, "noContact Order Completed": {8, 16},
		"utmMedium zalo": {8, 8}, "utmTemplate __CAMPAIGN_NAME__": {8, 40}, "utmPath ": {8, 49}} {
		if f := got[key]; f.N != want[0] || f.Of < want[1]-9 || len(f.Seqs) == 0 || !f.Open() || time.Since(f.Since) > time.Hour {
			t.Errorf("%s: %+v", key, f)
		}
	}
	spelling := slices.IndexFunc(state.Findings, func(f dataquality.Finding) bool { return f.Check == dataquality.UTMSpelling })
	if spelling < 0 || state.Findings[spelling].N != 8 || state.Findings[spelling].Of != 16 {
		t.Fatalf("%+v", state.Findings)
	}
	id := state.Findings[spelling].ID
	if x := decode[quality.FindingExamples](t, k.call(owner, "GET", "/v1/data-quality/"+id+"/examples", nil)); len(x.Touches) != 3 ||
		x.Touches[0].Campaign == "" || x.Touches[0].Customer == 0 {
		t.Errorf("%+v", x)
	}
	if w := k.call(viewer, "POST", "/v1/data-quality/"+id+"/dismiss", `{}`); w.Code != 403 {
		t.Error(w.Code)
	}
	decode[dataquality.State](t, k.call(owner, "POST", "/v1/data-quality/"+id+"/dismiss", `{"note":"two pages"}`))
	decode[dataquality.State](t, k.call(owner, "POST", "/v1/data-quality/check", nil))
	find := func(id string) dataquality.Finding {
		t.Helper()
		for _, f := range decode[dataquality.State](t, k.call(viewer, "GET", "/v1/data-quality", nil)).Findings {
			if f.ID == id {
				return f
			}
		}
		return dataquality.Finding{}
	}
	if f := find(id); f.Open() || f.Dismissed == nil || f.Dismissed.Note != "two pages" {
		t.Errorf("%+v", f)
	}
	decode[dataquality.State](t, k.call(owner, "DELETE", "/v1/data-quality/"+id+"/dismiss", nil))
	if f := find(id); !f.Open() {
		t.Errorf("%+v", f)
	}
	if e := b.audited("action=finding-dismissed"); len(e) != 1 {
		t.Errorf("%+v", e)
	}
	k.ahead.Store(int64(40 * 24 * time.Hour))
	ws, err := k.access.Workspace(t.Context(), b.ws)
	b.must(err)
	state, err = k.App.Quality.Check(t.Context(), ws)
	b.must(err)
	if len(state.Open()) > 0 {
		t.Errorf("they hold no more: %+v", state.Open())
	}
}

// TestDataQualityClocks: live touches whose times are off by the zone, or ahead.
func TestDataQualityClocks(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	at := func(d time.Duration) string { return k.now().Add(d).UTC().Format(time.RFC3339) }
	for i := range 10 {
		b.send(fmt.Sprintf(`{"type":"page","anonymousId":"z%d","timestamp":"%s"}`, i, at(-7*time.Hour)),
			fmt.Sprintf(`{"type":"page","anonymousId":"f%d","timestamp":"%s"}`, i, at(30*time.Minute)),
			fmt.Sprintf(`{"type":"page","anonymousId":"l%d","timestamp":"%s"}`, i, at(-50*time.Hour)))
	}
	seen := map[dataquality.Check]int{}
	for _, f := range decode[dataquality.State](t, k.call(b.cookie(cham.RoleOwner), "POST", "/v1/data-quality/check", nil)).Findings {
		if f.Open() {
			seen[f.Check] = f.N
		}
	}
	if seen[dataquality.Zone] != 10 || seen[dataquality.Future] != 10 || seen[dataquality.Late] != 10 {
		t.Errorf("%v", seen)
	}
	for _, r := range capture.Reasons {
		if r == capture.ReasonBot && dataquality.Mendable(string(r)) {
			t.Error("robots cannot be mended")
		}
	}
}
