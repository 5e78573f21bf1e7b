package sqlstore

import (
	"context"

	"cham"
)

// Views keeps saved views.
type Views struct{ db *DB }

// Views is the database's store of views.
func (db *DB) Views() Views { return Views{db} }

func scanView(r scanner) (v cham.View, err error) {
	return v, r.Scan(&v.ID, &v.Name, &v.Page, &v.Search, &v.Shared, instant{&v.CreatedAt}, &v.CreatedBy)
}

// Views lists saved views by name.
func (s Views) Views(ctx context.Context, ws cham.WorkspaceID) ([]cham.View, error) {
	return all(ctx, s.db, "views.list", scanView, ws)
}

// View returns a saved view.
func (s Views) View(ctx context.Context, ws cham.WorkspaceID, id string) (cham.View, error) {
	return one(ctx, s.db, "views.get", scanView, ws, id)
}

// CreateView keeps a view.
func (s Views) CreateView(ctx context.Context, ws cham.WorkspaceID, v cham.View) error {
	_, err := s.db.exec(ctx, "views.insert",
		ws, v.ID, v.Name, v.Page, v.Search, v.Shared, v.CreatedAt, v.CreatedBy)
	return err
}

// UpdateView changes a view's name, choices and sharing.
func (s Views) UpdateView(ctx context.Context, ws cham.WorkspaceID, v cham.View) error {
	return s.db.execOne(ctx, "views.update", ws, v.ID, v.Name, v.Search, v.Shared)
}

// DeleteView forgets a view.
func (s Views) DeleteView(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.db.execOne(ctx, "views.delete", ws, id)
}
