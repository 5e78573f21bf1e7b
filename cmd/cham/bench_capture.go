package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	bench "cham/bench/capture"
)

type benchCaptureCmd struct {
	Rounds    int           `help:"Measurements of each figure." default:"5"`
	Round     time.Duration `help:"Length of one." default:"3s"`
	Sustained time.Duration `help:"Length of the measurement to the end of the way; the bar is 10m." default:"60s"`
	Pace      int           `help:"Touches a second sent meanwhile; 0 sends as fast as the server takes them." default:"20000"`
	Dir       string        `help:"Where to make the data folder; the disk is part of what is measured." type:"existingdir" default:"."`
	JSON      bool          `name:"json" help:"Print one JSON object."`
}

// Run prints what the bench of the way in measured.
func (c *benchCaptureCmd) Run(ctx context.Context, w io.Writer) error {
	defer collectLess()() // as serve does
	log := dataFlags{LogFormat: "text", LogLevel: "error"}.logger(os.Stderr)
	f, err := bench.Run(ctx, bench.Options{Rounds: c.Rounds, Round: c.Round, Sustained: c.Sustained, Pace: c.Pace, Dir: c.Dir, Log: log})
	if err != nil {
		return err
	}
	return c.print(w, f)
}

func (c *benchCaptureCmd) print(w io.Writer, f bench.Figures) error {
	if c.JSON {
		return json.NewEncoder(w).Encode(f)
	}
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	row := func(name, unit string, s bench.Spread) {
		fmt.Fprintf(t, "%s\t%.0f %s\t(%.0f–%.0f)\n", name, s.Median, unit, s.Min, s.Max)
	}
	durables := []bench.Durable{f.Batches, f.Singles}
	for i, name := range []string{"100 a request, 16 connections", "1 a request, 64 connections"} {
		d := durables[i]
		fmt.Fprintf(t, "%s\n", name)
		row("  durable", "touches/s", d.PerSecond)
		row("  limit: disk and decoder", "touches/s", d.Limit)
		fmt.Fprintf(t, "  ratio\t%.0f %%\n", 100*d.Ratio)
		row("  limit: these behind bare HTTP", "touches/s", d.LimitHTTP)
		fmt.Fprintf(t, "  ratio\t%.0f %%\n", 100*d.RatioHTTP)
		row("  p99", "ms", d.P99ms)
	}
	s := f.Sustained
	fmt.Fprintf(t, "to the end of the way\n  sustained\t%.0f touches/s\n"+
		"  backlog, middle and end\t%v touches, gone after %.1f s\n"+
		"  answered busy\t%d requests\n  resident\t%v MB\n  at rest\t%.0f bytes a touch\n",
		s.PerSecond, s.Backlog, s.DrainSeconds, s.BusyAnswers, s.ResidentMB, s.BytesAtRest)
	fmt.Fprintf(t, "visible, at %.0f touches/s\n  p50\t%.0f ms\n  p99\t%.0f ms\n", f.Visible.PerSecond, f.Visible.P50ms, f.Visible.P99ms)
	return t.Flush()
}
