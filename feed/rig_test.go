package feed_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cham"
	"cham/feed"
	"cham/store/duckdb"
	"cham/store/sqlstore"
)

const ws = cham.WorkspaceID("w")

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	// errTrouble is what fails in tests.
	errTrouble = errors.New("trouble")
)

type (
	tx     = *sqlstore.Tx
	reader = feed.Reader[tx]
)

// rig is a feed on a real database and real histories. A restart keeps both.
type rig struct {
	t       testing.TB
	db      *sqlstore.DB
	dir     string
	readers []reader
	trouble *trouble
	moves   int           // how often a cursor was moved in the database
	rows    *atomic.Int64 // that writers wrote, also in vain

	mu        sync.Mutex
	histories map[cham.WorkspaceID]*duckdb.History
	touches   map[cham.WorkspaceID]int

	f    *feed.Feed[tx]
	stop func()
}

func newRig(t testing.TB, url string, readers ...reader) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), readers: readers, rows: &atomic.Int64{},
		histories: map[cham.WorkspaceID]*duckdb.History{}, touches: map[cham.WorkspaceID]int{}}
	if url == "" {
		url = "sqlite:" + filepath.Join(r.dir, "state.db")
	}
	var err error
	if r.db, err = sqlstore.Open(ctx, url, time.Now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, h := range r.histories {
			h.Close()
		}
		r.db.Close()
	})
	r.create(ws)
	r.toldTable()
	r.start()
	t.Cleanup(func() { r.stop() })
	return r
}

func (r *rig) create(ws cham.WorkspaceID) {
	r.t.Helper()
	must(r.t, r.db.Access().CreateWorkspace(ctx, cham.Workspace{ID: ws, Name: "W", TimeZone: "UTC", Currency: "VND", CreatedAt: start}, ""))
}

func (r *rig) history(ws cham.WorkspaceID) *duckdb.History {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.histories[ws] == nil {
		h, err := duckdb.Open(filepath.Join(r.dir, string(ws)+".duckdb"), duckdb.Options{})
		must(r.t, err)
		r.histories[ws] = h
	}
	return r.histories[ws]
}

// start opens the workspaces that have a history and runs the feed.
func (r *rig) start() {
	r.t.Helper()
	r.f = feed.New(feed.Config[tx]{Readers: r.readers, Cursors: cursors{r.db.Feed(), r}, Retry: time.Millisecond, MoveEvery: time.Millisecond,
		Histories: func(_ context.Context, ws cham.WorkspaceID) (feed.History, error) {
			return history{r.history(ws), r}, r.trouble.some()
		}})
	r.history(ws)
	for ws := range r.histories {
		for r.f.Open(ctx, ws) != nil && r.trouble != nil {
		}
	}
	running, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := r.f.Run(running); err != nil {
			r.t.Error(err)
		}
	}()
	r.stop = func() { cancel(); <-done }
}

// come makes n touches come into history, an hour apart; tell publishes them.
func (r *rig) come(ws cham.WorkspaceID, n int, tell bool) {
	r.t.Helper()
	records := make([]cham.Record, n)
	for i := range records {
		at := start.Add(time.Duration(r.touches[ws]) * time.Hour)
		r.touches[ws]++
		records[i] = cham.Record{Key: 1, Touch: cham.Touch{MessageID: fmt.Sprint(ws, r.touches[ws]), Source: "s", Type: "track", Name: "A",
			Channel: "website", At: at, ReceivedAt: at}}
	}
	_, err := r.history(ws).Append(ctx, records, 1)
	must(r.t, err)
	if tell {
		r.f.Publish(ws, records)
	}
}

// writer is a reader that writes a row for each touch where its cursor is.
func (r *rig) writer(name string, from feed.Start) reader {
	return reader{Name: name, From: from, Handle: func(_ context.Context, b feed.Batch) (func(context.Context, tx) error, error) {
		return func(ctx context.Context, tx tx) error {
			for _, rec := range b.Records {
				if _, err := tx.SQL().ExecContext(ctx, `INSERT INTO told VALUES ($1, $2, $3, $4, $5)`,
					r.rows.Add(1), string(b.Workspace), name, rec.Seq, rec.MessageID); err != nil {
					return err
				}
			}
			return r.trouble.some()
		}, r.trouble.some()
	}}
}

func (r *rig) toldTable() {
	r.within(func(tx *sql.Tx) error {
		_, err := tx.Exec(`CREATE TABLE told (n BIGINT, workspace TEXT, reader TEXT, seq BIGINT, message TEXT)`)
		return err
	})
}

// within runs f in a transaction of the database.
func (r *rig) within(f func(*sql.Tx) error) {
	r.t.Helper()
	c := r.db.Feed()
	if err := c.Begin(ctx, ws, "rig", 0, time.Time{}); err != nil && cham.ErrorCode(err) != cham.CodeConflict {
		r.t.Fatal(err)
	}
	must(r.t, c.Move(ctx, ws, "rig", 0, 0, time.Time{}, func(_ context.Context, t tx) error { return f(t.SQL()) }))
}

// written returns the Seqs that a writer wrote, in the order it did.
func (r *rig) written(ws cham.WorkspaceID, name string) (seqs []int64) {
	r.t.Helper()
	r.within(func(tx *sql.Tx) error {
		rows, err := tx.Query(`SELECT seq FROM told WHERE workspace = $1 AND reader = $2 ORDER BY n`, string(ws), name)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var seq int64
			if err := rows.Scan(&seq); err != nil {
				return err
			}
			seqs = append(seqs, seq)
		}
		return rows.Err()
	})
	return seqs
}

// wantWritten checks that a writer had exactly the touches (after, upTo], in order.
func (r *rig) wantWritten(ws cham.WorkspaceID, name string, after, upTo int64) {
	r.t.Helper()
	got := r.written(ws, name)
	for i, seq := range got {
		if seq != after+int64(i)+1 {
			r.t.Fatalf("%s: %v; it should be %d to %d", name, got, after+1, upTo)
		}
	}
	if int64(len(got)) != upTo-after {
		r.t.Fatalf("%s had %d touches, not %d", name, len(got), upTo-after)
	}
}

func (r *rig) stats(ws cham.WorkspaceID, name string) (s feed.Stats) {
	for _, s = range r.f.Stats() {
		if s.Workspace == ws && s.Reader == name {
			return s
		}
	}
	return feed.Stats{}
}

// caughtUp waits until a reader had everything.
func (r *rig) caughtUp(ws cham.WorkspaceID, name string) {
	r.t.Helper()
	r.await(func() bool { return r.stats(ws, name).Seq == int64(r.touches[ws]) })
}

// await waits for a condition.
func (r *rig) await(is func() bool) {
	r.t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); runtime.Gosched() {
		if time.Now().After(deadline) {
			r.t.Fatalf("it never came to pass: %+v", r.f.Stats())
		}
	}
}

// trouble makes what fails fail now and then; nil never does.
type trouble struct {
	mu   sync.Mutex
	dice *rand.Rand
	rate float64
}

func (x *trouble) some() error {
	if x == nil {
		return nil
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.dice.Float64() < x.rate {
		return errTrouble
	}
	return nil
}

// cursors fail before or after they did what they were asked for.
type cursors struct {
	sqlstore.Feed
	r *rig
}

func (c cursors) Cursor(ctx context.Context, ws cham.WorkspaceID, reader string) (int64, time.Time, error) {
	if err := c.r.trouble.some(); err != nil {
		return 0, time.Time{}, err
	}
	return c.Feed.Cursor(ctx, ws, reader)
}

func (c cursors) Move(ctx context.Context, ws cham.WorkspaceID, reader string, from, to int64, at time.Time,
	write func(context.Context, tx) error) error {
	if err := c.r.trouble.some(); err != nil {
		return err
	}
	if err := c.Feed.Move(ctx, ws, reader, from, to, at, write); err != nil {
		return err
	}
	c.r.mu.Lock()
	c.r.moves++
	c.r.mu.Unlock()
	return c.r.trouble.some() // it was done, but nobody hears of it
}

type history struct {
	*duckdb.History
	r *rig
}

func (h history) Between(ctx context.Context, after, upTo int64) ([]cham.Record, error) {
	if err := h.r.trouble.some(); err != nil {
		return nil, err
	}
	return h.History.Between(ctx, after, upTo)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
