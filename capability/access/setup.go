package access

import (
	"context"

	"cham"
)

// NewOwner is what the first run asks for.
type NewOwner struct {
	Name, Email, Password, Workspace, Language string
	// Published says that the password is no secret, as a demo's: it may be weak.
	Published bool
	// From is where the browser is.
	From Try
}

// FirstRun reports whether nobody can sign in yet.
func (s *Service) FirstRun(ctx context.Context) (bool, error) {
	n, err := s.store.CountUsers(ctx)
	return n == 0, err
}

// Setup makes the first workspace and its owner, and signs the owner in. It
// answers CodeConflict when there is a user already.
func (s *Service) Setup(ctx context.Context, o NewOwner) (Entry, error) {
	if first, err := s.FirstRun(ctx); err != nil || !first {
		return Entry{}, firstError(err, &cham.Error{Code: cham.CodeConflict, Op: "access.Setup", Key: "error.setupDone"})
	}
	u, err := s.newUser(ctx, o.Name, o.Email, o.Language)
	if err != nil {
		return Entry{}, err
	}
	ws, err := s.firstWorkspace(ctx, o.Workspace)
	if err != nil {
		return Entry{}, err
	}
	if err := checkPassword("password", o.Password, u.Name, u.Email, ws.Name); err != nil && !o.Published {
		return Entry{}, err
	}
	if u.PasswordHash, err = s.hash(ctx, o.Password); err != nil {
		return Entry{}, err
	}
	if err := s.store.CreateFirst(ctx, ws, u); err != nil {
		return Entry{}, err
	}
	return s.openSession(ctx, u, ws.ID, o.From, WayPassword, "")
}

func (s *Service) newUser(ctx context.Context, name, email, language string) (u User, err error) {
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
	id, err := s.id("u_")
	u.ID, u.Language, u.Theme, u.CreatedAt = cham.UserID(id), language, "system", s.now().UTC()
	return u, err
}

func (s *Service) newWorkspace(name string) (ws cham.Workspace, err error) {
	if ws.Name, err = cleanName("workspace", name); err != nil {
		return ws, err
	}
	id, err := s.id("w_")
	ws.ID, ws.TimeZone, ws.Currency, ws.CreatedAt = cham.WorkspaceID(id), cham.DefaultTimeZone, "VND", s.now().UTC()
	return ws, err
}

// firstWorkspace is a new one, or the one that the command line made before
// anybody signed in: its data becomes the owner's.
func (s *Service) firstWorkspace(ctx context.Context, name string) (cham.Workspace, error) {
	ws, err := s.newWorkspace(name)
	if err != nil {
		return ws, err
	}
	there, err := s.store.Workspaces(ctx)
	if err == nil && len(there) > 0 {
		there[0].Name = ws.Name
		ws = there[0]
	}
	return ws, err
}
