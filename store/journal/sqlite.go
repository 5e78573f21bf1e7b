package journal

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"cham"
	"cham/store/internal/sqldb"
)

// sqliteLog is the file. A repair replaces it under its readers, hence the lock.
type sqliteLog struct {
	path string
	o    Options

	mu sync.RWMutex // held for writing while the file is replaced
	base
	head int64 // the highest seq given out; the writer's
}

const sqliteReaders = 4

// OpenSQLite opens the journal file, making it when it is missing. A file that
// is damaged is put aside, and what can be read of it saved into a new one.
func OpenSQLite(path string, o Options) (*Journal, error) {
	o = o.withDefaults()
	if o.Free == nil {
		o.Free = func() (uint64, error) { return freeBytes(filepath.Dir(path)) }
	}
	ctx := context.Background()
	l := &sqliteLog{path: path, o: o}
	err := l.open(ctx)
	if sqldb.Corrupt(err) {
		err = l.repair(ctx, err)
	}
	if err == nil {
		var j *Journal
		if j, err = start(ctx, l, o); err == nil {
			return j, nil
		}
	}
	l.close()
	return nil, sqldb.Error("journal.OpenSQLite", err)
}

// freeBytes is what an ordinary user may still write where dir is.
func freeBytes(dir string) (uint64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return s.Bavail * uint64(s.Bsize), nil
}

// Pages of 8 KB hold a batch in few pieces. The write-ahead log is copied into
// the file when it has 4,000 pages, and is cut back if it ever outgrew that.
var pragmas = []string{"page_size=8192", "auto_vacuum=INCREMENTAL", "cache_size=-4096",
	"wal_autocheckpoint=4000", "journal_size_limit=67108864"}

func (l *sqliteLog) open(ctx context.Context) error {
	l.writer = sqldb.OpenSQLite(l.path, sqldb.SQLiteOptions{Conns: 1, Pragmas: pragmas})
	l.reader = sqldb.OpenSQLite(l.path, sqldb.SQLiteOptions{Conns: sqliteReaders, ReadOnly: true})
	if err := l.prepare(ctx, sqldb.SQLite); err != nil {
		return err
	}
	var last int64
	err := l.writes["journal.head"].QueryRowContext(ctx).Scan(&last)
	l.head = max(l.head, last)
	return err
}

func (l *sqliteLog) insert(ctx context.Context, group []*request) error {
	seq := l.head
	err := l.transact(ctx, func(stmt func(string) *sql.Stmt) error {
		insert := stmt("journal.insert")
		for _, r := range group {
			seq++
			if _, err := insert.ExecContext(ctx, seq, string(r.ws), r.touches, int64(r.sum), r.payload); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		l.head = seq
	}
	return err
}

// trim writes down the highest seq with the first entries that go, since it
// could no longer be read off those that are left.
func (l *sqliteLog) trim(ctx context.Context, ws cham.WorkspaceID, upTo int64) (gone Stats, err error) {
	err = l.transact(ctx, func(stmt func(string) *sql.Stmt) (err error) {
		if gone, err = deleted(stmt("journal.trim").QueryContext(ctx, string(ws), upTo, trimEntries)); err != nil || gone.Entries == 0 {
			return err
		}
		_, err = stmt("journal.put_head").ExecContext(ctx, l.head)
		return err
	})
	if err != nil {
		return Stats{}, err
	}
	return gone, l.shrink(ctx)
}

func (l *sqliteLog) advance(ctx context.Context, past int64) error {
	if past <= l.head {
		return nil
	}
	_, err := l.writes["journal.put_head"].ExecContext(ctx, past)
	if err == nil {
		l.head = past
	}
	return err
}

// The file keeps so many free pages for what comes next, and gives back so
// many at a time beyond.
const (
	keepPages   = 64 << 20 / 8192
	shrinkPages = 1024
)

// shrink gives a part of what a long backlog took back to the disk.
func (l *sqliteLog) shrink(ctx context.Context) error {
	var free int
	if err := l.writer.QueryRowContext(ctx, "PRAGMA freelist_count").Scan(&free); err != nil || free < keepPages+shrinkPages {
		return err
	}
	rows, err := l.writer.QueryContext(ctx, "PRAGMA incremental_vacuum(1024)")
	if err != nil {
		return err
	}
	for rows.Next() { // it frees a page a step
	}
	return rows.Close()
}

// scrub also deletes damaged files that were put aside: nobody can tell what is
// in them.
func (l *sqliteLog) scrub(ctx context.Context, ws cham.WorkspaceID) (int, error) {
	spoiled, err := l.scrubSpoiled(ctx, ws)
	if err != nil {
		return 0, err
	}
	damaged, err := filepath.Glob(l.path + ".damaged-*")
	if err != nil {
		return 0, err
	}
	for _, file := range damaged {
		if err := os.Remove(file); err != nil {
			return 0, err
		}
	}
	return spoiled + len(damaged), sqldb.Scrub(ctx, l.path, l.writer, true)
}

func (l *sqliteLog) last(ctx context.Context, ws cham.WorkspaceID) (int64, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.base.last(ctx, ws)
}

func (l *sqliteLog) spans(ctx context.Context, ws cham.WorkspaceID, after int64, f func(seq, touches, size int64) bool) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.base.spans(ctx, ws, after, f)
}

func (l *sqliteLog) read(ctx context.Context, ws cham.WorkspaceID, after, upTo int64) ([]stored, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.base.read(ctx, ws, after, upTo)
}

func (l *sqliteLog) backlog(ctx context.Context, ws cham.WorkspaceID, after int64) (int64, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.base.backlog(ctx, ws, after)
}
