package sqlstore

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"cham"
	"cham/store/internal/sqldb"
)

// Restoring is a database that is being filled from a backup: whole when Commit
// has returned, and not to be started before.
type Restoring struct {
	db     *DB
	id     string
	conn   *sql.Conn
	tx     *sql.Tx
	tables []catalogTable
}

// Restore makes the schema of a version in an empty database and marks it as
// half-filled by id. CodeConflict says that the database is not empty; what a
// restore that was killed left in it is cleared. The caller closes it.
func Restore(ctx context.Context, url string, schema int64, id string) (*Restoring, error) {
	r := &Restoring{db: &DB{now: time.Now, writes: map[string]*sql.Stmt{}, reads: map[string]*sql.Stmt{}}, id: id}
	if err := r.begin(ctx, url, schema); err != nil {
		r.Close()
		return nil, sqldb.Error("sqlstore.Restore", err)
	}
	return r, nil
}

func (r *Restoring) begin(ctx context.Context, url string, schema int64) error {
	if _, err := r.db.connect(url); err != nil {
		return err
	}
	if err := r.db.emptied(ctx, r.id); err != nil {
		return err
	}
	if err := r.db.schemaOf(ctx, schema); err != nil {
		return err
	}
	if err := r.db.mark(ctx, r.id, markRestoring); err != nil {
		return err
	}
	var err error
	if r.conn, err = r.db.writer.Conn(ctx); err != nil {
		return err
	}
	if r.tx, err = r.conn.BeginTx(ctx, nil); err != nil {
		return err
	}
	r.tables, err = catalog(ctx, r.tx, r.db.dialect)
	return err
}

// emptied refuses a database that is in use, and clears one that a restore left
// half-filled.
func (db *DB) emptied(ctx context.Context, id string) error {
	tables, err := catalog(ctx, db.writer, db.dialect)
	if err != nil {
		return err
	}
	_, state, err := db.Mark(ctx)
	if err != nil {
		return err
	}
	for _, t := range tables {
		var rows int
		if err := db.writer.QueryRowContext(ctx, "SELECT count(*) FROM "+quoted(t.name)).Scan(&rows); err != nil {
			return err
		}
		if rows > 0 && state != markRestoring && (t.name == "workspace" || t.name == "users") {
			return cham.Errorf(cham.CodeConflict, "sqlstore.Restore",
				"the database has data in it (%d rows in %s), which is not overwritten: name an empty database", rows, t.name)
		}
	}
	return nil
}

// schemaOf brings an empty database to a version of the schema.
func (db *DB) schemaOf(ctx context.Context, schema int64) error {
	p, err := db.migrations()
	if err != nil {
		return err
	}
	from, to, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if schema > to || from > schema {
		return cham.Errorf(cham.CodeInvalid, "sqlstore.Restore",
			"the backup is of a newer Chạm (schema %d, this program knows %d): use the program that wrote it, or a newer one", schema, max(to, from))
	}
	_, err = p.UpTo(ctx, schema)
	return err
}

// Load fills a table with what Snapshot.Dump wrote.
func (r *Restoring) Load(ctx context.Context, table string, from io.Reader) (rows int64, err error) {
	i := slices.IndexFunc(r.tables, func(t catalogTable) bool { return t.name == table })
	if i < 0 {
		return 0, cham.Errorf(cham.CodeInvalid, "sqlstore.Load", "the backup has a table %q that its schema does not have: it is damaged", table)
	}
	in, err := newRowReader(from, r.tables[i])
	if err == nil {
		_, err = r.tx.ExecContext(ctx, "DELETE FROM "+quoted(table)) // what migrations put there, or a restore that was killed
	}
	if err == nil && r.db.dialect == sqldb.Postgres {
		rows, err = r.copyIn(ctx, table, in)
	} else if err == nil {
		rows, err = r.insert(ctx, table, in)
	}
	if err != nil {
		err = fmt.Errorf("table %s: %w", table, err)
	}
	return rows, sqldb.Error("sqlstore.Load", err)
}

func (r *Restoring) insert(ctx context.Context, table string, in *rowReader) (rows int64, err error) {
	var marks []string
	for i := range in.columns {
		marks = append(marks, fmt.Sprint("?", i+1))
	}
	st, err := r.tx.PrepareContext(ctx, "INSERT INTO "+quoted(table)+" ("+in.names()+") VALUES ("+strings.Join(marks, ", ")+")")
	if err != nil {
		return 0, err
	}
	defer st.Close()
	for in.Next() {
		if _, err := st.ExecContext(ctx, in.values...); err != nil {
			return rows, err
		}
		rows++
	}
	return rows, in.Err()
}

// copyIn is PostgreSQL's way of taking in many rows.
func (r *Restoring) copyIn(ctx context.Context, table string, in *rowReader) (rows int64, err error) {
	var names []string
	for _, c := range in.columns {
		names = append(names, c.Name)
	}
	err = r.conn.Raw(func(c any) error {
		rows, err = c.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, names, in)
		return err
	})
	return rows, err
}

// MoveUploads makes files that imports wait for be looked for in another folder.
func (r *Restoring) MoveUploads(ctx context.Context, from, to string) error {
	text := sqldb.ForDialect("UPDATE import SET path = replace(path, $1, $2)", r.db.dialect)
	_, err := r.tx.ExecContext(ctx, text, from, to)
	return sqldb.Error("sqlstore.MoveUploads", err)
}

// PauseMailings pauses what was being sent when the backup was made: what left since
// is not known here, and nothing may be sent twice. A person resumes it.
func (r *Restoring) PauseMailings(ctx context.Context) error {
	if !slices.ContainsFunc(r.tables, func(t catalogTable) bool { return t.name == "mailing" }) {
		return nil // it is of before there were any
	}
	for _, text := range []string{`UPDATE outbox SET state = 'stopped' WHERE state = 'waiting' AND EXISTS (
			SELECT 1 FROM mailing AS m WHERE m.workspace = outbox.workspace AND m.id = outbox.mailing AND m.state = 'filling')`,
		`UPDATE mailing SET why = 'restored', ended_at = CASE state WHEN 'filling' THEN started_at ELSE ended_at END,
			state = CASE state WHEN 'filling' THEN 'stopped' ELSE 'paused' END WHERE state IN ('filling', 'running', 'paused')`} {
		if _, err := r.tx.ExecContext(ctx, text); err != nil {
			return sqldb.Error("sqlstore.PauseMailings", err)
		}
	}
	return nil
}

// Commit makes what was loaded the database's state, all at once.
func (r *Restoring) Commit(ctx context.Context) error {
	text := sqldb.ForDialect("UPDATE "+markTable+" SET state = $1", r.db.dialect)
	_, err := r.tx.ExecContext(ctx, text, markRestored)
	if err == nil {
		err = r.tx.Commit()
	}
	return sqldb.Error("sqlstore.Commit", err)
}

// Snapshot reads what was loaded, before Commit as after it.
func (r *Restoring) Snapshot(ctx context.Context) (*Snapshot, error) {
	s := &Snapshot{tx: r.tx, dialect: r.db.dialect, Database: string(r.db.dialect), tables: r.tables}
	return s, sqldb.Error("sqlstore.Snapshot", r.tx.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&s.Schema))
}

// Close lets go of the database; what was not committed is not there.
func (r *Restoring) Close() error {
	if r.tx != nil {
		r.tx.Rollback()
	}
	var err error
	if r.conn != nil {
		err = r.conn.Close()
	}
	return errors.Join(err, r.db.Close())
}

// rowReader reads what dump wrote. It is pgx.CopyFromSource.
type rowReader struct {
	catalogTable
	lines  *bufio.Reader
	values []any
	err    error
}

func newRowReader(from io.Reader, t catalogTable) (*rowReader, error) {
	r := &rowReader{lines: bufio.NewReaderSize(from, 256<<10)}
	head, err := r.lines.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(head, &r.columns)
	}
	if err != nil {
		return nil, fmt.Errorf("its first line: %w", err)
	}
	for _, c := range r.columns {
		if !slices.ContainsFunc(t.columns, func(have tableColumn) bool { return have.Name == c.Name && have.Kind == c.Kind }) {
			return nil, fmt.Errorf("there is no column %s of %s", c.Name, c.Kind)
		}
	}
	r.values = make([]any, len(r.columns))
	return r, nil
}

// Next implements pgx.CopyFromSource.
func (r *rowReader) Next() bool {
	line, err := r.lines.ReadBytes('\n')
	if errors.Is(err, io.EOF) && len(line) == 0 {
		return false
	}
	var row []json.RawMessage
	if err == nil {
		err = json.Unmarshal(line, &row)
	}
	if err == nil && len(row) != len(r.columns) {
		err = fmt.Errorf("a row has %d cells, not %d", len(row), len(r.columns))
	}
	for i := 0; err == nil && i < len(row); i++ {
		r.values[i], err = cellOf(r.columns[i].Kind, row[i])
	}
	r.err = err
	return err == nil
}

func cellOf(kind columnKind, b json.RawMessage) (any, error) {
	if bytes.Equal(b, []byte("null")) {
		return nil, nil
	}
	switch kind {
	case kindInt:
		return decoded[int64](b)
	case kindBool:
		return decoded[bool](b)
	case kindFloat:
		return decoded[float64](b)
	case kindBytes:
		return decoded[[]byte](b)
	}
	return decoded[string](b)
}

func decoded[T any](b []byte) (v T, err error) { return v, json.Unmarshal(b, &v) }

// Values implements pgx.CopyFromSource.
func (r *rowReader) Values() ([]any, error) { return r.values, nil }

// Err implements pgx.CopyFromSource.
func (r *rowReader) Err() error { return r.err }
