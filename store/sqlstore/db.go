// Package sqlstore keeps the operational state of Chạm — workspaces, users,
// sources, maps, the identity graph, refusals, imports — in SQLite or in
// PostgreSQL, by one text per statement.
package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"strings"
	"time"

	"cham"
	"cham/store/internal/sqldb"
)

//go:embed query migrate
var files embed.FS

// DB is one database of operational state. A capability works with its own
// type over it: DB.Access, DB.Graph, DB.Maps, …; all are safe for concurrent
// use. A commit is on disk before it returns, and one process writes a
// workspace at a time. Errors are cham.Errors: CodeNotFound, CodeConflict,
// CodeUnavailable (full, busy, read-only or away) or CodeInternal.
type DB struct {
	dialect sqldb.Dialect
	now     func() time.Time
	path    string // of the SQLite file
	// SQLite has one connection that writes and several that read; PostgreSQL
	// has one pool for both.
	writer, reader *sql.DB
	// Every statement of query/, prepared, by file and name ("graph.edges"): all
	// on the writer, those that only read on the reader too.
	writes, reads map[string]*sql.Stmt
	// held is the connection that keeps PostgreSQL for this process.
	held *sql.Conn
	// beforeUpgrade is called before the schema is changed.
	beforeUpgrade func(ctx context.Context, db *DB, from int64) error
}

const (
	sqliteReaders = 8
	postgresConns = 16
)

// Open opens the database that url names — "sqlite:/path/state.db" or
// "postgres://user@host/name" — brings it to the current schema and prepares
// every statement. now gives the time.
func Open(ctx context.Context, url string, now func() time.Time) (*DB, error) {
	return OpenAfter(ctx, url, now, func(context.Context, *DB, int64) error { return nil })
}

// OpenAsItIs opens a database without bringing it to the current schema: for
// Snapshot, Mark and Hold only.
func OpenAsItIs(ctx context.Context, url string) (*DB, error) {
	db := &DB{now: time.Now}
	_, err := db.connect(url)
	if err == nil {
		err = db.whole(ctx)
	}
	if err != nil {
		db.Close()
		return nil, sqldb.Error("sqlstore.Open", err)
	}
	return db, nil
}

// OpenAfter is Open that calls before when the schema, of the version it is
// given, is about to be changed; when that fails nothing is changed.
func OpenAfter(ctx context.Context, url string, now func() time.Time, before func(context.Context, *DB, int64) error) (*DB, error) {
	db := &DB{now: now, writes: map[string]*sql.Stmt{}, reads: map[string]*sql.Stmt{}, beforeUpgrade: before}
	if err := db.open(ctx, url); err != nil {
		db.Close()
		return nil, sqldb.Error("sqlstore.Open", err)
	}
	return db, nil
}

func (db *DB) open(ctx context.Context, url string) error {
	if _, err := db.connect(url); err != nil {
		return err
	}
	if err := db.whole(ctx); err != nil {
		return err
	}
	if err := db.migrate(ctx); err != nil {
		return err
	}
	return db.prepare(ctx)
}

// connect makes the pools of connections; path is the SQLite file's.
func (db *DB) connect(url string) (path string, err error) {
	path, isFile := strings.CutPrefix(url, "sqlite:")
	switch {
	case isFile:
		db.dialect, db.path = sqldb.SQLite, path
		db.writer = sqldb.OpenSQLite(path, sqldb.SQLiteOptions{Conns: 1, Pragmas: []string{"cache_size=-32768", "secure_delete=ON"}})
		db.reader = sqldb.OpenSQLite(path, sqldb.SQLiteOptions{Conns: sqliteReaders, ReadOnly: true})
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		db.dialect = sqldb.Postgres
		if db.writer, err = sqldb.OpenPostgres(url, postgresConns); err != nil {
			e := cham.Wrap(cham.CodeInvalid, "sqlstore.Open", err)
			e.Field, e.Hint = "database-url", "check the address"
			return "", e
		}
		db.reader = db.writer
	default:
		e := cham.Errorf(cham.CodeInvalid, "sqlstore.Open", `it must begin with "sqlite:" or "postgres://"`)
		e.Field = "database-url"
		return "", e
	}
	return path, nil
}

// prepare checks every statement against the schema, so that a broken one
// stops the start and not a customer.
func (db *DB) prepare(ctx context.Context) error {
	folder, err := fs.Sub(files, "query")
	if err != nil {
		return err
	}
	texts, err := sqldb.Texts(folder, db.dialect)
	if err != nil {
		return err
	}
	for name, text := range texts {
		if db.writes[name], err = db.writer.PrepareContext(ctx, text); err != nil {
			return errors.Join(errors.New("statement "+name), err)
		}
		if strings.HasPrefix(text, "SELECT") {
			if db.reads[name], err = db.reader.PrepareContext(ctx, text); err != nil {
				return errors.Join(errors.New("statement "+name), err)
			}
		}
	}
	return nil
}

// Close ends all connections, after what runs on them has ended.
func (db *DB) Close() error {
	var errs []error
	if db.held != nil {
		errs = append(errs, db.held.Close())
	}
	for _, m := range []map[string]*sql.Stmt{db.reads, db.writes} {
		for _, st := range m {
			if st != nil {
				errs = append(errs, st.Close())
			}
		}
	}
	if db.reader != nil && db.reader != db.writer {
		errs = append(errs, db.reader.Close())
	}
	if db.writer != nil {
		errs = append(errs, db.writer.Close())
	}
	return errors.Join(errs...)
}

// Ping says whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	return sqldb.Error("sqlstore.Ping", db.reader.PingContext(ctx))
}
