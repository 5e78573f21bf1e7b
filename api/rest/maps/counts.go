package maps

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/count"
	"cham/capability/report"
)

// Counts keeps what other systems counted; a count.Store is one.
type Counts interface {
	Counts(ctx context.Context, ws cham.WorkspaceID, from, to time.Time) ([]cham.Count, error)
}

type pageViewsIn struct {
	TouchpointPath
	route.Period
}

// pageViews are the views that Google Analytics counted of a touchpoint's pages, to
// stand beside its touches: those of addresses whose visits belong to it.
func (s *server) pageViews(ctx context.Context, in *pageViewsIn) (out count.PageViews, err error) {
	loc, err := s.Zone(ctx)
	if err != nil {
		return out, err
	}
	counts, err := s.Counts.Counts(ctx, route.Workspace(ctx), in.From, in.To)
	if err != nil {
		return out, err
	}
	return route.Report(ctx, s.Asker, func(r *report.Service, ws cham.Workspace) (out count.PageViews, err error) {
		m, bind, err := r.Places(ctx, ws, in.ID)
		if err != nil {
			return out, err
		}
		place := slices.IndexFunc(m.Touchpoints, func(t cham.Touchpoint) bool { return t.ID == in.Touchpoint })
		if place < 0 {
			return out, cham.Errorf(cham.CodeNotFound, "rest.pageViews", "no touchpoint %q", in.Touchpoint)
		}
		return count.BesidePages(counts, loc, func(path string) bool {
			visit := cham.Touch{Type: cham.CallPage, Name: cham.PageViewed, Channel: "website", Page: cham.Page{Path: cham.PagePath(path)}}
			return bind(&cham.Record{Touch: visit}) == place
		}), nil
	})
}
