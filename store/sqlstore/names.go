package sqlstore

import (
	"context"

	"cham"
)

// Names keeps what events and properties are called.
type Names struct{ db *DB }

// Names is the database's store of shown names.
func (db *DB) Names() Names { return Names{db} }

func scanShownName(r scanner) (n cham.ShownName, err error) {
	return n, r.Scan(&n.Kind, &n.Name, &n.Shown)
}

// ShownNames lists a workspace's names by kind and name.
func (s Names) ShownNames(ctx context.Context, ws cham.WorkspaceID) ([]cham.ShownName, error) {
	return all(ctx, s.db, "names.list", scanShownName, ws)
}

// SetShownName keeps what a name is shown as; "" forgets it.
func (s Names) SetShownName(ctx context.Context, ws cham.WorkspaceID, n cham.ShownName) error {
	text, args := "names.set", []any{ws, string(n.Kind), n.Name, n.Shown}
	if n.Shown == "" {
		text, args = "names.drop", args[:3]
	}
	_, err := s.db.exec(ctx, text, args...)
	return err
}
