package measure

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"cham"
)

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

// Uses reports whether the segment is narrowed by the one of an id.
func (s SavedSegment) Uses(id string) bool {
	uses := slices.Contains(s.Query.Segment.saved(), id)
	for _, is := range s.Query.Where {
		uses = uses || is.By == BySegment && slices.Contains(is.Any, id)
	}
	return uses
}

// Segments are the saved segments of a workspace.
type Segments interface {
	// Segment returns one, CodeNotFound when there is none.
	Segment(ctx context.Context, ws cham.WorkspaceID, id string) (SavedSegment, error)
	// Segments lists them by name.
	Segments(ctx context.Context, ws cham.WorkspaceID) ([]SavedSegment, error)
}

// saved are the ids of the saved segments.
func (s Segment) saved() (ids []string) {
	for id := range strings.SplitSeq(s.Saved, ",") {
		if id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// Belong lists the customers of a segment, saved or about to be, ascending.
// Errors are those of its query and of the segments it is narrowed by.
func (d *Desk) Belong(ctx context.Context, ws cham.Workspace, s SavedSegment) ([]cham.CustomerID, error) {
	return d.visit(ws).belong(ctx, s, 0)
}

// mostNested bounds segments of segments of segments.
const mostNested = 5

func (v *visit) belong(ctx context.Context, s SavedSegment, nested int) ([]cham.CustomerID, error) {
	if nested == mostNested {
		return nil, invalid("segment.saved", "segments of segments are nested too deep")
	}
	p, err := v.compile(ctx, s.Query, nested+1)
	if err != nil {
		return nil, err
	}
	ids, err := v.Engine.Customers(ctx, v.ws.ID, p, s.Figure)
	return ids, blame("figure", err)
}

// members are the customers that a query's saved segments and its conditions
// on customers leave, ascending; nil is everybody.
func (v *visit) members(ctx context.Context, q Query, nested int) (ids []cham.CustomerID, err error) {
	keep := func(key string, find func() ([]cham.CustomerID, error)) {
		if err != nil {
			return
		}
		var set []cham.CustomerID
		if set, err = v.once(key, find); err == nil {
			ids = common(ids, set)
		}
	}
	for _, id := range q.Segment.saved() {
		keep(fmt.Sprint(nested, id), func() ([]cham.CustomerID, error) { return v.saved(ctx, id, nested) })
	}
	for _, is := range q.Where {
		if is.By.OfCustomers() {
			keep(fmt.Sprintf("%d %s %q %v", nested, is.By, is.Any, is.Not), func() ([]cham.CustomerID, error) { return v.chosen(ctx, is, nested) })
		}
	}
	return ids, err
}

// chosen are the customers who meet a condition on customers, ascending.
func (v *visit) chosen(ctx context.Context, is Is, nested int) ([]cham.CustomerID, error) {
	switch is.By {
	case ByFirstChannel, ByFirstSource, ByAccount:
		return v.whose(ctx, is)
	case BySegment:
		return v.inAny(ctx, is, nested)
	}
	return nil, invalid("where", "customers cannot be chosen by %q", is.By)
}

// whose are the customers whose value of a dimension meets a condition.
func (v *visit) whose(ctx context.Context, is Is) (ids []cham.CustomerID, err error) {
	all, err := v.everybody(ctx)
	if err != nil {
		return nil, err
	}
	err = v.summaries(ctx, all, func(c CustomerSummary) {
		if slices.Contains(is.Any, c.value(is.By)) != is.Not {
			ids = append(ids, c.ID)
		}
	})
	return ids, err
}

// inAny are the customers in one of some saved segments, or in none of them.
func (v *visit) inAny(ctx context.Context, is Is, nested int) ([]cham.CustomerID, error) {
	in := map[cham.CustomerID]bool{}
	for _, id := range is.Any {
		ids, err := v.saved(ctx, id, nested)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			in[id] = true
		}
	}
	all, err := v.everybody(ctx)
	return slices.DeleteFunc(slices.Clone(all), func(id cham.CustomerID) bool { return in[id] == is.Not }), err
}

func (v *visit) everybody(ctx context.Context) ([]cham.CustomerID, error) {
	return v.once("everybody", func() ([]cham.CustomerID, error) {
		return v.customers(ctx, Query{Question: Touches}, Figure{Kind: "customers"})
	})
}

// atOnce bounds the summaries that are held at a time.
const atOnce = 1 << 16

// summaries calls f for each of the customers, in their order.
func (v *visit) summaries(ctx context.Context, ids []cham.CustomerID, f func(CustomerSummary)) error {
	for some := range slices.Chunk(ids, atOnce) {
		all, err := v.Engine.Summaries(ctx, v.ws.ID, some)
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

// value is the customer's value of a dimension of which each has one.
func (c CustomerSummary) value(d Dimension) string {
	switch d {
	case ByFirstChannel:
		return string(c.FirstChannel)
	case ByFirstSource:
		return c.FirstSource
	}
	return c.Account
}

// once finds a set of customers, unless this visit has it. A set that is found
// by another one has another key, of its depth, so that none waits for itself.
func (v *visit) once(key string, find func() ([]cham.CustomerID, error)) ([]cham.CustomerID, error) {
	v.mu.Lock()
	known := v.sets[key]
	if known == nil {
		known = sync.OnceValues(find)
		v.sets[key] = known
	}
	v.mu.Unlock()
	return known()
}

func (v *visit) saved(ctx context.Context, id string, nested int) ([]cham.CustomerID, error) {
	if v.Segments == nil {
		return nil, cham.Errorf(cham.CodeNotFound, "measure.Desk", "there are no saved segments")
	}
	s, err := v.Segments.Segment(ctx, v.ws.ID, id)
	if err != nil {
		return nil, err
	}
	return v.belong(ctx, s, nested)
}

// common are the customers of both lists; nil is everybody, and what it
// returns never is.
func common(a, b []cham.CustomerID) []cham.CustomerID {
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
