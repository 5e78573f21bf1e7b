package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"

	"cham"
	"cham/app"
	"cham/bench/journey"
)

type benchStartCmd struct {
	Touches string `default:"10m" help:"How many touches the history holds: 10m, 500k."`
	Runs    int    `default:"5" help:"How often to start."`
	Seed    uint64 `default:"1" help:"Seed of the generated touches."`
	Dir     string `help:"Where to make the data folder." type:"existingdir" default:"."`
	JSON    bool   `name:"json" help:"Print one JSON object."`
}

// startReport is in seconds: from starting the program to the end of its
// first answer. Scan is without a checkpoint.
type startReport struct {
	Touches int     `json:"touches"`
	ScanS   float64 `json:"scan_s"`
	MedianS float64 `json:"median_s"`
	MinS    float64 `json:"min_s"`
	MaxS    float64 `json:"max_s"`
}

// Run fills a data folder, then starts the program on it again and again, each
// time for one answer.
func (c *benchStartCmd) Run(ctx context.Context, w io.Writer) (err error) {
	n, err := touchCount(c.Touches)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(c.Dir, "cham-start-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r := startReport{Touches: n}
	if err := c.fill(ctx, dir, n); err != nil {
		return err
	}
	if r.ScanS, err = c.ask(ctx, dir); err != nil { // leaves the checkpoint
		return err
	}
	times := make([]float64, max(1, c.Runs))
	for i := range times {
		if times[i], err = c.ask(ctx, dir); err != nil {
			return err
		}
	}
	slices.Sort(times)
	r.MedianS, r.MinS, r.MaxS = times[len(times)/2], times[0], times[len(times)-1]
	if c.JSON {
		return json.NewEncoder(w).Encode(r)
	}
	_, err = fmt.Fprintf(w, "%d touches: first answer %.2f s after the start (%.2f–%.2f), from history alone %.2f s\n",
		r.Touches, r.MedianS, r.MinS, r.MaxS, r.ScanS)
	return err
}

// fill appends the touches to history behind the index's back.
func (c *benchStartCmd) fill(ctx context.Context, dir string, n int) error {
	f := dataFlags{Data: dir, LogFormat: "text", LogLevel: "warn", Checkpoint: 1e6}
	return f.offline(ctx, "", func(a *app.App, ws cham.WorkspaceID) error {
		h, err := a.Workspaces.History(ctx, ws)
		if err != nil {
			return err
		}
		return journey.Fill(n, c.Seed, func(records []cham.Record) error {
			_, err := h.Append(ctx, records, 0)
			return err
		})
	})
}

// ask starts this program for one answer and tells how long that took.
func (c *benchStartCmd) ask(ctx context.Context, dir string) (float64, error) {
	bin, err := os.Executable()
	if err != nil {
		return 0, err
	}
	begin := time.Now()
	out, err := exec.CommandContext(ctx, bin, "query", "touches", "--data", dir, "--json").CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, out)
	}
	return time.Since(begin).Seconds(), nil
}
