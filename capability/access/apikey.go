package access

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cham"
	"cham/capability/audit"
)

// APIKeys are the keys of a workspace.
func (s *Service) APIKeys(ctx context.Context, ws cham.WorkspaceID) ([]APIKey, error) {
	return s.store.APIKeys(ctx, ws)
}

// NewKey is what a key is asked for with; ExpiresAt is zero for never.
type NewKey struct {
	Name      string
	Role      cham.Role
	Scopes    []cham.Scope // nil for all that the role may
	ExpiresAt time.Time
}

// NewAPIKey makes a key; the second result is the key itself, never kept. It may
// never do more than who makes it. One that a program makes with its own key has
// that key's maker, and ends with that key.
func (s *Service) NewAPIKey(ctx context.Context, ws cham.WorkspaceID, maker cham.Actor, n NewKey) (k APIKey, key string, err error) {
	if k.Name, err = cleanName("name", n.Name); err != nil {
		return k, "", err
	}
	if err := checkRole(n.Role); err != nil {
		return k, "", err
	}
	if err := checkScopes(n.Scopes); err != nil {
		return k, "", err
	}
	k.Role, k.Scopes = n.Role, n.Scopes
	asked := APIKey{Role: n.Role, Scopes: n.Scopes, MakerRole: n.Role}
	if slices.ContainsFunc(asked.Actor().Mays(), func(m cham.May) bool { return !maker.May(m) }) {
		return k, "", &cham.Error{Code: cham.CodeForbidden, Op: "access.NewAPIKey", Field: "role", Key: "error.apiKeyRole"}
	}
	now := s.now().UTC()
	if !n.ExpiresAt.IsZero() && !n.ExpiresAt.After(now) {
		return k, "", invalid("expiresAt", "error.expiresAt", nil)
	}
	k.ExpiresAt = n.ExpiresAt.UTC()
	if err := s.setMaker(ctx, ws, maker, &k); err != nil {
		return k, "", err
	}
	if key, err = s.token(); err != nil {
		return k, "", err
	}
	key = KeyPrefix + key
	if k.ID, err = s.id("k_"); err != nil {
		return k, "", err
	}
	k.Workspace, k.CreatedAt = ws, now
	k.Hash, k.Prefix = digest(key), key[:len(KeyPrefix)+6]
	if err := s.store.CreateAPIKey(ctx, k); err != nil {
		return k, "", err
	}
	return k, key, s.record(ctx, audit.Event{Action: audit.KeyMade, Object: k.ID,
		After: struct {
			Name    string       `json:"name"`
			Role    cham.Role    `json:"role"`
			Scopes  []cham.Scope `json:"scopes,omitempty"`
			Expires time.Time    `json:"expires,omitzero"`
		}{k.Name, k.Role, k.Scopes, k.ExpiresAt}})
}

// setMaker says who made a key: a person, or the maker of the key that makes it,
// which then bounds its life.
func (s *Service) setMaker(ctx context.Context, ws cham.WorkspaceID, maker cham.Actor, k *APIKey) error {
	if maker.User != "" {
		k.Maker, k.MakerName, k.MakerRole = maker.User, maker.Name, maker.Role
		return nil
	}
	all, err := s.store.APIKeys(ctx, ws)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(p APIKey) bool { return p.ID == maker.Key })
	if i < 0 {
		return &cham.Error{Code: cham.CodeForbidden, Op: "access.NewAPIKey", Key: "error.needsPerson"}
	}
	p := all[i]
	k.Maker, k.MakerName, k.MakerRole, k.Parent = p.Maker, p.MakerName, p.MakerRole, cmp.Or(p.Parent, p.ID)
	if k.ExpiresAt.IsZero() || !p.ExpiresAt.IsZero() && p.ExpiresAt.Before(k.ExpiresAt) {
		k.ExpiresAt = p.ExpiresAt
	}
	return nil
}

// DeleteAPIKey ends a key, and those made with it; CodeNotFound when the workspace has no such key.
func (s *Service) DeleteAPIKey(ctx context.Context, ws cham.WorkspaceID, id string) error {
	if err := s.store.DeleteAPIKey(ctx, ws, id); err != nil {
		return err
	}
	return s.record(ctx, audit.Event{Action: audit.KeyEnded, Object: id})
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
	if k.MakerRole == "" {
		return Caller{}, refusedKey("error.apiKeyMaker")
	}
	if now.Sub(k.LastUsed) >= keyTouch {
		if err := s.store.TouchAPIKey(ctx, k.ID, now); err != nil {
			return Caller{}, err
		}
	}
	return Caller{Actor: k.Actor(), Workspace: k.Workspace, Archived: k.Archived}, nil
}

func refusedKey(why string) error {
	return &cham.Error{Code: cham.CodeUnauthorized, Op: "access.ByAPIKey", Key: why}
}

// Expired reports whether the key is over by now.
func (k APIKey) Expired(now time.Time) bool { return !k.ExpiresAt.IsZero() && !now.Before(k.ExpiresAt) }

func checkScopes(scopes []cham.Scope) error {
	for _, sc := range scopes {
		if !sc.Known() {
			return invalid("scopes", "error.scope", nil)
		}
	}
	return nil
}

// sight is how much the key sees: what its role does, and no more than its maker.
func (k APIKey) sight() cham.Sight {
	return cham.SightOf(k.Role, k.Sights).Least(cham.SightOf(k.MakerRole, k.Sights, k.MakerLimits[:]...))
}

// Actor is who the key acts as: what its role, its scopes and its maker's role
// all may, by now.
func (k APIKey) Actor() cham.Actor {
	a := cham.Actor{Key: k.ID, Name: k.Name, Role: k.Role, Sight: k.sight(), Only: []cham.May{}}
	for _, m := range cham.Mays() {
		if k.MakerRole.May(m) && (k.Scopes == nil || slices.ContainsFunc(k.Scopes, func(sc cham.Scope) bool { return sc.May(m) })) {
			a.Only = append(a.Only, m)
		}
	}
	return a
}
