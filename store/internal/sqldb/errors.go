package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io/fs"
	"net"
	"strings"
	"time"

	"cham"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
)

// RetryAfter is what a caller who met a full or busy database is told.
const RetryAfter = 5 * time.Second

// Error turns what a database said into a cham.Error: no row is CodeNotFound,
// a broken uniqueness CodeConflict, a reference to nothing CodeNotFound, a
// database that is full, busy, read-only or away CodeUnavailable. An error
// that is a cham.Error already, and nil, pass as they are.
func Error(op string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*cham.Error](err); ok {
		return err
	}
	e := cham.Wrap(code(err), op, err)
	switch e.Code {
	case cham.CodeUnavailable:
		e.RetryAfter, e.Hint = RetryAfter, hint(err)
	case cham.CodeConflict:
		e.Hint = "it exists already"
	case cham.CodeNotFound:
		e.Hint = "it, or what it refers to, does not exist"
	case cham.CodeInternal:
		if Corrupt(err) {
			e.Hint = "the database file is damaged, or none of ours; check the disk, then put back a copy"
		}
	}
	return e
}

func code(err error) cham.Code {
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return cham.CodeNotFound
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded),
		errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone):
		return cham.CodeUnavailable
	}
	if e, ok := errors.AsType[sqlite3.Error](err); ok {
		return sqliteCode(e)
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return postgresCode(e)
	}
	if _, ok := errors.AsType[net.Error](err); ok || pgconn.Timeout(err) {
		return cham.CodeUnavailable
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return cham.CodeUnavailable
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return cham.CodeUnavailable
	}
	return cham.CodeInternal
}

func sqliteCode(e sqlite3.Error) cham.Code {
	switch e.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrFull, sqlite3.ErrIoErr,
		sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrPerm, sqlite3.ErrInterrupt, sqlite3.ErrProtocol:
		return cham.CodeUnavailable
	case sqlite3.ErrConstraint:
		switch e.ExtendedCode {
		case sqlite3.ErrConstraintUnique, sqlite3.ErrConstraintPrimaryKey:
			return cham.CodeConflict
		case sqlite3.ErrConstraintForeignKey:
			return cham.CodeNotFound
		}
	}
	return cham.CodeInternal
}

// postgresCode goes by class (first two characters): 08 connection, 53 out of
// resources, 57 operator intervention, 25006 read-only, 40 serialisation.
func postgresCode(e *pgconn.PgError) cham.Code {
	switch {
	case e.Code == "23505":
		return cham.CodeConflict
	case e.Code == "23503":
		return cham.CodeNotFound
	case e.Code == "25006", e.Code == "55P03":
		return cham.CodeUnavailable
	}
	switch e.Code[:min(2, len(e.Code))] {
	case "08", "40", "53", "57", "58":
		return cham.CodeUnavailable
	}
	return cham.CodeInternal
}

func hint(err error) string {
	s := strings.ToLower(err.Error())
	if e, ok := errors.AsType[sqlite3.Error](err); ok {
		switch e.Code {
		case sqlite3.ErrFull:
			return "the disk is full; free some space, nothing else needs to be done"
		case sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrPerm:
			return "the data folder cannot be written; check its owner and mode"
		case sqlite3.ErrIoErr:
			return "the disk did not take the write; check that it is neither full nor failing"
		}
	}
	if strings.Contains(s, "no space left") || strings.Contains(s, "disk full") {
		return "the database's disk is full; free some space"
	}
	return "the database is busy or away; try again"
}

// Corrupt reports whether err says that a SQLite file is damaged.
func Corrupt(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.Code == sqlite3.ErrCorrupt || e.Code == sqlite3.ErrNotADB)
}
