package accounts

import (
	"context"
	"net/http"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
	"cham/locale"
)

// signedInAs answers who is here now, and the cookie that keeps it so.
type signedInAs struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      SessionInfo
}

// signedOut takes the cookie back.
type signedOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

type (
	setupIn struct {
		route.Visitor
		Body Setup
	}
	signInIn struct {
		route.Visitor
		Body SignIn
	}
	chooseIn struct {
		route.Visitor
		Body WorkspaceChoice
	}
	meIn struct {
		route.Visitor
		Body MeChange
	}
	acceptIn struct {
		route.Visitor
		Token string `path:"token"`
		Body  AcceptInvitation
	}
)

func (s *server) session(ctx context.Context, in *route.Visitor) (SessionInfo, error) {
	c, err := s.Gate.BySession(ctx, in.Session)
	if route.IsCode(err, cham.CodeUnauthorized) {
		return s.nobody(ctx)
	}
	if err != nil {
		return SessionInfo{}, err
	}
	return s.info(ctx, c)
}

// nobody is the answer to who is signed out; a program with a key is told its
// workspace.
func (s *server) nobody(ctx context.Context) (SessionInfo, error) {
	first, err := s.Gate.FirstRun(ctx)
	out := SessionInfo{FirstRun: first, Version: s.Version, DemoLogin: s.DemoLogin}
	if err != nil || route.Workspace(ctx) == "" {
		return out, err
	}
	ws, err := s.Gate.Workspace(ctx, route.Workspace(ctx))
	out.Workspace = workspaceInfo(ws)
	return out, err
}

func (s *server) info(ctx context.Context, c access.Caller) (SessionInfo, error) {
	out := SessionInfo{Version: s.Version, User: &SessionUser{ID: c.User.ID, Name: c.User.Name, Email: c.User.Email,
		Language: c.User.Language, Theme: c.User.Theme, Role: c.Actor.Role}}
	all, roles, err := s.Gate.Workspaces(ctx, c.User.ID)
	if err != nil {
		return out, err
	}
	for i, ws := range all {
		out.Workspaces = append(out.Workspaces, WorkspaceRef{ID: ws.ID, Name: ws.Name, Demo: ws.Demo, Role: roles[i]})
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
	token, err := s.Gate.Setup(ctx, access.NewOwner{Name: b.Name, Email: b.Email, Password: b.Password,
		Workspace: b.Workspace, Language: b.Language})
	return s.enter(ctx, &in.Visitor, token, err)
}

func (s *server) signIn(ctx context.Context, in *signInIn) (signedInAs, error) {
	token, err := s.Gate.SignIn(ctx, in.Body.Email, in.Body.Password, in.IP, in.Session)
	return s.enter(ctx, &in.Visitor, token, err)
}

func (s *server) acceptInvitation(ctx context.Context, in *acceptIn) (signedInAs, error) {
	token, err := s.Gate.Accept(ctx, in.Token, in.Body.Name, in.Body.Password, in.Session)
	return s.enter(ctx, &in.Visitor, token, err)
}

// enter answers a fresh session with its cookie.
func (s *server) enter(ctx context.Context, v *route.Visitor, token string, err error) (out signedInAs, _ error) {
	if err != nil {
		return out, err
	}
	c, err := s.Gate.BySession(ctx, token)
	if err != nil {
		return out, err
	}
	out.SetCookie = s.cookie(v, token, int(access.SessionLife.Seconds()))
	out.Body, err = s.info(ctx, c)
	return out, err
}

func (s *server) cookie(v *route.Visitor, token string, age int) http.Cookie {
	return http.Cookie{Name: route.CookieName, Value: token, Path: "/", MaxAge: age, HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: v.Secure(s.PublicURL)}
}

func (s *server) signOut(ctx context.Context, in *route.Visitor) (signedOut, error) {
	return signedOut{s.cookie(in, "", -1)}, s.Gate.SignOut(ctx, in.Session)
}

func (s *server) chooseWorkspace(ctx context.Context, in *chooseIn) (SessionInfo, error) {
	c, err := s.Gate.BySession(ctx, in.Session)
	if err != nil {
		return SessionInfo{}, err
	}
	if c, err = s.Gate.Enter(ctx, c, in.Body.ID); err != nil {
		return SessionInfo{}, err
	}
	return s.info(ctx, c)
}

func (s *server) changeMe(ctx context.Context, in *meIn) (SessionInfo, error) {
	c, err := s.Gate.BySession(ctx, in.Session)
	if err != nil {
		return SessionInfo{}, err
	}
	ch := access.MeChange{Name: in.Body.Name, Language: in.Body.Language, Theme: in.Body.Theme}
	if p := in.Body.Password; p != nil {
		ch.OldPassword, ch.NewPassword = &p.Old, &p.New
	}
	if c, err = s.Gate.ChangeMe(ctx, c, ch); err != nil {
		return SessionInfo{}, err
	}
	return s.info(ctx, c)
}

func (s *server) invitation(ctx context.Context, in *TokenPath) (InvitationInfo, error) {
	m, ws, expires, err := s.Gate.Invitation(ctx, in.Token)
	return InvitationInfo{Name: m.Name, Email: m.Email, Workspace: ws.Name, ExpiresAt: expires}, err
}

func workspaceInfo(ws cham.Workspace) *WorkspaceInfo {
	return &WorkspaceInfo{ID: ws.ID, Name: ws.Name, TimeZone: ws.TimeZone, Currency: ws.Currency,
		Properties: ws.Properties, Demo: ws.Demo}
}
