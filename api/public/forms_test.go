package public_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/public"
	"cham/capability/consent"
	"cham/capability/form"
	"cham/capability/identity"
	"cham/chamtest/kit"
)

// desk is a business with a form.
type desk struct {
	*kit.Kit
	handler http.Handler
	form    form.Form
	ip      string
}

func offer(t *testing.T, page form.Page) *desk {
	t.Helper()
	d := &desk{Kit: kit.New(t), ip: "203.0.113.9"}
	if page.Title == "" {
		page.Title = "Đăng ký soi da"
	}
	if page.Fields == nil {
		page.Fields = []form.Field{{Kind: form.Name}, {Kind: form.Phone, Required: true}, {Kind: form.Email}, {Kind: form.Birthday},
			{Kind: form.Choice, Label: "Dịch vụ quan tâm", Options: []string{"Soi da", "Massage"}},
			{Kind: form.Long, Label: "Email của mẹ & Mobile"}}
	}
	f, err := d.Forms.Make(t.Context(), form.Form{Workspace: kit.Workspace, Name: "Tư vấn", Branch: "Hà Đông", Page: page}, "Biểu mẫu")
	if err != nil {
		t.Fatal(err)
	}
	d.form = f
	d.handler = public.NewForms(public.FormsConfig{Service: d.Forms, Guests: guests(d.Kit, &d.ip)})
	return d
}

func (d *desk) ask(method, query string, sent url.Values, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, public.FormPath+d.form.ID+query, strings.NewReader(sent.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", phone)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

var frameScript = regexp.MustCompile(`(?s)<script>.*?</script>`)

var hiddenField = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)

// filled opens the page, waits as long as people need, and fills it in: what its
// hidden fields say, and name=value.
func (d *desk) filled(query string, values ...string) url.Values {
	d.T.Helper()
	w := d.ask("GET", query, nil)
	if w.Code != 200 {
		d.T.Fatal(w.Code, w.Body)
	}
	sent := hidden(w)
	for i := 0; i < len(values); i += 2 {
		sent.Set(values[i], values[i+1])
	}
	d.Jump(5 * time.Second)
	return sent
}

func hidden(w *httptest.ResponseRecorder) url.Values {
	sent := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(w.Body.String(), -1) {
		sent.Set(m[1], strings.NewReplacer("&amp;", "&", "&#43;", "+").Replace(m[2]))
	}
	return sent
}

func (d *desk) came() []cham.Record {
	d.T.Helper()
	d.Drain()
	all, err := d.History().Latest(d.T.Context(), form.SourceID, 100)
	if err != nil {
		d.T.Fatal(err)
	}
	return slices.DeleteFunc(all, func(r cham.Record) bool { return !r.Type.Interaction() })
}

// wants checks an answer's status, that its page says the words, and that nothing
// was noted.
func (d *desk) wants(w *httptest.ResponseRecorder, status int, words ...string) {
	d.T.Helper()
	if w.Code != status {
		d.T.Errorf("%d, want %d: %s", w.Code, status, w.Body)
	}
	for _, s := range words {
		if !strings.Contains(w.Body.String(), s) {
			d.T.Errorf("the page lacks %q:\n%s", s, w.Body)
		}
	}
	if all := d.came(); len(all) != 0 {
		d.T.Errorf("noted all the same: %+v", all)
	}
}

// What is sent is one touch, however often it is sent: with its answers, the campaign
// of the address, the customer's phone and e-mail as keys, their consent with its proof.
func TestFormIsSent(t *testing.T) {
	d := offer(t, form.Page{Consents: []cham.Channel{"zalo", "email"}, Address: "https://mocan.vn/uu-dai"})
	sent := d.filled("?utm_source=facebook&utm_medium=cpc&utm_campaign=T%E1%BA%BFt", "name", " Lan  Anh ", "phone", "0903 118 274",
		"email", "Lan@MocAn.vn", "birthday", "2/9/1990", "answer_dich_vu_quan_tam", "Massage", "answer_email_cua_me_mobile", "da khô\r\nngứa",
		"agree.marketing", "1")
	for range 2 {
		w := d.ask("POST", "?lang=vi", sent)
		if w.Code != 303 || w.Header().Get("Location") != public.FormPath+d.form.ID+"?done=1&lang=vi" {
			t.Fatal(w.Code, w.Header(), w.Body)
		}
	}
	all := d.came()
	if len(all) != 1 {
		t.Fatalf("%d touches: %+v", len(all), all)
	}
	r := all[0]
	var said map[string]string
	if err := json.Unmarshal(r.Properties, &said); err != nil || said["form"] != "Tư vấn" || said["formId"] != d.form.ID ||
		said["answer_dich_vu_quan_tam"] != "Massage" || said["answer_email_cua_me_mobile"] != "da khô\nngứa" || len(said) != 4 {
		t.Error(said, err)
	}
	if r.Name != form.Submitted || r.Channel != "website" || r.Branch != "Hà Đông" || r.Campaign.Source != "facebook" ||
		r.Campaign.Medium != "cpc" || r.Campaign.Name != "Tết" || strings.Contains(string(r.Context), d.ip) {
		t.Errorf("%+v", r)
	}
	p, err := d.Resolver.Profile(t.Context(), kit.Workspace, cham.CustomerID(r.Key))
	if err != nil || p.Name != "Lan Anh" {
		t.Fatalf("%+v %v", p, err)
	}
	for _, want := range []string{"+84903118274", "lan@mocan.vn"} {
		if !slices.ContainsFunc(p.Keys, func(n identity.Node) bool { return n.Key.Value == want }) {
			t.Errorf("no key %s: %+v", want, p.Keys)
		}
	}
	d.agreed(p)
	counts, err := d.Workspaces.FormCounts(t.Context(), kit.Workspace, d.Now().Add(-time.Hour))
	if n := counts[d.form.ID]; err != nil || n.Sent != 1 || n.Last.IsZero() {
		t.Error(counts, err)
	}
	done := d.ask("GET", "?done=1&lang=vi", nil).Body.String()
	if !strings.Contains(done, `href="https://mocan.vn/uu-dai"`) || strings.Contains(done, "<form") {
		t.Error(done)
	}
}

// agreed looks at what the customer agreed to: by the ways that were asked about alone.
func (d *desk) agreed(p identity.Profile) {
	d.T.Helper()
	var keys []consent.Key
	for _, k := range p.Keys {
		keys = append(keys, consent.Key{ID: k.ID, Key: k.Key})
	}
	zalo, err := d.Consents.May(d.T.Context(), kit.Workspace, keys, consent.Marketing, "zalo")
	for deadline := time.Now().Add(10 * time.Second); err == nil && zalo.Proof == nil && time.Now().Before(deadline); {
		zalo, err = d.Consents.May(d.T.Context(), kit.Workspace, keys, consent.Marketing, "zalo")
	}
	if err != nil || !zalo.Allowed || !zalo.Proof.Claimed || zalo.Proof.IP != d.ip || zalo.Proof.Device != phone {
		d.T.Fatalf("%+v %+v %v", zalo, zalo.Proof, err)
	}
	wording, err := d.Store.Consents().Text(d.T.Context(), kit.Workspace, zalo.Proof.TextHash)
	if err != nil || !strings.Contains(wording, "Zalo, E-mail") {
		d.T.Error("the wording is not kept:", wording, err)
	}
	if sms, err := d.Consents.May(d.T.Context(), kit.Workspace, keys, consent.Marketing, "sms"); err != nil || sms.Reason != "unasked" {
		d.T.Error("a way that was not asked about:", sms, err)
	}
}

// What cannot be taken is said beside its field, and everything typed stays.
func TestFormWrong(t *testing.T) {
	d := offer(t, form.Page{})
	sent := d.filled("", "name", `"><b>Lan`, "phone", "0903 118", "email", "lan@", "birthday", "31/2/1990",
		"answer_dich_vu_quan_tam", "Cắt tóc", "answer_email_cua_me_mobile", "</textarea><script>x</script>")
	w := d.ask("POST", "", sent)
	d.wants(w, 422, `id="err-phone"`, `id="err-email"`, `id="err-birthday"`, `id="err-answer_dich_vu_quan_tam"`, `value="0903 118"`,
		`value="lan@"`, "&lt;b&gt;Lan", `aria-describedby="err-phone" autofocus`)
	if strings.Contains(w.Body.String(), "<script") || strings.Contains(w.Body.String(), "<b>Lan") ||
		strings.Count(w.Body.String(), "autofocus") != 1 {
		t.Error(w.Body)
	}
	sent.Set("phone", "")
	for name := range sent {
		if strings.HasPrefix(name, "answer") || name == "email" || name == "birthday" {
			sent.Del(name)
		}
	}
	d.wants(d.ask("POST", "?lang=en", sent), 422, "Please fill this in.")
	sent.Set("phone", "0903118274")
	if w := d.ask("POST", "", sent); w.Code != 303 {
		t.Error(w.Code, w.Body)
	}
	if n := len(d.came()); n != 1 {
		t.Error(n, "touches")
	}
}

// An empty form is none, though nothing of it is required.
func TestFormEmpty(t *testing.T) {
	d := offer(t, form.Page{Fields: []form.Field{{Kind: form.Name}, {Kind: form.Phone}}})
	d.wants(d.ask("POST", "", d.filled("", "name", " ", "phone", "")), 422, `id="err-name"`)
}

// Programs are told, and note nothing: who sends at once, fills in what nobody sees,
// makes a ticket up, or comes from another site's page.
func TestFormAgainstPrograms(t *testing.T) {
	d := offer(t, form.Page{})
	fast := hidden(d.ask("GET", "", nil))
	fast.Set("phone", "0903118274")
	d.wants(d.ask("POST", "", fast), 422, `value="0903118274"`, "bấm Gửi lần nữa")
	trapped := d.filled("", "phone", "0903118274", "leave_empty", "x")
	d.wants(d.ask("POST", "", trapped), 403, `value="0903118274"`)
	made := d.filled("", "phone", "0903118274", "ticket", "abc.mq0aaaaa.00000000000000000000000000000000")
	d.wants(d.ask("POST", "", made), 422, `value="0903118274"`)
	d.wants(d.ask("POST", "", url.Values{"phone": {"0903118274"}}), 422)
	sent := d.filled("", "phone", "0903118274")
	for _, header := range []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: https://evil.example",
		"Origin: null"} {
		d.wants(d.ask("POST", "", sent, header), 403)
	}
	d.wants(d.ask("POST", "", sent, "User-Agent: facebookexternalhit/1.1"), 403, `value="0903118274"`)
	d.Jump(25 * time.Hour)
	late := d.ask("POST", "", sent)
	d.wants(late, 422, `value="0903118274"`)
	again := hidden(late)
	again.Set("phone", "0903118274")
	d.Jump(5 * time.Second)
	if w := d.ask("POST", "", again, "Sec-Fetch-Site: same-origin"); w.Code != 303 || len(d.came()) != 1 {
		t.Error(w.Code, w.Body)
	}
}

// One address sends so much and no more; the same at once by many addresses is the
// form's limit. What is beyond is said and not noted.
func TestFormLimits(t *testing.T) {
	d := offer(t, form.Page{})
	d.handler = public.NewForms(public.FormsConfig{Service: d.Forms, Guests: atOnce(d.Kit, &d.ip)})
	sent := d.filled("", "phone", "0903118")
	codes := map[int]int{}
	for range 25 {
		codes[d.ask("POST", "", sent).Code]++
	}
	if codes[422] != 20 || codes[429] != 5 {
		t.Error(codes)
	}
	d.wants(d.ask("POST", "", sent), 429, `value="0903118"`)
	clear(codes)
	for i := range 120 {
		d.ip = fmt.Sprintf("198.51.100.%d", i)
		codes[d.ask("POST", "", sent).Code]++
	}
	if codes[429] < 30 || codes[422] < 70 {
		t.Error("by many addresses:", codes)
	}
}

// What owners write is text, wherever it stands; nothing of it runs, and nothing
// leads where it may not.
func TestFormIsPlainText(t *testing.T) {
	bad := `"><script>alert(1)</script>'</title><img src=x onerror=alert(1)>`
	d := offer(t, form.Page{Title: bad, Text: bad, Points: []string{bad}, Thanks: bad, Agreement: bad, Consents: []cham.Channel{"sms"},
		Fields: []form.Field{{Kind: form.Phone, Label: bad}, {Kind: form.Choice, Label: bad, Options: []string{bad, "b"}},
			{Kind: form.Short, Label: bad}, {Kind: form.Long, Label: bad}}})
	for _, query := range []string{"", "?done=1", "?lang=%22%3E%3Cscript%3E", "?embed=1&page=%22%3E%3Cscript%3E&from=javascript:alert(1)",
		"?utm_source=%22%3E%3Cscript%3E"} {
		w := d.ask("GET", query, nil, `Referer: https://x.vn/"><script>`)
		body := w.Body.String()
		if strings.HasPrefix(query, "?embed=1") { // a frame runs the program's own script, and no other
			own := frameScript.FindString(body)
			sum := sha256.Sum256([]byte(strings.TrimSuffix(strings.TrimPrefix(own, "<script>"), "</script>")))
			if p := w.Header().Get("Content-Security-Policy"); !strings.Contains(p, base64.StdEncoding.EncodeToString(sum[:])) {
				t.Errorf("not the policy's script: %s\n%s", own, p)
			}
			body = strings.Replace(body, own, "", 1)
		}
		if w.Code != 200 || strings.Contains(body, "<script") || strings.Contains(body, "<img") ||
			strings.Contains(body, "ZgotmplZ") {
			t.Errorf("%s: %d\n%s", query, w.Code, body)
		}
	}
	for _, address := range []string{"http://mocan.vn", "javascript:alert(1)", "//evil.example", "https://a:b@evil.example", "https:evil",
		"/x",
		"https://localhost"} {
		page := d.form.Page
		page.Address = address
		if _, err := d.Forms.Change(t.Context(), kit.Workspace, d.form.ID, form.Change{Page: &page}); cham.ErrorCode(err) != cham.CodeInvalid {
			t.Errorf("%s: %v", address, err)
		}
	}
	// Sending leads to the form's own page, whatever the address says.
	sent := d.filled("", "phone", "0903118274", "page", "javascript:alert(1)", "from", "ftp://x")
	w := d.ask("POST", "?next=https://evil.example&page=https://evil.example", sent)
	if to := w.Header().Get("Location"); w.Code != 303 || to != public.FormPath+d.form.ID+"?done=1&lang=vi" {
		t.Error(w.Code, to)
	}
	if r := d.came()[0]; r.Page.URL != "" || r.Page.Referrer != "" {
		t.Errorf("%+v", r.Page)
	}
}

// A form stands in other sites' pages where its address says so, and nowhere else;
// the page it stands on is the touch's page.
func TestFormEmbedded(t *testing.T) {
	d := offer(t, form.Page{})
	policy := func(query string) string { return d.ask("GET", query, nil).Header().Get("Content-Security-Policy") }
	for _, query := range []string{"", "?embed=0", "?embed=", "?done=1"} {
		if p := policy(query); !strings.Contains(p, "frame-ancestors 'none'") {
			t.Error(query, p)
		}
	}
	if p := policy("?embed=1"); !strings.Contains(p, "frame-ancestors *;") || !strings.HasPrefix(p, "default-src 'none'") {
		t.Error(p)
	}
	at := "https://mocan.vn/soi-da?utm_source=zalo&utm_medium=cpc"
	sent := d.filled("?embed=1&page="+url.QueryEscape(at)+"&from="+url.QueryEscape("https://l.facebook.com/"), "phone", "0903118274")
	w := d.ask("POST", "?embed=1", sent, "Sec-Fetch-Site: same-origin")
	if to := w.Header().Get("Location"); w.Code != 303 || !strings.Contains(to, "embed=1") ||
		!strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors *;") {
		t.Fatal(w.Code, to)
	}
	r := d.came()[0]
	if r.Page.URL != at || r.Page.Path != "/soi-da" || r.Campaign.Source != "zalo" {
		t.Errorf("%+v %+v", r.Page, r.Campaign)
	}
}

// Who sends a form that stands in a website is the customer of the visits there; two
// people of one browser stay two, and what is no browser's id is nobody.
func TestFormKnowsTheBrowser(t *testing.T) {
	d := offer(t, form.Page{})
	const browser = "0b7c9c6e-7f55-4b0e-9c2e-3a8d5b1f2c01"
	d.Call("track", "", d.Now(), kit.Set("event", "Viewed"), kit.Set("anonymousId", browser))
	d.Drain()
	send := func(query, visitor, phone string) cham.Record {
		t.Helper()
		sent := d.filled(query, "phone", phone)
		if sent.Has("visitor") != (query == "?embed=1") {
			t.Errorf("%s: %q", query, sent)
		}
		sent.Set("visitor", visitor)
		if w := d.ask("POST", query, sent); w.Code != 303 {
			t.Fatal(w.Code, w.Body)
		}
		all := d.came()
		return all[0]
	}
	customer := func(key cham.KeyID) identity.Profile {
		t.Helper()
		p, err := d.Resolver.Profile(t.Context(), kit.Workspace, cham.CustomerID(key))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	known := func(p identity.Profile) bool {
		return slices.ContainsFunc(p.Keys, func(n identity.Node) bool { return n.Key.Value == browser })
	}
	first := customer(send("?embed=1", browser, "0903118274").Key)
	if !known(first) || len(first.Keys) != 2 {
		t.Errorf("the customer of the visits: %+v", first.Keys)
	}
	if again := customer(send("?embed=1", browser, "0903 118 274").Key); again.ID != first.ID || len(again.Keys) != 2 {
		t.Errorf("the same once more: %+v", again.Keys)
	}
	for _, c := range []struct{ query, visitor, phone string }{
		{"?embed=1", browser, "0905111222"}, // somebody else
		{"", browser, "0905111223"},         // not in a frame
		{"?embed=1", "0b7c9c6e", "0905111224"},
		{"?embed=1", strings.ToUpper(browser), "0905111225"},
	} {
		if p := customer(send(c.query, c.visitor, c.phone).Key); known(p) || p.ID == first.ID {
			t.Errorf("%+v: %+v", c, p.Keys)
		}
	}
	// What was said of the browser stays while the form is not taken.
	sent := d.filled("?embed=1", "phone", "1", "visitor", browser)
	if w := d.ask("POST", "?embed=1", sent); w.Code != 422 || hidden(w).Get("visitor") != browser {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// A closed form says so, and comes back; its maker sees it meanwhile, and what is
// sent in a preview is not kept. A deleted one is none.
func TestFormClosed(t *testing.T) {
	d := offer(t, form.Page{Consents: []cham.Channel{"sms"}})
	sent := d.filled("", "phone", "0903118274", "agree.marketing", "1")
	yes, no := true, false
	change := func(c form.Change) {
		t.Helper()
		if _, err := d.Forms.Change(t.Context(), kit.Workspace, d.form.ID, c); err != nil {
			t.Fatal(err)
		}
	}
	change(form.Change{Closed: &yes})
	d.wants(d.ask("GET", "", nil), 410, "đã đóng")
	d.wants(d.ask("POST", "", sent), 410, "đã đóng")
	token, err := d.Forms.Preview(t.Context(), d.form)
	if err != nil {
		t.Fatal(err)
	}
	d.wants(d.ask("GET", "?preview="+token, nil), 200, "<form", "xem trước")
	d.wants(d.ask("GET", "?preview=0123", nil), 404)
	if w := d.ask("POST", "?preview="+token, sent); w.Code != 303 || !strings.Contains(w.Header().Get("Location"), "preview=") {
		t.Error(w.Code, w.Body)
	}
	change(form.Change{Closed: &no})
	page := d.form.Page
	page.Agreement = "Tôi đồng ý nhận tin."
	change(form.Change{Page: &page})
	d.wants(d.ask("POST", "", sent), 422, "Tôi đồng ý nhận tin.") // it was another wording that was agreed to
	for _, at := range []time.Time{d.Now(), {}} {                 // a business that was put away, and comes back
		if err := d.Store.Access().Archive(t.Context(), kit.Workspace, at); err != nil {
			t.Fatal(err)
		}
		d.wants(d.ask("GET", "", nil), map[bool]int{true: 200, false: 410}[at.IsZero()])
	}
	other := d.Forms.Store.DeleteForm(t.Context(), "other", d.form.ID)
	if cham.ErrorCode(other) != cham.CodeNotFound {
		t.Fatal("another business deletes it:", other)
	}
	if err := d.Forms.Store.DeleteForm(t.Context(), kit.Workspace, d.form.ID); err != nil {
		t.Fatal(err)
	}
	d.wants(d.ask("GET", "", nil), 404)
	d.wants(d.ask("POST", "", sent), 404)
}
