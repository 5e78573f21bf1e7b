package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"cham"
	"cham/capability/access"
)

// PutProvider implements access.Store.
func (s Access) PutProvider(ctx context.Context, p access.Provider) error {
	_, err := s.db.exec(ctx, "providers.put", p.Workspace, p.Issuer, p.Client, p.Secret, list(append([]string{}, p.Domains...)),
		p.Newcomers, p.Only)
	return err
}

func scanProvider(r scanner) (p access.Provider, err error) {
	var domains []byte
	if err := r.Scan(&p.Workspace, &p.Issuer, &p.Client, &p.Secret, &domains, &p.Newcomers, &p.Only); err != nil {
		return p, err
	}
	return p, json.Unmarshal(domains, &p.Domains)
}

// Provider implements access.Store.
func (s Access) Provider(ctx context.Context, ws cham.WorkspaceID) (access.Provider, error) {
	return one(ctx, s.db, "providers.one", scanProvider, ws)
}

// Providers implements access.Store.
func (s Access) Providers(ctx context.Context) ([]access.Provider, error) {
	return all(ctx, s.db, "providers.all", scanProvider)
}

// DeleteProvider implements access.Store.
func (s Access) DeleteProvider(ctx context.Context, ws cham.WorkspaceID) error {
	return s.db.execOne(ctx, "providers.delete", ws)
}

// Linked implements access.Store.
func (s Access) Linked(ctx context.Context, issuer, subject string) (cham.UserID, error) {
	return one(ctx, s.db, "providers.linked", func(r scanner) (u cham.UserID, err error) { return u, r.Scan(&u) }, issuer, subject)
}

// Links implements access.Store.
func (s Access) Links(ctx context.Context, user cham.UserID) (int, error) {
	return one(ctx, s.db, "providers.links", func(r scanner) (n int, err error) { return n, r.Scan(&n) }, user)
}

// LinkedAt implements access.Store.
func (s Access) LinkedAt(ctx context.Context, issuer string, user cham.UserID) (bool, error) {
	return one(ctx, s.db, "providers.linked_at", func(r scanner) (is bool, err error) {
		var n int
		err = r.Scan(&n)
		return n > 0, err
	}, user, issuer)
}

// Join implements access.Store. Of two who bring one subject at once, one does.
func (s Access) Join(ctx context.Context, m access.Member, l access.Link) error {
	return s.db.transact(ctx, "sqlstore.Join", func(t *txn) {
		t.exec("access.insert_user_when_new", userArgs(m.User)...)
		t.exec("providers.join", m.Workspace, m.ID, m.Role)
		t.exec("access.delete_member_invitations", m.Workspace, m.ID)
		if l.Subject != "" {
			t.exec("providers.link", l.Issuer, l.Subject, m.ID, l.CreatedAt)
		}
	})
}

// Removed implements access.Store.
func (s Access) Removed(ctx context.Context, ws cham.WorkspaceID, issuer, subject, email string) (bool, error) {
	return one(ctx, s.db, "providers.removed", func(r scanner) (is bool, err error) {
		var n int
		err = r.Scan(&n)
		return n > 0, err
	}, ws, removed(ws, issuer+" "+subject), removed(ws, email))
}

// removed is how somebody who was taken out is remembered: an e-mail, or issuer and
// subject, that nobody reads there.
func removed(ws cham.WorkspaceID, who string) string {
	sum := sha256.Sum256([]byte(string(ws) + "\n" + strings.ToLower(who)))
	return hex.EncodeToString(sum[:])
}
