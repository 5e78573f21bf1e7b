// Package tasks answers what people of the business are to do for customers, lets
// them take it into their hands, and takes what came of it.
package tasks

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
	"cham/capability/campaign"
	"cham/capability/identity"
	"cham/capability/reach"
	"cham/capability/task"
)

// Deps is what the area works with. All of it is required.
type Deps struct {
	*route.Asker
	Service   *task.Service
	People    People
	Members   Members
	Campaigns *campaign.Service
	// Number is where a call to a customer goes.
	Number func(p *identity.Profile, hash string) string
	Now    func() time.Time
}

// People tells who customers are; *identity.Resolver does.
type People interface {
	Profile(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) (identity.Profile, error)
	Profiles(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) ([]identity.Profile, error)
}

// Members are who works in the business, and where; *access.Service knows them.
type Members interface {
	route.Members
	Departments(ctx context.Context, ws cham.WorkspaceID) ([]access.Department, error)
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/tasks", route.Touch, "What is to be done for customers, by the caller or by everybody", s.list),
		route.Post("/v1/tasks", route.Touch, "Give somebody a task", s.create),
		route.Post("/v1/tasks/take", route.Touch, "Take the calls that are due next", s.next),
		route.Get("/v1/tasks/{id}", route.Touch, "One task", s.get),
		route.Post("/v1/tasks/{id}/take", route.Touch, "Take a task; where a call may not be made now, it says why", s.take),
		route.Post("/v1/tasks/{id}/release", route.Touch, "Put a task back on the list", s.release),
		route.Post("/v1/tasks/{id}/result", route.Touch, "Say what came of a task", s.finish),
		route.Post("/v1/tasks/{id}/drop", route.Touch, "Take a task off the list", s.drop),
		route.Get("/v1/customers/{id}/tasks", route.See, "Tasks for a customer, the latest first", s.ofCustomer),
		route.Get("/v1/campaigns/{id}/calls", route.Read, "What became of a campaign's calls", s.figures),
	}
}

// TaskPath is part of an address, exported because huma looks into embedded
// structs only then.
type TaskPath struct {
	ID string `path:"id" maxLength:"100"`
}

type listIn struct {
	View     task.View `query:"view" enum:"mine,open,overdue,done" default:"open"`
	Campaign string    `query:"campaign" maxLength:"100" doc:"of one campaign"`
	After    string    `query:"after" maxLength:"200" doc:"the next of the page before"`
	Limit    int       `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// Doer is the caller, with the department they work in, and all who work in the business. Whoever lets people in sees
// the tasks of everybody.
func Doer(ctx context.Context, from route.Members) (d task.Doer, all []access.Member, err error) {
	by := cham.ActorFrom(ctx)
	d = task.Doer{User: by.By(), Name: by.Name, All: by.May(cham.MayPeople)}
	all, err = from.Members(ctx, route.Workspace(ctx))
	for _, m := range all {
		if m.ID == by.User && by.User != "" {
			d.Department = m.Department.ID
		}
	}
	return d, all, err
}

func (s *server) list(ctx context.Context, in *listIn) (out TaskPage, err error) {
	out = TaskPage{People: []TaskChoice{}, Departments: []TaskChoice{}}
	by, members, err := Doer(ctx, s.Members)
	if err != nil {
		return out, err
	}
	f := task.Filter{View: in.View, By: by, Mailing: in.Campaign, Limit: in.Limit}
	if in.After != "" {
		if f.AfterAt, f.AfterID, err = place(in.After); err != nil {
			return out, err
		}
	}
	ws := route.Workspace(ctx)
	found, err := s.Service.Store.Tasks(ctx, ws, f, s.Now())
	if err != nil {
		return out, err
	}
	if len(found) == in.Limit {
		last := found[len(found)-1]
		at := last.DueAt
		if in.View == task.Over {
			at = last.ChangedAt
		}
		out.Next = strconv.FormatInt(at.UnixMilli(), 10) + ":" + last.ID
	}
	if out.Tasks, err = s.lines(ctx, found); err != nil {
		return out, err
	}
	counts, err := s.Service.Store.CountTasks(ctx, ws, by, s.Now())
	if err != nil {
		return out, err
	}
	out.Counts = TaskCounts(counts)
	for _, m := range members {
		if !m.Invited && m.Role.May(cham.MayTouch) {
			out.People = append(out.People, TaskChoice{string(m.ID), m.Name})
		}
	}
	departments, err := s.Members.Departments(ctx, ws)
	for _, d := range departments {
		out.Departments = append(out.Departments, TaskChoice{d.ID, d.Name})
	}
	return out, err
}

// place is where a page begins, as TaskPage.Next says it.
func place(after string) (at time.Time, id string, err error) {
	millis, id, _ := strings.Cut(after, ":")
	n, err := strconv.ParseInt(millis, 10, 64)
	if err != nil {
		return at, "", &cham.Error{Code: cham.CodeInvalid, Op: "rest.tasks", Field: "after", Hint: "the next of a page, as it came"}
	}
	return time.UnixMilli(n), id, nil
}

func (s *server) create(ctx context.Context, in *route.In[NewTask]) (out TaskLine, err error) {
	by, members, err := Doer(ctx, s.Members)
	if err != nil {
		return out, err
	}
	b := in.Body
	if err := s.known(ctx, members, b.Assignee, b.Department); err != nil {
		return out, err
	}
	if b.Class == "" {
		b.Class = reach.Care
	}
	t, err := s.Service.Create(ctx, route.Workspace(ctx), task.Wanted{Customer: b.Customer, Kind: b.Kind, Class: b.Class, Title: b.Title,
		Script: b.Script, Assignee: b.Assignee, Department: b.Department, DueAt: b.DueAt, ExpiresAt: b.ExpiresAt}, by)
	return s.line(ctx, t, err)
}

// known says whether there is whom a task is given to, and they may do it.
func (s *server) known(ctx context.Context, members []access.Member, who cham.UserID, department string) error {
	may := func(m access.Member) bool { return m.ID == who && m.Role.May(cham.MayTouch) }
	if who != "" && !slices.ContainsFunc(members, may) {
		return &cham.Error{Code: cham.CodeInvalid, Op: "rest.tasks", Field: "assignee", Key: "error.task.assignee"}
	}
	if department == "" {
		return nil
	}
	all, err := s.Members.Departments(ctx, route.Workspace(ctx))
	if err == nil && !slices.ContainsFunc(all, func(d access.Department) bool { return d.ID == department }) {
		err = &cham.Error{Code: cham.CodeInvalid, Op: "rest.tasks", Field: "department", Key: "error.department"}
	}
	return err
}

func (s *server) get(ctx context.Context, in *TaskPath) (TaskLine, error) {
	t, err := s.Service.Store.Task(ctx, route.Workspace(ctx), in.ID)
	return s.line(ctx, t, err)
}

func (s *server) next(ctx context.Context, in *route.In[TaskTake]) ([]TaskLine, error) {
	by, _, err := Doer(ctx, s.Members)
	if err != nil {
		return nil, err
	}
	taken, err := s.Service.Next(ctx, route.Workspace(ctx), by, in.Body.Count)
	if err != nil {
		return nil, err
	}
	return s.lines(ctx, taken)
}

// step is something that the caller does with a task.
type step func(ctx context.Context, ws cham.WorkspaceID, id string, by task.Doer) (task.Task, error)

func (s *server) do(ctx context.Context, id string, what step) (out TaskLine, err error) {
	by, _, err := Doer(ctx, s.Members)
	if err != nil {
		return out, err
	}
	t, err := what(ctx, route.Workspace(ctx), id, by)
	return s.line(ctx, t, err)
}

func (s *server) take(ctx context.Context, in *TaskPath) (TaskLine, error) {
	return s.do(ctx, in.ID, s.Service.Take)
}

func (s *server) release(ctx context.Context, in *TaskPath) (TaskLine, error) {
	return s.do(ctx, in.ID, s.Service.Release)
}

func (s *server) drop(ctx context.Context, in *TaskPath) (TaskLine, error) {
	return s.do(ctx, in.ID, s.Service.Drop)
}

func (s *server) finish(ctx context.Context, in *struct {
	TaskPath
	Body TaskResult
}) (TaskLine, error) {
	return s.do(ctx, in.ID, func(ctx context.Context, ws cham.WorkspaceID, id string, by task.Doer) (task.Task, error) {
		return s.Service.Finish(ctx, ws, id, by, task.Result(in.Body))
	})
}

func (s *server) ofCustomer(ctx context.Context, in *struct {
	ID cham.CustomerID `path:"id" doc:"any key id of the customer leads to it"`
}) ([]TaskLine, error) {
	p, err := s.People.Profile(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	keys := make([]cham.KeyID, len(p.Keys))
	for i, k := range p.Keys {
		keys[i] = k.ID
	}
	found, err := s.Service.Store.Tasks(ctx, route.Workspace(ctx), task.Filter{Keys: keys}, s.Now())
	if err != nil {
		return nil, err
	}
	return s.lines(ctx, found)
}

func (s *server) figures(ctx context.Context, in *TaskPath) (task.Figures, error) {
	if _, err := s.Campaigns.Store.Campaign(ctx, route.Workspace(ctx), in.ID); err != nil {
		return task.Figures{}, err
	}
	return s.Service.Figures(ctx, route.Workspace(ctx), in.ID)
}
