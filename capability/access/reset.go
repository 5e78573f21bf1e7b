package access

import (
	"context"
	"time"

	"cham"
	"cham/capability/audit"
)

// ResetLife is how long a link to a new password is valid.
const ResetLife = time.Hour

// ResetLink lets its holder, once, set a user's password; kept as SHA-256.
type ResetLink struct {
	Hash      string
	User      cham.UserID
	ExpiresAt time.Time
}

// NewResetLink makes a link for a member who forgot the password; earlier ones
// end. Whoever has the link has the account, in every workspace it is a member
// of: so who makes it must be able to let people in to all of them, and may do
// no less than the member in any. What a session does not reach counts for nothing:
// a provider that is believed here must give no account away that reaches further.
func (s *Service) NewResetLink(ctx context.Context, by Caller, user cham.UserID) (token string, expires time.Time, err error) {
	m, err := s.member(ctx, by.Workspace, user)
	if err != nil {
		return "", expires, err
	}
	if err := s.mayReset(ctx, by, m); err != nil {
		return "", expires, err
	}
	if token, expires, err = s.resetLink(ctx, user); err != nil {
		return "", expires, err
	}
	return token, expires, s.record(ctx, audit.Event{Action: audit.ResetLinkMade, Object: string(user)})
}

// ResetLinkFor makes a link for the account of an e-mail, whoever it is: for
// the person at the machine itself.
func (s *Service) ResetLinkFor(ctx context.Context, email string) (token string, expires time.Time, err error) {
	email, err = cleanEmail(email)
	if err != nil {
		return "", expires, err
	}
	u, err := s.store.UserByEmail(ctx, email)
	if err != nil {
		return "", expires, err
	}
	if token, expires, err = s.resetLink(ctx, u.ID); err != nil {
		return "", expires, err
	}
	ws, err := s.home(ctx, u.ID)
	if err != nil {
		return "", expires, err
	}
	return token, expires, s.record(cham.WithWorkspace(ctx, ws), audit.Event{Action: audit.ResetLinkMade, Object: string(u.ID)})
}

func (s *Service) resetLink(ctx context.Context, user cham.UserID) (token string, expires time.Time, err error) {
	if token, err = s.token(); err != nil {
		return "", expires, err
	}
	expires = s.now().UTC().Add(ResetLife)
	return token, expires, s.store.PutResetLink(ctx, ResetLink{Hash: digest(token), User: user, ExpiresAt: expires})
}

// mayReset refuses a link to an account that reaches further than who asks.
func (s *Service) mayReset(ctx context.Context, by Caller, m Member) error {
	no := &cham.Error{Code: cham.CodeForbidden, Op: "access.NewResetLink", Key: "error.resetAbove"}
	if links, err := s.store.Links(ctx, m.ID); err != nil || m.PasswordHash == "" && links > 0 {
		return firstError(err, &cham.Error{Code: cham.CodeConflict, Op: "access.NewResetLink", Key: "error.resetProvider"})
	}
	if m.Invited || m.PasswordHash == "" {
		return &cham.Error{Code: cham.CodeConflict, Op: "access.NewResetLink", Key: "error.resetInvited"}
	}
	theirs, err := s.store.Memberships(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, t := range theirs {
		mine, err := s.membership(ctx, by.User.ID, t.Workspace)
		if err != nil {
			return replaceError(err, cham.CodeNotFound, no)
		}
		if !mine.reachedBy(by.Session) || !mine.Role.May(cham.MayPeople) || !mine.Role.Covers(t.Role) {
			return no
		}
	}
	return nil
}

// ResetUser tells the holder of a link whose password it sets. CodeNotFound
// when it was used, is over, or never was.
func (s *Service) ResetUser(ctx context.Context, token string) (User, error) {
	gone := &cham.Error{Code: cham.CodeNotFound, Op: "access.ResetUser", Key: "error.resetGone"}
	l, err := s.store.ResetLink(ctx, digest(token))
	if err == nil && !s.now().Before(l.ExpiresAt) {
		err = gone
	}
	if err != nil {
		return User{}, replaceError(err, cham.CodeNotFound, gone)
	}
	return s.store.User(ctx, l.User)
}

// Reset sets a new password, uses the link up and ends every session of the
// account; nobody is signed in by it.
func (s *Service) Reset(ctx context.Context, token, password, address string) error {
	u, err := s.ResetUser(ctx, token)
	if err != nil {
		return err
	}
	if err := checkPassword("password", password, u.Name, u.Email); err != nil {
		return err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return err
	}
	if err := s.store.Reset(ctx, ResetLink{Hash: digest(token), User: u.ID}, hash); err != nil {
		return replaceError(err, cham.CodeNotFound, &cham.Error{Code: cham.CodeNotFound, Op: "access.Reset", Key: "error.resetGone"})
	}
	s.limiter.clear("email:" + u.Email)
	ws, err := s.home(ctx, u.ID)
	if err != nil {
		return replaceError(err, cham.CodeUnauthorized, nil)
	}
	return s.recordAs(ctx, u, ws, address, audit.Event{Action: audit.PasswordReset, Object: string(u.ID)})
}
