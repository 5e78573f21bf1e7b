package feed

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"time"

	"cham"
	"cham/app"
	"cham/app/server"
	"cham/bench/capture"
	"cham/feed"
	"cham/flow"
)

// stopwatch takes the time of each touch from being visible in answers to
// being handed to a reader. It is that reader.
type stopwatch struct {
	mu      sync.Mutex
	visible []mark // not handed over yet
	waited  []time.Duration
	all     []time.Duration // from receipt
}

// mark says when touches up to a Seq became visible.
type mark struct {
	seq int64
	at  time.Time
}

func (s *stopwatch) see(b flow.Batch) {
	if n := len(b.Fresh); n > 0 {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.visible = append(s.visible, mark{b.Fresh[n-1].Seq, time.Now()})
	}
}

func (s *stopwatch) reader() app.Reader {
	return app.Reader{Name: "stopwatch", Handle: func(_ context.Context, b feed.Batch) (func(context.Context, app.Tx) error, error) {
		now := time.Now()
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, r := range b.Records {
			for len(s.visible) > 1 && s.visible[0].seq < r.Seq {
				s.visible = s.visible[1:]
			}
			s.waited = append(s.waited, now.Sub(s.visible[0].at))
			s.all = append(s.all, now.Sub(r.ReceivedAt))
		}
		return nil, nil
	}}
}

// handOver sends touches at a pace to a server of its own.
func (o Options) handOver(ctx context.Context, dir string) (f HandOver, err error) {
	var watch stopwatch
	so := server.Options{Options: app.Options{Data: dir, Log: o.Log, Readers: []app.Reader{watch.reader()},
		Version: "bench"}, Listen: "127.0.0.1:0", Rate: -1}
	so.Visible = watch.see
	s, err := server.New(ctx, so)
	if err != nil {
		return f, err
	}
	serving, stop := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- s.Serve(serving) }()
	defer func() {
		stop()
		err = errors.Join(err, <-served, s.Close())
	}()
	key := rand.Text()
	ws, err := s.Pick(ctx, "")
	if err != nil {
		return f, err
	}
	err = s.Sources.CreateSource(ctx, cham.Source{ID: "bench", Workspace: ws, Name: "bench", Kind: "server", WriteKey: key, Enabled: true})
	if err != nil {
		return f, err
	}
	r, err := capture.Load{Addr: s.Addr(), WriteKey: key, Connections: 16, Batch: 10, For: o.Live, PerSecond: o.PerSecond,
		Seed: rand.Text()[:8], Customers: 200_000}.Run(ctx)
	if err != nil {
		return f, err
	}
	if err := errors.Join(s.Flow.Drain(ctx), waitDelivered(ctx, s.App, "stopwatch")); err != nil {
		return f, err
	}
	f.PerSecond, f.Touches = r.PerSecond, len(watch.waited)
	f.P50ms, f.P99ms = percentiles(watch.waited)
	_, f.ReceiptP99ms = percentiles(watch.all)
	return f, nil
}

func percentiles(ds []time.Duration) (p50, p99 float64) {
	if len(ds) == 0 {
		return 0, 0
	}
	slices.Sort(ds)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	return ms(ds[len(ds)/2]), ms(ds[len(ds)*99/100])
}

// waitDelivered waits until a reader got everything.
func waitDelivered(ctx context.Context, a *app.App, reader string) error {
	for tick := time.NewTicker(time.Millisecond); ; {
		lag, seq := int64(0), int64(0)
		for _, s := range a.Feed.Stats() {
			if s.Reader == reader {
				lag, seq = lag+s.Lag, seq+s.Seq
			}
		}
		if lag == 0 && seq > 0 {
			tick.Stop()
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
