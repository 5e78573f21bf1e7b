package rest

import (
	"net/http"
	"strings"
	"testing"

	"github.com/descope/virtualwebauthn"

	"cham"
	"cham/api/rest/accounts"
	"cham/api/rest/route"
	"cham/chamtest"
)

// A passkey is added by who proves the password, signs in on the browser that
// was asked, and is seen in the list and in the log.
func TestPasskeysOverHTTP(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	https := []as{header("X-Forwarded-Proto", "https"), func(q *http.Request) { q.Host = "cham.example.vn" }}
	me := func(q *http.Request) {
		q.AddCookie(&http.Cookie{Name: "__Host-" + route.CookieName, Value: b.sessions[cham.RoleEditor]})
	}
	post := func(who as, path string, body any) []byte {
		t.Helper()
		w := k.call(who, "POST", path, body, https...)
		if w.Code/100 != 2 {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		return w.Body.Bytes()
	}
	rp := virtualwebauthn.RelyingParty{ID: "cham.example.vn", Name: "Chạm", Origin: "https://cham.example.vn"}
	key := chamtest.Passkey(t)
	phone := virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(b.users[cham.RoleEditor])})

	if w := k.call(me, "POST", "/v1/me/passkeys/begin", accounts.Proven{Password: "wrong"}, https...); w.Code != 400 {
		t.Errorf("without the password: %d %s", w.Code, w.Body)
	}
	w := k.call(me, "POST", "/v1/me/passkeys/begin", accounts.Proven{Password: goodPassword}, https...)
	asked := decode[accounts.PasskeyCeremony](t, w)
	making, err := virtualwebauthn.ParseAttestationOptions(string(asked.Options))
	if err != nil {
		t.Fatal(err)
	}
	post(me, "/v1/me/passkeys", accounts.NewPasskey{Ceremony: asked.Ceremony, Name: "Máy tính",
		Credential: []byte(virtualwebauthn.CreateAttestationResponse(rp, phone, key, *making))})

	w = k.call(nobody, "POST", "/v1/session/passkey/begin", nil, https...)
	door := cookieNamed(t, w, "__Host-"+route.DoorCookie)
	began := decode[accounts.PasskeyCeremony](t, w)
	signing, err := virtualwebauthn.ParseAssertionOptions(string(began.Options))
	if err != nil {
		t.Fatal(err)
	}
	signed := virtualwebauthn.CreateAssertionResponse(rp, phone, key, *signing)
	in := accounts.PasskeySignIn{Ceremony: began.Ceremony, Credential: []byte(signed)}
	if w := k.call(nobody, "POST", "/v1/session/passkey", in, https...); w.Code != 400 {
		t.Errorf("in another browser: %d %s", w.Code, w.Body)
	}
	w = k.call(with(door), "POST", "/v1/session/passkey", in, https...)
	if s := decode[accounts.SessionInfo](t, w); s.User == nil || s.User.ID != b.users[cham.RoleEditor] {
		t.Errorf("%+v", s)
	}
	inside := with(cookieNamed(t, w, "__Host-"+route.CookieName))
	list := decode[accounts.Passkeys](t, k.call(inside, "GET", "/v1/me/passkeys", nil, https...))
	if len(list.Passkeys) != 1 || list.Passkeys[0].LastUsed.IsZero() || list.Address != rp.Origin {
		t.Errorf("%+v", list)
	}
	if e := b.audited("action=signed-in&limit=1"); string(e[0].After) != `{"way":"passkey"}` || e[0].Address == "" {
		t.Errorf("%+v", e)
	}
	if e := b.audited("action=passkey-added"); len(e) != 1 || e[0].User != b.users[cham.RoleEditor] {
		t.Errorf("%+v", e)
	}
	post(inside, "/v1/me/passkeys/"+list.Passkeys[0].ID+"/end", accounts.Proven{Password: goodPassword})
	if w := k.call(me, "GET", "/v1/me/passkeys", nil, https...); w.Code != 401 {
		t.Errorf("other sessions go on: %d", w.Code)
	}
}

// Where passkeys cannot be, the list says why in the reader's words, and nothing begins.
func TestPasskeysNeedANameAndHTTPS(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	number := func(q *http.Request) { q.Host = "203.0.113.7:8080" }
	list := decode[accounts.Passkeys](t, k.call(b.cookie(cham.RoleViewer), "GET", "/v1/me/passkeys", nil, number))
	if list.Address != "" || !strings.Contains(list.Why, "http://203.0.113.7:8080, a number") {
		t.Errorf("%+v", list)
	}
	w := k.call(nobody, "POST", "/v1/session/passkey/begin", nil, number)
	if w.Code != 400 || !strings.Contains(w.Body.String(), "a number") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	s := decode[accounts.SessionInfo](t, k.call(nobody, "GET", "/v1/session", nil, number))
	if s.PasskeysAt != "" {
		t.Errorf("offered at %s", s.PasskeysAt)
	}
}
