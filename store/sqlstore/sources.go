package sqlstore

import (
	"context"

	"cham"
	"cham/capability/capture"
)

var _ capture.Sources = Sources{}

// Sources keeps where touches come from; it is a capture.Sources.
type Sources struct{ db *DB }

// Sources is the database's store of sources.
func (db *DB) Sources() Sources { return Sources{db} }

func scanSource(r scanner) (c cham.Source, err error) {
	return c, r.Scan(&c.Workspace, &c.ID, &c.Name, &c.Kind, &c.WriteKey, &c.Enabled, &c.RequireConsent,
		&c.Tells, &c.Search, &c.OrdersFrom, instant{&c.CreatedAt}, &c.Archived)
}

// SourceByKey implements capture.Sources; the empty key finds nothing, nor does
// a hash.
func (s Sources) SourceByKey(ctx context.Context, writeKey string) (cham.Source, error) {
	if capture.Hashed(writeKey) {
		writeKey = ""
	}
	return one(ctx, s.db, "sources.by_key", scanSource, writeKey, capture.HashKey(writeKey))
}

// Sources implements capture.Sources; the oldest comes first.
func (s Sources) Sources(ctx context.Context, ws cham.WorkspaceID) ([]cham.Source, error) {
	return all(ctx, s.db, "sources.list", scanSource, ws)
}

// Source implements capture.Sources.
func (s Sources) Source(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) (cham.Source, error) {
	return one(ctx, s.db, "sources.get", scanSource, ws, id)
}

// CreateSource implements capture.Sources. Write keys are unique among all
// workspaces, except the empty one: CodeConflict.
func (s Sources) CreateSource(ctx context.Context, c cham.Source) error {
	_, err := s.db.exec(ctx, "sources.insert",
		c.Workspace, c.ID, c.Name, c.Kind, c.WriteKey, c.Enabled, c.RequireConsent, c.CreatedAt,
		c.Tells, c.Search, c.OrdersFrom)
	return err
}

// UpdateSource implements capture.Sources; when it was made does not change.
func (s Sources) UpdateSource(ctx context.Context, c cham.Source) error {
	return s.db.execOne(ctx, "sources.update",
		c.Workspace, c.ID, c.Name, c.Kind, c.WriteKey, c.Enabled, c.RequireConsent, c.Tells, c.Search, c.OrdersFrom)
}

// DeleteSource implements capture.Sources. What it was called with goes, too, and
// websites whose orders it brought count their own again.
func (s Sources) DeleteSource(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) error {
	err := s.db.transact(ctx, "sources.delete", func(t *txn) {
		t.execOne("sources.delete", ws, id)
		t.exec("sources.orders_no_more_from", ws, id)
	})
	if err != nil {
		return err
	}
	return Webhooks(s).ForgetHook(ctx, ws, id)
}
