package maps

import (
	"context"

	"cham"
	"cham/api/rest/route"
	"cham/journey"
	"cham/locale"
)

// templatesIn asks in a language.
type templatesIn struct{ route.RequestInfo }

func (s *server) mapTemplates(_ context.Context, in *templatesIn) ([]MapTemplate, error) {
	var out []MapTemplate
	for _, t := range journey.Templates(locale.Match(in.Language)) {
		out = append(out, MapTemplate{ID: t.ID, Kind: t.Kind, Name: t.Name, Description: t.Description,
			Persona: t.Persona, Stages: t.Stages, Touchpoints: t.Touchpoints})
	}
	return out, nil
}

func (s *server) maps(ctx context.Context, _ *route.None) ([]MapCard, error) {
	all, err := journey.Sorted(ctx, s.Maps, route.Workspace(ctx))
	var out []MapCard
	for _, m := range all {
		out = append(out, MapCard{ID: m.ID, Name: m.Name, Version: m.Version, Persona: m.Persona.Name,
			Stages: len(m.Stages), Touchpoints: len(m.Touchpoints), Template: m.Template, UpdatedAt: m.UpdatedAt})
	}
	return out, err
}

type newMapIn struct {
	route.RequestInfo
	Body NewMap
}

func (s *server) newMap(ctx context.Context, in *newMapIn) (cham.JourneyMap, error) {
	m, err := journey.NewFromTemplate(in.Body.Template, in.Body.Name, locale.Match(in.Language),
		cham.MapID("m_"+s.NewID()), s.Now(), cham.ActorFrom(ctx).User)
	if err != nil {
		return m, err
	}
	return m, s.Maps.CreateMap(ctx, route.Workspace(ctx), m)
}

func (s *server) getMap(ctx context.Context, in *MapPath) (cham.JourneyMap, error) {
	return s.Maps.Map(ctx, route.Workspace(ctx), in.ID)
}

// saveMap stores a whole map over the version it was read at. When somebody
// saved meanwhile, nothing changes and the answer carries the map as it is.
func (s *server) saveMap(ctx context.Context, in *saveMapIn) (cham.JourneyMap, error) {
	stored, err := s.Maps.Map(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return stored, err
	}
	m := in.Body
	if m.Version != stored.Version {
		return stored, saveConflict(stored)
	}
	m.ID, m.Version, m.Template = stored.ID, stored.Version+1, stored.Template
	m.UpdatedAt, m.UpdatedBy = s.Now().UTC(), cham.ActorFrom(ctx).User
	if err := journey.Validate(&m); err != nil {
		return stored, err
	}
	err = s.Maps.SaveMap(ctx, route.Workspace(ctx), m)
	if route.IsCode(err, cham.CodeConflict) { // saved between our look and now
		if stored, err = s.Maps.Map(ctx, route.Workspace(ctx), in.ID); err == nil {
			err = saveConflict(stored)
		}
	}
	if err == nil {
		s.tell(ctx, m)
	}
	return m, err
}

// tell shows open pages that the caller saved a map.
func (s *server) tell(ctx context.Context, m cham.JourneyMap) {
	names, err := route.MemberNames(ctx, s.Members)
	if err != nil {
		names = nil // the map is saved; who did it is a courtesy
	}
	s.Saved(route.Workspace(ctx), m, names[m.UpdatedBy])
}

func saveConflict(stored cham.JourneyMap) error {
	return &route.Conflict{Current: stored, Err: &cham.Error{Code: cham.CodeConflict, Op: "rest.saveMap", Field: "version",
		Key: "error.map.conflict", Args: map[string]any{"version": stored.Version}}}
}

func (s *server) deleteMap(ctx context.Context, in *MapPath) (route.None, error) {
	return route.None{}, s.Maps.DeleteMap(ctx, route.Workspace(ctx), in.ID)
}

func (s *server) mapVersion(ctx context.Context, in *VersionPath) (cham.JourneyMap, error) {
	return s.Maps.MapVersion(ctx, route.Workspace(ctx), in.ID, in.Version)
}

func (s *server) mapVersions(ctx context.Context, in *MapPath) ([]MapVersion, error) {
	if _, err := s.Maps.Map(ctx, route.Workspace(ctx), in.ID); err != nil {
		return nil, err
	}
	all, err := s.Maps.MapVersions(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	names, err := route.MemberNames(ctx, s.Members)
	var out []MapVersion
	for _, m := range all {
		out = append(out, MapVersion{Version: m.Version, Name: m.Name, Touchpoints: len(m.Touchpoints),
			UpdatedAt: m.UpdatedAt, UpdatedBy: m.UpdatedBy, UpdatedName: names[m.UpdatedBy]})
	}
	return out, err
}
