package rest

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"cham"
	"cham/api/rest/accounts"
	"cham/capability/access"
	"cham/capability/audit"
)

func (b *business) audited(query string) []accounts.AuditEntry {
	b.k.t.Helper()
	return decode[accounts.AuditPage](b.k.t, b.k.call(b.cookie(cham.RoleOwner), "GET", "/v1/audit?"+query, nil)).Entries
}

// TestAuditKnowsWho: sign-ins, people, keys, settings, merges, imports, files
// and openings of personal data are in the log, with who, where from and what
// changed, and without what reaches anybody.
func TestAuditKnowsWho(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.people(1)
	admin := b.cookie(cham.RoleAdmin)
	guess := access.Try{Email: "alpha.owner@example.vn", Password: "guess guess", Address: "192.0.2.9"}
	if _, err := k.access.SignIn(t.Context(), guess); err == nil {
		t.Fatal("guessed")
	}
	for _, c := range []struct{ method, url, body, action string }{
		{"POST", "/v1/users", `{"email":"lan@secret.vn","name":"Lan","role":"agent"}`, "member-invited"},
		{"PATCH", "/v1/users/" + string(b.users[cham.RoleViewer]), `{"role":"analyst"}`, "member-changed"},
		{"POST", "/v1/api-keys", `{"name":"Sheets","role":"viewer"}`, "key-made"},
		{"PATCH", "/v1/workspace", `{"name":"Tên mới"}`, "settings-changed"},
		{"POST", "/v1/merges/" + b.merge + "/undo", ``, "postMergesIdUndo"},
		{"GET", "/v1/customers.csv", ``, "getCustomersCsv"},
		{"POST", "/v1/sources", `{"name":"POS","kind":"server"}`, "postSources"},
		{"GET", "/v1/customers/" + b.customer, ``, "customer-opened"},
		{"PUT", "/v1/workspace/rates", `{"rates":{"USD":25000}}`, "settings-changed"},
	} {
		w := k.call(admin, c.method, c.url, c.body)
		if w.Code/100 != 2 {
			t.Fatalf("%s: %d %s", c.url, w.Code, w.Body)
		}
		if e := b.audited("limit=1")[0]; e.Action != c.action || e.User != b.users[cham.RoleAdmin] || e.Name != "alpha admin" || e.Address == "" {
			t.Errorf("%s %s: %+v", c.method, c.url, e)
		}
	}
	if e := b.audited("action=settings-changed"); len(e) != 2 || string(e[1].Before) != `{"name":"alpha business"}` ||
		string(e[1].After) != `{"name":"Tên mới"}` || string(e[0].After) != `{"rates":{"USD":25000}}` {
		t.Errorf("what changed: %+v", e)
	}
	if e := b.audited("action=sign-in-refused"); len(e) != 1 || e[0].Address != "192.0.2.9" || e[0].User != b.users[cham.RoleOwner] {
		t.Errorf("refused: %+v", e)
	}
	before := len(b.audited("limit=500"))
	k.call(admin, "GET", "/v1/customers/"+b.customer, nil)                     // seen within the hour
	k.call(b.cookie(cham.RoleViewer), "GET", "/v1/customers/"+b.customer, nil) // masked
	k.call(admin, "POST", "/v1/sources", `{"name":""}`)                        // refused
	if all := b.audited("limit=500"); len(all) != before {
		t.Errorf("more than was done: %+v", all[0])
	}
	whole := k.call(b.cookie(cham.RoleOwner), "GET", "/v1/audit.csv", nil).Body.String()
	if strings.Contains(whole, "secret.vn") || !strings.Contains(whole, "member-invited") {
		t.Errorf("%s", whole)
	}
}

// Every action has words in both languages.
func TestAuditActionsHaveWords(t *testing.T) {
	actions := []string{}
	for _, a := range audit.Actions() {
		actions = append(actions, string(a))
	}
	for _, r := range routes(newKit(t).deps) {
		if recorded(r) && r.Path != openedPath {
			actions = append(actions, r.ID())
		}
	}
	for _, lang := range []string{"vi", "en"} {
		raw, err := os.ReadFile("../../locale/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var words struct {
			Audit struct{ Action map[string]string }
		}
		if err := json.Unmarshal(raw, &words); err != nil {
			t.Fatal(err)
		}
		for _, a := range actions {
			if words.Audit.Action[a] == "" {
				t.Errorf("%s.json lacks audit.action.%s", lang, a)
			}
		}
	}
}
