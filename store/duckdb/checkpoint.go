package duckdb

import (
	"context"
	"os"
	"strconv"
)

// checkpointAt is how much DuckDB's log may grow, in bytes, before it is
// brought into the file: about 50,000 rows, which are in memory as long.
const checkpointAt = 16 << 20

// keepMB is what DuckDB keeps in memory of the file behind a checkpoint.
const keepMB = 32

// checkpoint brings the log into the file when it is large; the caller holds
// mu. DuckDB is not left to do so by itself, as part of a commit: when that
// fails for want of room, 1.4 forgets every row of the table, and the next
// checkpoint that succeeds makes it permanent. One that is asked for gives the
// database up when it fails, and opening it anew brings all of it back.
func (h *History) checkpoint(ctx context.Context) {
	info, err := os.Stat(h.path + ".wal")
	if err != nil || info.Size() < max(h.nextCheckpoint, checkpointAt) {
		return
	}
	if !h.copying.TryLock() { // a backup copies the file; the log goes on growing
		return
	}
	defer h.copying.Unlock()
	h.nextCheckpoint = 0
	if _, err := h.writer.ExecContext(ctx, "CHECKPOINT"); err != nil {
		h.nextCheckpoint = info.Size() + checkpointAt // not at every append
		if broken(err) {
			h.revive(h.db) // or the next use does
		}
		return
	}
	h.letGo(ctx)
}

// letGo frees what was read and written of the file: DuckDB keeps all of it up to
// its bound, and gives it up when the bound is lowered. What is in use stays; the
// bound is then refused, which is no harm. Whoever reads is not put under it.
func (h *History) letGo(ctx context.Context) {
	if !h.inUse.TryLock() {
		return
	}
	defer h.inUse.Unlock()
	for _, mb := range []int{keepMB, positive(h.o.MemoryMB, defaultMemoryMB)} {
		_, _ = h.writer.ExecContext(ctx, "SET memory_limit = '"+strconv.Itoa(mb)+"MB'")
	}
}
