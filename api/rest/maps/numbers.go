package maps

import (
	"context"

	"cham"
	"cham/api/rest/route"
	"cham/capability/report"
	"cham/measure"
)

// overlay answers a map's numbers.
func (s *server) overlay(ctx context.Context, in *overlayIn) (report.MapOverlay, error) {
	return route.Report(ctx, s.Asker, func(r *report.Service, ws cham.Workspace) (report.MapOverlay, error) {
		return r.Overlay(ctx, ws, in.ID, route.Choose(in.Period, in.ComparePeriod, in.Segment))
	})
}

func (s *server) touchpoint(ctx context.Context, in *touchpointIn) (report.TouchpointDetail, error) {
	return route.Report(ctx, s.Asker, func(r *report.Service, ws cham.Workspace) (report.TouchpointDetail, error) {
		return r.Touchpoint(ctx, ws, in.ID, in.Touchpoint, route.Choose(in.Period, route.ComparePeriod{}, in.Segment))
	})
}

func (s *server) match(ctx context.Context, in *matchIn) (out report.MatchPreview, err error) {
	if _, err := s.Maps.Map(ctx, route.Workspace(ctx), in.ID); err != nil {
		return out, err
	}
	return route.Report(ctx, s.Asker, func(r *report.Service, ws cham.Workspace) (report.MatchPreview, error) {
		return r.Match(ctx, ws, in.Body.Rule, measure.Period{From: in.Body.From, To: in.Body.To})
	})
}

// home answers the front page.
func (s *server) home(ctx context.Context, in *homeIn) (report.Home, error) {
	return route.Report(ctx, s.Asker, func(r *report.Service, ws cham.Workspace) (report.Home, error) {
		return r.Home(ctx, ws, in.Map, route.Choose(in.Period, in.ComparePeriod, in.Segment))
	})
}

// causes answers who is lost where.
func (s *server) causes(ctx context.Context, in *homeIn) (report.Causes, error) {
	return route.Report(ctx, s.Asker, func(r *report.Service, ws cham.Workspace) (report.Causes, error) {
		return r.Causes(ctx, ws, in.Map, route.Choose(in.Period, in.ComparePeriod, in.Segment))
	})
}
