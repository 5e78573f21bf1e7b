package imports_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/capability/access"
	"cham/capability/capture"
	"cham/capability/imports"
	"cham/store/sqlstore"
)

// world is what stands around an import: a real store for the import itself,
// and a journal and a history in memory, which outlive restarts of the runner.
type world struct {
	t     *testing.T
	store *sqlstore.DB
	dir   string
	src   cham.Source

	mu      sync.Mutex
	queue   []cham.Touch
	history map[string]int64 // Seq by source and id
	busy    int              // how many appends are refused next
	deliver chan struct{}    // a token lets one append's touches reach history
	runner  *imports.Runner
	stop    func()
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), history: map[string]int64{}, deliver: make(chan struct{}, 1000)}
	var err error
	if w.store, err = sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(w.dir, "s.db"), time.Now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.store.Close() })
	owner := access.User{ID: "u", Email: "u@example.vn", Name: "U", Language: "vi", Theme: "system"}
	if err := w.store.Access().CreateFirst(t.Context(), cham.Workspace{ID: "w", Name: "W", TimeZone: cham.DefaultTimeZone, Currency: "VND"},
		owner); err != nil {
		t.Fatal(err)
	}
	w.src = cham.Source{ID: "s", Workspace: "w", Name: "file", Kind: "file", WriteKey: "wk", Enabled: true}
	if err := w.store.Sources().CreateSource(t.Context(), w.src); err != nil {
		t.Fatal(err)
	}
	return w
}

// Append is the journal: it takes touches, unless it is busy.
func (w *world) Append(_ context.Context, _ cham.WorkspaceID, _ int, payload []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.busy > 0 {
		w.busy--
		return &cham.Error{Code: cham.CodeUnavailable, Op: "test", RetryAfter: time.Millisecond}
	}
	touches, err := capture.DecodeBatch(payload)
	w.queue = append(w.queue, touches...)
	return err
}

// start runs a runner, as a process does, with a loop that moves the journal
// to history, one step per token.
func (w *world) start() {
	w.t.Helper()
	accepter := capture.NewAccepter(capture.Config{Log: w, NewID: rand.Text})
	r := imports.New(imports.Config{Imports: w.store.Imports(), Accepter: accepter, Now: time.Now,
		Log: slog.New(slog.NewTextHandler(w.t.Output(), nil)), Source: func(context.Context, cham.WorkspaceID, cham.SourceID) (cham.Source,
			error) {
			return w.src, nil
		}, Newest: func(context.Context, cham.WorkspaceID) (int64, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			return int64(len(w.history)), nil
		}, Known: func(context.Context, cham.Source, []string) (map[string]bool, error) { return nil, nil }})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	if err := r.Resume(ctx); err != nil {
		w.t.Fatal(err)
	}
	running.Go(func() { r.Run(ctx) })
	running.Go(func() {
		for {
			select {
			case <-w.deliver:
				w.step(r)
			case <-ctx.Done():
				return
			}
		}
	})
	w.runner = r
	w.stop = func() { cancel(); running.Wait() }
}

// step moves up to a thousand touches to history.
func (w *world) step(r *imports.Runner) {
	w.mu.Lock()
	n := min(1000, len(w.queue))
	var records []cham.Record
	var stored []bool
	refused := map[int]capture.Refused{}
	for i, t := range w.queue[:n] {
		if t.Name == "Aside" {
			r := cham.Record{Touch: t}
			refused[i] = capture.NotStored("w", &r, capture.ReasonAside)
			records, stored = append(records, r), append(stored, false)
			continue
		}
		id := string(t.Source) + "/" + t.MessageID
		seq, known := w.history[id]
		if !known {
			seq = int64(len(w.history) + 1)
			w.history[id] = seq
		}
		records, stored = append(records, cham.Record{Touch: t, Seq: seq}), append(stored, !known)
	}
	w.queue = w.queue[n:]
	w.mu.Unlock()
	r.Observe("w", records, stored, refused)
}

// flow lets everything through until done.
func (w *world) flow(done func() bool) {
	w.t.Helper()
	until(w.t, func() bool {
		select {
		case w.deliver <- struct{}{}:
		default: // the loop has its turns already
		}
		return done()
	})
}

func (w *world) upload(id, name string, content []byte) {
	w.t.Helper()
	path := filepath.Join(w.dir, id)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		w.t.Fatal(err)
	}
	err := w.store.Imports().CreateImport(w.t.Context(), capture.Import{ID: id, Workspace: "w", Source: "s", FileName: name, Path: path,
		Bytes: int64(len(content)), State: imports.Uploaded, CreatedAt: time.Now()})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) launch(id string) {
	w.t.Helper()
	if _, err := w.runner.Start(w.t.Context(), "w", id, nil); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) look(id string) capture.Import {
	w.t.Helper()
	i, err := w.store.Imports().Import(w.t.Context(), "w", id)
	if err != nil {
		w.t.Fatal(err)
	}
	return i
}

func until(t *testing.T, done func() bool) {
	t.Helper()
	deadline, turn := time.NewTimer(60*time.Second), time.NewTicker(time.Millisecond)
	defer deadline.Stop()
	defer turn.Stop()
	for !done() {
		select {
		case <-turn.C:
		case <-deadline.C:
			t.Fatal("it did not happen")
		}
	}
}

// file is n calls without message ids; every tenth is the same as the one
// before, every hundredth says nobody's.
func file(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		switch {
		case i%100 == 99:
			fmt.Fprintf(&b, `{"type":"track","event":"E","properties":{"i":%d}}`+"\n", i)
		case i%10 == 1:
			fmt.Fprintf(&b, `{"type":"track","event":"E","userId":"u%d","timestamp":"2026-01-02T03:04:05Z"}`+"\n", i-1)
		default:
			fmt.Fprintf(&b, `{"type":"track","event":"E","userId":"u%d","timestamp":"2026-01-02T03:04:05Z"}`+"\n", i)
		}
	}
	return b.Bytes()
}

func TestRestartGoesOnWhereItStood(t *testing.T) {
	w := newWorld(t)
	const lines = 24_000
	w.upload("i", "a.ndjson", file(lines))
	w.start()
	w.launch("i")
	for restarts := 0; restarts < 5; restarts++ {
		before := w.look("i").Accepted
		w.flow(func() bool { i := w.look("i"); return i.Accepted > before+2500 || i.State != imports.Running })
		w.stop()
		if i := w.look("i"); i.State != imports.Running {
			break // it came to its end before
		}
		w.start()
	}
	w.flow(func() bool { return w.look("i").State != imports.Running })
	w.stop()
	i := w.look("i")
	if i.State != imports.Done || i.Accepted+i.Refused+i.Duplicates != lines || i.Refused != lines/100 || i.BytesRead != i.Bytes {
		t.Errorf("%+v", i)
	}
	if i.Accepted != len(w.history) || i.Duplicates != 0 {
		t.Errorf("%d accepted and %d duplicates of %d touches that the import brought", i.Accepted, i.Duplicates, len(w.history))
	}
	// Each line once: lines alike are told apart by how many came before.
	if len(w.history) != lines-lines/100 {
		t.Errorf("%d touches in history, want %d", len(w.history), lines-lines/100)
	}
	rejects := 0
	for after := 0; ; {
		rs, err := w.store.Imports().Rejects(t.Context(), "w", "i", "", after, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(rs) == 0 {
			break
		}
		rejects, after = rejects+len(rs), rs[len(rs)-1].Line
	}
	if rejects != lines/100 {
		t.Errorf("%d rejects kept", rejects)
	}
	if _, err := os.Stat(filepath.Join(w.dir, "i")); err == nil {
		t.Error("the file stays behind")
	}
}

// A start that comes before the runner is open is refused and can be tried again.
func TestStartBeforeRun(t *testing.T) {
	w := newWorld(t)
	w.upload("i", "a.ndjson", file(100))
	early := imports.New(imports.Config{Imports: w.store.Imports()})
	if _, err := early.Start(t.Context(), "w", "i", nil); cham.ErrorCode(err) != cham.CodeUnavailable {
		t.Fatalf("%v, want unavailable", err)
	}
	if i := w.look("i"); i.State != imports.Uploaded {
		t.Fatalf("the import is %q", i.State)
	}
	w.start()
	defer func() { w.stop() }()
	w.launch("i")
	w.flow(func() bool { return w.look("i").State == imports.Done })
}

func TestASecondTimeAddsNothing(t *testing.T) {
	w := newWorld(t)
	w.start()
	defer func() { w.stop() }()
	const lines = 5000
	for _, id := range []string{"one", "two"} {
		w.upload(id, "a.ndjson", file(lines))
		w.launch(id)
		w.flow(func() bool { return w.look(id).State != imports.Running })
	}
	if one, two := w.look("one"), w.look("two"); one.Accepted != lines-lines/100 || one.Duplicates != 0 || two.Accepted != 0 ||
		two.Duplicates != one.Accepted {
		t.Errorf("%+v\n%+v", one, two)
	}
}

func TestBusyLogIsWaitedFor(t *testing.T) {
	w := newWorld(t)
	w.busy = 5
	w.start()
	defer func() { w.stop() }()
	w.upload("i", "a.ndjson", file(3000))
	w.launch("i")
	w.flow(func() bool { return w.look("i").State != imports.Running })
	if i := w.look("i"); i.State != imports.Done || i.Accepted != 2970 {
		t.Errorf("%+v", i)
	}
}

func TestBackpressureBoundsWhatIsOnItsWay(t *testing.T) {
	w := newWorld(t)
	w.start()
	defer func() { w.stop() }()
	w.upload("i", "a.ndjson", file(100_000))
	w.launch("i")
	size := func() int { w.mu.Lock(); defer w.mu.Unlock(); return len(w.queue) }
	until(t, func() bool { return size() > 31_000 }) // nothing reaches history
	if n := size(); n > 40_000 {
		t.Errorf("%d touches were read ahead", n)
	}
	// What was on its way comes in, so it is counted.
	cancelled := make(chan error, 1)
	go func() {
		_, err := w.runner.Cancel(t.Context(), "w", "i")
		cancelled <- err
	}()
	w.flow(func() bool { return w.look("i").State == imports.Cancelled })
	if err := <-cancelled; err != nil {
		t.Error(err)
	}
	if i := w.look("i"); size() != 0 || len(w.history) == 0 || i.Accepted != len(w.history) {
		t.Errorf("%d came in: %+v", len(w.history), i)
	}
	if i, err := w.runner.Cancel(t.Context(), "w", "i"); err != nil || i.State != imports.Cancelled {
		t.Errorf("cancelling twice: %+v %v", i, err)
	}
	if _, err := w.runner.Start(t.Context(), "w", "i", nil); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("starting what was cancelled: %v", err)
	}
}

func TestATornFileSaysWhere(t *testing.T) {
	w := newWorld(t)
	w.start()
	defer func() { w.stop() }()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(file(20_000))
	_ = z.Close()
	w.upload("i", "a.ndjson.gz", packed.Bytes()[:packed.Len()*2/3])
	w.launch("i")
	w.flow(func() bool { return w.look("i").State != imports.Running })
	i := w.look("i")
	if i.State != imports.Failed || !strings.HasPrefix(i.Error, "line ") || i.Accepted == 0 {
		t.Errorf("%+v", i)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) > 0 || len(w.history) != i.Accepted {
		t.Errorf("%d came in, %d are counted", len(w.history)+len(w.queue), i.Accepted)
	}
}

func TestStartRefusesWhatCannotBeRead(t *testing.T) {
	w := newWorld(t)
	w.start()
	defer func() { w.stop() }()
	w.upload("i", "a.csv", []byte("phone\n0912345678\n"))
	bad := &capture.Mapping{Columns: map[string]string{"phone": "no such column"}}
	until(t, func() bool {
		_, err := w.runner.Start(t.Context(), "w", "i", bad)
		return cham.ErrorCode(err) == cham.CodeInvalid
	})
	if i := w.look("i"); i.State != imports.Uploaded {
		t.Errorf("a refused start changed something: %+v", i)
	}
	if _, err := w.runner.Start(t.Context(), "other", "i", nil); cham.ErrorCode(err) != cham.CodeNotFound {
		t.Errorf("another workspace's import: %v", err)
	}
}

// What history sets aside is refused with its line, and no duplicate.
func TestSetAsideIsSaid(t *testing.T) {
	w := newWorld(t)
	w.start()
	defer func() { w.stop() }()
	w.upload("i", "a.ndjson", []byte(`{"type":"track","event":"E","userId":"u"}`+"\n"+`{"type":"track","event":"E"}`+"\n"+
		`{"type":"track","event":"Aside","userId":"u"}`+"\n"))
	w.launch("i")
	w.flow(func() bool { return w.look("i").State != imports.Running })
	if i := w.look("i"); i.Accepted != 1 || i.Refused != 2 || i.Duplicates != 0 {
		t.Errorf("%+v", i)
	}
	rs, err := w.store.Imports().Rejects(t.Context(), "w", "i", "", 0, 10)
	if err != nil || len(rs) != 2 || rs[1].Line != 3 || rs[1].Reason != string(capture.ReasonAside) {
		t.Errorf("%+v %v", rs, err)
	}
}
