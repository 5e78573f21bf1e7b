package rest

import (
	"cmp"
	"context"
	"slices"

	"cham"
	"cham/journey"
	"cham/locale"
)

// templatesIn asks in a language.
type templatesIn struct{ visitor }

func (s *server) mapTemplates(_ context.Context, in *templatesIn) ([]MapTemplate, error) {
	var out []MapTemplate
	for _, t := range journey.Templates(locale.Match(in.language)) {
		out = append(out, MapTemplate{ID: t.ID, Kind: t.Kind, Name: t.Name, Description: t.Description,
			Persona: t.Persona, Stages: t.Stages, Touchpoints: t.Touchpoints})
	}
	return out, nil
}

// sortedMaps are the workspace's maps, the one changed last first.
func (s *server) sortedMaps(ctx context.Context) ([]cham.JourneyMap, error) {
	all, err := s.Maps.Maps(ctx, workspace(ctx))
	slices.SortStableFunc(all, func(a, b cham.JourneyMap) int {
		return cmp.Or(b.UpdatedAt.Compare(a.UpdatedAt), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// mapOr answers a map by id; id "" is the one changed last, nil when the
// workspace has none.
func (s *server) mapOr(ctx context.Context, id cham.MapID) (*cham.JourneyMap, error) {
	if id != "" {
		m, err := s.Maps.Map(ctx, workspace(ctx), id)
		return &m, err
	}
	all, err := s.sortedMaps(ctx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

func (s *server) maps(ctx context.Context, _ *none) ([]MapCard, error) {
	all, err := s.sortedMaps(ctx)
	var out []MapCard
	for _, m := range all {
		out = append(out, MapCard{ID: m.ID, Name: m.Name, Version: m.Version, Persona: m.Persona.Name,
			Stages: len(m.Stages), Touchpoints: len(m.Touchpoints), Template: m.Template, UpdatedAt: m.UpdatedAt})
	}
	return out, err
}

type newMapIn struct {
	visitor
	Body NewMap
}

func (s *server) newMap(ctx context.Context, in *newMapIn) (cham.JourneyMap, error) {
	m, err := journey.NewFromTemplate(in.Body.Template, in.Body.Name, locale.Match(in.language),
		cham.MapID("m_"+s.NewID()), s.Now(), cham.ActorFrom(ctx).User)
	if err != nil {
		return m, err
	}
	return m, s.Maps.CreateMap(ctx, workspace(ctx), m)
}

func (s *server) getMap(ctx context.Context, in *MapPath) (cham.JourneyMap, error) {
	return s.Maps.Map(ctx, workspace(ctx), in.ID)
}

// saveMap stores a whole map over the version it was read at. When somebody
// saved meanwhile, nothing changes and the answer carries the map as it is.
func (s *server) saveMap(ctx context.Context, in *saveMapIn) (cham.JourneyMap, error) {
	stored, err := s.Maps.Map(ctx, workspace(ctx), in.ID)
	if err != nil {
		return stored, err
	}
	m := in.Body
	if m.Version != stored.Version {
		return stored, overtaken(stored)
	}
	m.ID, m.Version, m.Template = stored.ID, stored.Version+1, stored.Template
	m.UpdatedAt, m.UpdatedBy = s.Now().UTC(), cham.ActorFrom(ctx).User
	if err := journey.Validate(&m); err != nil {
		return stored, err
	}
	err = s.Maps.SaveMap(ctx, workspace(ctx), m)
	if isCode(err, cham.CodeConflict) { // saved between our look and now
		if stored, err = s.Maps.Map(ctx, workspace(ctx), in.ID); err == nil {
			err = overtaken(stored)
		}
	}
	return m, err
}

func overtaken(stored cham.JourneyMap) error {
	return &conflict{current: stored, error: &cham.Error{Code: cham.CodeConflict, Op: "rest.saveMap", Field: "version",
		Key: "error.map.conflict", Args: map[string]any{"version": stored.Version}}}
}

func (s *server) deleteMap(ctx context.Context, in *MapPath) (none, error) {
	return none{}, s.Maps.DeleteMap(ctx, workspace(ctx), in.ID)
}

func (s *server) mapVersions(ctx context.Context, in *MapPath) ([]MapVersion, error) {
	if _, err := s.Maps.Map(ctx, workspace(ctx), in.ID); err != nil {
		return nil, err
	}
	all, err := s.Maps.MapVersions(ctx, workspace(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	names, err := s.memberNames(ctx)
	var out []MapVersion
	for _, m := range all {
		out = append(out, MapVersion{Version: m.Version, Name: m.Name, Touchpoints: len(m.Touchpoints),
			UpdatedAt: m.UpdatedAt, UpdatedBy: m.UpdatedBy, UpdatedName: names[m.UpdatedBy]})
	}
	return out, err
}

func (s *server) memberNames(ctx context.Context) (map[cham.UserID]string, error) {
	ms, err := s.Gate.Members(ctx, workspace(ctx))
	names := map[cham.UserID]string{}
	for _, m := range ms {
		names[m.ID] = m.Name
	}
	return names, err
}
