package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"cham/bench/start"
)

type benchStartCmd struct {
	Touches string `default:"10m" help:"How many touches the history holds: 10m, 500k."`
	Runs    int    `default:"5" help:"How often to start."`
	Seed    uint64 `default:"1" help:"Seed of the generated touches."`
	Dir     string `help:"Where to make the data folder." type:"existingdir" default:"."`
	JSON    bool   `name:"json" help:"Print one JSON object."`
}

// Run prints how soon this program answers.
func (c *benchStartCmd) Run(ctx context.Context, w io.Writer) error {
	n, err := touchCount(c.Touches)
	if err != nil {
		return err
	}
	bin, err := os.Executable()
	if err != nil {
		return err
	}
	log := dataFlags{LogFormat: "text", LogLevel: "warn"}.logger(os.Stderr)
	r, err := start.Run(ctx, start.Options{Bin: bin, Touches: n, Seed: c.Seed, Runs: c.Runs, Dir: c.Dir, Log: log})
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w).Encode(r)
	}
	_, err = fmt.Fprintf(w, "%d touches: first answer %.2f s after the start (%.2f–%.2f), from history alone %.2f s\n",
		r.Touches, r.MedianS, r.MinS, r.MaxS, r.ScanS)
	return err
}
