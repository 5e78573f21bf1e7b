// Package start measures how soon the program gives its first answer on a
// large history: what `cham bench start` prints.
package start

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"time"

	"cham"
	"cham/app"
	"cham/bench/journey"
)

// Options say what Run measures.
type Options struct {
	// Bin is the cham program.
	Bin string
	// Touches is how many the history holds, made from Seed.
	Touches int
	Seed    uint64
	// Runs is how often the program is started, at least once.
	Runs int
	// Dir is where the data folder is made.
	Dir string
	Log *slog.Logger
}

// Report is in seconds: from starting the program to the end of its first
// answer. Scan is without a checkpoint.
type Report struct {
	Touches int     `json:"touches"`
	ScanS   float64 `json:"scan_s"`
	MedianS float64 `json:"median_s"`
	MinS    float64 `json:"min_s"`
	MaxS    float64 `json:"max_s"`
}

// Run fills a data folder, then starts the program on it again and again, each
// time for one answer.
func Run(ctx context.Context, o Options) (r Report, err error) {
	dir, err := os.MkdirTemp(o.Dir, "cham-start-*")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r.Touches = o.Touches
	if err := o.fill(ctx, dir); err != nil {
		return r, err
	}
	if r.ScanS, err = o.ask(ctx, dir); err != nil { // leaves the checkpoint
		return r, err
	}
	times := make([]float64, max(1, o.Runs))
	for i := range times {
		if times[i], err = o.ask(ctx, dir); err != nil {
			return r, err
		}
	}
	slices.Sort(times)
	r.MedianS, r.MinS, r.MaxS = times[len(times)/2], times[0], times[len(times)-1]
	return r, nil
}

// fill appends the touches to history without the index.
func (o Options) fill(ctx context.Context, dir string) error {
	return app.Offline(ctx, app.Options{Data: dir, Log: o.Log}, "", func(a *app.App, ws cham.WorkspaceID) error {
		h, err := a.Workspaces.History(ctx, ws)
		if err != nil {
			return err
		}
		return journey.Fill(o.Touches, o.Seed, func(records []cham.Record) error {
			_, err := h.Append(ctx, records, 0)
			return err
		})
	})
}

// ask starts the program for one answer and tells how long that took.
func (o Options) ask(ctx context.Context, dir string) (seconds float64, err error) {
	begin := time.Now()
	out, err := exec.CommandContext(ctx, o.Bin, "query", "touches", "--data", dir, "--json").CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, out)
	}
	return time.Since(begin).Seconds(), nil
}
