// Package quality has the routes about data made usable: touches that rules leave
// out, and what is wrong with what comes in.
package quality

import (
	"context"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/access"
	"cham/capability/audit"
	"cham/capability/dataquality"
	"cham/capability/exclusion"
	"cham/capability/identity"
)

// Deps is what the area works with. All of it is required.
type Deps struct {
	Access     *access.Service
	Exclusions *exclusion.Service
	// Building tells how far the answers of a workspace are counted anew.
	Building func(ws cham.WorkspaceID) (done, total int64)
	// Quality finds what is wrong with the data, BySeq and People show whose touches these are.
	Quality *dataquality.Service
	BySeq   func(ctx context.Context, ws cham.WorkspaceID, seqs []int64) ([]cham.Record, error)
	People  interface {
		NodesByID(ctx context.Context, ws cham.WorkspaceID, ids []cham.KeyID) ([]identity.Node, error)
	}
	Audit audit.Recorder
	Now   func() time.Time
	NewID func() string
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/exclusions", route.Read, "Rules that leave touches out of every question", s.exclusions),
		route.Get("/v1/exclusions/effect", route.Read, "What each rule takes out of the last days", s.effect),
		route.Get("/v1/exclusions/progress", route.Read, "How far a changed rule is applied to the past", s.progress),
		route.Post("/v1/exclusions/preview", route.Settings, "What a rule would take out, with examples; changes nothing", s.preview),
		route.Post("/v1/exclusions", route.Settings, "Add a rule; all of the past is counted by it", s.add).RecordsItself(),
		route.Put("/v1/exclusions/{id}", route.Settings, "Change a rule or switch it off", s.change).RecordsItself(),
		route.Delete("/v1/exclusions/{id}", route.Settings, "Remove a rule; what it took out counts again", s.remove).RecordsItself(),
		route.Get("/v1/data-quality", route.Read, "What is wrong with the data that comes in, and since when", s.findings),
		route.Post("/v1/data-quality/check", route.Sources, "Look at the data now; it is done once an hour by itself", s.checkNow),
		route.Get("/v1/data-quality/{id}/examples", route.Customers, "Some of the touches a finding is about", s.examples),
		route.Post("/v1/data-quality/{id}/dismiss", route.Sources, "Say that it is meant so", s.dismiss).RecordsItself(),
		route.Delete("/v1/data-quality/{id}/dismiss", route.Sources, "Take that back", s.restore).RecordsItself(),
	}
}

// RulePath is part of an address, exported because huma looks into embedded
// structs only then.
type RulePath struct {
	ID string `path:"id"`
}

// DaysQuery says of which days.
type DaysQuery struct {
	Days int `query:"days" minimum:"1" maximum:"365" default:"30"`
}

type (
	ruleIn struct {
		RulePath
		Body ExclusionRule
	}
)

func (s *server) workspace(ctx context.Context) (cham.Workspace, error) {
	return s.Access.Workspace(ctx, route.Workspace(ctx))
}
