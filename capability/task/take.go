package task

import (
	"context"

	"cham"
	"cham/capability/reach"
)

// Take puts a task into somebody's hand, for a while. A call is asked of the gate first: where it may not be made
// now, the task that is answered is not Taken, and its Rule says why. CodeConflict: another has it, or it is over.
func (s *Service) Take(ctx context.Context, ws cham.WorkspaceID, id string, by Doer) (Task, error) {
	t, err := s.Store.Task(ctx, ws, id)
	switch now := s.now(); {
	case err != nil:
		return t, err
	case !t.isFor(&by):
		return t, forOthers()
	case t.HeldBy(by.User, now):
		return t, nil
	case !t.free(now):
		return t, notYours()
	case t.Kind == Do:
		return s.change(ctx, Change{Task: s.inHand(t, by)})
	}
	return s.takeCall(ctx, t, by)
}

func (s *Service) inHand(t Task, by Doer) Task {
	t.State, t.Rule, t.TakenBy, t.TakenUntil = Taken, "", by.User, s.now().Add(hold)
	return t
}

func (s *Service) takeCall(ctx context.Context, t Task, by Doer) (Task, error) {
	m, err := s.message(ctx, &t)
	if err != nil {
		return t, err
	}
	line := t.line()
	if t.State == Open {
		line = t.waits()
	}
	_, err = s.Gate.DecideAnew(ctx, t.Workspace, &m, line, by.User, func(e reach.Entry) (err error) {
		c := s.judged(t, by, e)
		t, err = s.change(ctx, c)
		return err
	})
	return t, err
}

// judged is what becomes of a call that somebody wants to make. The contact counts from now on, and not from when it was
// put on the list. Who had it in hand for too long has probably called: that stays a contact.
func (s *Service) judged(t Task, by Doer, e reach.Entry) Change {
	c := Change{Entry: &e}
	if t.State == Open {
		c.Undone = t.Decision
	}
	switch d := &e.Decision; d.Verdict {
	case reach.Now:
		c.Task = s.inHand(t, by)
		c.Task.Decision, c.Task.Hash = e.ID, e.Hash
	case reach.Later:
		c.Task = t.opened()
		c.Task.DueAt, c.Task.Rule = d.At, d.Rule()
	default:
		c.Task = t.ended(Dropped, d.Rule())
	}
	return c
}

// MostHeld is how many tasks one has in hand at a time; more would keep them from the others.
const MostHeld = 20

// mostTried is how many tasks are looked at for one who wants the next.
const mostTried = 100

// Next takes the calls that are due next, at most n: those that may be done now.
func (s *Service) Next(ctx context.Context, ws cham.WorkspaceID, by Doer, n int) (taken []Task, err error) {
	now := s.now()
	mine, err := s.Store.Tasks(ctx, ws, Filter{View: Mine, By: by, Limit: mostTried}, now)
	if err != nil {
		return nil, err
	}
	held := 0
	for i := range mine {
		if mine[i].HeldBy(by.User, now) {
			held++
		}
	}
	n = min(n, MostHeld-held)
	by.All = false
	todo, err := s.Store.Tasks(ctx, ws, Filter{View: ToDo, By: by, Kind: Call, Limit: mostTried}, now)
	for i := range todo {
		if len(taken) >= n || err != nil {
			break
		}
		if !todo[i].free(now) || todo[i].DueAt.After(now) {
			continue
		}
		var t Task
		t, err = s.Take(ctx, ws, todo[i].ID, by)
		if cham.ErrorCode(err) == cham.CodeConflict {
			err = nil // another was first
		} else if err == nil && t.State == Taken {
			taken = append(taken, t)
		}
	}
	return taken, err
}
