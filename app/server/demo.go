package server

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"cham"
	"cham/api/rest/accounts"
	"cham/app"
	"cham/capability/capture"
	"cham/demo"
)

// Demo fills the demo workspace through the real way in: first 18 months
// of history, then touches as they happen. It implements accounts.Demo.
type Demo struct {
	app    *app.App
	report func(cham.WorkspaceID, accounts.DemoProgress)

	mu       sync.Mutex
	progress accounts.DemoProgress
	ctx      context.Context
	stop     context.CancelFunc
	running  sync.WaitGroup
	reacted  bool // the live loop's: customers answered the campaign that went
	called   bool // and the call list is there
}

// demoChunk is how many calls one batch carries.
const demoChunk = 500

func newDemo(a *app.App, report func(cham.WorkspaceID, accounts.DemoProgress)) *Demo {
	ctx, stop := context.WithCancel(context.Background())
	return &Demo{app: a, report: report, ctx: ctx, stop: stop}
}

// Close stops filling and waits.
func (d *Demo) Close() {
	d.stop()
	d.running.Wait()
}

// Resume goes on with a demo workspace that an earlier run of the program made.
func (d *Demo) Resume(ctx context.Context) error {
	ws, err := d.find(ctx)
	if err == nil && ws.ID != "" {
		d.run(ws)
	}
	return err
}

// Start implements accounts.Demo.
func (d *Demo) Start(ctx context.Context, user cham.UserID) error {
	u, err := d.app.Store.Access().User(ctx, user)
	if err != nil && cham.ErrorCode(err) != cham.CodeNotFound { // a key's maker may be gone
		return err
	}
	return d.StartIn(ctx, user, u.Language)
}

// StartIn makes the demo, unless it is there, with its map in a language; user
// "" is nobody yet.
func (d *Demo) StartIn(ctx context.Context, user cham.UserID, language string) error {
	ws, err := d.find(ctx)
	if err != nil {
		return err
	}
	if ws.ID == "" {
		ws = demoWorkspace(cham.WorkspaceID("demo-"+d.app.NewID()[:8]), d.app.Now())
		if err := d.app.Workspaces.Create(ctx, ws, user); err != nil {
			return err
		}
	}
	if err := d.setUp(ctx, ws, language); err != nil {
		return err
	}
	d.run(ws)
	return nil
}

// Progress implements accounts.Demo.
func (d *Demo) Progress(context.Context) (accounts.DemoProgress, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.progress, nil
}

func demoWorkspace(id cham.WorkspaceID, now time.Time) cham.Workspace {
	return cham.Workspace{ID: id, Name: demo.Business, TimeZone: cham.DefaultTimeZone, Currency: "VND",
		Properties: demo.Properties, Demo: true, CreatedAt: now.UTC().Truncate(time.Second)}
}

func (d *Demo) find(ctx context.Context) (cham.Workspace, error) {
	all, err := d.app.Store.Access().Workspaces(ctx)
	for _, ws := range all {
		if ws.Demo {
			return ws, nil
		}
	}
	return cham.Workspace{}, err
}

// setUp gives the workspace its source and its map, unless it has them.
func (d *Demo) setUp(ctx context.Context, ws cham.Workspace, language string) error {
	source := cham.Source{ID: demoSource(ws), Workspace: ws.ID, Name: demo.Business, Kind: "demo", WriteKey: d.app.NewID(),
		Enabled: true, CreatedAt: ws.CreatedAt}
	if _, err := d.app.Sources.Source(ctx, ws.ID, source.ID); cham.ErrorCode(err) == cham.CodeNotFound {
		if err := d.app.Sources.CreateSource(ctx, source); err != nil {
			return err
		}
	}
	m := demo.MapIn(language)
	if _, err := d.app.Store.Maps().Map(ctx, ws.ID, m.ID); cham.ErrorCode(err) == cham.CodeNotFound {
		m.Version, m.UpdatedAt = 1, ws.CreatedAt.AddDate(0, -1, 0) // drawn a month ago: old enough to call a place neglected
		if err := d.app.Store.Maps().CreateMap(ctx, ws.ID, m); err != nil {
			return err
		}
	}
	return d.campaigns(ctx, ws.ID, language)
}

func demoSource(ws cham.Workspace) cham.SourceID { return cham.SourceID("source-" + ws.ID) }

func (d *Demo) run(ws cham.Workspace) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.progress.Workspace == ws.ID {
		return
	}
	d.progress = accounts.DemoProgress{Running: true, Workspace: ws.ID}
	d.running.Go(func() {
		if err := d.play(d.ctx, ws); err != nil && !errors.Is(err, context.Canceled) {
			d.app.Log.Error("the demo stopped", "workspace", ws.ID, "error", err)
			d.change(func(p *accounts.DemoProgress) { p.Running = false })
		}
	})
}

func (d *Demo) change(f func(*accounts.DemoProgress)) {
	d.mu.Lock()
	f(&d.progress)
	p := d.progress
	d.mu.Unlock()
	if d.report != nil {
		d.report(p.Workspace, p)
	}
}

// play writes the history, unless it is there already, then goes on live. The
// history of a workspace ends where the workspace began, so that a run cut
// short writes the same calls again, and each counts once.
func (d *Demo) play(ctx context.Context, ws cham.Workspace) error {
	source, err := d.app.Sources.Source(ctx, ws.ID, demoSource(ws))
	if err != nil {
		return err
	}
	simulator := demo.New(demo.Seed, ws.CreatedAt)
	d.change(func(p *accounts.DemoProgress) { p.Total = simulator.Total() })
	done := d.app.Path("history", string(ws.ID)+".filled")
	if _, err := os.Stat(done); errors.Is(err, os.ErrNotExist) {
		if err := d.fill(ctx, source, simulator.Calls()); err != nil {
			return err
		}
		if err := d.app.Flow.Drain(ctx); err != nil {
			return err
		}
		if err := os.WriteFile(done, nil, 0o600); err != nil {
			return err
		}
	}
	if err := d.thank(ctx, ws.ID); err != nil {
		return err
	}
	d.change(func(p *accounts.DemoProgress) { p.Done, p.Finished = p.Total, true })
	return d.live(ctx, source, simulator)
}

func (d *Demo) fill(ctx context.Context, source cham.Source, calls iter.Seq[[]byte]) error {
	chunk := make([][]byte, 0, demoChunk)
	for call := range calls {
		if chunk = append(chunk, call); len(chunk) < demoChunk {
			continue
		}
		if err := d.send(ctx, source, chunk, true); err != nil {
			return err
		}
		d.change(func(p *accounts.DemoProgress) { p.Done += len(chunk) })
		chunk = chunk[:0]
	}
	return d.send(ctx, source, chunk, true)
}

// live plays one simulated second every three, so that the map moves while the
// last month still looks like one.
func (d *Demo) live(ctx context.Context, source cham.Source, s *demo.Simulator) error {
	now := d.app.Now()
	live := s.Live(rand.New(rand.NewPCG(demo.Seed, uint64(now.UnixNano()))))
	tick := time.NewTicker(3 * time.Second)
	defer tick.Stop()
	for {
		select {
		case now = <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := d.send(ctx, source, live.Next(now), false); err != nil {
			return err
		}
		if err := d.react(ctx, source.Workspace); err != nil {
			return err
		}
		if err := d.call(ctx, source.Workspace); err != nil {
			return err
		}
	}
}

// send passes calls through capture, as a batch of a server's library would
// come, or as history, and waits when the journal is full.
func (d *Demo) send(ctx context.Context, source cham.Source, calls [][]byte, history bool) error {
	if len(calls) == 0 {
		return ctx.Err()
	}
	body := append([]byte(`{"batch":[`), bytes.Join(calls, []byte{','})...)
	batch, err := capture.Decode(append(body, "]}"...), "")
	if err != nil {
		return err
	}
	for {
		_, err := d.app.Accepter.Accept(ctx, source, batch, capture.Meta{ReceivedAt: d.app.Now(), Import: history})
		e, busy := errors.AsType[*cham.Error](err)
		if !busy || e.Code != cham.CodeUnavailable {
			return err
		}
		pause := time.NewTimer(max(e.RetryAfter, 50*time.Millisecond))
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return ctx.Err()
		}
	}
}
