package retention

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"cham"
)

// Service runs rules at night and when somebody asks. Its fields are required.
type Service struct {
	Store      Store
	Workspaces func(ctx context.Context) ([]cham.Workspace, error)
	// Remove does a run from where it is; it keeps it by save as it goes, and
	// ends early, whole, when save says so. Done again it goes on.
	Remove func(ctx context.Context, r *Removal, save func() (stop bool, err error)) error
	// Ended is told of a run that ended, of one maybe twice.
	Ended func(ctx context.Context, r Removal) error
	Now   func() time.Time
	NewID func() string
	Log   *slog.Logger

	one  sync.Mutex // one change of runs at a time
	wake chan struct{}
	once sync.Once
}

// How often it looks at the clock, and goes on after a failure.
const (
	lookEvery = time.Minute
	retry     = 5 * time.Second
)

func (s *Service) poke() {
	s.once.Do(func() { s.wake = make(chan struct{}, 1) })
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run does what is under way and what is due, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	s.poke()
	for {
		wait := lookEvery
		if err := s.look(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("removing what is too old failed, it is tried again", "error", err)
			wait = retry
		}
		t := time.NewTimer(wait)
		select {
		case <-s.wake:
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return
		}
		t.Stop()
	}
}

// look does what is due everywhere: a business where it fails delays no other.
func (s *Service) look(ctx context.Context) error {
	all, err := s.Workspaces(ctx)
	for _, ws := range all {
		if failed := s.lookAt(ctx, ws); failed != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", ws.ID, failed))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return err
}

func (s *Service) lookAt(ctx context.Context, ws cham.Workspace) error {
	due, err := s.due(ctx, ws)
	if due {
		_, err = s.Start(ctx, ws.ID, "")
	}
	runs, failed := s.Store.Runs(ctx, ws.ID) // one under way goes on, whatever the rules are now
	err = errors.Join(err, failed)
	slices.Reverse(runs)
	for _, r := range runs {
		if r.State == Running {
			err = errors.Join(err, s.do(ctx, r))
		}
	}
	return err
}

// due reports whether a workspace's hour has come since its last run, or since
// its rules were made.
func (s *Service) due(ctx context.Context, ws cham.Workspace) (bool, error) {
	rules, since, err := s.Store.Rules(ctx, ws.ID)
	if err != nil || !rules.On {
		return false, err
	}
	zone, err := time.LoadLocation(ws.TimeZone)
	if err != nil {
		return false, err
	}
	runs, err := s.Store.Runs(ctx, ws.ID)
	if err != nil || len(runs) > 0 && runs[0].State == Running {
		return false, err
	}
	if len(runs) > 0 && runs[0].At.After(since) {
		since = runs[0].At
	}
	return since.Before(lastHour(s.Now().In(zone), rules.Hour)), nil
}

// lastHour is the last moment up to now at which a clock showed an hour.
func lastHour(now time.Time, hour int) time.Time {
	at := time.Date(now.Year(), now.Month(), now.Day(), hour, 0, 0, 0, now.Location())
	if at.After(now) {
		at = time.Date(now.Year(), now.Month(), now.Day()-1, hour, 0, 0, 0, now.Location())
	}
	return at
}

func (s *Service) do(ctx context.Context, r Removal) error {
	r.Error = ""
	err := s.Remove(ctx, &r, func() (bool, error) {
		s.one.Lock()
		defer s.one.Unlock()
		stop, err := s.stopped(ctx, r)
		r.Stop = stop
		if err == nil {
			err = s.Store.PutRun(ctx, r)
		}
		return stop, err
	})
	if err == nil {
		err = s.end(ctx, r)
	}
	if err != nil && ctx.Err() == nil {
		r.Error = err.Error()
		err = errors.Join(err, s.Store.PutRun(ctx, r))
	}
	return err
}

// end tells of a run that ended before it is one: killed in between, it is told
// again, and not never.
func (s *Service) end(ctx context.Context, r Removal) error {
	r.State, r.DoneAt, r.Part, r.Upto = Done, s.Now().UTC(), nil, 0
	if r.Stop {
		r.State = Cancelled
	}
	if err := s.Ended(ctx, r); err != nil {
		return err
	}
	return s.Store.PutRun(ctx, r)
}

func (s *Service) stopped(ctx context.Context, r Removal) (bool, error) {
	runs, err := s.Store.Runs(ctx, r.Workspace)
	return slices.ContainsFunc(runs, func(other Removal) bool { return other.ID == r.ID && other.Stop }), err
}

// Start begins a run of a workspace's rules; CodeConflict while one is under way.
func (s *Service) Start(ctx context.Context, ws cham.WorkspaceID, by cham.UserID) (Removal, error) {
	s.one.Lock()
	defer s.one.Unlock()
	runs, err := s.Store.Runs(ctx, ws)
	if err != nil {
		return Removal{}, err
	}
	if len(runs) > 0 && runs[0].State == Running {
		return Removal{}, cham.Errorf(cham.CodeConflict, "retention.Start", "it is under way; wait for it, or stop it")
	}
	rules, _, err := s.Store.Rules(ctx, ws)
	if err != nil {
		return Removal{}, err
	}
	r := Removal{ID: s.NewID(), Workspace: ws, Rules: rules, At: s.Now().UTC().Truncate(time.Millisecond), State: Running, By: by}
	if err := s.Store.PutRun(ctx, r); err != nil {
		return Removal{}, err
	}
	s.poke()
	return r, nil
}

// Cancel ends the run under way after the people it is removing; what is gone
// stays gone.
func (s *Service) Cancel(ctx context.Context, ws cham.WorkspaceID) error {
	s.one.Lock()
	defer s.one.Unlock()
	runs, err := s.Store.Runs(ctx, ws)
	if err != nil || len(runs) == 0 || runs[0].State != Running {
		return err
	}
	runs[0].Stop = true
	return s.Store.PutRun(ctx, runs[0])
}

// SetRules keeps a workspace's rules.
func (s *Service) SetRules(ctx context.Context, ws cham.WorkspaceID, r KeepRules, by cham.UserID) error {
	if err := r.Valid(); err != nil {
		return err
	}
	return s.Store.PutRules(ctx, ws, r, by, s.Now().UTC().Truncate(time.Millisecond))
}
