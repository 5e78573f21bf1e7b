package access

import (
	"cmp"
	"context"
	"strings"

	"cham"
	"cham/capability/audit"
)

// Department is a part of the business where people work. A member is in one at
// most.
type Department struct {
	ID   string
	Name string
	// Sight is the most that its people see of personal data, "" for what their
	// role does.
	Sight cham.Sight
	// Members are how many are in it, read only.
	Members int
}

// Departments are those of a workspace, by name.
func (s *Service) Departments(ctx context.Context, ws cham.WorkspaceID) ([]Department, error) {
	return s.store.Departments(ctx, ws)
}

// DepartmentChange changes a department; nil fields stay.
type DepartmentChange struct {
	Name  *string
	Sight *cham.Sight
}

// NewDepartment makes a department; nobody is in it yet.
func (s *Service) NewDepartment(ctx context.Context, ws cham.WorkspaceID, name string, sight cham.Sight) (d Department, err error) {
	if d.ID, err = s.id("dep_"); err != nil {
		return d, err
	}
	return s.putDepartment(ctx, ws, d, DepartmentChange{&name, &sight})
}

// ChangeDepartment gives a department another name or sight; its people stay.
func (s *Service) ChangeDepartment(ctx context.Context, ws cham.WorkspaceID, id string, ch DepartmentChange) (Department, error) {
	if id == "" {
		return Department{}, noDepartment("id")
	}
	was, err := s.department(ctx, ws, id)
	if err != nil {
		return was, err
	}
	return s.putDepartment(ctx, ws, was, ch)
}

func (s *Service) putDepartment(ctx context.Context, ws cham.WorkspaceID, was Department, ch DepartmentChange) (d Department, err error) {
	s.members.Lock()
	defer s.members.Unlock()
	d = was
	if ch.Name != nil {
		if d.Name, err = cleanName("name", *ch.Name); err != nil {
			return d, err
		}
	}
	if ch.Sight != nil {
		if d.Sight, err = cleanLimit("sight", *ch.Sight); err != nil {
			return d, err
		}
	}
	if err := firstError(notMore(ctx, was.Sight, d.Sight), s.freeName(ctx, ws, d)); err != nil {
		return d, err
	}
	if err := s.store.PutDepartment(ctx, ws, d); err != nil {
		return d, replaceError(err, cham.CodeConflict, sameDepartment())
	}
	return d, s.recordChange(ctx, audit.DepartmentChanged, d.ID, was.said(), d.said())
}

func (d Department) said() map[string]any { return map[string]any{"name": d.Name, "sight": d.Sight} }

// freeName refuses a name that another department has, but for capitals.
func (s *Service) freeName(ctx context.Context, ws cham.WorkspaceID, d Department) error {
	all, err := s.store.Departments(ctx, ws)
	for _, other := range all {
		if other.ID != d.ID && strings.EqualFold(other.Name, d.Name) {
			return sameDepartment()
		}
	}
	return err
}

// RemoveDepartment takes a department away; its people go to another, or to none
// where to is "".
func (s *Service) RemoveDepartment(ctx context.Context, ws cham.WorkspaceID, id, to string) error {
	s.members.Lock()
	defer s.members.Unlock()
	was, err := s.department(ctx, ws, id)
	if err != nil {
		return err
	}
	into, err := s.department(ctx, ws, to)
	if err != nil {
		return err
	}
	if id == "" || id == to {
		return noDepartment("to")
	}
	if err := notMore(ctx, was.Sight, into.Sight); err != nil {
		return err
	}
	if err := s.store.RemoveDepartment(ctx, ws, id, to); err != nil {
		return err
	}
	return s.record(ctx, audit.Event{Action: audit.DepartmentRemoved, Object: id, Before: was.said(), After: map[string]any{"to": into.Name}})
}

// department is one of a workspace's; "" is none.
func (s *Service) department(ctx context.Context, ws cham.WorkspaceID, id string) (Department, error) {
	if id == "" {
		return Department{}, nil
	}
	all, err := s.store.Departments(ctx, ws)
	for _, d := range all {
		if d.ID == id {
			return d, err
		}
	}
	return Department{}, firstError(err, noDepartment("department"))
}

func noDepartment(field string) error {
	return &cham.Error{Code: cham.CodeNotFound, Op: "access.department", Field: field, Key: "error.department"}
}

func sameDepartment() error {
	return &cham.Error{Code: cham.CodeConflict, Op: "access.putDepartment", Field: "name", Key: "error.departmentSame"}
}

// cleanLimit is a limit as it is kept: one that limits nothing is "".
func cleanLimit(field string, s cham.Sight) (cham.Sight, error) {
	switch {
	case s == "" || s == cham.SightFull:
		return "", nil
	case s.Known():
		return s, nil
	}
	return "", invalid(field, "error.sight", nil)
}

// notMore refuses to lift a limit beyond what who acts sees: nobody who sees less
// opens more, to themselves or to others. Without an actor the machine acts.
func notMore(ctx context.Context, was, becomes cham.Sight) error {
	by := cham.ActorFrom(ctx)
	was, becomes = cmp.Or(was, cham.SightFull), cmp.Or(becomes, cham.SightFull)
	if by.Role == "" || was.Least(becomes) == becomes || by.Sees().Least(becomes) == becomes {
		return nil
	}
	return &cham.Error{Code: cham.CodeForbidden, Op: "access.notMore", Field: "sight", Key: "error.sightAbove"}
}

// cappedLimit is the limit of a member who saw before and now has another role or
// place: where that would show them more than who acts sees, it is what the latter
// sees, until somebody who sees more lifts it. So nobody opens more by a second
// account.
func (s *Service) cappedLimit(ctx context.Context, m Member, before cham.Sight) (cham.Sight, error) {
	by := cham.ActorFrom(ctx)
	if by.Role == "" {
		return m.Limit, nil
	}
	ws, err := s.store.Workspace(ctx, m.Workspace)
	if err != nil {
		return m.Limit, err
	}
	now, most := cham.SightOf(m.Role, ws.Sights, m.Department.Sight, m.Limit), by.Sees()
	if now.Least(before) == now || now.Least(most) == now {
		return m.Limit, nil
	}
	return most, nil
}
