package server

import (
	"crypto/rand"
	"net/http"

	"github.com/alexedwards/argon2id"

	"cham/api/rest"
	"cham/api/rest/backups"
	"cham/app"
	"cham/capability/access"
)

// newAccess is the access service over the app's store.
func newAccess(a *app.App, hash argon2id.Params) (*access.Service, error) {
	if hash == (argon2id.Params{}) {
		hash = access.DefaultHash
	}
	s, err := access.New(a.Workspaces.AccessStore(), a.Now, rand.Reader, hash)
	if err == nil {
		s.Audit = a.Audit
	}
	return s, err
}

// api is our own API over the app.
func (s *Server) api() http.Handler {
	d := deps(s.App, s.options.Version, s.Access)
	d.DemoLogin, d.PublicURL, d.ClientIP = s.options.DemoLogin, s.options.PublicURL, s.clientIP
	d.Demo, d.Pages, d.SetupToken = s.Demo, s.pages, s.setupToken
	return rest.New(d)
}

// deps are what the API needs of the app, to be read.
func deps(a *app.App, version string, service *access.Service) rest.Deps {
	return rest.Deps{
		Version:     version,
		Now:         a.Now,
		NewID:       a.NewID,
		Log:         a.Log,
		Access:      service,
		Audit:       a.Audit,
		Maps:        a.Store.Maps(),
		Questions:   a.Questions,
		Reports:     a.Reports,
		Segments:    a.Store.Segments(),
		Views:       a.Store.Views(),
		Names:       a.Store.Names(),
		Costs:       a.Store.Costs(),
		People:      a.Resolver,
		Decisions:   a.Flow,
		Graph:       a.Store.Graph(),
		History:     a.Workspaces,
		Touches:     a.Workspaces,
		Sources:     a.Sources,
		Refusals:    a.Store.Refusals(),
		Imports:     a.Store.Imports(),
		Importer:    a.Importer,
		Mappings:    a.Store.Mappings(),
		Inlets:      a.Store.Inlets(),
		InletFolder: a.Watcher.Where,
		ImportSizes: a.Workspaces.ImportSizes,
		PageRules:   a.Pages,
		Backups: backups.Deps{Keeper: a.Backups, Access: service, At: a.BackupAt, Keep: a.Backups.Keep, Dir: a.Backups.Dir,
			Encrypted: a.Backups.Encrypted, Now: a.Now},
		Backlog:  a.Flow.Lag,
		Uploads:  a.Path("uploads"),
		Room:     a.Room,
		Consents: a.Consents,
		Requests: a.Requests,
		Eraser:   a.Eraser,
		Links:    a,
		Webhooks: a.Webhooks,
	}
}
