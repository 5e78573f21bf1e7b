package access

import (
	"context"
	"time"

	"cham"
)

// Invite makes somebody a member of a workspace as soon as they accept. The
// token, for the page where they do, replaces the ones of before; it reaches
// this workspace only, whoever else invited the same person.
func (g *Gate) Invite(ctx context.Context, ws cham.WorkspaceID, name, email string, role cham.Role) (m Member, token string, expires time.Time, err error) {
	if err := checkRole(role); err != nil {
		return m, "", expires, err
	}
	u, err := g.newUser(ctx, name, email, "")
	if err != nil {
		return m, "", expires, err
	}
	m = Member{User: u, Workspace: ws, Role: role, Invited: true}
	switch old, err := g.store.UserByEmail(ctx, u.Email); {
	case err == nil:
		m.User = old
		m.Name = u.Name
	case !is(err, cham.CodeNotFound):
		return m, "", expires, err
	}
	if token, err = g.token(); err != nil {
		return m, "", expires, err
	}
	expires = g.now().UTC().Add(InvitationLife)
	err = g.store.Invite(ctx, m, Invitation{Hash: digest(token), Workspace: ws, User: m.ID, ExpiresAt: expires})
	if is(err, cham.CodeConflict) {
		err = &cham.Error{Code: cham.CodeConflict, Op: "access.Invite", Field: "email", Key: "error.memberExists"}
	}
	return m, token, expires, err
}

// Invitation tells the holder of a token who is invited where. CodeNotFound
// when it was used, is over, or never was.
func (g *Gate) Invitation(ctx context.Context, token string) (Member, cham.Workspace, time.Time, error) {
	i, err := g.store.Invitation(ctx, digest(token))
	if err != nil {
		return Member{}, cham.Workspace{}, time.Time{}, unless(err, cham.CodeNotFound, gone())
	}
	m, err := g.member(ctx, i.Workspace, i.User)
	if err == nil && (!m.Invited || !g.now().Before(i.ExpiresAt)) {
		err = gone()
	}
	if err != nil {
		return m, cham.Workspace{}, i.ExpiresAt, unless(err, cham.CodeNotFound, gone())
	}
	ws, err := g.store.Workspace(ctx, i.Workspace)
	return m, ws, i.ExpiresAt, err
}

// Accept makes the invited person a member and signs them in. Who has an
// account proves it with its password, as when signing in; who has none sets
// name and password. t.Email is of no account. The invitation is used up only
// when all is right.
func (g *Gate) Accept(ctx context.Context, token, name string, t Try) (Entry, error) {
	m, _, _, err := g.Invitation(ctx, token)
	if err != nil {
		return Entry{}, err
	}
	u, first := m.User, ""
	if m.PasswordHash != "" {
		t.Email = m.Email
		u, err = g.prove(ctx, t)
	} else {
		first, err = g.firstPassword(ctx, &u, name, t.Password)
	}
	if err != nil {
		return Entry{}, err
	}
	if err := g.store.Accept(ctx, Invitation{Hash: digest(token), Workspace: m.Workspace, User: m.ID}, u.Name, first); err != nil {
		return Entry{}, unless(err, cham.CodeNotFound, gone())
	}
	return g.open(ctx, u, m.Workspace, t.Before)
}

// firstPassword checks the name and password of a new account, and answers the
// password's hash.
func (g *Gate) firstPassword(ctx context.Context, u *User, name, password string) (_ string, err error) {
	if u.Name, err = cleanName("name", name); err != nil {
		return "", err
	}
	if err := checkPassword("password", password, u.Name, u.Email); err != nil {
		return "", err
	}
	u.PasswordHash, err = g.hash(ctx, password)
	return u.PasswordHash, err
}

func gone() error {
	return &cham.Error{Code: cham.CodeNotFound, Op: "access.Invitation", Key: "error.invitation"}
}
