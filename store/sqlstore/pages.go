package sqlstore

import (
	"context"

	"cham"
	"cham/capability/pages"
)

var _ pages.Store = Pages{}

// Pages keeps rules about pages; it is a pages.Store.
type Pages struct{ db *DB }

// Pages is the database's store of rules about pages.
func (db *DB) Pages() Pages { return Pages{db} }

func scanPageRule(r scanner) (p pages.Rule, err error) {
	err = r.Scan(&p.Path, &p.Together, &p.By, instant{&p.At})
	return p, err
}

// PageRules implements pages.Store.
func (s Pages) PageRules(ctx context.Context, ws cham.WorkspaceID) ([]pages.Rule, error) {
	return all(ctx, s.db, "pages.list", scanPageRule, ws)
}

// ChangePageRules implements pages.Store.
func (s Pages) ChangePageRules(ctx context.Context, ws cham.WorkspaceID, drop []string, set []pages.Rule) error {
	return s.db.transact(ctx, "sqlstore.ChangePageRules", func(t *txn) {
		for _, path := range drop {
			t.exec("pages.drop", ws, path)
		}
		for _, r := range set {
			t.exec("pages.set", ws, r.Path, r.Together, r.By, r.At)
		}
	})
}
