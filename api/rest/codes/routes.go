// Package codes has the routes about pages that anybody opens, those of printed codes
// and of forms, and how the business shows itself on them.
package codes

import (
	"context"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/brand"
	"cham/capability/form"
	"cham/capability/qr"
)

// Deps is what the area works with. All of it is required but PublicURL.
type Deps struct {
	*route.Asker
	Service *qr.Service
	Forms   *form.Service
	Brands  brand.Store
	// Counts are what came by each code since an instant.
	Counts func(ctx context.Context, ws cham.WorkspaceID, since time.Time) (map[string]qr.Count, error)
	// FormCounts are what was sent in each form since an instant.
	FormCounts func(ctx context.Context, ws cham.WorkspaceID, since time.Time) (map[string]form.Count, error)
	// Saved tells open pages of a map that changed.
	Saved     func(ws cham.WorkspaceID, m cham.JourneyMap, by string)
	Members   route.Members
	Now       func() time.Time
	PublicURL string
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/qr-codes", route.Read, "Printed codes, the oldest first, and what came by them", s.list),
		route.Post("/v1/qr-codes", route.Sources, "Make a code for each branch and place of a touchpoint", s.make),
		route.Patch("/v1/qr-codes/{id}", route.Sources, "Change where a code hangs and what its page does", s.change),
		route.Delete("/v1/qr-codes/{id}", route.Sources, "Revoke a code; what came by it stays", s.revoke),
		route.Get("/v1/qr-codes/{id}/sheet", route.Read, "Codes to print, as PDF, SVG or PNG", s.sheet).With(sheetAnswer),
		route.Get("/v1/forms", route.Read, "Forms, the oldest first, and what was sent in them", s.forms),
		route.Post("/v1/forms", route.Sources, "Make a form", s.makeForm),
		route.Patch("/v1/forms/{id}", route.Sources, "Change a form, close it or open it again; its address stays", s.changeForm),
		route.Delete("/v1/forms/{id}", route.Sources, "Delete a form; what was sent in it stays", s.deleteForm),
		route.Get("/v1/forms/{id}/sheet", route.Read, "A form's code to print, as PDF, SVG or PNG", s.formSheet).With(sheetAnswer),
		route.Get("/v1/brand", route.Read, "Colour and logo of the pages that customers open", s.brand),
		route.Put("/v1/brand", route.Settings, "Choose the colour and logo of the pages that customers open", s.putBrand),
	}
}

// CodePath is part of an address, exported because huma looks into embedded
// structs only then.
type CodePath struct {
	ID string `path:"id"`
}
