package rest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/rest/customers"
	"cham/api/rest/quality"
	"cham/capability/exclusion"
	"cham/measure"
)

// TestExclusions: what a rule takes out is told before, is gone from every
// number, stays on the customer's page, and is back when the rule is gone.
func TestExclusions(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner, viewer := b.cookie(cham.RoleOwner), b.cookie(cham.RoleViewer)
	page := func(who, url, day string) string {
		return `{"type":"page","anonymousId":"` + who + `","timestamp":"` + b.at(3) + `","context":{"page":{"url":"` + url +
			`"},"ip":"113.161.0.` + day + `"}}`
	}
	identify := func(who, traits string) string {
		return `{"type":"identify","anonymousId":"` + who + `","userId":"u-` + who + `","timestamp":"` + b.at(2) + `","traits":` + traits + `}`
	}
	b.send(page("an", "https://shop.vn/?utm_source=fb&utm_medium=cpc", "1"), page("dev", "http://localhost:3000/gia", "2"),
		page("lan", "https://shop.vn/gia", "3"), identify("lan", `{"email":"Lan@Shop.vn"}`), page("tu", "https://shop.vn/", "4"))
	touches := func() (int, int) {
		t.Helper()
		a := decode[measure.Answer](t, k.call(viewer, "POST", "/v1/query", measure.Query{Question: measure.Touches}))
		n := 0
		for _, r := range a.Touches {
			n += r.Volume
		}
		list := decode[customers.CustomerPage](t, k.call(viewer, "GET", "/v1/customers", nil))
		return n, len(list.Customers)
	}
	want := func(n, people int) {
		t.Helper()
		if got, who := touches(); got != n || who != people {
			t.Errorf("%d touches of %d customers, want %d of %d", got, who, n, people)
		}
	}
	want(4, 4)
	body := func(kind cham.ExclusionKind, field string, values ...string) quality.ExclusionRule {
		return quality.ExclusionRule{Kind: kind, Field: field, Values: values}
	}
	staff := body(cham.ExcludeCustomer, "", "@shop.vn")
	p := decode[exclusion.Preview](t, k.call(owner, "POST", "/v1/exclusions/preview", quality.ExclusionPreview{Rule: staff, Days: 30}))
	if p.Rule.Touches != 1 || p.Rule.Customers != 1 || p.Touches != 4 || p.Customers != 4 || p.Gone != 1 || len(p.Examples) != 1 ||
		p.Examples[0].Page != "https://shop.vn/gia" {
		t.Errorf("%+v", p)
	}
	want(4, 4)
	decode[quality.Exclusions](t, k.call(owner, "POST", "/v1/exclusions", staff))
	want(3, 3)
	b.send(page("lan2", "https://shop.vn/x", "5"), page("lan2", "https://shop.vn/y", "5"))
	want(5, 4)
	b.send(identify("lan2", `{"email":"lan2@shop.vn"}`), page("lan2", "https://shop.vn/z", "5"))
	want(3, 3) // also what came before it was known
	rules := decode[quality.Exclusions](t, k.call(owner, "POST", "/v1/exclusions", body(cham.ExcludeHost, "", "http://localhost:3000/"))).Rules
	want(2, 2)
	decode[quality.Exclusions](t, k.call(owner, "POST", "/v1/exclusions", body(cham.ExcludeTrait, "role", "Nhân viên")))
	want(2, 2)
	b.send(identify("tu", `{"role":"nhân viên"}`))
	want(1, 1)
	b.send(identify("tu", `{"role":"khách"}`))
	want(2, 2) // what is known of them now decides
	e := decode[exclusion.Effect](t, k.call(viewer, "GET", "/v1/exclusions/effect?days=30", nil))
	if e.Touches != 7 || e.Out.Touches != 5 || e.Rules[1].Touches != 4 || e.Rules[1].Customers != 2 || e.Rules[2].Touches != 1 ||
		e.Rules[2].Alone != 1 || e.Rules[3].Touches != 0 || e.Gone != 3 {
		t.Errorf("%+v", e)
	}
	off := body(cham.ExcludeHost, "", "localhost")
	off.Off = true
	decode[quality.Exclusions](t, k.call(owner, "PUT", "/v1/exclusions/"+rules[2].ID, off))
	want(3, 3)
	decode[quality.Exclusions](t, k.call(owner, "DELETE", "/v1/exclusions/"+rules[1].ID, nil))
	want(7, 5)
	if got := b.audited("action=settings-changed"); len(got) != 5 || !strings.Contains(string(got[0].Before), "exclusions") {
		t.Errorf("%d entries: %+v", len(got), got)
	}
}

// TestExcludedTouchesAreMarked: a customer's page shows what rules leave out, by
// which of them, and can leave it away; who sees customers masked is not told what
// a rule about customers says of one.
func TestExcludedTouchesAreMarked(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner, viewer := b.cookie(cham.RoleOwner), b.cookie(cham.RoleViewer)
	page := func(url string, minute int) string {
		return fmt.Sprintf(`{"type":"page","anonymousId":"lan","timestamp":%q,"context":{"page":{"url":%q}}}`,
			time.Now().Add(time.Duration(minute-600)*time.Minute).UTC().Format(time.RFC3339), url)
	}
	b.send(page("https://shop.vn/a", 1), page("http://localhost/b", 2), page("http://localhost/c", 3), page("https://shop.vn/d", 4),
		`{"type":"identify","anonymousId":"lan","userId":"u-lan","traits":{"email":"lan@shop.vn"}}`)
	add := func(r quality.ExclusionRule) string {
		rules := decode[quality.Exclusions](t, k.call(owner, "POST", "/v1/exclusions", r)).Rules
		return rules[len(rules)-1].ID
	}
	sites := add(quality.ExclusionRule{Name: "Máy thử", Kind: cham.ExcludeHost, Values: []string{"localhost"}})
	id := decode[customers.CustomerPage](t, k.call(owner, "GET", "/v1/customers", nil)).Customers[0].ID
	marks := func(who as, query string) (all []string, next *customers.TimelineCursor) {
		t.Helper()
		p := decode[customers.TimelinePage](t, k.call(who, "GET", fmt.Sprintf("/v1/customers/%d/timeline%s", id, query), nil))
		for _, x := range p.Touches {
			switch {
			case x.Page == nil:
			case x.Excluded == nil:
				all = append(all, x.Page.Path)
			default:
				all = append(all, fmt.Sprint(x.Page.Path, *x.Excluded))
			}
		}
		return all, p.Next
	}
	want := func(who as, query string, paths ...string) *customers.TimelineCursor {
		t.Helper()
		got, next := marks(who, query)
		if !slices.Equal(got, paths) {
			t.Errorf("%s: %q, want %q", query, got, paths)
		}
		return next
	}
	by := fmt.Sprintf("{%s Máy thử host}", sites)
	want(viewer, "", "/d", "/c"+by, "/b"+by, "/a")
	want(owner, "?counted=true", "/d", "/a")
	next := want(owner, "?counted=true&limit=2", "/d") // who is told who it is comes first
	if next == nil {
		t.Fatal("no next page")
	}
	at := next.Before.UTC().Format(time.RFC3339Nano)
	if end := want(owner, fmt.Sprintf("?counted=true&limit=2&before=%s&beforeSeq=%d", at, next.BeforeSeq), "/a"); end != nil {
		t.Errorf("a page behind the last: %+v", end)
	}

	staff := add(quality.ExclusionRule{Kind: cham.ExcludeTrait, Field: "email", Values: []string{"lan@shop.vn"}})
	whole := fmt.Sprintf("{%s  trait}", staff)
	want(owner, "", "/d"+whole, "/c"+by, "/b"+by, "/a"+whole) // the first rule that takes it
	want(viewer, "", "/d{  trait}", "/c"+by, "/b"+by, "/a{  trait}")
	want(owner, "?counted=true")
	decode[quality.Exclusions](t, k.call(owner, "DELETE", "/v1/exclusions/"+staff, nil))
	decode[quality.Exclusions](t, k.call(owner, "DELETE", "/v1/exclusions/"+sites, nil))
	want(owner, "", "/d", "/c", "/b", "/a")
}

// TestExclusionsRefused: what would take everything, or nothing that there can be.
func TestExclusionsRefused(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner := b.cookie(cham.RoleOwner)
	for _, body := range []string{`{"kind":"host","values":["*"]}`, `{"kind":"host"}`, `{"kind":"agent","values":["a"]}`,
		`{"kind":"address","values":["0.0.0.0/0"]}`, `{"kind":"address","values":["300.1.1.1"]}`, `{"kind":"customer","values":["@"]}`,
		`{"kind":"customer","values":["@vn"]}`, `{"kind":"property","values":["x"]}`, `{"kind":"host","field":"x","values":["a.vn"]}`,
		`{"kind":"robots","values":["x"]}`, `{"kind":"nothing"}`} {
		if w := k.call(owner, "POST", "/v1/exclusions", body); w.Code != 400 && w.Code != 422 {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
	for _, m := range []string{"PUT", "DELETE"} {
		if w := k.call(owner, m, "/v1/exclusions/none", `{"kind":"robots"}`); w.Code != 404 {
			t.Errorf("%s: %d %s", m, w.Code, w.Body)
		}
	}
}
