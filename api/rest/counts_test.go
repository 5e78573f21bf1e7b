package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"cham"
	"cham/api/rest/imports"
	"cham/api/rest/questions"
	"cham/capability/access"
	"cham/capability/count"
	"cham/measure"
)

// countKit imports reports of counts, and looks at what became of them.
type countKit struct {
	*business
	admin func(*http.Request)
}

func newCountKit(t *testing.T) countKit {
	b := newKit(t).business("alpha")
	return countKit{b, b.cookie(cham.RoleAdmin)}
}

func (c countKit) take(name, report, days string) string {
	c.k.t.Helper()
	i := decode[imports.ImportInfo](c.k.t, c.upload(cham.RoleAdmin, "/v1/imports", name, []byte(report)))
	if i.Preview == nil || i.Preview.Export != count.Analytics && i.Preview.Export != count.SearchConsole {
		c.k.t.Fatalf("%+v", i.Preview)
	}
	look := decode[imports.ImportCounts](c.k.t, c.k.call(c.admin, "GET", "/v1/imports/"+i.ID+"/counts"+days, nil))
	took := decode[imports.ImportCounts](c.k.t, c.k.call(c.admin, "POST", "/v1/imports/"+i.ID+"/counts"+days, nil))
	if look.Counts != took.Counts || look.From != took.From {
		c.k.t.Errorf("%+v, then %+v", look, took)
	}
	return i.ID
}

func (c countKit) rows() []questions.CountRow {
	c.k.t.Helper()
	return decode[questions.CountsInfo](c.k.t, c.k.call(c.cookie(cham.RoleViewer), "GET", "/v1/counts", nil)).Rows
}

func (c countKit) beside(query string) count.LeadCounts {
	c.k.t.Helper()
	return decode[count.LeadCounts](c.k.t, c.k.call(c.cookie(cham.RoleViewer), "GET", "/v1/counts/leads"+query, nil))
}

// people is everything that is asked of customers.
func (c countKit) people() string {
	c.k.t.Helper()
	var all []string
	for _, q := range []string{"touches", "leads", "journeys"} {
		a := decode[measure.Answer](c.k.t, c.k.call(c.cookie(cham.RoleViewer), "POST", "/v1/query", `{"question":"`+q+`"}`))
		a.AsOf = time.Time{}
		text, err := json.Marshal(a)
		if err != nil {
			c.k.t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return strings.Join(append(all, c.k.call(c.admin, "GET", "/v1/customers", nil).Body.String()), "\n")
}

const gaHead = "# ----\n# Start date: 20261101\n# End date: 20261128\nSession source / medium,Sessions\n"

// TestCountsInventNobody: a report of Google Analytics stands beside the groups of
// lead sources; customers, touches and every rate are as before.
func TestCountsInventNobody(t *testing.T) {
	c := newCountKit(t)
	c.send(c.page("ann", 2, "/a"))
	before := c.people()
	c.take("ga.csv", gaHead+"google / cpc,300\n(direct) / (none),40\n(not set),3\n", "")
	c.take("gsc.csv", "Truy vấn hàng đầu,Số lần nhấp,Số lần hiển thị,CTR,Vị trí\nkem,5,90,1%,\"2,5\"\n", "?from=2026-11-01&to=2026-11-28")
	out := c.beside("?from=2026-10-31T17:00:00Z&to=2026-11-28T17:00:00Z")
	if len(out.Sessions) != 2 || out.Sessions[0] != (count.LeadSessions{Lead: "google-ads", Sessions: 300}) || out.Unknown != 3 ||
		out.Days != (count.DaySpan{From: "2026-11-01", To: "2026-11-28"}) || len(out.Keywords) != 1 || out.Keywords[0].Position != 2.5 {
		t.Errorf("%+v", out)
	}
	if part := c.beside("?from=2026-11-07T17:00:00Z"); len(part.Sessions) != 0 { // a period is not cut
		t.Errorf("%+v", part)
	}
	if after := c.people(); after != before {
		t.Errorf("people changed:\n%s\n%s", before, after)
	}
	i := decode[imports.ImportInfo](t, c.upload(cham.RoleAdmin, "/v1/imports", "ga.csv", []byte(gaHead+"google / cpc,300\n")))
	if done := decode[imports.ImportInfo](t, c.k.call(c.admin, "POST", "/v1/imports/"+i.ID+"/start", `{}`)); done.State != "done" {
		t.Errorf("%+v", done)
	}
	if after := c.people(); after != before {
		t.Errorf("people were made of sources:\n%s\n%s", before, after)
	}
}

// TestCountsReplaceAndUndo: the same file again adds nothing, a later one of the same
// days replaces, and undoing brings back what was before.
func TestCountsReplaceAndUndo(t *testing.T) {
	c := newCountKit(t)
	sessions := func() (n int) {
		for _, r := range c.rows() {
			n += int(r.Number)
		}
		return n
	}
	const day = "Date,Session source / medium,Sessions\n"
	first := c.take("a.csv", day+"20261105,google / cpc,10\n20261106,google / cpc,20\n", "")
	again := c.take("a.csv", day+"20261105,google / cpc,10\n20261106,google / cpc,20\n", "")
	if got := sessions(); got != 30 {
		t.Fatal(got)
	}
	later := c.take("b.csv", day+"20261106,google / cpc,25\n20261107,google / cpc,7\n20261307,google / cpc,1\n", "")
	if got := sessions(); got != 42 {
		t.Fatal(got)
	}
	look := decode[imports.ImportCounts](t, c.k.call(c.admin, "GET", "/v1/imports/"+later+"/counts", nil))
	if i := decode[imports.ImportInfo](t, c.k.call(c.admin, "GET", "/v1/imports/"+later, nil)); !look.Taken || look.Counts != 2 ||
		look.Back != 1 || i.Counts != 2 || i.State != "done" {
		t.Errorf("%+v %+v", look, i)
	}
	for _, step := range []struct {
		id   string
		want int
	}{{later, 30}, {again, 30}, {first, 0}} {
		decode[imports.ImportInfo](t, c.k.call(c.admin, "POST", "/v1/imports/"+step.id+"/undo", nil))
		until(t, func() bool { return c.importState(step.id).State == "undone" })
		if got := sessions(); got != step.want {
			t.Errorf("after %s: %d, want %d", step.id, got, step.want)
		}
	}
}

// TestCountsAskForDays: what names no days is not taken without them, and what says
// nothing that is kept says what to do.
func TestCountsAskForDays(t *testing.T) {
	c := newCountKit(t)
	upload := func(report string) string {
		i := decode[imports.ImportInfo](t, c.upload(cham.RoleAdmin, "/v1/imports", "q.csv", []byte(report)))
		return "/v1/imports/" + i.ID + "/counts"
	}
	path := upload("Top queries,Clicks,Impressions,CTR,Position\nkem,5,90,1%,2\nbad,x,1,1%,1\n")
	look := decode[imports.ImportCounts](t, c.k.call(c.admin, "GET", path, nil))
	if !look.Asks || !look.Whole || look.From != "" || look.Counts != 3 || look.Rejected != 1 || look.Rejects[0].Line != 3 {
		t.Errorf("%+v", look)
	}
	for _, days := range []string{"", "?from=2026-11-01", "?from=2026-11-09&to=2026-11-01"} {
		if w := c.k.call(c.admin, "POST", path+days, nil); w.Code != 400 || !strings.Contains(w.Body.String(), "last day") {
			t.Errorf("%s: %d %s", days, w.Code, w.Body)
		}
	}
	if w := c.k.call(c.admin, "GET", upload("Session source / medium,Date range,Sessions\na / b,x,5\n"), nil); w.Code != 400 ||
		!strings.Contains(w.Body.String(), "Take the comparison off") {
		t.Error(w.Code, w.Body)
	}
	if len(c.rows()) != 0 {
		t.Error(c.rows())
	}
}

// Counts are read from a workbook and from the golden files, too, and of another
// business nothing is seen.
func TestCountsOfFiles(t *testing.T) {
	c := newCountKit(t)
	book := excelize.NewFile()
	defer book.Close()
	var out bytes.Buffer
	if err := errors.Join(book.SetSheetRow("Sheet1", "A1", &[]any{"# Ngày bắt đầu: 20261101"}),
		book.SetSheetRow("Sheet1", "A2", &[]any{"# Ngày kết thúc: 20261107"}),
		book.SetSheetRow("Sheet1", "A3", &[]any{"Nguồn/phương tiện của phiên", "Phiên"}),
		book.SetSheetRow("Sheet1", "A4", &[]any{"zalo / zns", 12}), book.Write(&out)); err != nil {
		t.Fatal(err)
	}
	c.take("ga.xlsx", out.String(), "")
	if rows := c.rows(); len(rows) != 1 || rows[0] != (questions.CountRow{From: "2026-11-01", To: "2026-11-07", By: count.Analytics,
		Kind: "source", Value: "zalo / zns", Measure: "sessions", Number: 12}) {
		t.Errorf("%+v", rows)
	}
	for _, name := range []string{"ga4-traffic-en", "ga4-traffic-vi", "ga4-pages-en", "search-console-queries-vi", "search-console-dates-en"} {
		content, err := os.ReadFile("../../capability/count/testdata/" + name + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		c.take(name+".csv", string(content), "?from=2026-11-01&to=2026-11-28")
	}
	other := c.k.business("omega")
	if all := decode[questions.CountsInfo](t, c.k.call(other.cookie(cham.RoleOwner), "GET", "/v1/counts", nil)); len(all.Rows) != 0 {
		t.Errorf("%+v", all)
	}
}

// TestCountsOfTouchpoint: the views of pages that belong to a touchpoint stand beside it.
func TestCountsOfTouchpoint(t *testing.T) {
	c := newCountKit(t)
	m := decode[cham.JourneyMap](t, c.k.call(c.admin, "POST", "/v1/maps", `{"name":"x","template":"ecommerce"}`))
	m.Touchpoints[0].Rule = cham.Rule{Any: []cham.Match{{Event: "Page Viewed", Path: "/san-pham/*"}}}
	m = decode[cham.JourneyMap](t, c.k.call(c.admin, "PUT", "/v1/maps/"+string(m.ID), m))
	c.take("pages.csv", "# Start date: 20261101\n# End date: 20261107\nPage path and screen class,Views\n/san-pham/kem?m=1,30\n"+
		"/san-pham/son,5\n/gio-hang,9\n(not set),2\n", "")
	path := "/v1/maps/" + string(m.ID) + "/touchpoints/"
	views := decode[count.PageViews](t, c.k.call(c.cookie(cham.RoleViewer), "GET", path+m.Touchpoints[0].ID+"/counts", nil))
	if want := (count.PageViews{Days: count.DaySpan{From: "2026-11-01", To: "2026-11-07"}, Views: 35, Pages: 2}); views != want {
		t.Errorf("%+v, want %+v", views, want)
	}
	if w := c.k.call(c.admin, "GET", path+"none/counts", nil); w.Code != 404 {
		t.Error(w.Code, w.Body)
	}
}

// TestImportsKeyFollowsItsOwn: a key that only brings files in sees what became of
// them, and nothing of the files of others.
func TestImportsKeyFollowsItsOwn(t *testing.T) {
	c := newCountKit(t)
	other := c.take("ga.csv", gaHead+"google / cpc,300\n", "")
	_, secret, err := c.k.access.NewAPIKey(t.Context(), c.ws, cham.Actor{User: c.users[cham.RoleOwner], Role: cham.RoleOwner},
		access.NewKey{Name: "k", Role: cham.RoleAdmin, Scopes: []cham.Scope{"imports"}})
	c.must(err)
	key := header("Authorization", "Bearer "+secret)
	if own := decode[[]imports.ImportInfo](t, c.k.call(key, "GET", "/v1/imports", nil)); len(own) != 0 {
		t.Fatalf("%+v", own)
	}
	if w := c.k.call(key, "GET", "/v1/imports/"+other, nil); w.Code != 404 {
		t.Error(w.Code, w.Body)
	}
	up := decode[imports.ImportInfo](t, c.uploadAs(key, "/v1/imports", "b.csv", []byte(gaHead+"zalo / zns,3\n")))
	c.k.call(key, "POST", "/v1/imports/"+up.ID+"/start", `{}`)
	own := decode[[]imports.ImportInfo](t, c.k.call(key, "GET", "/v1/imports", nil))
	one := decode[imports.ImportInfo](t, c.k.call(key, "GET", "/v1/imports/"+up.ID, nil))
	if len(own) != 1 || own[0].ID != up.ID || own[0].Counts != 1 || one.State != "done" {
		t.Errorf("%+v %+v", own, one)
	}
	if w := c.k.call(key, "GET", "/v1/maps", nil); w.Code != 403 {
		t.Error(w.Code)
	}
}
