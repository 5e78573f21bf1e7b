package main

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"cham"
	"cham/access"
	"cham/api/rest"
)

// rest builds our own API over the app.
func (s *server) rest(context.Context) (http.Handler, error) {
	gate, err := access.New(reloading{s.store, s.workspaces}, time.Now, rand.Reader, access.DefaultHash)
	if err != nil {
		return nil, err
	}
	s.gate = gate
	return rest.New(rest.Deps{
		Version:   version,
		DemoLogin: s.flags.login,
		Now:       time.Now,
		NewID:     newID,
		Log:       s.log,
		PublicURL: s.flags.PublicURL,
		ClientIP:  s.clientIP,
		Gate:      gate,
		Maps:      s.store,
		Desk:      s.desk,
		Segments:  s.store,
		Views:     s.store,
		Costs:     s.store,
		People:    s.resolver,
		Decisions: s.flow,
		Graph:     s.store,
		History:   historyAPI{s.workspaces},
		Sources:   s.sources,
		Refusals:  s.store,
		Imports:   s.store,
		Importer:  s.importer,
		Demo:      s.demo,
		Feed:      s.feed,
		Backlog:   s.flow.Lag,
		Uploads:   s.flags.path("uploads"),
	}), nil
}

// reloading builds a workspace's index anew when its declared properties
// change, as they are part of every kind.
type reloading struct {
	access.Store
	workspaces *workspaces
}

// UpdateWorkspace implements access.Store.
func (r reloading) UpdateWorkspace(ctx context.Context, ws cham.Workspace) error {
	if err := r.Store.UpdateWorkspace(ctx, ws); err != nil {
		return err
	}
	return r.workspaces.reload(ctx, ws)
}

// CreateWorkspace implements access.Store.
func (r reloading) CreateWorkspace(ctx context.Context, ws cham.Workspace, owner cham.UserID) error {
	if err := r.Store.CreateWorkspace(ctx, ws, owner); err != nil {
		return err
	}
	_, err := r.workspaces.history(ctx, ws.ID)
	return err
}

// CreateFirst implements access.Store.
func (r reloading) CreateFirst(ctx context.Context, ws cham.Workspace, owner access.User) error {
	if err := r.Store.CreateFirst(ctx, ws, owner); err != nil {
		return err
	}
	_, err := r.workspaces.history(ctx, ws.ID)
	return err
}
