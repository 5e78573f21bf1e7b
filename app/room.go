package app

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"syscall"
	"time"

	"cham"
	"cham/flow"
)

// The disk's floors. Below the first nothing new is taken in; what was taken
// in moves on to history until the second, which is reserved for people who
// sign in to free space.
const (
	DefaultMinFree = 512 << 20
	signInShare    = 4 // the second floor is a quarter of the first
)

// diskFree is what an ordinary user may still write where dir is, in bytes.
func diskFree(dir string) (uint64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return s.Bavail * uint64(s.Bsize), nil
}

// existingFree is diskFree of a folder, or of the one it will be made in.
func existingFree(dir string) (uint64, error) {
	free, err := diskFree(dir)
	for errors.Is(err, fs.ErrNotExist) && filepath.Dir(dir) != dir {
		dir = filepath.Dir(dir)
		free, err = diskFree(dir)
	}
	return free, err
}

// Room answers CodeUnavailable when the data folder's disk is so full that
// nothing new is taken in, and says how full it is.
func (a *App) Room() error { return a.room(a.MinFree) }

func (a *App) room(floor uint64) error {
	free, err := a.Free()
	if err != nil {
		return cham.Wrap(cham.CodeUnavailable, "app.Room", err)
	}
	if free >= floor {
		return nil
	}
	e := cham.Errorf(cham.CodeUnavailable, "app.Room", "low disk: %d MB free, below %d MB; free some space, nothing else needs to be done",
		free>>20, floor>>20)
	e.RetryAfter = time.Minute
	return e
}

// boundedHistory refuses appends below the second floor; the loop tries again.
type boundedHistory struct {
	flow.History
	room func() error
}

// Append implements flow.History.
func (h boundedHistory) Append(ctx context.Context, records []cham.Record, journal int64) ([]bool, error) {
	if err := h.room(); err != nil {
		return nil, err
	}
	return h.History.Append(ctx, records, journal)
}
