package public

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/onsite"
	"cham/capability/outbox"
)

// answering notes what it is asked and told, and answers one message.
type answering struct {
	asked []onsite.Asking
	told  []string
	err   error
}

func (a *answering) Ask(_ context.Context, _ cham.Source, asking onsite.Asking) ([]onsite.Message, error) {
	a.asked = append(a.asked, asking)
	return []onsite.Message{{ID: "i1", Workspace: "w", Key: 7, Mailing: "m", Content: onsite.Content{Headline: "Ưu đãi", Text: "Mời ghé",
		Lang: "vi", WebPanel: outbox.WebPanel{Place: "popup"}}}}, a.err
}

func (a *answering) Tell(_ context.Context, _ cham.Source, browser, message string, did onsite.Did) error {
	a.told = append(a.told, browser+" "+message+" "+string(did))
	return a.err
}

const aBrowser = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"

func siteOf(a *answering) http.Handler {
	now := time.Now()
	sources := map[string]cham.Source{
		"on":      {ID: "on", Kind: "website", Enabled: true, Tells: "forms messages"},
		"silent":  {ID: "silent", Kind: "website", Enabled: true, Tells: "forms"},
		"off":     {ID: "off", Kind: "website", Tells: "messages"},
		"server":  {ID: "server", Kind: "server", Enabled: true, Tells: "messages"},
		"careful": {ID: "careful", Kind: "website", Enabled: true, Tells: "messages", RequireConsent: true},
	}
	return NewSite(SiteConfig{Service: a, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
		ClientIP: func(r *http.Request) string { return r.Header.Get("From-IP") },
		Source: func(_ context.Context, key string) (cham.Source, error) {
			if src, is := sources[key]; is {
				return src, nil
			}
			return cham.Source{}, cham.Errorf(cham.CodeNotFound, "test", "none")
		}})
}

func post(h http.Handler, to, body string, head ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", SitePath+to, strings.NewReader(body))
	r.Header.Set("User-Agent", "Mozilla/5.0 (iPhone)")
	for i := 0; i < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func call(more string) string { return `{"key":"on","id":"` + aBrowser + `"` + more + `}` }

func TestSiteAnswers(t *testing.T) {
	a := &answering{}
	w := post(siteOf(a), "ask", call(`,"slots":["dau"]`))
	if w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	var got map[string][]map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || len(got["messages"]) != 1 {
		t.Fatalf("%s %v", w.Body, err)
	}
	for name := range got["messages"][0] {
		if !strings.Contains("id headline text lang place", name) {
			t.Errorf("a page is told %s", name)
		}
	}
	if len(a.asked) != 1 || a.asked[0].Browser != aBrowser || a.asked[0].Slots[0] != "dau" {
		t.Errorf("%+v", a.asked)
	}
	if w := post(siteOf(a), "tell", call(`,"message":"i1","did":"closed"`)); w.Code != 200 || a.told[0] != aBrowser+" i1 closed" {
		t.Errorf("%d %v", w.Code, a.told)
	}
}

// TestSiteRefuses: nothing is asked for programs, for who did not agree, and for websites that show nothing.
func TestSiteRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		to, body string
		head     []string
		status   int
		asked    bool
	}{
		"a visitor":                {"ask", call(""), nil, 200, true},
		"a robot":                  {"ask", call(""), []string{"User-Agent", "Googlebot/2.1"}, 200, false},
		"a browser that says no":   {"ask", call(""), []string{"Sec-GPC", "1"}, 200, false},
		"its visitor said yes":     {"ask", call(`,"consent":"granted"`), []string{"Sec-GPC", "1"}, 200, true},
		"without consent":          {"ask", strings.Replace(call(""), `"on"`, `"careful"`, 1), nil, 200, false},
		"with it":                  {"ask", strings.Replace(call(`,"consent":"granted"`), `"on"`, `"careful"`, 1), nil, 200, true},
		"not switched on":          {"ask", strings.Replace(call(""), `"on"`, `"silent"`, 1), nil, 200, false},
		"no website":               {"ask", strings.Replace(call(""), `"on"`, `"server"`, 1), nil, 200, false},
		"a source switched off":    {"ask", strings.Replace(call(""), `"on"`, `"off"`, 1), nil, 404, false},
		"an unknown key":           {"ask", strings.Replace(call(""), `"on"`, `"wk"`, 1), nil, 404, false},
		"no JSON":                  {"ask", "a=b", nil, 400, false},
		"a long id":                {"ask", `{"key":"on","id":"` + strings.Repeat("a", 101) + `"}`, nil, 400, false},
		"too much":                 {"ask", call(`,"slots":["` + strings.Repeat("a", 5000) + `"]`), nil, 400, false},
		"something else was done":  {"tell", call(`,"message":"i1","did":"bought"`), nil, 400, false},
		"a robot that tells":       {"tell", call(`,"message":"i1","did":"shown"`), []string{"User-Agent", "curl/8"}, 200, false},
		"a browser that is loaded": {"tell", call(`,"message":"i1","did":"shown"`), nil, 200, true},
	} {
		a := &answering{}
		if w := post(siteOf(a), c.to, c.body, c.head...); w.Code != c.status || len(a.asked)+len(a.told) > 0 != c.asked {
			t.Errorf("%s: %d %s, asked %v", name, w.Code, w.Body, a)
		}
	}
	if w := post(siteOf(&answering{err: errors.New("the disk is full of secrets")}), "ask", call("")); w.Code != 503 ||
		strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestSiteLimits: one browser, and one network, asks so often and no more.
func TestSiteLimits(t *testing.T) {
	h := siteOf(&answering{})
	for i := range siteBrowser + 1 {
		want := map[bool]int{false: 200, true: 429}[i == siteBrowser]
		if w := post(h, "ask", call(""), "From-IP", "203.0.113.7"); w.Code != want {
			t.Fatalf("%d. %d", i, w.Code)
		}
	}
	for i := range siteNetwork {
		post(h, "ask", `{"key":"on","id":"`+time.Duration(i).String()+`"}`, "From-IP", "2001:db8::1")
	}
	if w := post(h, "ask", `{"key":"on","id":"new"}`, "From-IP", "2001:db8::2"); w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("a neighbour on the line: %d", w.Code)
	}
	if w := post(h, "ask", `{"key":"on","id":"new"}`, "From-IP", "2001:db8:0:1::2"); w.Code != 200 {
		t.Errorf("another line: %d", w.Code)
	}
}

// FuzzSiteCall: whatever is sent, it is bounded, and nothing is asked that was not said.
func FuzzSiteCall(f *testing.F) {
	for _, seed := range []string{call(""), call(`,"slots":["a","b"]`), call(`,"message":"i","did":"shown"`), `{}`, `[]`, `{"id":1}`, "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		a := &answering{}
		h := siteOf(a)
		for _, to := range []string{"ask", "tell"} {
			w := post(h, to, body)
			if w.Code != 200 && w.Code != 400 && w.Code != 404 {
				t.Fatalf("%d for %q", w.Code, body)
			}
		}
		for _, asking := range a.asked {
			if len(asking.Browser) > 100 || len(asking.Slots) > onsite.MostSlots || !strings.HasPrefix(strings.TrimSpace(body), "{") {
				t.Fatalf("%q: %+v", body, asking)
			}
		}
		if c, err := decodeSite(strings.NewReader(body)); err == nil && len(c.ID) > 100 {
			t.Fatalf("%q", body)
		}
	})
}
