package sqldb

import (
	"context"
	"database/sql"

	"cham"
)

// Scrub leaves no byte of what was deleted in a SQLite file and its log: whole
// writes the file anew, which is needed unless secure_delete was on for as long as
// there was something to delete. writer's connection is kept still meanwhile; the
// work has one of its own, since statements that were run for their effect and
// have rows stay begun, and VACUUM will have none beside it.
func Scrub(ctx context.Context, path string, writer *sql.DB, whole bool) error {
	held, err := writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer held.Close()
	own := OpenSQLite(path, SQLiteOptions{Conns: 1})
	defer own.Close()
	if whole {
		// A copy of all there is does not belong into memory.
		for _, text := range []string{"PRAGMA temp_store=FILE", "VACUUM"} {
			if _, err := own.ExecContext(ctx, text); err != nil {
				return err
			}
		}
	}
	var busy, log, copied int
	if err := own.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &copied); err != nil {
		return err
	}
	if busy != 0 {
		e := cham.Errorf(cham.CodeUnavailable, "sqldb.Scrub", "somebody reads the database; it is tried again")
		e.RetryAfter = RetryAfter
		return e
	}
	return nil
}
