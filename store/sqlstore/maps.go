package sqlstore

import (
	"context"
	"encoding/json"

	"cham"
	"cham/journey"
)

var _ journey.Maps = Maps{}

// Maps keeps journey maps with all their versions; it is a journey.Maps.
type Maps struct{ db *DB }

// Maps is the database's store of maps.
func (db *DB) Maps() Maps { return Maps{db} }

func scanMap(r scanner) (m cham.JourneyMap, err error) {
	var body []byte
	if err = r.Scan(&body); err != nil {
		return m, err
	}
	if err = json.Unmarshal(body, &m); m.ReturnDays == 0 { // a map drawn before there was one
		m.ReturnDays = journey.DefaultReturnDays
	}
	return m, err
}

// Maps implements journey.Maps; the oldest comes first.
func (s Maps) Maps(ctx context.Context, ws cham.WorkspaceID) ([]cham.JourneyMap, error) {
	return all(ctx, s.db, "maps.list", scanMap, ws)
}

// Map implements journey.Maps.
func (s Maps) Map(ctx context.Context, ws cham.WorkspaceID, id cham.MapID) (cham.JourneyMap, error) {
	return one(ctx, s.db, "maps.get", scanMap, ws, id)
}

// CreateMap implements journey.Maps; m is stored as version 1 whatever it says.
func (s Maps) CreateMap(ctx context.Context, ws cham.WorkspaceID, m cham.JourneyMap) error {
	m.Version = 1
	return s.db.transact(ctx, "sqlstore.CreateMap", func(t *txn) {
		t.exec("maps.insert", ws, m.ID, s.db.now())
		t.insertMapVersion(ws, m)
	})
}

// SaveMap implements journey.Maps.
func (s Maps) SaveMap(ctx context.Context, ws cham.WorkspaceID, m cham.JourneyMap) error {
	if _, err := s.Map(ctx, ws, m.ID); err != nil {
		return err
	}
	return s.db.transact(ctx, "sqlstore.SaveMap", func(t *txn) {
		if n := t.exec("maps.advance", ws, m.ID, m.Version); n == 0 {
			t.fail(cham.CodeConflict, "somebody changed the map meanwhile; look at their version first")
		}
		t.insertMapVersion(ws, m)
	})
}

func (t *txn) insertMapVersion(ws cham.WorkspaceID, m cham.JourneyMap) {
	body, err := json.Marshal(m)
	if err != nil && t.err == nil {
		t.err = cham.Wrap(cham.CodeInvalid, t.op, err)
	}
	t.exec("maps.insert_version", ws, m.ID, m.Version, string(body))
}

// DeleteMap implements journey.Maps; all versions go.
func (s Maps) DeleteMap(ctx context.Context, ws cham.WorkspaceID, id cham.MapID) error {
	return s.db.execOne(ctx, "maps.delete", ws, id)
}

// MapVersions implements journey.Maps.
func (s Maps) MapVersions(ctx context.Context, ws cham.WorkspaceID, id cham.MapID) ([]cham.JourneyMap, error) {
	return all(ctx, s.db, "maps.versions", scanMap, ws, id)
}

// MapVersion implements journey.Maps.
func (s Maps) MapVersion(ctx context.Context, ws cham.WorkspaceID, id cham.MapID, version int) (cham.JourneyMap, error) {
	return one(ctx, s.db, "maps.version", scanMap, ws, id, version)
}
