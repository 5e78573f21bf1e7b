// Package pages answers which parts of a site's paths are put together, and
// lets people correct it.
package pages

import (
	"context"

	"cham"
	"cham/api/rest/route"
	"cham/capability/pages"
)

// Deps is what the area works with.
type Deps struct {
	Rules Rules
}

// Rules is a pages.Service.
type Rules interface {
	Parts(ctx context.Context, ws cham.WorkspaceID) ([]pages.Part, error)
	Decide(ctx context.Context, ws cham.WorkspaceID, path, decision string) error
}

type server struct{ Deps }

// Routes are the area's lines of the API's table.
func Routes(d Deps) []route.Route {
	s := &server{d}
	return []route.Route{
		route.Get("/v1/pages", route.Maps, "Parts of paths that are put together, or take ten values or more", s.parts),
		route.Put("/v1/pages", route.Settings, "Put pages together or keep them apart; history is bound anew", s.decide),
	}
}

func (s *server) parts(ctx context.Context, _ *route.None) (PagesInfo, error) {
	all, err := s.Rules.Parts(ctx, route.Workspace(ctx))
	info := PagesInfo{Parts: []PagePart{}}
	for _, p := range all {
		part := PagePart{Path: p.Path, Together: p.Together, Why: p.Why, At: p.At, Values: p.Values, Apart: p.Apart, Touches: p.Touches,
			Most: []PageValue{}}
		for _, v := range p.Most {
			part.Most = append(part.Most, PageValue(v))
		}
		info.Parts = append(info.Parts, part)
	}
	return info, err
}

func (s *server) decide(ctx context.Context, in *route.In[PageDecision]) (PagesInfo, error) {
	if err := s.Rules.Decide(ctx, route.Workspace(ctx), in.Body.Path, in.Body.Decision); err != nil {
		return PagesInfo{}, err
	}
	return s.parts(ctx, nil)
}
