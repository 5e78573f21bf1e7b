// Package privacy answers what customers agreed to and ask for about their data:
// consent with its proof, requests with their clocks, one person's data as a
// file, and erasing them.
package privacy

import (
	"context"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/consent"
	"cham/capability/erasure"
	"cham/capability/identity"
	"cham/capability/retention"
	"cham/capability/rights"
	"cham/capability/tag"
)

// Deps is what the area works with; all of it is required but PublicURL.
type Deps struct {
	Workspaces Workspaces
	People     People
	History    History
	Sources    Sources
	Ledger     *consent.Ledger
	Tags       Tags
	Desk       *rights.Desk
	Eraser     Eraser
	Links      Links
	Retention  Retention
	Runs       retention.Store
	// Preview counts what rules would remove; app.App.PreviewRetention.
	Preview   func(ctx context.Context, ws cham.WorkspaceID, rules retention.KeepRules) (retention.Outlook, error)
	Now       func() time.Time
	PublicURL string
}

// Workspaces finds the caller's workspace.
type Workspaces interface {
	Workspace(ctx context.Context, id cham.WorkspaceID) (cham.Workspace, error)
}

// People finds a customer; *identity.Resolver is one.
type People interface {
	Profile(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) (identity.Profile, error)
}

// History is a customer's touches, newest first.
type History interface {
	Timeline(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, channel cham.Channel, before time.Time, beforeSeq int64,
		limit int) ([]cham.Record, error)
}

// Sources are the sources that touches came from.
type Sources interface {
	Sources(ctx context.Context, ws cham.WorkspaceID) ([]cham.Source, error)
}

// Tags are the tags of customers; a tag.Store is one.
type Tags interface {
	Of(ctx context.Context, ws cham.WorkspaceID, customers []cham.CustomerID) (map[cham.CustomerID][]tag.Mark, error)
}

// Eraser erases people; *app.Eraser is one.
type Eraser interface {
	Start(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID, mode, request string, by cham.UserID) (erasure.Erasure, error)
	List(ctx context.Context, ws cham.WorkspaceID) ([]erasure.Erasure, error)
}

// Links sign the addresses of customers' own pages; *app.App does.
type Links interface {
	LinkSecret(ctx context.Context, ws cham.WorkspaceID) ([]byte, error)
	RotateLinks(ctx context.Context, ws cham.WorkspaceID, by cham.UserID) ([]byte, error)
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/customers/{id}/consent", route.See, "What a customer agreed to, with every statement", s.consent),
		route.Post("/v1/customers/{id}/consent", route.Customers, "Write down what a customer said; nothing said before is changed", s.say),
		route.Get("/v1/customers/{id}/consent/may", route.See, "May we, for a purpose by a channel, and why", s.may),
		route.Post("/v1/customers/{id}/preference-link", route.Customers, "A link to the customer's own page", s.link),
		route.Post("/v1/preference-links/rotate", route.Settings, "Make every link to customers' own pages so far stop working", s.rotate),
		route.Get("/v1/customers/{id}/data", route.Export, "Everything that is kept of a customer", s.data),
		route.Post("/v1/customers/{id}/erasure", route.Settings, "Erase a customer everywhere; it cannot be undone", s.erase),
		route.Get("/v1/erasures", route.Settings, "Who was erased when, in counts", s.erasures),
		route.Get("/v1/data-requests", route.Customers, "What people ask for about their data, by when it is due", s.requests),
		route.Post("/v1/data-requests", route.Customers, "Write a request down", s.take),
		route.Post("/v1/data-requests/{id}", route.Customers, "Acknowledge, extend or end a request", s.step),
		route.Get("/v1/days-off", route.Customers, "Days that the clocks of requests leave out", s.daysOff),
		route.Put("/v1/days-off/{day}", route.Settings, "Add a day off", s.addDayOff),
		route.Delete("/v1/days-off/{day}", route.Settings, "Take a day off away that was added", s.removeDayOff),
		route.Get("/v1/retention", route.Settings, "How long what is kept, and what was removed for its age", s.retention),
		route.Put("/v1/retention", route.Settings, "Say how long what is kept", s.setRetention),
		route.Post("/v1/retention/preview", route.Settings, "What rules would remove now, counted; nothing is removed", s.previewRetention),
		route.Post("/v1/retention/runs", route.Settings, "Remove now what the kept rules say; it cannot be undone", s.startRetention),
		route.Delete("/v1/retention/runs/running", route.Settings, "Stop removing; what is gone stays gone", s.stopRetention),
		route.Get("/v1/processing", route.Read, "The register of processing activities", s.processing),
		route.Put("/v1/processing", route.Settings, "Keep the register of processing activities", s.setProcessing),
		route.Get("/v1/refuser-lists", route.Read, "Lists of who may not be addressed", s.lists),
		route.Put("/v1/refuser-lists", route.Settings, "Replace a list of who may not be addressed", s.putList),
	}
}

type customerIn struct {
	ID cham.CustomerID `path:"id" doc:"any key id of the customer leads to it"`
}

// customer finds who a request is about, with their keys.
func (s *server) customer(ctx context.Context, id cham.CustomerID) (identity.Profile, []consent.Key, error) {
	p, err := s.People.Profile(ctx, route.Workspace(ctx), id)
	keys := make([]consent.Key, len(p.Keys))
	for i, k := range p.Keys {
		keys[i] = consent.Key{ID: k.ID, Key: k.Key}
	}
	return p, keys, err
}
