package public_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/public"
	"cham/capability/consent"
	"cham/capability/rights"
	"cham/chamtest/kit"
)

type site struct {
	*kit.Kit
	handler http.Handler
	path    string
	key     consent.Key
}

// open makes a customer with a link to their page.
func open(t *testing.T) *site {
	t.Helper()
	k := kit.New(t)
	k.Identify("KH-1", k.Now(), kit.Trait("phone", "0903118274"), kit.Trait("name", "Trần Bí Mật"), kit.Trait("email", "bi.mat@gmail.com"))
	k.Drain()
	p := k.Customer("KH-1")
	secret, err := k.LinkSecret(t.Context(), kit.Workspace)
	if err != nil {
		t.Fatal(err)
	}
	token := consent.Sign(secret, consent.Link{Workspace: kit.Workspace, Key: cham.KeyID(p.ID), Expires: k.Now().Add(time.Hour)})
	h := public.New(public.Config{Ledger: k.Consents, Desk: k.Requests, People: k.Resolver, Secret: k.LinkSecret, Came: k.Outbox.Came,
		Workspace: k.Store.Access().Workspace, Now: k.Now, ClientIP: func(*http.Request) string { return "203.0.113.9" },
		Log: slog.New(slog.DiscardHandler)})
	return &site{Kit: k, handler: h, path: public.Path + token, key: consent.Key{ID: p.Keys[0].ID, Key: p.Keys[0].Key}}
}

func (s *site) do(method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", "a browser")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

func (s *site) may(p consent.Purpose, c cham.Channel) string {
	s.T.Helper()
	v, err := s.Consents.May(s.T.Context(), kit.Workspace, []consent.Key{s.key}, p, c)
	if err != nil {
		s.T.Fatal(err)
	}
	return v.Reason
}

// TestPreferences goes through what a customer does on their page.
func TestPreferences(t *testing.T) {
	s := open(t)
	w := s.do("GET", s.path, nil)
	body := w.Body.String()
	if w.Code != 200 || !strings.Contains(body, "09xx xxx 274") || strings.Contains(body, "checked") {
		t.Fatal(w.Code, body)
	}
	for _, secret := range []string{"0903118274", "903118274", "Bí Mật", "bi.mat"} {
		if strings.Contains(body, secret) {
			t.Errorf("the page says %q", secret)
		}
	}
	if w.Header().Get("Referrer-Policy") != "same-origin" || w.Header().Get("Cache-Control") != "no-store" {
		t.Error(w.Header())
	}
	if got := s.may(consent.Marketing, "sms"); got != "unasked" {
		t.Error("before anything was asked:", got)
	}
	w = s.do("POST", s.path, url.Values{"marketing.sms": {"on"}, "tracking.": {"on"}, "do": {"save"}})
	if w.Code != 200 || strings.Count(w.Body.String(), "checked") != 2 {
		t.Fatal(w.Code, w.Body)
	}
	if s.may(consent.Marketing, "sms") != "yes" || s.may(consent.Marketing, "email") != "unasked" ||
		s.may(consent.Tracking, "") != "yes" {
		t.Error(s.may(consent.Marketing, "sms"), s.may(consent.Marketing, "email"), s.may(consent.Tracking, ""))
	}
	said, err := s.Consents.Said(t.Context(), kit.Workspace, []consent.Key{s.key})
	if err != nil || len(said) != 2 || said[0].IP != "203.0.113.9" || said[0].Device != "a browser" || said[0].Collector != "customer" {
		t.Fatal(said, err)
	}
	if text, err := s.Consents.Store.Text(t.Context(), kit.Workspace, said[0].TextHash); err != nil || consent.HashOf(text) !=
		said[0].TextHash {
		t.Error("the wording was not kept:", text, err)
	}
	s.do("POST", s.path, url.Values{"do": {"save"}, "tracking.": {"on"}})
	if s.may(consent.Marketing, "sms") != "no" || s.may(consent.Marketing, "email") != "unasked" {
		t.Error("unticked:", s.may(consent.Marketing, "sms"))
	}
	s.do("POST", s.path, url.Values{"do": {"withdraw"}})
	if s.may(consent.Tracking, "") != "no" || s.may(consent.Care, "zalo") != "no" || s.may(consent.Service, "sms") != "service" {
		t.Error("withdrawn:", s.may(consent.Tracking, ""), s.may(consent.Care, "zalo"))
	}
}

// TestOneClick is a mail program's one click; looking at the address does nothing.
func TestOneClick(t *testing.T) {
	s := open(t)
	s.do("GET", s.path+"/unsubscribe", nil)
	if s.may(consent.Marketing, "email") != "unasked" {
		t.Error("a look unsubscribes")
	}
	if w := s.do("POST", s.path+"/unsubscribe", url.Values{"List-Unsubscribe": {"One-Click"}}); w.Code != 200 {
		t.Error(w.Code, w.Body)
	}
	if s.may(consent.Marketing, "email") != "no" || s.may(consent.Care, "email") != "unasked" {
		t.Error(s.may(consent.Marketing, "email"), s.may(consent.Care, "email"))
	}
}

// One click on a letter of care stops such letters, and nothing else.
func TestOneClickOnCare(t *testing.T) {
	s := open(t)
	s.do("POST", s.path+"/unsubscribe?from=care", url.Values{"List-Unsubscribe": {"One-Click"}})
	if s.may(consent.Marketing, "email") != "unasked" || s.may(consent.Care, "email") != "no" {
		t.Error(s.may(consent.Marketing, "email"), s.may(consent.Care, "email"))
	}
	s.do("POST", s.path+"/unsubscribe?from=evil", url.Values{"List-Unsubscribe": {"One-Click"}})
	if s.may(consent.Marketing, "email") != "no" {
		t.Error(s.may(consent.Marketing, "email"))
	}
}

// TestRequests asks for erasure, twice, which is one request, in the clocks' time.
func TestRequests(t *testing.T) {
	s := open(t)
	if w := s.do("POST", s.path, url.Values{"do": {"request"}, "kind": {"evil"}}); w.Code != http.StatusBadRequest {
		t.Error("a form that is none of ours:", w.Code)
	}
	for range 2 {
		w := s.do("POST", s.path, url.Values{"do": {"request"}, "kind": {"erase"}, "message": {"xin xoá giúp"}})
		if w.Code != 200 || !strings.Contains(w.Body.String(), "notice") {
			t.Fatal(w.Code, w.Body)
		}
	}
	all, err := s.Requests.Requests(t.Context(), kit.Workspace)
	if err != nil || len(all) != 1 || all[0].Kind != rights.Erase || all[0].Message != "xin xoá giúp" {
		t.Error(all, err)
	}
}

// TestGuesses: links that are changed, old or of before the secret was changed
// are told alike, and guessing is slow.
func TestGuesses(t *testing.T) {
	s := open(t)
	same := s.do("GET", s.path[:len(s.path)-9]+"AAAAAAAAA", nil)
	for _, path := range []string{public.Path + "x", public.Path + "a.b"} {
		if w := s.do("GET", path, nil); w.Code != 404 || w.Body.String() != same.Body.String() {
			t.Error(path, w.Code)
		}
	}
	if _, err := s.RotateLinks(t.Context(), kit.Workspace, "an"); err != nil {
		t.Fatal(err)
	}
	if w := s.do("GET", s.path, nil); w.Code != 404 {
		t.Error("a link of the secret before:", w.Code)
	}
	last := 0
	for range 80 {
		last = s.do("GET", public.Path+"guess", nil).Code
	}
	if last != http.StatusTooManyRequests {
		t.Error("the 80th guess in a moment:", last)
	}
}
