package rest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/rest/customers"
	"cham/api/rest/quality"
	"cham/api/rest/questions"
	"cham/measure"
)

// A rule counts who meets it while it is made, those without a touch too; kept
// as a segment it narrows what is asked, and changes.
func TestRulesMakeSegments(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	editor, viewer := b.cookie(cham.RoleEditor), b.cookie(cham.RoleViewer)
	b.send(b.page("one", 2, "/a"), b.page("one", 1, "/b"),
		`{"type":"track","messageId":"o1","userId":"two","event":"Order Completed","timestamp":"`+b.at(1)+`","properties":{"total":500000}}`,
		`{"type":"identify","messageId":"i1","userId":"three","traits":{"city":"Huế","birthday":"`+
			time.Now().AddDate(-30, 0, 2).Format(time.DateOnly)+`"}}`)

	total := func(rule string) int {
		t.Helper()
		page := decode[customers.CustomerPage](t, k.call(editor, "POST", "/v1/segments/preview", `{"rule":`+rule+`}`))
		if *page.Total != len(page.Customers) || slices.ContainsFunc(page.Customers, func(c customers.CustomerRow) bool { return c.ID == 0 }) {
			t.Errorf("%s: %d in all, %+v", rule, *page.Total, page.Customers)
		}
		return *page.Total
	}
	for rule, want := range map[string]int{
		`{"touch":{"match":[{"event":"Page Viewed"}],"times":{"atLeast":2}}}`: 1,
		`{"touch":{"match":[{"event":"Page Viewed"}],"times":{"atMost":0}}}`:  2, // two and three
		`{"none":[{"touch":{}}]}`:                                                1, // three has done nothing
		`{"buy":{"value":{"atLeast":400000}}}`:                                   1,
		`{"buy":{"value":{"atLeast":600000}}}`:                                   0,
		`{"trait":{"name":"city","is":["huế"]}}`:                                 1,
		`{"trait":{"name":"birthday","inDays":{"atMost":3}}}`:                    1,
		`{"consent":{"purpose":"marketing","channel":"sms","state":"unasked"}}`:  3,
		`{"any":[{"buy":{}},{"trait":{"name":"city"}}]}`:                         2,
		`{"all":[{"reach":"anonymous"},{"none":[{"buy":{}}]},{"touch":{}}]}`:     1,
		`{"touch":{"only":"last","match":[{"path":"/b"}],"withinDays":1.5}}`:     1,
		`{"touch":{"sinceDays":{"atLeast":0.5,"atMost":1.5},"count":"session"}}`: 2,
	} {
		if got := total(rule); got != want {
			t.Errorf("%s: %d customers, want %d", rule, got, want)
		}
	}
	for rule, field := range map[string]string{
		`{}`:                             "rule",
		`{"buy":{},"touch":{}}`:          "rule",
		`{"all":[]}`:                     "rule.all",
		`{"all":[{"buy":{"times":{}}}]}`: "rule.all[0].buy.times",
		`{"touch":{"times":{"atLeast":3,"atMost":2}}}`:        "rule.touch.times",
		`{"none":[{"consent":{"purpose":"x","state":"ha"}}]}`: "rule.none[0]",
	} {
		res := k.call(editor, "POST", "/v1/segments/preview", `{"rule":`+rule+`}`)
		if res.Code < 400 || res.Code > 499 || !strings.Contains(res.Body.String(), `"field":"`+field) {
			t.Errorf("%s: %d %s", rule, res.Code, res.Body)
		}
	}

	inHue := `{"name":"Huế","rule":{"trait":{"name":"city","is":["Huế"]}}}`
	g := decode[questions.SegmentInfo](t, k.call(editor, "POST", "/v1/segments", inHue))
	if g.Customers != 1 || g.Rule == nil {
		t.Fatalf("saved %+v", g)
	}
	status := func(method, url, body string, want int) {
		t.Helper()
		if res := k.call(editor, method, url, body); res.Code != want {
			t.Errorf("%s %s %s: %d %s, want %d", method, url, body, res.Code, res.Body, want)
		}
	}
	own := "/v1/segments/" + g.ID
	inside := fmt.Sprintf(`{"name":"Trong","rule":{"all":[{"segment":%q},{"none":[{"buy":{}}]}]}}`, g.ID)
	h := decode[questions.SegmentInfo](t, k.call(editor, "POST", "/v1/segments", inside))
	if h.Customers != 1 {
		t.Errorf("%+v", h)
	}
	// The list behind the number has that many people, found by text, too.
	for url, want := range map[string]int{"/v1/segments/" + h.ID + "/customers": 1, "/v1/customers?segment=" + h.ID: 1,
		"/v1/customers?q=three&segment=" + h.ID: 1, "/v1/customers?q=one&segment=" + h.ID: 0} {
		if page := decode[customers.CustomerPage](t, k.call(editor, "GET", url, nil)); len(page.Customers) != want {
			t.Errorf("%s: %d customers, want %d", url, len(page.Customers), want)
		}
	}
	status("PATCH", own, fmt.Sprintf(`{"rule":{"segment":%q}}`, g.ID), http.StatusConflict)
	status("PATCH", own, fmt.Sprintf(`{"rule":{"segment":%q}}`, h.ID), http.StatusConflict) // by way of the other
	status("PATCH", own, `{"rule":{"trait":{"name":""}}}`, http.StatusBadRequest)
	status("PATCH", own, `{"name":"Miền Trung","rule":{"buy":{}}}`, http.StatusOK)
	for _, s := range decode[[]questions.SegmentInfo](t, k.call(editor, "GET", "/v1/segments", nil)) {
		if s.ID == g.ID && (s.Name != "Miền Trung" || s.Customers != 1) || s.ID == h.ID && s.Customers != 0 {
			t.Errorf("listed %+v", s)
		}
	}
	// Who sees customers masked spells nothing out.
	spell := `{"rule":{"none":[{"trait":{"name":"phone","is":["+84912345678"]}}]}}`
	if res := k.call(viewer, "POST", "/v1/segments/preview", spell); res.Code != http.StatusForbidden {
		t.Errorf("a viewer's rule about traits: %d %s", res.Code, res.Body)
	}
}

// Who is left out by a rule is in no segment, not even among those who never did
// something; nor is a browser all of whose touches are left out.
func TestRulesLeaveOutsidersOut(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner := b.cookie(cham.RoleOwner)
	identify := func(who, traits string) string {
		return `{"type":"identify","messageId":"i-` + who + `","userId":"` + who + `","timestamp":"` + b.at(1) + `","traits":` + traits + `}`
	}
	local := `{"type":"page","messageId":"p1","anonymousId":"dev","timestamp":"` + b.at(1) +
		`","context":{"page":{"url":"http://localhost/x"}}}`
	b.send(local, b.page("one", 1, "/a"), identify("mai", `{"city":"Huế"}`), identify("staff", `{"city":"Huế","email":"an@shop.vn"}`),
		b.page("two", 1, "/a"), `{"type":"track","messageId":"t1","userId":"staff","event":"Order Completed","timestamp":"`+b.at(1)+`"}`)
	for _, rule := range []string{`{"kind":"customer","values":["@shop.vn"]}`, `{"kind":"host","values":["localhost"]}`} {
		decode[quality.Exclusions](t, k.call(owner, "POST", "/v1/exclusions", rule))
	}
	for rule, want := range map[string]int{`{"none":[{"buy":{}}]}`: 3, `{"trait":{"name":"city"}}`: 1, `{"none":[{"touch":{}}]}`: 1,
		`{"consent":{"purpose":"care","state":"unasked"}}`: 3} {
		page := decode[customers.CustomerPage](t, k.call(owner, "POST", "/v1/segments/preview", `{"rule":`+rule+`}`))
		if *page.Total != want {
			t.Errorf("%s: %d customers, want %d: %+v", rule, *page.Total, want, page.Customers)
		}
	}
}

// Every ready rule can be asked as it comes; who sees customers masked gets none that would be refused.
func TestReadyRulesCanBeAsked(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.send(b.track("one", "Order Completed", 200), b.track("two", "Product Added", 1))
	asked := map[cham.Role]map[string]int{}
	for _, role := range []cham.Role{cham.RoleOwner, cham.RoleViewer} {
		asked[role] = map[string]int{}
		for _, r := range decode[measure.Ready](t, k.call(b.cookie(role), "GET", "/v1/segments/ready", nil)).Rules {
			res := k.call(b.cookie(role), "POST", "/v1/segments/preview", map[string]any{"rule": r.Rule})
			asked[role][r.Key] = *decode[customers.CustomerPage](t, res).Total
		}
	}
	owner, viewer := asked[cham.RoleOwner], asked[cham.RoleViewer]
	if owner["silent"] != 1 || owner["cart"] != 1 || owner["new"] != 0 || len(viewer) != len(owner)-1 {
		t.Errorf("an owner: %v; a viewer: %v", owner, viewer)
	}
	if _, seen := viewer["birthday"]; seen {
		t.Error("a viewer is offered birthdays")
	}
}
