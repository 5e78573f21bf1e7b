package access_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"cham"
	"cham/capability/access"
	"cham/store/seal"
)

// enrol turns the second step of the owner on.
func (d *kit) enrol(c access.Caller) (secret string, codes []string) {
	d.t.Helper()
	e, err := d.BeginTOTP(d.t.Context(), c, password)
	if err != nil {
		d.t.Fatal(err)
	}
	if codes, err = d.ConfirmTOTP(d.t.Context(), c, d.code(e.Secret)); err != nil {
		d.t.Fatal(err)
	}
	return e.Secret, codes
}

func (d *kit) code(secret string) string {
	d.t.Helper()
	code, err := totp.GenerateCode(secret, d.clock)
	if err != nil {
		d.t.Fatal(err)
	}
	return code
}

func (d *kit) withCode(code string) error {
	_, err := d.SignIn(d.t.Context(), access.Try{Email: "chu@example.vn", Password: password, Address: "192.0.2.1", Code: code})
	return err
}

func (d *kit) later() { d.clock = d.clock.Add(30 * time.Second) }

func TestSecondStep(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	_, err := d.BeginTOTP(t.Context(), c, "không phải đâu")
	d.wants(cham.CodeInvalid, err)
	elsewhere := d.enter("chu@example.vn")
	secret, _ := d.enrol(c)
	_, err = d.BySession(t.Context(), elsewhere)
	d.wants(cham.CodeUnauthorized, err) // begun with one step
	_, err = d.BeginTOTP(t.Context(), c, password)
	d.wants(cham.CodeConflict, err) // no new secret over one that is on
	d.later()
	for _, code := range []string{"", "000000", "abc"} {
		err := d.withCode(code)
		d.wants(cham.CodeUnauthorized, err)
		if e, ok := err.(*cham.Error); !ok || e.Field != "code" {
			t.Errorf("%q: %v", code, err)
		}
	}
	d.wants(cham.CodeUnauthorized, d.try("chu@example.vn", "guess guess", "192.0.2.1")) // tells nothing of the second step
	if err := d.withCode(d.code(secret)); err != nil {
		t.Fatal(err)
	}
	d.wants(cham.CodeUnauthorized, d.withCode(d.code(secret))) // the same code again
	d.later()
	if err := d.withCode(d.code(secret)); err != nil {
		t.Error(err)
	}
	d.clock = d.clock.Add(-30 * time.Second)
	d.wants(cham.CodeUnauthorized, d.withCode(d.code(secret))) // an older one after a newer
}

func TestSecondStepIsNotGuessed(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	secret, _ := d.enrol(c)
	d.later()
	var last error
	for i := range 20 {
		last = d.withCode(fmt.Sprintf("%06d", i))
	}
	d.wants(cham.CodeTooMany, last)
	d.wants(cham.CodeTooMany, d.withCode(d.code(secret))) // also the right one waits
	d.clock = d.clock.Add(2 * time.Hour)
	if err := d.withCode(d.code(secret)); err != nil {
		t.Error(err)
	}
}

func TestRecoveryCodesWorkOnce(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	_, codes := d.enrol(c)
	if err := d.withCode(codes[3]); err != nil || len(codes) != 10 {
		t.Fatal(err)
	}
	d.wants(cham.CodeUnauthorized, d.withCode(codes[3]))
	if on, left, err := d.Service.SecondStep(t.Context(), c); !on || left != 9 || err != nil {
		t.Error(on, left, err)
	}
	d.wants(cham.CodeUnauthorized, d.EndTOTP(t.Context(), c, password, codes[3]))
	d.wants(cham.CodeInvalid, d.EndTOTP(t.Context(), c, "không phải", codes[4]))
	if err := d.EndTOTP(t.Context(), c, password, codes[4]); err != nil {
		t.Fatal(err)
	}
	if err := d.withCode(""); err != nil {
		t.Error(err)
	}
}

// Neither a link to a new password nor an invitation goes round the second step.
func TestNothingGoesRoundTheSecondStep(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	ctx := t.Context()
	secret, _ := d.enrol(c)
	token, _, err := d.ResetLinkFor(ctx, "chu@example.vn")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Reset(ctx, token, password+"!", ""); err != nil {
		t.Fatal(err)
	}
	d.wants(cham.CodeUnauthorized, d.try("chu@example.vn", password+"!", "192.0.2.1"))
	if err := d.store.Access().CreateWorkspace(ctx, cham.Workspace{ID: "w2", Name: "Hai", CreatedAt: time.Now()}, ""); err != nil {
		t.Fatal(err)
	}
	_, link, _, err := d.Invite(ctx, "w2", "Chủ", "chu@example.vn", cham.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Accept(ctx, link, "Chủ", access.Try{Password: password + "!"})
	d.wants(cham.CodeUnauthorized, err)
	d.later()
	if _, err = d.Accept(ctx, link, "Chủ", access.Try{Password: password + "!", Code: d.code(secret)}); err != nil {
		t.Error(err)
	}
}

// A workspace may want the second step of a role: until it is on, who signs in
// is told so.
func TestSecondStepIsWantedOfARole(t *testing.T) {
	d := newKit(t)
	c, token := d.setUp()
	roles, sights := []cham.Role{cham.RoleOwner}, map[cham.Role]cham.Sight{cham.RoleAgent: cham.SightMasked, cham.RoleViewer: cham.SightMasked}
	ws, err := d.ChangeWorkspace(t.Context(), c.Workspace, access.WorkspaceChange{SecondStep: &roles, Sights: &sights})
	if err != nil || len(ws.Sights) != 1 {
		t.Fatalf("%+v %v", ws, err)
	}
	if in := d.inside(token); !in.MustSecondStep {
		t.Error("not asked for")
	}
	if m := d.join(c.Workspace, "agent@example.vn", cham.RoleAgent); m.MustSecondStep || m.Actor.Sees() != cham.SightMasked {
		t.Errorf("%+v", m)
	}
	d.enrol(c)
	if in := d.inside(token); in.MustSecondStep || in.Actor.Sees() != cham.SightFull {
		t.Errorf("%+v", in)
	}
	hidden := map[cham.Role]cham.Sight{cham.RoleOwner: cham.SightHidden}
	_, err = d.ChangeWorkspace(t.Context(), c.Workspace, access.WorkspaceChange{Sights: &hidden})
	d.wants(cham.CodeInvalid, err)
}

// The secret lies sealed in the database; one of before there were seals is
// sealed at the next start, and one whose key is lost leaves recovery codes.
func TestSecretsAreSealed(t *testing.T) {
	d := newKit(t)
	c, _ := d.setUp()
	ctx, store := t.Context(), d.store.Access()
	secret, codes := d.enrol(c)
	kept := func() string {
		one, err := store.TOTP(ctx, c.User.ID)
		if err != nil {
			t.Fatal(err)
		}
		return one.Secret
	}
	if strings.Contains(kept(), secret) || !d.box.Sealed(kept()) {
		t.Errorf("kept as %q", kept())
	}
	if err := store.ReplaceSecret(ctx, c.User.ID, kept(), secret); err != nil {
		t.Fatal(err)
	}
	if err := d.SealSecrets(ctx); err != nil || !d.box.Sealed(kept()) {
		t.Errorf("kept as %q: %v", kept(), err)
	}
	d.later()
	if err := d.withCode(d.code(secret)); err != nil {
		t.Error(err)
	}
	other, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if d.Service, err = access.New(store, other, func() time.Time { return d.clock }, rand.Reader, cheap); err != nil {
		t.Fatal(err)
	}
	d.wants(cham.CodeConflict, d.SealSecrets(ctx))
	d.later()
	d.wants(cham.CodeUnauthorized, d.withCode(d.code(secret)))
	if err := d.withCode(codes[0]); err != nil {
		t.Error(err)
	}
}

// Turning the second step off ends the other sessions, as turning it on does.
func TestSecondStepOffEndsOtherSessions(t *testing.T) {
	d := newKit(t)
	c, here := d.setUp()
	_, codes := d.enrol(c)
	in, err := d.SignIn(t.Context(), access.Try{Email: "chu@example.vn", Password: password, Address: "192.0.2.9", Code: codes[0]})
	d.must(in, err)
	if err := d.EndTOTP(t.Context(), c, password, codes[1]); err != nil {
		t.Fatal(err)
	}
	d.inside(here)
	_, err = d.BySession(t.Context(), in.Session)
	d.wants(cham.CodeUnauthorized, err)
}
