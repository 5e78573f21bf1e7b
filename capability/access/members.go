package access

import (
	"context"

	"cham"
	"cham/capability/audit"
)

// Members are the users of a workspace.
func (s *Service) Members(ctx context.Context, ws cham.WorkspaceID) ([]Member, error) {
	return s.store.Members(ctx, ws)
}

// SetRole changes a member's role. The last owner stays one: CodeConflict.
func (s *Service) SetRole(ctx context.Context, ws cham.WorkspaceID, user cham.UserID, role cham.Role) (Member, error) {
	if err := checkRole(role); err != nil {
		return Member{}, err
	}
	s.members.Lock()
	defer s.members.Unlock()
	m, err := s.member(ctx, ws, user)
	if err != nil {
		return Member{}, err
	}
	if err := covers(ctx, m.Role, role); err != nil {
		return Member{}, err
	}
	if m.Role == cham.RoleOwner && role != cham.RoleOwner {
		if err := s.keepsOwner(ctx, ws, user); err != nil {
			return Member{}, err
		}
	}
	was := m
	m.Role = role
	if m.Limit, err = s.cappedLimit(ctx, m, was.Sight); err != nil {
		return m, err
	}
	if err := s.store.PutMember(ctx, m); err != nil {
		return m, err
	}
	if err := s.recordChange(ctx, audit.MemberChanged, string(user), map[string]any{"role": was.Role, "limit": was.Limit},
		map[string]any{"role": role, "limit": m.Limit}); err != nil {
		return m, err
	}
	return s.member(ctx, ws, user)
}

// SetPlace says where in the business a member works, "" for nowhere, and the most
// that they see of personal data; nil leaves it.
func (s *Service) SetPlace(ctx context.Context, ws cham.WorkspaceID, user cham.UserID, department *string, limit *cham.Sight) (
	m Member, err error) {
	s.members.Lock()
	defer s.members.Unlock()
	if m, err = s.member(ctx, ws, user); err != nil {
		return m, err
	}
	was := m
	if department != nil {
		if m.Department, err = s.department(ctx, ws, *department); err != nil {
			return m, err
		}
	}
	if limit != nil {
		if m.Limit, err = cleanLimit("limit", *limit); err != nil {
			return m, err
		}
	}
	if err := firstError(notMore(ctx, was.Department.Sight, m.Department.Sight), notMore(ctx, was.Limit, m.Limit)); err != nil {
		return m, err
	}
	if err := s.store.PutMember(ctx, m); err != nil {
		return m, err
	}
	err = s.recordChange(ctx, audit.MemberChanged, string(user), was.place(), m.place())
	if err != nil {
		return m, err
	}
	return s.member(ctx, ws, user)
}

func (m Member) place() map[string]any {
	return map[string]any{"department": m.Department.Name, "limit": m.Limit}
}

// Remove takes a member out of a workspace and ends their sessions there. The
// last owner cannot be removed: CodeConflict.
func (s *Service) Remove(ctx context.Context, ws cham.WorkspaceID, user cham.UserID) error {
	s.members.Lock()
	defer s.members.Unlock()
	m, err := s.member(ctx, ws, user)
	if err != nil {
		return err
	}
	if err := covers(ctx, m.Role); err != nil {
		return err
	}
	if err := s.keepsOwner(ctx, ws, user); err != nil {
		return err
	}
	if err := s.store.RemoveMember(ctx, ws, user); err != nil {
		return err
	}
	return s.record(ctx, audit.Event{Action: audit.MemberRemoved, Object: string(user),
		Before: map[string]any{"name": m.Name, "role": m.Role}})
}

// covers refuses to give or to touch a role that may do more than who acts: an
// admin makes no owner, and removes none. Without an actor the machine acts.
func covers(ctx context.Context, roles ...cham.Role) error {
	by := cham.ActorFrom(ctx)
	for _, r := range roles {
		if by.Role != "" && !by.Role.Covers(r) {
			return &cham.Error{Code: cham.CodeForbidden, Op: "access.Members", Field: "role", Key: "error.roleAbove"}
		}
	}
	return nil
}

// keepsOwner reports as an error that without user the workspace would have
// no owner who can sign in.
func (s *Service) keepsOwner(ctx context.Context, ws cham.WorkspaceID, user cham.UserID) error {
	ms, err := s.store.Members(ctx, ws)
	if err != nil {
		return err
	}
	for _, m := range ms {
		if m.ID != user && m.Role == cham.RoleOwner && !m.Invited {
			return nil
		}
	}
	return &cham.Error{Code: cham.CodeConflict, Op: "access.Members", Key: "error.lastOwner"}
}

// member answers a member of a workspace, one who is only invited too.
func (s *Service) member(ctx context.Context, ws cham.WorkspaceID, user cham.UserID) (Member, error) {
	ms, err := s.store.Members(ctx, ws)
	if err != nil {
		return Member{}, err
	}
	for _, m := range ms {
		if m.ID == user {
			return m, nil
		}
	}
	return Member{}, &cham.Error{Code: cham.CodeNotFound, Op: "access.member"}
}
