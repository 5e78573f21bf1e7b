package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	"cham"
	"cham/bench/journey"
)

type benchJourneyCmd struct {
	Touches string `default:"10m" help:"How many touches: 10m, 100m, 500k."`
	Runs    int    `default:"7" help:"Runs of each question; medians are printed."`
	DuckDB  int    `name:"duckdb-runs" default:"0" help:"Runs of each question in DuckDB; 0 is as many."`
	Seed    uint64 `default:"1" help:"Seed of the generated touches."`
	JSON    bool   `name:"json" help:"Print one JSON object."`
}

// Run prints the report of a journey bench.
func (c *benchJourneyCmd) Run(ctx context.Context) error {
	n, err := touchCount(c.Touches)
	if err != nil {
		return err
	}
	r, err := journey.Run(ctx, journey.Options{Touches: n, Seed: c.Seed, Runs: c.Runs, DuckDBRuns: c.DuckDB,
		Say: func(what string) { fmt.Fprintln(os.Stderr, what) }})
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	return printJourneyReport(os.Stdout, r)
}

// touchCount reads a number that may end in k or m.
func touchCount(s string) (int, error) {
	factor := 1
	switch lower := strings.ToLower(s); {
	case strings.HasSuffix(lower, "k"):
		factor, s = 1e3, s[:len(s)-1]
	case strings.HasSuffix(lower, "m"):
		factor, s = 1e6, s[:len(s)-1]
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1e9/factor {
		return 0, cham.Errorf(cham.CodeInvalid, "bench.journey", "--touches must be a number up to 1000m, like 10m or 500k")
	}
	return n * factor, nil
}

func printJourneyReport(w io.Writer, r *journey.Report) error {
	fmt.Fprintf(w, "%d touches of %d customers, %d cores\n\n", r.Touches, r.Customers, r.Cores)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "question\tindex ms\tmin–max\tDuckDB ms\tratio\t")
	for _, q := range r.Questions {
		fmt.Fprintf(t, "%s\t%.1f\t%.1f–%.1f\t%.0f\t%.1f×\t\n", q.Name, q.IndexMS, q.MinMS, q.MaxMS, q.DuckDBMS, q.Ratio)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, `
geometric mean      %.1f× DuckDB
memory              %.2f B/touch
build from columns  %.1f M touches/s
from checkpoint     %.1f M touches/s
memory bandwidth    %.1f GB/s: reading the columns once takes %.1f ms
while 10,000 touches a second come in: %.2f× the quiet time
`, r.RatioGeomean, r.BytesPerTouch, r.BuildTouchesPerS/1e6, r.CheckpointTouchesPerS/1e6, r.ReadGBPerS, r.BoundMS, r.IngestRatio)
	return err
}
