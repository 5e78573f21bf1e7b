package sqlstore

import (
	"context"
	"time"

	"cham"
	"cham/store/internal/sqldb"
)

// Installation answers the name the database is known by; fresh is, and made
// says so, when it has none yet.
func (db *DB) Installation(ctx context.Context, fresh string) (name string, made bool, err error) {
	n, err := db.exec(ctx, "access.keep_text", "installation", fresh)
	if err != nil {
		return "", false, err
	}
	name, err = db.Access().Keep(ctx, "installation", fresh)
	return name, n == 1, err
}

// advisoryKey is "cham" in ASCII: the lock that a process on a database holds.
const advisoryKey = 0x6368616d

// Hold keeps the database for this process until Close, waiting so long for a
// process before it to be gone; CodeConflict when it is not. A SQLite file is
// held by its folder's lock already.
func (db *DB) Hold(ctx context.Context, wait time.Duration) error {
	if db.dialect == sqldb.SQLite {
		return nil
	}
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return sqldb.Error("sqlstore.Hold", err)
	}
	db.held = conn
	const ask = "SELECT pg_try_advisory_lock($1)"
	for over := time.After(wait); ; {
		var ours bool
		if err := conn.QueryRowContext(ctx, ask, advisoryKey).Scan(&ours); err != nil || ours {
			return sqldb.Error("sqlstore.Hold", err)
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return sqldb.Error("sqlstore.Hold", ctx.Err())
		case <-over:
			return cham.Errorf(cham.CodeConflict, "sqlstore.Hold",
				"another cham is running on this database; stop it, or use --server URL --key K to talk to it")
		}
	}
}
