package rest

import (
	"fmt"
	"strings"
	"testing"

	"cham"
	"cham/capability/dataquality"
)

// Examples of findings and of rules show who sees customers masked no more than
// their pages do, and rules spell nobody's phone out.
func TestExamplesAreMasked(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner, admin := b.cookie(cham.RoleOwner), b.cookie(cham.RoleAdmin)
	k.call(owner, "PUT", "/v1/workspace/security", `{"sights":{"admin":"masked"},"secondStep":[]}`)
	for i := range 8 {
		b.send(fmt.Sprintf(`{"type":"page","anonymousId":"p%d","context":{"ip":"113.161.0.7","page":{"url":
			"https://shop.vn/gia?utm_source=zalo&hoten=Nguyen+Van+An"}}}`, i))
	}
	state := decode[dataquality.State](t, k.call(owner, "POST", "/v1/data-quality/check", nil))
	if len(state.Findings) == 0 {
		t.Fatal("nothing is found")
	}
	examples := "/v1/data-quality/" + state.Findings[0].ID + "/examples"
	preview := `{"rule":{"kind":"address","values":["113.161.0.0/16"]}}`
	for _, of := range []bool{true, false} {
		who := admin
		if of {
			who = owner
		}
		both := k.call(who, "GET", examples, nil).Body.String() + k.call(who, "POST", "/v1/exclusions/preview", preview).Body.String()
		if !strings.Contains(both, "https://shop.vn/gia") {
			t.Error(both)
		}
		for _, text := range []string{"Nguyen", "113.161.0.7"} {
			if strings.Contains(both, text) != of {
				t.Errorf("%s, of the owner: %v: %s", text, of, both)
			}
		}
	}
	for rule, want := range map[string]int{`{"kind":"customer","values":["0912345678"]}`: 403, `{"kind":"customer","values":["0912*"]}`: 403,
		`{"kind":"trait","field":"phone","values":["0912*"]}`: 403, `{"kind":"customer","values":["@shop.vn"]}`: 200} {
		if w := k.call(admin, "POST", "/v1/exclusions/preview", `{"rule":`+rule+`}`); w.Code != want {
			t.Errorf("%s: %d %s", rule, w.Code, w.Body)
		}
		if w := k.call(admin, "POST", "/v1/exclusions", rule); w.Code != want {
			t.Errorf("saved %s: %d %s", rule, w.Code, w.Body)
		}
	}
}
