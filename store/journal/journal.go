// Package journal is the durable log between capture and everything behind it:
// the only queue there is, on disk. A touch is answered after its batch lies
// here, and leaves here after it lies in history. It is a SQLite file of its
// own, or a table in PostgreSQL.
//
// Several appends share one commit. One goroutine writes, owned by the Journal
// until Close; what waits for it is bounded, and so is what has not been read
// away: beyond the bounds an append is refused, to be retried, not lost.
package journal

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/store/internal/sqldb"

	"golang.org/x/sync/semaphore"
)

var _ capture.Log = (*Journal)(nil)

// Options bound a journal; a zero field takes the default named with it.
type Options struct {
	// Free says how many bytes are free where the journal lies. Default: the
	// file system of the file; on PostgreSQL, not asked.
	Free func() (uint64, error)
	// MinFree is the floor, in bytes, under which nothing more is accepted, so
	// that what waits can still move on to history. Default 512 MiB.
	MinFree uint64
	// MaxBytes and MaxEntries bound what is in the journal, as stored. Default
	// 4 GiB and 4 million.
	MaxBytes, MaxEntries int64
	// QueueBytes and QueueEntries bound what waits for the next commit. Default
	// 64 MiB and 16,384.
	QueueBytes   int64
	QueueEntries int
	// QueueWait is how long an append waits for room in the queue before it is
	// refused. Default half a second.
	QueueWait time.Duration
	// Log is told of damage and repair. Default slog.Default().
	Log *slog.Logger
}

func (o Options) withDefaults() Options {
	set(&o.MinFree, 512<<20)
	set(&o.MaxBytes, 4<<30)
	set(&o.MaxEntries, 4_000_000)
	set(&o.QueueBytes, 64<<20)
	set(&o.QueueEntries, 16_384)
	set(&o.QueueWait, 500*time.Millisecond)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

func set[T comparable](v *T, value T) {
	var zero T
	if *v == zero {
		*v = value
	}
}

// Stats is what lies in the journal, not read away yet.
type Stats struct {
	Entries, Touches int64
	// Bytes as stored, compressed.
	Bytes int64
}

func (s *Stats) add(entries, touches, bytes int64) {
	s.Entries += entries
	s.Touches += touches
	s.Bytes += bytes
}

// Journal is a durable log, safe for concurrent use.
type Journal struct {
	db database
	o  Options

	queue chan *request // appends waiting for the next commit
	room  *semaphore.Weighted
	jobs  chan job // everything else that writes
	news  chan struct{}

	failed int // entries refused since writing began to fail; the writer's

	stop     chan struct{} // closed by Close
	stopOnce sync.Once
	done     chan struct{} // closed when the writer has ended

	mu    sync.Mutex
	of    map[cham.WorkspaceID]*Stats
	total Stats
}

// database is what the two engines do differently or at their own pace. Only
// the writer calls the methods that change something.
type database interface {
	insert(ctx context.Context, group []*request) error
	// spans calls f for entries in order until it returns false.
	spans(ctx context.Context, ws cham.WorkspaceID, after int64, f func(seq, touches, size int64) bool) error
	read(ctx context.Context, ws cham.WorkspaceID, after, upTo int64) ([]stored, error)
	backlog(ctx context.Context, ws cham.WorkspaceID, after int64) (int64, error)
	// trim drops a chunk of entries and returns what they were.
	trim(ctx context.Context, ws cham.WorkspaceID, upTo int64) (Stats, error)
	quarantine(ctx context.Context, seq int64) (Stats, error)
	advance(ctx context.Context, past int64) error
	// last is a workspace's highest seq, 0 when it has no entries.
	last(ctx context.Context, ws cham.WorkspaceID) (int64, error)
	// scrub deletes a workspace's damaged entries, and overwrites what the file
	// keeps of everything that was dropped; damaged files that were put aside go.
	scrub(ctx context.Context, ws cham.WorkspaceID) (spoiled int, err error)
	stats(ctx context.Context) (map[cham.WorkspaceID]*Stats, error)
	snapshot(ctx context.Context) (*Snapshot, error)
	load(ctx context.Context, group []savedEntry) error
	// repair saves what can be read of a damaged file into a new one.
	repair(ctx context.Context, cause error) error
	close() error
}

// start begins the writer over an open database.
func start(ctx context.Context, db database, o Options) (*Journal, error) {
	j := &Journal{db: db, o: o, of: map[cham.WorkspaceID]*Stats{},
		queue: make(chan *request, o.QueueEntries), room: semaphore.NewWeighted(o.QueueBytes),
		jobs: make(chan job), news: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{})}
	if err := j.count(ctx); sqldb.Corrupt(err) {
		err = j.repair(ctx, err)
		if err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	if j.total.Entries > 0 {
		j.notify()
	}
	go j.write()
	return j, nil
}

// count learns what lies in the database.
func (j *Journal) count(ctx context.Context) error {
	of, err := j.db.stats(ctx)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.of, j.total = of, Stats{}
	for _, s := range of {
		j.total.add(s.Entries, s.Touches, s.Bytes)
	}
	return nil
}

// changed adds to what is known to lie in the database.
func (j *Journal) changed(ws cham.WorkspaceID, entries, touches, bytes int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	s := j.of[ws]
	if s == nil {
		s = &Stats{}
		j.of[ws] = s
	}
	s.add(entries, touches, bytes)
	if j.total.add(entries, touches, bytes); s.Entries <= 0 {
		delete(j.of, ws)
	}
}

// Stats returns what lies in the journal now, of all workspaces.
func (j *Journal) Stats() Stats {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.total
}

// notify wakes the waiting reader; several notices are as good as one.
func (j *Journal) notify() {
	select {
	case j.news <- struct{}{}:
	default:
	}
}

// Close lets what was appended be committed, ends the writer and closes the
// database. Appends from then on are refused.
func (j *Journal) Close() error {
	j.stopOnce.Do(func() { close(j.stop) })
	<-j.done
	return j.db.close()
}
