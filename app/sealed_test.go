package app_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/outgoing"
	"cham/capability/webhook"
	"cham/chamtest/kit"
	"cham/store/seal"
)

// Secrets of destinations lie sealed in the database, those of before there were
// seals from the next start on; they sign as ever. One that was replaced goes when
// its day is over.
func TestSecretsOfDestinationsAreSealed(t *testing.T) {
	for name, options := range map[string][]kit.Option{"sqlite": nil, "postgres": {onPostgres(t)}} {
		t.Run(name, func(t *testing.T) { testSealed(t, options) })
	}
}

func testSealed(t *testing.T, options []kit.Option) {
	r := newReceiver(t)
	k := kitWith(t, r, options...)
	d := sendTo(t, k, r, "/crm")
	kept := func() outgoing.Destination {
		t.Helper()
		d, err := k.Store.Outgoing().Destination(t.Context(), kit.Workspace, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	sealed := func(secrets ...string) {
		t.Helper()
		for _, s := range secrets {
			if !k.Secrets.Sealed(s) {
				t.Errorf("%q lies open", s)
			}
		}
	}
	signed := func(secrets ...string) {
		t.Helper()
		m, err := k.Outgoing.Test(t.Context(), kit.Workspace, d.ID)
		if err != nil || m.State != outgoing.Sent {
			t.Fatal(m, err)
		}
		posts := r.at("/crm")
		wantSigned(t, posts[len(posts)-1], secrets...)
	}
	sealed(kept().Secret)
	signed(d.Secret)
	if err := k.Store.Outgoing().ReplaceSecret(t.Context(), kit.Workspace, d.ID, kept().Secret, d.Secret); err != nil {
		t.Fatal(err)
	}
	signed(d.Secret)
	k.Restart()
	sealed(kept().Secret)
	signed(d.Secret)
	rotated, err := k.Outgoing.Rotate(t.Context(), kit.Workspace, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	sealed(kept().Secret, kept().OldSecret)
	signed(rotated.Secret, d.Secret)
	if err := k.Store.Outgoing().Tidy(t.Context(), k.Now().Add(25*time.Hour), outgoing.DefaultLimits()); err != nil || kept().OldSecret != "" {
		t.Errorf("an old secret stays: %q %v", kept().OldSecret, err)
	}
	if err := os.Remove(k.Path(seal.KeyFile)); err != nil {
		t.Fatal(err)
	}
	k.Restart() // as where a backup was put back without the key
	m, err := k.Outgoing.Test(t.Context(), kit.Workspace, d.ID)
	if err != nil || m.State != outgoing.Failed || m.Problem != outgoing.Unsealed {
		t.Errorf("%+v %v", m, err)
	}
	if rotated, err = k.Outgoing.Rotate(t.Context(), kit.Workspace, d.ID); err != nil {
		t.Fatal(err)
	}
	signed(rotated.Secret)
}

// The secret that a source's calls are signed with lies sealed, too.
func TestSecretsOfWebhooksAreSealed(t *testing.T) {
	k := kit.New(t)
	setup := webhook.Setup{Sign: webhook.Sign{Kind: webhook.HeaderToken, Name: "X-Token", Secret: "bí mật của shop"}}
	kept := func() string {
		t.Helper()
		s, err := k.Store.Webhooks().Hook(t.Context(), kit.Workspace, k.Source.ID)
		if err != nil {
			t.Fatal(err)
		}
		return s.Sign.Secret
	}
	taken := func() {
		t.Helper()
		header := http.Header{"X-Token": {"bí mật của shop"}}
		call := webhook.Request{Method: "POST", Query: url.Values{}, Header: header, Body: []byte("{}")}
		if _, err := k.Webhooks.Receive(t.Context(), k.Source, call); err != nil {
			t.Error(err)
		}
		header.Set("X-Token", kept())
		if _, err := k.Webhooks.Receive(t.Context(), k.Source, call); cham.ErrorCode(err) != cham.CodeUnauthorized {
			t.Error(err)
		}
	}
	if _, err := k.Webhooks.Set(t.Context(), k.Source, setup); err != nil || !k.Secrets.Sealed(kept()) {
		t.Fatal(kept(), err)
	}
	taken()
	setup.Sign.Secret = "" // keeps it
	if _, err := k.Webhooks.Set(t.Context(), k.Source, setup); err != nil {
		t.Fatal(err)
	}
	taken()
	setup.Sign.Secret = "bí mật của shop"
	if err := k.Store.Webhooks().PutHook(t.Context(), kit.Workspace, k.Source.ID, setup); err != nil { // of before
		t.Fatal(err)
	}
	k.Restart()
	if !k.Secrets.Sealed(kept()) {
		t.Error("it still lies open:", kept())
	}
	taken()
}

// wantSigned holds that a post is signed with each of the secrets, and no more.
func wantSigned(t *testing.T, p post, secrets ...string) {
	t.Helper()
	var want []string
	for _, secret := range secrets {
		one, err := outgoing.Sign(secret, p.id, stampOf(t, p), []byte(p.body))
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, one)
	}
	if p.signature != strings.Join(want, " ") {
		t.Errorf("signed %s, want %v", p.signature, want)
	}
}
