package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"net/url"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/mattn/go-sqlite3"
)

// SQLiteOptions say how a SQLite file is used.
type SQLiteOptions struct {
	// ReadOnly connections cannot change the file.
	ReadOnly bool
	// Conns is how many connections there may be at once.
	Conns int
	// Pragmas run on each new connection, in order, after the ones all share.
	Pragmas []string
}

// busyMillis is how long a connection waits for a lock of another process.
const busyMillis = 10_000

// OpenSQLite opens a file in write-ahead mode, with a commit on disk before it
// is said to be done and foreign keys checked. Write transactions take their
// lock when they begin, so that they never fail half-way for want of it.
func OpenSQLite(path string, o SQLiteOptions) *sql.DB {
	q := url.Values{"_txlock": {"immediate"}, "_busy_timeout": {strconv.Itoa(busyMillis)}}
	pragmas := []string{"journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"}
	if o.ReadOnly {
		q.Set("_txlock", "deferred")
		q.Set("_query_only", "1")
		pragmas = pragmas[2:] // the writer set the mode; a reader has no say in it
	}
	// auto_vacuum only takes effect before the first page is written, hence first.
	c := &connector{dsn: "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()}
	c.drv.ConnectHook = func(conn *sqlite3.SQLiteConn) error {
		for _, p := range append(o.Pragmas[:len(o.Pragmas):len(o.Pragmas)], pragmas...) {
			if _, err := conn.Exec("PRAGMA "+p, nil); err != nil {
				return err
			}
		}
		return nil
	}
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(o.Conns)
	db.SetMaxIdleConns(o.Conns)
	return db
}

type connector struct {
	dsn string
	drv sqlite3.SQLiteDriver
}

func (c *connector) Connect(context.Context) (driver.Conn, error) {
	opened, err := c.drv.Open(c.dsn)
	if err != nil {
		return nil, err
	}
	return conn{opened.(*sqlite3.SQLiteConn)}, nil
}

func (c *connector) Driver() driver.Driver { return &c.drv }

// OpenPostgres opens a pool of so many connections on which a commit is on
// disk before it is said to be done, whatever the server's own setting.
func OpenPostgres(dsn string, conns int) (*sql.DB, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	if cfg.RuntimeParams["application_name"] == "" {
		cfg.RuntimeParams["application_name"] = "cham"
	}
	cfg.RuntimeParams["synchronous_commit"] = "on"
	db := stdlib.OpenDB(*cfg)
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}
