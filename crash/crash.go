// Package crash kills Chạm. It runs the real program on a data folder, sends
// calls with real clients, ends the process with kill -9 at random instants,
// starts it again, and then holds what is stored against what was answered:
// no answered touch may be missing, none may be there twice, and the program's
// own answers must be those of a plain model of what is stored. Tests and
// `cham bench crash` use it.
package crash

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"cham"
	"cham/app"
)

// Config says what to kill and how often. Bin, Dir and Kills are required.
type Config struct {
	// Bin is the cham program, Dir an empty folder for its data.
	Bin, Dir string
	// DatabaseURL is a fresh PostgreSQL database; without it state and journal
	// are SQLite files in Dir.
	DatabaseURL string
	Kills       int
	// Seed makes instants and calls repeatable, as far as a machine allows.
	Seed uint64
	// Progress, when set, is called after every kill.
	Progress func(kills int)
}

// Report is what came of it.
type Report struct {
	Kills int
	// Early of them hit the program before it answered, Writing while it wrote a
	// checkpoint of the index.
	Early, Writing int
	// Sent touches, those answered with 200, those stored.
	Sent, Answered, Stored int
	Customers              int
	// Lost are answered touches that are not stored, Doubled those stored more
	// than once, Unknown those nobody sent. Wrong are figures that differ from
	// the model's.
	Lost, Doubled, Unknown, Wrong []string
	Elapsed                       time.Duration
}

// Err says what is wrong, nil when nothing is.
func (r Report) Err() error {
	var all []string
	for _, p := range []struct {
		what string
		ids  []string
	}{{"answered touches lost", r.Lost}, {"stored twice", r.Doubled}, {"never sent", r.Unknown}, {"wrong figures", r.Wrong}} {
		if n := len(p.ids); n > 0 {
			all = append(all, fmt.Sprintf("%d %s: %s", n, p.what, strings.Join(p.ids[:min(n, 5)], "; ")))
		}
	}
	if len(all) == 0 {
		return nil
	}
	return cham.Errorf(cham.CodeInternal, "crash.Run", "%s", strings.Join(all, ". "))
}

const (
	workspace = cham.WorkspaceID("crash")
	writeKey  = "crash-write-key"
)

// Prepare makes a workspace and a source in an empty folder or database.
func Prepare(ctx context.Context, dir, databaseURL string) (err error) {
	a, err := app.Open(ctx, app.Options{Data: dir, DatabaseURL: databaseURL})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	now := time.Now().UTC()
	ws := cham.Workspace{ID: workspace, Name: "Crash", TimeZone: cham.DefaultTimeZone, Currency: "VND", CreatedAt: now}
	if err := a.Workspaces.Create(ctx, ws, ""); err != nil {
		return err
	}
	return a.Sources.CreateSource(ctx, cham.Source{ID: "crash", Workspace: workspace, Name: "Crash", Kind: "server",
		WriteKey: writeKey, Enabled: true, CreatedAt: now})
}

// Run kills the program c.Kills times and reports. An error means that the
// trial itself could not be held, or that the program ended by itself or did
// not come back; what is wrong with the data is in Report.Err.
func Run(ctx context.Context, c Config) (r Report, err error) {
	began := time.Now()
	if err := Prepare(ctx, c.Dir, c.DatabaseURL); err != nil {
		return r, err
	}
	p, err := NewProcess(c.Bin, c.Dir, c.DatabaseURL)
	if err != nil {
		return r, err
	}
	defer p.Kill()
	load := startLoad(p.URL, c.Seed, 8*time.Millisecond, 20)
	defer load.stop()
	if err := r.killAll(ctx, c, p); err != nil {
		return r, err
	}
	r.Kills = c.Kills
	if err := p.Start(); err != nil {
		return r, err
	}
	if err := p.Ready(ctx); err != nil {
		return r, err
	}
	load.stop()
	if err := p.Stop(); err != nil {
		return r, err
	}
	err = r.verify(ctx, p, load)
	r.Elapsed = time.Since(began)
	return r, err
}

// killAll starts and kills. Most kills come when the program answers, some
// while it starts and carries on what it left.
func (r *Report) killAll(ctx context.Context, c Config, p *Process) error {
	dice := rand.New(rand.NewPCG(c.Seed, 1))
	for n := range c.Kills {
		if err := p.Start(); err != nil {
			return err
		}
		if dice.IntN(6) == 0 {
			r.Early++
			sleep(ctx, time.Duration(dice.IntN(250))*time.Millisecond)
		} else {
			if err := p.Ready(ctx); err != nil {
				return err
			}
			sleep(ctx, time.Duration(dice.IntN(300))*time.Millisecond)
		}
		if err := p.Kill(); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if p.unfinished(workspace) {
			r.Writing++
		}
		if c.Progress != nil {
			c.Progress(n + 1)
		}
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
