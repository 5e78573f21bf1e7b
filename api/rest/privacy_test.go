package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"cham"
	"cham/api/mcp"
	"cham/api/rest/customers"
	"cham/capability/access"
	"cham/capability/capture"
	"cham/measure"
)

// secret is a marked value: how it is written, and what of it must not be seen.
type secret struct{ text, shows string }

// secretsOf are contacts of all sorts in all spellings; n tells one place where
// they stand from another.
func secretsOf(n int) []secret {
	d := fmt.Sprintf("09%08d", 17_384_659+n*7) // not round: 0.12 is written 0.12000000000000001, too
	id := fmt.Sprintf("24681%012d", 357_000_000+n*7)
	name := fmt.Sprintf("khach.bimat%d", n)
	return []secret{
		{d, d[2:]}, {d[:4] + " " + d[4:7] + " " + d[7:], d[2:]}, {d[:4] + "." + d[4:7] + "." + d[7:], d[2:]}, {"+84" + d[1:], d[2:]},
		{"(+84) " + d[1:4] + "-" + d[4:7] + "-" + d[7:], d[2:]}, {"gọi " + d + " nhé", d[2:]}, {url.QueryEscape("+84" + d[1:]), d[2:]},
		{name + "@gmail.com", name}, {url.QueryEscape(name + "@gmail.com"), name}, {"gửi " + name + "@gmail.com", name},
		{id, id[1 : len(id)-2]}, {"4539 5787 6362 1486", "539578763"}, // not 4111…: a rate of 37 in 90 is 0.4111…
	}
}

// seen reports whether an answer, flattened, shows a secret.
func (s secret) seen(flat string) bool { return strings.Contains(flat, s.shows) }

// flatten is an answer as it stands, without percent-encoding, and the digits of
// each of its values without what stands between them.
func flatten(answer string) string {
	plain, _ := url.QueryUnescape(answer)
	var b strings.Builder
	b.WriteString(answer + plain)
	for _, r := range answer + plain {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case strings.ContainsRune("\",\n{}[]:", r):
			b.WriteByte('|')
		}
	}
	return b.String()
}

// places are the texts of the wire format: each puts a value into a call.
var places = map[string]func(call map[string]any, v string){}

func init() {
	for _, path := range []string{"userId", "anonymousId", "previousId", "groupId", "event", "name", "channel", "messageId", "type",
		"timestamp", "category", "properties.note", "properties.contact", "properties.phone", "properties.psid", "properties.order.receiver",
		"properties.url", "properties.title", "traits.name", "traits.firstName", "traits.city", "traits.phone", "traits.email", "traits.zaloId",
		"traits.psid", "traits.memberId", "traits.card", "traits.note", "traits.address.line", "context.page.url", "context.page.path",
		"context.page.title", "context.page.referrer", "context.page.search", "context.campaign.source", "context.campaign.medium",
		"context.campaign.name", "context.campaign.term", "context.campaign.content", "context.branch", "context.channel", "context.device.model",
		"context.device.type", "context.ip", "context.userAgent",
		"context.library.name", "context.traits.name", "context.traits.phone", "context.traits.email", "context.consent.how"} {
		parts := strings.Split(path, ".")
		places[path] = func(call map[string]any, v string) { object(call, parts)[parts[len(parts)-1]] = v }
	}
	for _, path := range []string{"properties", "traits", "context", "context.traits"} {
		parts := append(strings.Split(path, "."), "")
		places["a name in "+path] = func(call map[string]any, v string) { object(call, parts)[v] = 1 }
	}
	places["a number"] = func(call map[string]any, v string) { object(call, []string{"properties", ""})["n"] = json.Number(v) }
	places["a query"] = func(call map[string]any, v string) {
		object(call, []string{"context", "page", ""})["url"] = "https://spa.vn/dat-lich?sdt=" + v + "#" + v
	}
	places["a path"] = func(call map[string]any, v string) {
		object(call, []string{"context", "page", ""})["url"] = "https://spa.vn/khach/" + v + "/don"
	}
	places["an external id"] = func(call map[string]any, v string) {
		object(call, []string{"context", ""})["externalIds"] = []any{map[string]any{"type": "zalo", "id": v}}
	}
}

// object finds, or makes, the object that the last part stands in.
func object(call map[string]any, parts []string) map[string]any {
	for _, p := range parts[:len(parts)-1] {
		inner, _ := call[p].(map[string]any)
		if inner == nil {
			inner = map[string]any{}
			call[p] = inner
		}
		call = inner
	}
	return call
}

// plant sends calls of every type with a secret in every place.
func (b *business) plant() []secret {
	var all []secret
	var batch []string
	n := 0
	names := make([]string, 0, len(places))
	for name := range places {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, place := range names {
		for _, s := range secretsOf(n) {
			n++
			kind := []string{"track", "page", "screen", "identify", "group", "alias"}[n%6]
			call := map[string]any{"type": kind, "event": "Form Sent", "userId": fmt.Sprintf("KH-%d", n%40), "messageId": fmt.Sprint("planted-", n),
				"timestamp": b.at(1)}
			if n%7 == 0 {
				delete(call, "userId") // refused, unless the secret is an id
			}
			places[place](call, s.text)
			raw, err := json.Marshal(call)
			if err != nil {
				continue // no number
			}
			all, batch = append(all, s), append(batch, string(raw))
		}
	}
	for part := range slices.Chunk(batch, 500) {
		b.send(part...)
	}
	return all
}

// write puts secrets where the business itself writes.
func (b *business) write(all []secret) []secret {
	ctx := context.Background()
	mine := secretsOf(9000)
	for i, s := range mine {
		m := b.m
		m.ID, m.Name = cham.MapID(fmt.Sprint("m_s", i)), "map "+s.text
		b.must(b.k.Store.Maps().CreateMap(ctx, b.ws, m))
		b.must(b.k.Store.Segments().CreateSegment(ctx, b.ws, measure.SavedSegment{ID: fmt.Sprint("g_s", i), Name: "who " + s.text,
			Query:  measure.Query{Question: measure.Touches, Where: []measure.Is{{By: measure.ByName, Any: []string{s.text}}}},
			Figure: measure.Figure{Kind: "customers"}}))
		b.must(b.k.Store.Views().CreateView(ctx, b.ws, cham.View{ID: fmt.Sprint("v_s", i), Name: "view " + s.text, Page: "journeys",
			Search: "q=" + url.QueryEscape(s.text), Shared: true}))
		b.must(b.k.Store.Imports().CreateImport(ctx, capture.Import{ID: fmt.Sprint("i_s", i), Workspace: b.ws, Source: b.src.ID,
			FileName: s.text + ".csv", State: "failed", Error: "line 1: " + s.text, CreatedAt: b.k.now().UTC()}))
		b.k.call(b.cookie(cham.RoleOwner), "PUT", "/v1/costs", map[string]any{"rows": []any{map[string]any{"day": "2026-03-01",
			"channel": "facebook", "campaign": s.text, "amount": 5}}})
	}
	return append(all, mine...)
}

// TestNothingPersonalLeaves plants contacts in every field of calls of every
// type, taken and refused, and in what the business writes itself; then a
// viewer, by session, by API key and through an assistant, asks for everything; so
// do people whose role sees it all, masked by their department or by their own limit.
func TestNothingPersonalLeaves(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.people(1)
	if w := k.call(b.cookie(cham.RoleOwner), "PATCH", "/v1/workspace", `{"properties":["contact","note","phone"]}`); w.Code != 200 {
		t.Fatal(w.Body)
	}
	all := b.write(b.plant())
	viewer := map[string]as{"session": b.cookie(cham.RoleViewer), "key": b.key(cham.RoleViewer)}
	for how, who := range b.limited() {
		viewer[how] = who
	}
	open := 0
	look := func(what string, w *httptest.ResponseRecorder) {
		t.Helper()
		flat := flatten(w.Body.String())
		for _, s := range all {
			if s.seen(flat) {
				t.Errorf("%s shows %q", what, s.text)
				return
			}
		}
	}
	for how, who := range viewer {
		for method, calls := range b.everything(t) {
			if method == http.MethodPost && how != "session" {
				continue // the sight is the same
			}
			for _, c := range calls {
				w := k.call(who, method, c.url, c.body)
				if w.Code >= 500 {
					t.Errorf("%s %s: %d %s", method, c.url, w.Code, w.Body)
				}
				look(fmt.Sprint(method, " ", c.url, " ", c.body, " by ", how), w)
				if w.Code == 200 {
					open++
				}
			}
		}
	}
	if open < 300 {
		t.Errorf("only %d answers were looked at", open)
	}
	b.askAssistant(t, look)
	hidden := 0
	business := flatten(k.call(b.cookie(cham.RoleOwner), "GET", "/v1/dimensions", nil).Body.String())
	for _, s := range all { // the business itself sees them: the test looks at something
		if s.seen(business) {
			hidden++
		}
	}
	if hidden < 50 {
		t.Errorf("only %d of %d secrets are there to be hidden", hidden, len(all))
	}
}

// limited are people of roles that see all, and what they made, who see it masked:
// by their department, by a limit of their own, by their maker's.
func (b *business) limited() map[string]as {
	owner := b.cookie(cham.RoleOwner)
	_, secret, err := b.k.access.NewAPIKey(context.Background(), b.ws, cham.Actor{User: b.users[cham.RoleAdmin], Role: cham.RoleAdmin},
		access.NewKey{Name: "limited", Role: cham.RoleAdmin})
	b.must(err)
	for path, body := range map[string]string{"/v1/departments/dep_" + b.mark: `{"sight":"masked"}`,
		"/v1/users/" + string(b.users[cham.RoleEditor]): `{"department":"dep_` + b.mark + `"}`,
		"/v1/users/" + string(b.users[cham.RoleAdmin]):  `{"department":"dep_` + b.mark + `"}`,
		"/v1/users/" + string(b.users[cham.RoleAgent]):  `{"limit":"masked"}`} {
		if w := b.k.call(owner, "PATCH", path, body); w.Code != 200 {
			b.k.t.Fatal(path, w.Body)
		}
	}
	return map[string]as{"editor of a department": b.cookie(cham.RoleEditor), "admin of a department": b.cookie(cham.RoleAdmin),
		"agent with a limit": b.cookie(cham.RoleAgent), "key of who is limited": header("Authorization", "Bearer "+secret)}
}

type request struct {
	url  string
	body any
}

// everything is all that can be read: each GET of the table, of each customer,
// source, map and import, and each question by each dimension.
func (b *business) everything(t *testing.T) map[string][]request {
	owner := b.cookie(cham.RoleOwner)
	out := map[string][]request{}
	for _, r := range b.k.walked() {
		if r.Method == http.MethodGet {
			out[r.Method] = append(out[r.Method], request{url: b.fill(r.Path)})
		}
	}
	page := decode[customers.CustomerPage](t, b.k.call(owner, "GET", "/v1/customers?limit=200", nil))
	for _, c := range page.Customers {
		out["GET"] = append(out["GET"], request{url: fmt.Sprint("/v1/customers/", c.ID)},
			request{url: fmt.Sprint("/v1/customers/", c.ID, "/timeline?limit=200")})
	}
	for _, q := range []string{"q=khach", "q=09173", "limit=200", "q=KH", "q=gmail", "segment=g_s3"} {
		out["GET"] = append(out["GET"], request{url: "/v1/customers?" + q})
	}
	for _, query := range b.questions() {
		out["POST"] = append(out["POST"], request{"/v1/query", query}, request{"/v1/query.csv", query})
	}
	out["POST"] = append(out["POST"], request{"/v1/customers/list",
		`{"query":{"question":"touches"},"figure":{"kind":"customers"},"limit":200}`})
	return out
}

func (b *business) questions() (all []map[string]any) {
	by := []string{"", "touchpoint", "stage", "name", "channel", "source", "medium", "campaign", "page", "device", "branch",
		"property:contact", "property:note", "property:phone", "first-channel", "first-source", "status", "segment", "persona", "account"}
	for _, q := range []string{"touches", "touchpoints", "transitions", "funnel", "exits", "journeys", "trend", "paths", "graph", "timing",
		"attribution", "retention",
		"reality", "drivers", "changed"} {
		for _, d := range by {
			for _, m := range []string{"", string(b.m.ID)} {
				ask := map[string]any{"question": q}
				if m != "" {
					ask["map"] = m
				}
				if d != "" {
					ask["by"] = d
				}
				if q == "funnel" {
					ask["steps"] = [][]string{{"page"}, {"order"}}
				}
				all = append(all, ask)
			}
		}
	}
	return all
}

// askAssistant asks through the tools of an assistant with the viewer's key.
func (b *business) askAssistant(t *testing.T, look func(string, *httptest.ResponseRecorder)) {
	doc, err := OpenAPI()
	b.must(err)
	s, err := mcp.New("test", doc, func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		b.k.handler.ServeHTTP(w, r)
		return w.Result(), nil
	})
	b.must(err)
	h := mcp.Handler(s, func(*http.Request) bool { return true })
	for _, call := range []string{`"find_customers","arguments":{"limit":200}`, `"find_customers","arguments":{"q":"khach"}`,
		`"dimensions","arguments":{}`, `"ask","arguments":{"question":"touches","by":"property:contact"}`,
		`"customer_timeline","arguments":{"id":` + b.customer + `}`, `"maps","arguments":{}`} {
		q := httptest.NewRequest("POST", "/mcp", strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":`+call+`}}`))
		q.Header.Set("Content-Type", "application/json")
		q.Header.Set("Accept", "application/json, text/event-stream")
		b.key(cham.RoleViewer)(q)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, q)
		if w.Code != 200 || strings.Contains(w.Body.String(), `"isError":true`) {
			t.Errorf("%s: %d %s", call, w.Code, w.Body)
		}
		look("the assistant's "+call, w)
	}
}
