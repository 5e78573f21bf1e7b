package access

import (
	"context"

	"cham"
)

// Prove has the caller's password asked again, before something that a stolen
// open browser must not get, under a limit of the session's own.
func (s *Service) Prove(ctx context.Context, c Caller, password string) error {
	u, err := s.store.User(ctx, c.User.ID)
	if err != nil {
		return err
	}
	key := "session:" + c.Session.TokenHash
	if err := s.limiter.takeFree("access.Prove", key, freeOfDevice); err != nil {
		return err
	}
	ok, err := s.matches(ctx, s.trusted, password, u.PasswordHash)
	if err != nil || !ok {
		return firstError(err, invalid("password", "error.passwordOld", nil))
	}
	s.limiter.clear(key)
	return nil
}

// OwnsAll reports whether the caller is an owner of every workspace of the
// installation, and the session reaches them: what concerns all of them together is theirs alone.
func (s *Service) OwnsAll(ctx context.Context, c Caller) (bool, error) {
	all, err := s.store.Workspaces(ctx)
	if err != nil || c.User.ID == "" {
		return false, err
	}
	of, err := s.store.Memberships(ctx, c.User.ID)
	if err != nil {
		return false, err
	}
	owns := map[cham.WorkspaceID]bool{}
	for _, m := range of {
		owns[m.Workspace] = m.Role == cham.RoleOwner && m.reachedBy(c.Session)
	}
	for _, ws := range all {
		if !owns[ws.ID] {
			return false, nil
		}
	}
	return true, nil
}
