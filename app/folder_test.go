package app_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/capability/capture"
	"cham/capability/imports"
	"cham/chamtest"
	"cham/measure"
)

func opened(t *testing.T, o app.Options) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func shut(t *testing.T, a *app.App) {
	t.Helper()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
}

// send brings a touch in and waits until it is visible.
func send(t *testing.T, a *app.App, ws cham.WorkspaceID, id string) error {
	t.Helper()
	err := a.Journal.Append(t.Context(), ws, 1, capture.EncodeBatch([]cham.Touch{{MessageID: id, Source: "s", Type: cham.CallTrack,
		Name: "Order Completed", Channel: "website", At: at, ReceivedAt: at, Keys: []cham.Key{{Kind: cham.KeyUser, Value: "an"}}}}))
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	return a.Flow.Drain(ctx)
}

// Every file of a folder that was used is its owner's alone, whatever the
// modes of the folder and of the files before, and the umask.
func TestDataIsPrivate(t *testing.T) {
	before := syscall.Umask(0)
	defer syscall.Umask(before)
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.MkdirAll(filepath.Join(dir, "history"), 0o777); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(dir, "notes.txt")
	for _, old := range []string{foreign, filepath.Join(dir, "state.db"), filepath.Join(dir, "journal.db"),
		filepath.Join(dir, "history", "old.index")} {
		if err := os.WriteFile(old, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	syscall.Umask(0)
	o := app.Options{Data: dir, MinFree: 1, IndexCheckpoint: 1}
	a := opened(t, o)
	ws, err := a.Pick(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := send(t, a, ws, "m1"); err != nil {
		t.Fatal(err)
	}
	if err := a.Journal.Append(t.Context(), ws, 1, []byte("broken")); err != nil { // put aside
		t.Fatal(err)
	}
	if err := a.Flow.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	csv := filepath.Join(t.TempDir(), "x.ndjson")
	if err := os.WriteFile(csv, []byte("{\"type\":\"track\"}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := a.ImportFile(t.Context(), ws, csv, nil); err != nil {
		t.Fatal(err)
	}
	private(t, dir, foreign) // with every log beside its database
	shut(t, a)
	private(t, dir, foreign)
	if info, err := os.Stat(foreign); err != nil || info.Mode().Perm() != 0o666 {
		t.Errorf("a file of somebody else was changed: %v %v", info.Mode(), err)
	}
}

func private(t *testing.T, dir, but string) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return nil // gone meanwhile
		}
		seen++
		s := info.Sys().(*syscall.Stat_t)
		if info.Mode().Perm()&0o077 != 0 && path != but && s.Nlink == 1 || info.Mode().Perm()&0o077 != 0 && e.IsDir() {
			t.Errorf("%s is %s", path, info.Mode())
		}
		return nil
	})
	if err != nil || seen < 8 {
		t.Errorf("%d files, %v", seen, err)
	}
}

func TestLeftoversOfUploadsAreSwept(t *testing.T) {
	o := app.Options{Data: t.TempDir(), MinFree: 1}
	a := opened(t, o)
	ws, err := a.Pick(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]bool{"waits": true, "done": false, "cancelled": false, "torn": false}
	for name := range made {
		path := a.Path("uploads", name)
		if err := os.WriteFile(path, []byte("{}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		state := map[string]string{"waits": imports.Uploaded, "done": imports.Done, "cancelled": imports.Cancelled}[name]
		if state == "" {
			continue // killed before the import was stored
		}
		if err := a.Store.Imports().CreateImport(t.Context(), capture.Import{ID: "i_" + name, Workspace: ws, Path: path,
			State: state}); err != nil {
			t.Fatal(err)
		}
	}
	shut(t, a)
	defer shut(t, opened(t, o))
	for name, stays := range made {
		if _, err := os.Stat(a.Path("uploads", name)); (err == nil) != stays {
			t.Errorf("%s: stays %v, found %v", name, stays, err)
		}
	}
}

// While the disk is low nothing is taken in, and people can still sign in;
// lower still, what was taken in waits.
func TestLowDisk(t *testing.T) {
	var free atomic.Uint64
	free.Store(1 << 30)
	a := opened(t, app.Options{Data: t.TempDir(), MinFree: 400 << 20, Free: func() (uint64, error) { return free.Load(), nil }})
	defer shut(t, a)
	ws, err := a.Pick(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := send(t, a, ws, "m1"); err != nil || a.Room() != nil {
		t.Fatal(err, a.Room())
	}
	free.Store(399 << 20)
	refused := send(t, a, ws, "m2")
	for turn, end := time.NewTicker(50*time.Millisecond), time.After(time.Minute); refused == nil; { // the journal asks again each second
		select {
		case <-turn.C:
			refused = send(t, a, ws, "m2")
		case <-end:
			t.Fatal("touches are taken on a low disk")
		}
	}
	if cham.ErrorCode(refused) != cham.CodeUnavailable || cham.ErrorCode(a.Room()) != cham.CodeUnavailable ||
		!strings.Contains(a.Room().Error(), "399 MB free") {
		t.Errorf("%v; %v", refused, a.Room())
	}
	if err := a.Store.Access().CreateWorkspace(t.Context(), cham.Workspace{ID: "other"}, ""); err != nil {
		t.Errorf("state is kept out, too: %v", err)
	}
}

// A database is one folder's. Both that a server with another folder is
// refused, and that a copy of the folder cannot run at the same time.
func TestDatabaseIsOfOneFolder(t *testing.T) {
	dsn := chamtest.Postgres(t)
	first := app.Options{Data: t.TempDir(), DatabaseURL: dsn, MinFree: 1}
	a := opened(t, first)
	ws, err := a.Pick(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := send(t, a, ws, "m1"); err != nil {
		t.Fatal(err)
	}
	shut(t, a)
	second := app.Options{Data: t.TempDir(), DatabaseURL: dsn, MinFree: 1}
	_, err = app.Open(t.Context(), second)
	if cham.ErrorCode(err) != cham.CodeConflict || !strings.Contains(err.Error(), first.Path("installation")[:4]) ||
		!strings.Contains(err.Error(), "bring the folder along") {
		t.Fatalf("another history on the same database: %v", err)
	}
	a = opened(t, first)
	defer shut(t, a)
	if answer, err := a.Ask(t.Context(), ws, measure.Query{Question: measure.Touches}); err != nil || answer.Volume != 1 {
		t.Errorf("%+v %v", answer, err)
	}
	name, err := os.ReadFile(first.Path("installation"))
	if err == nil {
		err = os.WriteFile(second.Path("installation"), name, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Open(t.Context(), second); cham.ErrorCode(err) != cham.CodeConflict ||
		!strings.Contains(err.Error(), "another cham is running") {
		t.Errorf("a copy of the folder beside the running one: %v", err)
	}
}

// A folder that moves to an empty database takes its name along.
func TestFolderMovesToAnotherDatabase(t *testing.T) {
	o := app.Options{Data: t.TempDir(), MinFree: 1}
	shut(t, opened(t, o))
	before, err := os.ReadFile(o.Path("installation"))
	if err != nil {
		t.Fatal(err)
	}
	o.DatabaseURL = chamtest.Postgres(t)
	shut(t, opened(t, o))
	if after, err := os.ReadFile(o.Path("installation")); err != nil || string(after) != string(before) {
		t.Errorf("%s, then %s: %v", before, after, err)
	}
}
