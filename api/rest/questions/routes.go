// Package questions answers queries, the values they may name, and what is kept
// for them: segments, views and costs.
package questions

import (
	"context"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/ask"
	"cham/capability/cost"
	"cham/capability/count"
	"cham/capability/segment"
	"cham/capability/tag"
	"cham/measure"
)

// Deps is what the area works with; all of it is required.
type Deps struct {
	*route.Asker
	Maps     ask.Maps
	Segments Segments
	Views    Views
	Names    Names
	Costs    cost.Store
	Counts   count.Store
	Live     *segment.Service
	Tags     *tag.Service
	People   People
	Members  route.Members
	Now      func() time.Time
	// NewID makes an id nobody can guess, of letters, digits, - and _.
	NewID func() string
}

// Segments keeps saved segments.
type Segments interface {
	ask.Segments
	CreateSegment(ctx context.Context, ws cham.WorkspaceID, s measure.SavedSegment) error
	// UpdateSegment keeps a segment that is there in place of what it was: CodeNotFound, CodeConflict for its name.
	UpdateSegment(ctx context.Context, ws cham.WorkspaceID, s measure.SavedSegment) error
	DeleteSegment(ctx context.Context, ws cham.WorkspaceID, id string) error
}

// Views keeps saved views, of all users.
type Views interface {
	Views(ctx context.Context, ws cham.WorkspaceID) ([]cham.View, error)
	View(ctx context.Context, ws cham.WorkspaceID, id string) (cham.View, error)
	CreateView(ctx context.Context, ws cham.WorkspaceID, v cham.View) error
	UpdateView(ctx context.Context, ws cham.WorkspaceID, v cham.View) error
	DeleteView(ctx context.Context, ws cham.WorkspaceID, id string) error
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/dimensions", route.Read, "Values to choose from in rules and filters", s.dimensions),
		route.Get("/v1/questions", route.Read, "The questions that can be asked", s.catalogue),
		route.Post("/v1/query", route.Read, "Ask any question", s.query).With(questions),
		route.Post("/v1/query.csv", route.Export, "Ask any question; its main table for a spreadsheet", s.queryCSV).With(route.AnswersCSV),
		route.Post("/v1/query.xlsx", route.Export, "Ask any question; its main table as an Excel workbook", s.queryWorkbook).
			With(route.AnswersWorkbook),
		route.Post("/v1/query.parquet", route.Export, "Ask any question; its main table as an Excel workbook", s.queryParquet).
			With(route.AnswersParquet),
		route.Post("/v1/table.xlsx", route.Export, "A table of the caller's own as an Excel workbook", s.workbook).With(route.AnswersWorkbook),
		route.Get("/v1/segments", route.Read, "Saved segments with their size, by name", s.segments),
		route.Get("/v1/segments/ready", route.Read, "Rules to begin a segment with, of how fast this business's customers buy", s.ready),
		route.Post("/v1/segments", route.Ask, "Save the customers who meet a rule, or are behind a figure, as a segment", s.newSegment),
		route.Patch("/v1/segments/{id}", route.Ask, "Change a segment's name or rule", s.changeSegment),
		route.Delete("/v1/segments/{id}", route.Ask, "Delete a segment", s.deleteSegment),
		route.Put("/v1/segments/{id}/live", route.Customers, "Make a segment live, or have a live one put on another tag", s.setLive),
		route.Delete("/v1/segments/{id}/live", route.Customers, "Have a segment be live no more", s.stopLive),
		route.Get("/v1/segments/{id}/moves", route.See, "Who entered and left a live segment, the latest first", s.moves),
		route.Get("/v1/views", route.Read, "Saved views: shared ones, and the caller's own", s.views),
		route.Post("/v1/views", route.Ask, "Save a page with its choices", s.newView),
		route.Patch("/v1/views/{id}", route.Ask, "Change a saved view", s.changeView),
		route.Delete("/v1/views/{id}", route.Ask, "Delete a saved view", s.deleteView),
		route.Get("/v1/names", route.Read, "What events and properties are called on the pages", s.names),
		route.Put("/v1/names", route.Maps, "Call an event or a property something; an empty name takes it back", s.setName),
		route.Get("/v1/costs", route.Read, "Imported costs by day and what they were for", s.costs),
		route.Put("/v1/costs", route.Import, "Set costs; those of the same day and words are replaced", s.setCosts),
		route.Post("/v1/costs", route.Import, "Set costs from a CSV file", s.readCosts).With(costFile),
		route.Delete("/v1/costs", route.Import, "Forget the costs of a period", s.deleteCosts),
		route.Get("/v1/counts", route.Read, "What Google Analytics and Search Console counted, by day or period", s.counts),
		route.Get("/v1/counts/leads", route.Read, "What they counted of each group of lead sources, and of keywords", s.countsOfLeads),
	}
}

// Parts of an address. They are exported because huma looks into embedded
// structs only then.
type (
	SegmentPath struct {
		ID string `path:"id"`
	}
	ViewPath struct {
		ID string `path:"id"`
	}
)

type (
	queryFileIn struct {
		route.Separator
		Body measure.Query
	}
	segmentIn struct {
		SegmentPath
		Body SegmentChange
	}
	viewsIn struct {
		Page string `query:"page" doc:"only those of this page"`
	}
	viewIn struct {
		ViewPath
		Body ViewChange
	}
)
