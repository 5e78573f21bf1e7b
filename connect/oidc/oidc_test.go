package oidc_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cham"
	"cham/capability/access"
	"cham/chamtest/idp"
	"cham/connect/oidc"
)

const redirect = "https://cham.example.vn/sign-in/back"

var here = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

// way is one way through a provider.
type way struct {
	t      *testing.T
	client *oidc.Client
	of     access.Provider
	asked  access.Asked
	there  *idp.Server
}

func newWay(t *testing.T, there *idp.Server) *way {
	t.Helper()
	client := oidc.New(here, time.Now)
	t.Cleanup(client.Close)
	return &way{t: t, client: client, there: there, of: access.Provider{Issuer: there.Issuer, Client: idp.Client, Secret: idp.Secret},
		asked: access.Asked{State: "the state", Nonce: "the nonce", Verifier: strings.Repeat("v", 43), Redirect: redirect}}
}

// code is what a user comes back with.
func (w *way) code(user string) string {
	w.t.Helper()
	address, err := w.client.Address(w.t.Context(), w.of, w.asked)
	if err != nil {
		w.t.Fatal(err)
	}
	_, back := w.there.SignIn(address, user)
	if back.Get("state") != w.asked.State || back.Get("code") == "" {
		w.t.Fatalf("back with %v", back)
	}
	return back.Get("code")
}

func (w *way) exchange(code string) (access.Identity, error) {
	return w.client.Exchange(w.t.Context(), w.of, w.asked, code, "")
}

func newServer(t *testing.T) *idp.Server {
	s := idp.New(t, redirect, "another")
	s.Add(idp.User{ID: "lan", Email: "lan@example.vn", Name: "Lan Nguyễn", Verified: true})
	s.Add(idp.User{ID: "ma", Email: "ha@example.vn", Name: "Kẻ Lạ"})
	return s
}

func TestExchange(t *testing.T) {
	w := newWay(t, newServer(t))
	if err := w.client.Check(t.Context(), w.of.Issuer); err != nil {
		t.Fatal(err)
	}
	who, err := w.exchange(w.code("lan"))
	if want := (access.Identity{Subject: "lan", Email: "lan@example.vn", Name: "Lan Nguyễn", Verified: true}); err != nil || who != want {
		t.Errorf("%+v %v", who, err)
	}
	who, err = w.exchange(w.code("ma"))
	if err != nil || who.Verified || who.Email != "ha@example.vn" {
		t.Errorf("an e-mail that nobody verified: %+v %v", who, err)
	}
}

// What an attacker puts in the way is refused.
func TestExchangeRefuses(t *testing.T) {
	there, elsewhere := newServer(t), newServer(t)
	w := newWay(t, there)
	stolen := func(from *way) string {
		t.Helper()
		var token string
		from.there.Tamper(func(answer map[string]any) { token = answer["id_token"].(string) })
		if _, err := from.exchange(from.code("lan")); err != nil {
			t.Fatal(err)
		}
		from.there.Tamper(nil)
		return token
	}
	ofAnother := newWay(t, there)
	ofAnother.of.Client = "another"
	other := newWay(t, elsewhere)
	ours := stolen(w)
	for name, attack := range map[string]func(answer map[string]any){
		"a token for another client":     func(a map[string]any) { a["id_token"] = stolen(ofAnother) },
		"a token of another issuer":      func(a map[string]any) { a["id_token"] = stolen(other) },
		"a token that nobody signed":     func(a map[string]any) { a["id_token"] = unsigned(t, a["id_token"].(string)) },
		"a token signed by another key":  func(a map[string]any) { a["id_token"] = spoiled(a["id_token"].(string)) },
		"a token with other words in it": func(a map[string]any) { a["id_token"] = reworded(t, a["id_token"].(string)) },
		"no token":                       func(a map[string]any) { delete(a, "id_token") },
	} {
		code := w.code("lan")
		var inside bool
		there.Tamper(func(answer map[string]any) {
			if inside {
				return
			}
			inside = true
			defer func() { inside = false }()
			attack(answer)
		})
		who, err := w.exchange(code)
		there.Tamper(nil)
		if cham.ErrorCode(err) != cham.CodeUnauthorized {
			t.Errorf("%s: %+v %v", name, who, err)
		}
	}
	there.Tamper(func(a map[string]any) { a["id_token"] = ours }) // one of before, with its nonce
	code := w.code("lan")
	w.asked.Nonce = "another nonce"
	if _, err := w.exchange(code); cham.ErrorCode(err) != cham.CodeUnauthorized {
		t.Errorf("a token of another way through: %v", err)
	}
	there.Tamper(nil)
	w.asked.Nonce = ""
	if _, err := w.exchange(w.code("lan")); cham.ErrorCode(err) != cham.CodeUnauthorized {
		t.Errorf("without a nonce: %v", err)
	}
}

// The code is of who began (PKCE), once, and of the issuer that was asked (RFC 9207).
func TestCodesAreOfWhoAsked(t *testing.T) {
	w := newWay(t, newServer(t))
	code := w.code("lan")
	for name, spoil := range map[string]func(*way){
		"another verifier": func(w *way) { w.asked.Verifier = strings.Repeat("x", 43) },
		"another secret":   func(w *way) { w.of.Secret = "guess" },
		"another client":   func(w *way) { w.of.Client = "another" },
	} {
		thief := *w
		spoil(&thief)
		if _, err := thief.exchange(w.code("lan")); cham.ErrorCode(err) != cham.CodeUnauthorized {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.client.Exchange(t.Context(), w.of, w.asked, code, "https://evil.vn"); cham.ErrorCode(err) != cham.CodeUnauthorized {
		t.Errorf("an answer of another issuer: %v", err)
	}
	if _, err := w.client.Exchange(t.Context(), w.of, w.asked, code, w.of.Issuer); err != nil {
		t.Error(err)
	}
	if _, err := w.exchange(code); cham.ErrorCode(err) != cham.CodeUnauthorized {
		t.Errorf("a code a second time: %v", err)
	}
}

// A provider on an inner network is reached where the operator opens it, and
// plain HTTP is spoken nowhere else.
func TestInnerProvidersAreOpenedByTheOperator(t *testing.T) {
	there := newServer(t)
	asks := 0
	sends := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asks++
		http.Redirect(w, r, there.Issuer+r.URL.Path, http.StatusFound)
	}))
	t.Cleanup(sends.Close)
	check := func(open []netip.Prefix, issuer string) string {
		err := oidc.New(open, time.Now).Check(context.Background(), issuer)
		if e, ok := err.(*cham.Error); ok {
			return e.Key
		}
		return ""
	}
	if got := check(nil, there.Issuer); got != "error.providerInner" {
		t.Errorf("an inner one: %q", got)
	}
	if got := check([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, there.Issuer); got != "error.providerInner" {
		t.Errorf("of a network that is not open: %q", got)
	}
	if got := check(nil, strings.Replace(there.Issuer, "http:", "https:", 1)); got != "error.providerInner" {
		t.Errorf("by HTTPS: %q", got)
	}
	if got := check(here, there.Issuer); got != "" {
		t.Errorf("an open one: %q", got)
	}
	if got := check(here, sends.URL); got != "error.providerUnreached" || asks != 1 {
		t.Errorf("one that sends on: %q", got)
	}
	if got := check(here, there.Issuer+"/"); got != "error.providerOther" {
		t.Errorf("one that calls itself something else: %q", got)
	}
}

// Whoever wants to sign in has us ask the issuer. One that is not there is asked once
// for all who want to know, and left alone for a moment; an owner's check asks at once.
func TestADeadIssuerIsAskedSeldom(t *testing.T) {
	there := newServer(t)
	to, err := url.Parse(there.Issuer)
	if err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int64
	var up atomic.Bool
	hold := make(chan struct{})
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		<-hold
		if !up.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		httputil.NewSingleHostReverseProxy(to).ServeHTTP(w, r)
	}))
	t.Cleanup(issuer.Close)
	now := time.Now()
	client := oidc.New(here, func() time.Time { return now })
	t.Cleanup(client.Close)
	of := access.Provider{Issuer: issuer.URL, Client: idp.Client, Secret: idp.Secret}
	ask := func() string {
		_, err := client.Address(t.Context(), of, access.Asked{State: "s", Nonce: "n", Verifier: strings.Repeat("v", 43), Redirect: redirect})
		if e, ok := err.(*cham.Error); ok {
			return e.Key
		}
		return fmt.Sprint(err)
	}
	said := make(chan string)
	for range 20 {
		go func() { said <- ask() }()
	}
	close(hold)
	for range 20 {
		if got := <-said; got != "error.providerUnreached" {
			t.Errorf("%q", got)
		}
	}
	if ask(); asked.Load() != 1 {
		t.Errorf("asked %d times by 21", asked.Load())
	}
	now = now.Add(9 * time.Second)
	if ask(); asked.Load() != 1 {
		t.Errorf("asked %d times in 9 seconds", asked.Load())
	}
	now = now.Add(time.Second)
	if ask(); asked.Load() != 2 {
		t.Errorf("asked %d times in 10 seconds", asked.Load())
	}
	up.Store(true)
	if got := ask(); got != "error.providerUnreached" || asked.Load() != 2 {
		t.Errorf("%q, asked %d times", got, asked.Load())
	}
	if err := client.Check(t.Context(), issuer.URL); cham.ErrorCode(err) != cham.CodeInvalid || asked.Load() != 3 {
		t.Errorf("an owner's check: %v, asked %d times", err, asked.Load()) // it is there, and calls itself another
	}
}

func unsigned(t *testing.T, token string) string {
	t.Helper()
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + strings.Split(token, ".")[1] + "."
}

func spoiled(token string) string {
	i := strings.LastIndexByte(token, '.') + 10
	return token[:i] + strings.Map(func(r rune) rune {
		if r == 'A' {
			return 'B'
		}
		return 'A'
	}, token[i:i+1]) + token[i+1:]
}

func reworded(t *testing.T, token string) string {
	t.Helper()
	parts := strings.Split(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	var words map[string]any
	if err != nil || json.Unmarshal(raw, &words) != nil {
		t.Fatal(err)
	}
	words["sub"] = "owner"
	raw, _ = json.Marshal(words)
	parts[1] = base64.RawURLEncoding.EncodeToString(raw)
	return strings.Join(parts, ".")
}
