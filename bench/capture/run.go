package capture

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"cham"
	"cham/app"
	"cham/app/server"
	"cham/flow"
)

// Options say what Run measures.
type Options struct {
	// Rounds is how often each figure is measured, for Round each.
	Rounds int
	Round  time.Duration
	// Sustained is the length of the measurement to the end of the way, Pace the
	// touches a second sent meanwhile; 0 sends as fast as the server takes them.
	Sustained time.Duration
	Pace      int
	// Dir is where the data folders are made: its disk is measured too.
	Dir string
	// Log is the servers'; nil discards it.
	Log *slog.Logger
}

// Spread is the median of several measurements, with the extremes.
type Spread struct {
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

func spreadOf(values []float64) Spread {
	slices.Sort(values)
	return Spread{values[len(values)/2], values[0], values[len(values)-1]}
}

// Figures are what Run measured.
type Figures struct {
	Batches   Durable `json:"batches"`
	Singles   Durable `json:"singles"`
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

// Durable is accepted and durable touches a second, beside the same run's
// limits: of the disk and a decoder alone, and of these behind a bare HTTP server.
type Durable struct {
	PerSecond Spread  `json:"per_second"`
	P99ms     Spread  `json:"p99_ms"`
	Limit     Spread  `json:"limit_per_second"`
	Ratio     float64 `json:"ratio_to_limit"`
	LimitHTTP Spread  `json:"limit_http_per_second"`
	RatioHTTP float64 `json:"ratio_to_limit_http"`
}

// Run measures servers of its own in Dir.
func Run(ctx context.Context, c Options) (f Figures, err error) {
	dir, err := os.MkdirTemp(c.Dir, "cham-bench-*")
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if f.Batches, err = c.durable(ctx, filepath.Join(dir, "batches"), 16, 100); err != nil {
		return f, err
	}
	if f.Singles, err = c.durable(ctx, filepath.Join(dir, "singles"), 64, 1); err != nil {
		return f, err
	}
	if err := c.sustained(ctx, filepath.Join(dir, "sustained"), &f); err != nil {
		return f, err
	}
	return f, c.visible(ctx, filepath.Join(dir, "visible"), &f)
}

// benchServer is a server under measurement, with one source.
type benchServer struct {
	*server.Server
	key     string
	served  chan error
	stop    context.CancelFunc
	mu      sync.Mutex
	latency []time.Duration // from receipt to visible, when watched
}

func (c Options) open(ctx context.Context, dir string, watch bool) (*benchServer, error) {
	b := &benchServer{key: rand.Text(), served: make(chan error, 1)}
	options := server.Options{Options: app.Options{Data: dir, Log: c.Log, Version: "bench"}, Listen: "127.0.0.1:0", Rate: -1}
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

func (b *benchServer) watch(batch flow.Batch) {
	now := time.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range batch.Records {
		b.latency = append(b.latency, now.Sub(r.ReceivedAt))
	}
}

func (b *benchServer) Close() error {
	b.stop()
	return errors.Join(<-b.served, b.Server.Close())
}

func (b *benchServer) load(connections, batch int, d time.Duration, perSecond int) Load {
	return Load{Addr: b.Addr(), WriteKey: b.key, Connections: connections, Batch: batch,
		For: d, PerSecond: perSecond, Seed: rand.Text()[:8], Customers: 200_000}
}

// durable alternates the limits and the server, so that all see the same
// machine.
func (c Options) durable(ctx context.Context, dir string, connections, batch int) (d Durable, err error) {
	b, err := c.open(ctx, dir, false)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	var rates, p99s, limits, overHTTP []float64
	for range c.Rounds {
		limit, err := Limit(dir, connections, batch, c.Round)
		if err != nil {
			return d, err
		}
		bareLimit, err := LimitHTTP(ctx, dir, b.load(connections, batch, c.Round, 0))
		if err != nil {
			return d, err
		}
		r, err := b.load(connections, batch, c.Round, 0).Run(ctx)
		if err != nil {
			return d, err
		}
		overHTTP = append(overHTTP, bareLimit)
		rates, p99s, limits = append(rates, r.PerSecond), append(p99s, ms(r.P99)), append(limits, limit)
		if err := b.Flow.Drain(ctx); err != nil {
			return d, err
		}
	}
	d = Durable{PerSecond: spreadOf(rates), P99ms: spreadOf(p99s), Limit: spreadOf(limits), LimitHTTP: spreadOf(overHTTP)}
	d.Ratio = d.PerSecond.Median / d.Limit.Median
	d.RatioHTTP = d.PerSecond.Median / d.LimitHTTP.Median
	return d, nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// sustained sends at a pace and waits until all of it is visible: the way keeps
// the pace when backlog and memory stay flat.
func (c Options) sustained(ctx context.Context, dir string, f *Figures) (err error) {
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
func (c Options) visible(ctx context.Context, dir string, f *Figures) (err error) {
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
