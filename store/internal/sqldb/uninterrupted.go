package sqldb

import (
	"context"
	"database/sql/driver"

	"github.com/mattn/go-sqlite3"
)

// The driver ends a statement whose context is cancelled by interrupting its
// connection. When the statement has just ended by itself, the interruption
// meets the next one on that connection, which is somebody else's: it fails, or
// its transaction stays open and what follows is never committed. So what has
// begun is carried to its end, which takes milliseconds on a local file; a
// cancelled caller is still turned away before (database/sql looks at the
// context while it waits for a connection).

// conn is a connection whose statements are not interrupted.
type conn struct{ *sqlite3.SQLiteConn }

// PrepareContext implements driver.ConnPrepareContext.
func (c conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	s, err := c.SQLiteConn.PrepareContext(context.WithoutCancel(ctx), query)
	if err != nil {
		return nil, err
	}
	return stmt{s.(*sqlite3.SQLiteStmt)}, nil
}

// BeginTx implements driver.ConnBeginTx.
func (c conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	return c.SQLiteConn.BeginTx(context.WithoutCancel(ctx), o)
}

// ExecContext implements driver.ExecerContext.
func (c conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return c.SQLiteConn.ExecContext(context.WithoutCancel(ctx), query, args)
}

// QueryContext implements driver.QueryerContext.
func (c conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return c.SQLiteConn.QueryContext(context.WithoutCancel(ctx), query, args)
}

type stmt struct{ *sqlite3.SQLiteStmt }

// ExecContext implements driver.StmtExecContext.
func (s stmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.SQLiteStmt.ExecContext(context.WithoutCancel(ctx), args)
}

// QueryContext implements driver.StmtQueryContext.
func (s stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.SQLiteStmt.QueryContext(context.WithoutCancel(ctx), args)
}
