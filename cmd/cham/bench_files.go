package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"cham/bench/files"
)

type benchFilesCmd struct {
	Rows     string `default:"1m" help:"Rows of the CSV file, of 12 columns: 1m, 200k; 0 leaves it out."`
	XLSXRows string `name:"xlsx-rows" default:"200k" help:"Rows of the workbook; 0 leaves it out."`
	Dir      string `help:"Where to make files and data folders; the disk is part of what is measured." type:"existingdir" default:"."`
	JSON     bool   `name:"json" help:"Print one JSON object."`
}

// Run prints how fast files came in.
func (c *benchFilesCmd) Run(ctx context.Context, w io.Writer) error {
	defer collectLess()() // as serve does
	o := files.Options{Dir: c.Dir, Log: dataFlags{LogFormat: "text", LogLevel: "error"}.logger(os.Stderr),
		Say: func(what string) { fmt.Fprintln(os.Stderr, what) }}
	for text, n := range map[*string]*int{&c.Rows: &o.CSVRows, &c.XLSXRows: &o.XLSXRows} {
		var err error
		if *text == "0" {
			continue
		}
		if *n, err = touchCount(*text); err != nil {
			return err
		}
	}
	all, err := files.Run(ctx, o)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w).Encode(map[string]any{"files": all})
	}
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	for _, f := range all {
		fmt.Fprintf(t, "%d rows as %s, %d MB: %d customers, %d touches\n", f.Rows, f.Kind, f.MB, f.Customers, f.Touches)
		for i, m := range []files.Import{f.First, f.Again} {
			fmt.Fprintf(t, "  %s\t%.1f s\t%.1f s of CPU\t%d MB at most\t%d accepted, %d refused, %d known\t"+
				"progress told %d times, at most %.1f s apart\n",
				[]string{"first", "again"}[i], m.Seconds, m.CPUSeconds, m.PeakMB, m.Accepted, m.Refused, m.Duplicates, m.Steps, m.LongestStep)
		}
	}
	return t.Flush()
}
