// Package imports takes files in: upload, preview, start, progress, rejected
// rows.
package imports

import (
	"context"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/capture"
	"cham/capability/imports"
)

// Deps is what the area works with. All of it is required but MaxUpload.
type Deps struct {
	Imports  capture.Imports
	Mappings imports.Mappings
	Inlets   imports.Inlets
	// InletFolder names an inlet's folder on the server's disk; nil leaves its name.
	InletFolder func(imports.Inlet) string
	Graph       Graph
	Importer    Importer
	Sources     Sources
	Workspaces  route.Workspaces
	Costs       Costs
	Counts      Counts
	Now         func() time.Time
	// NewID makes an id nobody can guess, of letters, digits, - and _.
	NewID func() string
	// Uploads is the folder where uploaded files wait; MaxUpload bounds one, in
	// bytes, DefaultMaxUpload when 0.
	Uploads   string
	MaxUpload int64
	// Sizes tells how many touches each import brought that are there.
	Sizes func(ctx context.Context, ws cham.WorkspaceID) (map[string]int, error)
	// Room refuses an upload when the disk must not take more; nil never does.
	Room func() error
}

// Sources keeps sources; a file without one gets one.
type Sources interface {
	Sources(ctx context.Context, ws cham.WorkspaceID) ([]cham.Source, error)
	Source(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) (cham.Source, error)
	CreateSource(ctx context.Context, s cham.Source) error
}

// Costs keeps what advertising cost; a cost.Store is one.
type Costs interface {
	SetCostsOf(ctx context.Context, ws cham.WorkspaceID, imp string, costs []cham.Cost) error
	CostsOf(ctx context.Context, ws cham.WorkspaceID, imp string) (counting, behind []cham.Cost, err error)
	CostSizes(ctx context.Context, ws cham.WorkspaceID) (map[string]int, error)
}

// Counts keeps what other systems counted; a count.Store is one.
type Counts interface {
	SetCountsOf(ctx context.Context, ws cham.WorkspaceID, imp string, counts []cham.Count) error
	CountsOf(ctx context.Context, ws cham.WorkspaceID, imp string) (counting []cham.Count, behind int, err error)
	CountSizes(ctx context.Context, ws cham.WorkspaceID) (map[string]int, error)
}

// Importer runs imports; *imports.Runner is one.
type Importer interface {
	Start(ctx context.Context, ws cham.WorkspaceID, id string, mapping *capture.Mapping) (capture.Import, error)
	Cancel(ctx context.Context, ws cham.WorkspaceID, id string) (capture.Import, error)
	Finish(ctx context.Context, ws cham.WorkspaceID, id string) error
	Undo(ctx context.Context, ws cham.WorkspaceID, id string, by cham.UserID) (capture.Import, error)
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/imports", route.Follow, "Imports, newest first", s.imports),
		route.Post("/v1/imports", route.Import, "Upload a file", s.upload).With(uploads),
		route.Get("/v1/imports/{id}", route.Follow, "An import and its progress", s.getImport),
		route.Post("/v1/imports/{id}/preview", route.Import, "Try a mapping", s.tryMapping),
		route.Post("/v1/imports/{id}/start", route.Import, "Start an import", s.startImport),
		route.Delete("/v1/imports/{id}", route.Import, "Cancel an import; what came in stays", s.cancelImport),
		route.Get("/v1/imports/{id}/costs", route.Import, "What a report says that advertising cost", s.lookAtCosts),
		route.Post("/v1/imports/{id}/costs", route.Import, "Take an uploaded report in as costs", s.takeCosts),
		route.Get("/v1/imports/{id}/counts", route.Import, "What a report says that another system counted", s.lookAtCounts),
		route.Post("/v1/imports/{id}/counts", route.Import, "Take an uploaded report in as counts", s.takeCounts),
		route.Post("/v1/imports/{id}/undo", route.Import, "Take back everything that an import brought", s.undoImport),
		route.Get("/v1/inlets", route.Sources, "Places that files come in from by themselves", s.inlets),
		route.Post("/v1/inlets", route.Sources, "Watch a folder of the server's disk, or an address", s.addInlet),
		route.Delete("/v1/inlets/{id}", route.Sources, "Stop watching a place; what came in stays", s.deleteInlet),
		route.Get("/v1/import-mappings", route.Read, "Saved mappings of files, the latest first", s.mappings),
		route.Post("/v1/import-mappings", route.Import, "Save a mapping under a name; files of the same headings are read by it", s.saveMapping),
		route.Delete("/v1/import-mappings/{id}", route.Import, "Delete a saved mapping", s.deleteMapping),
		route.Get("/v1/imports/{id}/rejects", route.Import, "Rejected rows, as JSON or as a file to mend", s.rejects).With(rejectsAnswer),
	}
}

// Parts of an address. They are exported because huma looks into embedded
// structs only then.
type (
	ImportPath struct {
		ID string `path:"id"`
	}
	MappingPath struct {
		ID string `path:"id"`
	}
)

type (
	previewIn struct {
		ImportPath
		Rows int `query:"rows" minimum:"0" maximum:"1000" doc:"how many rows are shown, with what is wrong with each: default 20"`
		Body ImportStart
	}
	saveIn    struct{ Body NewMapping }
	rejectsIn struct {
		ImportPath
		After  int    `query:"after" minimum:"0" doc:"only lines after this one"`
		Limit  int    `query:"limit" minimum:"0" maximum:"1000" doc:"default 100; a file has them all"`
		Reason string `query:"reason" doc:"only those of this reason"`
		Format string `query:"format" enum:"json,file" doc:"file: the rows as they were, to mend and import again"`

		Language string `header:"Accept-Language"`
	}
)
