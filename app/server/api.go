package server

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"github.com/alexedwards/argon2id"

	"cham"
	"cham/api/rest"
	"cham/api/rest/sources"
	"cham/app"
	"cham/capability/access"
)

// newGate is who may enter, over the app's accounts.
func newGate(a *app.App, hash argon2id.Params) (*access.Gate, error) {
	if hash == (argon2id.Params{}) {
		hash = access.DefaultHash
	}
	return access.New(a.Workspaces.AccessStore(), a.Now, rand.Reader, hash)
}

// api is our own API over the app.
func (s *Server) api() http.Handler {
	d := deps(s.App, s.options.Version, s.Gate)
	d.DemoLogin, d.PublicURL, d.ClientIP = s.options.DemoLogin, s.options.PublicURL, s.clientIP
	d.Demo, d.Feed = s.Demo, s.feed
	return rest.New(d)
}

// deps are what the API needs of the app, to be read.
func deps(a *app.App, version string, gate *access.Gate) rest.Deps {
	return rest.Deps{
		Version:   version,
		Now:       a.Now,
		NewID:     a.NewID,
		Log:       a.Log,
		Gate:      gate,
		Maps:      a.Store.Maps(),
		Questions: a.Questions,
		Segments:  a.Store.Segments(),
		Views:     a.Store.Views(),
		Costs:     a.Store.Costs(),
		People:    a.Resolver,
		Decisions: a.Flow,
		Graph:     a.Store.Graph(),
		History:   history{a.Workspaces},
		Sources:   a.Sources,
		Refusals:  a.Store.Refusals(),
		Imports:   a.Store.Imports(),
		Importer:  a.Importer,
		Backlog:   a.Flow.Lag,
		Uploads:   a.Path("uploads"),
	}
}

// history is touch history as the API asks for it: by workspace.
type history struct{ *app.Workspaces }

var _ rest.History = history{}

// Timeline implements rest.History.
func (h history) Timeline(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, channel cham.Channel, before time.Time, beforeSeq int64, limit int) ([]cham.Record, error) {
	of, err := h.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return of.Timeline(ctx, keys, channel, before, beforeSeq, limit)
}

// Latest implements rest.History.
func (h history) Latest(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, limit int) ([]cham.Record, error) {
	of, err := h.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return of.Latest(ctx, source, limit)
}

// SourceVolumes implements rest.History.
func (h history) SourceVolumes(ctx context.Context, ws cham.WorkspaceID, since time.Time) ([]sources.SourceVolume, error) {
	of, err := h.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	volumes, err := of.SourceVolumes(ctx, since)
	out := make([]sources.SourceVolume, 0, len(volumes))
	for _, v := range volumes {
		out = append(out, sources.SourceVolume(v))
	}
	return out, err
}
