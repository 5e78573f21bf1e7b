package main

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"cham"
	"cham/api/rest"
	"cham/capability/access"
)

// rest builds our own API over the app.
func (s *server) rest(context.Context) (http.Handler, error) {
	gate, err := access.New(reloading{s.store, s.workspaces}, time.Now, rand.Reader, access.DefaultHash)
	if err != nil {
		return nil, err
	}
	s.gate = gate
	d := s.deps(gate)
	d.DemoLogin, d.PublicURL, d.ClientIP, d.Demo, d.Feed = s.flags.login, s.flags.PublicURL, s.clientIP, s.demo, s.feed
	return rest.New(d), nil
}

// deps are what the API needs of the app, to be read.
func (a *app) deps(gate *access.Gate) rest.Deps {
	return rest.Deps{
		Version:   version,
		Now:       time.Now,
		NewID:     newID,
		Log:       a.log,
		Gate:      gate,
		Maps:      a.store,
		Desk:      a.desk,
		Segments:  a.store,
		Views:     a.store,
		Costs:     a.store,
		People:    a.resolver,
		Decisions: a.flow,
		Graph:     a.store,
		History:   historyAPI{a.workspaces},
		Sources:   a.sources,
		Refusals:  a.store,
		Imports:   a.store,
		Importer:  a.importer,
		Backlog:   a.flow.Lag,
		Uploads:   a.flags.path("uploads"),
	}
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
