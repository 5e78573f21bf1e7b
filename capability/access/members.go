package access

import (
	"context"
	"time"

	"cham"
)

// Members are the users of a workspace.
func (g *Gate) Members(ctx context.Context, ws cham.WorkspaceID) ([]Member, error) {
	return g.store.Members(ctx, ws)
}

// Invite adds a user to a workspace. The token, for the page where a password
// is set, is "" when the person has an account already.
func (g *Gate) Invite(ctx context.Context, ws cham.WorkspaceID, name, email string, role cham.Role) (m Member, token string, expires time.Time, err error) {
	if err := checkRole(role); err != nil {
		return m, "", expires, err
	}
	u, err := g.newUser(ctx, name, email, "")
	if err != nil {
		return m, "", expires, err
	}
	g.members.Lock()
	defer g.members.Unlock()
	if u, err = g.known(ctx, ws, u); err != nil {
		return m, "", expires, err
	}
	m = Member{User: u, Workspace: ws, Role: role}
	if err := g.store.PutMember(ctx, m); err != nil || u.PasswordHash != "" {
		return m, "", expires, err
	}
	token, expires, err = g.invitation(ctx, ws, u.ID)
	return m, token, expires, err
}

// known answers the account of u's e-mail, or u itself when there is none. A
// member who has a password already is a conflict; one who never set it gets a
// fresh invitation.
func (g *Gate) known(ctx context.Context, ws cham.WorkspaceID, u User) (User, error) {
	old, err := g.store.UserByEmail(ctx, u.Email)
	if is(err, cham.CodeNotFound) {
		return u, nil
	}
	if err != nil {
		return u, err
	}
	_, err = g.membership(ctx, old.ID, ws)
	if err == nil && old.PasswordHash != "" {
		return u, &cham.Error{Code: cham.CodeConflict, Op: "access.Invite", Field: "email", Key: "error.memberExists"}
	}
	return old, unless(err, cham.CodeNotFound, nil)
}

func (g *Gate) invitation(ctx context.Context, ws cham.WorkspaceID, user cham.UserID) (string, time.Time, error) {
	token, err := g.token()
	expires := g.now().UTC().Add(InvitationLife)
	if err != nil {
		return "", expires, err
	}
	return token, expires, g.store.CreateInvitation(ctx, Invitation{Hash: digest(token), Workspace: ws, User: user, ExpiresAt: expires})
}

// Invitation tells the holder of a token who is invited where. CodeNotFound
// when it was used, is over, or never was.
func (g *Gate) Invitation(ctx context.Context, token string) (Member, cham.Workspace, time.Time, error) {
	i, err := g.store.Invitation(ctx, digest(token))
	if err != nil {
		return Member{}, cham.Workspace{}, time.Time{}, unless(err, cham.CodeNotFound, gone())
	}
	m, ws, err := g.invited(ctx, i)
	return m, ws, i.ExpiresAt, err
}

// invited checks an invitation against the clock, the membership it is for,
// and the account: one with a password cannot be taken over by a link.
func (g *Gate) invited(ctx context.Context, i Invitation) (Member, cham.Workspace, error) {
	m, err := g.membership(ctx, i.User, i.Workspace)
	if err != nil {
		return m, cham.Workspace{}, unless(err, cham.CodeNotFound, gone())
	}
	if !g.now().Before(i.ExpiresAt) || m.PasswordHash != "" {
		return m, cham.Workspace{}, gone()
	}
	ws, err := g.store.Workspace(ctx, i.Workspace)
	return m, ws, err
}

// Accept sets the invited person's name and password and signs them in. The
// invitation is used up only when all is right.
func (g *Gate) Accept(ctx context.Context, token, name, password, before string) (string, error) {
	m, _, _, err := g.Invitation(ctx, token)
	if err != nil {
		return "", err
	}
	if m.Name, err = cleanName("name", name); err != nil {
		return "", err
	}
	if err := checkPassword("password", password, m.Email); err != nil {
		return "", err
	}
	if m.PasswordHash, err = g.hash(ctx, password); err != nil {
		return "", err
	}
	if _, err := g.store.TakeInvitation(ctx, digest(token)); err != nil {
		return "", unless(err, cham.CodeNotFound, gone())
	}
	if err := g.store.UpdateUser(ctx, m.User); err != nil {
		return "", err
	}
	if err := g.SignOut(ctx, before); err != nil {
		return "", err
	}
	return g.open(ctx, m.ID, m.Workspace)
}

func gone() error {
	return &cham.Error{Code: cham.CodeNotFound, Op: "access.Invitation", Key: "error.invitation"}
}

// SetRole changes a member's role. The last owner stays one: CodeConflict.
func (g *Gate) SetRole(ctx context.Context, ws cham.WorkspaceID, user cham.UserID, role cham.Role) (Member, error) {
	if err := checkRole(role); err != nil {
		return Member{}, err
	}
	g.members.Lock()
	defer g.members.Unlock()
	m, err := g.membership(ctx, user, ws)
	if err != nil {
		return Member{}, err
	}
	if m.Role == cham.RoleOwner && role != cham.RoleOwner {
		if err := g.keepsOwner(ctx, ws, user); err != nil {
			return Member{}, err
		}
	}
	m.Role = role
	return m, g.store.PutMember(ctx, m)
}

// Remove takes a member out of a workspace and ends their sessions there. The
// last owner cannot be removed: CodeConflict.
func (g *Gate) Remove(ctx context.Context, ws cham.WorkspaceID, user cham.UserID) error {
	g.members.Lock()
	defer g.members.Unlock()
	if _, err := g.membership(ctx, user, ws); err != nil {
		return err
	}
	if err := g.keepsOwner(ctx, ws, user); err != nil {
		return err
	}
	return g.store.RemoveMember(ctx, ws, user)
}

// keepsOwner reports as an error that without user the workspace would have
// no owner who can sign in.
func (g *Gate) keepsOwner(ctx context.Context, ws cham.WorkspaceID, user cham.UserID) error {
	ms, err := g.store.Members(ctx, ws)
	if err != nil {
		return err
	}
	for _, m := range ms {
		if m.ID != user && m.Role == cham.RoleOwner && m.PasswordHash != "" {
			return nil
		}
	}
	return &cham.Error{Code: cham.CodeConflict, Op: "access.Members", Key: "error.lastOwner"}
}
