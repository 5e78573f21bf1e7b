package main

import (
	"context"
	"errors"
	"os"
	"time"

	"cham"
)

// offline opens the data folder for one command, waits until everything that
// was accepted is visible, and runs f on the workspace.
func (f dataFlags) offline(ctx context.Context, workspace string, do func(*app, cham.WorkspaceID) error) (err error) {
	a, err := openApp(ctx, f, f.logger(os.Stderr), hooks{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	ws, err := a.pick(ctx, workspace)
	if err != nil {
		return err
	}
	if _, err := a.workspaces.history(ctx, ws); err != nil {
		return err
	}
	if err := a.flow.Drain(ctx); err != nil {
		return err
	}
	return do(a, ws)
}

// pick finds the workspace a command means: the one named, or the only one.
// In an empty folder it makes the first, which its later owner takes over.
func (a *app) pick(ctx context.Context, id string) (cham.WorkspaceID, error) {
	if id != "" {
		ws, err := a.store.Workspace(ctx, cham.WorkspaceID(id))
		return ws.ID, err
	}
	all, err := a.store.Workspaces(ctx)
	if err != nil {
		return "", err
	}
	switch len(all) {
	case 0:
		ws := cham.Workspace{ID: "main", Name: "Chạm", TimeZone: cham.DefaultTimeZone, Currency: "VND", CreatedAt: time.Now()}
		return ws.ID, a.store.CreateWorkspace(ctx, ws, "")
	case 1:
		return all[0].ID, nil
	}
	e := cham.Errorf(cham.CodeInvalid, "cham.workspace", "there are %d workspaces; name one of them", len(all))
	e.Field = "--workspace"
	return "", e
}
