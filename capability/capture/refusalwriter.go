package capture

import (
	"context"
	"log/slog"
	"time"
)

// RefusalWriter stores refused calls in the background: Keep only queues, Run writes.
// When a flood of refusals outruns the store, samples are dropped; Counters still
// count them all.
type RefusalWriter struct {
	store RefusalStore
	log   *slog.Logger
	queue chan []Refused
}

const (
	refusalQueue = 256
	refusalBatch = 1000
)

// NewRefusalWriter returns a Keeper that Run starts.
func NewRefusalWriter(store RefusalStore, log *slog.Logger) *RefusalWriter {
	return &RefusalWriter{store: store, log: log, queue: make(chan []Refused, refusalQueue)}
}

// Keep implements Refusals.
func (w *RefusalWriter) Keep(_ context.Context, refused []Refused) {
	select {
	case w.queue <- refused:
	default:
	}
}

// Run stores what was queued until ctx ends, then what is left.
func (w *RefusalWriter) Run(ctx context.Context) {
	for {
		select {
		case first := <-w.queue:
			w.write(context.WithoutCancel(ctx), first)
		case <-ctx.Done():
			select {
			case first := <-w.queue:
				w.write(context.WithoutCancel(ctx), first)
			default:
				return
			}
		}
	}
}

// write stores first and what else waits, in one go.
func (w *RefusalWriter) write(ctx context.Context, first []Refused) {
	all := first
	for len(all) < refusalBatch {
		select {
		case more := <-w.queue:
			all = append(all, more...)
			continue
		default:
		}
		break
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := w.store.AddRefusals(ctx, all); err != nil {
		w.log.Error("refused calls could not be kept; their counts are", "refused", len(all), "error", err)
	}
}
