package rest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"cham/api/rest/accounts"
	"cham/api/rest/customers"
	"cham/api/rest/maps"
	"cham/api/rest/route"
	"cham/api/rest/sources"
	"cham/capability/access"
	"cham/capability/reach"
	"cham/capability/retention"
	"cham/capability/rights"
	"cham/capability/task"

	"cham"
)

// A route of the table, walked by everybody: nobody, every role by session and
// by API key, and everybody of another business. A new route is walked by
// itself; only a body it needs must be added below.

// bodies are what routes with a body are sent: right enough to pass.
func (b *business) bodies() map[string]any {
	return map[string]any{
		"POST /v1/setup":                   accounts.Setup{Name: "n", Email: "n@n.vn", Password: goodPassword, Workspace: "w"},
		"POST /v1/session":                 accounts.SignIn{Email: "nobody@nowhere.vn", Password: "x"},
		"PUT /v1/session/workspace":        accounts.WorkspaceChoice{ID: b.ws},
		"PATCH /v1/me":                     `{"theme":"dark"}`,
		"POST /v1/invitations/{token}":     accounts.AcceptInvitation{Name: "n", Password: "short"},
		"POST /v1/users":                   accounts.NewMember{Email: "new@" + b.mark + ".vn", Name: "New", Role: "viewer"},
		"PATCH /v1/users/{id}":             accounts.RoleChange{Role: "viewer"},
		"POST /v1/departments":             accounts.NewDepartment{Name: "Kho"},
		"PATCH /v1/departments/{id}":       `{"name":"` + b.mark + ` care"}`,
		"PUT /v1/workspace/referrers":      accounts.ReferrersChange{Excluded: []string{"pay.example.vn"}},
		"PUT /v1/lead-groups":              `{"groups":[{"id":"","name":"x","any":[{"source":["x"]}]}]}`,
		"POST /v1/lead-groups/preview":     `{"groups":[{"id":"","name":"x","any":[{"source":["x"]}]}]}`,
		"POST /v1/exclusions":              `{"kind":"host","values":["localhost"]}`,
		"POST /v1/exclusions/preview":      `{"rule":{"kind":"host","values":["localhost"]}}`,
		"PUT /v1/exclusions/{id}":          `{"kind":"host","values":["` + b.mark + `.test"]}`,
		"PUT /v1/workspace/rates":          accounts.RatesChange{Rates: map[string]float64{"USD": 25_000}},
		"PATCH /v1/workspace":              `{"name":"` + b.mark + ` business"}`,
		"POST /v1/api-keys":                accounts.NewAPIKey{Name: "k", Role: "viewer"},
		"POST /v1/resets/{token}":          accounts.NewPassword{Password: goodPassword},
		"POST /v1/sessions/end-others":     nil,
		"POST /v1/users/{id}/reset-link":   nil,
		"POST /v1/me/second-step":          accounts.Password{Password: "wrong"},
		"POST /v1/me/second-step/confirm":  accounts.Code{Code: "000000"},
		"POST /v1/me/second-step/end":      accounts.PasswordAndCode{Password: "wrong", Code: "1"},
		"POST /v1/me/passkeys/begin":       accounts.Proven{Password: "wrong"},
		"POST /v1/me/passkeys":             `{"ceremony":"none","name":"mine","credential":{}}`,
		"PATCH /v1/me/passkeys/{id}":       accounts.PasskeyName{Name: "mine"},
		"POST /v1/me/passkeys/{id}/end":    accounts.Proven{Password: "wrong"},
		"POST /v1/session/passkey/begin":   nil,
		"POST /v1/session/passkey":         `{"ceremony":"none","credential":{}}`,
		"PUT /v1/workspace/security":       `{"sights":{"agent":"masked"},"secondStep":[]}`,
		"POST /v1/maps":                    maps.NewMap{Name: "new", Template: "spa"},
		"PUT /v1/maps/{id}":                b.m,
		"POST /v1/maps/{id}/match":         `{"rule":{"any":[{"event":"Page Viewed"}]}}`,
		"POST /v1/query":                   `{"question":"touches"}`,
		"POST /v1/query.csv":               `{"question":"touches"}`,
		"POST /v1/query.xlsx":              `{"question":"touches"}`,
		"POST /v1/query.parquet":           `{"question":"touches"}`,
		"POST /v1/table.xlsx":              `{"columns":["a"],"rows":[["x"]]}`,
		"POST /v1/segments":                `{"name":"readers","query":{"question":"touches"},"figure":{"kind":"customers"}}`,
		"POST /v1/segments/preview":        `{"rule":{"touch":{}}}`,
		"PATCH /v1/segments/{id}":          `{"name":"` + b.mark + ` people"}`,
		"POST /v1/messages":                aSaved,
		"PUT /v1/messages/{id}":            aSaved,
		"POST /v1/vouchers":                `{"name":"tháng 12"}`,
		"PUT /v1/vouchers/{id}":            `{"name":"` + b.mark + ` codes"}`,
		"POST /v1/vouchers/{id}/codes":     "code\n" + b.mark + "10\n",
		"POST /v1/tags/list":               "phone\n0903118274\n",
		"POST /v1/customers/{id}/tags":     `{"name":"sỉ"}`,
		"POST /v1/segments/{id}/tags":      `{"name":"sỉ"}`,
		"PUT /v1/segments/{id}/live":       `{"tag":"thân"}`,
		"PUT /v1/names":                    `{"kind":"event","name":"Skin Measured","shown":"Soi da"}`,
		"POST /v1/views":                   `{"name":"mine","page":"journeys","search":"q=paths"}`,
		"PATCH /v1/views/{id}":             `{"name":"` + b.mark + ` other"}`,
		"PUT /v1/costs":                    `{"rows":[{"day":"2026-03-01","channel":"facebook","campaign":"` + b.mark + `","amount":5}]}`,
		"POST /v1/costs":                   "day,channel,campaign,amount\n2026-03-02,zalo," + b.mark + ",7\n",
		"POST /v1/customers/list":          `{"query":{"question":"touches"},"figure":{"kind":"customers"}}`,
		"POST /v1/customers/{id}/split":    customers.SplitKeys{Keys: []cham.KeyID{1}},
		"POST /v1/customers/{id}/merge":    customers.MergeWith{With: 2},
		"POST /v1/merge-suggestions/{id}":  customers.Decision{Decision: "dismissed"},
		"POST /v1/backups":                 nil,
		"POST /v1/backups/{name}/ticket":   `{"password":"` + goodPassword + `"}`,
		"PUT /v1/pages":                    `{"path":"/` + b.mark + `/:id","decision":"apart"}`,
		"POST /v1/qr-codes":                `{"map":"` + string(b.m.ID) + `","touchpoint":"none","page":{}}`, // refused: it would change the map
		"PATCH /v1/qr-codes/{id}":          `{"place":"` + b.mark + ` door"}`,
		"POST /v1/forms":                   `{"name":"mine","page":{"title":"x","fields":[{"kind":"phone"}]}}`,
		"PATCH /v1/forms/{id}":             `{"name":"` + b.mark + ` form"}`,
		"PUT /v1/brand":                    `{"colour":"#123456"}`,
		"POST /v1/sources":                 sources.NewSource{Name: "s", Kind: "server"},
		"PATCH /v1/sources/{id}":           `{"name":"` + b.mark + ` site"}`,
		"POST /v1/imports/{id}/preview":    `{}`,
		"POST /v1/imports/{id}/start":      `{}`,
		"POST /v1/imports/{id}/undo":       nil,
		"POST /v1/imports/{id}/costs":      nil,
		"POST /v1/imports/{id}/counts":     nil,
		"POST /v1/inlets":                  `{"kind":"folder","place":"mine"}`,
		"POST /v1/import-mappings":         `{"name":"mine","columns":["SĐT"],"mapping":{"columns":{"phone":"SĐT"}}}`,
		"POST /v1/demo":                    nil,
		"POST /v1/customers/{id}/consent":  `{"purpose":"care","state":"yes"}`,
		"POST /v1/customers/{id}/erasure":  `{"mode":"whole","confirm":0}`, // refused: the others need the customer
		"POST /v1/data-requests":           `{"kind":"view"}`,
		"POST /v1/data-requests/{id}":      `{"acknowledge":true}`,
		"PUT /v1/retention":                retention.KeepRules{},
		"PUT /v1/days-off/{day}":           `{"name":"swapped"}`,
		"POST /v1/retention/preview":       retention.KeepRules{Visitors: 6},
		"POST /v1/retention/runs":          nil,
		"PUT /v1/processing":               `{"controller":"x","contact":"","activities":[]}`,
		"PUT /v1/refuser-lists":            `{"list":"refusers","text":"0903118274"}`,
		"POST /v1/preference-links/rotate": nil,
		"PUT /v1/staff/setup":              `{"tiles":[],"branches":["Kim Mã"]}`,
		"POST /v1/staff/touches": `{"user":"` + string(b.users[cham.RoleOwner]) + `","workspace":"` + string(b.ws) +
			`","sentAt":"2026-03-01T00:00:00Z","touches":[{"id":"walk-` + b.mark + `-1","at":"2026-03-01T00:00:00Z","event":"Store Visited"}]}`,
		"POST /v1/staff/touches/{id}/undo": `{"user":"` + string(b.users[cham.RoleOwner]) + `","workspace":"` + string(b.ws) + `","why":"twice"}`,

		"POST /v1/customers/{id}/reachable":    `{"way":"email"}`,
		"PUT /v1/reach/settings":               `{"hours":{},"perDay":2,"perWeek":3,"zaloMonth":4,"holidays":true}`,
		"POST /v1/reach/preview":               `{"message":{"id":"walk","class":"care","ways":["sms"]},"customers":[1]}`,
		"POST /v1/reach/decisions":             `{"message":{"id":"walk","class":"care","ways":["sms"]},"customers":[1]}`,
		"PUT /v1/reach/decisions/{id}/outcome": `{"outcome":"sent"}`,

		"POST /v1/tasks":                                      `{"customer":` + b.customer + `,"kind":"do","title":"walk"}`,
		"POST /v1/tasks/take":                                 `{"count":1}`,
		"POST /v1/tasks/{id}/take":                            nil,
		"POST /v1/tasks/{id}/release":                         nil,
		"POST /v1/tasks/{id}/result":                          `{"id":"walk-result","outcome":"no_answer"}`,
		"POST /v1/tasks/{id}/drop":                            nil,
		"PUT /v1/channels/call":                               `{"days":7}`,
		"POST /v1/campaigns":                                  aDraft,
		"PUT /v1/campaigns/{id}":                              aDraft,
		"POST /v1/campaigns/preview":                          aDraft,
		"POST /v1/campaigns/letter/preview":                   aLetter,
		"POST /v1/campaigns/{id}/test":                        `{"to":"me@` + b.mark + `.vn"}`,
		"POST /v1/campaigns/{id}/start":                       nil,
		"POST /v1/campaigns/{id}/pause":                       nil,
		"POST /v1/campaigns/{id}/resume":                      nil,
		"POST /v1/campaigns/{id}/stop":                        nil,
		"POST /v1/campaigns/{id}/again":                       nil,
		"POST /v1/campaigns/{id}/recipients/{message}/settle": `{"as":"sent"}`,
		"PUT /v1/channels/sms":                                anSMSAccount,
		"POST /v1/channels/sms/test":                          `{"to":"0903118274"}`,
		"PUT /v1/channels/web":                                `{"sites":["` + string(b.src.ID) + `"]}`,
		"PUT /v1/channels/zalo":                               `{"settings":{"appId":"12","oaId":"34"},"keys":{"appSecret":"a"},"perMinute":60}`,
		"POST /v1/channels/zalo/connect":                      `{"code":"x","oaId":"35"}`,
		"POST /v1/channels/zalo/test":                         `{"to":"48219374650128"}`,
		"PUT /v1/channels/messenger":                          aPage,
		"PUT /v1/channels/own":                                anOwnSystem,
		"POST /v1/channels/own/test":                          `{"to":"0903118274"}`,
		"POST /v1/channels/messenger/test":                    `{"to":"48219374650128"}`,
		"PUT /v1/channels/email":                              anAccount,
		"POST /v1/channels/email/test":                        `{"to":"me@` + b.mark + `.vn"}`,
		"POST /v1/channels/email/dkim":                        nil,

		"POST /v1/data-quality/check":             nil,
		"POST /v1/data-quality/{id}/dismiss":      `{"note":"` + "meant so" + `"}`,
		"POST /v1/customers/{id}/preference-link": nil,
		"POST /v1/imports":                        nil, // multipart; what is not is refused
		"POST /v1/merges/{id}/undo":               nil,
		"POST /v1/sources/{id}/rotate-key":        nil,
		"PUT /v1/sources/{id}/webhook":            `{"sign":{"kind":""},"forms":[]}`,
		"POST /v1/sources/{id}/calls/preview":     `{}`,
		"POST /v1/sources/{id}/calls/again":       nil,

		"POST /v1/workspaces":                `{"name":" "}`, // refused: a walker who owns one would look at it from then on
		"POST /v1/workspace/archive":         nil,
		"POST /v1/workspace/restore":         nil,
		"POST /v1/workspace/handover":        accounts.HandoverOffer{To: b.users[cham.RoleAdmin], Password: goodPassword},
		"POST /v1/workspace/handover/answer": accounts.HandoverAnswer{},

		"PUT /v1/workspace/provider":        accounts.ProviderChange{Issuer: "https://id.example.vn", Client: "c", Secret: "s"},
		"POST /v1/workspace/provider/test":  accounts.ProviderTest{Issuer: "https://id.example.vn", Client: "c", Secret: "s"},
		"POST /v1/session/provider/find":    accounts.ProviderEmail{Email: "x@nowhere.example.vn"},
		"POST /v1/session/provider/begin":   accounts.ProviderStart{ID: "none"},
		"POST /v1/session/provider":         accounts.ProviderBack{State: "none"},
		"POST /v1/session/provider/account": `{"email":"nobody@nowhere.vn","password":"x","ceremony":"none"}`,

		"POST /v1/destinations":                                  `{"name":"mine","url":"https://crm.example.vn/in"}`,
		"PUT /v1/destinations/{id}":                              `{"name":"` + b.mark + ` CRM","url":"https://` + b.mark + `.example.vn/in"}`,
		"POST /v1/destinations/{id}/pause":                       nil,
		"POST /v1/destinations/{id}/resume":                      nil,
		"POST /v1/destinations/{id}/secret":                      nil,
		"POST /v1/destinations/{id}/test":                        nil,
		"POST /v1/destinations/{id}/deliveries/{message}/resend": nil,
	}
}

const (
	aPage       = `{"settings":{"pageId":"12"},"keys":{"pageToken":"a","appSecret":"b"},"perMinute":60}`
	anOwnSystem = `{"settings":{"url":"https://x.vn/in","stands":"other","kind":"phone"},"perMinute":60}`
)

const anSMSAccount = `{"settings":{"provider":"esms","brandname":"MOCAN"},"keys":{"apiKey":"a","secretKey":"b"},"perMinute":60}`

const anAccount = `{"settings":{"host":"mail.vn","port":465,"security":"tls","from":"a@b.vn"},"perMinute":60}`

const aLetter = `{"letter":{"subject":"x","blocks":[{"kind":"divider"}]},"class":"care","lang":"vi"}`

const aSaved = `{"name":"Chào","class":"care","way":"sms","says":{"vi":{"text":{"text":"Chào {{ name }}"}}}}`

const aDraft = `{"name":"Cảm ơn","class":"care","segment":"","lang":"vi","letter":{"subject":"x","blocks":[{"kind":"divider"}]}}`

// ids are the parts of addresses that name something of the business.
func (b *business) fill(path string) string {
	for prefix, values := range map[string][2]string{
		"/v1/maps/":              {"{id}", string(b.m.ID)},
		"/v1/users/":             {"{id}", string(b.users[cham.RoleViewer])},
		"/v1/api-keys/":          {"{id}", b.keyID},
		"/v1/departments/":       {"{id}", "dep_" + b.mark},
		"/v1/sources/":           {"{id}", string(b.src.ID)},
		"/v1/imports/":           {"{id}", b.imp},
		"/v1/import-mappings/":   {"{id}", "m_" + b.mark},
		"/v1/inlets/":            {"{id}", "w_" + b.mark},
		"/v1/qr-codes/":          {"{id}", "qr" + b.mark},
		"/v1/forms/":             {"{id}", "fm" + b.mark},
		"/v1/exclusions/":        {"{id}", "x_" + b.mark},
		"/v1/data-quality/":      {"{id}", "f_" + b.mark},
		"/v1/invitations/":       {"{token}", b.invite},
		"/v1/resets/":            {"{token}", "none"},
		"/v1/sessions/":          {"{id}", "none"},
		"/v1/me/passkeys/":       {"{id}", "none"},
		"/v1/customers/":         {"{id}", b.customer},
		"/v1/segments/":          {"{id}", "g_" + b.mark},
		"/v1/views/":             {"{id}", "v_" + b.mark},
		"/v1/messages/":          {"{id}", "s_" + b.mark},
		"/v1/vouchers/":          {"{id}", "p_" + b.mark},
		"/v1/campaigns/":         {"{id}", b.campaign(path)},
		"/v1/tasks/":             {"{id}", "t_" + b.mark},
		"/v1/merges/":            {"{id}", b.merge},
		"/v1/merge-suggestions/": {"{id}", b.suggestion},
		"/v1/data-requests/":     {"{id}", b.request},
		"/v1/days-off/":          {"{day}", "2026-08-31"},
		"/v1/destinations/":      {"{id}", "d_" + b.mark},
		"/v1/staff/touches/":     {"{id}", "walk-" + b.mark + "-1"},
	} {
		if strings.HasPrefix(path, prefix) {
			path = strings.Replace(path, values[0], values[1], 1)
		}
	}
	return strings.NewReplacer("{touchpoint}", "page", "{version}", "1", "{message}", "msg_"+b.mark).Replace(path)
}

// task is a call to a customer that stands on the list.
func (b *business) task(key cham.KeyID) {
	there, err := b.k.Store.Tasks().AddTask(b.k.t.Context(), task.Task{Workspace: b.ws, ID: "t_" + b.mark, Kind: task.Call,
		Class:  reach.Transaction,
		Script: b.mark + " script", Key: key, DueAt: b.k.now(), ExpiresAt: b.k.now().AddDate(0, 0, 7), CreatedAt: b.k.now()})
	b.must(err)
	if !there {
		b.k.t.Fatal("the task is not there")
	}
}

// campaign is the draft, or the paused one for what is done with one that goes.
func (b *business) campaign(path string) string {
	for _, end := range []string{"/pause", "/resume", "/stop", "/again", "/recipients", "/settle"} {
		if strings.HasSuffix(path, end) {
			return "r_" + b.mark
		}
	}
	return "c_" + b.mark
}

// walked are the routes the walk calls: all but those that end a session or
// never end.
func (k *kit) walked() []route.Route {
	return slices.DeleteFunc(routes(k.deps), func(r route.Route) bool {
		return r.Method+" "+r.Path == "DELETE /v1/session" || r.Path == "/v1/live"
	})
}

// people puts customers into the business: pairs of known people who share a
// phone, each pair a suggestion, one of them merged with a browser. The ids
// kept are the last pair's: they run per business, so that those of a business
// with many pairs do not exist in one with few.
func (b *business) people(pairs int) {
	for i := range pairs {
		who, phone := fmt.Sprintf("%s-%02d", b.mark, i), fmt.Sprintf("09123456%02d", i)
		b.send(b.page(who+"-web", 2, "/"+b.mark),
			`{"type":"identify","messageId":"m1`+who+`","anonymousId":"`+who+`-web","userId":"`+who+`-ann","traits":{"name":"`+b.mark+
				` Ánh","phone":"`+phone+`","email":"`+who+`@secret.vn","address":"12 `+b.mark+` street"}}`,
			`{"type":"identify","messageId":"m2`+who+`","userId":"`+who+`-bob","traits":{"phone":"`+phone+`"}}`)
		if i < pairs-1 {
			continue
		}
		page := decode[customers.CustomerPage](b.k.t, b.k.call(b.cookie(cham.RoleOwner), "GET", "/v1/customers?q="+who+"-ann", nil))
		if len(page.Customers) != 1 {
			b.k.t.Fatalf("the fixture's customer is not found: %+v", page)
		}
		b.customer = itoa(int64(page.Customers[0].ID))
		b.task(cham.KeyID(page.Customers[0].ID))
	}
	profile := decode[customers.CustomerProfile](b.k.t, b.k.call(b.cookie(cham.RoleOwner), "GET", "/v1/customers/"+b.customer, nil))
	b.merge = itoa(profile.Merges[0].ID)
	waiting := decode[[]customers.SuggestionInfo](b.k.t, b.k.call(b.cookie(cham.RoleOwner), "GET", "/v1/merge-suggestions", nil))
	if len(waiting) != pairs {
		b.k.t.Fatalf("%d suggestions for %d pairs", len(waiting), pairs)
	}
	b.suggestion = itoa(waiting[0].ID)
	taken := decode[rights.Request](b.k.t, b.k.call(b.cookie(cham.RoleOwner), "POST", "/v1/data-requests", `{"kind":"correct"}`))
	b.request = taken.ID
}

func TestWalkEveryRouteAsEveryRole(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.people(1)
	bodies := b.bodies()
	for _, r := range k.walked() {
		name := r.Method + " " + r.Path
		body, known := bodies[name]
		if !known && (r.Method == http.MethodPost || r.Method == http.MethodPut || r.Method == http.MethodPatch) {
			t.Errorf("%s: add what it is sent to bodies()", name)
			continue
		}
		for _, c := range callers(b) {
			if c.may(r.Need) {
				continue // what is allowed is walked below, once, as it changes things
			}
			w := k.call(c.as, r.Method, b.fill(r.Path), body)
			want := http.StatusForbidden
			if c.role == "" {
				want = http.StatusUnauthorized
			}
			if w.Code != want {
				t.Errorf("%s as %s: %d, want %d: %s", name, c.name, w.Code, want, w.Body)
			}
			if strings.Contains(w.Body.String(), b.mark) {
				t.Errorf("%s as %s: the refusal tells something: %s", name, c.name, w.Body)
			}
		}
	}
}

// caller is somebody who walks.
type caller struct {
	name string
	as   as
	role cham.Role
	key  bool
}

func (c caller) may(p route.Permission) bool {
	a := cham.Actor{Role: c.role, User: "u"}
	if c.key || c.role == "" {
		a.User = ""
	}
	return p.Allows(a)
}

func callers(b *business) []caller {
	all := []caller{{"nobody", nobody, "", false},
		{"a stranger's cookie", func(q *http.Request) { q.AddCookie(&http.Cookie{Name: route.CookieName, Value: "made-up"}) }, "", false},
		{"a made-up key", func(q *http.Request) { q.Header.Set("Authorization", "Bearer cham_made-up") }, "", true}}
	for _, role := range allRoles {
		all = append(all, caller{string(role) + " session", b.cookie(role), role, false}, caller{string(role) + " key", b.key(role), role, true})
	}
	return all
}

func TestWalkPermissionsAsDocumented(t *testing.T) {
	for _, c := range []struct {
		need route.Permission
		role cham.Role
		user cham.UserID
		want bool
	}{
		{route.Public, "", "", true}, {route.SignedIn, "", "", false}, {route.SignedIn, cham.RoleViewer, "", true},
		{route.Person, cham.RoleOwner, "", false}, {route.Person, cham.RoleViewer, "u", true},
		{route.Maps, cham.RoleViewer, "u", false}, {route.Maps, cham.RoleAdmin, "u", true}, {route.Maps, cham.RoleAgent, "u", false},
		{route.Customers, cham.RoleAgent, "u", true}, {route.Settings, cham.RoleAgent, "u", false}, {route.Export, cham.RoleAgent, "u", false},
		{route.Export, cham.RoleAnalyst, "u", true}, {route.Customers, cham.RoleAnalyst, "u", false}, {route.Export, cham.RoleViewer, "u", false},
		{route.People, cham.RoleAdmin, "", true}, {route.PeoplePerson, cham.RoleAdmin, "", false}, {route.Own, cham.RoleAdmin, "u", false},
		{route.Read, "", "", false}, {route.Own, "emperor", "u", false}, {"anything", cham.RoleOwner, "u", false},
	} {
		if got := c.need.Allows(cham.Actor{Role: c.role, User: c.user}); got != c.want {
			t.Errorf("%s as %q: %v", c.need, c.role, got)
		}
	}
}

// TestWalkAsTheLeastWhoMay calls every route as the least who may, reads first and
// deletes last: none is refused, none is missing.
func TestWalkAsTheLeastWhoMay(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.people(1)
	bodies := b.bodies()
	order := map[string]int{"GET": 0, "POST": 1, "PUT": 2, "PATCH": 3, "DELETE": 4}
	routes := k.walked()
	slices.SortStableFunc(routes, func(x, y route.Route) int { return order[x.Method] - order[y.Method] })
	// What the order of the walk makes impossible, and says so rightly.
	expected := map[string]int{
		"POST /v1/setup": 409, "POST /v1/session": 401, "POST /v1/invitations/{token}": 400, "POST /v1/imports": 400,
		"GET /v1/resets/{token}": 404, "POST /v1/resets/{token}": 404, "DELETE /v1/sessions/{id}": 404,
		"POST /v1/me/second-step": 400, "POST /v1/me/second-step/confirm": 404, "POST /v1/me/second-step/end": 400,
		"POST /v1/me/passkeys/begin": 400, "POST /v1/me/passkeys": 400, "PATCH /v1/me/passkeys/{id}": 404,
		"POST /v1/session/provider/find": 404, "POST /v1/session/provider/begin": 404, "POST /v1/session/provider": 400,
		"POST /v1/session/provider/account": 400,
		"POST /v1/workspaces":               400, "POST /v1/workspace/handover/answer": 404,
		"POST /v1/me/passkeys/{id}/end": 404, "POST /v1/session/passkey": 400, "POST /v1/session/passkey/begin": 400, // over plain HTTP
		"POST /v1/imports/{id}/preview": 409, "POST /v1/imports/{id}/start": 409, "DELETE /v1/imports/{id}": 409,
		"GET /v1/imports/{id}/costs": 409, "POST /v1/imports/{id}/costs": 409,
		"GET /v1/imports/{id}/counts": 409, "POST /v1/imports/{id}/counts": 409, "DELETE /v1/costs": 400,
		"POST /v1/tags/list": 400, "DELETE /v1/tags": 404, // they name no tag
		"DELETE /v1/segments/{id}/live":  404, // it went with its segment
		"POST /v1/backups/{name}/ticket": 404, "GET /v1/backups/{name}/file": 404,
		"GET /v1/segments/{id}/audience/preview": 403, "GET /v1/segments/{id}/audience.csv": 403, // the analyst sees customers masked
		"POST /v1/customers/{id}/reachable": 409, // its address works
		"POST /v1/customers/{id}/erasure":   400, "POST /v1/qr-codes": 404, "PUT /v1/reach/decisions/{id}/outcome": 404,
		"POST /v1/campaigns/{id}/pause": 409, "POST /v1/campaigns/{id}/again": 409, // it is paused, and stopped by then
		"POST /v1/channels/sms/test": 404, "POST /v1/channels/zalo/connect": 404, "POST /v1/channels/zalo/test": 404, // set later
		"POST /v1/channels/messenger/test": 404, "POST /v1/channels/own/test": 404,
		"PUT /v1/campaigns/{id}": 409, "DELETE /v1/campaigns/{id}": 409, // it was started before
		"POST /v1/staff/touches": 409, "POST /v1/staff/touches/{id}/undo": 409, // of the owner, sent by somebody else
	}
	for _, r := range routes {
		name := r.Method + " " + r.Path
		least := b.cookie(leastWhoMay(r.Need))
		w := k.call(least, r.Method, b.fill(r.Path), bodies[name])
		if want, ok := expected[name]; ok {
			if w.Code != want {
				t.Errorf("%s: %d, want %d: %s", name, w.Code, want, w.Body)
			}
		} else if w.Code/100 != 2 {
			t.Errorf("%s: %d: %s", name, w.Code, w.Body)
		}
	}
	if strings.Contains(k.log.String(), "level=ERROR") {
		t.Errorf("something went wrong inside:\n%s", k.log)
	}
}

// leastWhoMay is the role with the fewest rights that passes.
func leastWhoMay(need route.Permission) cham.Role {
	least := cham.RoleOwner
	for _, role := range cham.Roles() {
		if need.Allows(cham.Actor{Role: role, User: "u"}) && need != route.Person && least.Covers(role) {
			least = role
		}
	}
	return least
}

// TestWalkTwoBusinesses calls every route with the other business's ids, as
// the owner: nothing of it is found, told or changed.
func TestWalkTwoBusinesses(t *testing.T) {
	k := newKit(t)
	ours, theirs := k.business("alpha"), k.business("omega")
	ours.people(1)
	theirs.people(5)
	before := stateOf(theirs)
	bodies := theirs.bodies()
	for _, r := range k.walked() {
		if r.Need == route.Public || r.Path == "/v1/me" {
			continue
		}
		name := r.Method + " " + r.Path
		for _, who := range []caller{{"owner session", ours.cookie(cham.RoleOwner), cham.RoleOwner, false},
			{"owner key", ours.key(cham.RoleOwner), cham.RoleOwner, true}} {
			if !who.may(r.Need) {
				continue
			}
			url := theirs.fill(r.Path)
			w := k.call(who.as, r.Method, url, bodies[name])
			if strings.Contains(r.Path, "{") || r.Path == "/v1/session/workspace" {
				want := http.StatusNotFound
				switch r.Path {
				case "/v1/staff/touches/{id}/undo":
					want = http.StatusConflict // its body says whose it is: of another business
				case "/v1/days-off/{day}":
					want = http.StatusOK // a day is nobody's: it is our own calendar's then
				}
				if w.Code != want {
					t.Errorf("%s (%s) as %s of another business: %d: %s", name, url, who.name, w.Code, w.Body)
				}
			}
			if strings.Contains(w.Body.String(), "omega") && !strings.Contains(name, "PATCH /v1/workspace") &&
				!strings.HasPrefix(name, "POST /v1/users") &&
				!strings.HasPrefix(name, "GET /v1/audit") && // tells what we did ourselves
				name != "POST /v1/campaigns/letter/preview" && name != "GET /v1/processing" { // have the business's own name, changed above
				t.Errorf("%s as %s of another business tells: %s", name, who.name, w.Body)
			}
		}
	}
	for _, url := range []string{"/v1/query", "/v1/query.csv", "/v1/customers/list"} {
		w := k.call(ours.cookie(cham.RoleOwner), "POST", url,
			`{"query":{"question":"touchpoints","map":"m_omega"},"figure":{"kind":"reach","touchpoint":"page"},`+
				`"question":"touchpoints","map":"m_omega"}`)
		if w.Code == 200 || strings.Contains(w.Body.String(), "omega") {
			t.Errorf("%s with another business's map: %d %s", url, w.Code, w.Body)
		}
	}
	for _, query := range []string{"/v1/customers?segment=g_omega", "/v1/home?segment=g_omega", "/v1/maps/m_alpha/overlay?segment=g_omega",
		"/v1/home?map=m_omega", "/v1/customers/1?map=m_omega", "/v1/customers/1/timeline?map=m_omega"} {
		if w := k.call(ours.cookie(cham.RoleOwner), "GET", query, nil); w.Code != 404 {
			t.Errorf("%s: %d %s", query, w.Code, w.Body)
		}
	}
	if after := stateOf(theirs); after != before {
		t.Errorf("the other business was changed:\n%s\n%s", before, after)
	}
}

// stateOf is what a business's owner sees.
func stateOf(b *business) string {
	var all []string
	for _, url := range []string{"/v1/maps", "/v1/maps/" + string(b.m.ID), "/v1/users", "/v1/departments",
		"/v1/api-keys", "/v1/workspace", "/v1/customers", "/v1/customers/" + b.customer,
		"/v1/merge-suggestions", "/v1/destinations", "/v1/sources", "/v1/imports", "/v1/segments", "/v1/views", "/v1/costs", "/v1/counts"} {
		w := b.k.call(b.cookie(cham.RoleOwner), "GET", url, nil)
		all = append(all, w.Body.String())
	}
	return strings.Join(all, "\n")
}

// TestWalkEveryScope calls every route with a key of each scope, and of two
// roles: it passes where both role and scope may, and nowhere else.
func TestWalkEveryScope(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.people(1)
	bodies := b.bodies()
	for _, role := range []cham.Role{cham.RoleAdmin, cham.RoleAnalyst} {
		for _, scope := range append([]cham.Scope{"none"}, cham.Scopes()...) {
			n := access.NewKey{Name: "k", Role: role, Scopes: []cham.Scope{scope}}
			if scope == "none" {
				n.Scopes = []cham.Scope{}
			}
			_, secret, err := k.access.NewAPIKey(t.Context(), b.ws, cham.Actor{User: b.users[cham.RoleOwner], Role: cham.RoleOwner}, n)
			b.must(err)
			for _, r := range k.walked() {
				what := cham.May(strings.TrimSuffix(string(r.Need), "-person"))
				may := r.Need == route.Public || r.Need == route.SignedIn || r.Need != route.PeoplePerson && role.May(what) && scope.May(what)
				if may && r.Method != http.MethodGet {
					continue // what passes changes things; that it passes is seen of what reads
				}
				if may && r.Path == "/v1/staff/customers" && scope == "touches:write" {
					continue // a list of customers also needs that one sees them
				}
				if may && role == cham.RoleAnalyst && strings.HasPrefix(r.Path, "/v1/segments/{id}/audience") {
					continue // nor does who sees customers masked get hashes of them
				}
				w := k.call(header("Authorization", "Bearer "+secret), r.Method, b.fill(r.Path), bodies[r.Method+" "+r.Path])
				if refused := w.Code == http.StatusForbidden; refused == may {
					t.Errorf("%s %s with %s of the %s: %d %.200s", r.Method, r.Path, scope, role, w.Code, w.Body)
				}
			}
		}
	}
}
