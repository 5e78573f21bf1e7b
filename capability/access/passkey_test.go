package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"cham"
	"cham/capability/access"
	"cham/capability/audit"
	"cham/chamtest"
)

const site = "https://cham.example.vn"

// device is somebody's phone, with a passkey once it was added.
type device struct {
	d    *kit
	auth virtualwebauthn.Authenticator
	key  virtualwebauthn.Credential
	rp   virtualwebauthn.RelyingParty
}

func (d *kit) device(c access.Caller) *device {
	return &device{d: d, key: chamtest.Passkey(d.t),
		auth: virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(c.User.ID)}),
		rp:   virtualwebauthn.RelyingParty{ID: "cham.example.vn", Name: "Chạm", Origin: site}}
}

// made is what the device answers to a request for a new passkey.
func (p *device) made(c access.Ceremony) []byte {
	p.d.t.Helper()
	o, err := virtualwebauthn.ParseAttestationOptions(string(c.Options))
	if err != nil {
		p.d.t.Fatal(err)
	}
	return []byte(virtualwebauthn.CreateAttestationResponse(p.rp, p.auth, p.key, *o))
}

// signed is what the device answers to a request for a passkey.
func (p *device) signed(c access.Ceremony) []byte {
	p.d.t.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(string(c.Options))
	if err != nil {
		p.d.t.Fatal(err)
	}
	return []byte(virtualwebauthn.CreateAssertionResponse(p.rp, p.auth, p.key, *o))
}

func (p *device) add(c access.Caller, code string) access.Passkey {
	p.d.t.Helper()
	began, err := p.d.BeginPasskey(p.d.t.Context(), c, site, password, code)
	if err != nil {
		p.d.t.Fatal(err)
	}
	key, err := p.d.AddPasskey(p.d.t.Context(), c, began.ID, "Điện thoại", p.made(began))
	if err != nil {
		p.d.t.Fatal(err)
	}
	return key
}

// begin asks the browser for a passkey.
func (d *kit) begin(browser string) access.Ceremony {
	d.t.Helper()
	c, err := d.BeginPasskeySignIn(site, browser, "192.0.2.1")
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

func (p *device) signIn() (access.Entry, error) {
	p.d.t.Helper()
	c := p.d.begin("a browser")
	return p.d.SignInByPasskey(p.d.t.Context(), access.Try{Address: "192.0.2.1"}, "a browser", c.ID, p.signed(c))
}

// heard are what a service writes to the audit log.
type heard []audit.Event

func (h *heard) Record(_ context.Context, e audit.Event) error { *h = append(*h, e); return nil }

func (h *heard) has(a audit.Action) bool {
	for _, e := range *h {
		if e.Action == a {
			return true
		}
	}
	return false
}

func TestPasskeySignsIn(t *testing.T) {
	d := newKit(t)
	log := &heard{}
	d.Audit = log
	c, _ := d.setUp()
	phone := d.device(c)
	added := phone.add(c, "")
	if added.Site != "cham.example.vn" || added.User != c.User.ID || !log.has(audit.PasskeyAdded) {
		t.Errorf("%+v, log %v", added, *log)
	}
	d.clock = d.clock.Add(time.Hour)
	phone.key.Counter = 7
	in := d.must(phone.signIn())
	if in.User.ID != c.User.ID || in.Session.Way != access.WayPasskey || !log.has(audit.SignedIn) {
		t.Errorf("%+v", in)
	}
	keys, err := d.Passkeys(t.Context(), in)
	if err != nil || len(keys) != 1 || keys[0].SignCount != 7 || !keys[0].LastUsed.Equal(d.clock) || keys[0].Name != "Điện thoại" {
		t.Errorf("%+v %v", keys, err)
	}
	if err := d.RenamePasskey(t.Context(), in, added.ID, "Máy của Lan"); err != nil {
		t.Error(err)
	}
	d.wants(cham.CodeInvalid, d.RemovePasskey(t.Context(), in, added.ID, "không phải", ""))
	elsewhere := d.enter("chu@example.vn")
	if err := d.RemovePasskey(t.Context(), in, added.ID, password, ""); err != nil || !log.has(audit.PasskeyRemoved) {
		t.Error(err)
	}
	_, err = d.BySession(t.Context(), elsewhere)
	d.wants(cham.CodeUnauthorized, err)
	_, err = phone.signIn()
	d.wants(cham.CodeUnauthorized, err)
	if e, ok := err.(*cham.Error); !ok || e.Field != "passkey" {
		t.Errorf("a passkey that is gone: %v", err)
	}
}

// A passkey is made by who proves the password, and a code where one is asked
// for: a stolen open browser gets no way in for good.
func TestPasskeyNeedsFreshProof(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	_, err := d.BeginPasskey(t.Context(), c, site, "không phải đâu", "")
	d.wants(cham.CodeInvalid, err)
	secret, _ := d.enrol(c)
	d.later()
	_, err = d.BeginPasskey(t.Context(), c, site, password, "")
	d.wants(cham.CodeUnauthorized, err)
	added := d.device(c).add(c, d.code(secret))
	d.wants(cham.CodeUnauthorized, d.RemovePasskey(t.Context(), c, added.ID, password, "000000"))
	for range 12 {
		_, err = d.BeginPasskey(t.Context(), c, site, "guess", "")
	}
	d.wants(cham.CodeTooMany, err)
}

// What a browser was asked is answered once, by that browser, in time.
func TestPasskeyCeremonies(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	phone := d.device(c)
	began, err := d.BeginPasskey(t.Context(), c, site, password, "")
	if err != nil {
		t.Fatal(err)
	}
	other := d.inside(d.enter("chu@example.vn"))
	_, err = d.AddPasskey(t.Context(), other, began.ID, "x", phone.made(began))
	d.wants(cham.CodeInvalid, err) // of another session
	_, err = d.AddPasskey(t.Context(), c, began.ID, "x", phone.made(began))
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.AddPasskey(t.Context(), c, began.ID, "x", phone.made(began))
	d.wants(cham.CodeInvalid, err) // a second time

	try := func(browser string, c access.Ceremony, answer []byte) error {
		_, err := d.SignInByPasskey(t.Context(), access.Try{Address: "192.0.2.1"}, browser, c.ID, answer)
		return err
	}
	asked := d.begin("mine")
	answer := phone.signed(asked)
	d.wants(cham.CodeInvalid, try("theirs", asked, answer))
	d.wants(cham.CodeInvalid, try("", asked, answer))
	if err := try("mine", asked, answer); err != nil {
		t.Error(err)
	}
	d.wants(cham.CodeInvalid, try("mine", asked, answer)) // shown again
	late := d.begin("mine")
	d.clock = d.clock.Add(access.CeremonyLife)
	d.wants(cham.CodeInvalid, try("mine", late, phone.signed(late)))
	d.wants(cham.CodeUnauthorized, try("mine", d.begin("mine"), answer)) // an answer to another challenge
	d.wants(cham.CodeUnauthorized, try("mine", d.begin("mine"), []byte(`{"type":"x"}`)))
	first := d.begin("mine")
	for range 100 {
		d.begin("mine")
	}
	d.wants(cham.CodeInvalid, try("mine", first, phone.signed(first))) // of one sender so many are kept
}

func TestPasskeysThatAreRefused(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	for name, spoil := range map[string]func(*device){
		"another origin":       func(p *device) { p.rp.Origin = "https://cham.example.vn.evil.vn" },
		"a site of its name":   func(p *device) { p.rp.ID = "evil.vn" },
		"plain HTTP":           func(p *device) { p.rp.Origin = "http://cham.example.vn" },
		"no finger":            func(p *device) { p.auth.Options.UserNotVerified = true },
		"nobody there":         func(p *device) { p.auth.Options.UserNotPresent = true },
		"somebody else's name": func(p *device) { p.auth.Options.UserHandle = []byte("u_other") },
		"no name":              func(p *device) { p.auth.Options.UserHandle = nil },
		"another key":          func(p *device) { p.key.Key = chamtest.Passkey(p.d.t).Key },
	} {
		phone := d.device(c)
		phone.add(c, "")
		spoil(phone)
		if _, err := phone.signIn(); cham.ErrorCode(err) != cham.CodeUnauthorized {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, spoil := range map[string]func(*device){
		"another origin": func(p *device) { p.rp.Origin = "https://evil.vn" },
		"no finger":      func(p *device) { p.auth.Options.UserNotVerified = true },
	} {
		phone := d.device(c)
		spoil(phone)
		began, err := d.BeginPasskey(t.Context(), c, site, password, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.AddPasskey(t.Context(), c, began.ID, "x", phone.made(began)); cham.ErrorCode(err) != cham.CodeInvalid {
			t.Errorf("made with %s: %v", name, err)
		}
	}
}

// A count that does not go up is of a copy: refused, and in the log.
func TestPasskeyThatWasCopied(t *testing.T) {
	d := newKit(t)
	log := &heard{}
	d.Audit = log
	c, _ := d.setUp()
	phone := d.device(c)
	phone.key.Counter = 3
	phone.add(c, "")
	for _, count := range []uint32{3, 2, 0} {
		phone.key.Counter = count
		_, err := phone.signIn()
		d.wants(cham.CodeUnauthorized, err)
	}
	if !log.has(audit.PasskeyCopied) || log.has(audit.SignedIn) {
		t.Errorf("%v", *log)
	}
	phone.key.Counter = 4
	if _, err := phone.signIn(); err != nil {
		t.Error(err)
	}
}

// Where two steps are wanted a passkey is both of them; a password alone still is one.
func TestPasskeyIsBothSteps(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	phone := d.device(c)
	phone.add(c, "")
	must := []cham.Role{cham.RoleOwner}
	if _, err := d.ChangeWorkspace(t.Context(), c.Workspace, access.WorkspaceChange{SecondStep: &must}); err != nil {
		t.Fatal(err)
	}
	if in := d.must(phone.signIn()); in.MustSecondStep {
		t.Error("a passkey is not taken for two steps")
	}
	if in := d.inside(d.enter("chu@example.vn")); !in.MustSecondStep {
		t.Error("a password alone is taken for two steps")
	}
}

// Who left a workspace comes in nowhere with a passkey, either.
func TestPasskeyOfWhoLeft(t *testing.T) {
	d := newKit(t)
	owner, _ := d.setUp()
	guest := d.guest(owner.Workspace, "lan@example.vn")
	phone := d.device(guest)
	phone.add(guest, "")
	if err := d.Remove(t.Context(), owner.Workspace, guest.User.ID); err != nil {
		t.Fatal(err)
	}
	_, err := phone.signIn()
	d.wants(cham.CodeUnauthorized, err)
}

// guest is an editor who accepted.
func (d *kit) guest(ws cham.WorkspaceID, email string) access.Caller {
	d.t.Helper()
	_, token, _, err := d.Invite(d.t.Context(), ws, "Lan", email, cham.RoleEditor)
	if err != nil {
		d.t.Fatal(err)
	}
	return d.must(d.Accept(d.t.Context(), token, "Lan", access.Try{Password: password}))
}

func TestPasskeySites(t *testing.T) {
	for base, why := range map[string]string{
		"https://cham.example.vn": "", "https://cham.example.vn:8443": "", "http://localhost:8080": "",
		"https://203.0.113.7": "error.passkeyNumber", "http://127.0.0.1:8080": "error.passkeyNumber",
		"https://[2001:db8::1]":  "error.passkeyNumber",
		"http://cham.example.vn": "error.passkeyHTTP", "": "error.passkeyAddress",
	} {
		_, _, err := access.PasskeySite(base)
		if e, ok := err.(*cham.Error); err != nil && !ok || ok && e.Key != why || err == nil && why != "" {
			t.Errorf("%q: %v", base, err)
		}
	}
}

func TestBrowsersAreKnownByTheirToken(t *testing.T) {
	d := newKit(t)
	fresh, err := d.Browser("")
	if again, _ := d.Browser(fresh); err != nil || len(fresh) < 43 || again != fresh {
		t.Errorf("%q %q %v", fresh, again, err)
	}
	if other, _ := d.Browser("planted"); other == "planted" {
		t.Error("a token of somebody's own making is taken")
	}
}
