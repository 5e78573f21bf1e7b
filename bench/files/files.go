// Package files measures how fast files come in: a table as CSV and as a
// workbook, to its last row in history and index, and once more, when nothing
// may be added.
package files

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"cham"
	"cham/app"
	"cham/capability/capture"
	"cham/capability/imports"
	"cham/measure"
)

// Options say what Run measures.
type Options struct {
	CSVRows, XLSXRows int
	// Dir is where files and data folders are made: its disk is measured too.
	Dir string
	// Say hears what is being done; Log is the program's, nil discards it.
	Say func(string)
	Log *slog.Logger
}

// Figures are what became of one file.
type Figures struct {
	Kind string `json:"kind"`
	MB   int    `json:"mb"`
	Rows int    `json:"rows"`
	// First is the import of the file into an empty folder, Again the same file
	// once more.
	First Import `json:"first"`
	Again Import `json:"again"`
	// Customers and Touches are what questions see in the end.
	Customers int `json:"customers"`
	Touches   int `json:"touches"`
}

// Import is what one import took, to its last row being seen by questions.
type Import struct {
	Seconds float64 `json:"seconds"`
	// CPUSeconds says more than Seconds where the machine is shared.
	CPUSeconds float64 `json:"cpu_seconds"`
	PeakMB     int     `json:"peak_resident_mb"`
	Accepted   int     `json:"accepted"`
	Refused    int     `json:"refused"`
	Duplicates int     `json:"duplicates"`
	// Steps is how often progress was told, and LongestStep the longest that it was not.
	Steps       int     `json:"progress_steps"`
	LongestStep float64 `json:"longest_step_seconds"`
}

// Run imports files of its own in Dir.
func Run(ctx context.Context, o Options) (all []Figures, err error) {
	dir, err := os.MkdirTemp(o.Dir, "cham-bench-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	for _, f := range []struct {
		kind  string
		rows  int
		write func(file string, rows int) error
	}{{"csv", o.CSVRows, writeCSV}, {"xlsx", o.XLSXRows, writeXLSX}} {
		if f.rows == 0 {
			continue
		}
		file := filepath.Join(dir, "orders."+f.kind)
		o.Say(fmt.Sprintf("writing %d rows as %s", f.rows, f.kind))
		if err := f.write(file, f.rows); err != nil {
			return nil, err
		}
		figures, err := o.measure(ctx, filepath.Join(dir, f.kind), file)
		if err != nil {
			return nil, err
		}
		figures.Kind, figures.Rows = f.kind, f.rows
		all = append(all, figures)
	}
	return all, nil
}

// measure imports a file twice into a folder of its own.
func (o Options) measure(ctx context.Context, data, file string) (f Figures, err error) {
	info, err := os.Stat(file)
	if err != nil {
		return f, err
	}
	f.MB = int(info.Size() >> 20)
	var w watch
	options := app.Options{Data: data, Version: "bench", Log: o.Log, Watch: app.Watch{Imported: w.step}}
	err = app.Offline(ctx, options, "", func(a *app.App, ws cham.WorkspaceID) error {
		for i, out := range []*Import{&f.First, &f.Again} {
			o.Say([]string{"importing it", "importing it again"}[i])
			if *out, err = w.one(ctx, a, ws, file); err != nil {
				return err
			}
		}
		workspace, err := a.Store.Access().Workspace(ctx, ws)
		if err != nil {
			return err
		}
		answer, err := a.Questions.Ask(ctx, workspace, measure.Query{Question: measure.Touches})
		if err == nil {
			f.Customers, f.Touches = answer.Customers, answer.Volume
		}
		return err
	})
	return f, err
}

// watch follows an import.
type watch struct {
	steps   atomic.Int64
	last    atomic.Int64 // when, in nanoseconds
	longest atomic.Int64
}

func (w *watch) step(capture.Import) {
	now := time.Now().UnixNano()
	w.steps.Add(1)
	w.longest.Store(max(w.longest.Load(), now-w.last.Swap(now)))
}

// one imports the file and waits for its end.
func (w *watch) one(ctx context.Context, a *app.App, ws cham.WorkspaceID, file string) (out Import, err error) {
	w.steps.Store(0)
	w.longest.Store(0)
	w.last.Store(time.Now().UnixNano())
	resetPeak()
	began, cpu := time.Now(), cpuSeconds()
	i, err := a.ImportFile(ctx, ws, file, nil)
	for tick := time.NewTicker(50 * time.Millisecond); err == nil && (i.State == imports.Running || i.State == imports.Uploaded); {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return out, ctx.Err()
		}
		i, err = a.Store.Imports().Import(ctx, ws, i.ID)
	}
	if err != nil {
		return out, err
	}
	if i.State != imports.Done {
		return out, fmt.Errorf("the import is %s: %s", i.State, i.Error)
	}
	return Import{time.Since(began).Seconds(), cpuSeconds() - cpu, peakMB(), i.Accepted, i.Refused, i.Duplicates,
		int(w.steps.Load()), time.Duration(w.longest.Load()).Seconds()}, nil
}

func cpuSeconds() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // cannot fail for oneself
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// resetPeak begins to count anew how much memory the program had at most; where
// that is not allowed the peak is that since the start.
func resetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

func peakMB() int {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
	return kb >> 10
}
