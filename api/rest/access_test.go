package rest

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/api/rest/accounts"
	"cham/api/rest/route"
)

// onThisMachine is a program beside ours.
func onThisMachine(q *http.Request) { q.RemoteAddr, q.Host = "127.0.0.1:5000", "localhost:8080" }

func solved(c *route.Challenge) *accounts.Proof {
	for n := 0; ; n++ {
		sum := sha256.Sum256([]byte(c.Text + ":" + strconv.Itoa(n)))
		if bits.LeadingZeros64(binary.BigEndian.Uint64(sum[:8])) >= c.Bits {
			return &accounts.Proof{Text: c.Text, Nonce: strconv.Itoa(n)}
		}
	}
}

// problem reads a refusal.
func problem(t *testing.T, w interface{ Result() *http.Response }) (p route.Problem) {
	t.Helper()
	res := w.Result()
	if res.StatusCode < 400 {
		t.Fatalf("status %d", res.StatusCode)
	}
	decodeInto(t, res.Body, &p)
	return p
}

func TestWrongPasswordsKeepNobodyOut(t *testing.T) {
	k := newKit(t)
	k.business("alpha")
	right := accounts.SignIn{Email: "alpha.owner@example.vn", Password: goodPassword}
	known := cookieNamed(t, k.call(nobody, "POST", "/v1/session", right), route.DeviceCookie)
	if !known.HttpOnly || known.MaxAge < int(300*24*time.Hour/time.Second) {
		t.Errorf("%+v", known)
	}
	wrong := accounts.SignIn{Email: right.Email, Password: "guess guess"}
	for i := range 40 {
		from := func(q *http.Request) { q.RemoteAddr = fmt.Sprintf("198.51.100.%d:80", i) }
		k.call(from, "POST", "/v1/session", wrong)
	}
	// A header does not buy a fresh start: nobody said to believe it.
	w := k.call(nobody, "POST", "/v1/session", right, header("X-Forwarded-For", "203.0.113.7"), header(route.IPHeader, "203.0.113.8"))
	p := problem(t, w)
	if p.Status != 429 || p.Code != "too_many" || p.Challenge == nil || p.Detail == "" || p.Hint == "" {
		t.Fatalf("%+v", p)
	}
	if w := k.call(with(known), "POST", "/v1/session", right); w.Code != 200 {
		t.Errorf("from a known device: %d %s", w.Code, w.Body)
	}
	right.Proof = solved(p.Challenge)
	if w := k.call(nobody, "POST", "/v1/session", right); w.Code != 200 {
		t.Errorf("with the work done: %d %s", w.Code, w.Body)
	}
	log := k.log.String()
	if !strings.Contains(log, "sign-in failed") || !strings.Contains(log, "address=198.51.100.3") || !strings.Contains(log, "a…@example.vn") {
		t.Errorf("failed sign-ins are not in the log:\n%s", log)
	}
	if strings.Contains(log, "guess") || strings.Contains(log, "alpha.owner") {
		t.Errorf("the log tells too much:\n%s", log)
	}
}

func TestFirstRunFromElsewhereNeedsItsToken(t *testing.T) {
	k := newKit(t)
	setup := accounts.Setup{Name: "Chủ", Email: "chu@example.vn", Password: goodPassword, Workspace: "Mộc An"}
	for name, from := range map[string]as{
		"another machine": nobody,
		"a proxy here":    func(q *http.Request) { onThisMachine(q); q.Header.Set("X-Forwarded-For", "203.0.113.7") },
		"another proxy":   func(q *http.Request) { onThisMachine(q); q.Header.Set("Forwarded", "for=203.0.113.7") },
		"a tunnel":        func(q *http.Request) { onThisMachine(q); q.Header.Set("CF-Connecting-IP", "203.0.113.7") },
		"a borrowed name": func(q *http.Request) { onThisMachine(q); q.Host = "evil.example" },
		"a bare nginx":    func(q *http.Request) { onThisMachine(q); q.Proto, q.ProtoMajor, q.ProtoMinor = "HTTP/1.0", 1, 0 },
		"a forged header": func(q *http.Request) { q.Header.Set(route.DirectHeader, "yes") },
	} {
		if s := decode[accounts.SessionInfo](t, k.call(from, "GET", "/v1/session", nil)); !s.FirstRun || !s.SetupToken {
			t.Errorf("%s: %+v", name, s)
		}
		for _, token := range []string{"", "guessed"} {
			setup.Token = token
			w := k.call(from, "POST", "/v1/setup", setup)
			if p := problem(t, w); p.Status != 403 || p.Field != "token" || !strings.Contains(p.Detail, "printed") {
				t.Errorf("%s with token %q: %+v", name, token, p)
			}
		}
	}
	if s := decode[accounts.SessionInfo](t, k.call(onThisMachine, "GET", "/v1/session", nil)); s.SetupToken {
		t.Errorf("on this machine: %+v", s)
	}
	setup.Token = kitSetupToken
	if w := k.call(nobody, "POST", "/v1/setup", setup); w.Code != 200 {
		t.Errorf("with the token: %d %s", w.Code, w.Body)
	}
}

func TestWeakPasswordsAreNamed(t *testing.T) {
	k := newKit(t)
	for password, why := range map[string]string{"matkhau123": "everybody knows", "anhyeuem123": "everybody knows",
		"Mộc An 2024": "your name, e-mail or business", "asdfghjkl;'": "keyboard"} {
		w := k.call(onThisMachine, "POST", "/v1/setup", accounts.Setup{Name: "Chủ", Email: "chu@example.vn", Password: password,
			Workspace: "Mộc An"})
		if p := problem(t, w); p.Status != 400 || p.Field != "password" || !strings.Contains(p.Detail, why) {
			t.Errorf("%s: %+v", password, p)
		}
	}
}

func TestInvitationReachesOneWorkspace(t *testing.T) {
	k := newKit(t)
	alpha, omega := k.business("alpha"), k.business("omega")
	guest := accounts.NewMember{Email: "guest@example.vn", Name: "Khách", Role: "admin"}
	link := func(b *business) string {
		made := decode[accounts.Invited](t, k.call(b.cookie(cham.RoleOwner), "POST", "/v1/users", guest))
		return "/v1/invitations/" + made.InviteURL[strings.LastIndexByte(made.InviteURL, '/')+1:]
	}
	ours := link(alpha)
	theirs := link(omega)
	taken := decode[accounts.SessionInfo](t, k.call(nobody, "POST", theirs, accounts.AcceptInvitation{Name: "Omega", Password: goodPassword}))
	if len(taken.Workspaces) != 1 || taken.Workspace.ID != omega.ws {
		t.Fatalf("omega's link opened %+v", taken.Workspaces)
	}
	if who := decode[accounts.InvitationInfo](t, k.call(nobody, "GET", ours, nil)); !who.Account || who.Name != "Khách" ||
		who.Workspace != "alpha business" {
		t.Errorf("%+v", who)
	}
	if w := k.call(nobody, "POST", ours, accounts.AcceptInvitation{Name: "X", Password: "another password of mine"}); w.Code != 401 {
		t.Errorf("the link sets a password that was set: %d %s", w.Code, w.Body)
	}
	joined := decode[accounts.SessionInfo](t, k.call(nobody, "POST", ours, accounts.AcceptInvitation{Password: goodPassword}))
	if len(joined.Workspaces) != 2 || joined.Workspace.ID != alpha.ws {
		t.Errorf("%+v", joined)
	}
	again := accounts.NewMember{Email: "late@example.vn", Name: "Trễ", Role: "viewer"}
	guest = again
	old := link(alpha)
	fresh := link(alpha)
	if w := k.call(nobody, "GET", old, nil); w.Code != 404 {
		t.Errorf("the old link after inviting anew: %d", w.Code)
	}
	if w := k.call(nobody, "GET", fresh, nil); w.Code != 200 {
		t.Errorf("the new link: %d", w.Code)
	}
}

func TestKeysEnd(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	made := decode[accounts.CreatedAPIKey](t, k.call(b.cookie(cham.RoleOwner), "POST", "/v1/api-keys",
		accounts.NewAPIKey{Name: "Sheets", Role: "viewer", ExpiresAt: k.now().Add(time.Hour)}))
	if made.Maker != "alpha owner" || made.ExpiresAt.IsZero() ||
		!slices.Equal(made.May, accounts.Rights{cham.MayRead, cham.MayFollow, cham.MaySee}) {
		t.Errorf("%+v", made)
	}
	key := header("Authorization", "Bearer "+made.Key)
	if w := k.call(nobody, "GET", "/v1/maps", nil, key); w.Code != 200 {
		t.Fatal(w.Code)
	}
	// A key lets no person in: they would stay when it ends.
	for _, c := range [][2]string{{"POST", "/v1/users"}, {"PATCH", "/v1/users/" + string(b.users[cham.RoleViewer])}} {
		if p := problem(t, k.call(b.key(cham.RoleOwner), c[0], c[1], `{"email":"a@b.vn","name":"n","role":"owner"}`)); p.Status != 403 ||
			!strings.Contains(p.Detail, "person") {
			t.Errorf("%s by a key: %+v", c, p)
		}
	}
	k.ahead.Store(int64(2 * time.Hour))
	if p := problem(t, k.call(nobody, "GET", "/v1/maps", nil, key)); p.Status != 401 || !strings.Contains(p.Detail, "expired") {
		t.Errorf("%+v", p)
	}
	list := decode[[]accounts.APIKeyInfo](t, k.call(b.cookie(cham.RoleOwner), "GET", "/v1/api-keys", nil))
	if last := list[len(list)-1]; last.Ended != "expired" || len(last.May) > 0 {
		t.Errorf("%+v", last)
	}
}

// An admin lets people in and out, but none who may do more: they neither make
// an owner, nor unmake one.
func TestAdminsDoNotReachOwners(t *testing.T) {
	k := newKit(t)
	b := k.business("alpha")
	owner, agent := "/v1/users/"+string(b.users[cham.RoleOwner]), "/v1/users/"+string(b.users[cham.RoleAgent])
	for _, c := range []struct {
		method, url, body string
		want              int
	}{
		{"PATCH", agent, `{"role":"owner"}`, 403}, {"PATCH", owner, `{"role":"viewer"}`, 403}, {"DELETE", owner, ``, 403},
		{"POST", "/v1/users", `{"email":"a@b.vn","name":"n","role":"owner"}`, 403},
		{"POST", "/v1/api-keys", `{"name":"k","role":"owner"}`, 403},
		{"POST", "/v1/users", `{"email":"a@b.vn","name":"n","role":"admin"}`, 200},
		{"PATCH", agent, `{"role":"analyst"}`, 200}, {"DELETE", agent, ``, 204},
	} {
		if w := k.call(b.cookie(cham.RoleAdmin), c.method, c.url, c.body); w.Code != c.want {
			t.Errorf("%s %s %s: %d, want %d: %s", c.method, c.url, c.body, w.Code, c.want, w.Body)
		}
	}
}
