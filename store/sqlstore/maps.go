package sqlstore

import (
	"context"
	"encoding/json"

	"cham"
	"cham/journey"
)

var _ journey.Maps = (*Store)(nil)

func scanMap(r scanner) (m cham.JourneyMap, err error) {
	var body []byte
	if err = r.Scan(&body); err != nil {
		return m, err
	}
	return m, json.Unmarshal(body, &m)
}

// Maps implements journey.Maps; the oldest comes first.
func (s *Store) Maps(ctx context.Context, ws cham.WorkspaceID) ([]cham.JourneyMap, error) {
	return all(ctx, s, "sqlstore.Maps", "maps", scanMap, ws)
}

// Map implements journey.Maps.
func (s *Store) Map(ctx context.Context, ws cham.WorkspaceID, id cham.MapID) (cham.JourneyMap, error) {
	return one(ctx, s, "sqlstore.Map", "map", scanMap, ws, id)
}

// CreateMap implements journey.Maps; m is stored as version 1 whatever it says.
func (s *Store) CreateMap(ctx context.Context, ws cham.WorkspaceID, m cham.JourneyMap) error {
	m.Version = 1
	return s.transact(ctx, "sqlstore.CreateMap", func(t *txn) {
		t.exec("insert_map", ws, m.ID, s.now())
		t.insertMapVersion(ws, m)
	})
}

// SaveMap implements journey.Maps.
func (s *Store) SaveMap(ctx context.Context, ws cham.WorkspaceID, m cham.JourneyMap) error {
	const op = "sqlstore.SaveMap"
	if _, err := s.Map(ctx, ws, m.ID); err != nil {
		return err
	}
	return s.transact(ctx, op, func(t *txn) {
		if n := t.exec("advance_map", ws, m.ID, m.Version); n == 0 {
			t.fail(cham.CodeConflict, op, "somebody changed the map meanwhile; look at their version first")
		}
		t.insertMapVersion(ws, m)
	})
}

func (t *txn) insertMapVersion(ws cham.WorkspaceID, m cham.JourneyMap) {
	body, err := json.Marshal(m)
	if err != nil && t.err == nil {
		t.err = cham.Wrap(cham.CodeInvalid, "sqlstore.SaveMap", err)
	}
	t.exec("insert_map_version", ws, m.ID, m.Version, string(body))
}

// DeleteMap implements journey.Maps; all versions go.
func (s *Store) DeleteMap(ctx context.Context, ws cham.WorkspaceID, id cham.MapID) error {
	return s.execOne(ctx, "sqlstore.DeleteMap", "delete_map", ws, id)
}

// MapVersions implements journey.Maps.
func (s *Store) MapVersions(ctx context.Context, ws cham.WorkspaceID, id cham.MapID) ([]cham.JourneyMap, error) {
	return all(ctx, s, "sqlstore.MapVersions", "map_versions", scanMap, ws, id)
}
