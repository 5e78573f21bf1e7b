package main

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"sync"
	"time"

	"cham"
	"cham/capability/capture"
	"cham/capability/identity"
	"cham/capability/imports"
	"cham/flow"
	"cham/journey"
	"cham/measure"
	"cham/store/index"
	"cham/store/journal"
	"cham/store/sqlstore"
)

// app is everything behind the protocols: stores, the loop, the way in and
// the engine. The server and the offline commands share it.
type app struct {
	flags      dataFlags
	log        *slog.Logger
	lock       *os.File
	store      *sqlstore.Store
	sources    *capture.CachedSources
	journal    *journal.Journal
	index      *index.Index
	desk       *measure.Desk
	workspaces *workspaces
	resolver   *identity.Resolver
	flow       *flow.Flow
	keeper     *capture.Keeper
	accepter   *capture.Accepter
	importer   *imports.Runner

	queuedAtStart int64 // touches in the journal only, when the program started

	stop    context.CancelFunc
	running sync.WaitGroup
}

// hooks are what the server adds to the way of a touch.
type hooks struct {
	accepted func(cham.Source, []cham.Touch)
	refused  func([]capture.Refused)
	imported func(capture.Import)
	visible  func(flow.Batch)
}

func (h hooks) see(b flow.Batch) {
	if h.visible != nil {
		h.visible(b)
	}
}

// openApp opens the data folder, exclusively, with every workspace in it, and
// starts the loop. The caller closes it.
func openApp(ctx context.Context, flags dataFlags, log *slog.Logger, h hooks) (a *app, err error) {
	a = &app{flags: flags, log: log}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
			a = nil
		}
	}()
	if a.lock, err = flags.lock(); err != nil {
		return a, err
	}
	if a.store, err = sqlstore.Open(ctx, flags.databaseURL(), time.Now); err != nil {
		return a, err
	}
	if a.journal, err = flags.openJournal(ctx, log); err != nil {
		return a, err
	}
	a.index = index.New(index.Options{MaxBytes: flags.indexCeiling(), Dir: flags.path("history"), CheckpointEvery: flags.Checkpoint, Log: log})
	a.desk = &measure.Desk{Engine: a.index, Maps: a.store, Bind: journey.Bind, Segments: a.store, Costs: a.store, Now: time.Now}
	a.workspaces = &workspaces{flags: flags, store: a.store, index: a.index}
	a.sources = capture.NewCachedSources(a.store, time.Now)
	a.resolver = identity.New(a.store, time.Now)
	a.keeper = capture.NewKeeper(a.store, log)
	a.accepter = capture.NewAccepter(capture.Config{Log: a.journal, Refusals: a.refusals(h), NewID: newID, Accepted: h.accepted})
	a.importer = imports.New(imports.Config{Imports: a.store, Accepter: a.accepter, Source: a.sources.Source, Now: time.Now, Log: log, Changed: h.imported})
	a.flow = flow.New(flow.Config{
		Journal:   a.journal,
		Histories: a.flowHistory,
		Resolver:  a.resolver,
		Index:     a.workspaces,
		Decode:    capture.DecodeBatch,
		Aside:     flow.AsideDir(flags.path("aside")),
		Observe:   func(b flow.Batch) { a.importer.Observe(b.Workspace, b.Records, b.Stored); h.see(b) },
		Clock:     time.Now,
		Logger:    log,
	})
	return a, a.start(ctx)
}

// newID makes an id nobody can guess: 26 letters and digits.
func newID() string { return rand.Text() }

func (f dataFlags) openJournal(ctx context.Context, log *slog.Logger) (*journal.Journal, error) {
	o := journal.Options{Log: log}
	if f.DatabaseURL != "" {
		return journal.OpenPostgres(ctx, f.DatabaseURL, o)
	}
	return journal.OpenSQLite(f.path("journal.db"), o)
}

// refusals stores refused calls, and shows them to who looks on.
func (a *app) refusals(h hooks) capture.Refusals { return watched{a.keeper, h.refused} }

type watched struct {
	capture.Refusals
	watch func([]capture.Refused)
}

func (w watched) Keep(ctx context.Context, refused []capture.Refused) {
	if w.watch != nil {
		w.watch(refused)
	}
	w.Refusals.Keep(ctx, refused)
}

func (a *app) flowHistory(ctx context.Context, ws cham.WorkspaceID) (flow.History, error) {
	return a.workspaces.history(ctx, ws)
}

// start opens the workspaces, notes what waits in the journal, and lets the
// loop run.
func (a *app) start(ctx context.Context) error {
	all, err := a.store.Workspaces(ctx)
	if err != nil {
		return err
	}
	for _, ws := range all {
		n, err := a.waiting(ctx, ws.ID)
		if err != nil {
			return err
		}
		a.queuedAtStart += n
	}
	a.run()
	return nil
}

// waiting counts the workspace's touches that are in the journal only. It also
// keeps the journal's numbering above what history has seen, should the
// journal be a new one.
func (a *app) waiting(ctx context.Context, ws cham.WorkspaceID) (int64, error) {
	h, err := a.workspaces.history(ctx, ws)
	if err != nil {
		return 0, err
	}
	seq, _, err := h.Cursor(ctx)
	if err != nil {
		return 0, err
	}
	if err := a.journal.Advance(ctx, seq); err != nil {
		return 0, err
	}
	return a.journal.Backlog(ctx, ws, seq)
}

func (a *app) run() {
	ctx, stop := context.WithCancel(context.Background())
	a.stop = stop
	a.running.Go(func() {
		if err := a.flow.Run(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("the loop ended", "error", err)
		}
	})
	a.running.Go(func() { a.keeper.Run(ctx) })
	a.running.Go(func() {
		if err := a.importer.Run(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("imports ended", "error", err)
		}
	})
}

// Close stops the loop, waits for what is under way and closes every store.
// What is in the journal only is carried on at the next start.
func (a *app) Close() error {
	if a.stop != nil {
		a.stop()
		a.running.Wait()
	}
	var errs []error
	if a.workspaces != nil {
		errs = append(errs, a.workspaces.close())
	}
	if a.journal != nil {
		errs = append(errs, a.journal.Close())
	}
	if a.store != nil {
		errs = append(errs, a.store.Close())
	}
	if a.lock != nil {
		errs = append(errs, a.lock.Close())
	}
	return errors.Join(errs...)
}

// ask answers a query of a workspace: the same way for pages, API and command.
func (a *app) ask(ctx context.Context, id cham.WorkspaceID, q measure.Query) (*measure.Answer, error) {
	ws, err := a.store.Workspace(ctx, id)
	if err != nil {
		return nil, err
	}
	return a.desk.Ask(ctx, ws, q)
}
