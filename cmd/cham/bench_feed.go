package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"cham/bench/feed"
)

type benchFeedCmd struct {
	Live      time.Duration `help:"How long touches are sent to a reader that is up to date." default:"30s"`
	PerSecond int           `name:"per-second" help:"Touches a second sent meanwhile." default:"5000"`
	Touches   string        `default:"2m" help:"How many touches the history holds that readers catch up with: 2m, 500k."`
	Dir       string        `help:"Where to make the data folders." type:"existingdir" default:"."`
	JSON      bool          `name:"json" help:"Print one JSON object."`
}

// Run prints how soon and how fast readers of touch history hear of it.
func (c *benchFeedCmd) Run(ctx context.Context, w io.Writer) error {
	n, err := touchCount(c.Touches)
	if err != nil {
		return err
	}
	log := dataFlags{LogFormat: "text", LogLevel: "error"}.logger(os.Stderr)
	f, err := feed.Run(ctx, feed.Options{Live: c.Live, PerSecond: c.PerSecond, Touches: n, Dir: c.Dir, Log: log})
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w).Encode(f)
	}
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	h, u := f.HandOver, f.CatchUp
	fmt.Fprintf(t, "handed over, at %.0f touches/s\n  p50, from being visible\t%.1f ms\n  p99\t%.1f ms\n  p99, from receipt\t%.0f ms\n",
		h.PerSecond, h.P50ms, h.P99ms, h.ReceiptP99ms)
	fmt.Fprintf(t, "catching up with %d touches\n  history alone\t%.0f touches/s\n", u.Touches, u.Alone)
	fmt.Fprintf(t, "  one reader\t%.0f touches/s\t(%.0f %% of history alone)\n", u.Reader, 100*u.ToAlone)
	fmt.Fprintf(t, "  one that writes with each batch\t%.0f touches/s\t(%.0f commits/s)\n", u.Writer, u.BatchSec)
	fmt.Fprintf(t, "  four readers together\t%.0f touches/s\n", u.Four)
	return t.Flush()
}
