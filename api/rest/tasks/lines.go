package tasks

import (
	"context"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/identity"
	"cham/capability/task"
)

func (s *server) line(ctx context.Context, t task.Task, err error) (TaskLine, error) {
	if err != nil {
		return TaskLine{}, err
	}
	all, err := s.lines(ctx, []task.Task{t})
	if err != nil {
		return TaskLine{}, err
	}
	return all[0], nil
}

// lines are tasks with the names of customers and of who does them.
func (s *server) lines(ctx context.Context, tasks []task.Task) ([]TaskLine, error) {
	out := make([]TaskLine, len(tasks))
	if len(tasks) == 0 {
		return out, nil
	}
	ids := make([]cham.CustomerID, len(tasks))
	for i, t := range tasks {
		ids[i] = cham.CustomerID(t.Key)
	}
	found, err := s.People.Profiles(ctx, route.Workspace(ctx), ids)
	if err != nil {
		return nil, err
	}
	ws, err := s.Workspace(ctx)
	if err != nil {
		return nil, err
	}
	names, err := route.MemberNames(ctx, s.Members)
	if err != nil {
		return nil, err
	}
	departments, err := s.Members.Departments(ctx, ws.ID)
	for _, d := range departments {
		names[departmentKey+cham.UserID(d.ID)] = d.Name
	}
	for i := range tasks {
		out[i] = s.lineOf(ctx, &tasks[i], &found[i], names)
		out[i].Dial = out[i].Phone != nil && !ws.Demo && !route.Masks(ctx)
	}
	return out, err
}

// departmentKey tells departments from people in a map of names.
const departmentKey = "department/"

func (s *server) lineOf(ctx context.Context, t *task.Task, p *identity.Profile, names map[cham.UserID]string) TaskLine {
	now, by := s.Now(), cham.ActorFrom(ctx).By()
	l := TaskLine{ID: t.ID, Kind: t.Kind, Class: t.Class, Title: t.Title, Script: t.Script, Name: p.Name, Campaign: t.Mailing,
		Assignee: t.Assignee, Department: t.Department, ToName: names[t.Assignee], DueAt: t.DueAt, ExpiresAt: t.ExpiresAt, State: t.State,
		Rule: t.Rule, ByName: names[t.DoneBy], Tries: t.Tries, Outcome: t.Outcome, Note: t.Note, ChangedAt: t.ChangedAt}
	if len(p.Keys) > 0 {
		l.Customer = p.ID
	}
	if t.Mailing != "" && route.Masks(ctx) && !t.HeldBy(by, now) {
		l.Script = "" // a campaign writes into it what is known of the customer, and their voucher
	}
	if t.Assignee == "" && t.Department != "" {
		l.ToName = names[departmentKey+cham.UserID(t.Department)]
	}
	over := t.State != task.Open && t.State != task.Taken
	l.Overdue = !over && now.Sub(t.DueAt) > task.OverdueAfter
	if t.State != task.Taken {
		return l
	}
	if !now.Before(t.TakenUntil) { // it came back
		l.State = task.Open
		return l
	}
	l.Mine, l.ByName, l.HeldUntil = t.HeldBy(by, now), names[t.TakenBy], t.TakenUntil.Truncate(time.Second)
	if to := s.Number(p, t.Hash); l.Mine && to != "" {
		l.Phone = &route.KeyRef{Kind: cham.KeyPhone, Value: to}
	}
	return l
}
