package ask

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"cham"
	"cham/measure"
)

// Segments are the saved segments of a workspace.
type Segments interface {
	// Segment returns one, CodeNotFound when there is none.
	Segment(ctx context.Context, ws cham.WorkspaceID, id string) (measure.SavedSegment, error)
	// Segments lists them by name.
	Segments(ctx context.Context, ws cham.WorkspaceID) ([]measure.SavedSegment, error)
}

// SegmentCustomers lists the customers of a segment, saved or about to be, ascending.
// Errors are those of its query and of the segments it is narrowed by.
func (s *Service) SegmentCustomers(ctx context.Context, ws cham.Workspace, saved measure.SavedSegment) ([]cham.CustomerID, error) {
	m, err := s.Moment(ws)
	if err != nil {
		return nil, err
	}
	return m.SegmentCustomers(ctx, saved)
}

// mostNested bounds segments of segments of segments.
const mostNested = 5

func (r *request) segmentCustomers(ctx context.Context, s measure.SavedSegment, nested int) ([]cham.CustomerID, error) {
	if nested == mostNested {
		return nil, measure.Invalid("segment.saved", "segments of segments are nested too deep")
	}
	if s.Rule != nil {
		return r.ruleMembers(ctx, *s.Rule, nested)
	}
	loc, err := r.location()
	if err != nil {
		return nil, err
	}
	q, err := s.QueryAt(r.now, loc)
	if err != nil {
		return nil, err
	}
	p, err := r.compile(ctx, q, nested+1)
	if err != nil {
		return nil, err
	}
	ids, err := r.Engine.Customers(ctx, r.ws.ID, p, s.Figure)
	return ids, errorAt("figure", err)
}

// members are the customers that a query's saved segments and its conditions
// on customers leave, ascending; nil is everybody.
func (r *request) members(ctx context.Context, q measure.Query, nested int) (ids []cham.CustomerID, err error) {
	keep := func(key string, find func() ([]cham.CustomerID, error)) {
		if err != nil {
			return
		}
		var set []cham.CustomerID
		if set, err = r.findOnce(key, find); err == nil {
			ids = intersection(ids, set)
		}
	}
	for _, id := range q.Segment.SavedIDs() {
		keep(fmt.Sprint(nested, id), func() ([]cham.CustomerID, error) { return r.saved(ctx, id, nested) })
	}
	for _, is := range q.Where {
		if is.By.OfCustomers() {
			keep(fmt.Sprintf("%d %s %q %v %d", nested, is.By, is.Any, is.Not, q.AsOf.UnixMilli()),
				func() ([]cham.CustomerID, error) { return r.customersMeeting(ctx, is, q.AsOf, nested) })
		}
	}
	return ids, err
}

// customersMeeting are the customers who meet a condition on customers, ascending.
func (r *request) customersMeeting(ctx context.Context, is measure.Is, asOf time.Time, nested int) ([]cham.CustomerID, error) {
	switch is.By {
	case measure.ByFirstChannel, measure.ByFirstSource, measure.ByFirstLead, measure.ByAccount:
		return r.customersWithValue(ctx, is)
	case measure.ByLastLead:
		return r.customersCameLast(ctx, is, asOf)
	case measure.BySegment:
		return r.customersInSegments(ctx, is, nested)
	}
	return nil, measure.Invalid("where", "customers cannot be chosen by %q", is.By)
}

// customersWithValue are the customers whose value of a dimension meets a condition.
func (r *request) customersWithValue(ctx context.Context, is measure.Is) (ids []cham.CustomerID, err error) {
	all, err := r.allCustomers(ctx)
	if err != nil {
		return nil, err
	}
	value := r.valueOf(is.By)
	err = r.summaries(ctx, all, func(c measure.CustomerSummary) {
		if slices.Contains(is.Any, value(c)) != is.Not {
			ids = append(ids, c.ID)
		}
	})
	return ids, err
}

// customersCameLast are the customers whose latest lead source, of what was known then, meets a condition: as
// a segment by it, which is asked of the engine, too.
func (r *request) customersCameLast(ctx context.Context, is measure.Is, asOf time.Time) ([]cham.CustomerID, error) {
	in := map[cham.CustomerID]bool{}
	for _, lead := range is.Any {
		ids, err := r.customers(ctx, measure.Query{Question: measure.Touches, AsOf: asOf, Segment: measure.Segment{LastLead: lead}},
			measure.Figure{Kind: measure.FigureCustomers})
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			in[id] = true
		}
	}
	all, err := r.allCustomers(ctx)
	return slices.DeleteFunc(slices.Clone(all), func(id cham.CustomerID) bool { return in[id] == is.Not }), err
}

// customersInSegments are the customers in one of some saved segments, or in none of them.
func (r *request) customersInSegments(ctx context.Context, is measure.Is, nested int) ([]cham.CustomerID, error) {
	in := map[cham.CustomerID]bool{}
	for _, id := range is.Any {
		ids, err := r.saved(ctx, id, nested)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			in[id] = true
		}
	}
	all, err := r.allCustomers(ctx)
	return slices.DeleteFunc(slices.Clone(all), func(id cham.CustomerID) bool { return in[id] == is.Not }), err
}

func (r *request) allCustomers(ctx context.Context) ([]cham.CustomerID, error) {
	if r.among != nil {
		return r.among, nil
	}
	return r.findOnce("everybody", func() ([]cham.CustomerID, error) {
		return r.customers(ctx, measure.Query{Question: measure.Touches}, measure.Figure{Kind: measure.FigureCustomers})
	})
}

// atOnce bounds the summaries that are held at a time.
const atOnce = 1 << 16

// summaries calls f for each of the customers, in their order.
func (r *request) summaries(ctx context.Context, ids []cham.CustomerID, f func(measure.CustomerSummary)) error {
	for some := range slices.Chunk(ids, atOnce) {
		all, err := r.Engine.Summaries(ctx, r.ws.ID, some)
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		for _, c := range all {
			if c.Touches > 0 {
				f(c)
			}
		}
	}
	return nil
}

// valueOf says customers' value of a dimension of which each has one.
func (r *request) valueOf(d measure.Dimension) func(measure.CustomerSummary) string {
	lead := r.ws.Leads().Grouper()
	switch d {
	case measure.ByFirstChannel:
		return func(c measure.CustomerSummary) string { return string(c.FirstChannel) }
	case measure.ByFirstSource:
		return func(c measure.CustomerSummary) string { return c.FirstSource }
	case measure.ByFirstLead:
		return func(c measure.CustomerSummary) string { return lead(c.First) }
	case measure.ByLastLead:
		return func(c measure.CustomerSummary) string { return lead(c.Last) }
	}
	return func(c measure.CustomerSummary) string { return c.Account }
}

// findOnce finds a set of customers, unless this request has it. A set that is found
// by another one has another key, of its depth, so that none waits for itself.
func (r *request) findOnce(key string, find func() ([]cham.CustomerID, error)) ([]cham.CustomerID, error) {
	r.mu.Lock()
	known := r.sets[key]
	if known == nil {
		known = sync.OnceValues(find)
		r.sets[key] = known
	}
	r.mu.Unlock()
	return known()
}

func (r *request) saved(ctx context.Context, id string, nested int) ([]cham.CustomerID, error) {
	if r.Segments == nil {
		return nil, cham.Errorf(cham.CodeNotFound, "ask.saved", "there are no saved segments")
	}
	s, err := r.Segments.Segment(ctx, r.ws.ID, id)
	if err != nil {
		return nil, err
	}
	return r.segmentCustomers(ctx, s, nested)
}

// intersection are the customers of both lists; nil is everybody, and what it
// returns never is.
func intersection(a, b []cham.CustomerID) []cham.CustomerID {
	out := []cham.CustomerID{}
	if a == nil {
		return append(out, b...)
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			out = append(out, a[i])
			i, j = i+1, j+1
		}
	}
	return out
}
