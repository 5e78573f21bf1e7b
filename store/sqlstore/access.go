package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"cham"
	"cham/capability/access"
)

var _ access.Store = Access{}

// Access keeps workspaces, users, sessions, invitations and API keys; it is an access.Store.
type Access struct{ db *DB }

// Access is the database's store of access.
func (db *DB) Access() Access { return Access{db} }

// CountUsers returns how many users there are in all workspaces.
func (s Access) CountUsers(ctx context.Context) (int, error) {
	return one(ctx, s.db, "access.count_users", func(r scanner) (n int, err error) {
		return n, r.Scan(&n)
	})
}

// CreateFirst implements access.Store.
func (s Access) CreateFirst(ctx context.Context, ws cham.Workspace, owner access.User) error {
	return s.db.transact(ctx, "sqlstore.CreateFirst", func(t *txn) {
		t.exec("access.lock_users")
		if n := column[int](t, "access.count_users"); t.err == nil && n[0] > 0 {
			t.fail(cham.CodeConflict, "there is an owner already; sign in")
		}
		t.exec("access.put_workspace", workspaceArgs(ws)...)
		t.exec("access.insert_user", userArgs(owner)...)
		t.exec("access.put_member", ws.ID, owner.ID, cham.RoleOwner)
	})
}

// CreateWorkspace implements access.Store.
func (s Access) CreateWorkspace(ctx context.Context, ws cham.Workspace, owner cham.UserID) error {
	return s.db.transact(ctx, "sqlstore.CreateWorkspace", func(t *txn) {
		t.exec("access.insert_workspace", workspaceArgs(ws)...)
		if owner != "" {
			t.exec("access.put_member", ws.ID, owner, cham.RoleOwner)
		}
	})
}

func workspaceArgs(ws cham.Workspace) []any {
	return []any{ws.ID, ws.Name, ws.TimeZone, ws.Currency, properties(ws), excluded(ws), ws.Demo, ws.CreatedAt, rates(ws),
		sights(ws), list(append([]cham.Role{}, ws.SecondStep...)), leadGroups(ws), exclusions(ws)}
}

func properties(ws cham.Workspace) jsonList { return list(append([]string{}, ws.Properties...)) }

func rates(ws cham.Workspace) string {
	if len(ws.Rates) == 0 {
		return "{}"
	}
	b, err := json.Marshal(ws.Rates)
	if err != nil {
		panic("sqlstore: " + err.Error()) // finite numbers by name
	}
	return string(b)
}

// excluded is null for the built-in referrers, which is not the same as none.
func excluded(ws cham.Workspace) jsonList {
	if ws.ExcludedReferrers == nil {
		return "null"
	}
	return list(ws.ExcludedReferrers)
}

// leadGroups is null for the built-in groups of lead sources.
func leadGroups(ws cham.Workspace) jsonList {
	if ws.LeadGroups == nil {
		return "null"
	}
	return list(ws.LeadGroups)
}

func exclusions(ws cham.Workspace) jsonList { return list(append(cham.Exclusions{}, ws.Exclusions...)) }

// Workspace implements access.Store.
func (s Access) Workspace(ctx context.Context, id cham.WorkspaceID) (cham.Workspace, error) {
	return one(ctx, s.db, "access.workspace", scanWorkspace, id)
}

// Workspaces implements access.Store; the oldest comes first.
func (s Access) Workspaces(ctx context.Context) ([]cham.Workspace, error) {
	return all(ctx, s.db, "access.workspaces", scanWorkspace)
}

// UpdateWorkspace implements access.Store; when it was made does not change.
func (s Access) UpdateWorkspace(ctx context.Context, ws cham.Workspace) error {
	return s.db.execOne(ctx, "access.update_workspace",
		ws.ID, ws.Name, ws.TimeZone, ws.Currency, properties(ws), excluded(ws), ws.Demo, rates(ws), sights(ws),
		list(append([]cham.Role{}, ws.SecondStep...)), leadGroups(ws), exclusions(ws))
}

func scanWorkspace(r scanner) (ws cham.Workspace, err error) {
	var props, excluded, rates, sights, second, leads, exclusions []byte
	if err = r.Scan(&ws.ID, &ws.Name, &ws.TimeZone, &ws.Currency, &props, &excluded, &ws.Demo, instant{&ws.CreatedAt}, &rates,
		&sights, &second, &leads, &exclusions, instant{&ws.ArchivedAt}); err != nil {
		return ws, err
	}
	if string(rates) != "{}" {
		err = json.Unmarshal(rates, &ws.Rates)
	}
	if string(sights) != "{}" {
		err = errors.Join(err, json.Unmarshal(sights, &ws.Sights))
	}
	if string(second) != "[]" {
		err = errors.Join(err, json.Unmarshal(second, &ws.SecondStep))
	}
	if string(exclusions) != "[]" {
		err = errors.Join(err, json.Unmarshal(exclusions, &ws.Exclusions))
	}
	return ws, errors.Join(err, json.Unmarshal(props, &ws.Properties), json.Unmarshal(excluded, &ws.ExcludedReferrers),
		json.Unmarshal(leads, &ws.LeadGroups))
}

func userArgs(u access.User) []any {
	return []any{u.ID, u.Email, u.Name, u.PasswordHash, u.Language, u.Theme, u.CreatedAt}
}

func userFields(u *access.User) []any {
	return []any{&u.ID, &u.Email, &u.Name, &u.PasswordHash, &u.Language, &u.Theme, instant{&u.CreatedAt}}
}

func scanUser(r scanner) (u access.User, err error) { return u, r.Scan(userFields(&u)...) }

func scanMember(r scanner) (m access.Member, err error) {
	var own map[cham.Role]cham.Sight
	var must []cham.Role
	var sights, second, domains []byte
	if err := r.Scan(append(userFields(&m.User), &m.Workspace, &m.Role, &m.Invited,
		&m.Department.ID, &m.Department.Name, &m.Department.Sight, &m.Limit, &m.SecondStep,
		&sights, &second, &m.Demo, &m.Archived, &m.Provider, &domains, &m.ProviderOnly)...); err != nil {
		return m, err
	}
	err = errors.Join(json.Unmarshal(sights, &own), json.Unmarshal(second, &must))
	if string(domains) != "[]" {
		err = errors.Join(err, json.Unmarshal(domains, &m.ProviderDomains))
	}
	m.Sight, m.MustSecondStep = cham.SightOf(m.Role, own, m.Department.Sight, m.Limit), slices.Contains(must, m.Role)
	return m, err
}

func sights(ws cham.Workspace) string {
	b, err := json.Marshal(ws.Sights)
	if err != nil {
		panic("sqlstore: " + err.Error()) // texts by text
	}
	if len(ws.Sights) == 0 {
		return "{}"
	}
	return string(b)
}

// UserByEmail implements access.Store.
func (s Access) UserByEmail(ctx context.Context, email string) (access.User, error) {
	return one(ctx, s.db, "access.user_by_email", scanUser, email)
}

// User implements access.Store.
func (s Access) User(ctx context.Context, id cham.UserID) (access.User, error) {
	return one(ctx, s.db, "access.user", scanUser, id)
}

// UpdateUser implements access.Store; when it was made does not change.
func (s Access) UpdateUser(ctx context.Context, u access.User) error {
	return s.db.execOne(ctx, "access.update_user",
		u.ID, u.Email, u.Name, u.PasswordHash, u.Language, u.Theme)
}

// Memberships implements access.Store; the oldest workspace comes first.
func (s Access) Memberships(ctx context.Context, user cham.UserID) ([]access.Member, error) {
	return all(ctx, s.db, "access.memberships", scanMember, user)
}

// Members implements access.Store; the oldest user comes first.
func (s Access) Members(ctx context.Context, ws cham.WorkspaceID) ([]access.Member, error) {
	return all(ctx, s.db, "access.members", scanMember, ws)
}

// PutMember implements access.Store. The last owner keeps the role:
// CodeConflict.
func (s Access) PutMember(ctx context.Context, m access.Member) error {
	return s.db.transact(ctx, "sqlstore.PutMember", func(t *txn) {
		t.exec("access.insert_user_when_new", userArgs(m.User)...)
		if m.Role != cham.RoleOwner {
			t.keepAnOwner(m.Workspace, m.ID)
		}
		t.exec("access.put_member", m.Workspace, m.ID, m.Role)
		t.exec("access.set_place", m.Workspace, m.ID, m.Department.ID, string(m.Limit))
	})
}

// RemoveMember implements access.Store.
func (s Access) RemoveMember(ctx context.Context, ws cham.WorkspaceID, user cham.UserID) error {
	return s.db.transact(ctx, "sqlstore.RemoveMember", func(t *txn) {
		t.keepAnOwner(ws, user)
		t.execOne("access.delete_member", ws, user)
		for _, who := range append(column[string](t, "providers.subjects", user), column[string](t, "access.email_of", user)...) {
			t.exec("providers.remember", ws, removed(ws, who), s.db.now())
		}
		t.exec("access.delete_member_sessions", ws, user)
		t.exec("access.delete_member_invitations", ws, user)
		t.exec("agencies.end_handover", ws, user)
		t.exec("access.delete_user_when_unused", user)
	})
}

// keepAnOwner fails when user is the workspace's only owner. The lock makes
// two owners who remove each other at once wait for one another.
func (t *txn) keepAnOwner(ws cham.WorkspaceID, user cham.UserID) {
	column[string](t, "access.lock_workspace", ws)
	if owners := column[string](t, "access.owners", ws); len(owners) == 1 && owners[0] == string(user) {
		t.fail(cham.CodeConflict, "a workspace needs an owner; make somebody else owner first")
	}
}

// CreateSession implements access.Store, and forgets the user's expired ones.
func (s Access) CreateSession(ctx context.Context, n access.Session) error {
	return s.db.transact(ctx, "sqlstore.CreateSession", func(t *txn) {
		t.exec("access.delete_expired_sessions", n.User, s.db.now())
		t.exec("access.insert_session", n.TokenHash, n.User, n.Workspace, n.CreatedAt, n.LastSeen, n.ExpiresAt, n.Agent, n.Address,
			string(n.Way), n.Provider)
	})
}

// Session implements access.Store; whether it has expired is for the caller.
func (s Access) Session(ctx context.Context, tokenHash string) (access.Session, error) {
	return one(ctx, s.db, "access.session", scanSession, tokenHash)
}

func scanSession(r scanner) (n access.Session, err error) {
	return n, r.Scan(&n.TokenHash, &n.User, &n.Workspace, instant{&n.CreatedAt}, instant{&n.LastSeen}, instant{&n.ExpiresAt},
		&n.Agent, &n.Address, &n.Way, &n.Provider)
}

// Sessions implements access.Store.
func (s Access) Sessions(ctx context.Context, user cham.UserID, at time.Time) ([]access.Session, error) {
	return all(ctx, s.db, "access.sessions", scanSession, user, at)
}

// TouchSession implements access.Store: it stores workspace, last seen and expiry.
func (s Access) TouchSession(ctx context.Context, n access.Session) error {
	return s.db.execOne(ctx, "access.touch_session", n.TokenHash, n.Workspace, n.LastSeen, n.ExpiresAt)
}

// DeleteSession implements access.Store; one that is gone already is no error.
func (s Access) DeleteSession(ctx context.Context, tokenHash string) error {
	_, err := s.db.exec(ctx, "access.delete_session", tokenHash)
	return err
}

// DeleteUserSessions implements access.Store; the session with the hash except stays.
func (s Access) DeleteUserSessions(ctx context.Context, user cham.UserID, except string) error {
	_, err := s.db.exec(ctx, "access.delete_user_sessions", user, except)
	return err
}

// Invite implements access.Store.
func (s Access) Invite(ctx context.Context, m access.Member, i access.Invitation) error {
	return s.db.transact(ctx, "sqlstore.Invite", func(t *txn) {
		t.exec("access.insert_user_when_new", userArgs(m.User)...)
		if t.exec("access.invite_member", m.Workspace, m.ID, m.Role, m.Name, m.Department.ID, string(m.Limit)) == 0 {
			t.fail(cham.CodeConflict, "the person is a member already")
		}
		t.exec("access.delete_member_invitations", m.Workspace, m.ID)
		t.exec("providers.forget", m.Workspace, removed(m.Workspace, m.Email))
		t.exec("access.insert_invitation", i.Hash, i.Workspace, i.User, i.ExpiresAt)
	})
}

func scanInvitation(r scanner) (i access.Invitation, err error) {
	return i, r.Scan(&i.Hash, &i.Workspace, &i.User, instant{&i.ExpiresAt})
}

// Invitation implements access.Store; whether it has expired is for the caller.
func (s Access) Invitation(ctx context.Context, hash string) (access.Invitation, error) {
	return one(ctx, s.db, "access.invitation", scanInvitation, hash)
}

// Accept implements access.Store. Of two who accept at once, one does.
func (s Access) Accept(ctx context.Context, i access.Invitation, name, passwordHash string) error {
	return s.db.transact(ctx, "sqlstore.Accept", func(t *txn) {
		t.execOne("access.delete_invitation", i.Hash, i.Workspace, i.User)
		if passwordHash != "" {
			t.execOne("access.first_password", i.User, name, passwordHash)
		}
		t.execOne("access.accept_member", i.Workspace, i.User)
	})
}

// CreateAPIKey implements access.Store.
func (s Access) CreateAPIKey(ctx context.Context, k access.APIKey) error {
	_, err := s.db.exec(ctx, "access.insert_api_key",
		k.ID, k.Workspace, k.Name, k.Hash, k.Prefix, k.Role, k.Maker, k.Parent, k.CreatedAt, k.ExpiresAt, k.LastUsed, scopes(k))
	return err
}

// scopes is null for all, which is not the same as none.
func scopes(k access.APIKey) jsonList {
	if k.Scopes == nil {
		return "null"
	}
	return list(k.Scopes)
}

func scanAPIKey(r scanner) (k access.APIKey, err error) {
	var scopes, sights []byte
	if err := r.Scan(&k.ID, &k.Workspace, &k.Name, &k.Hash, &k.Prefix, &k.Role, &k.Maker, &k.MakerName, &k.MakerRole,
		&k.Parent, instant{&k.CreatedAt}, instant{&k.ExpiresAt}, instant{&k.LastUsed}, &scopes, &sights, &k.Archived,
		&k.MakerLimits[0], &k.MakerLimits[1]); err != nil {
		return k, err
	}
	if string(sights) != "{}" {
		err = json.Unmarshal(sights, &k.Sights)
	}
	return k, errors.Join(err, json.Unmarshal(scopes, &k.Scopes))
}

// APIKeys implements access.Store; the oldest comes first.
func (s Access) APIKeys(ctx context.Context, ws cham.WorkspaceID) ([]access.APIKey, error) {
	return all(ctx, s.db, "access.api_keys", scanAPIKey, ws)
}

// APIKeyByHash implements access.Store.
func (s Access) APIKeyByHash(ctx context.Context, hash string) (access.APIKey, error) {
	return one(ctx, s.db, "access.api_key_by_hash", scanAPIKey, hash)
}

// TouchAPIKey implements access.Store.
func (s Access) TouchAPIKey(ctx context.Context, id string, at time.Time) error {
	return s.db.execOne(ctx, "access.touch_api_key", id, at)
}

// DeleteAPIKey implements access.Store.
func (s Access) DeleteAPIKey(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.db.transact(ctx, "sqlstore.DeleteAPIKey", func(t *txn) {
		t.execOne("access.delete_api_key", ws, id)
		t.exec("access.delete_api_keys_of_key", ws, id)
	})
}

// Keep implements access.Store. Of two who keep at once, both get the first's.
func (s Access) Keep(ctx context.Context, name, fresh string) (string, error) {
	if _, err := s.db.exec(ctx, "access.keep_text", name, fresh); err != nil {
		return "", err
	}
	return one(ctx, s.db, "access.kept_text", func(r scanner) (v string, err error) { return v, r.Scan(&v) }, name)
}
