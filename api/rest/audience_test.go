package rest

import (
	"net/http"
	"strings"
	"testing"

	"cham"
	"cham/capability/reach"
)

// A list for a platform has who agreed, hashed, under the platform's own headings; who sees customers masked gets none.
func TestAudienceOverHTTP(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner, admin := b.cookie(cham.RoleOwner), b.cookie(cham.RoleAdmin)
	b.send(`{"type":"identify","userId":"one","traits":{"email":"janedoe@gmail.com","phone":"0912345678","consent":{"marketing":"yes"}}}`,
		`{"type":"identify","userId":"two","traits":{"email":"an@mocan.vn"}}`, b.track("one", "Seen", 1), b.track("two", "Seen", 1))
	g := decode[struct{ ID string }](t, k.call(owner, "POST", "/v1/segments", `{"name":"all","rule":{"touch":{}}}`))
	at := "/v1/segments/" + g.ID + "/audience"
	one := decode[struct{ Customers []struct{ ID int64 } }](t, k.call(owner, "GET", "/v1/customers?q=janedoe", nil)).Customers[0].ID
	k.call(owner, "POST", "/v1/customers/"+itoa(one)+"/consent", `{"purpose":"marketing","state":"yes"}`)
	if n := decode[reach.Audience](t, k.call(owner, "GET", at+"/preview?for=tiktok", nil)); n.Agreed != 1 || n.Lines != 1 || n.Customers < 2 ||
		n.Least != 1000 {
		t.Errorf("%+v", n)
	}
	w := k.call(owner, "GET", at+".csv?for=meta", nil)
	lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
	if len(lines) != 2 || lines[0] != "email,phone" || !strings.HasPrefix(lines[1], "d6117306485ed0e50afab3ac871e98f8") ||
		strings.Contains(w.Body.String(), "@") {
		t.Error(w.Body)
	}
	k.call(owner, "PUT", "/v1/workspace/security", `{"sights":{"admin":"masked"},"secondStep":[]}`)
	for _, path := range []string{at + "/preview", at + ".csv"} {
		if w := k.call(admin, "GET", path, nil); w.Code != http.StatusForbidden {
			t.Errorf("%s masked: %d %s", path, w.Code, w.Body)
		}
	}
}
