package rest

import (
	"net/http"
	"strings"
	"testing"

	"cham"
	"cham/api/rest/customers"
	"cham/api/rest/questions"
	"cham/capability/report"
	"cham/measure"
)

const readers = `{"name":" Readers ","query":{"question":"touches","by":"channel"},"figure":{"kind":"reach","touchpoint":"Page Viewed"}}`

// A segment lives from being saved to being forgotten: it counts who is there
// now, narrows what is asked, and goes only when nothing is built on it.
func TestSegmentLives(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	editor, viewer := b.cookie(cham.RoleEditor), b.cookie(cham.RoleViewer)
	b.send(b.page("one", 2, "/a"), b.track("two", "Order Completed", 1))
	g := decode[questions.SegmentInfo](t, k.call(editor, "POST", "/v1/segments", readers))
	if g.Name != "Readers" || g.Customers != 1 || g.Query.By != "" || g.CreatedBy != b.users[cham.RoleEditor] {
		t.Errorf("saved %+v", g)
	}
	b.send(b.page("three", 1, "/a"))
	for _, s := range decode[[]questions.SegmentInfo](t, k.call(viewer, "GET", "/v1/segments", nil)) {
		if s.ID == g.ID && (s.Customers != 2 || s.CreatedName != "alpha editor" || s.Broken) {
			t.Errorf("listed %+v", s)
		}
	}
	for url, want := range map[string]int{"/v1/segments/" + g.ID + "/customers": 2, "/v1/customers?segment=" + g.ID: 2,
		"/v1/customers?segment=" + g.ID + ",g_alpha&limit=1": 1,
		"/v1/customers?q=two&segment=" + g.ID:                0, "/v1/customers?q=two": 1} {
		if page := decode[customers.CustomerPage](t, k.call(viewer, "GET", url, nil)); len(page.Customers) != want {
			t.Errorf("%s: %d customers, want %d", url, len(page.Customers), want)
		}
	}
	if o := decode[report.MapOverlay](t, k.call(viewer, "GET", "/v1/maps/m_alpha/overlay?segment="+g.ID, nil)); o.Answer.Customers != 2 {
		t.Errorf("overlay of the segment: %d customers", o.Answer.Customers)
	}
	if h := decode[report.Home](t, k.call(viewer, "GET", "/v1/home?segment="+g.ID, nil)); h.Journeys.Started != 2 {
		t.Errorf("home of the segment: %d journeys", h.Journeys.Started)
	}

	built := decode[questions.SegmentInfo](t, k.call(editor, "POST", "/v1/segments",
		`{"name":"Built","query":{"question":"touches","segment":{"saved":"`+g.ID+`"}},"figure":{"kind":"customers"}}`))
	if w := k.call(editor, "DELETE", "/v1/segments/"+g.ID, nil); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Built") {
		t.Errorf("a segment that another one is built on: %d %s", w.Code, w.Body)
	}
	if w := k.call(editor, "PATCH", "/v1/segments/"+built.ID, `{"name":"Readers"}`); w.Code != http.StatusConflict ||
		!strings.Contains(w.Body.String(), "Choose another name") {
		t.Errorf("a name twice: %d %s", w.Code, w.Body)
	}
	for _, id := range []string{built.ID, g.ID} {
		if w := k.call(editor, "DELETE", "/v1/segments/"+id, nil); w.Code != http.StatusNoContent {
			t.Errorf("delete: %d %s", w.Code, w.Body)
		}
	}
	for body, field := range map[string]string{
		`{"name":"  ","query":{"question":"touches"},"figure":{"kind":"customers"}}`:                                      "name",
		`{"name":"x","query":{"question":"paths","depth":99},"figure":{"kind":"customers"}}`:                              "depth",
		`{"name":"x","query":{"question":"touches"},"figure":{"kind":"nothing"}}`:                                         "figure",
		`{"name":"x","query":{"question":"touches","where":[{"by":"status","any":["a"]}]},"figure":{"kind":"customers"}}`: "where",
	} {
		w := k.call(editor, "POST", "/v1/segments", body)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"field":"`+field) {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
}

// A segment whose map was deleted says so, and its neighbours stay.
func TestSegmentBreaks(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner := b.cookie(cham.RoleOwner)
	g := decode[questions.SegmentInfo](t, k.call(owner, "POST", "/v1/segments",
		`{"name":"Buyers","query":{"question":"touchpoints","map":"m_alpha"},"figure":{"kind":"reach","touchpoint":"order"}}`))
	m := b.m
	m.Persona.Name, m.Persona.Segment = "Lan", g.ID
	if w := k.call(owner, "PUT", "/v1/maps/m_alpha", m); w.Code != 200 {
		t.Fatal(w.Body)
	}
	if w := k.call(owner, "DELETE", "/v1/segments/"+g.ID, nil); w.Code != http.StatusConflict ||
		!strings.Contains(w.Body.String(), "alpha map") {
		t.Errorf("a persona's segment: %d %s", w.Code, w.Body)
	}
	if w := k.call(owner, "DELETE", "/v1/maps/m_alpha", nil); w.Code != http.StatusNoContent {
		t.Fatal(w.Body)
	}
	broken := map[string]bool{}
	for _, s := range decode[[]questions.SegmentInfo](t, k.call(owner, "GET", "/v1/segments", nil)) {
		broken[s.Name] = s.Broken
	}
	if !broken["Buyers"] || broken["alpha all"] {
		t.Errorf("broken: %v", broken)
	}
}

// A view is its maker's until it is shared; a program's is everybody's.
func TestViewsAreOnesOwn(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	editor, owner := b.cookie(cham.RoleEditor), b.cookie(cham.RoleOwner)
	mine := decode[cham.View](t, k.call(editor, "POST", "/v1/views", `{"name":"Mine","page":"journeys","search":"q=paths"}`))
	seen := func(who as, query string) (names string) {
		for _, v := range decode[[]cham.View](t, k.call(who, "GET", "/v1/views"+query, nil)) {
			names += v.Name + ";"
		}
		return names
	}
	if a, o := seen(editor, ""), seen(owner, ""); a != "Mine;alpha view;" || o != "alpha view;" {
		t.Errorf("its maker sees %s, another one %s", a, o)
	}
	for _, method := range []string{"PATCH", "DELETE"} {
		if w := k.call(owner, method, "/v1/views/"+mine.ID, `{"name":"Taken"}`); w.Code != http.StatusNotFound {
			t.Errorf("%s of another one's view: %d", method, w.Code)
		}
	}
	shared := decode[cham.View](t, k.call(editor, "PATCH", "/v1/views/"+mine.ID, `{"shared":true,"search":"q=graph"}`))
	if shared.Search != "q=graph" || shared.Name != "Mine" || seen(owner, "?page=journeys") != "Mine;alpha view;" ||
		seen(owner, "?page=maps") != "" {
		t.Errorf("shared %+v; others see %s", shared, seen(owner, ""))
	}
	if v := decode[cham.View](t, k.call(b.key(cham.RoleEditor), "POST", "/v1/views",
		`{"name":"Of a key","page":"maps","search":""}`)); !v.Shared || v.CreatedBy != "" {
		t.Errorf("of a key: %+v", v)
	}
}

// The file opens in a spreadsheet as it is: UTF-8 with its mark, and nothing
// a stranger wrote is a formula.
func TestQueryCSV(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	b.send(b.track("one", "Đặt lịch", 2), b.track("one", "=1+1", 1))
	w := k.call(b.cookie(cham.RoleAnalyst), "POST", "/v1/query.csv", measure.Query{Question: measure.Touches})
	if got, want := w.Body.String(), "\ufeffname,volume,customers\n'=1+1,1,1\nĐặt lịch,1,1\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if ct, name := w.Header().Get("Content-Type"), w.Header().Get("Content-Disposition"); ct != "text/csv; charset=utf-8" ||
		name != `attachment; filename="cham-touches.csv"` {
		t.Errorf("%s, %s", ct, name)
	}
	q := measure.Query{Question: measure.Funnel, Steps: [][]string{{"Đặt lịch", "x"}, {"=1+1"}}}
	if got := k.call(b.cookie(cham.RoleAnalyst), "POST", "/v1/query.csv", q).Body.String(); !strings.HasPrefix(got,
		"\ufeffstep,customers,rate.k,rate.n,rate.value,rate.low,rate.high,rate.age,rate.open,"+
			"time.n,time.median,time.p90\nĐặt lịch | x,1,1,1,1,") {
		t.Errorf("%q", got)
	}
	if w := k.call(b.cookie(cham.RoleAnalyst), "POST", "/v1/query.csv", `{"question":"funnel"}`); w.Code != 400 ||
		!strings.Contains(w.Body.String(), `"field":"steps"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
