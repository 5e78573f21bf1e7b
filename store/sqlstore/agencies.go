package sqlstore

import (
	"context"
	"time"

	"cham"
	"cham/capability/access"
)

// Archive implements access.Store.
func (s Access) Archive(ctx context.Context, ws cham.WorkspaceID, at time.Time) error {
	return s.db.execOne(ctx, "agencies.archive", ws, at)
}

// PutHandover implements access.Store.
func (s Access) PutHandover(ctx context.Context, h access.Handover) error {
	_, err := s.db.exec(ctx, "agencies.put_handover", h.Workspace, h.From, h.To, h.After, h.ExpiresAt)
	return err
}

// Handover implements access.Store.
func (s Access) Handover(ctx context.Context, ws cham.WorkspaceID) (access.Handover, error) {
	return one(ctx, s.db, "agencies.handover", func(r scanner) (h access.Handover, err error) {
		return h, r.Scan(&h.Workspace, &h.From, &h.To, &h.After, instant{&h.ExpiresAt})
	}, ws)
}

// DeleteHandover implements access.Store.
func (s Access) DeleteHandover(ctx context.Context, ws cham.WorkspaceID) error {
	return s.db.execOne(ctx, "agencies.delete_handover", ws)
}

// HandOver implements access.Store.
func (s Access) HandOver(ctx context.Context, h access.Handover) error {
	return s.db.transact(ctx, "sqlstore.HandOver", func(t *txn) {
		column[string](t, "access.lock_workspace", h.Workspace)
		t.execOne("agencies.take_handover", h.Workspace, h.From, h.To)
		t.exec("access.put_member", h.Workspace, h.To, cham.RoleOwner)
		if h.After != "" {
			t.exec("access.put_member", h.Workspace, h.From, h.After)
			return
		}
		t.exec("access.delete_member", h.Workspace, h.From)
		t.exec("access.delete_member_sessions", h.Workspace, h.From)
		t.exec("access.delete_user_when_unused", h.From)
	})
}
