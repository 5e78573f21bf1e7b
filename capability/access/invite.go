package access

import (
	"context"
	"time"

	"cham"
	"cham/capability/audit"
)

// Invite makes somebody a member of a workspace as soon as they accept. The
// token, for the page where they do, replaces the ones of before; it reaches
// this workspace only, whoever else invited the same person.
func (s *Service) Invite(ctx context.Context, ws cham.WorkspaceID, name, email string, role cham.Role) (Member, string, time.Time, error) {
	return s.InviteTo(ctx, ws, "", name, email, role)
}

// InviteTo is Invite to a department, "" for none.
func (s *Service) InviteTo(ctx context.Context, ws cham.WorkspaceID, department, name, email string, role cham.Role) (m Member,
	token string, expires time.Time, err error) {
	if err := firstError(checkRole(role), covers(ctx, role)); err != nil {
		return m, "", expires, err
	}
	u, err := s.newUser(ctx, name, email, "")
	if err != nil {
		return m, "", expires, err
	}
	m = Member{User: u, Workspace: ws, Role: role, Invited: true}
	if m.Department, err = s.department(ctx, ws, department); err == nil {
		m.Limit, err = s.cappedLimit(ctx, m, cham.SightHidden)
	}
	if err != nil {
		return m, "", expires, err
	}
	switch old, err := s.store.UserByEmail(ctx, u.Email); {
	case err == nil:
		m.User = old
		m.Name = u.Name
	case !is(err, cham.CodeNotFound):
		return m, "", expires, err
	}
	if token, err = s.token(); err != nil {
		return m, "", expires, err
	}
	expires = s.now().UTC().Add(InvitationLife)
	err = s.store.Invite(ctx, m, Invitation{Hash: digest(token), Workspace: ws, User: m.ID, ExpiresAt: expires})
	if is(err, cham.CodeConflict) {
		err = &cham.Error{Code: cham.CodeConflict, Op: "access.Invite", Field: "email", Key: "error.memberExists"}
	}
	if err == nil {
		err = s.record(ctx, audit.Event{Action: audit.MemberInvited, Object: string(m.ID), After: map[string]any{"name": m.Name, "role": role,
			"department": m.Department.Name, "limit": m.Limit}})
	}
	return m, token, expires, err
}

// Invitation tells the holder of a token who is invited where. CodeNotFound
// when it was used, is over, or never was.
func (s *Service) Invitation(ctx context.Context, token string) (Member, cham.Workspace, time.Time, error) {
	i, err := s.store.Invitation(ctx, digest(token))
	if err != nil {
		return Member{}, cham.Workspace{}, time.Time{}, replaceError(err, cham.CodeNotFound, invitationGone())
	}
	m, err := s.member(ctx, i.Workspace, i.User)
	if err == nil && (!m.Invited || !s.now().Before(i.ExpiresAt)) {
		err = invitationGone()
	}
	if err != nil {
		return m, cham.Workspace{}, i.ExpiresAt, replaceError(err, cham.CodeNotFound, invitationGone())
	}
	ws, err := s.store.Workspace(ctx, i.Workspace)
	return m, ws, i.ExpiresAt, err
}

// Accept makes the invited person a member and signs them in. Who has an
// account proves it with its password, as when signing in; who has none sets
// name and password, see mayFirst. t.Email is of no account. The invitation is used up only
// when all is right.
func (s *Service) Accept(ctx context.Context, token, name string, t Try) (Entry, error) {
	m, _, _, err := s.Invitation(ctx, token)
	if err != nil {
		return Entry{}, err
	}
	if at, err := s.store.Provider(ctx, m.Workspace); err == nil && at.Only {
		return Entry{}, signInSo(cham.CodeForbidden)
	} else if err != nil && !is(err, cham.CodeNotFound) {
		return Entry{}, err
	}
	u, first := m.User, ""
	if m.PasswordHash != "" {
		t.Email = m.Email
		u, err = s.authenticate(ctx, t)
	} else if err = s.mayFirst(ctx, m, t.Before); err == nil {
		first, err = s.firstPassword(ctx, &u, name, t.Password)
	}
	if err != nil {
		return Entry{}, err
	}
	if err := s.store.Accept(ctx, Invitation{Hash: digest(token), Workspace: m.Workspace, User: m.ID}, u.Name, first); err != nil {
		return Entry{}, replaceError(err, cham.CodeNotFound, invitationGone())
	}
	in, err := s.openSession(ctx, u, m.Workspace, t, WayPassword, "")
	return in, firstError(err, s.recordAs(ctx, u, m.Workspace, t.Address, audit.Event{Action: audit.MemberJoined, Object: string(u.ID),
		After: map[string]any{"role": m.Role}}))
}

// mayFirst refuses a first password of an account that is let in by a provider
// somewhere already. Whoever invites holds the link too, and a password opens all
// that the account may enter: so the browser must be signed in as it, there.
func (s *Service) mayFirst(ctx context.Context, m Member, session string) error {
	ms, err := s.store.Memberships(ctx, m.ID)
	if err != nil || len(ms) == 0 {
		return err
	}
	c, err := s.BySession(ctx, session)
	if err != nil && !is(err, cham.CodeUnauthorized) {
		return err
	}
	for _, there := range ms {
		if c.User.ID != m.ID || !there.reachedBy(c.Session) {
			return &cham.Error{Code: cham.CodeConflict, Op: "access.Accept", Key: "error.invitationElsewhere"}
		}
	}
	return nil
}

// firstPassword checks the name and password of a new account, and answers the
// password's hash.
func (s *Service) firstPassword(ctx context.Context, u *User, name, password string) (_ string, err error) {
	if u.Name, err = cleanName("name", name); err != nil {
		return "", err
	}
	if err := checkPassword("password", password, u.Name, u.Email); err != nil {
		return "", err
	}
	u.PasswordHash, err = s.hash(ctx, password)
	return u.PasswordHash, err
}

func invitationGone() error {
	return &cham.Error{Code: cham.CodeNotFound, Op: "access.Invitation", Key: "error.invitation"}
}
