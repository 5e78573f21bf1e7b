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
	// MemoryMB bounds DuckDB's memory; 0 is 96. What does not fit goes to
	// temporary files beside the database.
	MemoryMB int
	// Recent is how many message ids are kept in memory; 0 is 1<<18. They catch
	// touches that are sent again soon, whatever time they claim.
	Recent int
	// BeforeUpgrade, when set, is called before the schema of a file is changed.
	BeforeUpgrade func() error
}

const defaultMemoryMB = 96

// History is a workspace's touches in a DuckDB file.
type History struct {
	path string
	o    Options

	rewriting sync.Mutex // one Rewrite at a time

	mu     sync.Mutex // of the writer, and of opening and closing
	closed bool
	writer *sql.Conn
	seq    int64 // highest stored
	// nextCheckpoint is the size of the log, in bytes, to do something about.
	nextCheckpoint int64
	recent         *recentIDs
	sources        map[cham.SourceID]uint32 // see numberOf
	freshTypes     []duckdb.TypeInfo

	// copying is held for reading while the file is copied, and for writing by what
	// writes into it; taken before mu, but by checkpoint, which only tries.
	copying sync.RWMutex
	// reader reads the file for backups. It stays open as long as the file: closing
	// it would take DuckDB's lock on the file away, which is the process's.
	reader *os.File

	inUse sync.RWMutex // held for reading while db is used
	db    *sql.DB      // nil while it could not be opened again
}

var (
	//go:embed query/schema.sql
	schemaSQL string
	//go:embed query/upgrade.sql
	upgradeSQL string
	//go:embed query/remove.sql
	removeSQL string
	//go:embed query/of_import.sql
	ofImportSQL string
	//go:embed query/of_message.sql
	ofMessageSQL string
	//go:embed query/import_size.sql
	importSizeSQL string
	//go:embed query/kept_of.sql
	keptOfSQL string
	//go:embed query/key_ages.sql
	keyAgesSQL string
	//go:embed query/of_keys.sql
	ofKeysSQL string
	//go:embed query/kept_beside.sql
	keptBesideSQL string
	//go:embed query/key_months.sql
	keyMonthsSQL string
	//go:embed query/batch.sql
	batchSQL string
	//go:embed query/insert.sql
	insertSQL string
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
	//go:embed query/between.sql
	betweenSQL string
	//go:embed query/by_seq.sql
	bySeqSQL string
	//go:embed query/known.sql
	knownSQL string
	//go:embed query/received_before.sql
	receivedBeforeSQL string
	//go:embed query/source_volumes.sql
	sourceVolumesSQL string
	//go:embed query/page_paths.sql
	pagePathsSQL string
	//go:embed query/currencies.sql
	currenciesSQL string
	//go:embed query/money_fields.sql
	moneyFieldsSQL string
	//go:embed query/website_events.sql
	websiteEventsSQL string
	//go:embed query/page_errors.sql
	pageErrorsSQL string
	//go:embed query/searches.sql
	searchesSQL string
	//go:embed query/touched.sql
	touchedSQL string
	//go:embed query/shared.sql
	sharedSQL string
	//go:embed query/copy.sql
	copySQL string
	//go:embed query/scan.sql
	scanSQL string
	//go:embed query/scan_keys.sql
	scanKeysSQL string
	//go:embed query/scan_groups.sql
	scanGroupsSQL string
)

// version of the schema; a file of another one is not opened.
const version = 2

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
		e.Hint = "the history file " + filepath.Base(path) +
			" cannot be opened; is another cham using this folder, is the disk full or read-only?"
		return nil, e
	}
	return h, nil
}

func open(path string, o Options) (*History, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	h := &History{path: path, o: o, sources: map[cham.SourceID]uint32{}}
	if err := h.deleteUnfinished(); err != nil {
		return nil, err
	}
	return h, h.start()
}

// start opens the file and everything that depends on it.
func (h *History) start() (err error) {
	if h.freshTypes, err = freshTypes(); err != nil {
		return err
	}
	connector, err := duckdb.NewConnector(dsn(h.path, h.o), nil)
	if err != nil {
		return err
	}
	h.db, h.recent = sql.OpenDB(connector), newRecentIDs(positive(h.o.Recent, 1<<18))
	defer func() {
		if err != nil {
			h.stop()
		}
	}()
	ctx := context.Background()
	if h.writer, err = h.db.Conn(ctx); err != nil {
		return err
	}
	if err = h.migrate(ctx); err != nil {
		return err
	}
	if _, err = h.writer.ExecContext(ctx, batchSQL); err != nil {
		return err
	}
	var journal int64
	if err = h.db.QueryRowContext(ctx, cursorSQL).Scan(&journal, &h.seq); err != nil {
		return err
	}
	return h.loadRecent(ctx)
}

// stop closes the file.
func (h *History) stop() error {
	var writer, db error
	if h.writer != nil {
		writer = h.writer.Close()
	}
	if h.db != nil {
		db = h.db.Close()
	}
	if h.reader != nil {
		h.reader.Close()
	}
	h.writer, h.db, h.reader = nil, nil, nil
	return errors.Join(writer, db)
}

// DuckDB gives a database up for good when a checkpoint fails, on a full disk
// for example: every use fails until it is opened anew. broken reports that.
func broken(err error) bool {
	e, ok := errors.AsType[*duckdb.Error](err)
	return errors.Is(err, errDown) || ok && e.Type == duckdb.ErrorTypeFatal
}

var errDown = errors.New("the history file could not be opened again")

// revive opens the file anew when db, which was found broken, is still the one
// in use. The caller holds mu.
func (h *History) revive(db *sql.DB) error {
	h.inUse.Lock()
	defer h.inUse.Unlock()
	if h.closed {
		return cham.Errorf(cham.CodeUnavailable, "duckdb", "the history is closed")
	}
	if h.db != db {
		return nil
	}
	if h.writer != nil {
		// What is in memory is not to be trusted; the file and its log are.
		h.writer.ExecContext(context.Background(), "PRAGMA disable_checkpoint_on_shutdown")
	}
	h.stop()
	if err := h.start(); err != nil {
		e := cham.Wrap(cham.CodeUnavailable, "duckdb", errors.Join(errDown, err))
		e.Hint = "the history file " + filepath.Base(h.path) + " cannot be opened again; is the disk full?"
		return e
	}
	return nil
}

// use runs f with the database; when that is broken it is opened anew, and f
// is run once more if it may be.
func (h *History) use(op string, again bool, f func(*sql.DB) error) error {
	db, err := h.try(f)
	if !broken(err) {
		return wrap(op, err)
	}
	h.mu.Lock()
	revived := h.revive(db)
	h.mu.Unlock()
	if revived != nil || !again {
		return wrap(op, errors.Join(err, revived))
	}
	_, err = h.try(f)
	return wrap(op, err)
}

func (h *History) try(f func(*sql.DB) error) (*sql.DB, error) {
	h.inUse.RLock()
	defer h.inUse.RUnlock()
	if h.db == nil {
		return nil, errDown
	}
	return h.db, f(h.db)
}

func dsn(path string, o Options) string {
	q := url.Values{}
	q.Set("memory_limit", strconv.Itoa(positive(o.MemoryMB, defaultMemoryMB))+"MB")
	q.Set("threads", "1") // while one packs a column the others spin: a third of what a touch cost on two cores
	q.Set("temp_directory", path+".tmp")
	q.Set("storage_compatibility_version", "v1.4.0")
	q.Set("checkpoint_threshold", "1TB") // see checkpoint
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
	if have == 1 {
		if h.o.BeforeUpgrade != nil {
			if err := h.o.BeforeUpgrade(); err != nil {
				return err
			}
		}
		_, err := h.writer.ExecContext(ctx, "BEGIN; "+upgradeSQL+"; COMMIT")
		return err
	}
	if have != version {
		return cham.Errorf(cham.CodeConflict, "duckdb.Open", "history is of version %d, this program knows %d; use the program that wrote it",
			have, version)
	}
	return nil
}

// Cursor implements flow.History. Cost: a look at the zone maps.
func (h *History) Cursor(ctx context.Context) (journal, record int64, err error) {
	err = h.use("duckdb.Cursor", true, func(db *sql.DB) error {
		return db.QueryRowContext(ctx, cursorSQL).Scan(&journal, &record)
	})
	return journal, record, err
}

// Compact writes DuckDB's log into the file. It waits while the file is copied.
func (h *History) Compact(ctx context.Context) error {
	h.copying.Lock()
	defer h.copying.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.ready(); err != nil {
		return err
	}
	_, err := h.writer.ExecContext(ctx, "CHECKPOINT")
	if broken(err) {
		err = errors.Join(err, h.revive(h.db))
	}
	return wrap("duckdb.Compact", err)
}

// ready opens the file again when it could not be before. The caller holds mu.
func (h *History) ready() error {
	if h.writer != nil {
		return nil
	}
	return h.revive(nil)
}

// Close waits for the writer and the readers and
// closes the file.
func (h *History) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.inUse.Lock()
	defer h.inUse.Unlock()
	h.closed = true
	return h.stop()
}

func wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	if cham.ErrorCode(err) != cham.CodeInternal {
		return err
	}
	if broken(err) {
		return cham.Wrap(cham.CodeUnavailable, op, err)
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
