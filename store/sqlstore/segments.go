package sqlstore

import (
	"context"
	"encoding/json"

	"cham"
	"cham/capability/ask"
	"cham/measure"
)

var _ ask.Segments = Segments{}

// Segments keeps saved segments; it is a ask.Segments.
type Segments struct{ db *DB }

// Segments is the database's store of segments.
func (db *DB) Segments() Segments { return Segments{db} }

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

// Segments implements ask.Segments.
func (s Segments) Segments(ctx context.Context, ws cham.WorkspaceID) ([]measure.SavedSegment, error) {
	return all(ctx, s.db, "segments.list", scanSegment, ws)
}

// Segment implements ask.Segments.
func (s Segments) Segment(ctx context.Context, ws cham.WorkspaceID, id string) (measure.SavedSegment, error) {
	return one(ctx, s.db, "segments.get", scanSegment, ws, id)
}

// CreateSegment keeps a segment; its name is the workspace's only one:
// CodeConflict.
func (s Segments) CreateSegment(ctx context.Context, ws cham.WorkspaceID, g measure.SavedSegment) error {
	body, err := json.Marshal(g)
	if err != nil {
		return cham.Wrap(cham.CodeInvalid, "sqlstore.CreateSegment", err)
	}
	_, err = s.db.exec(ctx, "segments.insert", ws, g.ID, g.Name, string(body))
	return err
}

// UpdateSegment keeps a segment in place of what it was: CodeNotFound, CodeConflict
// for its name.
func (s Segments) UpdateSegment(ctx context.Context, ws cham.WorkspaceID, g measure.SavedSegment) error {
	body, err := json.Marshal(g)
	if err != nil {
		return cham.Wrap(cham.CodeInvalid, "sqlstore.UpdateSegment", err)
	}
	return s.db.execOne(ctx, "segments.update", ws, g.ID, g.Name, string(body))
}

// DeleteSegment forgets a segment.
func (s Segments) DeleteSegment(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.db.execOne(ctx, "segments.delete", ws, id)
}
