package dataquality

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"cham"
)

// State is what is kept of a business's data.
type State struct {
	// Checked is when it was looked at last, year 1 for never.
	Checked  time.Time  `json:"checked"`
	Findings []Finding  `json:"findings"`
	Covered  []Coverage `json:"covered"`
}

// Open are the findings that wait for somebody.
func (s State) Open() (open []Finding) {
	for _, f := range s.Findings {
		if f.Open() {
			open = append(open, f)
		}
	}
	return open
}

// Store keeps states.
type Store interface {
	// State is what is kept, the zero State where nothing is.
	State(ctx context.Context, ws cham.WorkspaceID) (State, error)
	PutState(ctx context.Context, ws cham.WorkspaceID, s State) error
}

// Service looks at the data of every business once an hour. Its fields are required.
type Service struct {
	Store      Store
	Workspaces func(ctx context.Context) ([]cham.Workspace, error)
	Sources    func(ctx context.Context, ws cham.WorkspaceID) ([]cham.Source, error)
	Facts      func(ctx context.Context, ws cham.WorkspaceID, w Window) (Facts, error)
	Now        func() time.Time
	Log        *slog.Logger

	changing sync.Mutex // one change of states at a time
}

// How often the data is looked at, and how often whether it is time to.
const (
	every     = time.Hour
	lookEvery = time.Minute
)

// Run looks at what is due, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	for {
		if err := s.due(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("the data could not be looked at, it is tried again", "error", err)
		}
		t := time.NewTimer(lookEvery)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return
		}
	}
}

// due looks at every business whose hour has come; one where it fails delays no other.
func (s *Service) due(ctx context.Context) error {
	all, err := s.Workspaces(ctx)
	for _, ws := range all {
		state, failed := s.Store.State(ctx, ws.ID)
		if failed == nil && s.Now().Sub(state.Checked) >= every {
			_, failed = s.Check(ctx, ws)
		}
		if failed != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", ws.ID, failed))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return err
}

// Check looks at a business's data now.
func (s *Service) Check(ctx context.Context, ws cham.Workspace) (State, error) {
	zone, err := time.LoadLocation(ws.TimeZone)
	if err != nil {
		return State{}, cham.Wrap(cham.CodeInternal, "dataquality.Check", err)
	}
	now := s.Now().UTC()
	sources, err := s.Sources(ctx, ws.ID)
	if err != nil {
		return State{}, err
	}
	facts, err := s.Facts(ctx, ws.ID, WindowAt(now, zone))
	if err != nil {
		return State{}, err
	}
	found, covered := Judge(facts, sources, now, zone)
	return s.change(ctx, ws.ID, func(state *State) error {
		state.Checked, state.Covered = now, covered
		state.Findings = Merge(state.Findings, found, now)
		return nil
	})
}

func (s *Service) change(ctx context.Context, ws cham.WorkspaceID, f func(*State) error) (State, error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	state, err := s.Store.State(ctx, ws)
	if err == nil {
		err = f(&state)
	}
	if err != nil {
		return state, err
	}
	return state, s.Store.PutState(ctx, ws, state)
}

// Dismiss says of a case that it is meant so; nil takes that back.
func (s *Service) Dismiss(ctx context.Context, ws cham.WorkspaceID, id string, d *Dismissal) (State, error) {
	return s.change(ctx, ws, func(state *State) error {
		for i := range state.Findings {
			if state.Findings[i].ID == id {
				state.Findings[i].Dismissed = d
				return nil
			}
		}
		return cham.Errorf(cham.CodeNotFound, "dataquality.Dismiss", "there is no such finding")
	})
}
