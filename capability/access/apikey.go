package access

import (
	"context"

	"cham"
)

// APIKeys are the keys of a workspace.
func (g *Gate) APIKeys(ctx context.Context, ws cham.WorkspaceID) ([]APIKey, error) {
	return g.store.APIKeys(ctx, ws)
}

// NewAPIKey makes a key; the second result is the key itself, never kept.
func (g *Gate) NewAPIKey(ctx context.Context, ws cham.WorkspaceID, name string, role cham.Role) (k APIKey, key string, err error) {
	if k.Name, err = cleanName("name", name); err != nil {
		return k, "", err
	}
	if err := checkRole(role); err != nil {
		return k, "", err
	}
	if key, err = g.token(); err != nil {
		return k, "", err
	}
	key = KeyPrefix + key
	if k.ID, err = g.id("k_"); err != nil {
		return k, "", err
	}
	k.Workspace, k.Role, k.CreatedAt = ws, role, g.now().UTC()
	k.Hash, k.Prefix = digest(key), key[:len(KeyPrefix)+6]
	return k, key, g.store.CreateAPIKey(ctx, k)
}

// DeleteAPIKey ends a key; CodeNotFound when the workspace has no such key.
func (g *Gate) DeleteAPIKey(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return g.store.DeleteAPIKey(ctx, ws, id)
}

// ByAPIKey answers which program holds a key; CodeUnauthorized when none does.
func (g *Gate) ByAPIKey(ctx context.Context, key string) (Caller, error) {
	k, err := g.store.APIKeyByHash(ctx, digest(key))
	if err != nil {
		return Caller{}, unless(err, cham.CodeNotFound,
			&cham.Error{Code: cham.CodeUnauthorized, Op: "access.ByAPIKey", Key: "error.apiKey"})
	}
	if now := g.now().UTC(); now.Sub(k.LastUsed) >= keyTouch {
		if err := g.store.TouchAPIKey(ctx, k.ID, now); err != nil {
			return Caller{}, err
		}
	}
	return Caller{Actor: cham.Actor{Name: k.Name, Role: k.Role}, Workspace: k.Workspace}, nil
}
