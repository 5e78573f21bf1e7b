package oidc_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cham/capability/access"
	"cham/chamtest/idp"
	"cham/connect/oidc"
)

// tried is what trying a provider says: check, verdict and reason of each.
func tried(t *testing.T, of access.Provider, to string) string {
	t.Helper()
	client := oidc.New(here, time.Now)
	t.Cleanup(client.Close)
	var all []string
	for _, f := range client.Try(t.Context(), of, to) {
		all = append(all, string(f.Check)+" "+string(f.Verdict)+" "+f.Why)
		if strings.Contains(fmt.Sprint(f), of.Secret) {
			t.Errorf("the secret is told: %v", f)
		}
	}
	return strings.Join(all, "\n")
}

// A certified provider is tried with right and with wrong settings.
func TestTry(t *testing.T) {
	there := newServer(t)
	right := access.Provider{Issuer: there.Issuer, Client: idp.Client, Secret: idp.Secret}
	fine := "issuer unsure issuerPlain\nkeys good keys\nflow good flow\nclient good client\nredirect unsure redirect"
	if got := tried(t, right, redirect); got != fine {
		t.Errorf("all is right:\n%s", got)
	}
	for want, with := range map[string]func(p *access.Provider, to *string){
		"client bad clientRefused":       func(p *access.Provider, _ *string) { p.Secret = "another secret" },
		"redirect bad redirectRefused\n": func(p *access.Provider, _ *string) { p.Client = "nobody" }, // it says no more of it
		"redirect bad redirectRefused":   func(_ *access.Provider, to *string) { *to = "https://elsewhere.example.vn/sign-in/back" },
		"issuer bad issuerOther":         func(p *access.Provider, _ *string) { p.Issuer += "/" },
		"issuer bad issuerNothing":       func(p *access.Provider, _ *string) { p.Issuer += "/login" },
		"issuer bad issuerSilent":        func(p *access.Provider, _ *string) { p.Issuer = "http://127.0.0.1:1" },
		"issuer bad issuerInner":         func(p *access.Provider, _ *string) { p.Issuer = "http://10.0.0.1" },
	} {
		p, to := right, redirect
		with(&p, &to)
		if got := tried(t, p, to); !strings.Contains(got, strings.TrimSpace(want)) {
			t.Errorf("%s:\n%s", want, got)
		}
	}
}

// A provider that speaks otherwise is told apart, and what it says cannot repeat
// a secret.
func TestTryOtherwise(t *testing.T) {
	for want, of := range map[string]struct {
		says  map[string]any
		token func(secret string) (int, string)
	}{
		"flow bad flowCode":          {says: map[string]any{"response_types_supported": []string{"id_token"}}},
		"flow bad flowS256":          {says: map[string]any{"code_challenge_methods_supported": []string{"plain"}}},
		"flow bad flowSigned":        {says: map[string]any{"id_token_signing_alg_values_supported": []string{"HS256"}}},
		"flow unsure flowUnsaid":     {},
		"keys bad keysNone":          {},
		"client unsure clientUnsaid": {token: func(string) (int, string) { return 400, `{"error":"invalid_grant"}` }},
		"client good client": {token: func(secret string) (int, string) {
			if secret == "s3cret" {
				return 400, `{"error":"invalid_grant"}`
			}
			return 401, `{"error":"invalid_client"}`
		}},
		"client bad clientRefused":         {token: func(string) (int, string) { return 401, `no` }},
		"client unsure clientUnsaid\n":     {token: func(s string) (int, string) { return 400, `{"error":"` + s + `"}` }},
		"client bad clientUnreached":       {token: func(string) (int, string) { return 200, `{"access_token":"for nothing"}` }},
		"issuer bad issuerNothing":         {says: map[string]any{"token_endpoint": ""}},
		"redirect bad redirectError":       {},
		"redirect bad redirectUnreached\n": {says: map[string]any{"authorization_endpoint": "http://10.0.0.1/auth"}},
	} {
		got := tried(t, access.Provider{Issuer: speaks(t, of.says, of.token), Client: "c", Secret: "s3cret"}, redirect)
		if !strings.Contains(got, strings.TrimSpace(want)) {
			t.Errorf("%s:\n%s", want, got)
		}
	}
}

// speaks is a provider that says of itself what it is told to, knows no keys, and
// sends browsers back with an error.
func speaks(t *testing.T, says map[string]any, token func(string) (int, string)) string {
	var at string
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		all := map[string]any{"issuer": at, "authorization_endpoint": at + "/auth", "token_endpoint": at + "/token", "jwks_uri": at + "/keys",
			"response_types_supported": []string{"code"}, "id_token_signing_alg_values_supported": []string{"RS256"}}
		maps.Copy(all, says)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(all)
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"keys":[]}`) })
	mux.HandleFunc("/auth", func(w http.ResponseWriter, q *http.Request) {
		http.Redirect(w, q, q.URL.Query().Get("redirect_uri")+"?error=unauthorized_client", http.StatusFound)
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, q *http.Request) {
		_, secret, _ := q.BasicAuth()
		if secret == "" {
			secret = q.FormValue("client_secret")
		}
		status, body := 400, `{"error":"invalid_grant"}`
		if token != nil {
			status, body = token(secret)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	at = s.URL
	return at
}
