// Package duckdb keeps a workspace's touch history in one DuckDB file: flat,
// typed, compressed columns in order of arrival. It implements flow.History.
//
// One writer appends in transactions of a batch (1,000 to 100,000 touches are
// good, see the commit's cost in Append), readers run beside it. DuckDB's own
// checkpoints may hold a commit up for a second or two; only the background
// loop waits for that, never a request.
package duckdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/duckdb/duckdb-go/v2"

	"cham"
)

// Options of a history. The zero value has every default.
type Options struct {
	// MemoryMB bounds DuckDB's memory; 0 is 1024. What does not fit goes to
	// temporary files beside the database.
	MemoryMB int
	// Threads is how many cores a query may use; 0 is 2.
	Threads int
	// Recent is how many message ids are kept in memory; 0 is 1<<18. They catch
	// touches that are sent again soon, whatever time they claim.
	Recent int
}

// History is a workspace's touches in a DuckDB file.
type History struct {
	db *sql.DB

	mu     sync.Mutex // of the writer
	writer *sql.Conn
	seq    int64 // highest stored
	recent *recentIDs
}

var (
	//go:embed query/schema.sql
	schemaSQL string
	//go:embed query/batch.sql
	batchSQL string
	//go:embed query/duplicates.sql
	duplicatesSQL string
	//go:embed query/cursor.sql
	cursorSQL string
	//go:embed query/move_cursor.sql
	moveCursorSQL string
	//go:embed query/recent.sql
	recentSQL string
	//go:embed query/timeline.sql
	timelineSQL string
	//go:embed query/latest.sql
	latestSQL string
	//go:embed query/source_volumes.sql
	sourceVolumesSQL string
	//go:embed query/scan.sql
	scanSQL string
	//go:embed query/scan_keys.sql
	scanKeysSQL string
)

// version of the schema; a file of another one is not opened.
const version = 1

// Open opens the history file, making it when there is none. A file that was
// not closed (kill -9, power) is brought by DuckDB's log to its last commit.
// Errors: CodeUnavailable when another process has it open or the disk does
// not take it; CodeConflict when it was written by a newer version.
func Open(path string, o Options) (*History, error) {
	h, err := open(path, o)
	if err != nil {
		if e, ok := errors.AsType[*cham.Error](err); ok {
			return nil, e
		}
		e := cham.Wrap(cham.CodeUnavailable, "duckdb.Open", err)
		e.Hint = "the history file " + filepath.Base(path) + " cannot be opened; is another cham using this folder, is the disk full or read-only?"
		return nil, e
	}
	return h, nil
}

func open(path string, o Options) (_ *History, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	connector, err := duckdb.NewConnector(dsn(path, o), nil)
	if err != nil {
		return nil, err
	}
	h := &History{db: sql.OpenDB(connector), recent: newRecentIDs(positive(o.Recent, 1<<18))}
	defer func() {
		if err != nil {
			h.Close()
		}
	}()
	ctx := context.Background()
	if h.writer, err = h.db.Conn(ctx); err != nil {
		return nil, err
	}
	if err = h.migrate(ctx); err != nil {
		return nil, err
	}
	if _, err = h.writer.ExecContext(ctx, batchSQL); err != nil {
		return nil, err
	}
	if _, h.seq, err = h.Cursor(ctx); err != nil {
		return nil, err
	}
	return h, h.loadRecent(ctx)
}

func dsn(path string, o Options) string {
	q := url.Values{}
	q.Set("memory_limit", strconv.Itoa(positive(o.MemoryMB, 1024))+"MB")
	q.Set("threads", strconv.Itoa(positive(o.Threads, 2)))
	q.Set("temp_directory", path+".tmp")
	q.Set("storage_compatibility_version", "v1.4.0")
	q.Set("checkpoint_threshold", "64MB")
	q.Set("autoinstall_known_extensions", "false")
	q.Set("autoload_known_extensions", "false")
	return path + "?" + q.Encode()
}

func positive(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

// migrate makes the schema in a new file, and checks it in an old one.
func (h *History) migrate(ctx context.Context) error {
	var tables int
	err := h.writer.QueryRowContext(ctx, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'state'").Scan(&tables)
	if err != nil {
		return err
	}
	if tables == 0 {
		_, err := h.writer.ExecContext(ctx, "BEGIN; "+schemaSQL+"; COMMIT")
		return err
	}
	var have int
	if err := h.writer.QueryRowContext(ctx, "SELECT version FROM state").Scan(&have); err != nil {
		return err
	}
	if have != version {
		return cham.Errorf(cham.CodeConflict, "duckdb.Open", "history is of version %d, this program knows %d; use the program that wrote it", have, version)
	}
	return nil
}

// Cursor implements flow.History. Cost: a look at the zone maps.
func (h *History) Cursor(ctx context.Context) (journal, record int64, err error) {
	err = h.db.QueryRowContext(ctx, cursorSQL).Scan(&journal, &record)
	return journal, record, wrap("duckdb.Cursor", err)
}

// Compact writes the log into the file and rewrites its row groups densely.
func (h *History) Compact(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := h.writer.ExecContext(ctx, "CHECKPOINT")
	return wrap("duckdb.Compact", err)
}

// DB gives the database for ad-hoc breakdowns and exports; read only by custom.
func (h *History) DB() *sql.DB { return h.db }

// Close implements flow.History: it waits for the writer and closes the file.
func (h *History) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.writer != nil {
		h.writer.Close()
		h.writer = nil
	}
	return h.db.Close()
}

func wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	if cham.ErrorCode(err) != cham.CodeInternal {
		return err
	}
	return cham.Wrap(cham.CodeInternal, op, err)
}

// raw runs f with the driver's connection under c.
func raw(c *sql.Conn, f func(driver.Conn) error) error {
	return c.Raw(func(conn any) error {
		d, ok := conn.(driver.Conn)
		if !ok {
			return fmt.Errorf("connection is a %T", conn)
		}
		return f(d)
	})
}
