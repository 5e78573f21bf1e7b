package feed_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/chamtest"
	"cham/feed"
)

// withWriters is a rig with readers that write and begin at each place.
func withWriters(t testing.TB, url string, x *trouble) *rig {
	r := &rig{trouble: x}
	s := newRig(t, url)
	s.stop()
	r.t, r.db, r.dir, r.histories, r.touches, r.rows = t, s.db, s.dir, s.histories, s.touches, s.rows
	r.readers = []reader{r.writer("all", feed.Beginning()), r.writer("new", feed.Now()), r.writer("since", feed.Since(start.Add(5*time.Hour)))}
	return r
}

// A reader has every touch from where it begins, once and in order, whether it
// was there when the touch came or not.
func TestReadersBegin(t *testing.T) {
	r := withWriters(t, "", nil)
	r.come(ws, 10, false)
	r.start()
	r.come(ws, 3, true)
	r.caughtUp(ws, "new")
	r.stop()
	r.come(ws, 4, false) // while nobody reads
	r.start()
	r.come(ws, 9000, true)
	r.come(ws, 1, false) // the program ended before it was published
	r.come(ws, 1, true)
	for name, after := range map[string]int64{"all": 0, "new": 10, "since": 5} {
		r.caughtUp(ws, name)
		r.wantWritten(ws, name, after, 9019)
		if s := r.stats(ws, name); s.Lag != 0 || s.LastError != "" {
			t.Errorf("%+v", s)
		}
	}
	r.stop()
}

// A workspace that is made later is read from its first touch by all, also
// when they came in before the feed runs again.
func TestLaterWorkspace(t *testing.T) {
	r := withWriters(t, "", nil)
	r.start()
	r.create("later")
	r.history("later")
	must(t, r.f.Open(ctx, "later"))
	must(t, r.f.Open(ctx, "later"))
	r.come("later", 5, true)
	r.come(ws, 2, true)
	r.caughtUp("later", "new")
	r.stop()
	r.come("later", 5, false)
	r.start()
	r.caughtUp("later", "new")
	r.wantWritten("later", "new", 0, 10)
	r.caughtUp(ws, "new")
	r.wantWritten(ws, "new", 0, 2)
	r.stop()
}

// Whatever fails, before or after it was done, and wherever the program stops:
// who writes where its cursor is acts once for each touch, in order.
func TestFailuresEverywhere(t *testing.T) {
	for _, db := range []string{"sqlite", "postgres"} {
		t.Run(db, func(t *testing.T) {
			for seed := range uint64(3) {
				url := ""
				if db == "postgres" {
					url = chamtest.Postgres(t)
				}
				testTrouble(t, url, seed)
			}
		})
	}
}

func testTrouble(t *testing.T, url string, seed uint64) {
	dice := rand.New(rand.NewPCG(seed, 7))
	r := withWriters(t, url, &trouble{dice: rand.New(rand.NewPCG(seed, 8)), rate: 0.2})
	var mu sync.Mutex
	seen := map[int64]bool{}
	r.readers = append(r.readers, reader{Name: "idle", From: feed.Beginning(), Batch: 7,
		Handle: func(_ context.Context, b feed.Batch) (func(context.Context, tx) error, error) {
			mu.Lock()
			defer mu.Unlock()
			for i, rec := range b.Records {
				if rec.Seq > 1 && !seen[rec.Seq-1] || i > 0 && rec.Seq != b.Records[i-1].Seq+1 {
					t.Errorf("%d came before the one before", rec.Seq)
				}
				seen[rec.Seq] = true
			}
			return nil, r.trouble.some()
		}})
	r.start()
	for range 25 {
		r.come(ws, 1+dice.IntN(30), dice.IntN(6) > 0)
		if dice.IntN(6) == 0 {
			r.stop()
			r.start()
		}
	}
	r.come(ws, 1, true)
	for _, reader := range r.readers {
		r.caughtUp(ws, reader.Name)
	}
	r.wantWritten(ws, "all", 0, int64(r.touches[ws]))
	r.wantWritten(ws, "new", 0, int64(r.touches[ws]))
	r.wantWritten(ws, "since", 0, int64(r.touches[ws]))
	r.stop()
	if len(seen) != r.touches[ws] {
		t.Errorf("%d of %d were seen", len(seen), r.touches[ws])
	}
}

// A reader that is stuck, one that always fails and one that panics hold up
// nobody, show how they stand, and lose nothing.
func TestBrokenReaders(t *testing.T) {
	r := withWriters(t, "", nil)
	stuck, bad := make(chan struct{}), true
	var mu sync.Mutex
	broken := func(name string, how func(feed.Batch) error) reader {
		w := r.writer(name, feed.Now())
		handle := w.Handle
		w.Handle = func(ctx context.Context, b feed.Batch) (func(context.Context, tx) error, error) {
			mu.Lock()
			now := bad
			mu.Unlock()
			if now {
				if err := how(b); err != nil {
					return nil, err
				}
			}
			return handle(ctx, b)
		}
		return w
	}
	has := func(b feed.Batch, seq int64) bool {
		return slices.ContainsFunc(b.Records, func(r cham.Record) bool { return r.Seq == seq })
	}
	r.readers = append(r.readers,
		broken("stuck", func(feed.Batch) error { <-stuck; return nil }),
		broken("failing", func(b feed.Batch) error {
			if has(b, 777) {
				return fmt.Errorf("not 777")
			}
			return nil
		}),
		broken("panicking", func(b feed.Batch) error { panic("oh") }))
	r.start()
	const all = 3000
	for range all / 100 {
		r.come(ws, 100, true)
		r.caughtUp(ws, "new")
	}
	r.wantWritten(ws, "new", 0, all)
	r.await(func() bool { return r.stats(ws, "failing").Seq == 776 })
	for name, want := range map[string]string{"failing": "not 777", "panicking": "oh", "stuck": "", "new": ""} {
		s := r.stats(ws, name)
		if !strings.Contains(s.LastError, want) || (want == "") != s.LastErrorAt.IsZero() || s.Lag != all-s.Seq {
			t.Errorf("%+v", s)
		}
	}
	mu.Lock()
	bad = false
	mu.Unlock()
	close(stuck)
	for _, name := range []string{"stuck", "failing", "panicking"} {
		r.caughtUp(ws, name)
		r.wantWritten(ws, name, 0, all)
		if s := r.stats(ws, name); s.LastError != "" {
			t.Errorf("%+v", s)
		}
	}
	r.stop()
}

// A history that was put back from a copy has other touches where the cursor
// stands, or ends before it: what was received since comes, and it is said.
func TestHistoryPutBack(t *testing.T) {
	for name, after := range map[string]int{"shorter": 3, "longer": 30} {
		t.Run(name, func(t *testing.T) {
			r := withWriters(t, "", nil)
			r.start()
			r.come(ws, 20, true)
			r.caughtUp(ws, "new")
			r.stop()
			must(t, r.histories[ws].Close())
			delete(r.histories, ws)
			must(t, os.Remove(filepath.Join(r.dir, string(ws)+".duckdb")))
			r.touches[ws] = 0
			r.come(ws, 10, false) // the copy
			r.touches[ws] = 20    // ten are lost
			r.come(ws, after, false)
			r.start()
			last := int64(10 + after)
			r.await(func() bool { return r.stats(ws, "new").Seq == last })
			if s := r.stats(ws, "new"); s.PutBackAt.IsZero() || s.Lag != 0 {
				t.Errorf("%+v", s)
			}
			want := []int64{}
			for seq := int64(11); seq <= last; seq++ { // received after the cursor's touch
				want = append(want, seq)
			}
			if got := r.written(ws, "new")[20:]; !slices.Equal(got, want) {
				t.Errorf("%v, want %v", got, want)
			}
			r.stop()
			r.start()
			r.await(func() bool { return r.stats(ws, "new").Seq == last })
			if !r.stats(ws, "new").PutBackAt.IsZero() {
				t.Error("it is said again")
			}
			r.stop()
		})
	}
}

// Touches that are in history no more, one or very many, are passed over.
func TestErasedTouchesArePassedOver(t *testing.T) {
	r := withWriters(t, "", nil)
	r.come(ws, 30_000, false)
	r.readers = nil
	var mu sync.Mutex
	var got []int64
	f := feed.New(feed.Config[tx]{Cursors: r.db.Feed(), Readers: []reader{{Name: "gaps", From: feed.Beginning(),
		Handle: func(_ context.Context, b feed.Batch) (func(context.Context, tx) error, error) {
			mu.Lock()
			defer mu.Unlock()
			for _, rec := range b.Records {
				got = append(got, rec.Seq)
			}
			return nil, nil
		}}},
		Histories: func(context.Context, cham.WorkspaceID) (feed.History, error) {
			return erased{history{r.history(ws), r}}, nil
		}})
	must(t, f.Open(ctx, ws))
	running, stop := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { _ = f.Run(running) })
	r.await(func() bool { return len(f.Stats()) == 1 && f.Stats()[0].Seq == 30_000 })
	stop()
	work.Wait()
	if want := []int64{2, 3, 29_000}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if seq, _, err := r.db.Feed().Cursor(ctx, ws, "gaps"); err != nil || seq != 30_000 {
		t.Errorf("the cursor is at %d, %v", seq, err)
	}
	r.stop = func() {}
}

// erased is a history of which only a few touches are left.
type erased struct{ history }

func (e erased) Between(ctx context.Context, after, upTo int64) (left []cham.Record, err error) {
	all, err := e.history.Between(ctx, after, upTo)
	for _, r := range all {
		if r.Seq == 2 || r.Seq == 3 || r.Seq == 29_000 {
			left = append(left, r)
		}
	}
	return left, err
}

// Two programs with the same reader write nothing twice between them.
func TestTwoPrograms(t *testing.T) {
	r := withWriters(t, "", nil)
	other := &rig{t: t, db: r.db, dir: r.dir, histories: r.histories, touches: r.touches, rows: r.rows}
	other.readers = []reader{other.writer("all", feed.Beginning())}
	r.start()
	other.start()
	for range 50 {
		r.come(ws, 20, true)
		other.f.Publish(ws, mustBetween(t, r, int64(r.touches[ws])-20))
	}
	r.caughtUp(ws, "all")
	other.caughtUp(ws, "all")
	r.wantWritten(ws, "all", 0, 1000)
	r.stop()
	other.stop()
}

func mustBetween(t *testing.T, r *rig, after int64) []cham.Record {
	records, err := r.history(ws).Between(ctx, after, after+100)
	must(t, err)
	return records
}

// A cursor of a reader that writes nothing is moved now and then and at the
// end, not with each batch; and Run leaves nothing running.
func TestIdleCursor(t *testing.T) {
	r := newRig(t, "")
	r.stop()
	goroutines := runtime.NumGoroutine()
	f := feed.New(feed.Config[tx]{Cursors: cursors{r.db.Feed(), r}, MoveEvery: time.Hour, Readers: []reader{{Name: "idle",
		Handle: func(context.Context, feed.Batch) (func(context.Context, tx) error, error) { return nil, nil }}},
		Histories: func(context.Context, cham.WorkspaceID) (feed.History, error) { return r.history(ws), nil }})
	must(t, f.Open(ctx, ws))
	running, stop := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { _ = f.Run(running) })
	r.f = f
	for range 20 {
		r.come(ws, 10, true)
		r.caughtUp(ws, "idle")
	}
	if r.moves != 0 {
		t.Errorf("%d commits for nothing", r.moves)
	}
	stop()
	work.Wait()
	if seq, _, err := r.db.Feed().Cursor(ctx, ws, "idle"); err != nil || seq != 200 || r.moves != 1 {
		t.Errorf("at %d after %d moves, %v", seq, r.moves, err)
	}
	if err := f.Run(running); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("a second Run: %v", err)
	}
	r.await(func() bool { return runtime.NumGoroutine() <= goroutines })
	r.stop = func() {}
}
