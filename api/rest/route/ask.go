package route

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/capability/access"
	"cham/capability/ask"
	"cham/measure"
)

// Asker asks the questions of the caller's workspace.
type Asker struct {
	Workspaces Workspaces
	Questions  *ask.Service
}

// Workspaces finds a workspace; *access.Gate does.
type Workspaces interface {
	Workspace(ctx context.Context, id cham.WorkspaceID) (cham.Workspace, error)
}

// Ask answers a query.
func (s *Asker) Ask(ctx context.Context, q measure.Query) (*measure.Answer, error) {
	ws, err := s.Workspaces.Workspace(ctx, Workspace(ctx))
	if err != nil {
		return nil, err
	}
	return s.Questions.Ask(ctx, ws, q)
}

// Compile makes a query ready for the engine.
func (s *Asker) Compile(ctx context.Context, q measure.Query) (measure.Plan, error) {
	ws, err := s.Workspaces.Workspace(ctx, Workspace(ctx))
	if err != nil {
		return measure.Plan{}, err
	}
	return s.Questions.Compile(ctx, ws, q)
}

// Behind lists the customers behind a figure.
func (s *Asker) Behind(ctx context.Context, q measure.Query, f measure.Figure) ([]cham.CustomerID, error) {
	ws, err := s.Workspaces.Workspace(ctx, Workspace(ctx))
	if err != nil {
		return nil, err
	}
	return s.Questions.Customers(ctx, ws, q, f)
}

// Belong lists the customers of a saved segment.
func (s *Asker) Belong(ctx context.Context, g measure.SavedSegment) ([]cham.CustomerID, error) {
	ws, err := s.Workspaces.Workspace(ctx, Workspace(ctx))
	if err != nil {
		return nil, err
	}
	return s.Questions.Belong(ctx, ws, g)
}

// Zone answers the workspace's location.
func (s *Asker) Zone(ctx context.Context) (*time.Location, error) {
	ws, err := s.Workspaces.Workspace(ctx, Workspace(ctx))
	if err != nil {
		return nil, err
	}
	loc, err := time.LoadLocation(ws.TimeZone)
	if err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "rest.zone", err)
	}
	return loc, nil
}

// Kinds lists the kinds with touches in the period.
func (s *Asker) Kinds(ctx context.Context, p Period) ([]measure.KindCount, error) {
	plan, err := s.Compile(ctx, measure.Query{Question: measure.Touches, From: p.From, To: p.To})
	if err != nil {
		return nil, err
	}
	all, err := s.Questions.Engine.Kinds(ctx, Workspace(ctx), plan)
	return slices.DeleteFunc(all, func(k measure.KindCount) bool { return k.Volume == 0 }), err
}

// OverflowName is the name under which engines count touches whose kind was
// not kept; nobody ever sent it.
const OverflowName = "…"

// Members are the users of a workspace; *access.Gate knows them.
type Members interface {
	Members(ctx context.Context, ws cham.WorkspaceID) ([]access.Member, error)
}

// MemberNames are the names of the caller's workspace's users.
func MemberNames(ctx context.Context, from Members) (map[cham.UserID]string, error) {
	ms, err := from.Members(ctx, Workspace(ctx))
	names := map[cham.UserID]string{}
	for _, m := range ms {
		names[m.ID] = m.Name
	}
	return names, err
}
