// Package feed measures the readers of touch history: how soon a touch is
// delivered, and how fast a reader that is behind catches up. It is what `cham
// bench feed` prints.
package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"cham"
	"cham/app"
	"cham/feed"
)

// Options say what Run measures.
type Options struct {
	// Live is how long touches are sent, PerSecond how many.
	Live      time.Duration
	PerSecond int
	// Touches is how many the history holds that readers catch up with.
	Touches int
	// Dir is where the data folders are made.
	Dir string
	// Log is the programs'; nil discards it.
	Log *slog.Logger
}

// HandOver is the time from a touch being visible in answers to its delivery
// to a reader; Receipt is from when it was received.
type HandOver struct {
	Touches      int     `json:"touches"`
	PerSecond    float64 `json:"per_second"`
	P50ms        float64 `json:"p50_ms"`
	P99ms        float64 `json:"p99_ms"`
	ReceiptP99ms float64 `json:"receipt_p99_ms"`
}

// CatchUp is in touches a second: one reader that writes nothing, one that
// writes a row for each batch, four at once (together), and reading the history
// with nothing around it.
type CatchUp struct {
	Touches  int     `json:"touches"`
	Alone    float64 `json:"history_alone_per_second"`
	Reader   float64 `json:"reader_per_second"`
	Writer   float64 `json:"writer_per_second"`
	Four     float64 `json:"four_readers_per_second"`
	ToAlone  float64 `json:"reader_to_history_alone"`
	BatchSec float64 `json:"writer_batches_per_second"`
}

// Figures are what Run measured.
type Figures struct {
	HandOver HandOver `json:"hand_over"`
	CatchUp  CatchUp  `json:"catch_up"`
}

// Run measures programs of its own in Dir.
func Run(ctx context.Context, o Options) (f Figures, err error) {
	dir, err := os.MkdirTemp(o.Dir, "cham-feed-*")
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if f.HandOver, err = o.handOver(ctx, filepath.Join(dir, "live")); err != nil {
		return f, err
	}
	f.CatchUp, err = o.catchUp(ctx, filepath.Join(dir, "behind"))
	return f, err
}

func (o Options) catchUp(ctx context.Context, dir string) (f CatchUp, err error) {
	f.Touches = o.Touches
	if err := o.fill(ctx, dir); err != nil {
		return f, err
	}
	if f.Alone, err = o.alone(ctx, dir); err != nil {
		return f, err
	}
	if f.Reader, err = o.read(ctx, dir, idle("one")); err != nil {
		return f, err
	}
	batches := 0
	if f.Writer, err = o.read(ctx, dir, writer("writer", &batches)); err != nil {
		return f, err
	}
	f.BatchSec = f.Writer * float64(batches) / float64(o.Touches)
	f.Four, err = o.read(ctx, dir, idle("a"), idle("b"), idle("c"), idle("d"))
	f.ToAlone = f.Reader / f.Alone
	return f, err
}

func idle(name string) app.Reader {
	return app.Reader{Name: name, From: feed.Beginning(),
		Handle: func(context.Context, feed.Batch) (func(context.Context, app.Tx) error, error) { return nil, nil }}
}

func writer(name string, batches *int) app.Reader {
	return app.Reader{Name: name, From: feed.Beginning(), Handle: func(_ context.Context, b feed.Batch) (func(context.Context, app.Tx) error,
		error) {
		*batches++
		return func(ctx context.Context, tx app.Tx) error {
			_, err := tx.SQL().ExecContext(ctx, "INSERT INTO cost VALUES ($1, $2, '', '', '', '', 1, '', 0)", string(b.Workspace), b.Records[0].Seq)
			return err
		}, nil
	}}
}

// fill writes the history while the program does not run.
func (o Options) fill(ctx context.Context, dir string) error {
	return app.Offline(ctx, app.Options{Data: dir, Log: o.Log}, "", func(a *app.App, ws cham.WorkspaceID) error {
		h, err := a.Workspaces.History(ctx, ws)
		for n := 0; n < o.Touches && err == nil; n += 100_000 {
			_, err = h.Append(ctx, records(n, min(n+100_000, o.Touches)), 0)
		}
		return errors.Join(err, h.Compact(ctx))
	})
}

func records(from, to int) []cham.Record {
	start := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	all := make([]cham.Record, 0, to-from)
	for n := from; n < to; n++ {
		at, product := start.Add(time.Duration(n)*time.Second), n*7919%5000
		all = append(all, cham.Record{Key: cham.KeyID(n % 20_000), Touch: cham.Touch{
			MessageID: fmt.Sprintf("00000000-0000-4000-8000-%012x", n), Source: "website", Type: cham.CallTrack, Name: fmt.Sprint("Step ", n%40),
			Channel: "website", At: at, ReceivedAt: at, Campaign: cham.Campaign{Source: "facebook", Medium: "cpc", Name: fmt.Sprint("Tết ", n%9)},
			Page: cham.Page{URL: fmt.Sprint("https://shop.example.vn/san-pham/", product, "?utm_source=facebook"), Path: "/san-pham/:id",
				Title: fmt.Sprint("Sản phẩm ", product), Referrer: "https://www.facebook.com/"},
			Device: "mobile", Properties: json.RawMessage(fmt.Sprintf(`{"product":%d,"size":"M","price":%d}`, product, product*1000))}})
	}
	return all
}

// alone reads the history as a reader does, with nothing around it.
func (o Options) alone(ctx context.Context, dir string) (perSecond float64, err error) {
	err = app.Offline(ctx, app.Options{Data: dir, Log: o.Log}, "", func(a *app.App, ws cham.WorkspaceID) error {
		h, err := a.Workspaces.History(ctx, ws)
		begin := time.Now()
		for seq := int64(0); seq < int64(o.Touches) && err == nil; seq += 8192 {
			_, err = h.Between(ctx, seq, seq+8192)
		}
		perSecond = float64(o.Touches) / time.Since(begin).Seconds()
		return err
	})
	return perSecond, err
}

// read lets readers catch up and adds up their touches a second.
func (o Options) read(ctx context.Context, dir string, readers ...app.Reader) (perSecond float64, err error) {
	opened := make(chan struct{}) // opened when the program is
	for i := range readers {
		handle := readers[i].Handle
		readers[i].Handle = func(ctx context.Context, b feed.Batch) (func(context.Context, app.Tx) error, error) {
			<-opened
			return handle(ctx, b)
		}
	}
	a, err := app.Open(ctx, app.Options{Data: dir, Log: o.Log, Readers: readers})
	if err != nil {
		return 0, err
	}
	begin := time.Now()
	close(opened)
	for _, r := range readers {
		err = errors.Join(err, waitDelivered(ctx, a, r.Name))
	}
	perSecond = float64(o.Touches*len(readers)) / time.Since(begin).Seconds()
	return perSecond, errors.Join(err, a.Close())
}
