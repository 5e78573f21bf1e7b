package server

import (
	"context"
	"crypto/rand"
	"net/http"

	"github.com/alexedwards/argon2id"

	"cham"
	"cham/api/rest"
	"cham/api/rest/accounts"
	"cham/api/rest/backups"
	"cham/api/rest/sources"
	"cham/app"
	"cham/capability/access"
	"cham/channel/email"
	snippet "cham/sdk/js"
)

// newAccess is the access service over the app's store.
func newAccess(a *app.App, hash argon2id.Params) (*access.Service, error) {
	if hash == (argon2id.Params{}) {
		hash = access.DefaultHash
	}
	s, err := access.New(a.Workspaces.AccessStore(), a.Secrets, a.Now, rand.Reader, hash)
	if err == nil {
		s.Audit = a.Audit
	}
	return s, err
}

// api is our own API over the app.
func (s *Server) api() http.Handler {
	d := deps(s.App, s.options.Version, s.Access)
	d.DemoLogin, d.PublicURL, d.ClientIP = s.options.DemoLogin, s.options.PublicURL, s.clientIP
	d.Demo, d.Pages, d.SetupToken, d.Plugins = s.Demo, s.pages, s.setupToken, plugins
	return rest.New(d)
}

// plugins are the snippet's plug-ins as the API hands them out.
func plugins(host, key string) (out []sources.Plugin) {
	for _, p := range snippet.Plugins(host, key) {
		one := sources.Plugin{ID: p.ID, Name: p.Name}
		for _, f := range p.Files {
			one.Files = append(one.Files, sources.PluginFile(f))
		}
		out = append(out, one)
	}
	return out
}

// deps are what the API needs of the app, to be read.
func deps(a *app.App, version string, service *access.Service) rest.Deps {
	return rest.Deps{
		Version: version,
		Now:     a.Now,
		NewID:   a.NewID,
		Log:     a.Log,
		Access:  service,
		Wellbeing: func(ctx context.Context, ws cham.WorkspaceID) (w accounts.Wellbeing, err error) {
			w.LastTouch, w.Findings, err = a.Wellbeing(ctx, ws)
			return w, err
		},
		Audit:       a.Audit,
		Maps:        a.Store.Maps(),
		Questions:   a.Questions,
		Reports:     a.Reports,
		Segments:    a.Store.Segments(),
		Views:       a.Store.Views(),
		Names:       a.Store.Names(),
		Costs:       a.Store.Costs(),
		Counts:      a.Store.Counts(),
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
		Reach:       a.Reach,
		Outbox:      a.Outbox,
		Campaigns:   a.Campaigns,
		Tasks:       a.Tasks,
		NumberOf:    a.NumberOf,
		CountSMS:    countSMS(a),
		Zalo:        a.Zalo,
		Mailbox:     mailbox(a),
		SitesSeen:   a.Store.Web().Seen,
		NewDKIMKey:  func() (key, record string, err error) { return email.NewDKIMKey(rand.Reader) },
		Retention:   a.Retention, RetentionRuns: a.Store.Retention(), PreviewRetention: a.PreviewRetention,
		Backups: backups.Deps{Keeper: a.Backups, Access: service, At: a.BackupAt, Keep: a.Backups.Keep, Dir: a.Backups.Dir,
			Encrypted: a.Backups.Encrypted, Now: a.Now, Machine: a.Machine},
		Backlog:  a.Flow.Lag,
		Uploads:  a.Path("uploads"),
		Room:     a.Room,
		Consents: a.Consents,
		Tags:     a.Tags, LiveSegments: a.LiveSegments,
		Vouchers:   a.Vouchers,
		Library:    a.Library,
		Requests:   a.Requests,
		Eraser:     a.Eraser,
		Links:      a,
		Webhooks:   a.Webhooks,
		Exclusions: a.Exclusions, Building: a.Workspaces.Building, Quality: a.Quality, BySeq: a.Workspaces.BySeq,
		Outgoing: a.Outgoing,
		Staff:    a.Staff,
		Codes:    a.Codes,
		Brands:   a.Store.Codes(),

		CodeCounts: a.Workspaces.CodeCounts,
		Forms:      a.Forms, FormCounts: a.Workspaces.FormCounts,
	}
}
