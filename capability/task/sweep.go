package task

import (
	"context"
	"time"

	"cham"
	"cham/capability/reach"
)

// Recall asks the gate again of the calls to customers of some keys, who have just said no to something: what may not be
// done any more is taken off the list, out of anybody's hand.
func (s *Service) Recall(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) error {
	all, err := s.Store.CallsTo(ctx, ws, keys)
	if err != nil {
		return err
	}
	for _, t := range all {
		m, err := s.message(ctx, &t)
		if err != nil {
			return err
		}
		e, err := s.Gate.AskAnew(ctx, ws, &m, t.waits(), s.now())
		if err != nil {
			return err
		}
		if e.Decision.Verdict != reach.Never {
			continue
		}
		c := Change{Task: t.ended(Dropped, e.Decision.Rule())}
		if t.State == Open {
			c.Undone = t.Decision // of one in hand nobody knows whether the call was made
		}
		if _, err := s.change(ctx, c); err != nil && cham.ErrorCode(err) != cham.CodeConflict {
			return err
		}
	}
	return nil
}

const (
	sweepEvery = time.Minute
	mostSwept  = 500
)

// Run ends tasks that expired, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("tasks that expired could not be ended; it is tried again", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Sweep ends the tasks that have expired.
func (s *Service) Sweep(ctx context.Context) error {
	for {
		late, err := s.Store.Late(ctx, s.now(), mostSwept)
		if err != nil {
			return err
		}
		for _, t := range late {
			c := Change{Task: t.ended(Expired, "")}
			if t.State == Open {
				c.Undone = t.Decision
			}
			if _, err := s.change(ctx, c); err != nil && cham.ErrorCode(err) != cham.CodeConflict {
				return err
			}
		}
		if len(late) < mostSwept {
			return nil
		}
	}
}
