package sqlstore

import (
	"context"

	"cham"
	"cham/store/internal/sqldb"
)

// markTable says of a database that it was filled by a restore, or left for
// another. It is no part of the state: backups do not have it, and a database
// that was never restored neither.
const markTable = "database_mark"

// What a mark says.
const (
	markRestoring = "restoring" // a restore has not finished
	markRestored  = "restored"
	markMoved     = "moved" // the state was moved elsewhere since
)

// Mark returns what a restore or a move wrote into the database, by which id;
// "" when there was none.
func (db *DB) Mark(ctx context.Context) (id, state string, err error) {
	tables, err := pairs(ctx, db.writer, catalogTexts[db.dialect].tables)
	if err != nil {
		return "", "", err
	}
	for _, t := range tables {
		if t[0] == markTable {
			err = db.writer.QueryRowContext(ctx, "SELECT id, state FROM "+markTable).Scan(&id, &state)
		}
	}
	return id, state, err
}

func (db *DB) mark(ctx context.Context, id, state string) error {
	for _, text := range []string{
		"CREATE TABLE IF NOT EXISTS " + markTable + " (one BIGINT PRIMARY KEY, id TEXT NOT NULL, state TEXT NOT NULL)",
		"INSERT INTO " + markTable + " (one, id, state) VALUES (1, '', '') ON CONFLICT (one) DO NOTHING",
	} {
		if _, err := db.writer.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	text := sqldb.ForDialect("UPDATE "+markTable+" SET id = $1, state = $2", db.dialect)
	_, err := db.writer.ExecContext(ctx, text, id, state)
	return err
}

// RestoredBy reports whether the restore of an id filled this database to its end.
func (db *DB) RestoredBy(ctx context.Context, id string) (bool, error) {
	by, state, err := db.Mark(ctx)
	return by == id && state == markRestored, sqldb.Error("sqlstore.Mark", err)
}

// MarkMoved makes the database refuse to be opened: its state lives elsewhere.
func (db *DB) MarkMoved(ctx context.Context, to string) error {
	return sqldb.Error("sqlstore.MarkMoved", db.mark(ctx, to, markMoved))
}

// whole refuses a database that is half-filled or was left.
func (db *DB) whole(ctx context.Context) error {
	id, state, err := db.Mark(ctx)
	switch {
	case err != nil:
		return err
	case state == markRestoring:
		return cham.Errorf(cham.CodeConflict, "sqlstore.Open",
			"a restore into this database did not finish: run cham restore once more, which begins anew")
	case state == markMoved:
		return cham.Errorf(cham.CodeConflict, "sqlstore.Open",
			"the data of this database was moved to %s: start with that; what is here is of before the move", id)
	}
	return nil
}
