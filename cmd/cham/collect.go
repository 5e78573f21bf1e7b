package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// The heap may triple between two collections, but not grow by more than headroom:
// what is in use is mostly the index, in arrays that cost a collection nothing.
// With twice the headroom a file costs a tenth of the processor less and 60 MB more.
const (
	mostPercent  = 200
	leastPercent = 25
	headroom     = 64 << 20
)

// collectLess keeps to that until it is stopped, unless GOGC says otherwise.
func collectLess() (stop func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		for set := 0; ; {
			metrics.Read(live)
			giveBack()
			if p := heapGrowth(live[0].Value.Uint64()); p != set {
				debug.SetGCPercent(p)
				set = p
			}
			select {
			case <-time.After(2 * time.Second):
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() { cancel(); <-done }
}

// heapGrowth is by how many percent a heap of so many bytes in use may grow.
func heapGrowth(live uint64) int {
	if live == 0 {
		return mostPercent
	}
	return int(min(mostPercent, max(leastPercent, headroom*100/live/5*5)))
}
