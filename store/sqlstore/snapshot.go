package sqlstore

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"cham"
	"cham/store/internal/sqldb"
)

// Snapshot is the whole state at one instant, to be written down while others
// go on changing it. Its rows read the same from SQLite and from PostgreSQL.
type Snapshot struct {
	// Schema is the version of the schema, Database what it lies in.
	Schema   int64
	Database string

	dialect sqldb.Dialect
	tx      *sql.Tx
	tables  []catalogTable
}

// Snapshot holds the instant it is called at, until Close. It needs a reading
// connection for so long, and on SQLite its write-ahead log grows meanwhile.
func (db *DB) Snapshot(ctx context.Context) (*Snapshot, error) {
	s, err := db.snapshot(ctx)
	return s, sqldb.Error("sqlstore.Snapshot", err)
}

func (db *DB) snapshot(ctx context.Context) (*Snapshot, error) {
	options := &sql.TxOptions{ReadOnly: true}
	if db.dialect == sqldb.Postgres {
		options.Isolation = sql.LevelRepeatableRead
	}
	tx, err := db.reader.BeginTx(ctx, options)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{tx: tx, dialect: db.dialect, Database: string(db.dialect)}
	// The first statement is what the instant is taken by.
	err = tx.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&s.Schema)
	if err == nil {
		s.tables, err = catalog(ctx, tx, db.dialect)
	}
	if err != nil {
		tx.Rollback()
		return nil, err
	}
	return s, nil
}

// Close lets the instant go.
func (s *Snapshot) Close() error {
	if s == nil {
		return nil
	}
	return s.tx.Rollback()
}

// Tables are the names of all tables, each after those it refers to.
func (s *Snapshot) Tables() []string {
	var names []string
	for _, t := range s.tables {
		names = append(names, t.name)
	}
	return names
}

// Workspaces are the ids of all workspaces.
func (s *Snapshot) Workspaces(ctx context.Context) (ids []cham.WorkspaceID, err error) {
	found, err := pairs(ctx, s.tx, "SELECT id, '' FROM workspace ORDER BY created_at, id")
	for _, f := range found {
		ids = append(ids, cham.WorkspaceID(f[0]))
	}
	return ids, sqldb.Error("sqlstore.Snapshot", err)
}

// Uploads are the files of imports in one of two states.
func (s *Snapshot) Uploads(ctx context.Context, state, or string) (paths []string, err error) {
	found, err := pairs(ctx, s.tx, sqldb.ForDialect("SELECT path, '' FROM import WHERE state IN ($1, $2) ORDER BY id", s.dialect), state, or)
	for _, f := range found {
		paths = append(paths, f[0])
	}
	return paths, sqldb.Error("sqlstore.Snapshot", err)
}

// Dump writes a table: a line that names its columns, then a JSON array for
// each row, in the order of its key.
func (s *Snapshot) Dump(ctx context.Context, table string, w io.Writer) (rows int64, err error) {
	for i := range s.tables {
		if t := &s.tables[i]; t.name == table {
			rows, err = s.dump(ctx, t, w)
		}
	}
	return rows, sqldb.Error("sqlstore.Dump", err)
}

func (s *Snapshot) dump(ctx context.Context, t *catalogTable, to io.Writer) (n int64, err error) {
	w := bufio.NewWriterSize(to, 64<<10)
	if err := json.NewEncoder(w).Encode(t.columns); err != nil {
		return 0, err
	}
	rows, err := s.tx.QueryContext(ctx, "SELECT "+t.names()+" FROM "+quoted(t.name)+" ORDER BY "+t.order(s.dialect))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	cells := newCells(t.columns)
	var line []byte
	for rows.Next() {
		if err := rows.Scan(cells.pointers...); err != nil {
			return n, err
		}
		if line, err = cells.append(line[:0]); err != nil {
			return n, err
		}
		if _, err := w.Write(line); err != nil {
			return n, err
		}
		n++
	}
	if err := rows.Err(); err != nil {
		return n, err
	}
	return n, w.Flush()
}

// cells are the values of a row, typed by the columns' kinds.
type cells struct {
	kinds    []columnKind
	pointers []any
}

func newCells(columns []tableColumn) *cells {
	c := &cells{}
	for _, col := range columns {
		var p any
		switch col.Kind {
		case kindInt:
			p = &sql.NullInt64{}
		case kindBool:
			p = &sql.NullBool{}
		case kindFloat:
			p = &sql.NullFloat64{}
		case kindBytes:
			p = &[]byte{}
		default:
			p = &sql.NullString{}
		}
		c.kinds, c.pointers = append(c.kinds, col.Kind), append(c.pointers, p)
	}
	return c
}

func (c *cells) append(b []byte) (_ []byte, err error) {
	for i, p := range c.pointers {
		b = append(b, ",["[min(1, max(0, 1-i))])
		switch v := p.(type) {
		case *sql.NullInt64:
			b = orNull(b, v.Valid, func(b []byte) []byte { return strconv.AppendInt(b, v.Int64, 10) })
		case *sql.NullBool:
			b = orNull(b, v.Valid, func(b []byte) []byte { return strconv.AppendBool(b, v.Bool) })
		case *sql.NullFloat64:
			b = orNull(b, v.Valid, func(b []byte) []byte { return strconv.AppendFloat(b, v.Float64, 'g', -1, 64) })
		case *[]byte:
			b = orNull(b, *v != nil, func(b []byte) []byte {
				return append(base64.StdEncoding.AppendEncode(append(b, '"'), *v), '"')
			})
		case *sql.NullString:
			if !v.Valid {
				b = append(b, "null"...)
			} else if b, err = jsontext.AppendQuote(b, v.String); err != nil {
				return nil, err
			}
		}
	}
	return append(b, "]\n"...), nil
}

func orNull(b []byte, valid bool, put func([]byte) []byte) []byte {
	if !valid {
		return append(b, "null"...)
	}
	return put(b)
}
