package zalo

import (
	"encoding/json"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/chamtest/zaloserver"
)

// secret is the one that is kept.
func (r *rig) secret(t *testing.T) (s Secret) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.kept.account.Secret), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// Many that send at once with a token that has ended renew it once, and each message
// leaves once.
func TestManyRenewOnce(t *testing.T) {
	r := start(t)
	var lines []outbox.Line
	for range 10 {
		lines = append(lines, r.oa(t), r.zns(t))
	}
	r.zalo.Expire()
	var work sync.WaitGroup
	for i, l := range lines {
		work.Go(func() {
			to := map[bool]string{true: user, false: lan}[i%2 == 0]
			if _, err := l.Send(t.Context(), outbox.Parcel{ID: "i", To: to, Text: "Chào", Template: "1"}); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	access, refresh, turns := r.zalo.Tokens()
	s := r.secret(t)
	if turns != 2 || len(r.zalo.Messages()) != 20 || s.AccessToken != access || s.RefreshToken != refresh {
		t.Errorf("%d renewals, %d messages, kept %s", turns-1, len(r.zalo.Messages()), s.AccessToken)
	}
	if s.AppSecret != zaloserver.AppSecret || s.OASecret != zaloserver.OASecret || s.ExpiresAt != "2026-12-01T16:00:00Z" {
		t.Errorf("%+v", s)
	}
}

// A token whose time is over is renewed before it is sent with.
func TestExpired(t *testing.T) {
	r := start(t)
	l := r.oa(t)
	l.(*line).secret.ExpiresAt = now.Format(time.RFC3339)
	r.zalo.Expire()
	if _, err := l.Send(t.Context(), outbox.Parcel{To: user, Text: "Chào"}); err != nil {
		t.Fatal(err)
	}
	s := r.secret(t)
	s.ExpiresAt = now.Add(-time.Second).Format(time.RFC3339)
	b, _ := json.Marshal(s)
	r.kept.account.Secret = string(b)
	r.zns(t)
	if _, _, turns := r.zalo.Tokens(); turns != 3 {
		t.Errorf("%d renewals", turns-1)
	}
}

// Tokens that were lost, on the way or by a store that could not keep them, cannot be
// had again: somebody must connect anew, and is told so.
func TestLostTokens(t *testing.T) {
	for name, lose := range map[string]func(*rig){
		"on the way":   func(r *rig) { r.zalo.LoseTokens() },
		"in the store": func(r *rig) { r.kept.full = true },
	} {
		r := start(t)
		l := r.oa(t)
		r.zalo.Expire()
		lose(r)
		_, err := l.Send(t.Context(), outbox.Parcel{To: user, Text: "Chào"})
		if f := failed(t, err); f.Kind != outbox.Blocked || name == "in the store" && f.Problem != SignIn {
			t.Errorf("%s: %+v", name, f)
		}
		r.kept.full = false
		for range 2 { // the line as it was, and whoever comes later
			_, err = l.Send(t.Context(), outbox.Parcel{To: user, Text: "Chào"})
			if f := failed(t, err); f.Kind != outbox.Blocked || f.Problem != SignIn {
				t.Errorf("%s: %+v", name, f)
			}
			if l, err = r.OA().Connect(t.Context(), r.kept.account); err != nil {
				t.Fatal(err) // the token that is kept looks good until Zalo says otherwise
			}
		}
		access, refresh, _ := r.zalo.Tokens()
		b, _ := json.Marshal(Secret{AppSecret: zaloserver.AppSecret, AccessToken: access, RefreshToken: refresh})
		r.kept.account.Secret = string(b) // connected anew
		if _, err := r.oa(t).Send(t.Context(), outbox.Parcel{To: user, Text: "Chào"}); err != nil || len(r.zalo.Messages()) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Without tokens nobody is asked; a token that Zalo takes back at once is not renewed
// for ever.
func TestSignIn(t *testing.T) {
	r := start(t)
	for _, secret := range []string{"", "{}", `{"appSecret":"s"}`, "?"} {
		r.kept.account.Secret = secret
		_, err := r.OA().Connect(t.Context(), r.kept.account)
		if secret == "?" {
			_, err = r.ZNS().Connect(t.Context(), outbox.Account{Settings: settings})
		}
		if f := failed(t, err); f.Kind != outbox.Blocked || f.Problem != SignIn && secret != "?" {
			t.Errorf("%q: %+v", secret, f)
		}
	}
	r = start(t)
	l := r.oa(t)
	r.zalo.Say(user, -220, "taken back")
	r.zalo.Say(user, -220, "taken back")
	_, err := l.Send(t.Context(), outbox.Parcel{To: user, Text: "Chào"})
	if _, _, turns := r.zalo.Tokens(); failed(t, err).Problem != SignIn || turns != 2 || len(r.zalo.Messages()) != 0 {
		t.Errorf("%v, %d renewals", err, turns-1)
	}
}

func TestExchange(t *testing.T) {
	r := start(t)
	a := outbox.Account{Settings: settings, Secret: `{"appSecret":"` + zaloserver.AppSecret + `"}`}
	verifier := "0123456789012345678901234567890123456789012"
	code := func() string {
		t.Helper()
		client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := client.Get(r.AuthURL(zaloserver.AppID, "https://shop.vn/zalo?x=1", "the state", Challenge(verifier)))
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		to, err := res.Location()
		if err != nil || to.Query().Get("state") != "the state" || to.Query().Get("oa_id") != zaloserver.OAID {
			t.Fatal(to, err)
		}
		return to.Query().Get("code")
	}
	good := code()
	got, err := r.Exchange(t.Context(), a, good, verifier)
	access, refresh, _ := r.zalo.Tokens()
	if err != nil || len(got) != 3 || got["accessToken"] != access || got["refreshToken"] != refresh || got["expiresAt"] == "" {
		t.Errorf("%v %v", got, err)
	}
	wrong := a
	wrong.Secret = `{"appSecret":"another"}`
	for name, try := range map[string]func() (map[string]string, error){
		"twice":    func() (map[string]string, error) { return r.Exchange(t.Context(), a, good, verifier) },
		"verifier": func() (map[string]string, error) { return r.Exchange(t.Context(), a, code(), "another") },
		"secret":   func() (map[string]string, error) { return r.Exchange(t.Context(), wrong, code(), verifier) },
	} {
		got, err := try()
		if cham.ErrorCode(err) != cham.CodeConflict || got != nil {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
	if u, err := url.Parse(New(nil, Public(), nil, nil).AuthURL("1", "https://a", "s", "c")); err != nil || u.Host != "oauth.zaloapp.com" {
		t.Error(u, err)
	}
	if got := Challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"); got != "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" { // RFC 7636, B
		t.Error(got)
	}
}

// What an answer about tokens says else is not shown: it could be one of them.
func TestTokensAreNotShown(t *testing.T) {
	for _, body := range []string{`{"access_token":"hush"}`, `{"access_token":"hu sh","refresh_token":"hush"}`, `hush`,
		`{"refresh_token":"hush"}`} {
		s := Secret{AccessToken: "old", RefreshToken: "old"}
		f := failed(t, s.take([]byte(body), now))
		if f.Problem != SignIn || f.Kind != outbox.Blocked || f.Words != "" || s.AccessToken != "old" {
			t.Errorf("%s: %+v", body, f)
		}
	}
}
