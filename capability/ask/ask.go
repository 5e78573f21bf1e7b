// Package ask answers queries about journeys, for pages, the API, the command
// line and assistants alike: it finds the query's map and segments, asks the
// engine, and adds what needs more than one question.
package ask

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"cham"
	"cham/measure"
)

// Service answers queries. Everything in one query is answered as of one
// instant.
type Service struct {
	Engine   measure.Engine
	Maps     Maps
	Bind     func(m *cham.JourneyMap) func(cham.Kind) int // journey.Bind
	Matches  func(cham.Match, cham.Kind) bool             // journey.Matches
	Segments Segments                                     // nil: there are none
	People   People                                       // what rules ask besides touches
	Costs    Costs                                        // nil: there are none
	Now      func() time.Time
}

// Maps are the maps of a workspace; a journey.Maps is one.
type Maps interface {
	// Map returns one, CodeNotFound when there is none.
	Map(ctx context.Context, ws cham.WorkspaceID, id cham.MapID) (cham.JourneyMap, error)
	Maps(ctx context.Context, ws cham.WorkspaceID) ([]cham.JourneyMap, error)
}

// Costs are the imported costs of a workspace.
type Costs interface {
	// Costs returns those of days that begin in [from, to); zero is open.
	Costs(ctx context.Context, ws cham.WorkspaceID, from, to time.Time) ([]cham.Cost, error)
}

// Ask answers a query. Errors: CodeInvalid names the query's field;
// CodeNotFound for its map or segment; those of the engine.
func (s *Service) Ask(ctx context.Context, ws cham.Workspace, q measure.Query) (*measure.Answer, error) {
	m, err := s.Moment(ws)
	if err != nil {
		return nil, err
	}
	return m.Ask(ctx, q)
}

// Customers lists who is behind a figure of a query's answer.
func (s *Service) Customers(ctx context.Context, ws cham.Workspace, q measure.Query, f measure.Figure) ([]cham.CustomerID, error) {
	m, err := s.Moment(ws)
	if err != nil {
		return nil, err
	}
	return m.Customers(ctx, q, f)
}

// request is one query with its parts: all are answered as of the same instant,
// and what several of them need is found once.
type request struct {
	*Service
	ws  cham.Workspace
	now time.Time

	among []cham.CustomerID // whom rules are decided for, ascending; nil is everybody

	mu   sync.Mutex
	sets map[string]func() ([]cham.CustomerID, error) // customers by what chose them
}

// ask answers a query without parts and comparison.
func (r *request) ask(ctx context.Context, q measure.Query) (*measure.Answer, error) {
	p, err := r.compile(ctx, q, 0)
	if err != nil {
		return nil, err
	}
	a, err := r.Engine.Ask(ctx, r.ws.ID, p)
	if err != nil {
		return nil, err
	}
	if a.Leads != nil {
		a.Leads.Judge(p.StepDays())
	}
	return a, errors.Join(r.addCosts(ctx, p, a), r.addSpending(ctx, p, a))
}

func (r *request) customers(ctx context.Context, q measure.Query, f measure.Figure) ([]cham.CustomerID, error) {
	p, err := r.compile(ctx, q, 0)
	if err != nil {
		return nil, err
	}
	ids, err := r.Engine.Customers(ctx, r.ws.ID, p, f)
	return ids, errorAt("figure", err)
}

// errorAt names the query's field in an error of the engine.
func errorAt(field string, err error) error {
	e, ok := errors.AsType[*cham.Error](err)
	if !ok || e.Code != cham.CodeInvalid || e.Key != "" {
		return err
	}
	named := *e
	named.Field = cmp.Or(named.Field, field)
	named.Key, named.Args = "error.query", map[string]any{"field": named.Field}
	return &named
}

// comparedAnswer answers the query for the compared period, in the same parts.
func (r *request) comparedAnswer(ctx context.Context, q measure.Query, parts []measure.Part) (*measure.Answer, error) {
	a, err := r.ask(ctx, comparedQuery(q, *q.Compare, r.now))
	if err != nil || parts == nil {
		return a, err
	}
	then := slices.Clone(parts)
	for i := range then {
		then[i].Query = comparedQuery(then[i].Query, *q.Compare, r.now)
	}
	a.Parts, err = r.parts(ctx, then)
	return a, err
}

// comparedQuery is the query about the compared period, judged at the age the period
// has now (or at the query's AsOf); an open period ends then.
func comparedQuery(q measure.Query, c measure.Period, now time.Time) measure.Query {
	if !q.AsOf.IsZero() && q.AsOf.Before(now) {
		now = q.AsOf
	}
	age := now.Sub(q.To)
	if q.To.IsZero() {
		age = 0
	}
	if asOf := c.To.Add(age); asOf.Before(now) {
		q.AsOf = asOf
	}
	q.From, q.To, q.Compare = c.From, c.To, nil
	return q
}

// compile makes a query ready for the engine; nested counts the segments it
// is asked for.
func (r *request) compile(ctx context.Context, q measure.Query, nested int) (measure.Plan, error) {
	loc, err := r.location()
	if err != nil {
		return measure.Plan{}, err
	}
	m, err := r.mapOf(ctx, q)
	if err != nil {
		return measure.Plan{}, err
	}
	of := q
	of.Where = slices.DeleteFunc(slices.Clone(q.Where), func(is measure.Is) bool { return is.By.OfCustomers() })
	p, err := measure.Compile(of, m, loc, r.now)
	if err == nil {
		err = p.CheckProperties(r.ws.Properties)
	}
	if err != nil {
		return p, err
	}
	if m != nil {
		p.Bind = r.Bind(m)
	}
	p.Leads = r.ws.Leads()
	p.Members, err = r.members(ctx, q, nested)
	return p, err
}

// location is the workspace's zone.
func (r *request) location() (*time.Location, error) {
	loc, err := time.LoadLocation(r.ws.TimeZone)
	if err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "ask.location", err)
	}
	return loc, nil
}

// mapOf is the query's map, nil when it names none.
func (r *request) mapOf(ctx context.Context, q measure.Query) (*cham.JourneyMap, error) {
	if q.Map == "" {
		return nil, nil
	}
	m, err := r.Maps.Map(ctx, r.ws.ID, q.Map)
	return &m, err
}
