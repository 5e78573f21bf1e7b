package public_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"cham"
	"cham/api/public"
	"cham/capability/brand"
	"cham/capability/consent"
	"cham/capability/identity"
	"cham/capability/qr"
	"cham/chamtest/kit"
	"cham/journey"
)

// counter is a business with a map, and a code at one of its places.
type counter struct {
	*kit.Kit
	handler http.Handler
	code    qr.Code
	m       cham.JourneyMap
	ip      string
}

const phone = "Mozilla/5.0 (Linux; Android 10; SM-A107F) AppleWebKit/537.36 (KHTML, like Gecko) " +
	"Chrome/88.0 Mobile Safari/537.36 Zalo android/21"

func hang(t *testing.T, page qr.Page) *counter {
	t.Helper()
	c := &counter{Kit: kit.New(t), ip: "203.0.113.9"}
	var err error
	if c.m, err = journey.NewFromTemplate("spa", "Spa", "vi", "m", c.Now(), ""); err == nil {
		err = c.Store.Maps().CreateMap(t.Context(), kit.Workspace, c.m)
	}
	if err != nil {
		t.Fatal(err)
	}
	made, changed, err := c.Codes.Make(t.Context(), kit.Workspace, qr.NewCodes{Map: "m", Touchpoint: c.m.Touchpoints[0].ID,
		Branches: []string{"Hà Đông"}, Places: []string{"bàn 5"}, Page: page, Source: "Mã QR"})
	if err != nil || len(made) != 1 || changed == nil {
		t.Fatal(made, changed, err)
	}
	c.code, c.m = made[0], *changed
	c.handler = public.NewCodes(public.CodesConfig{Service: c.Codes, Guests: guests(c.Kit, &c.ip)})
	return c
}

// atOnce are guests for whom no time goes by, so that no limit grows meanwhile.
func atOnce(k *kit.Kit, ip *string) public.Guests {
	g, now := guests(k, ip), k.Now()
	g.Now = func() time.Time { return now }
	return g
}

// guests is what pages that anybody opens work with; ip is the browser's.
func guests(k *kit.Kit, ip *string) public.Guests {
	return public.Guests{Brands: k.Store.Codes(), Workspace: k.Store.Access().Workspace, NewID: k.NewID,
		Secure: func(*http.Request) bool { return false }, Now: k.Now,
		ClientIP: func(*http.Request) string { return *ip }, Log: slog.New(slog.DiscardHandler)}
}

// ask asks for the code's page; headers are "Name: value".
func (c *counter) ask(method, query string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, public.CodePath+c.code.ID+query, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", phone)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	return w
}

func cookie(w *httptest.ResponseRecorder) string {
	set, _, _ := strings.Cut(w.Header().Get("Set-Cookie"), ";")
	return "Cookie: " + set
}

func (c *counter) came() []cham.Record {
	c.T.Helper()
	c.Drain()
	all, err := c.History().Latest(c.T.Context(), qr.SourceID, 100)
	if err != nil {
		c.T.Fatal(err)
	}
	return slices.DeleteFunc(all, func(r cham.Record) bool { return !r.Type.Interaction() })
}

// Who scans twice is one visitor; within ten minutes it is one visit. It lies on
// the map where the code hangs.
func TestScans(t *testing.T) {
	c := hang(t, qr.Page{})
	first := c.ask("GET", "", nil)
	if first.Code != 200 || !strings.Contains(first.Header().Get("Set-Cookie"), "HttpOnly") {
		t.Fatal(first.Code, first.Header())
	}
	c.ask("GET", "", nil, cookie(first))
	if all := c.came(); len(all) != 1 {
		t.Fatalf("one visit is %d", len(all))
	}
	c.Jump(11 * time.Minute)
	c.ask("GET", "", nil, cookie(first))
	c.ask("GET", "", nil) // somebody else
	all := c.came()
	if len(all) != 3 || all[2].Key != all[1].Key || all[1].Key == all[0].Key {
		t.Fatalf("%+v", all)
	}
	bind := journey.Bind(&c.m)
	for _, r := range all {
		if r.Name != qr.Scanned || r.Branch != "Hà Đông" || r.Device != "mobile" || r.Campaign.Content != "bàn 5" ||
			strings.Contains(string(r.Context), c.ip) || bind(cham.KindOf(&r.Touch, cham.KindRules{})) != 0 {
			t.Errorf("%+v", r)
		}
	}
	counts, err := c.Workspaces.CodeCounts(t.Context(), kit.Workspace, c.Now().Add(-time.Hour))
	if n := counts[c.code.ID]; err != nil || n.Scans != 3 || n.Answers != 0 || n.Last.IsZero() {
		t.Error(counts, err)
	}
}

// Previews, robots, pages fetched ahead, browsers that ask not to be followed:
// none of them is a visit, and none gets a cookie where it may not be.
func TestNoVisits(t *testing.T) {
	c := hang(t, qr.Page{})
	for _, header := range []string{"Sec-GPC: 1", "DNT: 1", "Purpose: prefetch", "Sec-Purpose: prefetch;prerender"} {
		if w := c.ask("GET", "", nil, header); w.Code != 200 || w.Header().Get("Set-Cookie") != "" {
			t.Error(header, w.Code, w.Header())
		}
	}
	for _, agent := range []string{"facebookexternalhit/1.1", "Zalo-Crawler/1.0", "TelegramBot (like TwitterBot)"} {
		c.ask("GET", "", nil, "User-Agent: "+agent)
	}
	if w := c.ask("HEAD", "", nil); w.Code != 200 || w.Header().Get("Set-Cookie") != "" {
		t.Error("HEAD", w.Code, w.Header())
	}
	if all := c.came(); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

// Where the business asks first, nothing is noted before the visitor's yes.
func TestAskFirst(t *testing.T) {
	c := hang(t, qr.Page{})
	src, err := c.Sources.Source(t.Context(), kit.Workspace, qr.SourceID)
	src.RequireConsent = true
	if err == nil {
		err = c.Sources.UpdateSource(t.Context(), src)
	}
	if err != nil {
		t.Fatal(err)
	}
	if w := c.ask("GET", "", nil); w.Header().Get("Set-Cookie") != "" || !strings.Contains(w.Body.String(), `value="allow"`) {
		t.Fatal(w.Header(), w.Body)
	}
	if n := len(c.came()); n != 0 {
		t.Fatal("noted before the yes:", n)
	}
	w := c.ask("POST", "", url.Values{"do": {"allow"}}, "Sec-GPC: 1")
	if w.Code != 303 || len(c.came()) != 1 {
		t.Fatal(w.Code, len(c.came()))
	}
	if again := c.ask("GET", "", nil, cookie(w), "Sec-GPC: 1"); strings.Contains(again.Body.String(), `value="allow"`) {
		t.Error("asked again after the yes")
	}
	src.Enabled = false
	if err := c.Sources.UpdateSource(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	c.Jump(time.Hour)
	if c.ask("GET", "", nil, cookie(w)); len(c.came()) != 1 {
		t.Error("a source that is switched off notes visits")
	}
}

// An answer is a touch by the words of surveys, its contact an unconfirmed key,
// its consent a statement with its proof.
func TestAnswer(t *testing.T) {
	c := hang(t, qr.Page{Ask: &qr.Question{Kind: qr.NPS, Text: "Giới thiệu?"}, Contact: true,
		Consents: []consent.Purpose{consent.Care, consent.Marketing}})
	page := c.ask("GET", "", nil)
	if strings.Contains(page.Body.String(), "checked") {
		t.Error("a box is ticked beforehand")
	}
	form := url.Values{"do": {"answer"}, "once": {"abc"}, "value": {"9"}, "comment": {"nhẹ tay"}, "phone": {"0903 118 27"},
		"name": {"Lan"}, "agree.marketing": {"1"}}
	bad := c.ask("POST", "", form, cookie(page))
	if bad.Code != 422 || !strings.Contains(bad.Body.String(), "nhẹ tay") || !strings.Contains(bad.Body.String(), "0903 118 27") {
		t.Fatal(bad.Code, bad.Body)
	}
	for _, value := range []string{"", "11", "-1", "x", "+3", "9.5"} {
		form.Set("value", value)
		form.Set("phone", "")
		if w := c.ask("POST", "", form, cookie(page)); w.Code != 422 {
			t.Errorf("%q: %d", value, w.Code)
		}
	}
	form.Set("value", "9")
	form.Set("phone", "0903 118 274")
	for range 2 { // sent twice
		if w := c.ask("POST", "?lang=en", form, cookie(page)); w.Code != 303 ||
			!strings.HasSuffix(w.Header().Get("Location"), "?lang=en&done=1") {
			t.Fatal(w.Code, w.Header())
		}
	}
	all := c.came()
	if len(all) != 2 || all[0].Name != qr.Answered || strings.Contains(string(all[0].Context), c.ip) {
		t.Fatalf("%+v", all)
	}
	var said map[string]any
	if err := json.Unmarshal(all[0].Properties, &said); err != nil || said["score"] != 9.0 || said["kind"] != "nps" ||
		said["comment"] != "nhẹ tay" || said["question"] != "Giới thiệu?" || said["placement"] != "bàn 5" {
		t.Error(said, err)
	}
	if bind := journey.Bind(&c.m); bind(cham.KindOf(&all[0].Touch, cham.KindRules{})) != 0 {
		t.Error("the answer lies elsewhere on the map")
	}
	verify(t, c, all[0].Key)
}

// verify looks at what the customer agreed to.
func verify(t *testing.T, c *counter, who cham.KeyID) {
	p, err := c.Resolver.Profile(t.Context(), kit.Workspace, cham.CustomerID(who))
	if err != nil || !slices.ContainsFunc(p.Keys, func(n identity.Node) bool { return n.Key.Value == "+84903118274" }) {
		t.Fatalf("%+v %v", p, err)
	}
	var keys []consent.Key
	for _, k := range p.Keys {
		keys = append(keys, consent.Key{ID: k.ID, Key: k.Key})
	}
	var v consent.Verdict
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		var err error
		if v, err = c.Consents.May(t.Context(), kit.Workspace, keys, consent.Marketing, "sms"); err != nil {
			t.Fatal(err)
		}
		if v.Proof != nil {
			break
		}
	}
	if !v.Allowed || !v.Proof.Claimed || v.Proof.IP != c.ip || v.Proof.Device != phone || v.Proof.Source != qr.SourceID {
		t.Fatalf("%+v %+v", v, v.Proof)
	}
	wording, err := c.Store.Consents().Text(t.Context(), kit.Workspace, v.Proof.TextHash)
	if err != nil || !strings.Contains(wording, "Test") {
		t.Error("the wording is not kept:", wording, err)
	}
	if care, err := c.Consents.May(t.Context(), kit.Workspace, keys, consent.Care, "sms"); err != nil || care.Reason != "unasked" {
		t.Error("a box that was left alone says something:", care, err)
	}
}

// What owners write is shown as they wrote it, in a light page that runs nothing.
func TestPage(t *testing.T) {
	c := hang(t, qr.Page{Thanks: `<script>alert(1)</script>`, Address: "https://mocan.vn/menu?a=1&b=2",
		Ask: &qr.Question{Kind: qr.Choice, Text: `"><img src=x onerror=alert(1)>`, Choices: []string{"<b>a</b>", "c"}}, Contact: true,
		Consents: consent.Asked})
	logo := make([]byte, 14<<10)
	if err := c.Store.Codes().PutBrand(context.Background(), kit.Workspace, brand.Brand{Colour: "#123456", Logo: logo}); err != nil {
		t.Fatal(err)
	}
	other := cham.Workspace{ID: "other", Name: "Đối thủ", TimeZone: cham.DefaultTimeZone, Currency: "VND", CreatedAt: c.Now()}
	if err := c.Workspaces.Create(t.Context(), other, ""); err != nil {
		t.Fatal(err)
	}
	w := c.ask("GET", "?lang=%22%3E%3Cscript%3E", nil)
	body := w.Body.String()
	css := httptest.NewRecorder()
	c.handler.ServeHTTP(css, httptest.NewRequest("GET", public.CodePath+"style.css", nil))
	if n := len(body) + css.Body.Len(); n > 30_000 || css.Code != 200 {
		t.Errorf("the page is %d bytes", n)
	}
	for _, bad := range []string{"<script", "<img src=x", "<b>a</b>", "Đối thủ", "ZgotmplZ", "http://"} {
		if strings.Contains(body, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	for _, good := range []string{"--brand:#123456", "mocan.vn", "data:image/png", `href="https://mocan.vn/menu?a=1&amp;b=2"`} {
		if !strings.Contains(body, good) {
			t.Errorf("the page lacks %q", good)
		}
	}
	if p := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'; style-src 'self' 'sha256-") ||
		!strings.Contains(p, "frame-ancestors 'none'") {
		t.Error(p)
	}
}

// A code that was revoked, guessed or is another's is none; floods are slowed.
func TestCodesEnd(t *testing.T) {
	c := hang(t, qr.Page{})
	if err := c.Codes.Revoke(t.Context(), "other", c.code.ID); cham.ErrorCode(err) != cham.CodeNotFound {
		t.Fatal("another business revokes it:", err)
	}
	upper := c.code
	upper.ID = strings.ToUpper(upper.ID)
	c.code, upper = upper, c.code
	if w := c.ask("GET", "", nil); w.Code != 200 {
		t.Error("typed in capitals:", w.Code)
	}
	c.code = upper
	if err := c.Codes.Revoke(t.Context(), kit.Workspace, c.code.ID); err != nil {
		t.Fatal(err)
	}
	if w := c.ask("GET", "", nil); w.Code != 404 || strings.Contains(w.Body.String(), "Test") {
		t.Error("revoked:", w.Code, w.Body)
	}
	for _, id := range []string{"0000000000", "a", strings.Repeat("a", 5000), "style.css%00"} {
		c.code.ID = id
		if w := c.ask("GET", "", nil); w.Code != 404 {
			t.Errorf("%q: %d", id[:1], w.Code)
		}
	}
	c.handler = public.NewCodes(public.CodesConfig{Service: c.Codes, Guests: atOnce(c.Kit, &c.ip)})
	codes := map[int]int{}
	for range 100 {
		codes[c.ask("GET", "", nil).Code]++
	}
	if codes[429] < 40 {
		t.Error("a flood:", codes)
	}
	c.ip = "203.0.113.10"
	c.code = upper
	if w := c.ask("POST", "", url.Values{"value": {strings.Repeat("x", 1<<20)}}); w.Code >= 500 {
		t.Error("a large body:", w.Code)
	}
}

// Another site's page cannot let its visitors send: the consent would be forged.
func TestAnswersOfOtherSites(t *testing.T) {
	c := hang(t, qr.Page{Contact: true, Consents: []consent.Purpose{consent.Marketing}})
	form := url.Values{"do": {"answer"}, "phone": {"0903118274"}, "agree.marketing": {"1"}}
	for _, header := range []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: https://evil.example",
		"Origin: null"} {
		if w := c.ask("POST", "", form, header); w.Code != 403 || w.Header().Get("Set-Cookie") != "" {
			t.Error(header, w.Code)
		}
	}
	if all := c.came(); len(all) != 0 {
		t.Fatalf("%+v", all)
	}
	for _, header := range []string{"Sec-Fetch-Site: same-origin", "Origin: http://example.com", "X-Old: browser"} {
		if w := c.ask("POST", "", form, header); w.Code != 303 {
			t.Error(header, w.Code)
		}
	}
}

// An answer that is not taken is said not to be, and stays in the form.
func TestAnswerNotTaken(t *testing.T) {
	c := hang(t, qr.Page{Ask: &qr.Question{Kind: qr.Text, Text: "?"}})
	form := url.Values{"do": {"answer"}, "value": {"rất thích"}}
	refused := func(what string, headers ...string) {
		t.Helper()
		if w := c.ask("POST", "", form, headers...); w.Code != 403 || !strings.Contains(w.Body.String(), "rất thích") {
			t.Error(what, w.Code, w.Header().Get("Location"))
		}
	}
	refused("a robot", "User-Agent: facebookexternalhit/1.1")
	src, err := c.Sources.Source(t.Context(), kit.Workspace, qr.SourceID)
	src.Enabled = false
	if err == nil {
		err = c.Sources.UpdateSource(t.Context(), src)
	}
	if err != nil {
		t.Fatal(err)
	}
	refused("switched off")
	if err := c.Sources.DeleteSource(t.Context(), kit.Workspace, qr.SourceID); err != nil {
		t.Fatal(err)
	}
	refused("deleted")
	if all := c.came(); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

// A code that is opened more often than people can is shown still; the visits are
// not noted. All addresses of one IPv6 line are one.
func TestCodeFloods(t *testing.T) {
	c := hang(t, qr.Page{})
	c.handler = public.NewCodes(public.CodesConfig{Service: c.Codes, Guests: atOnce(c.Kit, &c.ip)})
	for i := range 130 {
		c.ip = fmt.Sprintf("198.51.100.%d", i)
		if w := c.ask("GET", "", nil); w.Code != 200 || i >= 120 && w.Header().Get("Set-Cookie") != "" {
			t.Fatal(i, w.Code, w.Header().Get("Set-Cookie"))
		}
	}
	for range 110 { // answers have a limit of their own
		c.ask("GET", "", nil)
	}
	if w := c.ask("POST", "", url.Values{"do": {"allow"}}); w.Code != 429 { // the address's
		c.ip = "198.51.100.200"
		if w := c.ask("POST", "", url.Values{"do": {"allow"}}); w.Code != 303 {
			t.Error("allowing:", w.Code)
		}
	}
	codes := map[int]int{}
	for i := range 100 {
		c.ip = fmt.Sprintf("2001:db8:1:2:%x::1", i+1)
		codes[c.ask("GET", "", nil).Code]++
	}
	if codes[429] < 35 {
		t.Error("a line of IPv6:", codes)
	}
}

// Changing a code and revoking it at the same moment leaves it revoked.
func TestRevokedStaysSo(t *testing.T) {
	c := hang(t, qr.Page{})
	for range 20 {
		made, _, err := c.Codes.Make(t.Context(), kit.Workspace, qr.NewCodes{Map: "m", Touchpoint: c.m.Touchpoints[0].ID,
			Places: []string{c.NewID()}, Source: "Mã QR"})
		if err != nil {
			t.Fatal(err)
		}
		var both errgroup.Group
		place := "quầy"
		both.Go(func() error {
			_, err := c.Codes.Change(t.Context(), kit.Workspace, made[0].ID, nil, &place, nil)
			return err
		})
		both.Go(func() error { return c.Codes.Revoke(t.Context(), kit.Workspace, made[0].ID) })
		if err := both.Wait(); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Store.Codes().Code(t.Context(), made[0].ID); err != nil || got.RevokedAt.IsZero() || got.Place != place {
			t.Fatalf("%+v %v", got, err)
		}
	}
}
