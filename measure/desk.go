package measure

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"cham"
)

// Desk answers the queries of pages, the API, the command line and MCP, all in
// the same way: it finds the query's map and segment, has the engine answer,
// and adds what needs more than one question (parts, comparison, cost).
type Desk struct {
	Engine   Engine
	Maps     Maps
	Bind     func(m *cham.JourneyMap) func(cham.Kind) int // journey.Bind
	Segments Segments                                     // nil: there are none
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
func (d *Desk) Ask(ctx context.Context, ws cham.Workspace, q Query) (*Answer, error) {
	v := d.visit(ws)
	a, err := v.ask(ctx, q)
	if err != nil || q.Question == Changed {
		return a, err
	}
	var parts []Part
	if q.By != "" {
		if parts, err = v.split(ctx, q); err != nil {
			return nil, err
		}
		if a.Parts, err = v.parts(ctx, parts); err != nil {
			return nil, err
		}
	}
	if q.Compare != nil {
		a.Before, err = v.before(ctx, q, parts)
	}
	return a, err
}

// Customers lists who is behind a figure of a query's answer.
func (d *Desk) Customers(ctx context.Context, ws cham.Workspace, q Query, f Figure) ([]cham.CustomerID, error) {
	return d.visit(ws).customers(ctx, q, f)
}

// Compile makes a query ready for the engine.
func (d *Desk) Compile(ctx context.Context, ws cham.Workspace, q Query) (Plan, error) {
	return d.visit(ws).compile(ctx, q, 0)
}

// visit is one query's way through the desk: all of its questions are asked of
// the same instant, and what several of them need is found once.
type visit struct {
	*Desk
	ws  cham.Workspace
	now time.Time

	mu   sync.Mutex
	sets map[string]func() ([]cham.CustomerID, error) // customers by what chose them
}

func (d *Desk) visit(ws cham.Workspace) *visit {
	return &visit{Desk: d, ws: ws, now: d.Now(), sets: map[string]func() ([]cham.CustomerID, error){}}
}

// ask answers a query without parts and comparison.
func (v *visit) ask(ctx context.Context, q Query) (*Answer, error) {
	p, err := v.compile(ctx, q, 0)
	if err != nil {
		return nil, err
	}
	a, err := v.Engine.Ask(ctx, v.ws.ID, p)
	if err != nil {
		return nil, err
	}
	return a, v.addCosts(ctx, p, a)
}

func (v *visit) customers(ctx context.Context, q Query, f Figure) ([]cham.CustomerID, error) {
	p, err := v.compile(ctx, q, 0)
	if err != nil {
		return nil, err
	}
	ids, err := v.Engine.Customers(ctx, v.ws.ID, p, f)
	return ids, blame("figure", err)
}

// blame names the field of a choice that only the engine could refuse.
func blame(field string, err error) error {
	e, ok := errors.AsType[*cham.Error](err)
	if !ok || e.Code != cham.CodeInvalid || e.Key != "" {
		return err
	}
	named := *e
	named.Field = cmp.Or(named.Field, field)
	named.Key, named.Args = "error.query", map[string]any{"field": named.Field}
	return &named
}

// before answers the query about the compared period, in the same parts.
func (v *visit) before(ctx context.Context, q Query, parts []Part) (*Answer, error) {
	a, err := v.ask(ctx, q.before(*q.Compare, v.now))
	if err != nil || parts == nil {
		return a, err
	}
	then := slices.Clone(parts)
	for i := range then {
		then[i].Query = then[i].Query.before(*q.Compare, v.now)
	}
	a.Parts, err = v.parts(ctx, then)
	return a, err
}

// before is the query about a compared period, judged when that was as old as
// the period is now, or as of when the query judges it; an open period ends
// then.
func (q Query) before(c Period, now time.Time) Query {
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
func (v *visit) compile(ctx context.Context, q Query, nested int) (Plan, error) {
	loc, err := time.LoadLocation(v.ws.TimeZone)
	if err != nil {
		return Plan{}, cham.Wrap(cham.CodeInternal, "measure.Desk", err)
	}
	m, err := v.mapOf(ctx, q)
	if err != nil {
		return Plan{}, err
	}
	of := q
	of.Where = slices.DeleteFunc(slices.Clone(q.Where), func(is Is) bool { return is.By.OfCustomers() })
	p, err := Compile(of, m, loc, v.now)
	if err != nil {
		return p, err
	}
	if m != nil {
		p.Bind = v.Bind(m)
	}
	p.Members, err = v.members(ctx, q, nested)
	return p, err
}

// mapOf is the query's map, nil when it names none.
func (v *visit) mapOf(ctx context.Context, q Query) (*cham.JourneyMap, error) {
	if q.Map == "" {
		return nil, nil
	}
	m, err := v.Maps.Map(ctx, v.ws.ID, q.Map)
	return &m, err
}
