package rest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/rest/accounts"
	"cham/api/rest/maps"
	"cham/api/rest/route"
	"cham/capability/access"
)

func cookieOf(t *testing.T, w *httptest.ResponseRecorder) *http.Cookie {
	t.Helper()
	return cookieNamed(t, w, route.CookieName)
}

func cookieNamed(t *testing.T, w *httptest.ResponseRecorder, name string) *http.Cookie {
	t.Helper()
	for _, c := range w.Result().Cookies() {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no cookie %s: %v", name, w.Header())
	return nil
}

func with(c *http.Cookie) as { return func(q *http.Request) { q.AddCookie(c) } }

func TestFirstRun(t *testing.T) {
	k := newKit(t)
	s := decode[accounts.SessionInfo](t, k.call(nobody, "GET", "/v1/session", nil))
	if !s.FirstRun || s.User != nil {
		t.Fatalf("%+v", s)
	}
	here := onThisMachine
	w := k.call(here, "POST", "/v1/setup", `{"name":"Chủ","email":"chu@example.vn","password":"ngắn","workspace":"Mộc An"}`,
		header("Accept-Language", "vi"))
	if w.Code != 400 || !strings.Contains(w.Body.String(), "ít nhất 10 ký tự") || !strings.Contains(w.Body.String(), `"field":"password"`) {
		t.Errorf("a short password: %d %s", w.Code, w.Body)
	}
	w = k.call(here, "POST", "/v1/setup", accounts.Setup{Name: "Chủ", Email: "chu@example.vn", Password: goodPassword, Workspace: "Mộc An"})
	in := decode[accounts.SessionInfo](t, w)
	if in.User.Role != cham.RoleOwner || in.Workspace.Name != "Mộc An" || in.Workspace.TimeZone != cham.DefaultTimeZone ||
		in.User.Language != "en" || in.FirstRun {
		t.Errorf("%+v", in)
	}
	c := cookieOf(t, w)
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != int(access.SessionMost.Seconds()) || c.Secure {
		t.Errorf("cookie: %+v", c)
	}
	if got := k.call(with(c), "GET", "/v1/maps", nil); got.Code != 200 {
		t.Errorf("after setup: %d", got.Code)
	}
	if got := k.call(nobody, "POST", "/v1/setup", accounts.Setup{Name: "x", Email: "x@x.vn", Password: goodPassword,
		Workspace: "x"}); got.Code != 409 {
		t.Errorf("a second setup: %d", got.Code)
	}
}

func TestSessionCookieIsRotatedAndTakenBack(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	signIn := accounts.SignIn{Email: "alpha.owner@example.vn", Password: goodPassword}
	planted := &http.Cookie{Name: route.CookieName, Value: "planted-by-an-attacker"}
	c := cookieOf(t, k.call(with(planted), "POST", "/v1/session", signIn))
	if c.Value == planted.Value || len(c.Value) < 43 || c.Secure {
		t.Errorf("cookie: %+v", c)
	}
	again := cookieOf(t, k.call(with(c), "POST", "/v1/session", signIn))
	if got := k.call(with(c), "GET", "/v1/maps", nil); got.Code != 401 {
		t.Errorf("the session before the new one still opens: %d", got.Code)
	}
	w := k.call(with(again), "DELETE", "/v1/session", nil)
	if gone := cookieOf(t, w); w.Code != 204 || gone.MaxAge >= 0 {
		t.Errorf("signing out: %d %+v", w.Code, gone)
	}
	if got := k.call(with(again), "GET", "/v1/maps", nil); got.Code != 401 || !strings.Contains(got.Body.String(), "Your session has ended") {
		t.Errorf("after signing out: %d %s", got.Code, got.Body)
	}
	k.ahead.Store(int64(access.SessionLife + time.Minute))
	if got := k.call(b.cookie(cham.RoleOwner), "GET", "/v1/maps", nil); got.Code != 401 {
		t.Errorf("after 30 days of silence: %d", got.Code)
	}
}

// Over HTTPS a session is in a cookie that only this very host can set; one of
// the plain name, which a sister domain could plant, opens nothing.
func TestSessionOverHTTPSIsOfThisHostAlone(t *testing.T) {
	k := newKit(t)
	k.business("alpha")
	https := header("X-Forwarded-Proto", "https")
	w := k.call(nobody, "POST", "/v1/session", accounts.SignIn{Email: "alpha.owner@example.vn", Password: goodPassword}, https)
	for _, name := range []string{route.CookieName, route.DeviceCookie} {
		c := cookieNamed(t, w, "__Host-"+name)
		if !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
			t.Errorf("%+v", c)
		}
	}
	c := cookieNamed(t, w, "__Host-"+route.CookieName)
	plain := &http.Cookie{Name: route.CookieName, Value: c.Value}
	for _, a := range []struct {
		what   string
		by     as
		over   []as
		status int
	}{
		{"its own cookie", with(c), []as{https}, 200}, {"a planted one", with(plain), []as{https}, 401},
		{"a header", header("X-Cham-Session", c.Value), []as{https}, 401}, {"plain HTTP", with(c), nil, 401},
	} {
		if got := k.call(a.by, "GET", "/v1/maps", nil, a.over...); got.Code != a.status {
			t.Errorf("by %s: %d", a.what, got.Code)
		}
	}
	w = k.call(with(c), "DELETE", "/v1/session", nil, https)
	if gone := cookieNamed(t, w, "__Host-"+route.CookieName); gone.MaxAge >= 0 || !gone.Secure {
		t.Errorf("%+v", gone)
	}
}

// Who asks for what they may not is written down, and so is a write from
// another site.
func TestRefusalsAreLogged(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	k.call(b.cookie(cham.RoleViewer), "GET", "/v1/users", nil)
	k.call(b.key(cham.RoleViewer), "GET", "/v1/audit", nil)
	k.call(b.cookie(cham.RoleOwner), "POST", "/v1/maps", maps.NewMap{Name: "x"}, header("Origin", "https://evil.example"))
	log := k.log.String()
	for _, want := range []string{`path=/v1/users workspace=w_alpha user=u_alpha_viewer`, "path=/v1/audit", "role=viewer",
		`refused a write from another site`, "origin=https://evil.example"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %q:\n%s", want, log)
		}
	}
}

func TestOtherSitesCannotWrite(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	body := maps.NewMap{Name: "forged"}
	for name, h := range map[string][]as{
		"another site, modern browser": {header("Sec-Fetch-Site", "cross-site")},
		"a sister domain":              {header("Sec-Fetch-Site", "same-site")},
		"another site, old browser":    {header("Origin", "https://evil.example")},
		"a sandboxed frame":            {header("Origin", "null")},
	} {
		w := k.call(b.cookie(cham.RoleOwner), "POST", "/v1/maps", body, h...)
		if w.Code != 403 || !strings.Contains(w.Body.String(), "another website") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		w = k.call(nobody, "POST", "/v1/session", accounts.SignIn{Email: "alpha.owner@example.vn", Password: goodPassword}, h...)
		if w.Code != 403 || len(w.Result().Cookies()) != 0 {
			t.Errorf("%s signs a visitor in: %d", name, w.Code)
		}
	}
	for name, h := range map[string][]as{
		"our own page":   {header("Sec-Fetch-Site", "same-origin")},
		"an old browser": {header("Origin", "http://example.com")}, // httptest's host
		"no browser":     nil,
	} {
		if w := k.call(b.cookie(cham.RoleOwner), "POST", "/v1/maps", body, h...); w.Code != 200 {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if w := k.call(b.key(cham.RoleOwner), "POST", "/v1/maps", body, header("Origin", "https://sheets.example")); w.Code != 200 {
		t.Errorf("a program with a key: %d", w.Code)
	}
	if w := k.call(b.cookie(cham.RoleOwner), "GET", "/v1/maps", nil); strings.Contains(w.Body.String(), "forged") &&
		strings.Count(w.Body.String(), "forged") != 4 {
		t.Errorf("a forged map was made: %s", w.Body)
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	k := newKit(t)
	for _, url := range []string{"/v1/session", "/v1/maps", "/v1/openapi.json"} {
		h := k.call(nobody, "GET", url, nil, header(route.RequestHeader, "chosen-by-the-caller")).Header()
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Security-Policy") == "" || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", url, h)
		}
		if id := h.Get(route.RequestHeader); id == "" || id == "chosen-by-the-caller" {
			t.Errorf("%s: request id %q", url, id)
		}
	}
	if w := k.call(nobody, "GET", "/v1/openapi.json", nil); w.Code != 200 || !strings.Contains(w.Body.String(), `"3.1.0"`) {
		t.Errorf("openapi: %d", w.Code)
	}
}

func TestMeAndWorkspaces(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	run(t, b, []scenario{
		{name: "a program is told its workspace", method: "GET", url: "/v1/session", as: func(b *business) as { return b.key(cham.RoleViewer) },
			status: 200, contains: []string{`"name":"alpha business"`}, lacks: []string{`"user"`}},
		{name: "language", method: "PATCH", url: "/v1/me", as: asViewer, body: `{"language":"vi","theme":"dark"}`, status: 200,
			contains: []string{`"language":"vi"`, `"theme":"dark"`}},
		{name: "no such language", method: "PATCH", url: "/v1/me", as: asViewer, body: `{"language":"fr"}`, status: 400,
			contains: []string{`"field":"language"`}},
		{name: "wrong old password", method: "PATCH", url: "/v1/me", as: asViewer, body: `{"password":{"old":"x","new":"a whole new sentence"}}`,
			status: 400, contains: []string{`"field":"password.old"`}},
		{name: "a key is nobody", method: "PATCH", url: "/v1/me", as: func(b *business) as { return b.key(cham.RoleOwner) },
			body: `{"theme":"dark"}`, status: 403, contains: []string{"needs a person"}},
		{name: "demo", method: "POST", url: "/v1/demo", as: asOwner, status: 200, contains: []string{`"running":true`}},
		{name: "demo beside", method: "GET", url: "/v1/session", as: asOwner, status: 200, contains: []string{`"name":"Mộc An","demo":true`}},
		{name: "go there", method: "PUT", url: "/v1/session/workspace", as: asOwner, body: `{"id":"w_demo"}`, status: 200,
			contains: []string{`"workspace":{"id":"w_demo"`}},
		{name: "its maps, not ours", method: "GET", url: "/v1/maps", as: asOwner, status: 200, contains: []string{"[]"}},
		{name: "and back", method: "PUT", url: "/v1/session/workspace", as: asOwner, body: `{"id":"w_alpha"}`, status: 200},
		{name: "the viewer may not go there", method: "PUT", url: "/v1/session/workspace", as: asViewer, body: `{"id":"w_demo"}`, status: 404},
		{name: "time zone", method: "PATCH", url: "/v1/workspace", as: asAdmin, body: `{"timeZone":"Mars/Base"}`, status: 400,
			contains: []string{`"field":"timeZone"`}},
		{name: "nine properties", method: "PATCH", url: "/v1/workspace", as: asAdmin,
			body: `{"properties":["a","b","c","d","e","f","g","h","i"]}`, status: 400, contains: []string{`"field":"properties"`}},
		{name: "properties", method: "PATCH", url: "/v1/workspace", as: asAdmin, body: `{"properties":["service"]}`, status: 200,
			contains: []string{`"properties":["service"]`}},
		{name: "the last owner", method: "DELETE", url: "/v1/users/u_alpha_owner", as: asOwner, status: 409,
			contains: []string{"at least one owner"}},
		{name: "invite", method: "POST", url: "/v1/users", as: asOwner,
			body: accounts.NewMember{Email: "moi@example.vn", Name: "Mới", Role: "editor"}, status: 200,
			contains: []string{`"invited":true`, "/invitations/"}, after: acceptsInvitation},
		{name: "invite twice", method: "POST", url: "/v1/users", as: asOwner,
			body: accounts.NewMember{Email: "moi@example.vn", Name: "Mới", Role: "editor"}, status: 409},
		{name: "no such role", method: "POST", url: "/v1/users", as: asOwner, body: `{"email":"a@b.vn","name":"n","role":"king"}`, status: 400},
		{name: "a new key is told once", method: "POST", url: "/v1/api-keys", as: asOwner,
			body: accounts.NewAPIKey{Name: "Sheets", Role: "viewer"}, status: 200, contains: []string{`"key":"cham_`}},
		{name: "and never again", method: "GET", url: "/v1/api-keys", as: asOwner, status: 200, contains: []string{"Sheets"},
			lacks: []string{`"key"`}},
	})
}

func acceptsInvitation(t *testing.T, b *business, w *httptest.ResponseRecorder) {
	token := decode[accounts.Invited](t, w).InviteURL
	token = token[strings.LastIndexByte(token, '/')+1:]
	who := decode[accounts.InvitationInfo](t, b.k.call(nobody, "GET", "/v1/invitations/"+token, nil))
	if who.Email != "moi@example.vn" || who.Workspace != "alpha business" {
		t.Errorf("%+v", who)
	}
	in := b.k.call(nobody, "POST", "/v1/invitations/"+token, accounts.AcceptInvitation{Name: "Bạn Mới", Password: goodPassword})
	if s := decode[accounts.SessionInfo](t, in); s.User.Role != cham.RoleEditor || s.User.Name != "Bạn Mới" {
		t.Errorf("%+v", s)
	}
	if again := b.k.call(nobody, "GET", "/v1/invitations/"+token, nil); again.Code != 404 {
		t.Errorf("a used invitation: %d", again.Code)
	}
}
