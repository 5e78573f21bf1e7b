package sqlstore

import (
	"context"
	"time"

	"cham"
	"cham/capability/imports"
)

var _ imports.Inlets = Inlets{}

// Inlets keeps inlets; it is an imports.Inlets.
type Inlets struct{ db *DB }

// Inlets is the database's store of inlets.
func (db *DB) Inlets() Inlets { return Inlets{db} }

func scanInlet(r scanner) (i imports.Inlet, err error) {
	var every int64
	err = r.Scan(&i.Workspace, &i.ID, &i.Source, &i.Kind, &i.Place, &every, &i.ETag, &i.Modified, instant{&i.NextAt}, instant{&i.CheckedAt},
		&i.Error, &i.Detail, &i.LastFile, instant{&i.CreatedAt}, &i.CreatedBy)
	i.Every = time.Duration(every) * time.Millisecond
	return i, err
}

// Inlets implements imports.Inlets.
func (s Inlets) Inlets(ctx context.Context, ws cham.WorkspaceID) ([]imports.Inlet, error) {
	return all(ctx, s.db, "inlets.list", scanInlet, ws)
}

// AllInlets implements imports.Inlets.
func (s Inlets) AllInlets(ctx context.Context) ([]imports.Inlet, error) {
	return all(ctx, s.db, "inlets.all", scanInlet)
}

// CreateInlet implements imports.Inlets.
func (s Inlets) CreateInlet(ctx context.Context, i imports.Inlet) error {
	_, err := s.db.exec(ctx, "inlets.insert", i.Workspace, i.ID, i.Source, i.Kind, i.Place, i.Every.Milliseconds(), i.ETag, i.Modified,
		i.NextAt, i.CheckedAt, i.Error, i.Detail, i.LastFile, i.CreatedAt, i.CreatedBy)
	return err
}

// UpdateInlet implements imports.Inlets.
func (s Inlets) UpdateInlet(ctx context.Context, i imports.Inlet) error {
	_, err := s.db.exec(ctx, "inlets.update", i.Workspace, i.ID, i.ETag, i.Modified, i.NextAt, i.CheckedAt, i.Error, i.Detail, i.LastFile)
	return err
}

// DeleteInlet implements imports.Inlets.
func (s Inlets) DeleteInlet(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.db.execOne(ctx, "inlets.delete", ws, id)
}
