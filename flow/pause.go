package flow

import (
	"context"
	"fmt"
	"sync"
	"time"

	"cham"
	"cham/capability/identity"
)

// pauseWithin bounds how long a lane may take to finish what it is at.
const pauseWithin = 15 * time.Second

// Pause makes every lane stand still between two batches, so that state,
// history and index are of the same touches, until resume is called, which may
// be called twice. Touches go on into the journal. It fails when a lane is
// retrying a failure and comes to no end.
func (f *Flow) Pause(ctx context.Context) (resume func(), err error) {
	over, lanes, err := f.beginPause()
	if err != nil {
		return nil, err
	}
	resume = sync.OnceFunc(func() {
		f.mu.Lock()
		f.paused = nil
		f.mu.Unlock()
		close(over)
	})
	ctx, cancel := context.WithTimeout(ctx, pauseWithin)
	defer cancel()
	still := make(chan error, len(lanes))
	for _, ws := range lanes {
		go func() { still <- f.standStill(ctx, ws, over) }()
	}
	for range lanes {
		if err := <-still; err != nil {
			resume()
			return nil, f.notPaused(err)
		}
	}
	return resume, nil
}

// beginPause says which lanes there are; those made from now on wait.
func (f *Flow) beginPause() (over chan struct{}, lanes []cham.WorkspaceID, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.run == nil || f.paused != nil {
		return nil, nil, cham.Errorf(cham.CodeConflict, "flow.Pause", "the loop does not run, or is paused already; try again in a moment")
	}
	f.paused = make(chan struct{})
	for ws := range f.lanes {
		lanes = append(lanes, ws)
	}
	return f.paused, lanes, nil
}

// standStill returns when the lane stands still, which it does until over.
func (f *Flow) standStill(ctx context.Context, ws cham.WorkspaceID, over <-chan struct{}) error {
	reached, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- f.Alone(ctx, ws, func(context.Context, *identity.Resolver) error {
			close(reached)
			select {
			case <-over:
			case <-f.run.Done():
			}
			return nil
		})
	}()
	select {
	case <-reached:
		return nil
	case err := <-ended:
		return err
	}
}

func (f *Flow) notPaused(err error) error {
	hint := "the program is busy or stopping; try again in a moment"
	for _, s := range f.Stats() {
		if s.LastError != "" {
			hint = fmt.Sprintf("workspace %s is retrying: %s; mend that first", s.Workspace, s.LastError)
		}
	}
	e := cham.Errorf(cham.CodeUnavailable, "flow.Pause", "%s", hint)
	e.Err = err
	return e
}

// whilePaused keeps a lane that is made during a pause from starting.
func (f *Flow) whilePaused(ctx context.Context) {
	f.mu.Lock()
	over := f.paused
	f.mu.Unlock()
	if over == nil {
		return
	}
	select {
	case <-over:
	case <-ctx.Done():
	}
}
