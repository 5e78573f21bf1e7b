package accounts

import (
	"context"
	"time"

	"cham/api/rest/route"
	"cham/capability/access"
)

// OpenSession is one browser in which the caller is signed in.
type OpenSession struct {
	ID        string    `json:"id"`
	Agent     string    `json:"agent,omitempty" doc:"what the browser says of itself"`
	Address   string    `json:"address,omitempty" doc:"where it signed in from"`
	CreatedAt time.Time `json:"createdAt"`
	LastSeen  time.Time `json:"lastSeen" doc:"to the hour"`
	Here      bool      `json:"here" doc:"the one that asks"`
}

// ResetInfo is what the holder of a link to a new password sees.
type ResetInfo struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// NewPassword sets the password of an account.
type NewPassword struct {
	Password string `json:"password" maxLength:"1024" doc:"at least 10 characters"`
}

// ResetLink is a link to a new password, to hand over.
type ResetLink struct {
	ResetURL  string    `json:"resetUrl" doc:"page to set the password on; good for one hour, once; shown once; earlier links end"`
	ExpiresAt time.Time `json:"expiresAt"`
}

type (
	sessionIn struct {
		route.RequestInfo
		ID string `path:"id"`
	}
	resetLinkIn struct {
		route.RequestInfo
		UserPath
	}
	resetIn struct {
		route.RequestInfo
		Token string `path:"token"`
		Body  NewPassword
	}
)

func (s *server) sessions(ctx context.Context, in *route.RequestInfo) (out []OpenSession, err error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if err != nil {
		return nil, err
	}
	all, err := s.Access.Sessions(ctx, c)
	for _, n := range all {
		out = append(out, OpenSession{ID: n.ID(), Agent: n.Agent, Address: n.Address, CreatedAt: n.CreatedAt, LastSeen: n.LastSeen,
			Here: n.TokenHash == c.Session.TokenHash})
	}
	return out, err
}

func (s *server) endSession(ctx context.Context, in *sessionIn) (route.None, error) {
	return s.asMe(ctx, in.Session, func(c access.Caller) error { return s.Access.EndSession(ctx, c, in.ID) })
}

func (s *server) endOthers(ctx context.Context, in *route.RequestInfo) (route.None, error) {
	return s.asMe(ctx, in.Session, func(c access.Caller) error { return s.Access.EndOtherSessions(ctx, c) })
}

// asMe does something as the holder of a session.
func (s *server) asMe(ctx context.Context, session string, do func(access.Caller) error) (route.None, error) {
	c, err := s.Access.BySession(ctx, session)
	if err != nil {
		return route.None{}, err
	}
	return route.None{}, do(c)
}

func (s *server) newResetLink(ctx context.Context, in *resetLinkIn) (ResetLink, error) {
	c, err := s.Access.BySession(ctx, in.Session)
	if err != nil {
		return ResetLink{}, err
	}
	token, expires, err := s.Access.NewResetLink(ctx, c, in.ID)
	return ResetLink{ResetURL: s.PublicURL + "/reset/" + token, ExpiresAt: expires}, err
}

func (s *server) reset(ctx context.Context, in *TokenPath) (ResetInfo, error) {
	u, err := s.Access.ResetUser(ctx, in.Token)
	return ResetInfo{Name: u.Name, Email: u.Email}, err
}

func (s *server) setPassword(ctx context.Context, in *resetIn) (route.None, error) {
	return route.None{}, s.Access.Reset(ctx, in.Token, in.Body.Password, in.IP)
}
