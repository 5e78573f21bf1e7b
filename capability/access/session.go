package access

import (
	"context"
	"errors"
	"strings"
	"time"

	"cham"
	"cham/capability/audit"
)

// home is the workspace a user lands in: the first that is not a demo.
func (s *Service) home(ctx context.Context, user cham.UserID) (cham.WorkspaceID, error) {
	ms, err := s.store.Memberships(ctx, user)
	if err != nil {
		return "", err
	}
	if len(ms) == 0 {
		return "", &cham.Error{Code: cham.CodeUnauthorized, Op: "access.home", Key: "error.noWorkspace"}
	}
	for _, m := range ms {
		ws, err := s.store.Workspace(ctx, m.Workspace)
		if err != nil {
			return "", err
		}
		if !ws.Demo {
			return ws.ID, nil
		}
	}
	return ms[0].Workspace, nil
}

// openSession ends the session that the browser held, so that an attacker who
// planted it cannot use it, and begins one of u.
func (s *Service) openSession(ctx context.Context, u User, ws cham.WorkspaceID, t Try) (in Entry, err error) {
	if err := s.end(ctx, t.Before); err != nil {
		return Entry{}, err
	}
	if in.Device, err = s.deviceToken(ctx, u); err != nil {
		return Entry{}, err
	}
	if in.Session, err = s.token(); err != nil {
		return Entry{}, err
	}
	now := s.now().UTC()
	return in, s.store.CreateSession(ctx, Session{TokenHash: digest(in.Session), User: u.ID, Workspace: ws,
		CreatedAt: now, LastSeen: now, ExpiresAt: now.Add(SessionLife), Agent: cut(t.Agent, 300), Address: t.Address})
}

// SignOut ends the session of a token, also where that cannot be recorded; a
// token of no session is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	c, err := s.BySession(ctx, token)
	if err != nil {
		return s.end(ctx, token)
	}
	out := cham.WithActor(cham.WithWorkspace(ctx, c.Workspace), c.Actor)
	return errors.Join(s.end(ctx, token), s.record(out, audit.Event{Action: audit.SignedOut, Object: string(c.User.ID)}))
}

// cut is a text of at most n bytes.
func cut(s string, n int) string { return strings.ToValidUTF8(s[:min(n, len(s))], "") }

// end ends the session of a token.
func (s *Service) end(ctx context.Context, token string) error {
	if token == "" {
		return nil
	}
	err := s.store.DeleteSession(ctx, digest(token))
	if is(err, cham.CodeNotFound) {
		return nil
	}
	return err
}

// BySession answers who holds a session token, and slides the session.
// CodeUnauthorized when it is unknown, over, or its user has left.
func (s *Service) BySession(ctx context.Context, token string) (c Caller, err error) {
	out := &cham.Error{Code: cham.CodeUnauthorized, Op: "access.BySession", Key: "error.signedOut"}
	if c.Session, err = s.store.Session(ctx, digest(token)); err != nil {
		return Caller{}, replaceError(err, cham.CodeNotFound, out)
	}
	now := s.now().UTC()
	if !now.Before(c.Session.ExpiresAt) {
		_ = s.store.DeleteSession(ctx, c.Session.TokenHash) // it is dead either way
		return Caller{}, out
	}
	m, err := s.membership(ctx, c.Session.User, c.Session.Workspace)
	if err != nil {
		return Caller{}, replaceError(err, cham.CodeNotFound, out)
	}
	c.User, c.Workspace = m.User, m.Workspace
	c.Actor = cham.Actor{User: m.ID, Name: m.Name, Role: m.Role, Sight: m.Sight}
	c.MustSecondStep = m.MustSecondStep && !m.SecondStep
	return c, s.extend(ctx, &c.Session, now)
}

// extend moves the end of a session on, at most once an hour.
func (s *Service) extend(ctx context.Context, n *Session, now time.Time) error {
	if now.Sub(n.LastSeen) < sessionTouch {
		return nil
	}
	n.LastSeen, n.ExpiresAt = now, now.Add(SessionLife)
	return s.store.TouchSession(ctx, *n)
}

func (s *Service) membership(ctx context.Context, user cham.UserID, ws cham.WorkspaceID) (Member, error) {
	ms, err := s.store.Memberships(ctx, user)
	if err != nil {
		return Member{}, err
	}
	for _, m := range ms {
		if m.Workspace == ws {
			return m, nil
		}
	}
	return Member{}, &cham.Error{Code: cham.CodeNotFound, Op: "access.membership"}
}

// Enter switches a session to another workspace of its user; CodeNotFound when
// the user is no member there.
func (s *Service) Enter(ctx context.Context, c Caller, ws cham.WorkspaceID) (Caller, error) {
	m, err := s.membership(ctx, c.User.ID, ws)
	if err != nil {
		return c, err
	}
	c.Session.Workspace, c.Workspace, c.Actor.Role, c.Actor.Sight = ws, ws, m.Role, m.Sight
	c.MustSecondStep = m.MustSecondStep && !m.SecondStep
	return c, s.store.TouchSession(ctx, c.Session)
}

// firstError answers the first error that is one.
func firstError(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// replaceError answers otherwise for an error of the code, else the error itself.
func replaceError(err error, code cham.Code, otherwise error) error {
	if is(err, code) {
		return otherwise
	}
	return err
}
