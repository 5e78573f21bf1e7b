package index_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/identity"
	"cham/measure"
	"cham/store/index"
	"cham/store/storetest"
)

// TestEngineFromCheckpoint runs generated histories with an index that is closed and
// restored from its checkpoint whenever the suite opens one again.
func TestEngineFromCheckpoint(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var last *index.Index
	var lastOf storetest.Interactions
	restored := 0
	storetest.EngineGenerated(t, func(t testing.TB, h storetest.Interactions, assignments []identity.Move) storetest.JourneyEngine {
		if last != nil {
			if err := last.Close(); err != nil {
				t.Fatal(err)
			}
		}
		var log bytes.Buffer
		again := lastOf == h
		if !again {
			os.RemoveAll(dir)
		}
		last = openIndex(index.Options{Dir: dir, Log: slog.New(slog.NewTextHandler(&log, nil))})(t, h, assignments).(*index.Index)
		if lastOf = h; again && log.Len() == 0 {
			restored++
		}
		return last
	})
	if restored == 0 {
		t.Error("no checkpoint was ever used")
	}
}

// rows is a history in memory, of plain touches.
type rows []cham.Record

func (h *rows) Cursor(context.Context) (journal, record int64, err error) {
	return 0, int64(len(*h)), nil
}

func (h *rows) Scan(_ context.Context, after int64, _ []cham.KeyID, _ cham.TouchNeed, f func([]cham.Record) error) error {
	if after >= int64(len(*h)) {
		return nil
	}
	return f((*h)[after:])
}

func (h *rows) Groups(context.Context, func([]cham.Record) error) error { return nil }

func (h *rows) add(n int) []cham.Record {
	from := len(*h)
	for i := range n {
		at := time.Date(2026, 1, 1, 0, 0, from+i, 0, time.UTC)
		*h = append(*h, cham.Record{Seq: int64(from + i + 1), Key: cham.KeyID((from+i)%7 + 1), Touch: cham.Touch{
			Type: cham.CallTrack, Name: fmt.Sprint("n", (from+i)%5), At: at, Page: cham.Page{Path: fmt.Sprint("/p", i%3)}}})
	}
	return (*h)[from:]
}

func volume(t *testing.T, x *index.Index) int {
	t.Helper()
	p, err := measure.Compile(measure.Query{Question: measure.Touches}, nil, time.UTC, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	a, err := x.Ask(context.Background(), "w", p)
	if err != nil {
		t.Fatal(err)
	}
	return a.Volume
}

// TestCheckpointRefused damages, swaps and outdates the file: the index is
// then built from history, and says why.
func TestCheckpointRefused(t *testing.T) {
	for name, c := range map[string]struct {
		damage func(t *testing.T, path string, h *rows)
		why    string
	}{
		"untouched": {func(*testing.T, string, *rows) {}, ""},
		"grown":     {func(_ *testing.T, _ string, h *rows) { h.add(100) }, ""},
		"flipped": {func(t *testing.T, path string, _ *rows) {
			b, _ := os.ReadFile(path)
			b[len(b)-40] ^= 1
			os.WriteFile(path, b, 0o600)
		}, "checksum"},
		"torn": {func(t *testing.T, path string, _ *rows) { os.Truncate(path, 200) }, "not a checkpoint"},
		"cut":  {func(t *testing.T, path string, _ *rows) { os.Truncate(path, 2000) }, "cut short"},
		"foreign": {func(t *testing.T, path string, _ *rows) {
			os.WriteFile(path, []byte(strings.Repeat("x", 100)), 0o600)
		}, "not a checkpoint"},
		"shorter history": {func(_ *testing.T, _ string, h *rows) { *h = (*h)[:50] }, "history ends"},
		"other history": {func(_ *testing.T, _ string, h *rows) {
			for i := range *h {
				(*h)[i].At = (*h)[i].At.Add(time.Hour)
			}
		}, "another history"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, h := t.TempDir(), &rows{}
			h.add(300)
			var log bytes.Buffer
			open := func() *index.Index {
				x := index.New(index.Options{Dir: dir, Log: slog.New(slog.NewTextHandler(&log, nil))})
				if err := x.Load(context.Background(), "w", h, nil, cham.KindRules{}); err != nil {
					t.Fatal(err)
				}
				return x
			}
			open().Close()
			c.damage(t, filepath.Join(dir, "w.index"), h)
			x := open()
			defer x.Close()
			if got := volume(t, x); got != len(*h) {
				t.Errorf("%d touches, want %d", got, len(*h))
			}
			if (c.why == "") != (log.Len() == 0) || !strings.Contains(log.String(), c.why) {
				t.Errorf("said %q, want %q", log.String(), c.why)
			}
		})
	}
}

func TestCeiling(t *testing.T) {
	h := &rows{}
	x := index.New(index.Options{MaxBytes: 1 << 20})
	defer x.Close()
	if err := x.Load(context.Background(), "w", h, nil, cham.KindRules{}); err != nil {
		t.Fatal(err)
	}
	for range 40 {
		if err := x.Append(context.Background(), "w", h.add(10_000), nil); err != nil {
			t.Fatal(err)
		}
	}
	p, _ := measure.Compile(measure.Query{Question: measure.Touches}, nil, time.UTC, time.Now())
	_, err := x.Ask(context.Background(), "w", p)
	var said *cham.Error
	if !errors.As(err, &said) || said.Code != cham.CodeUnavailable || said.Key != "error.index_full" || said.Args["limitMB"] != int64(1) {
		t.Fatalf("%+v", err)
	}
	n, _ := said.Args["touches"].(int)
	if n == 0 || !strings.Contains(said.Hint, fmt.Sprint(n)) || !strings.Contains(said.Hint, "1 MiB") {
		t.Errorf("the answer does not say both numbers: %+v", said)
	}
	if x.Bytes() > 1<<20 {
		t.Error("holds", x.Bytes())
	}
}

// TestKindCeiling floods the dictionary: names stay, details go, both are said.
func TestKindCeiling(t *testing.T) {
	h := &rows{}
	all := h.add(3000)
	for i := range all {
		all[i].Campaign.Name = fmt.Sprint("c", i)
	}
	x := index.New(index.Options{MaxKinds: 128})
	defer x.Close()
	if err := x.Load(context.Background(), "w", h, nil, cham.KindRules{}); err != nil {
		t.Fatal(err)
	}
	p, _ := measure.Compile(measure.Query{Question: measure.Touches}, nil, time.UTC, time.Now())
	a, err := x.Ask(context.Background(), "w", p)
	if err != nil || len(a.Touches) != 5 || a.Volume != 3000 || a.Overflow != 3000-119 {
		t.Fatalf("%+v, %v", a, err)
	}
	kinds, err := x.Kinds(context.Background(), "w", p)
	if err != nil || len(kinds) != 119+5 {
		t.Fatal(len(kinds), err)
	}
	lost := 0
	for _, k := range kinds {
		if k.Overflow {
			lost += k.Volume
		}
	}
	if lost != a.Overflow {
		t.Error(lost, "in overflow kinds, the answer says", a.Overflow)
	}
}

// TestAppendWhileAsking lets questions run beside appends, folds and
// checkpoints: each answer is of one moment, whole batches.
func TestAppendWhileAsking(t *testing.T) {
	h := &rows{}
	x := index.New(index.Options{Dir: t.TempDir(), CheckpointEvery: 5000})
	defer x.Close()
	if err := x.Load(context.Background(), "w", h, nil, cham.KindRules{}); err != nil {
		t.Fatal(err)
	}
	const batch, batches = 500, 60
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range batches {
			var moves []identity.Move
			if i == batches/2 {
				moves = []identity.Move{{Key: 3, To: 1}, {Key: 5, To: 1}}
			}
			if err := x.Append(context.Background(), "w", h.add(batch), moves); err != nil {
				t.Error(err)
			}
		}
	}()
	last := 0
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		if n := volume(t, x); n%batch != 0 || n < last {
			t.Fatalf("%d touches after %d", n, last)
		} else {
			last = n
		}
	}
	if last != batch*batches {
		t.Fatal(last)
	}
}

// holed is a history of which touches were removed: its end stays where it was.
type holed struct {
	rows
	end int64
}

func (h *holed) Cursor(context.Context) (journal, record int64, err error) { return 0, h.end, nil }

func (h *holed) Scan(_ context.Context, after int64, _ []cham.KeyID, _ cham.TouchNeed, f func([]cham.Record) error) error {
	for i, r := range h.rows {
		if r.Seq > after {
			return f(h.rows[i:])
		}
	}
	return nil
}

// After touches were removed the index, and what it writes, know nothing of them,
// and the next touch comes in.
func TestRebuild(t *testing.T) {
	h, dir := &holed{end: 100}, t.TempDir()
	h.add(100)
	open := func() *index.Index {
		x := index.New(index.Options{Dir: dir})
		if err := x.Load(t.Context(), "w", h, noMoves, cham.KindRules{}); err != nil {
			t.Fatal(err)
		}
		return x
	}
	x := open()
	h.rows = h.rows[:60]
	if err := x.Rebuild(t.Context(), "w", h, noMoves, cham.KindRules{}); err != nil {
		t.Fatal(err)
	}
	if n := volume(t, x); n != 60 {
		t.Errorf("%d touches", n)
	}
	h.rows = append(h.rows, cham.Record{Seq: 101, Key: 1, Touch: cham.Touch{Type: cham.CallTrack, Name: "later",
		At: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)}})
	h.end = 101
	if err := x.Append(t.Context(), "w", h.rows[60:], nil); err != nil {
		t.Fatal(err)
	}
	x.Close()
	x = open()
	defer x.Close()
	if n := volume(t, x); n != 61 {
		t.Errorf("%d touches from the checkpoint", n)
	}
}

func noMoves(func(identity.Move) error) error { return nil }
