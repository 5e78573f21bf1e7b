package access_test

import (
	"context"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/access"
	"cham/capability/audit"
	"cham/chamtest/idp"
	"cham/connect/oidc"
)

// company is a workspace whose people sign in at a provider.
type company struct {
	*kit
	there *idp.Server
	owner access.Caller
	log   *heard
}

func newCompany(t *testing.T, ch access.ProviderChange) *company {
	t.Helper()
	d := &company{kit: newKit(t), log: &heard{}}
	d.Audit = d.log
	client := oidc.New([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, time.Now)
	t.Cleanup(client.Close)
	d.Elsewhere = client
	d.Owned = func(_ context.Context, ws cham.WorkspaceID, domain string) bool {
		return ws == d.owner.Workspace && domain == "example.vn"
	}
	d.there = idp.New(t, site+access.ProviderPath, "another")
	for _, u := range []idp.User{{ID: "chu", Email: "chu@example.vn", Verified: true}, {ID: "lan", Email: "lan@example.vn", Verified: true},
		{ID: "binh", Email: "binh@example.vn", Verified: true}, {ID: "liar", Email: "lan@example.vn"},
		{ID: "outside", Email: "x@other.vn", Verified: true}} {
		d.there.Add(u)
	}
	d.owner, _ = d.setUp()
	ch.Issuer, ch.Client, ch.Secret = d.there.Issuer, idp.Client, idp.Secret
	if _, err := d.SetProvider(t.Context(), d.owner, ch); err != nil {
		t.Fatal(err)
	}
	return d
}

// go there signs in at the provider and answers what the browser comes back with.
func (d *company) goThere(user string, b access.ProviderStart) access.Back {
	d.t.Helper()
	b.Workspace, b.Base, b.Browser, b.Address = d.owner.Workspace, site, "a browser", "192.0.2.1"
	address, err := d.BeginProvider(d.t.Context(), b)
	if err != nil {
		d.t.Fatal(err)
	}
	_, back := d.there.SignIn(address, user)
	return access.Back{State: back.Get("state"), Code: back.Get("code"), Issuer: back.Get("iss"), Problem: back.Get("error")}
}

func (d *company) end(back access.Back) (access.Arrival, error) {
	return d.EndProvider(d.t.Context(), access.Try{Address: "192.0.2.1"}, "a browser", back)
}

func (d *company) by(user string) (access.Arrival, error) {
	d.t.Helper()
	return d.end(d.goThere(user, access.ProviderStart{}))
}

// prove proves an account by password, after a provider.
func (d *company) prove(a access.Arrival, email, pass string) (access.Arrival, error) {
	d.t.Helper()
	if a.Prove == nil {
		d.t.Fatal("nothing is asked to be proven")
	}
	return d.ProveAccount(d.t.Context(), access.Try{Email: email, Password: pass, Address: "192.0.2.1"}, "a browser", a.Prove.Ceremony)
}

// An account with a password is not given to whoever a provider says has its
// e-mail: it is proven once, and then known by the provider's subject.
func TestProviderLinksWhoProves(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	a, err := d.by("chu")
	if err != nil || a.Session != "" || a.Prove.Email != "chu@example.vn" {
		t.Fatalf("%+v %v", a, err)
	}
	_, err = d.prove(a, "chu@example.vn", "guess guess guess")
	d.wants(cham.CodeUnauthorized, err)
	in, err := d.prove(a, "chu@example.vn", password)
	if c := d.must(in.Entry, err); c.Session.Way != access.WayProvider || c.User.ID != d.owner.User.ID {
		t.Errorf("%+v", c)
	}
	if !d.log.has(audit.ProviderLinked) || !d.log.has(audit.SignedIn) {
		t.Errorf("log: %v", *d.log)
	}
	again, err := d.by("chu")
	d.must(again.Entry, err)
	d.there.Add(idp.User{ID: "chu", Email: "moi@example.vn"}) // the subject counts, not the e-mail
	again, err = d.by("chu")
	if c := d.must(again.Entry, err); c.User.ID != d.owner.User.ID {
		t.Errorf("%+v", c)
	}
}

func TestOnlyWhoIsInvitedComesInByAProvider(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	_, err := d.by("lan")
	d.wants(cham.CodeForbidden, err)
	_, _, _, err = d.Invite(t.Context(), d.owner.Workspace, "Lan", "lan@example.vn", cham.RoleAgent)
	if err != nil {
		t.Fatal(err)
	}
	liar, err := d.by("liar") // says to have Lan's e-mail; nobody verified it
	if err != nil || liar.Session != "" || liar.Prove == nil {
		t.Fatalf("%+v %v", liar, err)
	}
	a, err := d.by("lan")
	c := d.must(a.Entry, err)
	if c.Actor.Role != cham.RoleAgent || c.User.Name != "Lan" || !d.log.has(audit.MemberJoined) {
		t.Errorf("%+v", c)
	}
	_, err = d.SignIn(t.Context(), access.Try{Email: "lan@example.vn", Password: "", Address: "192.0.2.1"})
	d.wants(cham.CodeUnauthorized, err) // there is no password
	_, err = d.BeginPasskey(t.Context(), c, site, "", "")
	d.wants(cham.CodeConflict, err)
	if err := d.Remove(t.Context(), d.owner.Workspace, c.User.ID); err != nil {
		t.Fatal(err)
	}
	_, err = d.BySession(t.Context(), a.Session)
	d.wants(cham.CodeUnauthorized, err)
	_, err = d.by("lan")
	d.wants(cham.CodeForbidden, err)
}

// Whoever holds an invitation accepts it with a provider, too, whatever the
// provider knows of the e-mail.
func TestInvitationByAProvider(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	_, token, _, err := d.Invite(t.Context(), d.owner.Workspace, "Lan", "lan@example.vn", cham.RoleEditor)
	if err != nil {
		t.Fatal(err)
	}
	a, err := d.end(d.goThere("liar", access.ProviderStart{Invitation: token}))
	if c := d.must(a.Entry, err); c.Actor.Role != cham.RoleEditor || c.User.Email != "lan@example.vn" {
		t.Errorf("%+v", c)
	}
	_, err = d.end(d.goThere("binh", access.ProviderStart{Invitation: token}))
	d.wants(cham.CodeNotFound, err) // used
}

func TestNewcomersOfADomain(t *testing.T) {
	d := newCompany(t, access.ProviderChange{Newcomers: cham.RoleViewer, Domains: []string{" Example.VN "}})
	a, err := d.by("binh")
	if c := d.must(a.Entry, err); c.Actor.Role != cham.RoleViewer || c.User.PasswordHash != "" {
		t.Errorf("%+v", c)
	}
	_, err = d.by("outside")
	d.wants(cham.CodeForbidden, err)
	if a, err := d.by("liar"); err != nil || a.Session != "" {
		t.Errorf("an e-mail that nobody verified comes in: %+v %v", a, err)
	}
	found, err := d.FindProvider(t.Context(), "ai-do@example.vn")
	if err != nil || found.Workspace != d.owner.Workspace {
		t.Errorf("%+v %v", found, err)
	}
	_, err = d.FindProvider(t.Context(), "ai@other.vn")
	d.wants(cham.CodeNotFound, err)
	for field, ch := range map[string]access.ProviderChange{
		"domains":   {Newcomers: cham.RoleViewer},
		"newcomers": {Newcomers: cham.RoleOwner, Domains: []string{"example.vn"}},
	} {
		ch.Issuer, ch.Client = d.there.Issuer, idp.Client
		_, err := d.SetProvider(t.Context(), d.owner, ch)
		if e, ok := err.(*cham.Error); !ok || e.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// An owner may enter any domain, and a provider that says of anybody to be of it. Until
// the domain is known to be the workspace's, only invited people come in, and nobody's
// e-mail leads there.
func TestDomainsOfOthersBringNobody(t *testing.T) {
	d := newCompany(t, access.ProviderChange{Newcomers: cham.RoleViewer, Domains: []string{"example.vn", "other.vn"}})
	_, err := d.by("outside")
	d.wants(cham.CodeForbidden, err)
	_, err = d.FindProvider(t.Context(), "x@other.vn")
	d.wants(cham.CodeNotFound, err)
	if found, err := d.FindProvider(t.Context(), " AI@Example.vn "); err != nil || found.Workspace != d.owner.Workspace {
		t.Errorf("%+v %v", found, err)
	}
	p, err := d.Provider(t.Context(), d.owner.Workspace)
	if got := d.Unproven(t.Context(), p); err != nil || len(got) != 1 || got[0] != "other.vn" {
		t.Errorf("%v %v", got, err)
	}
	if _, _, _, err := d.Invite(t.Context(), d.owner.Workspace, "X", "x@other.vn", cham.RoleAgent); err != nil {
		t.Fatal(err)
	}
	a, err := d.by("outside")
	if c := d.must(a.Entry, err); c.Actor.Role != cham.RoleAgent {
		t.Errorf("%+v", c)
	}
}

// The button of a provider stands before everybody only where all businesses chose it.
func TestAProvidersButtonIsOfItsOwnPeople(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	sole := func(want, wantMore bool) {
		t.Helper()
		p, more, err := d.SoleProvider(t.Context())
		if err != nil || (p.Issuer != "") != want || more != wantMore {
			t.Errorf("%q %v %v", p.Issuer, more, err)
		}
	}
	sole(true, false)
	add := func(ws cham.Workspace) {
		t.Helper()
		ws.Name, ws.TimeZone, ws.Currency, ws.CreatedAt = "Khác", cham.DefaultTimeZone, "VND", d.clock
		if err := d.store.Access().CreateWorkspace(t.Context(), ws, d.owner.User.ID); err != nil {
			t.Fatal(err)
		}
	}
	add(cham.Workspace{ID: "w_demo", Demo: true})
	sole(true, false)
	add(cham.Workspace{ID: "w_other"})
	sole(false, true)
	if err := d.store.Access().Archive(t.Context(), "w_other", d.clock); err != nil {
		t.Fatal(err)
	}
	sole(true, false)
}

// Who was removed stays out, however often the provider sends them, until somebody
// invites them again; so do others who bring their e-mail or their account there.
func TestRemovedStayOut(t *testing.T) {
	d := newCompany(t, access.ProviderChange{Newcomers: cham.RoleViewer, Domains: []string{"example.vn"}})
	a, err := d.by("binh")
	c := d.must(a.Entry, err)
	stays, err := d.by("lan")
	d.must(stays.Entry, err)
	if err := d.Remove(t.Context(), d.owner.Workspace, c.User.ID); err != nil {
		t.Fatal(err)
	}
	removed := func(user string) {
		t.Helper()
		_, err := d.by(user)
		d.wants(cham.CodeForbidden, err)
		if e, ok := err.(*cham.Error); !ok || e.Key != "error.providerRemoved" {
			t.Errorf("%s: %v", user, err)
		}
	}
	removed("binh")
	d.there.Add(idp.User{ID: "binh", Email: "binh.moi@example.vn", Verified: true})
	removed("binh")
	d.there.Add(idp.User{ID: "binh2", Email: "Binh@example.vn", Verified: true})
	removed("binh2")
	if again, err := d.by("lan"); err != nil || again.Session == "" {
		t.Errorf("who was not removed: %v", err)
	}
	d.there.Add(idp.User{ID: "binh", Email: "binh@example.vn", Verified: true})
	m, _, _, err := d.Invite(t.Context(), d.owner.Workspace, "Bình", "binh@example.vn", cham.RoleAgent)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Remove(t.Context(), d.owner.Workspace, m.ID); err != nil { // the invitation is taken back
		t.Fatal(err)
	}
	removed("binh")
	if _, _, _, err := d.Invite(t.Context(), d.owner.Workspace, "Bình", "binh@example.vn", cham.RoleAgent); err != nil {
		t.Fatal(err)
	}
	a, err = d.by("binh")
	if c := d.must(a.Entry, err); c.Actor.Role != cham.RoleAgent {
		t.Errorf("%+v", c)
	}
}

// What a browser brings back is taken once, of that browser, in time, and the
// code goes nowhere but to the provider that was asked.
func TestProviderStates(t *testing.T) {
	d := newCompany(t, access.ProviderChange{Newcomers: cham.RoleViewer, Domains: []string{"example.vn"}})
	back := d.goThere("binh", access.ProviderStart{})
	_, err := d.EndProvider(t.Context(), access.Try{}, "another browser", back)
	d.wants(cham.CodeInvalid, err)
	if _, err := d.end(back); err != nil {
		t.Error(err)
	}
	_, err = d.end(back)
	d.wants(cham.CodeInvalid, err) // again
	late := d.goThere("binh", access.ProviderStart{})
	d.clock = d.clock.Add(access.CeremonyLife)
	_, err = d.end(late)
	d.wants(cham.CodeInvalid, err)
	mixed := d.goThere("binh", access.ProviderStart{})
	mixed.Issuer = "https://evil.vn"
	_, err = d.end(mixed)
	d.wants(cham.CodeUnauthorized, err)
	if !d.log.has(audit.SignInRefused) {
		t.Error("a refusal is not in the log")
	}
	no := d.goThere("binh", access.ProviderStart{})
	no.Problem = "access_denied"
	_, err = d.end(no)
	d.wants(cham.CodeInvalid, err)
	moved := d.goThere("binh", access.ProviderStart{}) // the owner chose another client meanwhile
	another := access.ProviderChange{Issuer: d.there.Issuer, Client: "another", Secret: "x"}
	if _, err := d.SetProvider(t.Context(), d.owner, another); err != nil {
		t.Fatal(err)
	}
	_, err = d.end(moved)
	d.wants(cham.CodeInvalid, err)
}

// After signing in a browser goes to a page of ours.
func TestProviderSendsNowhereElse(t *testing.T) {
	d := newCompany(t, access.ProviderChange{Newcomers: cham.RoleViewer, Domains: []string{"example.vn"}})
	for to, want := range map[string]string{"/maps/m_1?color=x": "/maps/m_1?color=x", "": "/", "https://evil.vn": "/", "//evil.vn": "/",
		`/\evil.vn`: "/", "javascript:alert(1)": "/", "/\t/evil.vn": "/", "/" + strings.Repeat("a", 2000): "/"} {
		a, err := d.end(d.goThere("binh", access.ProviderStart{To: to}))
		if err != nil || a.To != want {
			t.Errorf("%q: %q %v", to, a.To, err)
		}
	}
	address, err := d.BeginProvider(t.Context(), access.ProviderStart{Workspace: d.owner.Workspace, Base: site, Browser: "b"})
	u, _ := url.Parse(address)
	if q := u.Query(); err != nil || q.Get("redirect_uri") != site+access.ProviderPath || q.Get("code_challenge_method") != "S256" ||
		q.Get("nonce") == "" || len(q.Get("state")) < 43 || q.Get("response_type") != "code" {
		t.Errorf("%s %v", address, err)
	}
}

// A provider is believed where its owner chose it: its sessions reach no other
// workspace, whatever the account may there.
func TestProvidersReachTheirOwnWorkspace(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	other := cham.Workspace{ID: "w_other", Name: "Khác", TimeZone: cham.DefaultTimeZone, Currency: "VND", CreatedAt: d.clock}
	if err := d.store.Access().CreateWorkspace(t.Context(), other, d.owner.User.ID); err != nil {
		t.Fatal(err)
	}
	a, err := d.by("chu")
	if err != nil {
		t.Fatal(err)
	}
	in, err := d.prove(a, "chu@example.vn", password)
	c := d.must(in.Entry, err)
	_, err = d.Enter(t.Context(), c, other.ID)
	d.wants(cham.CodeForbidden, err)
	if all, _, err := d.Workspaces(t.Context(), c); err != nil || len(all) != 1 {
		t.Errorf("%+v %v", all, err)
	}
	byPassword := d.inside(d.enter("chu@example.vn"))
	byPassword.Workspace = other.ID
	if _, err := d.SetProvider(t.Context(), byPassword, access.ProviderChange{Issuer: d.there.Issuer, Client: idp.Client,
		Secret: idp.Secret}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Enter(t.Context(), c, other.ID); err != nil {
		t.Errorf("with the same provider: %v", err)
	}
}

// Where people sign in so only, passwords and passkeys open nothing; who set it
// has come in so, and at the machine it is taken back.
func TestSigningInSoOnly(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	only := access.ProviderChange{Issuer: d.there.Issuer, Client: idp.Client, Only: true}
	_, err := d.SetProvider(t.Context(), d.owner, only)
	d.wants(cham.CodeConflict, err) // not tried yet
	a, err := d.by("chu")
	if err != nil {
		t.Fatal(err)
	}
	in, err := d.prove(a, "chu@example.vn", password)
	c := d.must(in.Entry, err)
	phone := d.device(c)
	phone.add(c, "")
	before := d.enter("chu@example.vn")
	if _, err := d.SetProvider(t.Context(), c, only); err != nil {
		t.Fatal(err)
	}
	_, err = d.BySession(t.Context(), before)
	d.wants(cham.CodeUnauthorized, err) // a password's session is over
	_, err = d.SignIn(t.Context(), access.Try{Email: "chu@example.vn", Password: password, Address: "192.0.2.1"})
	d.wants(cham.CodeForbidden, err)
	_, err = phone.signIn()
	d.wants(cham.CodeForbidden, err)
	_, token, _, err := d.Invite(t.Context(), c.Workspace, "Lan", "lan@example.vn", cham.RoleAgent)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Accept(t.Context(), token, "Lan", access.Try{Password: password})
	d.wants(cham.CodeForbidden, err)
	if again, err := d.by("chu"); err != nil || again.Session == "" {
		t.Errorf("by the provider: %v", err)
	}
	if err := d.LetPasswordsIn(t.Context(), "chu@example.vn"); err != nil {
		t.Fatal(err)
	}
	d.inside(d.enter("chu@example.vn"))
	if err := d.RemoveProvider(t.Context(), c.Workspace); err != nil || !d.log.has(audit.ProviderChanged) {
		t.Error(err)
	}
	_, err = d.BySession(t.Context(), in.Session)
	d.wants(cham.CodeUnauthorized, err)
}

func TestProviderIsChecked(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	for key, ch := range map[string]access.ProviderChange{
		"error.providerIssuer": {Issuer: "accounts.google.com", Client: "c", Secret: "s"},
		"error.providerTenant": {Issuer: "https://login.microsoftonline.com/common/v2.0", Client: "c", Secret: "s"},
		"error.providerClient": {Issuer: access.Google, Client: " ", Secret: "s"},
		"error.providerSecret": {Issuer: d.there.Issuer, Client: "changed"},
		"error.providerDomain": {Issuer: d.there.Issuer, Client: idp.Client, Domains: []string{"not a domain"}},
		"error.providerOther":  {Issuer: d.there.Issuer + "/", Client: "c", Secret: "s"},
		"error.providerInner":  {Issuer: "https://10.0.0.1", Client: "c", Secret: "s"},
	} {
		_, err := d.SetProvider(t.Context(), d.owner, ch)
		if e, ok := err.(*cham.Error); !ok || e.Key != key {
			t.Errorf("%s: %v", key, err)
		}
	}
	kept, err := d.Provider(t.Context(), d.owner.Workspace)
	if err != nil || strings.Contains(kept.Secret, idp.Secret) || !d.box.Sealed(kept.Secret) {
		t.Errorf("%+v %v", kept, err)
	}
	for _, e := range *d.log {
		if m, ok := e.After.(map[string]any); ok && m["secret"] == idp.Secret {
			t.Error("the secret is in the log")
		}
	}
}
