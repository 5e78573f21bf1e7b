package sqlstore

import (
	"context"

	"cham"
	"cham/capability/access"
)

// TOTP implements access.Store.
func (s Access) TOTP(ctx context.Context, user cham.UserID) (access.TOTP, error) {
	return one(ctx, s.db, "access.totp", scanTOTP, user)
}

// TOTPs implements access.Store.
func (s Access) TOTPs(ctx context.Context) ([]access.TOTP, error) {
	return all(ctx, s.db, "access.totps", scanTOTP)
}

// ReplaceSecret implements access.Store.
func (s Access) ReplaceSecret(ctx context.Context, user cham.UserID, was, becomes string) error {
	_, err := s.db.exec(ctx, "access.replace_secret", user, was, becomes)
	return err
}

func scanTOTP(r scanner) (t access.TOTP, err error) {
	return t, r.Scan(&t.User, &t.Secret, &t.Confirmed, &t.LastStep)
}

// PutTOTP implements access.Store; a confirmed secret stays.
func (s Access) PutTOTP(ctx context.Context, t access.TOTP) error {
	return s.db.execOne(ctx, "access.put_totp", t.User, t.Secret)
}

// ConfirmTOTP implements access.Store.
func (s Access) ConfirmTOTP(ctx context.Context, user cham.UserID, recovery []string) error {
	return s.db.transact(ctx, "sqlstore.ConfirmTOTP", func(t *txn) {
		t.execOne("access.confirm_totp", user)
		t.exec("access.delete_recovery_codes", user)
		for _, hash := range recovery {
			t.exec("access.insert_recovery_code", user, hash)
		}
	})
}

// DeleteTOTP implements access.Store; none is no error.
func (s Access) DeleteTOTP(ctx context.Context, user cham.UserID) error {
	return s.db.transact(ctx, "sqlstore.DeleteTOTP", func(t *txn) {
		t.exec("access.delete_totp", user)
		t.exec("access.delete_recovery_codes", user)
	})
}

// TakeStep implements access.Store. Of two who show one code at once, one is taken.
func (s Access) TakeStep(ctx context.Context, user cham.UserID, step int64) (bool, error) {
	n, err := s.db.exec(ctx, "access.take_step", user, step)
	return n == 1, err
}

// TakeRecoveryCode implements access.Store.
func (s Access) TakeRecoveryCode(ctx context.Context, user cham.UserID, hash string) (bool, error) {
	n, err := s.db.exec(ctx, "access.take_recovery_code", user, hash)
	return n == 1, err
}

// RecoveryCodesLeft implements access.Store.
func (s Access) RecoveryCodesLeft(ctx context.Context, user cham.UserID) (int, error) {
	return one(ctx, s.db, "access.recovery_codes", func(r scanner) (n int, err error) { return n, r.Scan(&n) }, user)
}
