package app

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"cham"
	"cham/capability/access"
	"cham/capability/identity"
	"cham/flow"
	"cham/store/duckdb"
	"cham/store/index"
	"cham/store/sqlstore"
)

// Workspaces opens, loads and closes workspaces: what concerns a whole one,
// across its stores, is a method here. It opens each workspace's history once
// and loads its index from it. It is flow's index too, so that a reload and an
// append exclude each other.
type Workspaces struct {
	dir   string
	store *sqlstore.DB
	index *index.Index
	// archived is called when a workspace is put away or taken back.
	archived func()
	// opened is called for a workspace that is open, before touches come in.
	opened func(context.Context, cham.WorkspaceID) error
	// beforeUpgrade is called before the schema of a history is changed.
	beforeUpgrade func() error

	mu   sync.Mutex
	open map[cham.WorkspaceID]*openWorkspace
}

type openWorkspace struct {
	once    sync.Mutex   // one opens, the others wait
	loading sync.RWMutex // appends read, a reload writes
	history *duckdb.History
	rules   *cham.Excluder // which customers are left out; set while loading is held
	built   progress
}

func (w *Workspaces) entry(ws cham.WorkspaceID) *openWorkspace {
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

// Create makes a workspace whose only member is owner, if there is one, and
// opens it.
func (w *Workspaces) Create(ctx context.Context, ws cham.Workspace, owner cham.UserID) error {
	if err := w.store.Access().CreateWorkspace(ctx, ws, owner); err != nil {
		return err
	}
	return w.begin(ctx, ws.ID)
}

// begin opens a workspace, before touches come in.
func (w *Workspaces) begin(ctx context.Context, ws cham.WorkspaceID) error {
	if _, err := w.History(ctx, ws); err != nil {
		return err
	}
	return w.opened(ctx, ws)
}

// History returns the workspace's history, opening it and loading the index
// the first time.
func (w *Workspaces) History(ctx context.Context, ws cham.WorkspaceID) (*duckdb.History, error) {
	e := w.entry(ws)
	e.once.Lock()
	defer e.once.Unlock()
	if e.history != nil {
		return e.history, nil
	}
	if _, err := w.store.Access().Workspace(ctx, ws); err != nil {
		return nil, err
	}
	h, err := duckdb.Open(filepath.Join(w.dir, string(ws)+".duckdb"), duckdb.Options{BeforeUpgrade: w.beforeUpgrade})
	if err != nil {
		return nil, err
	}
	if err := w.load(ctx, e, h, ws); err != nil {
		h.Close()
		return nil, err
	}
	e.history = h
	return h, nil
}

// load builds the index by the rules that are stored: where two changes meet,
// the second build sees both.
func (w *Workspaces) load(ctx context.Context, e *openWorkspace, h *duckdb.History, id cham.WorkspaceID) error {
	return w.build(ctx, e, h, id, w.index.Load)
}

// build has the index built by either of its ways to do it.
func (w *Workspaces) build(ctx context.Context, e *openWorkspace, h *duckdb.History, id cham.WorkspaceID, by func(context.Context,
	cham.WorkspaceID, index.History, func(func(identity.Move) error) error, cham.KindRules) error) error {
	e.loading.Lock()
	defer e.loading.Unlock()
	rules, err := w.kindRules(ctx, id)
	if err != nil {
		return err
	}
	if rules.Outsiders, err = w.outsiders(ctx, id, rules.Except); err != nil {
		return err
	}
	e.rules = rules.Except.Excluder()
	assignments := func(f func(identity.Move) error) error { return w.store.Graph().Assignments(ctx, id, f) }
	defer e.built.end()
	return by(ctx, id, counted{h, &e.built}, assignments, rules)
}

// Rebuild builds the index anew after touches were removed from history.
func (w *Workspaces) Rebuild(ctx context.Context, ws cham.WorkspaceID) error {
	h, err := w.History(ctx, ws)
	if err != nil {
		return err
	}
	return w.build(ctx, w.entry(ws), h, ws, w.index.Rebuild)
}

// Reload builds the index anew, after its rules of kinds changed.
func (w *Workspaces) Reload(ctx context.Context, ws cham.WorkspaceID) error {
	h, err := w.History(ctx, ws)
	if err != nil {
		return err
	}
	return w.load(ctx, w.entry(ws), h, ws)
}

// Append implements flow.Index.
func (w *Workspaces) Append(ctx context.Context, ws cham.WorkspaceID, records []cham.Record, moves []identity.Move) error {
	e := w.entry(ws)
	e.loading.RLock()
	defer e.loading.RUnlock()
	if err := w.exclude(ctx, e, ws, records); err != nil {
		return err
	}
	return w.index.Append(ctx, ws, records, moves)
}

// close closes every history, the index first, which may still read them.
func (w *Workspaces) close() error {
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

var _ flow.Index = (*Workspaces)(nil)

// AccessStore is the store as capability/access works with it: a workspace
// that it makes is opened, and one whose rules of kinds change is reloaded.
func (w *Workspaces) AccessStore() access.Store { return accessStore{w.store.Access(), w} }

type accessStore struct {
	access.Store
	workspaces *Workspaces
}

// UpdateWorkspace implements access.Store.
func (s accessStore) UpdateWorkspace(ctx context.Context, ws cham.Workspace) error {
	if err := s.Store.UpdateWorkspace(ctx, ws); err != nil {
		return err
	}
	return s.workspaces.Reload(ctx, ws.ID)
}

// Archive implements access.Store: sources are asked anew whether they take anything.
func (s accessStore) Archive(ctx context.Context, ws cham.WorkspaceID, at time.Time) error {
	if err := s.Store.Archive(ctx, ws, at); err != nil {
		return err
	}
	if s.workspaces.archived != nil {
		s.workspaces.archived()
	}
	return nil
}

// CreateWorkspace implements access.Store.
func (s accessStore) CreateWorkspace(ctx context.Context, ws cham.Workspace, owner cham.UserID) error {
	return s.workspaces.Create(ctx, ws, owner)
}

// CreateFirst implements access.Store.
func (s accessStore) CreateFirst(ctx context.Context, ws cham.Workspace, owner access.User) error {
	if err := s.Store.CreateFirst(ctx, ws, owner); err != nil {
		return err
	}
	return s.workspaces.begin(ctx, ws.ID)
}
