package imports

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"cham"
	"cham/capability/capture"
)

// job is one import under way. Its batches go to the Accepter in the file's
// order and end in that order too: an import's counts are always those of a
// whole first part of the file, so that a resume knows where to go on.
type job struct {
	r         *Runner
	workspace cham.WorkspaceID
	source    cham.SourceID
	imp       capture.Import // as last stored; only work touches it
	src       cham.Source
	stop      context.CancelCauseFunc
	ended     chan struct{}

	mu       sync.Mutex
	again    *again               // what a former process may have sent; nil when none began
	inFlight []*batch             // oldest first
	waiting  map[string][]waiter  // by message id
	early    map[string][]arrival // seen in history before Accept returned; nil when none is under way
	wake     chan struct{}
}

// batch is what became of some calls.
type batch struct {
	calls, pending int
	// Rows of the file: an order of several is one call.
	accepted, duplicates, refusedRows int
	refused                           []capture.Refused
	read                              int64 // bytes of the file read with it
	counted                           int64 // highest Record.Seq of what is accepted
	again                             bool  // a former process may have sent it
}

// waiter is a line of a batch that is on its way.
type waiter struct {
	b          *batch
	line, rows int
}

// arrival is what became of a touch in history: stored, refused, or neither, a
// duplicate of the touch with that Seq.
type arrival struct {
	stored  bool
	seq     int64
	refused *capture.Refused
}

// again is the part of a file that a former process may have sent without
// storing what became of it: what it may have on its way at a time. A duplicate
// of a touch that came in since the count was stored, and was not met yet, is
// then the import's own.
type again struct {
	left int // calls
	seq  int64
	met  map[int64]bool
}

func newJob(r *Runner, i capture.Import, resumed bool, stop context.CancelCauseFunc) *job {
	j := &job{r: r, workspace: i.Workspace, source: i.Source, imp: i, stop: stop, ended: make(chan struct{}),
		waiting: map[string][]waiter{}, wake: make(chan struct{}, 1)}
	if resumed {
		j.again = &again{left: (mostOnWay + 1) * batchCalls, seq: i.CountedSeq, met: map[int64]bool{}}
	}
	return j
}

// work runs the import to its end and stores how it ended, unless the program
// is stopping, which is when run ends.
func (j *job) work(ctx, run context.Context) {
	err := j.read(ctx)
	after := context.WithoutCancel(ctx)
	switch {
	case err == nil:
		j.finish(after, Done)
	case errors.Is(context.Cause(ctx), errCancelled):
		if err := j.settle(run, 1); err != nil { // what is on its way comes in, too
			j.r.Log.Error("not all of a cancelled import is counted", "import", j.imp.ID, "err", err)
		}
		j.finish(after, Cancelled)
	case ctx.Err() != nil:
		return // stays "running" for the next start
	default:
		j.r.Log.Error("an import failed", "import", j.imp.ID, "err", err)
		if err := j.settle(run, 1); err != nil {
			j.r.Log.Error("not all of a failed import is counted", "import", j.imp.ID, "err", err)
		}
		j.failed(err)
		j.finish(after, Failed)
	}
}

// failed notes what the owner of a failed import is told.
func (j *job) failed(err error) {
	if e, ok := errors.AsType[*cham.Error](err); ok && e.Code == cham.CodeInvalid {
		j.imp.Error, j.imp.ErrorKey = e.Field+": "+e.Hint, e.Key
		j.imp.ErrorLine, _ = e.Args["line"].(int)
		return
	}
	j.imp.Error, j.imp.ErrorKey = "the import stopped because of an error of the program; what was counted came in", "error.import.stopped"
}

func (j *job) finish(ctx context.Context, state string) {
	j.imp.State, j.imp.FinishedAt = state, j.r.Now().UTC()
	if err := j.save(ctx); err != nil {
		j.r.Log.Error("the end of an import could not be stored", "import", j.imp.ID, "state", state, "err", err)
		return
	}
	j.r.remove(j.imp)
}

func (j *job) save(ctx context.Context) error {
	err := j.r.Imports.UpdateImport(ctx, j.imp)
	if err == nil && j.r.Changed != nil {
		j.r.Changed(j.imp)
	}
	return err
}

// read sends the whole file and waits until all of it reached history.
func (j *job) read(ctx context.Context) (err error) {
	if j.src, err = j.r.Source(ctx, j.imp.Workspace, j.imp.Source); err != nil {
		return err
	}
	f, err := os.Open(j.imp.Path)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "importer.read", err)
	}
	defer f.Close()
	file, err := j.open(f)
	if err != nil {
		return err
	}
	return j.sendAll(ctx, file)
}

// sendAll sends what can be read of the file, also when a part of it cannot,
// and waits for it.
func (j *job) sendAll(ctx context.Context, file *capture.FileReader) error {
	var calls []capture.Call
	for {
		var end error
		calls, end = next(file, calls)
		if err := j.send(ctx, calls, file.BytesRead()); err != nil {
			return err
		}
		most := mostOnWay
		if end != nil {
			most = 1
		}
		if err := j.settle(ctx, most); err != nil {
			return err
		}
		if end == io.EOF {
			return nil
		}
		if end != nil {
			return end
		}
	}
}

// open reads the file up to where a former process stood. It reads, rather
// than seeks, because the ids of rows without one depend on the rows before.
func (j *job) open(f io.Reader) (*capture.FileReader, error) {
	var mapping *capture.Mapping
	if len(j.imp.Mapping) > 0 {
		mapping = &capture.Mapping{}
		if err := json.Unmarshal(j.imp.Mapping, mapping); err != nil {
			return nil, cham.Wrap(cham.CodeInternal, "importer.open", err)
		}
	}
	file, err := capture.OpenFile(f, j.imp.FileName, mapping)
	if err != nil {
		return nil, err
	}
	for rows := j.imp.Accepted + j.imp.Refused + j.imp.Duplicates; rows > 0; {
		c, err := file.Next()
		if err != nil {
			return nil, cham.Wrap(cham.CodeInternal, "importer.open", err)
		}
		rows -= c.Rows()
	}
	return file, nil
}

// next reads the calls of one batch into calls, whose former ones nobody needs
// any more; io.EOF comes with the last.
func next(file *capture.FileReader, calls []capture.Call) ([]capture.Call, error) {
	clear(calls)
	calls = slices.Grow(calls[:0], batchCalls)
	for len(calls) < batchCalls {
		c, err := file.Next()
		if err != nil {
			return calls, err
		}
		calls = append(calls, c)
	}
	return calls, nil
}

// send gives a batch to the Accepter, again and again while the log is busy.
func (j *job) send(ctx context.Context, calls []capture.Call, read int64) error {
	if len(calls) == 0 {
		return nil
	}
	err := capture.Void(calls, func(ids []string) (map[string]bool, error) { return j.r.Known(ctx, j.src, ids) })
	if err != nil {
		return err
	}
	j.expect()
	for {
		// Not given up half-way: what the log took anyway would be in no count.
		result, err := j.r.Accepter.Accept(context.WithoutCancel(ctx), j.src, capture.Batch{Calls: calls},
			capture.Meta{ReceivedAt: j.r.Now(), Import: true, ImportID: j.imp.ID})
		if err == nil {
			j.sent(&batch{calls: len(calls), refused: slices.Clip(result.Refusals), refusedRows: refusedRows(calls, result.Refusals),
				read: read}, result.Taken)
			return nil
		}
		e, ok := errors.AsType[*cham.Error](err)
		if !ok || e.Code != cham.CodeUnavailable {
			return err
		}
		if err := pause(ctx, max(e.RetryAfter, 100*time.Millisecond)); err != nil {
			return err
		}
	}
}

// refusedRows counts the rows of refused calls; both are in the file's order.
func refusedRows(calls []capture.Call, refused []capture.Refused) (rows int) {
	for i := range calls {
		if len(refused) > 0 && refused[0].Line == calls[i].Line {
			rows += calls[i].Rows()
			refused = refused[1:]
		}
	}
	return rows
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// expect begins to note what arrives in history before Accept returns which
// ids it took.
func (j *job) expect() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.early = map[string][]arrival{}
}

// sent puts a batch on its way.
func (j *job) sent(b *batch, taken []capture.Taken) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.inFlight = append(j.inFlight, b)
	b.pending = len(taken)
	if j.again != nil {
		b.again = j.again.left > 0
		j.again.left -= b.calls
	}
	for _, t := range taken {
		j.waiting[t.ID] = append(j.waiting[t.ID], waiter{b, t.Line, t.Rows})
		if seen := j.early[t.ID]; len(seen) > 0 {
			j.early[t.ID] = seen[1:]
			j.settleOne(t.ID, seen[0])
		}
	}
	j.early = nil
	j.notify()
}

// arrived is told of records in history.
func (j *job) arrived(records []cham.Record, stored []bool, refused map[int]capture.Refused) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := range records {
		if records[i].Source != j.source {
			continue
		}
		id, a := records[i].MessageID, arrival{stored: stored[i], seq: records[i].Seq}
		if r, ok := refused[i]; ok {
			a.refused = &r
		}
		switch {
		case len(j.waiting[id]) > 0:
			j.settleOne(id, a)
		case j.early != nil:
			j.early[id] = append(j.early[id], a)
		}
	}
	j.notify()
}

// settleOne counts one touch of the oldest batch that waits for its id.
func (j *job) settleOne(id string, a arrival) {
	all := j.waiting[id]
	b, rows := all[0].b, all[0].rows
	if len(all) == 1 {
		delete(j.waiting, id)
	} else {
		j.waiting[id] = all[1:]
	}
	b.pending--
	switch {
	case rows == 0: // a sale, whose refund counts the row
	case a.refused != nil:
		r := *a.refused
		r.Line = all[0].line
		b.refused = append(b.refused, r)
		b.refusedRows += rows
	case a.stored || b.again && j.again.first(a.seq):
		b.accepted += rows
		b.counted = max(b.counted, a.seq)
		if b.again {
			j.again.met[a.seq] = true
		}
	default:
		b.duplicates += rows
	}
}

// first tells whether a duplicate is of a touch that the import brought itself
// and has not counted: a line that stands in the file twice is met twice.
func (g *again) first(seq int64) bool { return seq > g.seq && !g.met[seq] }

func (j *job) notify() {
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

// settle stores what is finished, and waits until fewer than most batches are
// on their way.
func (j *job) settle(ctx context.Context, most int) error {
	for {
		finished, left := j.finished()
		for _, b := range finished {
			// Not given up half-way: the batch is on its way no more, and would be in no count.
			if err := j.count(context.WithoutCancel(ctx), b); err != nil {
				return err
			}
		}
		if left < most {
			return ctx.Err()
		}
		select {
		case <-j.wake:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// finished takes the batches at the head of the queue of which nothing is
// waited for.
func (j *job) finished() (finished []*batch, left int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for len(j.inFlight) > 0 && j.inFlight[0].pending == 0 {
		finished, j.inFlight = append(finished, j.inFlight[0]), j.inFlight[1:]
	}
	return finished, len(j.inFlight)
}

// count adds a batch to the import and stores it.
func (j *job) count(ctx context.Context, b *batch) error {
	if len(b.refused) > 0 {
		if err := j.r.Imports.AddRejects(ctx, j.imp.ID, b.refused); err != nil {
			return err
		}
	}
	j.imp.Accepted += b.accepted
	j.imp.Duplicates += b.duplicates
	j.imp.Refused += b.refusedRows
	j.imp.BytesRead = b.read
	j.imp.CountedSeq = max(j.imp.CountedSeq, b.counted)
	return j.save(ctx)
}
