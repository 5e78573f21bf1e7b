package staff

import (
	"context"
	"encoding/json"
	"time"

	"cham"
)

// undoWithin is how long after it came in a touch may be taken back by who wrote it;
// sentFor is how long it is known that it was sent, which is longer than any way to history.
const (
	undoWithin = 7 * 24 * time.Hour
	sentFor    = undoWithin + 24*time.Hour
)

// Undo takes back a touch that the actor wrote: it leaves history, and does not come
// in when a phone sends it once more. Twice is once. It returns the touch, nil when
// it never came. CodeForbidden: somebody else's, or too old; CodeUnavailable: it is
// on its way, ask again.
func (s *Service) Undo(ctx context.Context, ws cham.WorkspaceID, by cham.Actor, id string, why Why) (*cham.Record, error) {
	found, coming, err := s.note(ctx, ws, by, id, why)
	switch {
	case err != nil:
		return nil, err
	case coming:
		return nil, &cham.Error{Code: cham.CodeUnavailable, Op: "staff.Undo", RetryAfter: time.Second}
	case found == nil:
		return nil, nil
	}
	if err := s.Audit(cham.WithActor(cham.WithWorkspace(ctx, ws), by), found, why); err != nil {
		return nil, err
	}
	if err := s.Remove(ctx, ws, found.Seq); err != nil {
		return nil, err
	}
	return found, s.Store.ForgetSent(ctx, ws, id)
}

// note writes down that a touch is taken back, while none is being taken in, and
// returns it where it is in history; coming says that it is on its way there.
func (s *Service) note(ctx context.Context, ws cham.WorkspaceID, by cham.Actor, id string, why Why) (
	found *cham.Record, coming bool, err error) {
	s.taking.Lock()
	defer s.taking.Unlock()
	waiting, err := s.Waiting(ctx, ws) // before the look: what is not there then never came
	if err != nil {
		return nil, false, err
	}
	if found, err = s.Find(ctx, ws, SourceID, id); err != nil {
		return nil, false, err
	}
	if found != nil {
		if err := s.mayUndo(found, by); err != nil {
			return nil, false, err
		}
	} else if waiting > 0 {
		coming, err = s.Store.WasSent(ctx, ws, id)
	}
	if err == nil {
		err = s.Store.AddUndone(ctx, ws, Undone{MessageID: id, At: s.Now().UTC(), By: by.User, Why: why})
	}
	return found, coming, err
}

func (s *Service) mayUndo(r *cham.Record, by cham.Actor) error {
	switch {
	case writer(r) != by.User:
		return &cham.Error{Code: cham.CodeForbidden, Op: "staff.Undo", Key: "error.staff.notYours"}
	case s.Now().Sub(r.ReceivedAt) > undoWithin:
		return &cham.Error{Code: cham.CodeForbidden, Op: "staff.Undo", Key: "error.staff.tooOld"}
	}
	return nil
}

// writer is who wrote a touch down.
func writer(r *cham.Record) cham.UserID {
	var about struct{ Staff cham.UserID }
	if json.Unmarshal(r.Context, &about) != nil {
		return ""
	}
	return about.Staff
}
