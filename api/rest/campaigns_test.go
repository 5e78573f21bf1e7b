package rest

import (
	"strings"
	"testing"

	"cham"
	"cham/api/rest/campaigns"
	"cham/capability/reach"
)

// What a password opens is told to nobody: it lies sealed, is never answered, and
// does not go to another server than the one it was given for.
func TestMailPasswordStays(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner := b.cookie(cham.RoleOwner)
	const secret = "mật-khẩu-riêng"
	change := func(host, user string, password *string) int {
		w := k.call(owner, "PUT", "/v1/channels/email", campaigns.EmailChange{PerMinute: 60, Password: password,
			Settings: campaigns.EmailSettings{Host: host, Port: 465, Security: "tls", User: user, From: "shop@alpha.vn"}})
		if strings.Contains(w.Body.String(), secret) {
			t.Errorf("the password is answered: %s", w.Body)
		}
		return w.Code
	}
	given := secret
	for _, c := range []struct {
		host, user string
		password   *string
		want       int
	}{{"mail.alpha.vn", "an", &given, 200}, {"mail.alpha.vn", "an", nil, 200}, {"mail.evil.vn", "an", nil, 400},
		{"mail.alpha.vn", "evil", nil, 400}, {"mail.other.vn", "an", &given, 200}} {
		if got := change(c.host, c.user, c.password); got != c.want {
			t.Errorf("%s as %s: %d, want %d", c.host, c.user, got, c.want)
		}
	}
	shown := k.call(owner, "GET", "/v1/channels", nil).Body.String()
	if strings.Contains(shown, secret) || !strings.Contains(shown, `"hasPassword":true`) {
		t.Errorf("%s", shown)
	}
	kept, _, err := k.Store.Outbox().Account(t.Context(), b.ws, reach.Email)
	if err != nil || strings.Contains(kept.Secret+string(kept.Settings), secret) || kept.Secret == "" {
		t.Errorf("%q lies open: %v", kept.Secret, err)
	}
	log := k.call(owner, "GET", "/v1/audit", nil).Body.String()
	if strings.Contains(log, secret) || !strings.Contains(log, "mail.other.vn") || !strings.Contains(log, "putChannelsEmail") {
		t.Errorf("the audit log: %s", log)
	}
}

// A key that signs is of the sender's domain: another sender has none.
func TestDKIMFollowsTheSender(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner := b.cookie(cham.RoleOwner)
	made := decode[campaigns.Channel](t, k.call(owner, "POST", "/v1/channels/email/dkim", nil))
	if len(made.DNS) != 1 || !strings.HasSuffix(made.DNS[0].Name, "._domainkey.alpha.vn") || made.DNS[0].Value != "v=DKIM1" {
		t.Fatalf("%+v", made)
	}
	put := func(from string) campaigns.Channel {
		return decode[campaigns.Channel](t, k.call(owner, "PUT", "/v1/channels/email", campaigns.EmailChange{PerMinute: 60,
			Settings: campaigns.EmailSettings{Host: "mail.alpha.vn", Port: 465, Security: "tls", From: from}}))
	}
	if c := put("hello@alpha.vn"); len(c.DNS) != 1 {
		t.Errorf("the key is gone: %+v", c)
	}
	if c := put("hello@beta.vn"); len(c.DNS) != 0 || c.Settings.DKIM != nil {
		t.Errorf("a key of another domain signs: %+v", c)
	}
}
