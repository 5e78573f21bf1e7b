package flow

import (
	"cmp"
	"context"
	"slices"

	"cham"
)

// Stats returns how every lane stands, by workspace.
func (f *Flow) Stats() []Stats {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := make([]Stats, 0, len(f.lanes))
	for _, l := range f.lanes {
		l.count(func(s *Stats) { out = append(out, *s) })
	}
	slices.SortFunc(out, func(a, b Stats) int { return cmp.Compare(a.Workspace, b.Workspace) })
	return out
}

// Lag returns how many durable touches of the workspace are not visible yet.
func (f *Flow) Lag(ctx context.Context, ws cham.WorkspaceID) (touches int64, err error) {
	seq, _ := f.lane(ws).progress() // before the start everything counts
	return f.Journal.Backlog(ctx, ws, seq)
}

// WaitVisible returns when the workspace's entries up to seq are visible to
// the next question, or ctx ends.
func (f *Flow) WaitVisible(ctx context.Context, ws cham.WorkspaceID, seq int64) error {
	l := f.lane(ws)
	for {
		now, changed := l.progress()
		if now >= seq {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Drain returns when it saw, of each workspace, that everything durable is
// visible, or ctx ends. Run must be running; while touches keep coming it may
// never see that.
func (f *Flow) Drain(ctx context.Context) error {
	all, err := f.Journal.Workspaces(ctx)
	if err != nil {
		return err
	}
	for _, ws := range all {
		if err := f.drain(ctx, ws); err != nil {
			return err
		}
	}
	return nil
}

func (f *Flow) drain(ctx context.Context, ws cham.WorkspaceID) error {
	l := f.lane(ws)
	for {
		seq, changed := l.progress()
		if seq >= 0 {
			waiting, err := f.Journal.Backlog(ctx, ws, seq)
			if err != nil || waiting == 0 {
				return err
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// progress returns the seq that is visible, −1 before the lane knows it, and a
// channel that closes when it grows.
func (l *lane) progress() (int64, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stats.Visible, l.changed
}
