package access

import (
	"context"

	"cham/capability/audit"
)

// MeChange changes the caller; nil fields stay.
type MeChange struct {
	Name, Language, Theme    *string
	OldPassword, NewPassword *string
}

// ChangeMe changes the caller's own account. A new password ends every other
// session of the user.
func (s *Service) ChangeMe(ctx context.Context, c Caller, ch MeChange) (Caller, error) {
	u, err := s.store.User(ctx, c.User.ID)
	if err != nil {
		return c, err
	}
	if err := ch.apply(&u); err != nil {
		return c, err
	}
	if ch.NewPassword != nil {
		if err := s.newPassword(ctx, c, &u, ch); err != nil {
			return c, err
		}
	}
	if err := s.store.UpdateUser(ctx, u); err != nil {
		return c, err
	}
	c.User, c.Actor.Name = u, u.Name
	if ch.NewPassword != nil {
		if err := s.store.DeleteUserSessions(ctx, u.ID, c.Session.TokenHash); err != nil {
			return c, err
		}
		return c, s.record(ctx, audit.Event{Action: audit.PasswordChanged, Object: string(u.ID)})
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

// newPassword proves the old one, under a limit of the session's own: a stolen
// open browser must not guess it, nor keep its owner from changing it.
func (s *Service) newPassword(ctx context.Context, c Caller, u *User, ch MeChange) error {
	key := "session:" + c.Session.TokenHash
	if err := s.limiter.takeFree("access.ChangeMe", key, freeOfDevice); err != nil {
		return err
	}
	old := ""
	if ch.OldPassword != nil {
		old = *ch.OldPassword
	}
	ok, err := s.matches(ctx, s.trusted, old, u.PasswordHash)
	if err != nil || !ok {
		return firstError(err, invalid("password.old", "error.passwordOld", nil))
	}
	s.limiter.clear(key)
	ws, err := s.store.Workspace(ctx, c.Workspace)
	if err != nil {
		return err
	}
	if err := checkPassword("password.new", *ch.NewPassword, u.Name, u.Email, ws.Name); err != nil {
		return err
	}
	u.PasswordHash, err = s.hash(ctx, *ch.NewPassword)
	return err
}
