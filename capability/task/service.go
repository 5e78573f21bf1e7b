package task

import (
	"context"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"cham"
	"cham/capability/reach"
)

// Gate decides whether a call may be made; *reach.Desk is one.
type Gate interface {
	AskAnew(ctx context.Context, ws cham.WorkspaceID, m *reach.Message, l reach.Line, at time.Time) (reach.Entry, error)
	DecideAnew(ctx context.Context, ws cham.WorkspaceID, m *reach.Message, l reach.Line, by cham.UserID,
		keep func(reach.Entry) error) (reach.Entry, error)
}

// Config is what a Service works with; all of it is required.
type Config struct {
	Store Store
	Gate  Gate
	// Key is a key of the customer that an id leads to; CodeNotFound.
	Key func(ctx context.Context, ws cham.WorkspaceID, id cham.CustomerID) (cham.KeyID, error)
	// Message is what the gate knows of a mailing: until when it is of use, and what it is to bring about.
	Message func(ctx context.Context, ws cham.WorkspaceID, mailing string) (reach.Message, error)
	// Stopped reports whether a mailing was stopped.
	Stopped func(ctx context.Context, ws cham.WorkspaceID, mailing string) (bool, error)
	// Tell keeps what came of a call beside the task: the touch, what the campaign is told, a refusal. The same may be
	// told more than once.
	Tell  func(ctx context.Context, t *Task, by *Doer, r *Result) error
	NewID func() string
	Now   func() time.Time
	Log   *slog.Logger
}

// Service is what is done with tasks. It is safe for concurrent use.
type Service struct{ Config }

// New returns a Service; Run ends what expired.
func New(c Config) *Service { return &Service{c} }

// Limits of a task, in characters; how long one is kept in hand, and is of use when nobody says.
const (
	MaxTitle  = 200
	MaxScript = 4000
	MaxNote   = 1000
	hold      = 2 * time.Hour
	useFor    = 7 * 24 * time.Hour
)

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// Put puts a task on the list that the gate was asked for: one of its id stands there once. CodeConflict: its mailing does
// not run.
func (s *Service) Put(ctx context.Context, t Task) error {
	now := s.now()
	t.State, t.CreatedAt, t.ChangedAt = Open, now, now
	if t.DueAt.IsZero() {
		t.DueAt = now
	}
	if t.ExpiresAt.IsZero() {
		t.ExpiresAt = t.DueAt.Add(useFor)
	}
	there, err := s.Store.AddTask(ctx, t)
	if err == nil && !there {
		err = &cham.Error{Code: cham.CodeConflict, Op: "task.Put", Key: "error.task.stopped"}
	}
	return err
}

// Wanted is a task that a person makes.
type Wanted struct {
	Customer         cham.CustomerID
	Kind             Kind
	Class            reach.Class
	Title, Script    string
	Assignee         cham.UserID
	Department       string
	DueAt, ExpiresAt time.Time
}

// Create keeps a task that a person makes. CodeInvalid names the field. CodeConflict: the customer may not be called, for
// the rule that is the error's hint.
func (s *Service) Create(ctx context.Context, ws cham.WorkspaceID, w Wanted, by Doer) (Task, error) {
	w.Title, w.Script = strings.TrimSpace(w.Title), strings.TrimSpace(w.Script)
	if err := w.valid(s.now()); err != nil {
		return Task{}, err
	}
	key, err := s.Key(ctx, ws, w.Customer)
	if err != nil {
		return Task{}, err
	}
	t := Task{Workspace: ws, ID: s.NewID(), Kind: w.Kind, Class: w.Class, Title: w.Title, Script: w.Script, Key: key, Assignee: w.Assignee,
		Department: w.Department, DueAt: w.DueAt, ExpiresAt: w.ExpiresAt, CreatedBy: by.User}
	if w.Kind == Call {
		if err := s.admit(ctx, &t); err != nil {
			return Task{}, err
		}
	}
	if err := s.Put(ctx, t); err != nil {
		return Task{}, err
	}
	return s.Store.Task(ctx, ws, t.ID)
}

// message is a call as the gate knows it.
func (s *Service) message(ctx context.Context, t *Task) (reach.Message, error) {
	if t.Mailing == "" {
		return t.message(), nil
	}
	m, err := s.Message(ctx, t.Workspace, t.Mailing)
	m.Ways, m.Human = []reach.Way{reach.Call}, true
	return m, err
}

// admit asks the gate of a call that is to be made: it waits as long as the gate says.
func (s *Service) admit(ctx context.Context, t *Task) error {
	m, at := t.message(), t.DueAt
	if now := s.now(); at.Before(now) {
		at = now
	}
	e, err := s.Gate.AskAnew(ctx, t.Workspace, &m, t.line(), at)
	switch {
	case err != nil:
		return err
	case e.Decision.Verdict == reach.Never:
		return &cham.Error{Code: cham.CodeConflict, Op: "task.Create", Field: "customer", Key: "error.task.mayNot", Hint: e.Decision.Rule()}
	case e.Decision.Verdict == reach.Later:
		t.DueAt, t.Rule = e.Decision.At, e.Decision.Rule()
	}
	return nil
}

func (w *Wanted) valid(now time.Time) error {
	wrong := func(field, key string, most int) error {
		return &cham.Error{Code: cham.CodeInvalid, Op: "task.Create", Field: field, Key: key, Args: map[string]any{"n": most}}
	}
	switch {
	case w.Kind != Call && w.Kind != Do:
		return wrong("kind", "error.task.kind", 0)
	case w.Kind == Call && (w.Class == "" || !isClass(w.Class)):
		return wrong("class", "error.reach.class", 0)
	case w.Title == "" && w.Script == "":
		return wrong("title", "error.task.title", 0)
	case utf8.RuneCountInString(w.Title) > MaxTitle:
		return wrong("title", "error.map.long", MaxTitle)
	case utf8.RuneCountInString(w.Script) > MaxScript:
		return wrong("script", "error.map.long", MaxScript)
	case !w.ExpiresAt.IsZero() && (!w.ExpiresAt.After(now) || !w.ExpiresAt.After(w.DueAt)):
		return wrong("expiresAt", "error.task.expires", 0)
	}
	return nil
}

func isClass(c reach.Class) bool {
	for _, known := range reach.Classes {
		if c == known {
			return true
		}
	}
	return false
}

// Release puts a task that one has in hand back on the list: nobody was called.
func (s *Service) Release(ctx context.Context, ws cham.WorkspaceID, id string, by Doer) (Task, error) {
	t, err := s.Store.Task(ctx, ws, id)
	if err != nil {
		return t, err
	}
	if !t.HeldBy(by.User, s.now()) {
		return t, notYours()
	}
	return s.change(ctx, Change{Task: t.opened(), Undone: t.Decision})
}

// opened is a task that nobody has in hand any more.
func (t Task) opened() Task {
	t.State, t.TakenBy, t.TakenUntil, t.Decision, t.Hash = Open, "", time.Time{}, "", ""
	return t
}

// ended is a task that nobody is to do any more, for a rule.
func (t Task) ended(as State, rule string) Task {
	t = t.opened()
	t.State, t.Rule = as, rule
	return t
}

// Drop takes a task off the list. CodeConflict: somebody else has it in hand, or it is over.
func (s *Service) Drop(ctx context.Context, ws cham.WorkspaceID, id string, by Doer) (Task, error) {
	t, err := s.Store.Task(ctx, ws, id)
	switch {
	case err != nil:
		return t, err
	case !t.isFor(&by):
		return t, forOthers()
	case !t.free(s.now()) && !t.HeldBy(by.User, s.now()):
		return t, notYours()
	}
	c := Change{Task: t.ended(Dropped, ByPerson)}
	if t.State == Open || t.HeldBy(by.User, s.now()) {
		c.Undone = t.Decision // who had it in hand for too long has probably called
	}
	return s.change(ctx, c)
}

// change keeps a change, and answers the task as it is then. CodeConflict: somebody else changed it meanwhile.
func (s *Service) change(ctx context.Context, c Change) (Task, error) {
	c.Task.ChangedAt = s.now()
	changed, err := s.Store.ChangeTask(ctx, c)
	if err == nil && !changed {
		err = notYours()
	}
	c.Task.Version++
	return c.Task, err
}

func notYours() error {
	return &cham.Error{Code: cham.CodeConflict, Op: "task", Key: "error.task.taken"}
}

func forOthers() error {
	return &cham.Error{Code: cham.CodeForbidden, Op: "task", Key: "error.task.others"}
}
