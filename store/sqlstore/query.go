package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"cham"
	"cham/store/internal/sqldb"
)

// statement finds a prepared statement. That there is none is a fault of the
// program, which any test of the method meets.
func statement(of map[string]*sql.Stmt, name string) *sql.Stmt {
	st := of[name]
	if st == nil {
		panic("sqlstore: no statement named " + name)
	}
	return st
}

// exec runs one statement on its own and returns how many rows it changed.
func (db *DB) exec(ctx context.Context, name string, args ...any) (int64, error) {
	res, err := statement(db.writes, name).ExecContext(ctx, clean(args)...)
	if err != nil {
		return 0, failed(name, err)
	}
	n, err := res.RowsAffected()
	return n, failed(name, err)
}

// failed is what a statement's failure is told as: its operation is the
// statement's name.
func failed(name string, err error) error { return sqldb.Error("sqlstore."+name, err) }

// execOne is exec for a statement that must find its row.
func (db *DB) execOne(ctx context.Context, name string, args ...any) error {
	n, err := db.exec(ctx, name, args...)
	if err == nil && n == 0 {
		err = failed(name, sql.ErrNoRows)
	}
	return err
}

// scanner is one row of an answer.
type scanner interface{ Scan(...any) error }

// one reads a single row.
func one[T any](ctx context.Context, db *DB, name string, scan func(scanner) (T, error), args ...any) (T, error) {
	v, err := scan(statement(db.reads, name).QueryRowContext(ctx, clean(args)...))
	return v, failed(name, err)
}

// all reads every row.
func all[T any](ctx context.Context, db *DB, name string, scan func(scanner) (T, error), args ...any) ([]T, error) {
	rows, err := statement(db.reads, name).QueryContext(ctx, clean(args)...)
	if err != nil {
		return nil, failed(name, err)
	}
	defer rows.Close()
	var vs []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, failed(name, err)
		}
		vs = append(vs, v)
	}
	return vs, failed(name, rows.Err())
}

// txn is a transaction that remembers its first failure, so that a list of
// steps reads as a list.
type txn struct {
	ctx context.Context
	op  string
	db  *DB
	tx  *sql.Tx
	err error
}

// transact runs f in a transaction that is committed when all went well.
func (db *DB) transact(ctx context.Context, op string, f func(*txn)) error {
	tx, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return sqldb.Error(op, err)
	}
	defer tx.Rollback()
	t := &txn{ctx: ctx, op: op, db: db, tx: tx}
	f(t)
	if t.err == nil {
		t.err = tx.Commit()
	}
	return sqldb.Error(op, t.err)
}

// exec runs a statement, unless an earlier one failed.
func (t *txn) exec(name string, args ...any) (changed int64) {
	if t.err != nil {
		return 0
	}
	res, err := t.tx.StmtContext(t.ctx, statement(t.db.writes, name)).ExecContext(t.ctx, clean(args)...)
	if err == nil {
		changed, err = res.RowsAffected()
	}
	t.err = err
	return changed
}

// execOne is exec for a statement that must change a row.
func (t *txn) execOne(name string, args ...any) {
	if n := t.exec(name, args...); n == 0 && t.err == nil {
		t.err = sql.ErrNoRows
	}
}

// fail ends the transaction with an error of the given code, unless it failed
// already.
func (t *txn) fail(code cham.Code, hint string) {
	if t.err == nil {
		t.err = cham.Errorf(code, t.op, "%s", hint)
	}
}

// column reads the first column of all rows.
func column[T any](t *txn, name string, args ...any) (vs []T) {
	if t.err != nil {
		return nil
	}
	rows, err := t.tx.StmtContext(t.ctx, statement(t.db.writes, name)).QueryContext(t.ctx, clean(args)...)
	if err != nil {
		t.err = err
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var v T
		if t.err = rows.Scan(&v); t.err != nil {
			return nil
		}
		vs = append(vs, v)
	}
	t.err = rows.Err()
	return vs
}

// turn locks what two at once may write, and gives this one's place behind all
// before it; 0 after an error.
func (t *txn) turn(lock, next string, ws cham.WorkspaceID) int64 {
	t.exec(lock, lock+" "+string(ws))
	n := column[int64](t, next, ws)
	if t.err != nil {
		return 0
	}
	return n[0]
}

// numbers takes n numbers of a workspace's series and returns the first. It
// also makes concurrent transactions of the series wait for each other.
func (t *txn) numbers(ws cham.WorkspaceID, series string, n int) int64 {
	last := column[int64](t, "number.take", ws, series, n)
	if len(last) == 0 {
		return 0
	}
	return last[0] - int64(n) + 1
}

// list is a JSON array that stands for many rows in one parameter.
func list[T any](vs []T) jsonList {
	if len(vs) == 0 {
		return "[]" // a nil slice would be null
	}
	b, err := json.Marshal(vs)
	if err != nil {
		panic("sqlstore: " + err.Error()) // our own structs of numbers and texts
	}
	return jsonList(b)
}

type jsonList string

// clean makes arguments such that both databases can store them: text is
// valid UTF-8 without NUL, and ids are plain strings.
func clean(args []any) []any {
	for i, a := range args {
		switch v := a.(type) {
		case jsonList:
			args[i] = string(v)
		case string:
			args[i] = text(v)
		case cham.WorkspaceID:
			args[i] = text(string(v))
		case cham.SourceID:
			args[i] = text(string(v))
		case cham.UserID:
			args[i] = text(string(v))
		case cham.MapID:
			args[i] = text(string(v))
		case cham.Role:
			args[i] = string(v)
		case cham.KeyKind:
			args[i] = text(string(v))
		case time.Time:
			args[i] = millis(v)
		case bool, int, int64:
		default:
			panic(fmt.Sprintf("sqlstore: argument of type %T", a))
		}
	}
	return args
}

// text replaces what PostgreSQL cannot hold in a text.
func text[T ~string](s T) string {
	return strings.ReplaceAll(strings.ToValidUTF8(string(s), "\ufffd"), "\x00", "\ufffd")
}

// millis is a time as it is stored: milliseconds since 1970 UTC, 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant reads what millis wrote into the time it stands before.
type instant struct{ t *time.Time }

func (i instant) Scan(v any) error {
	ms, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a time is stored as %T", v)
	}
	if *i.t = (time.Time{}); ms != 0 {
		*i.t = time.UnixMilli(ms).UTC()
	}
	return nil
}
