package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"cham"
	"cham/api/mcp"
	"cham/api/rest/customers"
	"cham/app/server"
	"cham/capability/access"
)

// withKey shows an API key with every request.
type withKey string

func (k withKey) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if k != "" {
		r.Header.Set("Authorization", "Bearer "+string(k))
	}
	return http.DefaultTransport.RoundTrip(r)
}

// assistant connects to a running server as a program with a key.
func (r running) assistant(t *testing.T, key string) (*sdk.ClientSession, error) {
	t.Helper()
	c := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil)
	s, err := c.Connect(t.Context(), &sdk.StreamableClientTransport{Endpoint: r.URL() + "/mcp", MaxRetries: -1, DisableStandaloneSSE: true,
		HTTPClient: &http.Client{Transport: withKey(key)}}, nil)
	if err == nil {
		t.Cleanup(func() { s.Close() })
	}
	return s, err
}

func use(t *testing.T, s *sdk.ClientSession, tool string, args any) (text string, failed bool) {
	t.Helper()
	res, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	return res.Content[0].(*sdk.TextContent).Text, res.IsError
}

// key makes an API key of a role.
func (r running) key(t *testing.T, ws cham.WorkspaceID, role cham.Role) string {
	t.Helper()
	maker := access.User{ID: "u_maker_" + cham.UserID(ws), Email: string(ws) + "@maker.vn", Name: "Maker", PasswordHash: "none",
		Language: "vi", Theme: "system"}
	if err := r.Store.Access().PutMember(t.Context(), access.Member{User: maker, Workspace: ws, Role: cham.RoleOwner}); err != nil {
		t.Fatal(err)
	}
	_, key, err := r.Access.NewAPIKey(t.Context(), ws, cham.Actor{User: maker.ID, Role: cham.RoleOwner},
		access.NewKey{Name: string(role), Role: role})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// api asks the API with a key.
func (r running) api(t *testing.T, key, method, path, body string) (string, int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, r.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b), res.StatusCode
}

// serverWithContent is a server with two businesses; the first has a map, a segment
// and a customer with a phone.
func serverWithContent(t *testing.T) (r running, customer string) {
	t.Helper()
	r = serving(t)
	ctx := t.Context()
	if err := r.Store.Maps().CreateMap(ctx, "main", cham.JourneyMap{ID: "m_main", Name: "Of main", Stages: []cham.Stage{{ID: "s", Name: "S"}},
		Touchpoints: []cham.Touchpoint{{ID: "buy", Stage: "s", Name: "Buy", Goal: true,
			Rule: cham.Rule{Any: []cham.Match{{Event: "Buy"}}}}}}); err != nil {
		t.Fatal(err)
	}
	other := cham.Workspace{ID: "other", Name: "Other", TimeZone: cham.DefaultTimeZone, Currency: "VND", CreatedAt: time.Now()}
	if err := r.Workspaces.Create(ctx, other, ""); err != nil {
		t.Fatal(err)
	}
	r.post(t, "/v1/batch", `{"batch":[{"type":"identify","messageId":"1","userId":"lan","traits":{"name":"Lan Nguyen","phone":"0912345678"}},
		{"type":"track","messageId":"2","userId":"lan","event":"Buy"}]}`)
	if err := r.Flow.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	editor := r.key(t, "main", cham.RoleEditor)
	if body, status := r.api(t, editor, "POST", "/v1/segments",
		`{"name":"Buyers","query":{"question":"touches"},"figure":{"kind":"reach","touchpoint":"Buy"}}`); status != 200 {
		t.Fatal(body)
	}
	var found customers.CustomerPage
	body, _ := r.api(t, editor, "GET", "/v1/customers?q=lan", "")
	if err := json.Unmarshal([]byte(body), &found); err != nil || len(found.Customers) != 1 {
		t.Fatal(body, err)
	}
	return r, itoa(found.Customers[0].ID)
}

func itoa(id cham.CustomerID) string { b, _ := json.Marshal(id); return string(b) }

// walks are what each tool is used with, and the route that must say the same.
func walks(customer string) map[string][4]string {
	return map[string][4]string{
		"ask":               {"POST", "/v1/query", `{"question":"touchpoints","map":"m_main"}`},
		"maps":              {"GET", "/v1/maps", "", `{}`},
		"map":               {"GET", "/v1/maps/m_main", "", `{"id":"m_main"}`},
		"home":              {"GET", "/v1/home?map=m_main", "", `{"map":"m_main"}`},
		"causes":            {"GET", "/v1/home/causes?map=m_main", "", `{"map":"m_main"}`},
		"map_numbers":       {"GET", "/v1/maps/m_main/overlay?status=new", "", `{"id":"m_main","status":"new"}`},
		"touchpoint":        {"GET", "/v1/maps/m_main/touchpoints/buy", "", `{"id":"m_main","touchpoint":"buy"}`},
		"customers_behind":  {"POST", "/v1/customers/list", `{"query":{"question":"touches"},"figure":{"kind":"customers"}}`},
		"find_customers":    {"GET", "/v1/customers?q=lan&limit=5", "", `{"q":"lan","limit":5}`},
		"customer":          {"GET", "/v1/customers/" + customer, "", `{"id":` + customer + `}`},
		"customer_timeline": {"GET", "/v1/customers/" + customer + "/timeline", "", `{"id":` + customer + `}`},
		"segments":          {"GET", "/v1/segments", "", `{}`},
		"lead_groups":       {"GET", "/v1/lead-groups", "", `{}`},
		"dimensions":        {"GET", "/v1/dimensions", "", `{}`},
	}
}

var instants = regexp.MustCompile(`"20\d\d-[^"]*"`)

// timeless leaves out instants: two questions are asked at two.
func timeless(s string) string { return instants.ReplaceAllString(strings.TrimSpace(s), `""`) }

// Every tool says what the API says to the same key, of every role, and leaves
// everything as it was.
func TestAssistantSeesWhatItsKeySees(t *testing.T) {
	r, customer := serverWithContent(t)
	dump := func() (all string) {
		for _, path := range []string{"/v1/maps", "/v1/segments", "/v1/views", "/v1/customers", "/v1/merge-suggestions", "/v1/sources",
			"/v1/imports", "/v1/workspace"} {
			body, _ := r.api(t, r.key(t, "main", cham.RoleOwner), "GET", path, "")
			all += timeless(body)
		}
		return all
	}
	before := dump()
	for _, role := range []cham.Role{cham.RoleViewer, cham.RoleEditor, cham.RoleOwner} {
		key := r.key(t, "main", role)
		s, err := r.assistant(t, key)
		if err != nil {
			t.Fatal(err)
		}
		walk := walks(customer)
		for tool, err := range s.Tools(t.Context(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			w, known := walk[tool.Name]
			if !known {
				t.Errorf("%s: say in walks what it is used with", tool.Name)
				continue
			}
			delete(walk, tool.Name)
			if tool.Annotations == nil || !tool.Annotations.ReadOnlyHint || tool.Description == "" {
				t.Errorf("%s does not say that it only reads", tool.Name)
			}
			args := w[3]
			if w[0] == "POST" {
				args = w[2]
			}
			want, status := r.api(t, key, w[0], w[1], w[2])
			if got, failed := use(t, s, tool.Name, json.RawMessage(args)); failed || status != 200 || timeless(got) != timeless(want) {
				t.Errorf("%s as %s:\n%s\nthe API:\n%s", tool.Name, role, got, want)
			}
		}
		if len(walk) > 0 {
			t.Errorf("tools are missing: %v", walk)
		}
		seen, _ := use(t, s, "customer", map[string]any{"id": json.Number(customer)})
		if raw := strings.Contains(seen, "912345678"); raw == (role == cham.RoleViewer) {
			t.Errorf("as %s the phone is seen: %v\n%s", role, raw, seen)
		}
	}
	if after := dump(); after != before {
		t.Errorf("something has changed:\n%s\n%s", before, after)
	}
}

func TestAssistantIsRefused(t *testing.T) {
	r, customer := serverWithContent(t)
	for _, key := range []string{"", "cham_made-up"} {
		if _, err := r.assistant(t, key); err == nil {
			t.Errorf("key %q is let in", key)
		}
	}
	s, err := r.assistant(t, r.key(t, "other", cham.RoleOwner))
	if err != nil {
		t.Fatal(err)
	}
	for tool, w := range walks(customer) {
		args := w[3] + w[2]
		got, failed := use(t, s, tool, json.RawMessage(args))
		if strings.Contains(got, "Lan") || strings.Contains(got, "Of main") || strings.Contains(got, "Buy") {
			t.Errorf("%s tells another business: %s", tool, got)
		}
		if named := strings.Contains(args, "m_main") || strings.Contains(args, `"id"`); named != failed {
			t.Errorf("%s with another business's id: failed %v: %s", tool, failed, got)
		}
	}
	for args, want := range map[string]string{
		`{"question":"nothing"}`:                         "question",
		`{"question":"paths","depth":99}`:                "depth",
		`{"question":"touches","map":"gone"}`:            "not_found",
		`{"question":"touches","sql":"DROP TABLE node"}`: "sql",
	} {
		if got, failed := use(t, s, "ask", json.RawMessage(args)); !failed || !strings.Contains(got, want) {
			t.Errorf("%s: %s", args, got)
		}
	}
	if got, failed := use(t, s, "map", map[string]any{}); !failed || !strings.Contains(got, "id") {
		t.Errorf("a map without its id: %s", got)
	}
}

// By standard input and output, from a server and from the data folder.
func TestAssistantOnStdio(t *testing.T) {
	r, _ := serverWithContent(t)
	remote, err := remoteFlags{Server: r.URL(), Key: r.key(t, "main", cham.RoleViewer)}.api()
	if err != nil {
		t.Fatal(err)
	}
	local, err := server.LocalAPI(r.App, version, "main", cham.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	open, err := server.LocalAPI(r.App, version, "main", cham.RoleEditor)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		api mcp.API
		raw bool
	}{"server": {remote, false}, "folder": {local, false}, "folder, personal data": {open, true}} {
		toServer, fromClient := io.Pipe()
		toClient, fromServer := io.Pipe()
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- serveAssistant(ctx, c.api, toServer, fromServer) }()
		client := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil)
		s, err := client.Connect(ctx, &sdk.IOTransport{Reader: toClient, Writer: fromClient}, nil)
		if err != nil {
			t.Fatal(name, err)
		}
		got, failed := use(t, s, "find_customers", map[string]any{"q": "lan"})
		if failed || !strings.Contains(got, "Lan Nguyen") || strings.Contains(got, "912345678") != c.raw {
			t.Errorf("%s: %s", name, got)
		}
		fromClient.Close()
		if err := <-served; err != nil {
			t.Errorf("%s: when the input ends: %v", name, err)
		}
		stop()
	}
}

// Every question prints a table, and a JSON answer of its own or the API's.
func TestQueryEveryQuestion(t *testing.T) {
	r, _ := serverWithContent(t)
	key := r.key(t, "main", cham.RoleViewer)
	for _, args := range [][]string{{"touches"}, {"touchpoints", "--map", "m_main"}, {"transitions"},
		{"funnel", "--steps", "Add|Pay,Buy", "--without", "Return", "--hold", "channel"},
		{"exits", "--by", "channel"}, {"journeys", "--compare-from", "2026-01-01T00:00:00Z", "--compare-to", "2026-02-01T00:00:00Z"},
		{"trend", "--touchpoint", "Buy", "--bucket", "day", "--from", "2026-11-01T00:00:00Z"},
		{"paths", "--depth", "3", "--start", "Buy"}, {"graph", "--where", "channel!=zalo|phone"}, {"timing", "--goal", "Buy"},
		{"attribution", "--goal", "Buy"}, {"retention", "--cohort", "goal", "--goal", "Buy"},
		{"reality", "--map", "m_main"}, {"drivers", "--map", "m_main", "--status", "new"},
		{"changed", "--map", "m_main", "--compare-from", "2026-01-01T00:00:00Z", "--compare-to", "2026-02-01T00:00:00Z"}} {
		where := append([]string{"query"}, append(args, "--server", r.URL(), "--key", key)...)
		var object map[string]any
		runCham(t, &object, append(where, "--json")...)
		if len(object) == 0 {
			t.Errorf("%v: nothing", args)
		}
		var out, errs bytes.Buffer
		if status := run(t.Context(), where, &out, &errs); status != 0 || strings.Count(out.String(), "\n") < 3 {
			t.Errorf("%v: status %d %s\n%s", args, status, errs.String(), out.String())
		}
	}
	for flag, bad := range map[string]string{"--where": "device", "--window": "soon"} {
		var out, errs bytes.Buffer
		args := []string{"query", "funnel", "--steps", "Buy", strings.TrimSpace(flag), bad, "--server", r.URL(), "--key", key}
		if status := run(t.Context(), args, &out, &errs); status != 1 || !strings.Contains(errs.String(), strings.TrimSpace(flag)) {
			t.Errorf("%s %s: %d %s", flag, bad, status, errs.String())
		}
	}
}
