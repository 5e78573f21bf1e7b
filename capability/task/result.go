package task

import (
	"cmp"
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"cham"
	"cham/capability/reach"
)

// Covers is how much a customer refuses who asks not to be contacted.
type Covers string

// How much a refusal covers.
const (
	Offers     Covers = "offers"     // offers by telephone
	Calls      Covers = "calls"      // every call
	Everything Covers = "everything" // offers and care, by every way
)

// Result is what came of a task.
type Result struct {
	// ID is made by who writes it down: the same one twice is once.
	ID      string
	Outcome Outcome
	Note    string
	At      time.Time // when it was done
	Again   time.Time // when the customer wants to be called
	Covers  Covers
}

func (r *Result) valid(t *Task, now time.Time) error {
	wrong := func(field, key string) error {
		return &cham.Error{Code: cham.CodeInvalid, Op: "task.Finish", Field: field, Key: key, Args: map[string]any{"n": MaxNote}}
	}
	switch {
	case !r.Outcome.of(t.Kind):
		return wrong("outcome", "error.task.outcome")
	case utf8.RuneCountInString(r.Note) > MaxNote:
		return wrong("note", "error.map.long")
	case r.Outcome == CallAgain && (!r.Again.After(now) || r.Again.After(now.Add(longestWait))):
		return wrong("again", "error.task.again")
	case r.Outcome == Refuses && r.Covers != Offers && r.Covers != Calls && r.Covers != Everything:
		return wrong("covers", "error.task.covers")
	}
	return nil
}

const (
	// longestWait is how far ahead a customer may want to be called again.
	longestWait = 60 * 24 * time.Hour
	// retryAfter is how long it is waited after a call that nobody answered: by law one advertising call in 24 hours.
	retryAfter = 24 * time.Hour
	// MostTries is how often a customer is called who does not answer.
	MostTries = 3
	// keptTries is how often it is tried to keep a result that others' changes came between.
	keptTries = 3
)

// Finish keeps what came of a task. It is taken from who has it in hand and, where nobody has by now, from who had it:
// without a line a phone tells hours later. What is to be told elsewhere is told first, for a program that is killed between is
// told again. CodeConflict: another has it, or it is over.
func (s *Service) Finish(ctx context.Context, ws cham.WorkspaceID, id string, by Doer, r Result) (t Task, err error) {
	r.Note = strings.TrimSpace(r.Note)
	for try := range keptTries {
		if t, err = s.Store.Task(ctx, ws, id); err != nil || r.ID != "" && t.Result == r.ID {
			return t, err
		}
		if err = s.mayFinish(&t, by, &r); err != nil {
			if try == 0 && cham.ErrorCode(err) == cham.CodeConflict {
				err = cmp.Or(s.heard(ctx, &t, &by, &r), err)
			}
			return t, err
		}
		if try == 0 && t.Kind == Call {
			if err = s.Tell(ctx, &t, &by, &r); err != nil {
				return t, err
			}
			continue // a refusal may have changed it
		}
		var c Change
		if c, err = s.after(ctx, t, by, &r); err != nil {
			return t, err
		}
		if t, err = s.change(ctx, c); cham.ErrorCode(err) != cham.CodeConflict {
			return t, err
		}
	}
	return t, err
}

// heard tells a refusal of a call whose task is not to be changed any more, over or in another's hand: the customer said it
// all the same, and nobody else will tell.
func (s *Service) heard(ctx context.Context, t *Task, by *Doer, r *Result) error {
	if t.Kind != Call || r.Outcome != Refuses || r.valid(t, s.now()) != nil {
		return nil
	}
	return s.Tell(ctx, t, by, r)
}

func (s *Service) mayFinish(t *Task, by Doer, r *Result) error {
	now := s.now()
	if r.At.IsZero() || r.At.After(now) {
		r.At = now
	}
	switch {
	case !t.isFor(&by):
		return forOthers()
	case t.State == Done, !t.HeldBy(by.User, now) && t.State == Taken && !t.free(now):
		return notYours()
	}
	return r.valid(t, now)
}

// after is what becomes of a task by its result: it is over, or to be called again when the gate lets it. What was over already,
// or is of a campaign that was stopped, nobody calls again: its result is kept.
func (s *Service) after(ctx context.Context, t Task, by Doer, r *Result) (Change, error) {
	c := Change{Task: t.ended(Done, "")}
	c.Task.Outcome, c.Task.Note, c.Task.Result, c.Task.DoneBy = r.Outcome, r.Note, r.ID, by.User
	if t.Kind == Call {
		c.Task.Tries++
	}
	if r.Outcome == WrongNumber {
		c.Bad = t.Decision
	}
	again := r.Again
	switch {
	case r.Outcome == NoAnswer && c.Task.Tries < MostTries:
		again = r.At.Add(retryAfter)
	case r.Outcome != CallAgain:
		return c, nil
	}
	if over, err := s.over(ctx, &t); over || err != nil {
		return c, err
	}
	m, err := s.message(ctx, &t)
	if err != nil {
		return c, err
	}
	e, err := s.Gate.AskAnew(ctx, t.Workspace, &m, c.Task.line(), again)
	if err != nil || e.Decision.Verdict == reach.Never {
		return c, err
	}
	if at := e.Decision.At; at.After(again) {
		again, c.Task.Rule = at, e.Decision.Rule()
	}
	if r.Outcome == NoAnswer && !again.Before(t.ExpiresAt) {
		return c, nil
	}
	c.Task.State, c.Task.DueAt = Open, again
	if last := again.Add(retryAfter); last.After(t.ExpiresAt) {
		c.Task.ExpiresAt = last
	}
	return c, nil
}

// over reports whether nobody is to do a task any more, whatever comes of it.
func (s *Service) over(ctx context.Context, t *Task) (bool, error) {
	if t.Mailing == "" || t.State != Open && t.State != Taken {
		return t.State != Open && t.State != Taken, nil
	}
	return s.Stopped(ctx, t.Workspace, t.Mailing)
}

// Figures are what became of a mailing's calls.
type Figures struct {
	Listed   int            `json:"listed" doc:"lines that were put on the list"`
	Open     int            `json:"open" doc:"to be called, the first time or again"`
	Called   int            `json:"called" doc:"customers who were called at least once"`
	Reached  int            `json:"reached" doc:"of them, those who were spoken to"`
	Dropped  int            `json:"dropped" doc:"taken off the list without a call"`
	Expired  int            `json:"expired" doc:"that nobody called in time"`
	Outcomes []OutcomeCount `json:"outcomes" doc:"how the last call ended, the most frequent first"`
}

// OutcomeCount is how many calls ended so.
type OutcomeCount struct {
	Outcome Outcome `json:"outcome" enum:"interested,not_interested,call_again,no_answer,wrong_number,refuses"`
	Count   int     `json:"count"`
}

// Figures counts a mailing's calls.
func (s *Service) Figures(ctx context.Context, ws cham.WorkspaceID, mailing string) (f Figures, err error) {
	f.Outcomes = []OutcomeCount{}
	all, err := s.Store.Tallies(ctx, ws, mailing)
	at := map[Outcome]int{}
	for _, t := range all {
		f.Listed += t.Count
		switch {
		case t.State == Open || t.State == Taken:
			f.Open += t.Count
		case !t.Called && t.State == Dropped:
			f.Dropped += t.Count
		case !t.Called && t.State == Expired:
			f.Expired += t.Count
		}
		if !t.Called {
			continue
		}
		f.Called += t.Count
		if t.Outcome.Reached() {
			f.Reached += t.Count
		}
		i, known := at[t.Outcome]
		if !known {
			i = len(f.Outcomes)
			at[t.Outcome], f.Outcomes = i, append(f.Outcomes, OutcomeCount{Outcome: t.Outcome})
		}
		f.Outcomes[i].Count += t.Count
	}
	return f, err
}
