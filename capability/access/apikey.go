package access

import (
	"context"
	"time"

	"cham"
)

// APIKeys are the keys of a workspace.
func (s *Service) APIKeys(ctx context.Context, ws cham.WorkspaceID) ([]APIKey, error) {
	return s.store.APIKeys(ctx, ws)
}

// NewKey is what a key is asked for with; ExpiresAt is zero for never.
type NewKey struct {
	Name      string
	Role      cham.Role
	ExpiresAt time.Time
}

// NewAPIKey makes a key; the second result is the key itself, never kept. A
// person makes it, and never one that may do more than they: a key made by a
// program would outlive that program's own key.
func (s *Service) NewAPIKey(ctx context.Context, ws cham.WorkspaceID, maker cham.Actor, n NewKey) (k APIKey, key string, err error) {
	if k.Name, err = cleanName("name", n.Name); err != nil {
		return k, "", err
	}
	if err := checkRole(n.Role); err != nil {
		return k, "", err
	}
	if maker.User == "" {
		return k, "", &cham.Error{Code: cham.CodeForbidden, Op: "access.NewAPIKey", Key: "error.needsPerson"}
	}
	if !maker.Role.Allows(n.Role) {
		return k, "", &cham.Error{Code: cham.CodeForbidden, Op: "access.NewAPIKey", Field: "role", Key: "error.apiKeyRole"}
	}
	now := s.now().UTC()
	if !n.ExpiresAt.IsZero() && !n.ExpiresAt.After(now) {
		return k, "", invalid("expiresAt", "error.expiresAt", nil)
	}
	if key, err = s.token(); err != nil {
		return k, "", err
	}
	key = KeyPrefix + key
	if k.ID, err = s.id("k_"); err != nil {
		return k, "", err
	}
	k.Workspace, k.Role, k.CreatedAt, k.ExpiresAt = ws, n.Role, now, n.ExpiresAt.UTC()
	k.Maker, k.MakerName, k.MakerRole = maker.User, maker.Name, maker.Role
	k.Hash, k.Prefix = digest(key), key[:len(KeyPrefix)+6]
	return k, key, s.store.CreateAPIKey(ctx, k)
}

// DeleteAPIKey ends a key; CodeNotFound when the workspace has no such key.
func (s *Service) DeleteAPIKey(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.store.DeleteAPIKey(ctx, ws, id)
}

// ByAPIKey answers which program holds a key; CodeUnauthorized when none does,
// the key is over, or its maker has left the workspace.
func (s *Service) ByAPIKey(ctx context.Context, key string) (Caller, error) {
	k, err := s.store.APIKeyByHash(ctx, digest(key))
	if err != nil {
		return Caller{}, replaceError(err, cham.CodeNotFound, refusedKey("error.apiKey"))
	}
	now := s.now().UTC()
	if k.Expired(now) {
		return Caller{}, refusedKey("error.apiKeyExpired")
	}
	role := k.Allows()
	if role == "" {
		return Caller{}, refusedKey("error.apiKeyMaker")
	}
	if now.Sub(k.LastUsed) >= keyTouch {
		if err := s.store.TouchAPIKey(ctx, k.ID, now); err != nil {
			return Caller{}, err
		}
	}
	return Caller{Actor: cham.Actor{Name: k.Name, Role: role}, Workspace: k.Workspace}, nil
}

func refusedKey(why string) error {
	return &cham.Error{Code: cham.CodeUnauthorized, Op: "access.ByAPIKey", Key: why}
}

// Expired reports whether the key is over by now.
func (k APIKey) Expired(now time.Time) bool { return !k.ExpiresAt.IsZero() && !now.Before(k.ExpiresAt) }

// Allows is the role the key acts in: its own, or its maker's where that is
// less by now; "" once the maker has left.
func (k APIKey) Allows() cham.Role {
	if k.MakerRole.Allows(k.Role) {
		return k.Role
	}
	return k.MakerRole
}
