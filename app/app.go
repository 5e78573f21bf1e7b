// Package app assembles the program in one place: the server, the commands,
// the test kits and the benches all open it here. It starts and stops
// everything, and opens, loads and closes workspaces. It has no HTTP;
// app/server adds that.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"os"
	"slices"
	"sync"

	"cham"
	"cham/capability/ask"
	"cham/capability/audit"
	"cham/capability/backup"
	"cham/capability/campaign"
	"cham/capability/capture"
	"cham/capability/consent"
	"cham/capability/dataquality"
	"cham/capability/exclusion"
	"cham/capability/form"
	"cham/capability/heard"
	"cham/capability/identity"
	"cham/capability/imports"
	"cham/capability/library"
	"cham/capability/onsite"
	"cham/capability/outbox"
	"cham/capability/outgoing"
	"cham/capability/pages"
	"cham/capability/qr"
	"cham/capability/reach"
	"cham/capability/report"
	"cham/capability/retention"
	"cham/capability/rights"
	"cham/capability/segment"
	"cham/capability/staff"
	"cham/capability/tag"
	"cham/capability/task"
	"cham/capability/visit"
	"cham/capability/voucher"
	"cham/capability/webhook"
	"cham/channel/email"
	"cham/channel/zalo"
	"cham/feed"
	"cham/flow"
	"cham/journey"
	"cham/measure"
	"cham/store/index"
	"cham/store/journal"
	"cham/store/seal"
	"cham/store/sqlstore"
	"cham/store/stoplist"
	"cham/store/witness"
)

// App is everything behind the protocols: stores, the loop, the way in and
// the engine.
type App struct {
	Options

	Store         *sqlstore.DB
	Sources       *capture.CachedSources
	Journal       *journal.Journal
	Index         *index.Index
	Questions     *ask.Service
	Reports       *report.Service
	Audit         *audit.Log
	Workspaces    *Workspaces
	Resolver      *identity.Resolver
	Flow          *flow.Flow
	Feed          *feed.Feed[Tx]
	RefusalWriter *capture.RefusalWriter
	Accepter      *capture.Accepter
	Importer      *imports.Runner
	Webhooks      *webhook.Service
	Outgoing      *outgoing.Service
	Staff         *staff.Service
	Codes         *qr.Service
	Forms         *form.Service
	Watcher       *Watcher
	Pages         *pages.Service
	Eraser        *Eraser
	Consents      *consent.Ledger
	Heard         *heard.Service
	Zalo          *zalo.Client
	mail          *email.Client
	mailbox       *email.Mailbox
	receivers     map[reach.Way]outbox.Receiver
	Tags          *tag.Service
	LiveSegments  *segment.Service
	Vouchers      *voucher.Service
	Library       *library.Service
	Requests      *rights.Desk
	Reach         *reach.Desk
	Outbox        *outbox.Service
	Campaigns     *campaign.Service
	Onsite        *onsite.Service
	Tasks         *task.Service
	Backups       *backup.Keeper
	Secrets       *seal.Box
	Retention     *retention.Service
	Exclusions    *exclusion.Service
	Quality       *dataquality.Service

	// QueuedAtStart is how many touches were in the journal only when the
	// program started.
	QueuedAtStart int64

	heads   *witness.Heads
	erased  *stoplist.List
	lock    *os.File
	upgrade sync.Once // the backup before it is made
	stop    context.CancelFunc
	running sync.WaitGroup
}

// Open opens the data folder, exclusively, with every workspace in it, and
// starts the loop. The caller closes it.
func Open(ctx context.Context, o Options) (a *App, err error) {
	a = &App{Options: o.withDefaults()}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
			a = nil
		}
	}()
	if err := a.openStores(ctx); err != nil {
		return a, err
	}
	a.assemble()
	return a, a.start(ctx)
}

func (a *App) openStores(ctx context.Context) (err error) {
	if a.lock, err = Lock(a.Data); err != nil {
		return err
	}
	restrictToUser(a.Data, a.Log)
	if err := a.settleRestored(ctx); err != nil {
		return err
	}
	if err := a.settleMigration(ctx); err != nil {
		return err
	}
	if a.Store, err = sqlstore.OpenAfter(ctx, a.databaseURL(), a.Now, a.beforeUpgrade); err != nil {
		return err
	}
	if err := a.claimDatabase(ctx); err != nil {
		return err
	}
	if a.erased, err = stoplist.Open(a.Data); err != nil {
		return err
	}
	if a.Secrets, err = seal.Open(a.Data); err != nil {
		return err
	}
	if err := a.deleteLeftoverUploads(ctx); err != nil {
		return err
	}
	if a.Journal, err = a.openJournal(ctx); err != nil {
		return err
	}
	a.Index = index.New(index.Options{MaxBytes: a.IndexBytes, Dir: a.Path("history"), CheckpointEvery: a.IndexCheckpoint, Log: a.Log})
	if a.heads, err = witness.Open(ctx, a.Data, a.Secrets.MAC, a.Store.Audit()); err != nil {
		return err
	}
	a.Audit = &audit.Log{Store: a.Store.Audit(), Now: a.Now, Witness: a.heads}
	a.Workspaces = &Workspaces{dir: a.Path("history"), store: a.Store, index: a.Index,
		beforeUpgrade: func() error { return a.beforeUpgrade(ctx, a.Store, 0) }}
	return nil
}

// assemble joins the capabilities to the stores.
func (a *App) assemble() {
	a.Questions = &ask.Service{Engine: a.Index, Maps: a.Store.Maps(), Bind: journey.Bind, Matches: journey.Matches,
		Segments: a.Store.Segments(), People: a.Store.People(), Costs: a.Store.Costs(), Now: a.Now}
	a.Sources = capture.NewCachedSources(a.Store.Sources(), a.Now)
	a.Workspaces.archived = a.Sources.Forget
	a.Resolver = identity.New(a.Store.Graph(), a.Now)
	a.Resolver.Public = a.Sources.Public
	a.Pages = pages.New(pages.Config{Store: a.Store.Pages(), Seen: a.Workspaces.PagePaths, Rebind: a.Workspaces.Reload,
		Size: a.Index.Size, Now: a.Now, Log: a.Log})
	a.Reports = &report.Service{Questions: a.Questions, Maps: a.Store.Maps(), History: a.Workspaces, Waiting: a.Resolver.Waiting,
		Public: a.Sources.Public, Pages: a.Pages.Rules, Currencies: a.Workspaces.Currencies, Outsider: a.Workspaces.Outsider}
	a.RefusalWriter = capture.NewRefusalWriter(a.Store.Refusals(), a.Log)
	a.Accepter = capture.NewAccepter(capture.Config{Log: a.Journal, Refusals: watchedRefusals{a.RefusalWriter, a.Refused},
		NewID: a.NewID, Live: a.Live, Erased: a.erased.Erased})
	a.Importer = imports.New(imports.Config{Imports: a.Store.Imports(), Mappings: a.Store.Mappings(), Accepter: a.Accepter,
		Source: a.Sources.Source,
		Newest: a.newestRecord, Known: a.known, Remove: a.removeImport, Now: a.Now, Log: a.Log, Changed: a.Imported})
	a.Webhooks = webhook.New(webhook.Config{Store: a.Store.Webhooks(), Accepter: a.Accepter, Known: a.known, Seal: a.Secrets,
		NewID: a.NewID, Now: a.Now})
	a.Staff = a.staff()
	a.Tags = &tag.Service{Store: a.Store.Tags(), Now: a.Now}
	a.watchSegments()
	a.Library = &library.Service{Store: a.Store.Library(), NewID: a.NewID, Now: a.Now}
	a.rightsOf()
	a.reachOf()
	a.outboxOf()
	a.sendOn()
	door := visit.Door{Sources: a.Sources, Accepter: a.Accepter, KeepText: a.Store.Consents().KeepText, Random: rand.Reader, Now: a.Now}
	a.Codes = qr.New(qr.Config{Store: a.Store.Codes(), Maps: a.Store.Maps(), Door: door})
	a.Forms = form.New(form.Config{Store: a.Store.Forms(), Secret: a.LinkSecret, Known: a.browserKeys, Door: door})
	a.Watcher = newWatcher(a)
	a.Feed = feed.New(feed.Config[Tx]{Readers: a.Readers, Cursors: a.Store.Feed(), Histories: a.feedHistory, Clock: a.Now, Logger: a.Log})
	a.Workspaces.opened = a.Feed.Open
	a.Eraser = newEraser(a, a.erased)
	a.Backups = a.keeper()
	a.Retention = a.retention()
	a.Exclusions = a.exclusions()
	a.Quality = a.quality()
	a.Flow = flow.New(flow.Config{
		Journal:    a.Journal,
		Histories:  a.flowHistory,
		Resolver:   a.Resolver,
		Index:      a.Workspaces,
		Decode:     capture.ReadBatch,
		Quarantine: flow.QuarantineDir(a.Path("aside")),
		Observe:    a.batchVisible,
		Taking:     a.Accepter.Taking,
		Clock:      a.Now,
		Logger:     a.Log,
		Linger:     a.Linger,
	})
}

// watchedRefusals reports refused calls to Watch.Refused, and stores them.
type watchedRefusals struct {
	capture.Refusals
	watch func([]capture.Refused)
}

func (w watchedRefusals) Keep(ctx context.Context, refused []capture.Refused) {
	if w.watch != nil {
		w.watch(refused)
	}
	w.Refusals.Keep(ctx, refused)
}

// batchVisible passes on a batch that questions see from now on.
func (a *App) batchVisible(b flow.Batch) {
	a.Importer.Observe(b.Workspace, b.Records, b.Stored, b.Refused)
	a.Accepter.RefuseLate(context.Background(), slices.Collect(maps.Values(b.Refused)))
	if a.Visible != nil {
		a.Visible(b)
	}
	a.Feed.Publish(b.Workspace, b.Fresh)
	a.touchedSegments(b)
	a.Pages.Wake(b.Workspace)
}

// newestRecord is the highest Record.Seq of a workspace's history.
func (a *App) newestRecord(ctx context.Context, ws cham.WorkspaceID) (int64, error) {
	h, err := a.Workspaces.History(ctx, ws)
	if err != nil {
		return 0, err
	}
	_, record, err := h.Cursor(ctx)
	return record, err
}

// known tells which of these message ids of a source are in history.
func (a *App) known(ctx context.Context, src cham.Source, ids []string) (map[string]bool, error) {
	h, err := a.Workspaces.History(ctx, src.Workspace)
	if err != nil {
		return nil, err
	}
	return h.Known(ctx, src.ID, ids)
}

func (a *App) feedHistory(ctx context.Context, ws cham.WorkspaceID) (feed.History, error) {
	return a.Workspaces.History(ctx, ws)
}

func (a *App) flowHistory(ctx context.Context, ws cham.WorkspaceID) (flow.History, error) {
	h, err := a.Workspaces.History(ctx, ws)
	if err != nil {
		return nil, err
	}
	return boundedHistory{h, func() error { return a.room(a.MinFree / signInShare) }}, nil
}

// start opens the workspaces, notes what waits in the journal, and lets the
// loop run.
func (a *App) start(ctx context.Context) error {
	all, err := a.Store.Access().Workspaces(ctx)
	if err != nil {
		return err
	}
	for _, ws := range all {
		if err := a.Workspaces.begin(ctx, ws.ID); err != nil {
			return err
		}
		n, err := a.waiting(ctx, ws.ID)
		if err != nil {
			return err
		}
		a.QueuedAtStart += n
		a.Pages.Wake(ws.ID)
	}
	if err := a.LiveSegments.Begin(ctx); err != nil {
		return err
	}
	a.sealSecrets(ctx)
	if err := a.run(); err != nil {
		return err
	}
	if err := a.Eraser.repeat(ctx); err != nil {
		a.Log.Error("people who were erased are in this data again and could not be erased yet; it is tried again", "error", err)
	}
	return nil
}

// waiting counts the workspace's touches that are in the journal only. It also
// keeps the journal's numbering above what history has seen, should the
// journal be a new one.
func (a *App) waiting(ctx context.Context, ws cham.WorkspaceID) (int64, error) {
	h, err := a.Workspaces.History(ctx, ws)
	if err != nil {
		return 0, err
	}
	seq, _, err := h.Cursor(ctx)
	if err != nil {
		return 0, err
	}
	if err := a.Journal.Advance(ctx, seq); err != nil {
		return 0, err
	}
	return a.Journal.Backlog(ctx, ws, seq)
}

// run starts what works in the background; Close waits for it. An import can be
// started when it returns.
func (a *App) run() error {
	ctx, stop := context.WithCancel(context.Background())
	a.stop = stop
	if err := a.Importer.Resume(ctx); err != nil {
		return err
	}
	a.running.Go(func() {
		if err := a.Flow.Run(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("the loop ended", "error", err)
		}
	})
	a.running.Go(func() {
		if err := a.Feed.Run(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("the feed ended", "error", err)
		}
	})
	a.running.Go(func() { a.RefusalWriter.Run(ctx) })
	a.running.Go(func() { a.Pages.Run(ctx) })
	a.running.Go(func() { a.Eraser.run(ctx) })
	a.running.Go(func() { a.Importer.Run(ctx) })
	a.running.Go(func() { a.Watcher.run(ctx) })
	a.running.Go(func() { a.Backups.Run(ctx) })
	a.running.Go(func() { a.Outgoing.Run(ctx) })
	if !a.AtRest {
		a.running.Go(func() { a.Outbox.Run(ctx) })
		a.running.Go(func() { a.Outbox.SettleReturns(ctx) })
		a.running.Go(func() { a.readMailboxes(ctx) })
		a.running.Go(func() { a.Campaigns.Run(ctx, a.Log) })
		a.running.Go(func() { a.LiveSegments.Run(ctx) })
		a.running.Go(func() { a.Tasks.Run(ctx) })
	}
	a.running.Go(func() { a.Retention.Run(ctx) })
	a.running.Go(func() { a.Quality.Run(ctx) })
	return nil
}

// Close stops the loop, waits for what is under way and closes every store.
// What is in the journal only is carried on at the next start.
func (a *App) Close() error {
	if a.stop != nil {
		a.stop()
		a.running.Wait()
	}
	var errs []error
	if a.Workspaces != nil {
		errs = append(errs, a.Workspaces.close())
	}
	if a.Journal != nil {
		errs = append(errs, a.Journal.Close())
	}
	if a.Store != nil {
		errs = append(errs, a.Store.Close())
	}
	if a.lock != nil {
		errs = append(errs, a.lock.Close())
	}
	return errors.Join(errs...)
}

// Ask answers a query of a workspace: the same way for pages, API and command.
func (a *App) Ask(ctx context.Context, id cham.WorkspaceID, q measure.Query) (*measure.Answer, error) {
	ws, err := a.Store.Access().Workspace(ctx, id)
	if err != nil {
		return nil, err
	}
	return a.Questions.Ask(ctx, ws, q)
}
