// Package sources answers where touches come from, how well, and what came in
// lately.
package sources

import (
	"context"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/capture"
	"cham/capability/identity"
)

// Deps is what the area works with. All of it is required but PublicURL.
type Deps struct {
	Sources  Sources
	History  History
	Refusals Refusals
	Keys     Keys
	Now      func() time.Time
	// NewID makes an id nobody can guess, of letters, digits, - and _.
	NewID func() string
	// Plugins are what to paste into shops of known platforms, for the address of
	// this program and a write key.
	Plugins func(host, key string) []Plugin
	// PublicURL is where browsers reach the program, "https://cham.example.vn";
	// when empty, the address of the request is used.
	PublicURL string
}

// Sources keeps sources; a *capture.CachedSources is one that forgets write
// keys which change.
type Sources interface {
	Sources(ctx context.Context, ws cham.WorkspaceID) ([]cham.Source, error)
	Source(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) (cham.Source, error)
	CreateSource(ctx context.Context, s cham.Source) error
	UpdateSource(ctx context.Context, s cham.Source) error
	DeleteSource(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) error
}

// History is touch history by workspace and source.
type History interface {
	// Latest returns the newest records of a source by arrival.
	Latest(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, limit int) ([]cham.Record, error)
	// SourceVolumes counts records per source and hour since the instant.
	SourceVolumes(ctx context.Context, ws cham.WorkspaceID, since time.Time) ([]capture.SourceVolume, error)
	// Website is what a website told beside page views since the instant.
	Website(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, since time.Time, limit int) (capture.Website, error)
	// MoneyFields counts which field said money since the instant.
	MoneyFields(ctx context.Context, ws cham.WorkspaceID, since time.Time) ([]capture.MoneyFields, error)
}

// Refusals is the reading half of capture.RefusalStore.
type Refusals interface {
	Refusals(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, limit int) ([]capture.Refused, error)
	RefusalCounts(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, since time.Time) (map[string]int, error)
}

// Keys finds keys by their number.
type Keys interface {
	NodesByID(ctx context.Context, ws cham.WorkspaceID, ids []cham.KeyID) ([]identity.Node, error)
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/sources", route.Read, "Sources with their health", s.sources),
		route.Post("/v1/sources", route.Sources, "Make a source", s.newSource),
		route.Patch("/v1/sources/{id}", route.Sources, "Change a source", s.changeSource),
		route.Delete("/v1/sources/{id}", route.Sources, "Delete a source; its touches stay", s.deleteSource),
		route.Post("/v1/sources/{id}/rotate-key", route.Sources, "Give a source a new write key; the old one stops at once", s.rotateKey),
		route.Get("/v1/sources/{id}/debugger", route.Read, "What came in lately", s.debugger),
		route.Get("/v1/sources/{id}/website", route.Read, "What a website told beside page views, errors and searches first", s.website),
		route.Get("/v1/sources/{id}/snippet", route.Sources, "What goes into a website", s.snippet),
		route.Get("/v1/sources/{id}/plugins", route.Sources, "What goes into the shops of known platforms", s.plugins),
	}
}

// Parts of an address. They are exported because huma looks into embedded
// structs only then.
type (
	SourcePath struct {
		ID cham.SourceID `path:"id"`
	}
)

type (
	sourceIn struct {
		SourcePath
		Body SourceChange
	}
	debuggerIn struct {
		SourcePath
		After time.Time `query:"after" doc:"only what was received after this instant"`
		Show  string    `query:"show" enum:"accepted,refused" doc:"only these; default both"`
		Limit int       `query:"limit" minimum:"0" maximum:"1000" doc:"at most so many of each; default 100"`
	}
)
