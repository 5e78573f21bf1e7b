package access

import (
	"context"

	"cham"
	"cham/capability/audit"
)

// ID names a session to its user; it opens nothing.
func (n Session) ID() string { return digest(n.TokenHash)[:24] }

// Sessions are the open sessions of the caller, the one seen last first.
func (s *Service) Sessions(ctx context.Context, c Caller) ([]Session, error) {
	return s.store.Sessions(ctx, c.User.ID, s.now().UTC())
}

// EndSession ends one of the caller's sessions; CodeNotFound when it is none.
func (s *Service) EndSession(ctx context.Context, c Caller, id string) error {
	all, err := s.Sessions(ctx, c)
	if err != nil {
		return err
	}
	for _, n := range all {
		if n.ID() == id {
			return firstError(s.store.DeleteSession(ctx, n.TokenHash), s.record(ctx, audit.Event{Action: audit.SessionEnded, Object: id}))
		}
	}
	return &cham.Error{Code: cham.CodeNotFound, Op: "access.EndSession"}
}

// EndOtherSessions ends all of the caller's sessions but this one.
func (s *Service) EndOtherSessions(ctx context.Context, c Caller) error {
	return firstError(s.store.DeleteUserSessions(ctx, c.User.ID, c.Session.TokenHash),
		s.record(ctx, audit.Event{Action: audit.SessionEnded, Object: "others"}))
}
