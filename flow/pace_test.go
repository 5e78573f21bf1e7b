package flow_test

import (
	"context"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"cham"
	"cham/capability/identity"
	"cham/flow"
	"cham/store/sqlstore"
)

// The journal is trimmed behind history, never beyond it, and never to nothing.
func TestTrim(t *testing.T) {
	r := newRig(t, nil)
	for n := range 1000 {
		r.j.append(ws, touch(n, "u1"))
	}
	r.drain()
	r.await(func() bool { r.j.mu.Lock(); defer r.j.mu.Unlock(); return r.j.trimmed > 500 })
	if n := len(r.j.entries); n == 0 || n > 500 || r.j.trimmed >= r.h.journal {
		t.Errorf("%d entries left, trimmed to %d of %d", n, r.j.trimmed, r.h.journal)
	}
	r.stop()
	r.start()
	r.j.append(ws, touch(2000, "u1"))
	r.drain()
	r.check(1001)
}

// While touches keep coming, batches keep their distance; a few touches, and a
// backlog, never wait.
func TestPace(t *testing.T) {
	for name, c := range map[string]struct {
		pace   time.Duration
		n, max int
		waits  bool
	}{
		"crowd":   {pace: 100 * time.Millisecond, n: 50, max: 100, waits: true},
		"few":     {pace: time.Hour, n: 49, max: 100},
		"backlog": {pace: time.Hour, n: 50, max: 50},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, nil)
			r.stop()
			r.pace, r.max = c.pace, c.max
			r.start()
			began := time.Now()
			for part := range 3 {
				some := make([]cham.Touch, c.n)
				for i := range some {
					some[i] = touch(part*c.n+i, "u1")
				}
				r.j.append(ws, some...)
				r.drain()
			}
			if took := time.Since(began); c.waits && took < 2*c.pace {
				t.Errorf("three batches within %v", took)
			}
			r.check(3 * c.n)
		})
	}
}

// A crowd is let in first, but not for ever, and by a loop that is behind not at all.
func TestGiveWay(t *testing.T) {
	r := newRig(t, nil)
	restart := func(patience time.Duration, touches ...cham.Touch) {
		r.stop()
		r.patience = patience
		r.j.append(ws, touches...)
		r.asked.Store(0)
		r.start()
	}
	r.crowd.Store(1000)
	restart(time.Hour, touch(0, "u1"))
	r.await(func() bool { return r.asked.Load() > 5 })
	r.check(0)
	r.crowd.Store(0)
	r.drain()
	r.check(1)

	r.crowd.Store(1000)
	for n := range 98 {
		r.j.append(ws, touch(1+n, "u1"))
	}
	restart(time.Nanosecond, touch(99, "u1")) // 15 batches, behind after the first
	r.drain()
	r.check(100)
	if n := r.asked.Load(); n == 0 || n > 7 {
		t.Errorf("looked for a crowd %d times", n)
	}
}

// Workspaces do not wait for one another.
func TestWorkspacesApart(t *testing.T) {
	j := newJournal()
	stuck := make(chan struct{})
	histories := map[cham.WorkspaceID]*history{}
	for _, ws := range []cham.WorkspaceID{"a", "b"} {
		histories[ws] = &history{has: map[messageKey]bool{}}
	}
	s, err := sqlstore.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "state.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	f := flow.New(flow.Config{Journal: j, Index: &index{moves: map[cham.KeyID]cham.CustomerID{}}, Decode: decode,
		Quarantine: flow.QuarantineDir(t.TempDir()), Resolver: identity.New(s.Graph(), time.Now),
		Histories: func(_ context.Context, ws cham.WorkspaceID) (flow.History, error) {
			if ws == "a" {
				<-stuck
			}
			return histories[ws], nil
		}})
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); f.Run(ctx) }()
	first := j.append("a", touch(1, "u1"))
	if err := f.WaitVisible(ctx, "b", j.append("b", touch(1, "u1"))); err != nil {
		t.Fatal(err)
	}
	if n, _ := f.Lag(ctx, "a"); n != 1 {
		t.Errorf("%d wait in a", n)
	}
	close(stuck)
	if err := f.WaitVisible(ctx, "a", first); err != nil {
		t.Fatal(err)
	}
	cancel()
	<-done
}

// Run leaves nothing running.
func TestRunEnds(t *testing.T) {
	r := newRig(t, nil)
	before := runtime.NumGoroutine()
	for range 20 {
		r.stop()
		r.start()
		r.j.append(ws, touch(1, "u1"))
	}
	r.drain()
	r.await(func() bool { return runtime.NumGoroutine() <= before+4 })
	if err := r.f.Run(ctx); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("a second Run: %v", err)
	}
	if !slices.ContainsFunc(r.f.Stats(), func(s flow.Stats) bool { return s.Workspace == ws }) {
		t.Error("no stats")
	}
}
