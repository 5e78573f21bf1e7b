package access_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"cham"
	"cham/capability/access"
	"cham/chamtest/idp"
)

// beside is another business of the installation, whose owner is up to no good.
func (d *company) beside(id cham.WorkspaceID) access.Caller {
	d.t.Helper()
	mallory := d.guest(d.owner.Workspace, "mallory@example.vn")
	ws := cham.Workspace{ID: id, Name: "Khác", TimeZone: cham.DefaultTimeZone, Currency: "VND", CreatedAt: d.clock.AddDate(0, 0, 1)}
	if err := d.store.Access().CreateWorkspace(d.t.Context(), ws, mallory.User.ID); err != nil {
		d.t.Fatal(err)
	}
	if err := d.Remove(d.t.Context(), d.owner.Workspace, mallory.User.ID); err != nil {
		d.t.Fatal(err)
	}
	return d.inside(d.enter("mallory@example.vn"))
}

// lan is somebody who signs in by the company's provider and has no password.
func (d *company) lan() access.Caller {
	d.t.Helper()
	if _, _, _, err := d.Invite(d.t.Context(), d.owner.Workspace, "Lan", "lan@example.vn", cham.RoleAdmin); err != nil {
		d.t.Fatal(err)
	}
	a, err := d.by("lan")
	return d.must(a.Entry, err)
}

// Who invites somebody elsewhere holds the link, too: it sets no password for an
// account that other businesses let in.
func TestAnInvitationTakesNoAccountWithoutPassword(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	mallory := d.beside("w_other")
	lan := d.lan()
	_, token, _, err := d.Invite(t.Context(), mallory.Workspace, "Lan", "lan@example.vn", cham.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Accept(t.Context(), token, "Lan", access.Try{Password: password})
	d.wants(cham.CodeConflict, err)
	_, err = d.SignIn(t.Context(), access.Try{Email: "lan@example.vn", Password: password, Address: "192.0.2.1"})
	d.wants(cham.CodeUnauthorized, err)
	a, err := d.by("lan")
	d.must(a.Entry, err)
	in, err := d.Accept(t.Context(), token, "Lan", access.Try{Password: password, Before: a.Session}) // of Lan's own browser
	if c := d.must(in, err); c.User.ID != lan.User.ID || c.Workspace != mallory.Workspace {
		t.Errorf("%+v", c)
	}
}

// Nor is it given to another account at the same provider.
func TestAnInvitationLinksNobodyElse(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	mallory, lan := d.beside("w_other"), d.lan()
	same := access.ProviderChange{Issuer: d.there.Issuer, Client: idp.Client, Secret: idp.Secret}
	if _, err := d.SetProvider(t.Context(), mallory, same); err != nil {
		t.Fatal(err)
	}
	_, token, _, err := d.Invite(t.Context(), mallory.Workspace, "Lan", "lan@example.vn", cham.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	company := d.owner.Workspace
	d.owner.Workspace = mallory.Workspace // where they go
	a, err := d.end(d.goThere("outside", access.ProviderStart{Invitation: token}))
	if err == nil && a.Session != "" {
		c := d.inside(a.Session)
		_, err = d.Enter(t.Context(), c, company)
		t.Fatalf("another account of the provider is %s (is Lan: %v), in the company: %v", c.User.Email, c.User.ID == lan.User.ID, err)
	}
	d.wants(cham.CodeConflict, err)
	a, err = d.end(d.goThere("lan", access.ProviderStart{Invitation: token}))
	if c := d.must(a.Entry, err); c.User.ID != lan.User.ID {
		t.Errorf("%+v", c)
	}
}

// What somebody may elsewhere counts for nothing in a session of a provider that
// is believed here only.
func TestProviderSessionsGiveNoAccountAway(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	a, err := d.by("chu")
	if err != nil {
		t.Fatal(err)
	}
	in, err := d.prove(a, "chu@example.vn", password)
	owner := d.must(in.Entry, err)
	other := cham.Workspace{ID: "w_other", Name: "Khác", TimeZone: cham.DefaultTimeZone, Currency: "VND", CreatedAt: d.clock}
	if err := d.store.Access().CreateWorkspace(t.Context(), other, owner.User.ID); err != nil {
		t.Fatal(err)
	}
	_, _, err = d.NewResetLink(t.Context(), owner, owner.User.ID)
	d.wants(cham.CodeForbidden, err)
	guest := d.guest(owner.Workspace, "binh@example.vn")
	if _, _, err := d.NewResetLink(t.Context(), owner, guest.User.ID); err != nil {
		t.Errorf("of who is here only: %v", err)
	}
	if all, err := d.OwnsAll(t.Context(), owner); err != nil || all {
		t.Errorf("owns what the session does not reach: %v", err)
	}
	if all, err := d.OwnsAll(t.Context(), d.inside(d.enter("chu@example.vn"))); err != nil || !all {
		t.Errorf("by password: %v", err)
	}
}

// Nobody is shut out by a typing error, also after it was said that people sign in so only.
func TestOnlySoStaysWhereItWasTried(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	a, err := d.by("chu")
	if err != nil {
		t.Fatal(err)
	}
	in, err := d.prove(a, "chu@example.vn", password)
	c := d.must(in.Entry, err)
	only := access.ProviderChange{Issuer: d.there.Issuer, Client: idp.Client, Only: true}
	if _, err := d.SetProvider(t.Context(), c, only); err != nil {
		t.Fatal(err)
	}
	typo := only
	typo.Client, typo.Secret = "typo", "x"
	_, err = d.SetProvider(t.Context(), c, typo)
	d.wants(cham.CodeConflict, err)
	typo = only
	typo.Secret, typo.Domains = "", []string{"exmaple.vn"}
	_, err = d.SetProvider(t.Context(), c, typo)
	d.wants(cham.CodeConflict, err)
	d.inside(in.Session)
	if _, err := d.SetProvider(t.Context(), c, only); err != nil {
		t.Errorf("the same again: %v", err)
	}
}

// Who took an account that nobody used yet does not accept with it what is sent to
// its e-mail later: that needs the invitation, or the e-mail.
func TestALinkAcceptsNothingSentToSomebodyElse(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	mallory, company := d.beside("w_other"), d.owner.Workspace
	same := access.ProviderChange{Issuer: d.there.Issuer, Client: "another", Secret: idp.Secret}
	if _, err := d.SetProvider(t.Context(), mallory, same); err != nil {
		t.Fatal(err)
	}
	_, token, _, err := d.Invite(t.Context(), mallory.Workspace, "Lan", "lan@example.vn", cham.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	d.owner.Workspace = mallory.Workspace
	if _, err := d.end(d.goThere("outside", access.ProviderStart{Invitation: token})); err != nil {
		t.Fatal(err)
	}
	d.owner.Workspace = company
	_, token, _, err = d.Invite(t.Context(), company, "Lan", "lan@example.vn", cham.RoleAdmin)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.by("outside")
	d.wants(cham.CodeForbidden, err)
	_, err = d.end(d.goThere("outside", access.ProviderStart{Invitation: "guess"}))
	d.wants(cham.CodeForbidden, err)
	a, err := d.end(d.goThere("outside", access.ProviderStart{Invitation: token})) // who holds the link has been sent it
	d.must(a.Entry, err)
}

// Who claims a domain of others takes nobody away; of two whose it is by the operator's
// word nobody is sent to either.
func TestADomainThatTwoClaim(t *testing.T) {
	d := newCompany(t, access.ProviderChange{Domains: []string{"example.vn"}})
	mallory := d.beside("w_other")
	if _, err := d.FindProvider(t.Context(), "lan@example.vn"); err != nil {
		t.Fatal(err)
	}
	claim := access.ProviderChange{Issuer: d.there.Issuer, Client: "another", Secret: "x", Domains: []string{"example.vn"}}
	if _, err := d.SetProvider(t.Context(), mallory, claim); err != nil {
		t.Fatal(err)
	}
	if found, err := d.FindProvider(t.Context(), "lan@example.vn"); err != nil || found.Workspace != d.owner.Workspace {
		t.Errorf("%+v %v", found, err)
	}
	d.Owned = func(context.Context, cham.WorkspaceID, string) bool { return true }
	_, err := d.FindProvider(t.Context(), "lan@example.vn")
	d.wants(cham.CodeNotFound, err)
	claim.Client, claim.Secret = idp.Client, "x" // the same business, several workspaces
	if _, err := d.SetProvider(t.Context(), mallory, claim); err != nil {
		t.Fatal(err)
	}
	if _, err := d.FindProvider(t.Context(), "lan@example.vn"); err != nil {
		t.Error(err)
	}
}

// Whoever begins very often keeps nobody else from signing in.
func TestManyCeremoniesKeepNobodyOut(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	phone := d.device(c)
	phone.add(c, "")
	for i := range 20_100 {
		if _, err := d.BeginPasskeySignIn(site, "theirs", fmt.Sprintf("2001:db8:0:%x::1", i/90)); err != nil {
			t.Fatalf("after %d: %v", i, err)
		}
	}
	d.must(phone.signIn())
}

// A provider of somebody's own fills no memory with what it says.
func TestProvidersSayLittle(t *testing.T) {
	d := newCompany(t, access.ProviderChange{})
	d.there.Add(idp.User{ID: "long", Email: strings.Repeat("a", 100_000) + "@example.vn"})
	a, err := d.by("long")
	d.wants(cham.CodeUnauthorized, err)
	if a.Prove != nil {
		t.Error("it is kept until an account is proven")
	}
}
