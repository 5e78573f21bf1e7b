package sqlstore

import (
	"context"

	"cham/capability/access"
)

// PutResetLink implements access.Store.
func (s Access) PutResetLink(ctx context.Context, l access.ResetLink) error {
	return s.db.transact(ctx, "sqlstore.PutResetLink", func(t *txn) {
		t.exec("access.delete_reset_links", l.User)
		t.exec("access.insert_reset_link", l.Hash, l.User, l.ExpiresAt)
	})
}

// ResetLink implements access.Store; whether it has expired is for the caller.
func (s Access) ResetLink(ctx context.Context, hash string) (access.ResetLink, error) {
	return one(ctx, s.db, "access.reset_link", func(r scanner) (l access.ResetLink, err error) {
		return l, r.Scan(&l.Hash, &l.User, instant{&l.ExpiresAt})
	}, hash)
}

// Reset implements access.Store. Of two who use a link at once, one does.
func (s Access) Reset(ctx context.Context, l access.ResetLink, passwordHash string) error {
	return s.db.transact(ctx, "sqlstore.Reset", func(t *txn) {
		t.execOne("access.use_reset_link", l.Hash, l.User)
		t.exec("access.delete_reset_links", l.User)
		t.execOne("access.set_password", l.User, passwordHash)
		t.exec("access.delete_user_sessions", l.User, "")
	})
}
