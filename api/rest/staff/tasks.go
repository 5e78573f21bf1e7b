package staff

import (
	"context"

	"cham"
	"cham/api/rest/route"
	"cham/api/rest/tasks"
	"cham/capability/capture"
	"cham/capability/staff"
	"cham/capability/task"
)

// reasonTask is why what came of a call is refused: another has it by now, or it is over.
const reasonTask capture.Reason = "task_gone"

// results keep what came of calls of the list, each by itself.
func (s *server) results(ctx context.Context, touches []StaffTouch) (out []StaffResult, err error) {
	var by *task.Doer
	for _, t := range touches {
		if t.Task == nil {
			continue
		}
		if by == nil {
			is, _, err := tasks.Doer(ctx, s.Members)
			if err != nil {
				return nil, err
			}
			by = &is
		}
		r, err := s.result(ctx, *by, t)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

func (s *server) result(ctx context.Context, by task.Doer, t StaffTouch) (StaffResult, error) {
	_, err := s.Tasks.Finish(ctx, route.Workspace(ctx), t.Task.ID, by, task.Result{ID: t.ID, Outcome: t.Task.Outcome, Note: t.Note, At: t.At,
		Again: t.Task.Again, Covers: t.Task.Covers})
	switch cham.ErrorCode(err) {
	case "":
		return StaffResult{ID: t.ID, State: staff.Taken}, nil
	case cham.CodeNotFound, cham.CodeConflict, cham.CodeForbidden:
		return StaffResult{ID: t.ID, State: staff.Refused, Reason: reasonTask}, nil
	case cham.CodeInvalid:
		return StaffResult{ID: t.ID, State: staff.Refused, Reason: staff.ReasonEntry}, nil
	}
	return StaffResult{}, err
}
