package rest

import (
	"slices"
	"strings"
	"testing"

	"cham"
	"cham/api/rest/accounts"
	"cham/api/rest/customers"
	"cham/capability/report"
	"cham/measure"
)

// TestLeadGroups: who came by what, what a change of the groups would move,
// and that every list, segment and answer follows it, for the past too.
func TestLeadGroups(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	page := func(who, day, url, referrer string) string {
		return `{"type":"page","anonymousId":"` + who + `","timestamp":"2026-01-` + day +
			`T03:00:00Z","context":{"page":{"url":"https://shop.vn` + url + `","referrer":"` + referrer + `"}}}`
	}
	b.send(page("an", "05", "/?utm_source=fb&utm_medium=cpc", "https://l.facebook.com/"), page("an", "06", "/?gclid=x", ""),
		page("an", "07", "/gia?gclid=x", "https://shop.vn/"), page("binh", "05", "/?utm_source=bao-an", ""), page("chi", "05", "/", ""),
		`{"type":"track","event":"Order Completed","anonymousId":"an","timestamp":"2026-01-08T03:30:00Z","properties":{"revenue":900000}}`)
	viewer, manager := b.cookie(cham.RoleViewer), b.cookie(cham.RoleAdmin)
	q := measure.Query{Question: measure.Leads, Goal: []string{"Order Completed"}}
	leads := func() map[string]measure.LeadRow {
		t.Helper()
		out := map[string]measure.LeadRow{}
		a := decode[measure.Answer](t, k.call(viewer, "POST", "/v1/query", q))
		for _, r := range a.Leads.Rows {
			out[r.Lead] = r
		}
		return out
	}
	got := leads()
	if r := got["facebook-ads"]; r.Customers != 1 || r.Buyers.K != 1 || r.Orders != 1 || r.Revenue != 900_000 {
		t.Errorf("%+v", r)
	}
	if got["other"].Customers != 1 || got["direct"].Customers != 1 || len(got) != 3 {
		t.Errorf("%+v", got)
	}
	count := func(query string) int {
		t.Helper()
		return len(decode[customers.CustomerPage](t, k.call(viewer, "GET", "/v1/customers?"+query, nil)).Customers)
	}
	if count("firstLead=facebook-ads") != 1 || count("lastLead=google-ads") != 1 || count("firstLead=google-ads") != 0 ||
		count("lastLead=direct") != 1 {
		t.Error("lists by lead source")
	}
	row := decode[customers.CustomerPage](t, k.call(viewer, "GET", "/v1/customers?firstLead=facebook-ads", nil)).Customers[0]
	if row.FirstLead != "facebook-ads" || row.LastLead != "google-ads" {
		t.Errorf("%+v", row)
	}

	own := cham.LeadGroup{Name: "Báo An <b>", Any: []cham.LeadCase{{Source: []string{" Bao-An "}}}}
	groups := append([]cham.LeadGroup{own}, cham.DefaultLeadGroups()...)
	body := accounts.LeadGroupsChange{Groups: groups}
	p := decode[report.LeadPreview](t, k.call(manager, "POST", "/v1/lead-groups/preview", body))
	if p.Customers != 3 || p.Moved != 1 || len(p.Unplaced) != 0 ||
		p.Moves[0] != (report.LeadMove{From: "other", To: "my-bao-an-b", Customers: 1}) {
		t.Errorf("%+v", p)
	}
	if i := slices.IndexFunc(p.Groups, func(g report.LeadCount) bool { return g.ID == "my-bao-an-b" }); i < 0 || p.Groups[i].Name != own.Name {
		t.Errorf("a new group is called %+v", p.Groups)
	}
	if leads()["other"].Customers != 1 {
		t.Error("a preview changed something")
	}
	list := decode[accounts.LeadGroups](t, k.call(manager, "PUT", "/v1/lead-groups", body))
	if list.Groups[0].ID != "my-bao-an-b" || list.Groups[0].Any[0].Source[0] != "Bao-An" ||
		list.Groups[len(list.Groups)-1].ID != cham.LeadOther {
		t.Errorf("%+v", list.Groups[0])
	}
	if got := leads(); got["my-bao-an-b"].Customers != 1 || got["other"].Customers != 0 {
		t.Errorf("%+v", got)
	}
	csv := k.call(b.cookie(cham.RoleOwner), "GET", "/v1/customers.csv?firstLead=my-bao-an-b", nil).Body.String()
	if !strings.Contains(csv, "Báo An <b>") || !strings.Contains(csv, "Latest source") {
		t.Error(csv)
	}
	is := measure.Is{By: measure.ByFirstLead, Any: []string{"my-bao-an-b"}, Not: true}
	a := decode[measure.Answer](t, k.call(viewer, "POST", "/v1/query", measure.Query{Question: measure.Leads, Where: []measure.Is{is}}))
	if a.Leads.All.Customers != 2 {
		t.Errorf("%+v", a.Leads.All)
	}
	k.refusesGroups(t, manager)
	decode[accounts.LeadGroups](t, k.call(manager, "PUT", "/v1/lead-groups", accounts.LeadGroupsChange{Groups: list.Default}))
	if got := leads(); got["other"].Customers != 1 || len(got) != 3 {
		t.Errorf("restored: %+v", got)
	}
}

// refusesGroups sends what cannot be; nothing changes.
func (k *kit) refusesGroups(t *testing.T, manager as) {
	t.Helper()
	many := make([]string, 41)
	for i := range many {
		many[i] = strings.Repeat("x", i+1)
	}
	of := func(name string, sources ...string) cham.LeadGroup {
		return cham.LeadGroup{Name: name, Any: []cham.LeadCase{{Source: sources}}}
	}
	for _, g := range []cham.LeadGroup{{Name: "x"}, of("", "a"), of(strings.Repeat("ă", 61), "a"), of("x", many...),
		of("x", strings.Repeat("y", 201)), of("x", "a*b*c*d*e*f*g"), of("x")} {
		if w := k.call(manager, "PUT", "/v1/lead-groups", accounts.LeadGroupsChange{Groups: []cham.LeadGroup{g}}); w.Code != 400 {
			t.Errorf("%+v: %d %s", g, w.Code, w.Body)
		}
	}
}
