// Package customers answers who customers are: lists, profiles, timelines,
// merges and how they are undone.
package customers

import (
	"context"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/identity"
	"cham/capability/report"
	"cham/capability/tag"
	"cham/measure"
)

// Deps is what the area works with; all of it is required.
type Deps struct {
	*route.Asker
	People    People
	Decisions Decisions
	Graph     Graph
	Sources   Sources
	Segments  Segments
	Touches   Touches
	Tags      Tags
}

// Tags are the tags of customers; a tag.Store is one.
type Tags interface {
	Of(ctx context.Context, ws cham.WorkspaceID, customers []cham.CustomerID) (map[cham.CustomerID][]tag.Mark, error)
}

// People is identity as the API reads it; *identity.Resolver is one.
type People interface {
	Profile(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) (identity.Profile, error)
	Profiles(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) ([]identity.Profile, error)
}

// Decisions are a person's changes of who is who. They are visible to the next
// question when they return; *flow.Flow is one.
type Decisions interface {
	Undo(ctx context.Context, ws cham.WorkspaceID, edge int64, by cham.UserID) error
	Split(ctx context.Context, ws cham.WorkspaceID, customer cham.CustomerID, keys []cham.KeyID, by cham.UserID) error
	Merge(ctx context.Context, ws cham.WorkspaceID, a, b cham.CustomerID, by cham.UserID) error
	Decide(ctx context.Context, ws cham.WorkspaceID, suggestion int64, decision string, by cham.UserID) error
}

// Graph is the reading half of identity.Graph that lists need.
type Graph interface {
	Search(ctx context.Context, ws cham.WorkspaceID, folded string, after string, limit int) (ids []cham.CustomerID, next string, err error)
	Suggestions(ctx context.Context, ws cham.WorkspaceID, limit int) ([]identity.Suggestion, error)
	Suggestion(ctx context.Context, ws cham.WorkspaceID, id int64) (identity.Suggestion, error)
	Edge(ctx context.Context, ws cham.WorkspaceID, id int64) (identity.Edge, error)
	NodesByID(ctx context.Context, ws cham.WorkspaceID, ids []cham.KeyID) ([]identity.Node, error)
	NodesByKey(ctx context.Context, ws cham.WorkspaceID, keys []cham.Key) ([]identity.Node, error)
}

// Sources are the sources that touches came from.
type Sources interface {
	Sources(ctx context.Context, ws cham.WorkspaceID) ([]cham.Source, error)
}

// Segments finds a saved segment.
type Segments interface {
	Segment(ctx context.Context, ws cham.WorkspaceID, id string) (measure.SavedSegment, error)
}

type server struct {
	Deps
	lookups route.Lookups
}

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{Deps: d, lookups: route.Lookups{PerMinute: lookupsPerMinute}}
	return []route.Route{
		route.Post("/v1/segments/preview", route.See, "Customers who meet a rule: how many, and some of them", s.meeting),
		route.Get("/v1/segments/{id}/customers", route.See, "Customers of a segment", s.segmentCustomers),
		route.Get("/v1/customers", route.See, "Search customers", s.customers),
		route.Get("/v1/customers.csv", route.Export, "The same list for a spreadsheet", s.customersCSV).With(route.AnswersCSV),
		route.Get("/v1/customers.xlsx", route.Export, "The same list as an Excel workbook", s.customersWorkbook).With(route.AnswersWorkbook),
		route.Get("/v1/customers.parquet", route.Export, "The same list as a Parquet file", s.customersParquet).With(route.AnswersParquet),
		route.Get("/v1/touches.csv", route.Export, "Touches of a period as a file for a spreadsheet", s.touchesCSV).With(route.AnswersCSV),
		route.Get("/v1/touches.xlsx", route.Export, "The same touches as an Excel workbook", s.touchesWorkbook).With(route.AnswersWorkbook),
		route.Get("/v1/touches.parquet", route.Export, "The same touches as a Parquet file", s.touchesParquet).With(route.AnswersParquet),
		route.Post("/v1/customers/list", route.See, "Customers behind a figure", s.customersBehind),
		route.Get("/v1/customers/{id}", route.See, "A customer", s.profile),
		route.Get("/v1/customers/{id}/timeline", route.See, "A customer's touches, newest first", s.timeline),
		route.Post("/v1/customers/{id}/split", route.Customers, "Make some keys a customer of their own", s.split),
		route.Post("/v1/customers/{id}/merge", route.Customers, "Make two customers one", s.merge),
		route.Post("/v1/merges/{id}/undo", route.Customers, "Undo a merge", s.undoMerge),
		route.Get("/v1/merge-suggestions", route.See, "Merges that wait for a person", s.suggestions),
		route.Post("/v1/merge-suggestions/{id}", route.Customers, "Decide a merge suggestion", s.decide),
	}
}

// Parts of an address. They are exported because huma looks into embedded
// structs only then.
type (
	CustomerPath struct {
		ID cham.CustomerID `path:"id" doc:"any key id of the customer leads to it, so old links keep working"`
	}
	NumberPath struct {
		ID int64 `path:"id"`
	}
	SegmentPath struct {
		ID string `path:"id"`
	}
)

// Order is how a list stands; a search by text keeps its own order.
type Order struct {
	Sort string `query:"sort" enum:"last,first,touches,value" doc:"default last: who was seen last comes first"`
	Up   bool   `query:"up" doc:"the other way round: the smallest or oldest first"`
}

func (o Order) page(after string, limit int) report.Page {
	return report.Page{Order: report.Order{By: o.Sort, Up: o.Up}, After: after, Limit: route.PageSize(limit)}
}

type (
	searchIn struct {
		Q string `query:"q" maxLength:"200" doc:"words of a name, phone, e-mail or other key; diacritics do not matter"`
		route.Period
		route.Segment
		After string `query:"after"`
		Limit int    `query:"limit" minimum:"0" maximum:"200" doc:"default 50"`
		Order
	}
	exportIn struct {
		Q string `query:"q" maxLength:"200" doc:"as in the list"`
		route.Period
		route.Segment
		Order
		route.Separator
		Language string `header:"Accept-Language"`
	}
	meetingIn struct {
		Limit int `query:"limit" minimum:"0" maximum:"500" doc:"default 50"`
		Body  struct {
			Rule measure.SegmentRule `json:"rule"`
		}
	}
	segmentCustomersIn struct {
		SegmentPath
		After string `query:"after"`
		Limit int    `query:"limit" minimum:"0" maximum:"500" doc:"default 50"`
	}
	profileIn struct {
		CustomerPath
		Map cham.MapID `query:"map" doc:"whose stages are told; default: the map changed last"`
	}
	timelineIn struct {
		CustomerPath
		Before    time.Time    `query:"before" doc:"only touches before this instant"`
		BeforeSeq int64        `query:"beforeSeq" doc:"and, at this instant, before this seq"`
		Channel   cham.Channel `query:"channel"`
		Limit     int          `query:"limit" minimum:"0" maximum:"200" doc:"default 50"`
		Map       cham.MapID   `query:"map" doc:"names the touchpoints; default: the map changed last"`
		Counted   bool         `query:"counted" doc:"only touches that no rule leaves out; a page may be short and have a next one"`
	}
	splitIn struct {
		CustomerPath
		Body SplitKeys
	}
	mergeIn struct {
		CustomerPath
		Body MergeWith
	}
	decideIn struct {
		NumberPath
		Body Decision
	}
)
