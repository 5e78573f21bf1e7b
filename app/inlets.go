package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"time"

	"cham"
	"cham/capability/imports"
	"cham/connect/fetch"
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

	readStamp = "20060102-150405-" // begins the name of a file that was read
)

// How many places of a kind are looked at at once, in all and of one workspace: a
// slow address, or a folder of a disk that hangs, holds up no other business.
const (
	mostAtOnce   = 8
	mostOfOneBiz = 2
)

// Fetcher gets files from addresses; *fetch.Client is one.
type Fetcher interface {
	Get(ctx context.Context, address, etag, modified string, to io.Writer, most int64) (fetch.Answer, error)
}

// Watcher takes files in by themselves: from watched folders, and from addresses.
// A file is moved aside under its import's id before anything else, so that a
// program that was killed goes on with the same import.
type Watcher struct {
	app   *App
	fetch Fetcher

	mu    sync.Mutex
	seen  map[string]lain          // by inlet and file
	busy  map[string]chan struct{} // by inlet; closed when it was looked at
	turns map[string]chan struct{} // by kind, and by kind and workspace
}

// lain is how a file lay when it was last looked at.
type lain struct {
	size  int64
	at    time.Time // its own time
	since time.Time // as it is
}

func newWatcher(a *App) *Watcher {
	w := &Watcher{app: a, fetch: a.Fetcher, seen: map[string]lain{}, busy: map[string]chan struct{}{}, turns: map[string]chan struct{}{}}
	if w.fetch == nil {
		w.fetch = fetch.New(a.FetchFrom)
	}
	return w
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

// run looks at every place until ctx ends, and waits for those that it looks at then.
func (w *Watcher) run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		under := w.begin(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
			wait(under)
			return
		}
	}
}

// Look looks at every place once.
func (w *Watcher) Look(ctx context.Context) { wait(w.begin(ctx)) }

func wait(all []chan struct{}) {
	for _, done := range all {
		<-done
	}
}

// begin begins to look at each place that is due, beside each other; one that is still
// looked at is left to that. What it returns are closed as they are done.
func (w *Watcher) begin(ctx context.Context) (under []chan struct{}) {
	all, err := w.app.Store.Inlets().AllInlets(ctx)
	if err != nil && ctx.Err() == nil {
		w.app.Log.Error("the watched places could not be read", "err", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, i := range all {
		if w.busy[i.ID] == nil {
			w.busy[i.ID] = make(chan struct{})
			go w.look(ctx, i)
		}
	}
	for _, done := range w.busy {
		under = append(under, done)
	}
	return under
}

// look looks at a place when it is its turn.
func (w *Watcher) look(ctx context.Context, i imports.Inlet) {
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		close(w.busy[i.ID])
		delete(w.busy, i.ID)
	}()
	if ws, err := w.app.Store.Access().Workspace(ctx, i.Workspace); err == nil && !ws.ArchivedAt.IsZero() {
		return // it is read again once the workspace is taken back
	}
	if i.Kind == imports.InletURL && w.app.Now().Before(i.NextAt) {
		return
	}
	for _, turns := range []chan struct{}{w.turnsOf(i.Kind+"/"+string(i.Workspace), mostOfOneBiz), w.turnsOf(i.Kind, mostAtOnce)} {
		select {
		case turns <- struct{}{}:
			defer func() { <-turns }()
		case <-ctx.Done():
			return
		}
	}
	w.take(ctx, i)
}

// turnsOf has room for so many at once.
func (w *Watcher) turnsOf(whose string, most int) chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.turns[whose] == nil {
		w.turns[whose] = make(chan struct{}, most)
	}
	return w.turns[whose]
}

// take takes what a place has, and notes how that went.
func (w *Watcher) take(ctx context.Context, i imports.Inlet) {
	was, err := i, error(nil)
	switch i.Kind {
	case imports.InletFolder:
		err = w.folder(ctx, &i)
	case imports.InletURL:
		i.NextAt = w.app.Now().UTC().Add(max(i.Every, minInterval))
		err = w.address(ctx, &i)
	}
	if ctx.Err() != nil {
		return
	}
	if i.Error, i.Detail = told(err); i.Error != "" && i.Error != was.Error {
		w.app.Log.Warn("a watched place gave no file", "inlet", i.ID, "place", i.Place, "err", err)
	}
	if i == was {
		return
	}
	i.CheckedAt = w.app.Now().UTC()
	if err := w.app.Store.Inlets().UpdateInlet(ctx, i); err != nil {
		w.app.Log.Error("how a watched place stands could not be stored", "inlet", i.ID, "err", err)
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
