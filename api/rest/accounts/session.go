package accounts

import (
	"context"
	"crypto/subtle"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
	"cham/locale"
)

// signedInAs is the signed-in user, with the session's cookies.
type signedInAs struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      SessionInfo
}

// signedOut removes the cookie.
type signedOut struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
}

type (
	setupIn struct {
		route.RequestInfo
		Body Setup
	}
	signInIn struct {
		route.RequestInfo
		Body SignIn
	}
	chooseIn struct {
		route.RequestInfo
		Body WorkspaceChoice
	}
	meIn struct {
		route.RequestInfo
		Body MeChange
	}
	acceptIn struct {
		route.RequestInfo
		Token string `path:"token"`
		Body  AcceptInvitation
	}
)

func (s *server) session(ctx context.Context, in *route.RequestInfo) (SessionInfo, error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if route.IsCode(err, cham.CodeUnauthorized) {
		return s.signedOutInfo(ctx, in)
	}
	if err != nil {
		return SessionInfo{}, err
	}
	return s.info(ctx, c)
}

// signedOutInfo is the answer to who is signed out; for a program with a key it
// names its workspace.
func (s *server) signedOutInfo(ctx context.Context, v *route.RequestInfo) (SessionInfo, error) {
	first, err := s.Access.FirstRun(ctx)
	out := SessionInfo{FirstRun: first, SetupToken: first && !v.Local(s.PublicURL), Version: s.Version, DemoLogin: s.DemoLogin}
	_, out.PasskeysAt, _ = access.PasskeySite(v.Base(s.PublicURL))
	if err != nil {
		return out, err
	}
	p, more, err := s.Access.SoleProvider(ctx)
	if out.ByDomain = more; p.Issuer != "" {
		out.Providers = []ProviderRef{ref(p)}
	}
	if err != nil || route.Workspace(ctx) == "" {
		return out, err
	}
	ws, err := s.Access.Workspace(ctx, route.Workspace(ctx))
	out.Workspace = workspaceInfo(ws)
	return out, err
}

func (s *server) info(ctx context.Context, c access.Caller) (SessionInfo, error) {
	out := SessionInfo{Version: s.Version, User: &SessionUser{ID: c.User.ID, Name: c.User.Name, Email: c.User.Email,
		Language: c.User.Language, Theme: c.User.Theme, Role: c.Actor.Role, May: c.Actor.Mays(), Sight: c.Actor.Sees(),
		MustSecondStep: c.MustSecondStep}}
	all, roles, err := s.Access.Workspaces(ctx, c)
	if err != nil {
		return out, err
	}
	for i, ws := range all {
		if ws.ArchivedAt.IsZero() {
			out.Workspaces = append(out.Workspaces, WorkspaceRef{ID: ws.ID, Name: ws.Name, Demo: ws.Demo, Role: roles[i]})
		}
		if ws.ID == c.Workspace {
			out.Workspace = workspaceInfo(ws)
		}
	}
	return out, nil
}

func (s *server) setup(ctx context.Context, in *setupIn) (signedInAs, error) {
	b := in.Body
	if b.Language == "" {
		b.Language = locale.Match(in.Language)
	}
	first, err := s.Access.FirstRun(ctx)
	if err != nil {
		return signedInAs{}, err
	}
	if first && !in.Local(s.PublicURL) && !s.holdsSetupToken(b.Token) {
		return signedInAs{}, &cham.Error{Code: cham.CodeForbidden, Op: "rest.setup", Field: "token", Key: "error.setupToken"}
	}
	entry, err := s.Access.Setup(ctx, access.NewOwner{Name: b.Name, Email: b.Email, Password: b.Password,
		Workspace: b.Workspace, Language: b.Language, From: try(&in.RequestInfo, "", "", "", nil)})
	return s.signedIn(ctx, &in.RequestInfo, entry, err)
}

func (s *server) signIn(ctx context.Context, in *signInIn) (signedInAs, error) {
	entry, err := s.Access.SignIn(ctx, try(&in.RequestInfo, in.Body.Email, in.Body.Password, in.Body.Code, in.Body.Proof))
	s.logRefused(ctx, &in.RequestInfo, in.Body.Email, err)
	return s.signedIn(ctx, &in.RequestInfo, entry, err)
}

func (s *server) acceptInvitation(ctx context.Context, in *acceptIn) (signedInAs, error) {
	entry, err := s.Access.Accept(ctx, in.Token, in.Body.Name, try(&in.RequestInfo, "", in.Body.Password, in.Body.Code, in.Body.Proof))
	s.logRefused(ctx, &in.RequestInfo, "", err)
	return s.signedIn(ctx, &in.RequestInfo, entry, err)
}

// try is a sign-in attempt with what the browser sent.
func try(v *route.RequestInfo, email, password, code string, p *Proof) access.Try {
	t := access.Try{Email: email, Password: password, Code: code,
		Address: v.IP, Agent: v.Agent, Before: v.Session, Device: v.Device}
	if p != nil {
		t.Proof = access.Proof{Text: p.Text, Nonce: p.Nonce}
	}
	return t
}

// logRefused logs a refused sign-in: the address and the masked e-mail.
func (s *server) logRefused(ctx context.Context, v *route.RequestInfo, email string, err error) {
	if route.IsCode(err, cham.CodeUnauthorized) {
		s.Log.WarnContext(ctx, "sign-in failed", "address", v.IP, "account", maskedAccount(email), "request", v.Request)
	}
}

// maskedAccount leaves of an address its first letter and its domain. What is
// no address may be a password in the wrong field, and leaves nothing.
func maskedAccount(email string) string {
	at := strings.LastIndexByte(email, '@')
	if at < 1 {
		return "?"
	}
	_, n := utf8.DecodeRuneInString(email)
	return email[:n] + "…" + email[at:]
}

// signedIn answers a new session with its cookies.
func (s *server) signedIn(ctx context.Context, v *route.RequestInfo, e access.Entry, err error) (out signedInAs, _ error) {
	if err != nil {
		return out, err
	}
	c, err := s.Access.BySession(ctx, e.Session)
	if err != nil {
		return out, err
	}
	out.SetCookie = []http.Cookie{s.cookie(v, route.CookieName, e.Session, access.SessionMost),
		s.cookie(v, route.DeviceCookie, e.Device, access.DeviceLife)}
	out.Body, err = s.info(ctx, c)
	return out, err
}

// cookie is one that scripts and other sites do not get; a life below 0
// removes it.
func (s *server) cookie(v *route.RequestInfo, name, value string, life time.Duration) http.Cookie {
	secure := v.Secure(s.PublicURL)
	return http.Cookie{Name: route.Cookie(name, secure), Value: value, Path: "/", MaxAge: int(life / time.Second), HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: secure}
}

func (s *server) signOut(ctx context.Context, in *route.RequestInfo) (signedOut, error) {
	return signedOut{[]http.Cookie{s.cookie(in, route.CookieName, "", -time.Second)}}, s.Access.SignOut(ctx, in.Session)
}

func (s *server) chooseWorkspace(ctx context.Context, in *chooseIn) (SessionInfo, error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if err != nil {
		return SessionInfo{}, err
	}
	if c, err = s.Access.Enter(ctx, c, in.Body.ID); err != nil {
		return SessionInfo{}, err
	}
	return s.info(ctx, c)
}

func (s *server) changeMe(ctx context.Context, in *meIn) (SessionInfo, error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if err != nil {
		return SessionInfo{}, err
	}
	ch := access.MeChange{Name: in.Body.Name, Language: in.Body.Language, Theme: in.Body.Theme}
	if p := in.Body.Password; p != nil {
		ch.OldPassword, ch.NewPassword = &p.Old, &p.New
	}
	if c, err = s.Access.ChangeMe(ctx, c, ch); err != nil {
		return SessionInfo{}, err
	}
	return s.info(ctx, c)
}

func (s *server) invitation(ctx context.Context, in *TokenPath) (InvitationInfo, error) {
	m, ws, expires, err := s.Access.Invitation(ctx, in.Token)
	out := InvitationInfo{Name: m.Name, Email: m.Email, Workspace: ws.Name, Role: m.Role, Department: m.Department.Name,
		Account: m.PasswordHash != "", ExpiresAt: expires}
	if err != nil {
		return out, err
	}
	p, err := s.Access.Provider(ctx, ws.ID)
	if route.IsCode(err, cham.CodeNotFound) {
		return out, nil
	}
	at := ref(p)
	out.Provider, out.Only = &at, p.Only
	return out, err
}

func workspaceInfo(ws cham.Workspace) *WorkspaceInfo {
	return &WorkspaceInfo{ID: ws.ID, Name: ws.Name, TimeZone: ws.TimeZone, Currency: ws.Currency,
		Properties: ws.Properties, Demo: ws.Demo, ArchivedAt: ws.ArchivedAt}
}

func (s *server) holdsSetupToken(token string) bool {
	return s.SetupToken != "" && subtle.ConstantTimeCompare([]byte(token), []byte(s.SetupToken)) == 1
}
