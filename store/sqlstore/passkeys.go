package sqlstore

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"

	"cham"
	"cham/capability/access"
)

// PutPasskey implements access.Store.
func (s Access) PutPasskey(ctx context.Context, p access.Passkey) error {
	_, err := s.db.exec(ctx, "passkeys.insert", p.ID, p.User, p.Site, p.Name, base64.RawURLEncoding.EncodeToString(p.PublicKey),
		list(append([]string{}, p.Transports...)), p.BackupEligible, int64(p.SignCount), p.CreatedAt, p.LastUsed)
	return err
}

func scanPasskey(r scanner) (p access.Passkey, err error) {
	var key string
	var transports []byte
	var count int64
	if err := r.Scan(&p.ID, &p.User, &p.Site, &p.Name, &key, &transports, &p.BackupEligible, &count, instant{&p.CreatedAt},
		instant{&p.LastUsed}); err != nil {
		return p, err
	}
	p.SignCount = uint32(count)
	p.PublicKey, err = base64.RawURLEncoding.DecodeString(key)
	return p, errors.Join(err, json.Unmarshal(transports, &p.Transports))
}

// Passkeys implements access.Store; the oldest comes first.
func (s Access) Passkeys(ctx context.Context, user cham.UserID) ([]access.Passkey, error) {
	return all(ctx, s.db, "passkeys.of_user", scanPasskey, user)
}

// Passkey implements access.Store.
func (s Access) Passkey(ctx context.Context, id string) (access.Passkey, error) {
	return one(ctx, s.db, "passkeys.one", scanPasskey, id)
}

// UsePasskey implements access.Store. Of two who show one count at once, one is taken.
func (s Access) UsePasskey(ctx context.Context, p access.Passkey) (bool, error) {
	n, err := s.db.exec(ctx, "passkeys.use", p.User, p.ID, int64(p.SignCount), p.LastUsed)
	return n == 1, err
}

// RenamePasskey implements access.Store.
func (s Access) RenamePasskey(ctx context.Context, user cham.UserID, id, name string) error {
	return s.db.execOne(ctx, "passkeys.rename", user, id, name)
}

// DeletePasskey implements access.Store.
func (s Access) DeletePasskey(ctx context.Context, user cham.UserID, id string) error {
	return s.db.execOne(ctx, "passkeys.delete", user, id)
}
