package main

import (
	"context"
	"sync"
	"time"

	"cham"
	"cham/api/rest"
	"cham/capability/identity"
	"cham/flow"
	"cham/store/duckdb"
	"cham/store/index"
	"cham/store/sqlstore"
)

// workspaces opens each workspace's history once and loads its index from it.
// It is flow's index too, so that a reload and an append never meet.
type workspaces struct {
	flags dataFlags
	store *sqlstore.Store
	index *index.Index

	mu   sync.Mutex
	open map[cham.WorkspaceID]*openWorkspace
}

type openWorkspace struct {
	once    sync.Mutex   // one opens, the others wait
	loading sync.RWMutex // appends read, a reload writes
	history *duckdb.History
}

func (w *workspaces) entry(ws cham.WorkspaceID) *openWorkspace {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.open == nil {
		w.open = map[cham.WorkspaceID]*openWorkspace{}
	}
	if w.open[ws] == nil {
		w.open[ws] = &openWorkspace{}
	}
	return w.open[ws]
}

// history returns the workspace's history, opening it and loading the index
// the first time.
func (w *workspaces) history(ctx context.Context, ws cham.WorkspaceID) (*duckdb.History, error) {
	e := w.entry(ws)
	e.once.Lock()
	defer e.once.Unlock()
	if e.history != nil {
		return e.history, nil
	}
	known, err := w.store.Workspace(ctx, ws)
	if err != nil {
		return nil, err
	}
	h, err := duckdb.Open(w.flags.path("history", string(ws)+".duckdb"), duckdb.Options{})
	if err != nil {
		return nil, err
	}
	if err := w.load(ctx, e, h, known); err != nil {
		h.Close()
		return nil, err
	}
	e.history = h
	return h, nil
}

func (w *workspaces) load(ctx context.Context, e *openWorkspace, h *duckdb.History, ws cham.Workspace) error {
	e.loading.Lock()
	defer e.loading.Unlock()
	assignments := func(f func(identity.Move) error) error { return w.store.Assignments(ctx, ws.ID, f) }
	return w.index.Load(ctx, ws.ID, h, assignments, ws.Properties)
}

// reload builds the index anew, after the declared properties changed.
func (w *workspaces) reload(ctx context.Context, ws cham.Workspace) error {
	h, err := w.history(ctx, ws.ID)
	if err != nil {
		return err
	}
	return w.load(ctx, w.entry(ws.ID), h, ws)
}

// Append implements flow.Index.
func (w *workspaces) Append(ctx context.Context, ws cham.WorkspaceID, records []cham.Record, moves []identity.Move) error {
	e := w.entry(ws)
	e.loading.RLock()
	defer e.loading.RUnlock()
	return w.index.Append(ctx, ws, records, moves)
}

// close closes every history, the index first, which may still read them.
func (w *workspaces) close() error {
	err := w.index.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.open {
		if e.history != nil {
			if e := e.history.Close(); err == nil {
				err = e
			}
		}
	}
	return err
}

// historyAPI is touch history as the API asks for it.
type historyAPI struct{ *workspaces }

var _ rest.History = historyAPI{}

// Timeline implements rest.History.
func (h historyAPI) Timeline(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, channel cham.Channel, before time.Time, beforeSeq int64, limit int) ([]cham.Record, error) {
	history, err := h.history(ctx, ws)
	if err != nil {
		return nil, err
	}
	return history.Timeline(ctx, keys, channel, before, beforeSeq, limit)
}

// Latest implements rest.History.
func (h historyAPI) Latest(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID, limit int) ([]cham.Record, error) {
	history, err := h.history(ctx, ws)
	if err != nil {
		return nil, err
	}
	return history.Latest(ctx, source, limit)
}

// SourceVolumes implements rest.History.
func (h historyAPI) SourceVolumes(ctx context.Context, ws cham.WorkspaceID, since time.Time) ([]rest.SourceVolume, error) {
	history, err := h.history(ctx, ws)
	if err != nil {
		return nil, err
	}
	volumes, err := history.SourceVolumes(ctx, since)
	out := make([]rest.SourceVolume, 0, len(volumes))
	for _, v := range volumes {
		out = append(out, rest.SourceVolume(v))
	}
	return out, err
}

var _ flow.Index = (*workspaces)(nil)
