package sqlstore

import (
	"context"

	"cham"
	"cham/capability/capture"
)

var _ capture.Sources = (*Store)(nil)

func scanSource(r scanner) (c cham.Source, err error) {
	return c, r.Scan(&c.Workspace, &c.ID, &c.Name, &c.Kind, &c.WriteKey, &c.Enabled, &c.RequireConsent, instant{&c.CreatedAt})
}

// SourceByKey implements capture.Sources; the empty key finds nothing.
func (s *Store) SourceByKey(ctx context.Context, writeKey string) (cham.Source, error) {
	return one(ctx, s, "sqlstore.SourceByKey", "source_by_key", scanSource, writeKey)
}

// Sources implements capture.Sources; the oldest comes first.
func (s *Store) Sources(ctx context.Context, ws cham.WorkspaceID) ([]cham.Source, error) {
	return all(ctx, s, "sqlstore.Sources", "sources", scanSource, ws)
}

// Source implements capture.Sources.
func (s *Store) Source(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) (cham.Source, error) {
	return one(ctx, s, "sqlstore.Source", "source", scanSource, ws, id)
}

// CreateSource implements capture.Sources. Write keys are unique among all
// workspaces, except the empty one: CodeConflict.
func (s *Store) CreateSource(ctx context.Context, c cham.Source) error {
	_, err := s.exec(ctx, "sqlstore.CreateSource", "insert_source",
		c.Workspace, c.ID, c.Name, c.Kind, c.WriteKey, c.Enabled, c.RequireConsent, c.CreatedAt)
	return err
}

// UpdateSource implements capture.Sources; when it was made does not change.
func (s *Store) UpdateSource(ctx context.Context, c cham.Source) error {
	return s.execOne(ctx, "sqlstore.UpdateSource", "update_source",
		c.Workspace, c.ID, c.Name, c.Kind, c.WriteKey, c.Enabled, c.RequireConsent)
}

// DeleteSource implements capture.Sources.
func (s *Store) DeleteSource(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) error {
	return s.execOne(ctx, "sqlstore.DeleteSource", "delete_source", ws, id)
}
