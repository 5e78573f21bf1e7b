package accounts

import (
	"cmp"
	"context"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
)

// DepartmentPath names a department.
type DepartmentPath struct {
	ID string `path:"id" maxLength:"100"`
}

type (
	usersIn struct {
		Department string `query:"department" maxLength:"100" doc:"only people of this department; none: of no department"`
	}
	departmentIn struct {
		DepartmentPath
		Body DepartmentChange
	}
	endDepartmentIn struct {
		DepartmentPath
		To string `query:"to" maxLength:"100" doc:"department that its people go to; absent: they are in none then"`
	}
)

func department(d access.Department) DepartmentInfo {
	return DepartmentInfo{DepartmentRef: DepartmentRef{d.ID, d.Name}, Sight: limit(d.Sight), Members: d.Members}
}

// limit is one as it is said: without one, all.
func limit(s cham.Sight) cham.Sight { return cmp.Or(s, cham.SightFull) }

func (s *server) departments(ctx context.Context, _ *route.None) (out []DepartmentInfo, err error) {
	all, err := s.Access.Departments(ctx, route.Workspace(ctx))
	for _, d := range all {
		out = append(out, department(d))
	}
	return out, err
}

func (s *server) newDepartment(ctx context.Context, in *route.In[NewDepartment]) (DepartmentInfo, error) {
	d, err := s.Access.NewDepartment(ctx, route.Workspace(ctx), in.Body.Name, in.Body.Sight)
	return department(d), err
}

func (s *server) changeDepartment(ctx context.Context, in *departmentIn) (DepartmentInfo, error) {
	d, err := s.Access.ChangeDepartment(ctx, route.Workspace(ctx), in.ID, access.DepartmentChange(in.Body))
	return department(d), err
}

func (s *server) removeDepartment(ctx context.Context, in *endDepartmentIn) (route.None, error) {
	return route.None{}, s.Access.RemoveDepartment(ctx, route.Workspace(ctx), in.ID, in.To)
}
