package sqlstore

import (
	"context"
	"encoding/json"
	"time"

	"cham"
	"cham/capability/staff"
)

var _ staff.Store = Staff{}

// Staff keeps what staff are offered to write down, and what they took back.
type Staff struct{ db *DB }

// Staff is the database's store of the staff page.
func (db *DB) Staff() Staff { return Staff{db} }

// StaffSetup implements staff.Store.
func (s Staff) StaffSetup(ctx context.Context, ws cham.WorkspaceID) (setup staff.Setup, err error) {
	text, err := one(ctx, s.db, "staff.setup", scanText, ws)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return setup, nil
	} else if err != nil {
		return setup, err
	}
	if err := json.Unmarshal([]byte(text), &setup); err != nil {
		return setup, cham.Wrap(cham.CodeInternal, "staff.setup", err)
	}
	return setup, nil
}

// PutStaffSetup implements staff.Store.
func (s Staff) PutStaffSetup(ctx context.Context, ws cham.WorkspaceID, setup staff.Setup) error {
	text, err := json.Marshal(setup)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "staff.put_setup", err)
	}
	_, err = s.db.exec(ctx, "staff.put_setup", ws, string(text))
	return err
}

// AddUndone implements staff.Store.
func (s Staff) AddUndone(ctx context.Context, ws cham.WorkspaceID, u staff.Undone) error {
	_, err := s.db.exec(ctx, "staff.add_undone", ws, u.MessageID, u.At, u.By, string(u.Why))
	return err
}

// AreUndone implements staff.Store.
func (s Staff) AreUndone(ctx context.Context, ws cham.WorkspaceID, ids []string) (map[string]bool, error) {
	found, err := all(ctx, s.db, "staff.undone", scanText, ws, list(ids))
	undone := map[string]bool{}
	for _, id := range found {
		undone[id] = true
	}
	return undone, err
}

// AddSent implements staff.Store.
func (s Staff) AddSent(ctx context.Context, ws cham.WorkspaceID, ids []string, at, since time.Time) error {
	return s.db.transact(ctx, "staff.add_sent", func(t *txn) {
		t.exec("staff.forget_sent_before", ws, since)
		for _, id := range ids {
			t.exec("staff.add_sent", ws, id, at)
		}
	})
}

// WasSent implements staff.Store.
func (s Staff) WasSent(ctx context.Context, ws cham.WorkspaceID, id string) (bool, error) {
	found, err := all(ctx, s.db, "staff.sent", scanText, ws, id)
	return len(found) > 0, err
}

// ForgetSent implements staff.Store.
func (s Staff) ForgetSent(ctx context.Context, ws cham.WorkspaceID, id string) error {
	_, err := s.db.exec(ctx, "staff.forget_sent", ws, id)
	return err
}
