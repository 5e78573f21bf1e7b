package capture

import (
	"context"
	"log/slog"
	"time"
)

// Keeper stores refused calls behind the senders' backs: Keep only queues, Run
// writes. When a flood of refusals outruns the store, samples are dropped;
// Counters still count them all.
type Keeper struct {
	store RefusalStore
	log   *slog.Logger
	queue chan []Refused
}

const (
	keeperQueue = 256
	keeperBatch = 1000
)

// NewKeeper returns a Keeper that Run starts.
func NewKeeper(store RefusalStore, log *slog.Logger) *Keeper {
	return &Keeper{store: store, log: log, queue: make(chan []Refused, keeperQueue)}
}

// Keep implements Refusals.
func (k *Keeper) Keep(_ context.Context, refused []Refused) {
	select {
	case k.queue <- refused:
	default:
	}
}

// Run stores what was queued until ctx ends, then what is left.
func (k *Keeper) Run(ctx context.Context) {
	for {
		select {
		case first := <-k.queue:
			k.write(context.WithoutCancel(ctx), first)
		case <-ctx.Done():
			select {
			case first := <-k.queue:
				k.write(context.WithoutCancel(ctx), first)
			default:
				return
			}
		}
	}
}

// write stores first and what else waits, in one go.
func (k *Keeper) write(ctx context.Context, first []Refused) {
	all := first
	for len(all) < keeperBatch {
		select {
		case more := <-k.queue:
			all = append(all, more...)
			continue
		default:
		}
		break
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := k.store.AddRefusals(ctx, all); err != nil {
		k.log.Error("refused calls could not be kept; their counts are", "refused", len(all), "error", err)
	}
}
