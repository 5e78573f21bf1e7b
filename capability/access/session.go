package access

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/capability/audit"
)

// home is the workspace a user lands in: the first that is not a demo.
func (s *Service) home(ctx context.Context, user cham.UserID) (cham.WorkspaceID, error) {
	return s.homeOf(ctx, user, func(Member) bool { return true })
}

// last is how late a workspace comes among those that somebody lands in.
func (m Member) last() int {
	switch {
	case m.Archived:
		return 2
	case m.Demo:
		return 1
	}
	return 0
}

// homeBy is home for a way of signing in. CodeForbidden where no workspace of
// the user takes it.
func (s *Service) homeBy(ctx context.Context, user cham.UserID, way Way) (cham.WorkspaceID, error) {
	return s.homeOf(ctx, user, func(m Member) bool { return m.reachedBy(Session{Way: way}) })
}

func (s *Service) homeOf(ctx context.Context, user cham.UserID, may func(Member) bool) (cham.WorkspaceID, error) {
	ms, err := s.store.Memberships(ctx, user)
	if err != nil {
		return "", err
	}
	if len(ms) == 0 {
		return "", &cham.Error{Code: cham.CodeUnauthorized, Op: "access.home", Key: "error.noWorkspace"}
	}
	if ms = slices.DeleteFunc(ms, func(m Member) bool { return !may(m) }); len(ms) == 0 {
		return "", signInSo(cham.CodeForbidden)
	}
	slices.SortStableFunc(ms, func(a, b Member) int { return a.last() - b.last() })
	return ms[0].Workspace, nil
}

// openSession ends the session that the browser held, so that an attacker who
// planted it cannot use it, and begins one of u.
func (s *Service) openSession(ctx context.Context, u User, ws cham.WorkspaceID, t Try, way Way, provider string) (in Entry,
	err error) {
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
		CreatedAt: now, LastSeen: now, ExpiresAt: now.Add(SessionLife), Agent: cut(t.Agent, 300), Address: t.Address,
		Way: way, Provider: provider})
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
	if !m.reachedBy(c.Session) {
		return Caller{}, signInSo(cham.CodeUnauthorized)
	}
	c.User, c.Workspace = m.User, m.Workspace
	c.Actor = cham.Actor{User: m.ID, Name: m.Name, Role: m.Role, Sight: m.Sight}
	c.MustSecondStep, c.Archived = mustSecondStep(m, c.Session), m.Archived
	return c, s.extend(ctx, &c.Session, now)
}

// mustSecondStep reports whether the session was begun with one step where two
// are wanted; a passkey is both at once, and a provider asks for what its
// organisation wants.
func mustSecondStep(m Member, n Session) bool {
	return m.MustSecondStep && !m.SecondStep && n.Way == WayPassword
}

// extend moves the end of a session on, at most once an hour and never past
// SessionMost after its begin.
func (s *Service) extend(ctx context.Context, n *Session, now time.Time) error {
	if now.Sub(n.LastSeen) < sessionTouch {
		return nil
	}
	n.LastSeen, n.ExpiresAt = now, now.Add(SessionLife)
	if end := n.CreatedAt.Add(SessionMost); end.Before(n.ExpiresAt) {
		n.ExpiresAt = end
	}
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
	if !m.reachedBy(c.Session) {
		return c, signInSo(cham.CodeForbidden)
	}
	c.Session.Workspace, c.Workspace, c.Actor.Role, c.Actor.Sight = ws, ws, m.Role, m.Sight
	c.MustSecondStep, c.Archived = mustSecondStep(m, c.Session), m.Archived
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
