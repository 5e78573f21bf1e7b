package sqlstore

import (
	"context"
	"encoding/json"

	"cham"
	"cham/capability/imports"
)

var _ imports.Mappings = Mappings{}

// Mappings keeps mappings that were given a name; it is an imports.Mappings.
type Mappings struct{ db *DB }

// Mappings is the database's store of saved mappings.
func (db *DB) Mappings() Mappings { return Mappings{db} }

func scanMapping(r scanner) (m imports.SavedMapping, err error) {
	var columns, mapping []byte
	if err = r.Scan(&m.ID, &m.Name, &columns, &mapping, instant{&m.SavedAt}); err != nil {
		return m, err
	}
	if err = json.Unmarshal(columns, &m.Columns); err == nil {
		err = json.Unmarshal(mapping, &m.Mapping)
	}
	return m, err
}

// Mappings implements imports.Mappings.
func (s Mappings) Mappings(ctx context.Context, ws cham.WorkspaceID) ([]imports.SavedMapping, error) {
	return all(ctx, s.db, "mappings.list", scanMapping, ws)
}

// SaveMapping implements imports.Mappings.
func (s Mappings) SaveMapping(ctx context.Context, ws cham.WorkspaceID, m imports.SavedMapping) error {
	columns, err := json.Marshal(m.Columns)
	if err != nil {
		return err
	}
	mapping, err := json.Marshal(m.Mapping)
	if err != nil {
		return err
	}
	_, err = s.db.exec(ctx, "mappings.save", ws, m.ID, m.Name, string(columns), string(mapping), m.SavedAt)
	return err
}

// DeleteMapping implements imports.Mappings.
func (s Mappings) DeleteMapping(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.db.execOne(ctx, "mappings.delete", ws, id)
}
