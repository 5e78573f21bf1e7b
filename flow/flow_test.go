package flow_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cham"
	"cham/capability/identity"
	"cham/flow"
	"cham/store/sqlstore"
)

const ws = cham.WorkspaceID("w")

var ctx = context.Background()

// rig is a loop over plain parts and a real graph. A restart keeps journal,
// history and graph.
type rig struct {
	t     testing.TB
	graph identity.Graph
	j     *journal
	h     *history
	x     *index
	f     *flow.Flow
	stop  func()
	dir   string
	max   int           // touches in a batch; 0 is 7
	pace  time.Duration // between batches; 0 is the default
	// crowd is how many touches are being taken in, patience how long it is given way to.
	// asked how often the loop looked.
	crowd, asked atomic.Int64
	patience     time.Duration

	mu    sync.Mutex
	batch []flow.Batch
}

func newRig(t testing.TB, x *trouble) *rig {
	t.Helper()
	s, err := sqlstore.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "state.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	r := &rig{t: t, graph: failingGraph{s.Graph(), x}, j: newJournal(), dir: filepath.Join(t.TempDir(), "aside"),
		h: &history{trouble: x, has: map[messageKey]bool{}}, x: &index{trouble: x}}
	r.j.trouble = x
	r.start()
	t.Cleanup(func() { r.stop() })
	return r
}

func (r *rig) start() {
	r.x.load(r.t, r.h, r.graph, ws)
	r.f = flow.New(flow.Config{Journal: r.j, Index: r.x, Decode: decode, Quarantine: flow.QuarantineDir(r.dir),
		Histories: func(context.Context, cham.WorkspaceID) (flow.History, error) { return r.h, nil },
		Resolver:  identity.New(r.graph, time.Now), Linger: time.Microsecond, Retry: time.Microsecond,
		MaxTouches: cmp.Or(r.max, 7), Pace: r.pace, Patience: r.patience,
		Taking: func() int { r.asked.Add(1); return int(r.crowd.Load()) },
		Observe: func(b flow.Batch) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.batch = append(r.batch, b)
		}})
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := r.f.Run(ctx); err != nil {
			r.t.Error(err)
		}
	}()
	r.stop = func() { cancel(); <-done }
}

func (r *rig) drain() {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	err := r.f.Drain(ctx)
	for errors.Is(err, errDisk) {
		err = r.f.Drain(ctx)
	}
	if err != nil {
		r.t.Fatalf("%v; %+v", err, r.f.Stats())
	}
}

// check compares what the index was told with history and graph.
func (r *rig) check(want int) {
	r.t.Helper()
	r.x.mu.Lock()
	defer r.x.mu.Unlock()
	seqs := map[int64]int{}
	for _, rec := range r.x.seen {
		seqs[rec.Seq]++
	}
	if len(r.h.records) != want || len(seqs) != want || len(r.x.seen) != want {
		r.t.Errorf("history has %d touches, the index %d in %d tellings; want %d", len(r.h.records), len(seqs), len(r.x.seen), want)
	}
	have := map[cham.KeyID]cham.CustomerID{}
	err := r.graph.Assignments(ctx, ws, func(m identity.Move) error { have[m.Key] = m.To; return nil })
	if err != nil {
		r.t.Fatal(err)
	}
	for k, to := range r.x.moves {
		if to != cham.CustomerID(k) && have[k] != to || to == cham.CustomerID(k) && have[k] != 0 {
			r.t.Errorf("the index has key %d at customer %d, the graph at %d", k, to, have[k])
		}
	}
	for k, to := range have {
		if r.x.moves[k] != to {
			r.t.Errorf("the graph has key %d at customer %d, the index at %d", k, to, r.x.moves[k])
		}
	}
}

func TestFlow(t *testing.T) {
	r := newRig(t, nil)
	r.j.append(ws, touch(1, "a1"), touch(2, "u1", "a1"))
	last := r.j.append(ws, touch(2, "u1", "a1"), touch(3, "u2"))
	if err := r.f.WaitVisible(ctx, ws, last); err != nil {
		t.Fatal(err)
	}
	r.check(3)
	if s := r.f.Stats()[0]; s.Stored != 3 || s.Duplicates != 1 || s.Visible != last || s.LastError != "" {
		t.Errorf("%+v", s)
	}
	if n, err := r.f.Lag(ctx, ws); n != 0 || err != nil {
		t.Errorf("lag %d, %v", n, err)
	}
	r.await(func() bool { // Observe is told right after it is visible
		r.mu.Lock()
		defer r.mu.Unlock()
		return len(r.batch) > 0 && r.batch[len(r.batch)-1].Journal == last
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, b := range r.batch {
		for i := range b.Records {
			if b.Stored[i] {
				n++
			}
		}
	}
	if n != 3 || r.batch[len(r.batch)-1].Journal != last {
		t.Errorf("observed %d stored, up to %d", n, r.batch[len(r.batch)-1].Journal)
	}
}

// Whatever fails on the way, before or after it was done, and wherever the
// program stops: each touch is in history once, the index is told once, and
// knows the same customers as the graph.
func TestFailuresEverywhere(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dice := rand.New(rand.NewPCG(seed, 7))
			r := newRig(t, &trouble{dice: rand.New(rand.NewPCG(seed, 8)), rate: 0.3})
			touches := 0
			for range 60 {
				var batch []cham.Touch
				for range 1 + dice.IntN(5) {
					if touches > 0 && dice.IntN(4) == 0 {
						batch = append(batch, touch(1+dice.IntN(touches), "u1")) // sent again
						continue
					}
					touches++
					user, device := fmt.Sprint("u", dice.IntN(4)), fmt.Sprint("a", dice.IntN(6))
					keys := [][]string{{user}, {device}, {user, device}}[dice.IntN(3)]
					batch = append(batch, touch(touches, keys...))
				}
				r.j.append(ws, batch...)
				switch dice.IntN(8) {
				case 0:
					r.stop()
					r.start()
				case 1:
					r.drain()
				}
			}
			r.drain()
			r.check(touches)
		})
	}
}

// Decisions of people take their place between batches, and what they move
// reaches the index in the right order.
func TestDecisionsInLine(t *testing.T) {
	r := newRig(t, nil)
	var loading sync.WaitGroup
	loading.Go(func() {
		for n := range 200 {
			r.j.append(ws, touch(n, fmt.Sprint("u", n%5), fmt.Sprint("a", n%5)))
		}
	})
	for n := range 100 {
		by := cham.UserID("an")
		err := r.f.Merge(ctx, ws, 1, cham.CustomerID(1+n%3), by)
		if err != nil && cham.ErrorCode(err) != cham.CodeNotFound {
			t.Fatal(err)
		}
		edges, err := r.graph.Edges(ctx, ws, []cham.KeyID{1, 2, 3})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range edges {
			if e.MadeBy == by && e.UndoneAt.IsZero() {
				if err := r.f.Undo(ctx, ws, e.ID, by); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	loading.Wait()
	r.drain()
	r.check(200)
}

// Do returns when its moves are visible, and hands on its error.
func TestDoReturnsWhenVisible(t *testing.T) {
	r := newRig(t, nil)
	r.j.append(ws, touch(1, "u1"), touch(2, "u2"))
	r.drain()
	if err := r.f.Merge(ctx, ws, 1, 2, "an"); err != nil {
		t.Fatal(err)
	}
	r.x.mu.Lock()
	if r.x.moves[2] != 1 {
		t.Errorf("moves %v", r.x.moves)
	}
	r.x.mu.Unlock()
	if err := r.f.Split(ctx, ws, 1, []cham.KeyID{2}, "an"); err != nil {
		t.Fatal(err)
	}
	r.check(2)
	if err := r.f.Undo(ctx, ws, 99, "an"); cham.ErrorCode(err) != cham.CodeNotFound {
		t.Errorf("got %v", err)
	}
	r.stop()
	if err := r.f.Merge(ctx, ws, 1, 2, "an"); cham.ErrorCode(err) != cham.CodeUnavailable {
		t.Errorf("after the end: %v", err)
	}
	r.start()
}

// A bad entry is kept and told of; its neighbours are stored.
func TestBadEntryIsQuarantined(t *testing.T) {
	r := newRig(t, nil)
	r.j.append(ws, touch(1, "u1"))
	r.j.appendRaw(ws, 3, []byte("no JSON"))
	r.j.appendRaw(ws, 1, []byte("panic"))
	r.j.append(ws, touch(4), touch(5, "u1"))
	refused := touch(6, "u1")
	refused.Name = "Refused"
	r.j.append(ws, touch(7, "u1"), refused, touch(8, "u2"))
	r.j.append(ws, touch(9, "u2"))
	r.drain()
	r.check(4) // 1, 7, 8, 9; the entry of 4, which has no key, is set aside whole
	if s := r.f.Stats()[0]; s.Quarantined != 3+1+2+1 || s.Stored != 4 || s.Duplicates != 0 {
		t.Errorf("%+v", s)
	}
	files, err := filepath.Glob(filepath.Join(r.dir, "*.touches"))
	if err != nil || len(files) != 4 {
		t.Fatalf("%v, %v", files, err)
	}
	payload, _ := os.ReadFile(filepath.Join(r.dir, "w-2.touches"))
	reason, _ := os.ReadFile(filepath.Join(r.dir, "w-5.reason"))
	if string(payload) != "no JSON" || !strings.Contains(string(reason), "not this one") {
		t.Errorf("%q, %q", payload, reason)
	}
}

// A folder that cannot take the bad entry holds it back, visibly, not away.
func TestQuarantineIsRetried(t *testing.T) {
	r := newRig(t, nil)
	if err := os.WriteFile(r.dir, nil, 0o600); err != nil { // a file in the folder's place
		t.Fatal(err)
	}
	r.j.appendRaw(ws, 1, []byte("no JSON"))
	r.await(func() bool {
		return len(r.f.Stats()) == 1 && strings.Contains(r.f.Stats()[0].LastError, "setting an entry aside")
	})
	if err := os.Remove(r.dir); err != nil {
		t.Fatal(err)
	}
	r.drain()
	if s := r.f.Stats()[0]; s.LastError != "" || s.Quarantined != 1 {
		t.Errorf("%+v", s)
	}
}

// await waits for a condition.
func (r *rig) await(is func() bool) {
	r.t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); runtime.Gosched() {
		if time.Now().After(deadline) {
			r.t.Fatal("it never came to pass")
		}
	}
}

// What runs alone finds in history every touch that was resolved before it.
func TestAlone(t *testing.T) {
	r := newRig(t, nil)
	var loading sync.WaitGroup
	loading.Go(func() {
		for n := range 200 {
			r.j.append(ws, touch(n, fmt.Sprint("u", n)))
		}
	})
	for range 30 {
		err := r.f.Alone(ctx, ws, func(ctx context.Context, _ *identity.Resolver) error {
			top, err := r.graph.MaxKey(ctx, ws)
			if err != nil {
				return err
			}
			_, records, err := r.h.Cursor(ctx)
			if err == nil && int64(top) != records {
				return fmt.Errorf("%d keys are known, of %d touches in history", top, records)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	loading.Wait()
	r.drain()
	r.check(200)
}
