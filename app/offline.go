package app

import (
	"context"
	"errors"

	"cham"
)

// Offline opens the data folder for one piece of work, waits until everything
// that was accepted is visible, and runs do on the workspace that is named, or
// the only one.
func Offline(ctx context.Context, o Options, workspace string, do func(*App, cham.WorkspaceID) error) (err error) {
	o.AtRest = true
	a, err := Open(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	ws, err := a.Pick(ctx, workspace)
	if err != nil {
		return err
	}
	if err := a.Flow.Drain(ctx); err != nil {
		return err
	}
	return do(a, ws)
}

// Pick finds the workspace somebody means: the one named, or the only one. In
// an empty folder it makes the first, which its later owner takes over.
func (a *App) Pick(ctx context.Context, id string) (cham.WorkspaceID, error) {
	if id != "" {
		ws, err := a.Store.Access().Workspace(ctx, cham.WorkspaceID(id))
		return ws.ID, err
	}
	all, err := a.Store.Access().Workspaces(ctx)
	if err != nil {
		return "", err
	}
	switch len(all) {
	case 0:
		ws := cham.Workspace{ID: "main", Name: "Chạm", TimeZone: cham.DefaultTimeZone, Currency: "VND", CreatedAt: a.Now()}
		return ws.ID, a.Workspaces.Create(ctx, ws, "")
	case 1:
		return all[0].ID, nil
	}
	e := cham.Errorf(cham.CodeInvalid, "cham.workspace", "there are %d workspaces; name one of them", len(all))
	e.Field = "--workspace"
	return "", e
}
