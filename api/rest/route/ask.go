package route

import (
	"context"
	"time"

	"cham"
	"cham/capability/access"
	"cham/capability/ask"
	"cham/capability/report"
	"cham/measure"
)

// Asker asks about the caller's workspace.
type Asker struct {
	Workspaces Workspaces
	Questions  *ask.Service
	Reports    *report.Service
}

// Workspaces finds a workspace; *access.Service does.
type Workspaces interface {
	Workspace(ctx context.Context, id cham.WorkspaceID) (cham.Workspace, error)
}

// Workspace is the caller's.
func (a *Asker) Workspace(ctx context.Context) (cham.Workspace, error) {
	return a.Workspaces.Workspace(ctx, Workspace(ctx))
}

// Ask answers a query; CodeForbidden when it names what the caller sees masked.
func (a *Asker) Ask(ctx context.Context, q measure.Query) (*measure.Answer, error) {
	if err := MayAsk(ctx, q); err != nil {
		return nil, err
	}
	ws, err := a.Workspace(ctx)
	if err != nil {
		return nil, err
	}
	return a.Questions.Ask(ctx, ws, q)
}

// SegmentCustomers lists the customers of a saved segment.
func (a *Asker) SegmentCustomers(ctx context.Context, g measure.SavedSegment) ([]cham.CustomerID, error) {
	ws, err := a.Workspace(ctx)
	if err != nil {
		return nil, err
	}
	return a.Questions.SegmentCustomers(ctx, ws, g)
}

// Zone answers the workspace's location.
func (a *Asker) Zone(ctx context.Context) (*time.Location, error) {
	ws, err := a.Workspace(ctx)
	if err != nil {
		return nil, err
	}
	loc, err := time.LoadLocation(ws.TimeZone)
	if err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "rest.zone", err)
	}
	return loc, nil
}

// Report makes a report about the caller's workspace.
func Report[T any](ctx context.Context, a *Asker, of func(*report.Service, cham.Workspace) (T, error)) (out T, err error) {
	ws, err := a.Workspace(ctx)
	if err != nil {
		return out, err
	}
	return of(a.Reports, ws)
}

// Members are the users of a workspace; *access.Service knows them.
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
