package access

import (
	"context"
	"time"

	"cham"
	"cham/capability/audit"
)

// HandoverLife is how long somebody has to take a workspace that is handed to them.
const HandoverLife = 14 * 24 * time.Hour

// Handover is a workspace that an owner hands to another member, until that one
// says yes or no. After is the role of who hands it over then, "" to leave.
type Handover struct {
	Workspace cham.WorkspaceID
	From, To  cham.UserID
	After     cham.Role
	ExpiresAt time.Time
}

// NewClient makes a workspace beside those of an owner, who owns it. People who
// sign in elsewhere do so there, too: else its maker could not enter it.
func (s *Service) NewClient(ctx context.Context, c Caller, name string) (cham.Workspace, error) {
	owns, err := s.ownsOne(ctx, c.User.ID)
	if err != nil || !owns || s.NoClients {
		return cham.Workspace{}, firstError(err, &cham.Error{Code: cham.CodeForbidden, Op: "access.NewClient", Key: "error.newWorkspace"})
	}
	ws, err := s.newWorkspace(name)
	if err != nil {
		return ws, err
	}
	if err := s.store.CreateWorkspace(ctx, ws, c.User.ID); err != nil {
		return ws, err
	}
	if err := s.sameProvider(ctx, c, ws.ID); err != nil {
		return ws, err
	}
	return ws, s.record(cham.WithWorkspace(ctx, ws.ID), audit.Event{Action: audit.WorkspaceMade, Object: string(ws.ID),
		After: map[string]any{"name": ws.Name}})
}

// ownsOne reports whether a user owns a business that is not the simulated one.
func (s *Service) ownsOne(ctx context.Context, user cham.UserID) (bool, error) {
	ms, err := s.store.Memberships(ctx, user)
	for _, m := range ms {
		if m.Role == cham.RoleOwner && !m.Demo {
			return true, nil
		}
	}
	return false, err
}

// sameProvider has a new workspace signed in to as the caller is.
func (s *Service) sameProvider(ctx context.Context, c Caller, ws cham.WorkspaceID) error {
	if c.Session.Way != WayProvider {
		return nil
	}
	p, err := s.store.Provider(ctx, c.Workspace)
	if err != nil {
		return err
	}
	if p, err = s.opened(p); err != nil {
		return err
	}
	p.Workspace, p.Newcomers, p.Only = ws, "", false
	p.Secret = s.seal.Seal(providerOf(ws), []byte(p.Secret))
	return s.store.PutProvider(ctx, p)
}

// MayMakeClients reports whether a user may make workspaces.
func (s *Service) MayMakeClients(ctx context.Context, user cham.UserID) (bool, error) {
	if s.NoClients {
		return false, nil
	}
	return s.ownsOne(ctx, user)
}

// Archive puts a workspace away: it is read only, nothing comes in, and it is no
// longer in the list. Restore takes it back.
func (s *Service) Archive(ctx context.Context, ws cham.WorkspaceID) error {
	w, err := s.store.Workspace(ctx, ws)
	if err != nil {
		return err
	}
	if w.Demo {
		return &cham.Error{Code: cham.CodeConflict, Op: "access.Archive", Key: "error.archiveDemo"}
	}
	return s.archive(ctx, ws, s.now().UTC(), audit.WorkspaceArchived)
}

// Restore takes a workspace back into use.
func (s *Service) Restore(ctx context.Context, ws cham.WorkspaceID) error {
	return s.archive(ctx, ws, time.Time{}, audit.WorkspaceRestored)
}

func (s *Service) archive(ctx context.Context, ws cham.WorkspaceID, at time.Time, did audit.Action) error {
	if err := s.store.Archive(ctx, ws, at); err != nil {
		return err
	}
	return s.record(ctx, audit.Event{Action: did, Object: string(ws)})
}

// OfferHandover hands the caller's workspace to another member, who has yet to
// take it; an offer of before ends. The password is asked for of who has one.
func (s *Service) OfferHandover(ctx context.Context, c Caller, to cham.UserID, after cham.Role, password string) (Handover, error) {
	if after != "" && (!after.Known() || after == cham.RoleOwner) {
		return Handover{}, invalid("after", "error.role", nil)
	}
	if c.User.PasswordHash != "" {
		if err := s.provePassword(ctx, c, password); err != nil {
			return Handover{}, err
		}
	}
	m, err := s.member(ctx, c.Workspace, to)
	if err != nil {
		return Handover{}, err
	}
	if m.Invited || to == c.User.ID {
		return Handover{}, invalid("to", "error.handoverTo", nil)
	}
	h := Handover{Workspace: c.Workspace, From: c.User.ID, To: to, After: after, ExpiresAt: s.now().UTC().Add(HandoverLife)}
	if err := s.store.PutHandover(ctx, h); err != nil {
		return h, err
	}
	return h, s.record(ctx, audit.Event{Action: audit.HandoverOffered, Object: string(to), After: map[string]any{"name": m.Name}})
}

// Handover is what a workspace's owner has offered; CodeNotFound for nothing.
func (s *Service) Handover(ctx context.Context, ws cham.WorkspaceID) (Handover, error) {
	h, err := s.store.Handover(ctx, ws)
	if err == nil && !s.now().Before(h.ExpiresAt) {
		err = &cham.Error{Code: cham.CodeNotFound, Op: "access.Handover"}
	}
	return h, err
}

// AnswerHandover takes a workspace that is handed to the caller, or says no. Who
// handed it over has the role said then; keys of who left end, as ever.
func (s *Service) AnswerHandover(ctx context.Context, c Caller, take bool) error {
	s.members.Lock()
	defer s.members.Unlock()
	h, err := s.Handover(ctx, c.Workspace)
	if err != nil || h.To != c.User.ID {
		return firstError(err, &cham.Error{Code: cham.CodeNotFound, Op: "access.AnswerHandover"})
	}
	if !take {
		return firstError(s.store.DeleteHandover(ctx, c.Workspace),
			s.record(ctx, audit.Event{Action: audit.HandoverEnded, Object: string(h.To)}))
	}
	from, err := s.member(ctx, c.Workspace, h.From)
	if err != nil || from.Role != cham.RoleOwner {
		return firstError(err, &cham.Error{Code: cham.CodeNotFound, Op: "access.AnswerHandover"})
	}
	if err := s.store.HandOver(ctx, h); err != nil {
		return err
	}
	return s.record(ctx, audit.Event{Action: audit.HandoverTaken, Object: string(h.From),
		Before: map[string]any{"owner": from.Name}, After: map[string]any{"owner": c.User.Name, "role": h.After}})
}

// WithdrawHandover takes an offer back.
func (s *Service) WithdrawHandover(ctx context.Context, ws cham.WorkspaceID) error {
	h, err := s.store.Handover(ctx, ws)
	if err != nil {
		return err
	}
	return firstError(s.store.DeleteHandover(ctx, ws), s.record(ctx, audit.Event{Action: audit.HandoverEnded, Object: string(h.To)}))
}
