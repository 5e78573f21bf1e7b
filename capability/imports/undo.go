package imports

import (
	"context"
	"time"

	"cham"
	"cham/capability/capture"
)

// Undo takes back what a finished import brought: its touches, and what nothing
// else says of customers. It goes on in the background, also after a restart, until
// the import is "undone"; undoing twice is undoing once. CodeConflict while the
// import is uploaded or running.
func (r *Runner) Undo(ctx context.Context, ws cham.WorkspaceID, id string, by cham.UserID) (capture.Import, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.run == nil {
		return capture.Import{}, &cham.Error{Code: cham.CodeUnavailable, Op: "imports.Undo", RetryAfter: time.Second}
	}
	i, err := r.Imports.Import(ctx, ws, id)
	if err != nil || i.State == Undone || i.State == Undoing {
		return i, err
	}
	if i.State == Uploaded || i.State == Running || r.jobs[id] != nil {
		return i, alreadyStarted("imports.Undo")
	}
	i.State, i.UndoneBy = Undoing, by
	if err := r.Imports.UpdateImport(ctx, i); err != nil {
		return i, err
	}
	r.launch(i, false)
	return i, nil
}

// undoRetry is how long to wait after a failure: nothing is lost meanwhile, and a
// half undone import is no state to stay in.
const undoRetry = 5 * time.Second

// undo runs until all is taken back or the program stops.
func (j *job) undo(ctx context.Context) {
	for {
		err := j.r.Remove(ctx, j.imp, func(touches int) error {
			j.imp.Removed += touches
			return j.save(ctx)
		})
		if err == nil {
			j.imp.State, j.imp.UndoneAt, j.imp.Error, j.imp.ErrorKey = Undone, j.r.Now().UTC(), "", ""
			err = j.save(ctx)
		}
		if err == nil || ctx.Err() != nil {
			return
		}
		j.r.Log.Error("an import could not be undone, trying again", "import", j.imp.ID, "err", err)
		if pause(ctx, undoRetry) != nil {
			return
		}
	}
}
