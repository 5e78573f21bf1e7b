package measure

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cham"
)

// Desk answers the queries of pages, the API, the command line and MCP, all in
// the same way: it finds the query's map and segment, has the engine answer,
// and adds what needs more than one question (parts, comparison, cost).
type Desk struct {
	Engine   Engine
	Maps     func(ctx context.Context, ws cham.WorkspaceID, id cham.MapID) (cham.JourneyMap, error)
	Bind     func(m *cham.JourneyMap) func(cham.Kind) int // journey.Bind
	Segments Segments                                     // nil: there are none
	Costs    Costs                                        // nil: there are none
	Now      func() time.Time
}

// Segments are the saved segments of a workspace.
type Segments interface {
	// Segment returns one, CodeNotFound when there is none.
	Segment(ctx context.Context, ws cham.WorkspaceID, id string) (SavedSegment, error)
	// Segments lists them by name.
	Segments(ctx context.Context, ws cham.WorkspaceID) ([]SavedSegment, error)
}

// SavedSegment is the customers behind a figure, as of whenever they are asked
// for: it says who, not a list of then.
type SavedSegment struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Query  Query  `json:"query"`
	Figure Figure `json:"figure"`

	CreatedAt time.Time   `json:"createdAt"`
	CreatedBy cham.UserID `json:"createdBy,omitempty"`
}

// Costs are the imported costs of a workspace.
type Costs interface {
	// Costs returns those of days that begin in [from, to); zero is open.
	Costs(ctx context.Context, ws cham.WorkspaceID, from, to time.Time) ([]cham.Cost, error)
}

// Ask answers a query. Errors: CodeInvalid names the query's field;
// CodeNotFound for its map or segment; those of the engine.
func (d *Desk) Ask(ctx context.Context, ws cham.Workspace, q Query) (*Answer, error) {
	p, err := d.Compile(ctx, ws, q)
	if err != nil {
		return nil, err
	}
	a, err := d.one(ctx, ws.ID, p)
	if err != nil {
		return nil, err
	}
	if q.By != "" && q.Question != Changed {
		if a.Parts, err = d.parts(ctx, ws, p); err != nil {
			return nil, err
		}
	}
	if q.Compare != nil && q.Question != Changed {
		if a.Before, err = d.Ask(ctx, ws, q.before(p.Now)); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// Customers lists who is behind a figure of a query's answer.
func (d *Desk) Customers(ctx context.Context, ws cham.Workspace, q Query, f Figure) ([]cham.CustomerID, error) {
	p, err := d.Compile(ctx, ws, q)
	if err != nil {
		return nil, err
	}
	return d.Engine.Customers(ctx, ws.ID, p, f)
}

// Compile makes a query ready for the engine.
func (d *Desk) Compile(ctx context.Context, ws cham.Workspace, q Query) (Plan, error) {
	return d.compile(ctx, ws, q, 0)
}

// mostNested bounds segments of segments of segments.
const mostNested = 5

func (d *Desk) compile(ctx context.Context, ws cham.Workspace, q Query, nested int) (Plan, error) {
	loc, err := time.LoadLocation(ws.TimeZone)
	if err != nil {
		return Plan{}, cham.Wrap(cham.CodeInternal, "measure.Desk", err)
	}
	var m *cham.JourneyMap
	if q.Map != "" {
		found, err := d.Maps(ctx, ws.ID, q.Map)
		if err != nil {
			return Plan{}, err
		}
		m = &found
	}
	p, err := Compile(q, m, loc, d.Now())
	if err != nil {
		return p, err
	}
	if m != nil {
		p.Bind = d.Bind(m)
	}
	if q.Segment.Saved != "" {
		p.Members, err = d.members(ctx, ws, q.Segment.Saved, nested)
	}
	return p, err
}

func (d *Desk) members(ctx context.Context, ws cham.Workspace, id string, nested int) ([]cham.CustomerID, error) {
	if d.Segments == nil || nested == mostNested {
		return nil, invalid("segment.saved", "segments of segments are nested too deep")
	}
	s, err := d.Segments.Segment(ctx, ws.ID, id)
	if err != nil {
		return nil, err
	}
	p, err := d.compile(ctx, ws, s.Query, nested+1)
	if err != nil {
		return nil, err
	}
	ids, err := d.Engine.Customers(ctx, ws.ID, p, s.Figure)
	if ids == nil {
		ids = []cham.CustomerID{}
	}
	return ids, err
}

// one answers a plan without parts and comparison.
func (d *Desk) one(ctx context.Context, ws cham.WorkspaceID, p Plan) (*Answer, error) {
	return d.Engine.Ask(ctx, ws, p)
}

// before is the query about its compared period, judged when that was as old
// as the period is now.
func (q Query) before(now time.Time) Query {
	c := *q.Compare
	if !q.To.IsZero() && q.AsOf.IsZero() {
		q.AsOf = c.To.Add(now.Sub(q.To))
	}
	q.From, q.To, q.Compare = c.From, c.To, nil
	return q
}

// parts asks the plan's question for each of the dimension's values.
func (d *Desk) parts(ctx context.Context, ws cham.Workspace, p Plan) ([]Part, error) {
	queries, err := d.split(ctx, ws, p)
	if err != nil {
		return nil, err
	}
	for i := range queries {
		if queries[i].Answer, err = d.Ask(ctx, ws, queries[i].Query); err != nil {
			return nil, err
		}
	}
	return queries, nil
}

// split makes the queries of the parts.
func (d *Desk) split(ctx context.Context, ws cham.Workspace, p Plan) ([]Part, error) {
	whole := p.Query
	whole.By, whole.Most, whole.Compare = "", 0, nil
	if p.By.OfTouches() {
		return d.splitTouches(ctx, ws.ID, p, whole)
	}
	return d.splitCustomers(ctx, ws, p, whole)
}

const defaultParts = 8

func (p *Plan) most() int { return cmp.Or(p.Most, defaultParts) }

// splitTouches ranks the values by their touches that count.
func (d *Desk) splitTouches(ctx context.Context, ws cham.WorkspaceID, p Plan, whole Query) ([]Part, error) {
	kinds, err := d.Engine.Kinds(ctx, ws, p)
	if err != nil {
		return nil, err
	}
	volume := map[string]int{}
	for _, k := range kinds {
		node := -1
		if p.Bind != nil {
			node = p.Bind(k.Kind)
		}
		if p.Bind == nil || node >= 0 {
			volume[p.Value(p.By, k.Kind, node)] += k.Volume
		}
	}
	values := ranked(volume)
	told := values[:min(len(values), p.most())]
	var parts []Part
	for _, v := range told {
		parts = append(parts, Part{Value: v, Query: whole.where(Is{By: p.By, Any: []string{v}})})
	}
	if len(told) < len(values) {
		parts = append(parts, Part{Others: true, Query: whole.where(Is{By: p.By, Any: told, Not: true})})
	}
	return parts, nil
}

func (q Query) where(is Is) Query {
	q.Where = append(slices.Clone(q.Where), is)
	return q
}

// ranked lists keys, the largest first.
func ranked(n map[string]int) (keys []string) {
	for k := range n {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(n[b], n[a]), cmp.Compare(a, b)) })
	return keys
}

// splitCustomers makes a segment of each value.
func (d *Desk) splitCustomers(ctx context.Context, ws cham.Workspace, p Plan, whole Query) ([]Part, error) {
	switch p.By {
	case ByStatus:
		return []Part{segmentPart(whole, "new", func(s *Segment) { s.Status = "new" }),
			segmentPart(whole, "returning", func(s *Segment) { s.Status = "returning" })}, nil
	case BySegment:
		return d.splitSegments(ctx, ws.ID, whole)
	}
	return nil, invalid("by", "cannot break down by %q here", p.By)
}

func segmentPart(whole Query, value string, set func(*Segment)) Part {
	set(&whole.Segment)
	return Part{Value: value, Query: whole}
}

func (d *Desk) splitSegments(ctx context.Context, ws cham.WorkspaceID, whole Query) ([]Part, error) {
	if d.Segments == nil {
		return nil, nil
	}
	all, err := d.Segments.Segments(ctx, ws)
	var parts []Part
	for _, s := range all {
		parts = append(parts, segmentPart(whole, s.Name, func(to *Segment) { to.Saved = s.ID }))
	}
	return parts, err
}
