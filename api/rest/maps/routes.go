// Package maps answers maps and their numbers: documents, overlay, touchpoints
// in depth, and the front page.
package maps

import (
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/journey"
)

// Deps is what the area works with; all of it is required.
type Deps struct {
	*route.Asker
	Maps    journey.Maps
	Counts  Counts
	Members route.Members
	Now     func() time.Time
	// Saved tells open pages of a map that somebody saved.
	Saved func(ws cham.WorkspaceID, m cham.JourneyMap, by string)
	// NewID makes an id nobody can guess, of letters, digits, - and _.
	NewID func() string
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/map-templates", route.Read, "Maps to start from", s.mapTemplates),
		route.Get("/v1/maps", route.Read, "Maps, the one changed last first", s.maps),
		route.Post("/v1/maps", route.Maps, "Make a map", s.newMap),
		route.Get("/v1/maps/{id}", route.Read, "A map", s.getMap),
		route.Put("/v1/maps/{id}", route.Maps, "Save a map; its version is the one that was read", s.saveMap),
		route.Get("/v1/maps/{id}/sheet.csv", route.Export, "A map as a flat sheet: a row for each touchpoint", s.mapCSV).With(route.AnswersCSV),
		route.Get("/v1/maps/{id}/sheet.xlsx", route.Export, "The same sheet as an Excel workbook", s.mapWorkbook).With(route.AnswersWorkbook),
		route.Get("/v1/maps/{id}/sheet.parquet", route.Export, "The same sheet as a Parquet file", s.mapParquet).With(route.AnswersParquet),
		route.Delete("/v1/maps/{id}", route.Maps, "Delete a map", s.deleteMap),
		route.Get("/v1/maps/{id}/versions", route.Read, "Saved versions, newest first", s.mapVersions),
		route.Get("/v1/maps/{id}/versions/{version}", route.Read, "A map as it was", s.mapVersion),
		route.Get("/v1/maps/{id}/overlay", route.Read, "A map's numbers", s.overlay),
		route.Get("/v1/maps/{id}/touchpoints/{touchpoint}", route.Read, "One touchpoint in depth", s.touchpoint),
		route.Get("/v1/maps/{id}/touchpoints/{touchpoint}/counts", route.Read, "Views of its pages that Google Analytics counted", s.pageViews),
		route.Post("/v1/maps/{id}/match", route.Maps, "What a rule would bind", s.match),
		route.Get("/v1/home", route.Read, "The front page", s.home),
		route.Get("/v1/home/causes", route.Read, "Who is lost where, and since when", s.causes),
	}
}

// Parts of an address. They are exported because huma looks into embedded
// structs only then.
type (
	MapPath struct {
		ID cham.MapID `path:"id"`
	}
	VersionPath struct {
		ID      cham.MapID `path:"id"`
		Version int        `path:"version"`
	}
	TouchpointPath struct {
		ID         cham.MapID `path:"id"`
		Touchpoint string     `path:"touchpoint"`
	}
)

type (
	saveMapIn struct {
		MapPath
		Body cham.JourneyMap
	}
	overlayIn struct {
		MapPath
		route.Period
		route.ComparePeriod
		route.Segment
	}
	touchpointIn struct {
		TouchpointPath
		route.Period
		route.Segment
	}
	matchIn struct {
		MapPath
		Body MatchRule
	}
	homeIn struct {
		route.Period
		route.ComparePeriod
		route.Segment
		Map cham.MapID `query:"map" doc:"default: the map changed last"`
	}
)
