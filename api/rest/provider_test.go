package rest

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/rest/accounts"
	"cham/api/rest/route"
	"cham/capability/access"
	"cham/chamtest/idp"
	"cham/connect/oidc"
)

// An owner says where people sign in; they do, on the browser that began, and
// all of it is in the log, without the secret.
func TestProviderOverHTTP(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	client := oidc.New([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, time.Now)
	t.Cleanup(client.Close)
	k.access.Elsewhere = client
	k.access.Owned = func(_ context.Context, _ cham.WorkspaceID, domain string) bool { return domain == "company.vn" }
	there := idp.New(t, "https://cham.example.vn/sign-in/back")
	there.Add(idp.User{ID: "binh", Email: "binh@company.vn", Name: "Bình", Verified: true})
	there.Add(idp.User{ID: "viewer", Email: "alpha.viewer@example.vn", Verified: true})
	https := []as{header("X-Forwarded-Proto", "https"), func(q *http.Request) { q.Host = "cham.example.vn" }}
	owner := func(q *http.Request) {
		q.AddCookie(&http.Cookie{Name: "__Host-" + route.CookieName, Value: b.sessions[cham.RoleOwner]})
	}
	set := accounts.ProviderChange{Issuer: there.Issuer, Client: idp.Client, Secret: idp.Secret, Domains: []string{"company.vn", "example.vn"},
		Newcomers: cham.RoleAnalyst}
	w := k.call(owner, "PUT", "/v1/workspace/provider", set, https...)
	info := decode[accounts.ProviderInfo](t, w)
	if !info.On || info.Redirect != "https://cham.example.vn/sign-in/back" || strings.Contains(w.Body.String(), idp.Secret) ||
		info.Record != "workspace="+string(b.ws) || len(info.Unproven) != 1 || info.Unproven[0] != "example.vn" {
		t.Errorf("%+v", info)
	}
	trial := accounts.ProviderTest{Issuer: there.Issuer, Client: idp.Client} // the secret that is kept
	w = k.call(owner, "POST", "/v1/workspace/provider/test", trial, https...)
	tried := decode[accounts.ProviderFindings](t, w).Findings
	if len(tried) != 5 || tried[3].Verdict != access.Good || !strings.Contains(tried[4].Says, info.Redirect) ||
		strings.Contains(w.Body.String(), idp.Secret) {
		t.Errorf("%+v", tried)
	}
	trial.Issuer = "https://thief.example.vn" // who asks for the secret that is kept
	w = k.call(owner, "POST", "/v1/workspace/provider/test", trial, https...)
	if w.Code != 400 || !strings.Contains(w.Body.String(), "secret") {
		t.Errorf("the kept secret goes to another issuer: %d %s", w.Code, w.Body)
	}
	s := decode[accounts.SessionInfo](t, k.call(nobody, "GET", "/v1/session", nil, https...))
	if len(s.Providers) != 1 || s.Providers[0].ID != b.ws || s.ByDomain {
		t.Errorf("%+v", s)
	}
	w = k.call(nobody, "POST", "/v1/session/provider/find", accounts.ProviderEmail{Email: "a@company.vn"})
	found := decode[accounts.ProviderRef](t, w)
	begin := func() (*http.Cookie, string) {
		t.Helper()
		w := k.call(nobody, "POST", "/v1/session/provider/begin", accounts.ProviderStart{ID: found.ID, To: "/maps"}, https...)
		return cookieNamed(t, w, "__Host-"+route.DoorCookie), decode[accounts.ProviderAddress](t, w).Address
	}

	door, address := begin()
	_, back := there.SignIn(address, "binh")
	in := accounts.ProviderBack{State: back.Get("state"), Code: back.Get("code")}
	stranger, _ := begin()
	for name, by := range map[string]as{"no cookie": nobody, "another browser": with(stranger)} {
		if w := k.call(by, "POST", "/v1/session/provider", in, https...); w.Code != 400 {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	w = k.call(with(door), "POST", "/v1/session/provider", in, https...)
	if a := decode[accounts.ProviderArrival](t, w); a.To != "/maps" || a.Prove != nil {
		t.Errorf("%+v", a)
	}
	inside := with(cookieNamed(t, w, "__Host-"+route.CookieName))
	me := decode[accounts.SessionInfo](t, k.call(inside, "GET", "/v1/session", nil, https...))
	if me.User == nil || me.User.Role != cham.RoleAnalyst || me.User.Email != "binh@company.vn" {
		t.Errorf("%+v", me.User)
	}

	door, address = begin()
	_, back = there.SignIn(address, "viewer") // has a password here
	w = k.call(with(door), "POST", "/v1/session/provider", accounts.ProviderBack{State: back.Get("state"), Code: back.Get("code")}, https...)
	asked := decode[accounts.ProviderArrival](t, w)
	if asked.Prove == nil || asked.Prove.Email != "alpha.viewer@example.vn" {
		t.Fatalf("%+v", asked)
	}
	proof := accounts.ProvenAccount{SignIn: accounts.SignIn{Email: asked.Prove.Email, Password: "guess guess"}, Ceremony: asked.Prove.Ceremony}
	if w := k.call(with(door), "POST", "/v1/session/provider/account", proof, https...); w.Code != 401 {
		t.Errorf("a wrong password: %d %s", w.Code, w.Body)
	}
	proof.Password = goodPassword
	w = k.call(with(door), "POST", "/v1/session/provider/account", proof, https...)
	decode[accounts.ProviderArrival](t, w)
	cookieNamed(t, w, "__Host-"+route.CookieName)

	for _, action := range []string{"provider-changed", "postWorkspaceProviderTest", "provider-linked", "member-joined", "signed-in"} {
		if len(b.audited("action="+action)) == 0 {
			t.Errorf("%s is not in the log", action)
		}
	}
	if log := k.call(b.cookie(cham.RoleOwner), "GET", "/v1/audit?limit=500", nil).Body.String(); strings.Contains(log, idp.Secret) {
		t.Error("the secret is in the log")
	}
}
