package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"text/tabwriter"
	"time"

	"cham"
	"cham/app/server"
	bench "cham/bench/capture"
	"cham/flow"
)

type benchCaptureCmd struct {
	Rounds    int           `help:"Measurements of each figure." default:"5"`
	Round     time.Duration `help:"Length of one." default:"3s"`
	Sustained time.Duration `help:"Length of the measurement to the end of the way; the bar is 10m." default:"60s"`
	Pace      int           `help:"Touches a second sent meanwhile; 0 sends as fast as the server takes them." default:"20000"`
	Dir       string        `help:"Where to make the data folder; the disk is part of what is measured." type:"existingdir" default:"."`
	JSON      bool          `name:"json" help:"Print one JSON object."`
}

// spread is the median of several measurements, with the extremes.
type spread struct {
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

func spreadOf(values []float64) spread {
	slices.Sort(values)
	return spread{values[len(values)/2], values[0], values[len(values)-1]}
}

// captureFigures are what `cham bench capture` prints.
type captureFigures struct {
	Batches   durable `json:"batches"`
	Singles   durable `json:"singles"`
	Sustained struct {
		PerSecond    float64  `json:"per_second"`
		BusyAnswers  int      `json:"busy_answers"`
		Backlog      [2]int64 `json:"backlog_middle_end"`
		ResidentMB   [3]int   `json:"resident_mb_start_middle_end"`
		BytesAtRest  float64  `json:"bytes_per_touch_at_rest"`
		DrainSeconds float64  `json:"drain_seconds"`
	} `json:"sustained"`
	Visible struct {
		PerSecond float64 `json:"per_second"`
		P50ms     float64 `json:"p50_ms"`
		P99ms     float64 `json:"p99_ms"`
	} `json:"visible"`
}

// durable is accepted and durable touches a second, beside the same run's limit.
type durable struct {
	PerSecond spread  `json:"per_second"`
	P99ms     spread  `json:"p99_ms"`
	Limit     spread  `json:"limit_per_second"`
	Ratio     float64 `json:"ratio_to_limit"`
}

func (c *benchCaptureCmd) Run(ctx context.Context, w io.Writer) (err error) {
	dir, err := os.MkdirTemp(c.Dir, "cham-bench-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	var f captureFigures
	if f.Batches, err = c.durable(ctx, filepath.Join(dir, "batches"), 16, 100); err != nil {
		return err
	}
	if f.Singles, err = c.durable(ctx, filepath.Join(dir, "singles"), 64, 1); err != nil {
		return err
	}
	if err := c.sustained(ctx, filepath.Join(dir, "sustained"), &f); err != nil {
		return err
	}
	if err := c.visible(ctx, filepath.Join(dir, "visible"), &f); err != nil {
		return err
	}
	return c.print(w, f)
}

// benched is a server to be measured, with one source.
type benched struct {
	*server.Server
	key     string
	served  chan error
	stop    context.CancelFunc
	mu      sync.Mutex
	latency []time.Duration // from receipt to visible, when watched
}

func (c *benchCaptureCmd) open(ctx context.Context, dir string, watch bool) (*benched, error) {
	flags := serverFlags{dataFlags: dataFlags{Data: dir, LogFormat: "text", LogLevel: "error"}, Listen: "127.0.0.1:0", Rate: -1}
	b := &benched{key: rand.Text(), served: make(chan error, 1)}
	options := flags.options()
	if watch {
		options.Visible = b.watch
	}
	s, err := server.New(ctx, options)
	if err != nil {
		return nil, err
	}
	b.Server = s
	ws, err := s.Pick(ctx, "")
	if err == nil {
		err = s.Sources.CreateSource(ctx, cham.Source{ID: "bench", Workspace: ws, Name: "bench", Kind: "server", WriteKey: b.key, Enabled: true})
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	ctx, b.stop = context.WithCancel(ctx)
	go func() { b.served <- s.Serve(ctx) }()
	return b, nil
}

func (b *benched) watch(batch flow.Batch) {
	now := time.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range batch.Records {
		b.latency = append(b.latency, now.Sub(r.ReceivedAt))
	}
}

func (b *benched) Close() error {
	b.stop()
	return errors.Join(<-b.served, b.Server.Close())
}

func (b *benched) load(connections, batch int, d time.Duration, perSecond int) bench.Load {
	return bench.Load{Addr: b.Addr(), WriteKey: b.key, Connections: connections, Batch: batch,
		For: d, PerSecond: perSecond, Seed: rand.Text()[:8], Customers: 200_000}
}

// durable alternates the limit and the server, so that both see the same
// machine.
func (c *benchCaptureCmd) durable(ctx context.Context, dir string, connections, batch int) (d durable, err error) {
	b, err := c.open(ctx, dir, false)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	var rates, p99s, limits []float64
	for range c.Rounds {
		limit, err := bench.Limit(dir, connections, batch, c.Round)
		if err != nil {
			return d, err
		}
		r, err := b.load(connections, batch, c.Round, 0).Run(ctx)
		if err != nil {
			return d, err
		}
		rates, p99s, limits = append(rates, r.PerSecond), append(p99s, ms(r.P99)), append(limits, limit)
		if err := b.Flow.Drain(ctx); err != nil {
			return d, err
		}
	}
	d = durable{PerSecond: spreadOf(rates), P99ms: spreadOf(p99s), Limit: spreadOf(limits)}
	d.Ratio = d.PerSecond.Median / d.Limit.Median
	return d, nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// sustained sends at a pace and waits until all of it is visible: the way keeps
// the pace when backlog and memory stay flat.
func (c *benchCaptureCmd) sustained(ctx context.Context, dir string, f *captureFigures) (err error) {
	b, err := c.open(ctx, dir, false)
	if err != nil {
		return err
	}
	s := &f.Sustained
	s.ResidentMB[0] = residentMB()
	start := time.Now()
	var touches int
	for half := range 2 {
		r, err := b.load(16, 100, c.Sustained/2, c.Pace).Run(ctx)
		if err != nil {
			return errors.Join(err, b.Close())
		}
		touches += r.Touches
		s.BusyAnswers += r.Refused
		s.ResidentMB[half+1] = residentMB()
		if s.Backlog[half], err = b.Flow.Lag(ctx, "main"); err != nil {
			return errors.Join(err, b.Close())
		}
	}
	sent := time.Now()
	if err := b.Flow.Drain(ctx); err != nil {
		return errors.Join(err, b.Close())
	}
	s.DrainSeconds = time.Since(sent).Seconds()
	s.PerSecond = float64(touches) / time.Since(start).Seconds()
	if err := b.Close(); err != nil {
		return err
	}
	size, err := sizeOf(dir)
	s.BytesAtRest = float64(size) / float64(touches)
	return err
}

// visible sends 5,000 touches a second, and takes the time from each one's
// receipt to the moment questions see it.
func (c *benchCaptureCmd) visible(ctx context.Context, dir string, f *captureFigures) (err error) {
	b, err := c.open(ctx, dir, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	r, err := b.load(16, 10, c.Sustained/3, 5000).Run(ctx)
	if err != nil {
		return err
	}
	if err := b.Flow.Drain(ctx); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	slices.Sort(b.latency)
	f.Visible.PerSecond = r.PerSecond
	f.Visible.P50ms, f.Visible.P99ms = ms(b.latency[len(b.latency)/2]), ms(b.latency[len(b.latency)*99/100])
	return nil
}

func residentMB() int {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, resident int
	fmt.Sscan(string(data), &size, &resident)
	return resident * os.Getpagesize() >> 20
}

// sizeOf adds up the files of a folder.
func sizeOf(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return total, err
}

func (c *benchCaptureCmd) print(w io.Writer, f captureFigures) error {
	if c.JSON {
		return json.NewEncoder(w).Encode(f)
	}
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	row := func(name, unit string, s spread) {
		fmt.Fprintf(t, "%s\t%.0f %s\t(%.0f–%.0f)\n", name, s.Median, unit, s.Min, s.Max)
	}
	durables := []durable{f.Batches, f.Singles}
	for i, name := range []string{"100 a request, 16 connections", "1 a request, 64 connections"} {
		d := durables[i]
		fmt.Fprintf(t, "%s\n", name)
		row("  durable", "touches/s", d.PerSecond)
		row("  limit of the machine", "touches/s", d.Limit)
		fmt.Fprintf(t, "  ratio\t%.0f %%\n", 100*d.Ratio)
		row("  p99", "ms", d.P99ms)
	}
	s := f.Sustained
	fmt.Fprintf(t, "to the end of the way\n  sustained\t%.0f touches/s\n  backlog, middle and end\t%v touches, gone after %.1f s\n  answered busy\t%d requests\n  resident\t%v MB\n  at rest\t%.0f bytes a touch\n",
		s.PerSecond, s.Backlog, s.DrainSeconds, s.BusyAnswers, s.ResidentMB, s.BytesAtRest)
	fmt.Fprintf(t, "visible, at %.0f touches/s\n  p50\t%.0f ms\n  p99\t%.0f ms\n", f.Visible.PerSecond, f.Visible.P50ms, f.Visible.P99ms)
	return t.Flush()
}
