package sqlstore

import (
	"context"
	"database/sql"
	"time"

	"cham"
)

// Feed keeps how far the readers of touch history are; it is a
// feed.Cursors[*Tx].
type Feed struct{ db *DB }

// Feed is the database's store of the readers' cursors.
func (db *DB) Feed() Feed { return Feed{db} }

// Tx is a transaction of the database that somebody else begins and ends. What
// works in it must use nothing of the DB meanwhile: SQLite has one connection
// that writes, and this one holds it.
type Tx struct{ tx *sql.Tx }

// SQL is the transaction itself, for tables that are not this package's.
func (t *Tx) SQL() *sql.Tx { return t.tx }

// Cursor implements feed.Cursors.
func (f Feed) Cursor(ctx context.Context, ws cham.WorkspaceID, reader string) (seq int64, receivedAt time.Time, err error) {
	seq, err = one(ctx, f.db, "feed.cursor", func(r scanner) (seq int64, err error) {
		err = r.Scan(&seq, instant{&receivedAt})
		return seq, err
	}, ws, reader)
	return seq, receivedAt, err
}

// Begin implements feed.Cursors.
func (f Feed) Begin(ctx context.Context, ws cham.WorkspaceID, reader string, seq int64, receivedAt time.Time) error {
	_, err := f.db.exec(ctx, "feed.begin", ws, reader, seq, receivedAt, f.db.now())
	return err
}

// Move implements feed.Cursors. Cost: one commit.
func (f Feed) Move(ctx context.Context, ws cham.WorkspaceID, reader string, from, to int64, receivedAt time.Time,
	write func(context.Context, *Tx) error) error {
	return f.db.transact(ctx, "sqlstore.feed.move", func(t *txn) {
		if t.exec("feed.move", ws, reader, from, to, receivedAt, f.db.now()) == 0 {
			t.fail(cham.CodeConflict, "the reader's cursor was moved by somebody else")
		}
		if t.err == nil && write != nil {
			t.err = write(ctx, &Tx{t.tx})
		}
	})
}
