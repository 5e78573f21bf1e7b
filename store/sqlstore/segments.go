package sqlstore

import (
	"context"
	"encoding/json"

	"cham"
	"cham/measure"
)

var _ measure.Segments = (*Store)(nil)

func scanSegment(r scanner) (g measure.SavedSegment, err error) {
	var name string
	var body []byte
	if err = r.Scan(&name, &body); err != nil {
		return g, err
	}
	err = json.Unmarshal(body, &g)
	g.Name = name
	return g, err
}

// Segments implements measure.Segments.
func (s *Store) Segments(ctx context.Context, ws cham.WorkspaceID) ([]measure.SavedSegment, error) {
	return all(ctx, s, "sqlstore.Segments", "segments", scanSegment, ws)
}

// Segment implements measure.Segments.
func (s *Store) Segment(ctx context.Context, ws cham.WorkspaceID, id string) (measure.SavedSegment, error) {
	return one(ctx, s, "sqlstore.Segment", "segment", scanSegment, ws, id)
}

// CreateSegment keeps a segment; its name is the workspace's only one:
// CodeConflict.
func (s *Store) CreateSegment(ctx context.Context, ws cham.WorkspaceID, g measure.SavedSegment) error {
	const op = "sqlstore.CreateSegment"
	body, err := json.Marshal(g)
	if err != nil {
		return cham.Wrap(cham.CodeInvalid, op, err)
	}
	_, err = s.exec(ctx, op, "insert_segment", ws, g.ID, g.Name, string(body))
	return err
}

// RenameSegment changes a segment's name, nothing else, so that what it means
// stays for who uses it.
func (s *Store) RenameSegment(ctx context.Context, ws cham.WorkspaceID, id, name string) error {
	return s.execOne(ctx, "sqlstore.RenameSegment", "rename_segment", ws, id, name)
}

// DeleteSegment forgets a segment.
func (s *Store) DeleteSegment(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.execOne(ctx, "sqlstore.DeleteSegment", "delete_segment", ws, id)
}

func scanView(r scanner) (v cham.View, err error) {
	return v, r.Scan(&v.ID, &v.Name, &v.Page, &v.Search, &v.Shared, instant{&v.CreatedAt}, &v.CreatedBy)
}

// Views lists saved views by name.
func (s *Store) Views(ctx context.Context, ws cham.WorkspaceID) ([]cham.View, error) {
	return all(ctx, s, "sqlstore.Views", "views", scanView, ws)
}

// View returns a saved view.
func (s *Store) View(ctx context.Context, ws cham.WorkspaceID, id string) (cham.View, error) {
	return one(ctx, s, "sqlstore.View", "view", scanView, ws, id)
}

// CreateView keeps a view.
func (s *Store) CreateView(ctx context.Context, ws cham.WorkspaceID, v cham.View) error {
	_, err := s.exec(ctx, "sqlstore.CreateView", "insert_view",
		ws, v.ID, v.Name, v.Page, v.Search, v.Shared, v.CreatedAt, v.CreatedBy)
	return err
}

// UpdateView changes a view's name, choices and sharing.
func (s *Store) UpdateView(ctx context.Context, ws cham.WorkspaceID, v cham.View) error {
	return s.execOne(ctx, "sqlstore.UpdateView", "update_view", ws, v.ID, v.Name, v.Search, v.Shared)
}

// DeleteView forgets a view.
func (s *Store) DeleteView(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.execOne(ctx, "sqlstore.DeleteView", "delete_view", ws, id)
}
