package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/imports"
	"cham/connect/fetch"
	"cham/locale"
)

// What watching takes: how often places are looked at, how long a file must lie
// as it is, and what is fetched at most.
const (
	lookEvery   = 5 * time.Second
	stableFor   = 5 * time.Second
	mostFetch   = 1 << 30
	minInterval = 5 * time.Minute
)

// The folders that a watched one gets: files on their way, read, and refused.
const (
	takenDir   = "taken"
	doneDir    = "done"
	refusedDir = "refused"

	reportSuffix = ".txt" // of what became of a file, beside it
)

// Watcher takes files in by themselves: from watched folders, and from addresses.
// A file is moved aside under its import's id before anything else, so that a
// program that was killed goes on with the same import.
type Watcher struct {
	app   *App
	fetch *fetch.Client

	looking sync.Mutex      // one looks at a time
	seen    map[string]lain // by inlet and file
}

// lain is how a file lay when it was last looked at.
type lain struct {
	size  int64
	at    time.Time // its own time
	since time.Time // as it is
}

func newWatcher(a *App) *Watcher {
	return &Watcher{app: a, fetch: fetch.New(a.FetchFrom), seen: map[string]lain{}}
}

// Root is the folder that watched ones lie under.
func (w *Watcher) Root() string {
	if w.app.InboxDir != "" {
		return w.app.InboxDir
	}
	return w.app.Path("inbox")
}

// Folder is an inlet's folder under the root: no workspace sees another's.
func (w *Watcher) Folder(i *imports.Inlet) string { return filepath.Join(string(i.Workspace), i.Place) }

// Of is where a workspace's folders lie.
func (w *Watcher) Of(ws cham.WorkspaceID) string { return filepath.Join(w.Root(), string(ws)) }

// Where is an inlet's folder on the disk.
func (w *Watcher) Where(i imports.Inlet) string { return filepath.Join(w.Root(), w.Folder(&i)) }

// run looks at every place until ctx ends.
func (w *Watcher) run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		w.Look(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Look looks at every place once.
func (w *Watcher) Look(ctx context.Context) {
	w.looking.Lock()
	defer w.looking.Unlock()
	all, err := w.app.Store.Inlets().AllInlets(ctx)
	if err != nil && ctx.Err() == nil {
		w.app.Log.Error("the watched places could not be read", "err", err)
	}
	for _, i := range all {
		if ctx.Err() != nil {
			return
		}
		was := i
		switch i.Kind {
		case imports.InletFolder:
			err = w.folder(ctx, &i)
		case imports.InletURL:
			if w.app.Now().Before(i.NextAt) {
				continue
			}
			i.NextAt = w.app.Now().UTC().Add(max(i.Every, minInterval))
			err = w.address(ctx, &i)
		}
		if ctx.Err() != nil {
			return
		}
		i.Error, i.Detail = told(err)
		if i != was {
			i.CheckedAt = w.app.Now().UTC()
			err = w.app.Store.Inlets().UpdateInlet(ctx, i)
		}
		if err != nil {
			w.app.Log.Warn("a watched place gave no file", "inlet", i.ID, "place", i.Place, "err", err)
		}
	}
}

// told is an error as it is kept: its sentence in locale/, and what it is about.
func told(err error) (key, detail string) {
	if err == nil {
		return "", ""
	}
	if e, ok := errors.AsType[*cham.Error](err); ok && e.Key != "" {
		if s, ok := e.Args["status"]; ok {
			return e.Key, fmt.Sprint(s)
		}
		return e.Key, e.Field
	}
	return "error.inlet.broken", ""
}

// folder takes the files that lie still in a watched folder, and goes on with those
// that are on their way.
func (w *Watcher) folder(ctx context.Context, i *imports.Inlet) error {
	root, err := w.open(i)
	if err != nil {
		return err
	}
	defer root.Close()
	names, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return broken(err)
	}
	for _, f := range names {
		if f.Type().IsRegular() && !strings.HasPrefix(f.Name(), ".") && w.still(i, f) {
			id := "i_" + w.app.NewID()
			if err := root.Rename(f.Name(), filepath.Join(takenDir, id+"~"+f.Name())); err != nil {
				return broken(err)
			}
		}
	}
	taken, err := fs.ReadDir(root.FS(), takenDir)
	if err != nil {
		return broken(err)
	}
	for _, f := range taken {
		id, name, ok := strings.Cut(f.Name(), "~")
		if ok && f.Type().IsRegular() {
			if err := w.carry(ctx, i, root, id, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// open opens the folder of an inlet; neither .. nor a link leads out of the root.
func (w *Watcher) open(i *imports.Inlet) (*os.Root, error) {
	if err := os.MkdirAll(w.Root(), 0o700); err != nil {
		return nil, broken(err)
	}
	root, err := os.OpenRoot(w.Root())
	if err != nil {
		return nil, broken(err)
	}
	defer root.Close()
	for _, dir := range []string{"", takenDir, doneDir, refusedDir} {
		if err := root.MkdirAll(filepath.Join(w.Folder(i), dir), 0o700); err != nil {
			return nil, broken(err)
		}
	}
	under, err := root.OpenRoot(w.Folder(i))
	if err != nil {
		return nil, broken(err)
	}
	return under, nil
}

func broken(err error) error {
	return &cham.Error{Code: cham.CodeUnavailable, Op: "app.Watcher", Key: "error.inlet.folder", Err: err}
}

// still reports whether a file was the same for a while: nobody writes it any more.
func (w *Watcher) still(i *imports.Inlet, f fs.DirEntry) bool {
	info, err := f.Info()
	if err != nil {
		return false
	}
	key, now := i.ID+"/"+f.Name(), w.app.Now()
	was, known := w.seen[key]
	if !known || was.size != info.Size() || !was.at.Equal(info.ModTime()) {
		w.seen[key] = lain{info.Size(), info.ModTime(), now}
		return false
	}
	if now.Sub(was.since) < stableFor {
		return false
	}
	delete(w.seen, key)
	return true
}

// carry brings a taken file one step further: made an import, started, or, when
// that has ended, put where it belongs with a report beside it.
func (w *Watcher) carry(ctx context.Context, i *imports.Inlet, root *os.Root, id, name string) error {
	imp, err := w.app.Store.Imports().Import(ctx, i.Workspace, id)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		imp, err = w.receive(ctx, i, id, name, func(to io.Writer) error {
			from, err := root.Open(filepath.Join(takenDir, id+"~"+name))
			if err != nil {
				return err
			}
			defer from.Close()
			_, err = io.Copy(to, from)
			return err
		})
	}
	if err != nil {
		return err
	}
	if imp.State == imports.Uploaded {
		imp, err = w.start(ctx, imp)
	}
	if err != nil || imp.State == imports.Running {
		return err
	}
	if gone, err := w.ofErased(ctx, imp); err != nil {
		return err
	} else if gone {
		return root.Remove(filepath.Join(takenDir, id+"~"+name))
	}
	return w.report(root, imp, id, name)
}

// ofErased tells whether a file has rows of somebody who was erased: it is not kept.
func (w *Watcher) ofErased(ctx context.Context, imp capture.Import) (bool, error) {
	all, err := w.app.Store.Imports().Rejects(ctx, imp.Workspace, imp.ID, string(capture.ReasonErased), 0, 1)
	return len(all) > 0, err
}

// receive writes a file where uploads wait, and makes it an import.
func (w *Watcher) receive(ctx context.Context, i *imports.Inlet, id, name string, write func(io.Writer) error) (capture.Import, error) {
	imp := capture.Import{ID: id, Workspace: i.Workspace, Source: i.Source, FileName: name, Path: w.app.Path("uploads", id),
		State: imports.Uploaded, CreatedAt: w.app.Now().UTC(), CreatedBy: i.CreatedBy}
	if err := w.app.Room(); err != nil {
		return imp, err
	}
	f, err := os.OpenFile(imp.Path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return imp, broken(err)
	}
	err = errors.Join(write(f), f.Close())
	if info, stat := os.Stat(imp.Path); stat == nil {
		imp.Bytes = info.Size()
	}
	if err == nil {
		err = w.app.Store.Imports().CreateImport(ctx, imp)
	}
	if err != nil {
		return imp, errors.Join(err, os.Remove(imp.Path))
	}
	i.LastFile = id
	return imp, nil
}

// start begins the import; a file that cannot be read has failed.
func (w *Watcher) start(ctx context.Context, imp capture.Import) (capture.Import, error) {
	started, err := w.app.Importer.Start(ctx, imp.Workspace, imp.ID, nil)
	if e, ok := errors.AsType[*cham.Error](err); ok && e.Code == cham.CodeInvalid {
		imp.State, imp.Error, imp.ErrorKey, imp.FinishedAt = imports.Failed, e.Field+": "+e.Hint, e.Key, w.app.Now().UTC()
		return imp, errors.Join(w.app.Store.Imports().UpdateImport(ctx, imp), os.Remove(imp.Path))
	}
	return started, err
}

// report puts a file that was read, or could not be, where it belongs, with what
// became of it beside it.
func (w *Watcher) report(root *os.Root, imp capture.Import, id, name string) error {
	dir := doneDir
	if imp.State == imports.Failed {
		dir = refusedDir
	}
	to := filepath.Join(dir, w.app.Now().UTC().Format("20060102-150405-")+name)
	said := locale.Text("vi", "sources.inlets.report", map[string]any{"accepted": imp.Accepted, "refused": imp.Refused,
		"duplicates": imp.Duplicates})
	if imp.State == imports.Failed {
		said = locale.Text("vi", "sources.inlets.failed", nil) + " " + imp.Error
	}
	if err := root.WriteFile(to+reportSuffix, []byte(said+"\n"), 0o600); err != nil {
		return broken(err)
	}
	if err := root.Rename(filepath.Join(takenDir, id+"~"+name), to); err != nil {
		return broken(err)
	}
	return nil
}

// address fetches a file that has changed, and imports it.
func (w *Watcher) address(ctx context.Context, i *imports.Inlet) error {
	id := "i_" + w.app.NewID()
	path := w.app.Path("uploads", id+".part")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return broken(err)
	}
	defer os.Remove(path)
	defer f.Close()
	sum, etag := sha256.New(), i.ETag
	if strings.HasPrefix(etag, sumMark) {
		etag = ""
	}
	a, err := w.fetch.Get(ctx, i.Place, etag, i.Modified, io.MultiWriter(f, sum), mostFetch)
	if err != nil {
		return err
	}
	if a.ETag == "" {
		a.ETag = sumMark + hex.EncodeToString(sum.Sum(nil)) // told by what is in it
	}
	if a.Same || a.ETag == i.ETag {
		return same(i)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return broken(err)
	}
	imp, err := w.receive(ctx, i, id, a.Name, func(to io.Writer) error { _, err := io.Copy(to, f); return err })
	if err == nil {
		imp, err = w.start(ctx, imp)
	}
	if err != nil {
		return err
	}
	i.ETag, i.Modified = a.ETag, a.Modified
	if imp.State == imports.Failed {
		return unreadable
	}
	return nil
}

// sumMark begins what stands for an ETag where the server gives none.
const sumMark = "sha256:"

var unreadable = &cham.Error{Code: cham.CodeInvalid, Op: "app.Watcher", Key: "error.inlet.unreadable"}

// same says again that the file that is there cannot be read.
func same(i *imports.Inlet) error {
	if i.Error == unreadable.Key {
		return unreadable
	}
	return nil
}
