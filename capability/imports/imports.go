// Package imports reads files into a workspace: it feeds their calls to the
// same Accepter that the tracking API uses, batch by batch, counts what became
// of each when it reaches history, and picks up where it stood after a restart.
package imports

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"cham"
	"cham/capability/capture"
)

// Accepter takes calls in; *capture.Accepter is one.
type Accepter interface {
	Accept(ctx context.Context, src cham.Source, b capture.Batch, m capture.Meta) (capture.Result, error)
}

// Config is what a Runner works with. Changed may be nil.
type Config struct {
	Imports  capture.Imports
	Mappings Mappings // may be nil
	Accepter Accepter
	Source   func(ctx context.Context, ws cham.WorkspaceID, id cham.SourceID) (cham.Source, error)
	// Newest is the highest Record.Seq of a workspace's history.
	Newest func(ctx context.Context, ws cham.WorkspaceID) (int64, error)
	// Remove takes back everything that an import brought, and calls step with how
	// many touches more are gone. It may be called again after it was interrupted.
	Remove func(ctx context.Context, i capture.Import, step func(touches int) error) error
	// Known tells which of these message ids of a source are in history.
	Known func(ctx context.Context, src cham.Source, ids []string) (map[string]bool, error)
	Now   func() time.Time
	Log   *slog.Logger
	// Changed is called at every step of an import. It must not block.
	Changed func(capture.Import)
}

// The states of an import.
const (
	Uploaded  = "uploaded"
	Running   = "running"
	Done      = "done"
	Cancelled = "cancelled"
	Failed    = "failed"
	// Undoing and Undone imports brought nothing, once all is told.
	Undoing = "undoing"
	Undone  = "undone"
)

// Sizes: calls of one batch, and how many batches may be on their way to
// history, which bounds the memory of an import.
const (
	batchCalls = 2000
	mostOnWay  = 16
)

// Runner runs imports, one goroutine each, which Run waits for.
type Runner struct {
	Config
	mu   sync.Mutex
	jobs map[string]*job // by import id
	run  context.Context // nil until Resume
	work sync.WaitGroup
}

// New returns a Runner that Resume opens.
func New(c Config) *Runner { return &Runner{Config: c, jobs: map[string]*job{}} }

// Resume carries on what a former process left running, and lets Start bring
// more; Run must follow with the same context. An import that Start marks "running"
// meanwhile must not be taken for one that was left.
func (r *Runner) Resume(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	left, err := r.Imports.UnfinishedImports(ctx)
	if err != nil {
		return err
	}
	r.run = ctx
	for _, i := range left {
		r.launch(i, true)
	}
	return nil
}

// Run returns when ctx has ended and its goroutines have. Imports under way
// stay "running" for the next start.
func (r *Runner) Run(ctx context.Context) {
	<-ctx.Done()
	r.mu.Lock()
	r.run = nil
	r.mu.Unlock()
	r.work.Wait()
}

// Start begins to read an uploaded file. The mapping is kept with it, for a
// resume. CodeConflict when the import is past "uploaded"; CodeInvalid when
// the file cannot be read so; CodeUnavailable, and nothing changed, while the
// runner is not open.
func (r *Runner) Start(ctx context.Context, ws cham.WorkspaceID, id string, mapping *capture.Mapping) (capture.Import, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.run == nil {
		return capture.Import{}, &cham.Error{Code: cham.CodeUnavailable, Op: "imports.Start", RetryAfter: time.Second}
	}
	i, err := r.Imports.Import(ctx, ws, id)
	if err != nil {
		return i, err
	}
	if i.State != Uploaded || r.jobs[id] != nil {
		return i, alreadyStarted("imports.Start")
	}
	if err := r.open(ctx, &i, mapping); err != nil {
		return i, err
	}
	if i.CountedSeq, err = r.Newest(ctx, ws); err != nil {
		return i, err
	}
	i.State = Running
	if err := r.Imports.UpdateImport(ctx, i); err != nil {
		return i, err
	}
	r.launch(i, false)
	return i, nil
}

func alreadyStarted(op string) error {
	return &cham.Error{Code: cham.CodeConflict, Op: op, Key: "error.import.state"}
}

// open finds out whether the file can be read with the mapping, the proposed
// one when there is none, and notes with which.
func (r *Runner) open(ctx context.Context, i *capture.Import, mapping *capture.Mapping) error {
	f, err := os.Open(i.Path)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "imports.Start", err)
	}
	defer f.Close()
	if mapping == nil {
		mapping, _, err = Proposed(ctx, r.Imports, r.Mappings, i.Workspace, f, i.FileName)
		if _, seek := f.Seek(0, io.SeekStart); err != nil || seek != nil {
			return errors.Join(err, seek)
		}
	}
	file, err := capture.OpenFile(f, i.FileName, mapping)
	if err != nil || !file.Table() {
		return err
	}
	i.Form = file.Form()
	i.Mapping, err = json.Marshal(file.Mapping)
	return err
}

// Proposed is the mapping that was saved for the same columns, with its name, else
// that of the latest import of them: what was corrected once is not asked again, and
// rows that were refused and mended are read as those beside them were. Nil when
// there is none. saved may be nil.
func Proposed(ctx context.Context, store capture.Imports, saved Mappings, ws cham.WorkspaceID, file io.Reader, name string) (
	m *capture.Mapping, called string, err error) {
	f, _ := capture.OpenFile(file, name, nil)
	if f == nil || !f.Table() {
		return nil, "", nil // said when it is opened
	}
	columns := capture.FormOf(f.Form()).Header
	if kept, err := savedFor(ctx, saved, ws, columns); err != nil {
		return nil, "", err
	} else if kept != nil {
		return &kept.Mapping, kept.Name, nil
	}
	all, err := store.Imports(ctx, ws)
	for _, i := range all {
		if len(i.Mapping) == 0 || !slices.Equal(capture.FormOf(i.Form).Header, columns) {
			continue
		}
		m := new(capture.Mapping)
		if err := json.Unmarshal(i.Mapping, m); err != nil {
			return nil, "", cham.Wrap(cham.CodeInternal, "imports.Proposed", err)
		}
		m.Sheet = "" // the columns are those of the sheet that is read without it
		return m, "", nil
	}
	return nil, "", err
}

// Cancel stops an import; what came in stays, and is counted. Cancelling twice changes
// nothing; CodeConflict when it is done or failed.
func (r *Runner) Cancel(ctx context.Context, ws cham.WorkspaceID, id string) (capture.Import, error) {
	i, err := r.Imports.Import(ctx, ws, id)
	if err != nil {
		return i, err
	}
	r.mu.Lock()
	j := r.jobs[id]
	r.mu.Unlock()
	if j != nil {
		j.stop(errCancelled)
		select {
		case <-j.ended:
		case <-ctx.Done():
			return i, ctx.Err()
		}
		if i, err = r.Imports.Import(ctx, ws, id); err != nil {
			return i, err
		}
	}
	switch i.State {
	case Cancelled:
		return i, nil
	case Done, Failed, Undoing, Undone:
		return i, alreadyStarted("imports.Cancel")
	}
	i.State, i.FinishedAt = Cancelled, r.Now().UTC()
	r.remove(i)
	return i, r.Imports.UpdateImport(ctx, i)
}

// Finish marks an uploaded file as done that was brought in as something else than
// touches, as costs, and lets the file go. CodeConflict when it is past "uploaded".
func (r *Runner) Finish(ctx context.Context, ws cham.WorkspaceID, id string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	i, err := r.Imports.Import(ctx, ws, id)
	if err != nil {
		return err
	}
	if i.State != Uploaded || r.jobs[id] != nil {
		return alreadyStarted("imports.Finish")
	}
	i.State, i.FinishedAt = Done, r.Now().UTC()
	r.remove(i)
	return r.Imports.UpdateImport(ctx, i)
}

var errCancelled = errors.New("cancelled")

// launch starts a job, or goes on with one that a former process left; r.mu is
// held and the runner runs.
func (r *Runner) launch(i capture.Import, resumed bool) {
	run := r.run
	ctx, stop := context.WithCancelCause(run)
	j := newJob(r, i, resumed, stop)
	r.jobs[i.ID] = j
	r.work.Go(func() {
		defer func() {
			stop(nil)
			r.mu.Lock()
			delete(r.jobs, i.ID)
			r.mu.Unlock()
			close(j.ended)
		}()
		if i.State == Undoing {
			j.undo(ctx)
			return
		}
		j.work(ctx, run)
	})
}

// Observe tells the imports what reached history: records in order, which of
// them were new, and which were refused there, by their place, as flow.Batch does.
func (r *Runner) Observe(ws cham.WorkspaceID, records []cham.Record, stored []bool, refused map[int]capture.Refused) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, j := range r.jobs {
		if j.workspace == ws {
			j.arrived(records, stored, refused)
		}
	}
}

// remove deletes the uploaded file of a finished import.
func (r *Runner) remove(i capture.Import) {
	if err := os.Remove(i.Path); err != nil && !errors.Is(err, os.ErrNotExist) {
		r.Log.Error("the file of a finished import could not be deleted", "import", i.ID, "err", err)
	}
}
