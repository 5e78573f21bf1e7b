package rest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"cham/api/rest/customers"
	"cham/api/rest/maps"
	"cham/api/rest/route"
	"cham/api/rest/sources"
	"cham/capability/report"

	"cham"
)

// scenario is one request and what must come of it.
type scenario struct {
	name        string
	method, url string
	as          func(*business) as
	body        any
	with        as // more headers
	status      int
	contains    []string
	lacks       []string
	after       func(*testing.T, *business, *httptest.ResponseRecorder)
}

func role(r cham.Role) func(*business) as { return func(b *business) as { return b.cookie(r) } }

var (
	asOwner  = role(cham.RoleOwner)
	asAdmin  = role(cham.RoleAdmin)
	asEditor = role(cham.RoleEditor)
	asViewer = role(cham.RoleViewer)
)

func header(name, value string) as { return func(q *http.Request) { q.Header.Set(name, value) } }

// run plays scenarios in order on one business.
func run(t *testing.T, b *business, all []scenario) {
	t.Helper()
	for _, s := range all {
		who := nobody
		if s.as != nil {
			who = s.as(b)
		}
		more := nobody
		if s.with != nil {
			more = s.with
		}
		w := b.k.call(who, s.method, s.url, s.body, more)
		if w.Code != s.status {
			t.Errorf("%s: status %d, want %d: %s", s.name, w.Code, s.status, w.Body)
		}
		for _, want := range s.contains {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: lacks %q: %s", s.name, want, w.Body)
			}
		}
		for _, not := range s.lacks {
			if strings.Contains(w.Body.String(), not) {
				t.Errorf("%s: must not tell %q: %s", s.name, not, w.Body)
			}
		}
		if s.after != nil {
			s.after(t, b, w)
		}
	}
	if strings.Contains(b.k.log.String(), "level=ERROR") {
		t.Errorf("something went wrong inside:\n%s", b.k.log)
	}
}

func TestMaps(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	edited := b.m
	edited.Name = "  Bản đồ mới "
	wrong := b.m
	wrong.Touchpoints = append([]cham.Touchpoint{}, b.m.Touchpoints...)
	wrong.Touchpoints[1].Stage = "gone"
	var made cham.JourneyMap
	run(t, b, []scenario{
		{name: "templates in English", method: "GET", url: "/v1/map-templates", as: asViewer, status: 200,
			contains: []string{"Spa and beauty clinic", `"touchpoints":20`}},
		{name: "templates in Vietnamese", method: "GET", url: "/v1/map-templates", as: asViewer, with: header("Accept-Language", "vi"),
			status: 200, contains: []string{"Spa, thẩm mỹ viện"}},
		{name: "from a template", method: "POST", url: "/v1/maps", as: asEditor, body: maps.NewMap{Name: "Spa", Template: "spa"}, status: 200,
			contains: []string{`"version":1`, `"template":"spa"`, "Advice on Zalo", `"updatedBy":"u_alpha_editor"`},
			after: func(t *testing.T, b *business, w *httptest.ResponseRecorder) {
				made = decode[cham.JourneyMap](t, w)
				stored := decode[cham.JourneyMap](t, k.call(b.cookie(cham.RoleViewer), "GET", "/v1/maps/"+string(made.ID), nil))
				if len(stored.Touchpoints) != len(made.Touchpoints) {
					t.Errorf("stored %d touchpoints of %d", len(stored.Touchpoints), len(made.Touchpoints))
				}
			}},
		{name: "empty", method: "POST", url: "/v1/maps", as: asEditor, body: maps.NewMap{Name: "Trống"}, status: 200,
			contains: []string{`"touchpoints":[]`, "Awareness"}},
		{name: "no such template", method: "POST", url: "/v1/maps", as: asEditor, body: maps.NewMap{Name: "x", Template: "bank"}, status: 400,
			contains: []string{`"field":"template"`}},
		{name: "without a name", method: "POST", url: "/v1/maps", as: asEditor, body: `{"name":""}`, status: 400,
			contains: []string{`"field":"name"`, `"code":"invalid"`}},
		{name: "save", method: "PUT", url: "/v1/maps/m_alpha", as: asEditor, body: edited, status: 200,
			contains: []string{`"version":2`, `"name":"Bản đồ mới"`}},
		{name: "save what was read before", method: "PUT", url: "/v1/maps/m_alpha", as: asAdmin, body: edited, status: 409,
			contains: []string{`"code":"conflict"`, `"current":{`, `"version":2`, "Somebody has just saved this map (version 2)"}},
		{name: "save nonsense", method: "PUT", url: "/v1/maps/m_alpha", as: asEditor,
			body: func() cham.JourneyMap { w := wrong; w.Version = 2; return w }(), status: 400,
			contains: []string{`"field":"touchpoints[1].stage"`, "There is no stage “gone”."}},
		{name: "nothing was saved", method: "GET", url: "/v1/maps/m_alpha", as: asViewer, status: 200, contains: []string{`"version":2`},
			lacks: []string{"gone"}},
		{name: "versions", method: "GET", url: "/v1/maps/m_alpha/versions", as: asViewer, status: 200,
			contains: []string{`"version":2`, `"version":1`, `"updatedName":"alpha editor"`}},
		{name: "an old version", method: "GET", url: "/v1/maps/m_alpha/versions/1", as: asViewer, status: 200,
			contains: []string{`"version":1`}, lacks: []string{"Bản đồ mới"}},
		{name: "no such version", method: "GET", url: "/v1/maps/m_alpha/versions/9", as: asViewer, status: 404},
		{name: "the one changed last is first", method: "GET", url: "/v1/maps", as: asViewer, status: 200,
			after: func(t *testing.T, b *business, w *httptest.ResponseRecorder) {
				if all := decode[[]maps.MapCard](t, w); len(all) != 3 || all[0].ID != "m_alpha" {
					t.Errorf("%+v", all)
				}
			}},
		{name: "a rule that takes everything", method: "POST", url: "/v1/maps/m_alpha/match", as: asEditor, body: `{"rule":{"any":[{}]}}`,
			status: 400, contains: []string{"rule.any[0]"}},
		{name: "unknown touchpoint", method: "GET", url: "/v1/maps/m_alpha/touchpoints/nope", as: asViewer, status: 404,
			contains: []string{"no such touchpoint"}},
		{name: "period upside down", method: "GET", url: "/v1/maps/m_alpha/overlay?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z",
			as: asViewer, status: 400, contains: []string{`"field":"to"`}},
		{name: "no time at all", method: "GET", url: "/v1/maps/m_alpha/overlay?from=gestern", as: asViewer, status: 400,
			contains: []string{`"field":"from"`}},
		{name: "delete", method: "DELETE", url: "/v1/maps/m_alpha", as: asEditor, status: 204},
		{name: "deleted", method: "GET", url: "/v1/maps/m_alpha", as: asViewer, status: 404},
		{name: "home goes on with another map", method: "GET", url: "/v1/home", as: asViewer, status: 200, contains: []string{`"map":"m_`}},
	})
}

func TestOverlayAndAdopt(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	var calls []string
	for i := range 40 {
		who := "w" + itoa(int64(i))
		calls = append(calls, b.page(who, float64(15+i%6), "/gia"), b.track("u"+itoa(int64(i)), "Zalo Asked", 4))
	}
	b.send(calls...)
	overlay := "/v1/maps/m_alpha/overlay?from=" + b.at(30) + "&to=" + b.at(-1)
	o := decode[report.MapOverlay](t, k.call(b.cookie(cham.RoleViewer), "GET", overlay, nil))
	if len(o.Unmapped) != 1 || o.Unmapped[0].Name != "Zalo Asked" || o.Unmapped[0].Volume != 40 || o.Unmapped[0].Reach != 40 {
		t.Fatalf("unmapped: %+v", o.Unmapped)
	}
	// The page had 40 touches on six days, and none in the fifteen since.
	if len(o.Neglected) != 3 || o.Neglected[0].Reason != "silent" || o.Neglected[1].Reason != "never" || o.Neglected[2].Reason != "unbound" {
		t.Errorf("neglected: %+v", o.Neglected)
	}
	none := decode[report.MapOverlay](t, k.call(b.cookie(cham.RoleViewer), "GET", overlay+"&status=returning", nil))
	if none.Answer.Customers != 0 || !slices.Equal(none.Neglected, o.Neglected) {
		t.Errorf("the silence of a segment is taken for neglect: %+v", none.Neglected)
	}
	group := o.Unmapped[0]
	behind := decode[customers.CustomerPage](t, k.call(b.cookie(cham.RoleViewer), "POST", "/v1/customers/list",
		map[string]any{"query": map[string]any{"question": "touchpoints"}, "kinds": group.Kinds, "limit": 30}))
	if *behind.Total != group.Reach || len(behind.Customers) != 30 || behind.Next == "" {
		t.Errorf("behind the group: %d of %d, next %q", len(behind.Customers), *behind.Total, behind.Next)
	}
	preview := decode[report.MatchPreview](t, k.call(b.cookie(cham.RoleEditor), "POST", "/v1/maps/m_alpha/match",
		map[string]any{"rule": group.Rule}))
	if preview.Volume != 40 || preview.Reach != 40 || len(preview.Kinds) != 1 {
		t.Errorf("preview: %+v", preview)
	}
	m := b.m
	m.Touchpoints = append(m.Touchpoints, cham.Touchpoint{ID: "zalo", Stage: "before", Name: "Zalo", Channel: "zalo", Rule: group.Rule})
	decode[cham.JourneyMap](t, k.call(b.cookie(cham.RoleEditor), "PUT", "/v1/maps/m_alpha", m))
	o = decode[report.MapOverlay](t, k.call(b.cookie(cham.RoleViewer), "GET", overlay, nil))
	if len(o.Unmapped) != 0 || o.Answer.Touchpoints[3].Reach != 40 {
		t.Errorf("after adopting: %+v", o)
	}
}

func TestSources(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.send(b.page("a", 0, "/"), b.page("b", 0, "/"), `{"type":"track","messageId":"m","event":"Nobody's"}`)
	var src sources.SourceInfo
	until(t, func() bool { // refusals are stored behind the sender's back
		src = decode[[]sources.SourceInfo](t, k.call(b.cookie(cham.RoleViewer), "GET", "/v1/sources", nil))[0]
		return src.Refused24h == 1
	})
	if src.Accepted24h != 2 || src.Volumes[23]+src.Volumes[22] != 2 || src.Health != "refusing" || src.Refusals["no_id"] != 1 ||
		src.LastAt.IsZero() {
		t.Errorf("%+v", src)
	}
	page := decode[sources.DebuggerPage](t, k.call(b.cookie(cham.RoleEditor), "GET", "/v1/sources/s_alpha/debugger", nil))
	taken, refused := 0, 0
	for _, e := range page.Events {
		if e.Accepted {
			taken++
			if len(e.Keys) != 1 {
				t.Errorf("whose is it? %+v", e)
			}
		} else if refused++; e.Reason != "no_id" || !strings.Contains(string(e.Sample), "Nobody") {
			t.Errorf("%+v", e)
		}
	}
	if taken != 2 || refused != 1 {
		t.Errorf("%d taken, %d refused", taken, refused)
	}
	run(t, b, []scenario{
		{name: "make", method: "POST", url: "/v1/sources", as: asAdmin, body: sources.NewSource{Name: "Máy chủ", Kind: "server"}, status: 200,
			contains: []string{`"health":"quiet"`, `"writeKey":"wk_`, `"enabled":true`}},
		{name: "tells more", method: "PATCH", url: "/v1/sources/s_alpha", as: asAdmin,
			body: `{"tells":["time","errors"],"searchParams":["tu-khoa"]}`, status: 200,
			contains: []string{`"tells":["errors","time"]`, `"searchParams":["tu-khoa"]`}},
		{name: "tells what is none", method: "PATCH", url: "/v1/sources/s_alpha", as: asAdmin,
			body: `{"tells":["keys"],"name":"x"}`, status: 400},
		{name: "searches by no name", method: "PATCH", url: "/v1/sources/s_alpha", as: asAdmin, body: `{"searchParams":["a b"]}`, status: 400,
			contains: []string{"one word"}},
		{name: "orders of nowhere", method: "PATCH", url: "/v1/sources/s_alpha", as: asAdmin, body: `{"ordersFrom":"none"}`, status: 404},
		{name: "orders of a website", method: "PATCH", url: "/v1/sources/s_alpha", as: asAdmin, body: `{"ordersFrom":"s_alpha"}`, status: 400},
		{name: "what it told", method: "GET", url: "/v1/sources/s_alpha/website", as: asViewer, status: 200,
			contains: []string{`"errors":[]`, `"searches":[]`, `"days":30`}},
		{name: "what another one told", method: "GET", url: "/v1/sources/s_beta/website", as: asViewer, status: 404},
		{name: "make a demo", method: "POST", url: "/v1/sources", as: asAdmin, body: `{"name":"x","kind":"demo"}`, status: 400,
			contains: []string{`"field":"kind"`}},
		{name: "switch off", method: "PATCH", url: "/v1/sources/s_alpha", as: asAdmin, body: `{"enabled":false}`, status: 200,
			contains: []string{`"health":"off"`, `"name":"alpha site"`}},
		{name: "rotate", method: "POST", url: "/v1/sources/s_alpha/rotate-key", as: asAdmin, status: 200,
			lacks: []string{`"writeKey":"wk_alpha"`}},
		{name: "snippet", method: "GET", url: "/v1/sources/s_alpha/snippet", as: asAdmin,
			with: func(q *http.Request) {
				q.Host = "cham.vn"
				q.Header.Set("X-Forwarded-Proto", "https")
				q.Header.Set("Cookie", "__Host-"+q.Header.Get("Cookie"))
			}, status: 200, contains: []string{`https://cham.vn/cham.js`}},
		{name: "plug-ins", method: "GET", url: "/v1/sources/s_alpha/plugins", as: asAdmin,
			with: func(q *http.Request) { q.Host = "cham.vn" }, status: 200, contains: []string{`http://cham.vn wk_`}},
		{name: "plug-ins hold the key", method: "GET", url: "/v1/sources/s_alpha/plugins", as: asViewer, status: 403},
		{name: "delete", method: "DELETE", url: "/v1/sources/s_alpha", as: asAdmin, status: 204},
		{name: "deleted", method: "GET", url: "/v1/sources/s_alpha/debugger", as: asViewer, status: 404},
		{name: "its touches stay", method: "GET", url: "/v1/customers", as: asViewer, status: 200, contains: []string{`"total":2`}},
	})
}

// until waits for what happens behind the request.
func until(t *testing.T, done func() bool) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-deadline.C:
			t.Fatal("it did not happen")
		case <-tick.C:
		}
	}
}

func TestHome(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	empty := decode[report.Home](t, k.call(b.cookie(cham.RoleViewer), "GET", "/v1/home", nil))
	if empty.TotalEver != 0 || len(empty.Weekly) != 12 || empty.Map != "m_alpha" {
		t.Errorf("%+v", empty)
	}
	var calls []string
	for i := range 90 { // all leave the page, none comes to order: worse than nothing else, as it is alone
		calls = append(calls, b.page("x"+itoa(int64(i)), 50, "/"))
	}
	for i := range 60 {
		who := itoa(int64(i))
		calls = append(calls, b.track("y"+who, "Asked", 55), b.track("y"+who, "Order Completed", 54))
	}
	m := b.m
	m.Touchpoints = append(m.Touchpoints, cham.Touchpoint{ID: "ask", Stage: "before", Name: "Ask", Channel: "zalo", Ease: 5,
		Rule: cham.Rule{Any: []cham.Match{{Event: "Asked"}}}})
	decode[cham.JourneyMap](t, k.call(b.cookie(cham.RoleEditor), "PUT", "/v1/maps/m_alpha", m))
	b.send(calls...)
	url := "/v1/home?from=" + b.at(60) + "&to=" + b.at(45) + "&compareFrom=" + b.at(75) + "&compareTo=" + b.at(60)
	h := decode[report.Home](t, k.call(b.cookie(cham.RoleViewer), "GET", url, nil))
	if len(h.Breakpoints) != 1 || h.Breakpoints[0].Touchpoint.ID != "page" || h.Breakpoints[0].Breakpoint == nil {
		t.Fatalf("breakpoints: %+v", h.Breakpoints)
	}
	p := h.Breakpoints[0].Priority
	if p.Ease != 3 || p.Share != h.Breakpoints[0].Touchpoint.Share.Value || p.Score != p.Share*p.Importance*p.Badness*float64(p.Ease) ||
		p.Importance <= 0 || p.Badness <= 0 {
		t.Errorf("priority: %+v", p)
	}
	if h.Journeys.Started != 150 || h.Journeys.Converted != 60 || h.TotalEver != 210 {
		t.Errorf("journeys: %+v", h.Journeys)
	}
	last := h.Weekly[11]
	if last.To.Sub(last.From) != 7*24*time.Hour || last.From.In(time.FixedZone("", 7*3600)).Weekday() != time.Monday {
		t.Errorf("the last week: %+v", last)
	}
	total := 0
	for _, w := range h.Weekly {
		total += w.Started
	}
	if total != 150 {
		t.Errorf("the weeks sum to %d", total)
	}
}

func TestProblemsSpeakTheUsersLanguage(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	for lang, want := range map[string]string{"vi": "Không tìm thấy", "en-GB,en;q=0.9": "It was not found", "": "Không tìm thấy"} {
		w := k.call(b.cookie(cham.RoleViewer), "GET", "/v1/maps/none", nil, header("Accept-Language", lang))
		p := struct{ route.Problem }{}
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || !strings.HasPrefix(p.Detail, want) || p.Code != "not_found" ||
			p.Status != 404 || p.Request == "" {
			t.Errorf("%q: %+v %v", lang, p, err)
		}
		if ct := w.Header().Get("Content-Type"); ct != "application/problem+json" {
			t.Errorf("content type %q", ct)
		}
	}
	for name, body := range map[string]string{"not JSON": `{`, "wrong kind": `{"name":5}`, "unknown field": `{"name":"x","colour":1}`,
		"nothing": ``} {
		w := k.call(b.cookie(cham.RoleEditor), "POST", "/v1/maps", body)
		if w.Code != 400 || !strings.Contains(w.Body.String(), `"code":"invalid"`) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	big := `{"name":"` + strings.Repeat("x", 5<<20) + `"}`
	if w := k.call(b.cookie(cham.RoleEditor), "POST", "/v1/maps", big); w.Code != 413 || !strings.Contains(w.Body.String(), `"too_large"`) {
		t.Errorf("a huge body: %d %s", w.Code, w.Body)
	}
}
