package access

import (
	"context"
	"time"

	"cham"
)

// NewOwner is what the first run asks for.
type NewOwner struct {
	Name, Email, Password, Workspace, Language string
}

// FirstRun reports whether nobody can sign in yet.
func (g *Gate) FirstRun(ctx context.Context) (bool, error) {
	n, err := g.store.CountUsers(ctx)
	return n == 0, err
}

// Setup makes the first workspace and its owner, and signs the owner in. It
// answers CodeConflict when there is a user already.
func (g *Gate) Setup(ctx context.Context, o NewOwner) (token string, err error) {
	if first, err := g.FirstRun(ctx); err != nil || !first {
		return "", either(err, &cham.Error{Code: cham.CodeConflict, Op: "access.Setup", Key: "error.setupDone"})
	}
	u, err := g.newUser(ctx, o.Name, o.Email, o.Language)
	if err != nil {
		return "", err
	}
	ws, err := g.firstWorkspace(ctx, o.Workspace)
	if err != nil {
		return "", err
	}
	if err := checkPassword("password", o.Password, u.Email); err != nil {
		return "", err
	}
	if u.PasswordHash, err = g.hash(ctx, o.Password); err != nil {
		return "", err
	}
	if err := g.store.CreateFirst(ctx, ws, u); err != nil {
		return "", err
	}
	return g.open(ctx, u.ID, ws.ID)
}

func (g *Gate) newUser(ctx context.Context, name, email, language string) (u User, err error) {
	if u.Name, err = cleanName("name", name); err != nil {
		return u, err
	}
	if u.Email, err = cleanEmail(email); err != nil {
		return u, err
	}
	if language == "" {
		language = "vi"
	}
	if err := checkChoice("language", language, "vi", "en"); err != nil {
		return u, err
	}
	id, err := g.id("u_")
	u.ID, u.Language, u.Theme, u.CreatedAt = cham.UserID(id), language, "system", g.now().UTC()
	return u, err
}

func (g *Gate) newWorkspace(name string) (ws cham.Workspace, err error) {
	if ws.Name, err = cleanName("workspace", name); err != nil {
		return ws, err
	}
	id, err := g.id("w_")
	ws.ID, ws.TimeZone, ws.Currency, ws.CreatedAt = cham.WorkspaceID(id), cham.DefaultTimeZone, "VND", g.now().UTC()
	return ws, err
}

// firstWorkspace is a new one, or the one that the command line made before
// anybody signed in: its data becomes the owner's.
func (g *Gate) firstWorkspace(ctx context.Context, name string) (cham.Workspace, error) {
	ws, err := g.newWorkspace(name)
	if err != nil {
		return ws, err
	}
	there, err := g.store.Workspaces(ctx)
	if err == nil && len(there) > 0 {
		there[0].Name = ws.Name
		ws = there[0]
	}
	return ws, err
}

// SignIn opens a session. Unknown e-mails and wrong passwords answer the same
// CodeUnauthorized after the same work; too many tries answer CodeTooMany with
// RetryAfter. before is the token the browser held, ended here so that nobody
// who planted it can use it.
func (g *Gate) SignIn(ctx context.Context, email, password, ip, before string) (token string, err error) {
	wrong := &cham.Error{Code: cham.CodeUnauthorized, Op: "access.SignIn", Key: "error.signIn"}
	clean, bad := cleanEmail(email)
	if bad != nil {
		clean = "" // counted against the address alone, and looked up as nobody
	}
	keys := map[string]limit{addressKey(ip): perAddress, "email:" + clean: perEmail}
	if clean == "" {
		delete(keys, "email:")
	}
	if err := g.brake.take(keys); err != nil {
		return "", err
	}
	u, err := g.store.UserByEmail(ctx, clean)
	if err != nil && !is(err, cham.CodeNotFound) {
		return "", err
	}
	ok, err := g.matches(ctx, password, u.PasswordHash)
	if err != nil || !ok {
		return "", either(err, wrong)
	}
	ws, err := g.home(ctx, u.ID)
	if err != nil {
		return "", either(err, wrong)
	}
	g.brake.clear("email:" + clean)
	g.brake.refund(addressKey(ip))
	if err := g.SignOut(ctx, before); err != nil {
		return "", err
	}
	return g.open(ctx, u.ID, ws)
}

// home is the workspace a user lands in: the first that is not a demo.
func (g *Gate) home(ctx context.Context, user cham.UserID) (cham.WorkspaceID, error) {
	ms, err := g.store.Memberships(ctx, user)
	if err != nil {
		return "", err
	}
	if len(ms) == 0 {
		return "", &cham.Error{Code: cham.CodeUnauthorized, Op: "access.home", Key: "error.noWorkspace"}
	}
	for _, m := range ms {
		ws, err := g.store.Workspace(ctx, m.Workspace)
		if err != nil {
			return "", err
		}
		if !ws.Demo {
			return ws.ID, nil
		}
	}
	return ms[0].Workspace, nil
}

func (g *Gate) open(ctx context.Context, user cham.UserID, ws cham.WorkspaceID) (string, error) {
	token, err := g.token()
	if err != nil {
		return "", err
	}
	now := g.now().UTC()
	return token, g.store.CreateSession(ctx, Session{TokenHash: digest(token), User: user, Workspace: ws,
		CreatedAt: now, LastSeen: now, ExpiresAt: now.Add(SessionLife)})
}

// SignOut ends the session of a token; a token of no session is no error.
func (g *Gate) SignOut(ctx context.Context, token string) error {
	if token == "" {
		return nil
	}
	err := g.store.DeleteSession(ctx, digest(token))
	if is(err, cham.CodeNotFound) {
		return nil
	}
	return err
}

// BySession answers who holds a session token, and slides the session.
// CodeUnauthorized when it is unknown, over, or its user has left.
func (g *Gate) BySession(ctx context.Context, token string) (c Caller, err error) {
	out := &cham.Error{Code: cham.CodeUnauthorized, Op: "access.BySession", Key: "error.signedOut"}
	if c.Session, err = g.store.Session(ctx, digest(token)); err != nil {
		return Caller{}, unless(err, cham.CodeNotFound, out)
	}
	now := g.now().UTC()
	if !now.Before(c.Session.ExpiresAt) {
		_ = g.store.DeleteSession(ctx, c.Session.TokenHash) // it is dead either way
		return Caller{}, out
	}
	m, err := g.membership(ctx, c.Session.User, c.Session.Workspace)
	if err != nil {
		return Caller{}, unless(err, cham.CodeNotFound, out)
	}
	c.User, c.Workspace = m.User, m.Workspace
	c.Actor = cham.Actor{User: m.ID, Name: m.Name, Role: m.Role}
	return c, g.slide(ctx, &c.Session, now)
}

// slide moves the end of a session on, at most once an hour.
func (g *Gate) slide(ctx context.Context, s *Session, now time.Time) error {
	if now.Sub(s.LastSeen) < sessionTouch {
		return nil
	}
	s.LastSeen, s.ExpiresAt = now, now.Add(SessionLife)
	return g.store.TouchSession(ctx, *s)
}

func (g *Gate) membership(ctx context.Context, user cham.UserID, ws cham.WorkspaceID) (Member, error) {
	ms, err := g.store.Memberships(ctx, user)
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
func (g *Gate) Enter(ctx context.Context, c Caller, ws cham.WorkspaceID) (Caller, error) {
	m, err := g.membership(ctx, c.User.ID, ws)
	if err != nil {
		return c, err
	}
	c.Session.Workspace, c.Workspace, c.Actor.Role = ws, ws, m.Role
	return c, g.store.TouchSession(ctx, c.Session)
}

// MeChange changes the caller; nil fields stay.
type MeChange struct {
	Name, Language, Theme    *string
	OldPassword, NewPassword *string
}

// ChangeMe changes the caller's own account. A new password ends every other
// session of the user.
func (g *Gate) ChangeMe(ctx context.Context, c Caller, ch MeChange) (Caller, error) {
	u, err := g.store.User(ctx, c.User.ID)
	if err != nil {
		return c, err
	}
	if err := ch.apply(&u); err != nil {
		return c, err
	}
	if ch.NewPassword != nil {
		if err := g.newPassword(ctx, &u, ch); err != nil {
			return c, err
		}
	}
	if err := g.store.UpdateUser(ctx, u); err != nil {
		return c, err
	}
	c.User, c.Actor.Name = u, u.Name
	if ch.NewPassword != nil {
		return c, g.store.DeleteUserSessions(ctx, u.ID, c.Session.TokenHash)
	}
	return c, nil
}

func (ch MeChange) apply(u *User) (err error) {
	if ch.Name != nil {
		if u.Name, err = cleanName("name", *ch.Name); err != nil {
			return err
		}
	}
	if ch.Language != nil {
		if err := checkChoice("language", *ch.Language, "vi", "en"); err != nil {
			return err
		}
		u.Language = *ch.Language
	}
	if ch.Theme != nil {
		if err := checkChoice("theme", *ch.Theme, "light", "dark", "system"); err != nil {
			return err
		}
		u.Theme = *ch.Theme
	}
	return nil
}

// newPassword proves the old one, under the same brake as signing in: a stolen
// open browser must not guess it.
func (g *Gate) newPassword(ctx context.Context, u *User, ch MeChange) error {
	key := "email:" + u.Email
	if err := g.brake.take(map[string]limit{key: perEmail}); err != nil {
		return err
	}
	old := ""
	if ch.OldPassword != nil {
		old = *ch.OldPassword
	}
	ok, err := g.matches(ctx, old, u.PasswordHash)
	if err != nil || !ok {
		return either(err, invalid("password.old", "error.passwordOld", nil))
	}
	g.brake.clear(key)
	if err := checkPassword("password.new", *ch.NewPassword, u.Email); err != nil {
		return err
	}
	u.PasswordHash, err = g.hash(ctx, *ch.NewPassword)
	return err
}

// either answers the first error that is one.
func either(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// unless answers otherwise for an error of the code, else the error itself.
func unless(err error, code cham.Code, otherwise error) error {
	if is(err, code) {
		return otherwise
	}
	return err
}
