package customers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/api/rest/mask"
	"cham/api/rest/route"
	"cham/capability/identity"
	"cham/measure"
)

func (s *server) customers(ctx context.Context, in *searchIn) (CustomerPage, error) {
	if folded := identity.FoldQuery(in.Q); folded != "" {
		return s.search(ctx, in, folded)
	}
	q := measure.Query{Question: measure.Touches, From: in.From, To: in.To, Segment: in.Segment.Measure()}
	ids, err := s.Behind(ctx, q, measure.Figure{Kind: "customers"})
	if err != nil {
		return CustomerPage{}, err
	}
	return s.page(ctx, ids, in.After, route.PageSize(in.Limit))
}

// search finds customers by text. A segment narrows what the text found, so a
// page may need several steps through the store.
func (s *server) search(ctx context.Context, in *searchIn, folded string) (out CustomerPage, err error) {
	plan, err := s.Compile(ctx, measure.Query{Question: measure.Touches, Segment: in.Segment.Measure()})
	if err != nil {
		return out, err
	}
	after, limit := in.After, route.PageSize(in.Limit)
	for len(out.Customers) < limit {
		ids, next, err := s.Graph.Search(ctx, route.Workspace(ctx), folded, after, limit-len(out.Customers))
		if err != nil {
			return out, err
		}
		rows, err := s.rows(ctx, ids)
		if err != nil {
			return out, err
		}
		for _, r := range rows {
			if in.holds(r) && plan.Has(r.ID) {
				out.Customers = append(out.Customers, r)
			}
		}
		if after = next; after == "" {
			break
		}
	}
	out.Next = after
	return out, nil
}

// holds reports whether a customer is in the segment and the period asked for.
func (in *searchIn) holds(r CustomerRow) bool {
	isNew := (in.From.IsZero() || !r.FirstAt.Before(in.From)) && (in.To.IsZero() || r.FirstAt.Before(in.To))
	return (in.Channel == "" || r.FirstChannel == in.Channel) && (in.Source == "" || r.FirstSource == in.Source) &&
		(in.Status == "" || (in.Status == "new") == isNew)
}

func (s *server) customersBehind(ctx context.Context, in *route.In[CustomersBehind]) (CustomerPage, error) {
	b := in.Body
	if len(b.Kinds) > 0 {
		b.Figure = measure.Figure{Kind: "kind", KindIDs: b.Kinds}
	}
	ids, err := s.Behind(ctx, b.Query, b.Figure)
	if err != nil {
		return CustomerPage{}, err
	}
	return s.page(ctx, ids, b.After, route.PageSize(b.Limit))
}

// page answers one page of the customers, the one seen last first. The cursor
// is the place of the last row, so rows that move up meanwhile are not missed
// below, nor told twice.
func (s *server) page(ctx context.Context, ids []cham.CustomerID, after string, limit int) (CustomerPage, error) {
	total := len(ids)
	sums, err := s.Questions.Engine.Summaries(ctx, route.Workspace(ctx), ids)
	if err != nil {
		return CustomerPage{}, err
	}
	slices.SortFunc(sums, bySeen)
	if after != "" {
		from, err := parseCursor(after)
		if err != nil {
			return CustomerPage{}, err
		}
		at, found := slices.BinarySearchFunc(sums, from, bySeen)
		if found {
			at++
		}
		sums = sums[at:]
	}
	out := CustomerPage{Total: &total}
	if len(sums) > limit {
		sums = sums[:limit]
		out.Next = cursor(sums[limit-1])
	}
	out.Customers, err = s.describe(ctx, sums)
	return out, err
}

func bySeen(a, b measure.CustomerSummary) int {
	return cmp.Or(b.LastAt.Compare(a.LastAt), cmp.Compare(a.ID, b.ID))
}

func cursor(c measure.CustomerSummary) string {
	return fmt.Sprintf("%d.%d", c.LastAt.UnixMilli(), c.ID)
}

func parseCursor(s string) (c measure.CustomerSummary, err error) {
	at, id, _ := strings.Cut(s, ".")
	ms, err1 := strconv.ParseInt(at, 10, 64)
	n, err2 := strconv.ParseInt(id, 10, 64)
	if err1 != nil || err2 != nil {
		return c, &cham.Error{Code: cham.CodeInvalid, Op: "rest.page", Field: "after", Key: "error.cursor"}
	}
	return measure.CustomerSummary{ID: cham.CustomerID(n), LastAt: time.UnixMilli(ms).UTC()}, nil
}

// rows describes customers in the order given.
func (s *server) rows(ctx context.Context, ids []cham.CustomerID) ([]CustomerRow, error) {
	sums, err := s.Questions.Engine.Summaries(ctx, route.Workspace(ctx), ids)
	if err != nil {
		return nil, err
	}
	for i := range sums { // customers without any touch are unknown to the engine
		sums[i].ID = ids[i]
	}
	return s.describe(ctx, sums)
}

// describe joins what the engine knows of customers with who they are.
func (s *server) describe(ctx context.Context, sums []measure.CustomerSummary) ([]CustomerRow, error) {
	ids := make([]cham.CustomerID, len(sums))
	for i, c := range sums {
		ids[i] = c.ID
	}
	people, err := s.People.Profiles(ctx, route.Workspace(ctx), ids)
	if err != nil {
		return nil, err
	}
	out := make([]CustomerRow, len(sums))
	for i, c := range sums {
		out[i] = CustomerRow{ID: c.ID, Touches: c.Touches, FirstAt: c.FirstAt, LastAt: c.LastAt, FirstChannel: c.FirstChannel,
			FirstSource: c.FirstSource, LastName: c.LastName, LastChannel: c.LastChannel, Value: c.Value}
		if i < len(people) {
			out[i].Name = people[i].Name
			out[i].Keys = keyRefs(ctx, people[i].Keys)
		}
	}
	return out, nil
}

// keysInList bounds the keys of a customer in a list; the profile has them all.
const keysInList = 4

func keyRefs(ctx context.Context, nodes []identity.Node) []mask.KeyRef {
	var out []mask.KeyRef
	for _, n := range nodes[:min(len(nodes), keysInList)] {
		out = append(out, mask.Ref(ctx, n.Key))
	}
	return out
}

func (s *server) segmentCustomers(ctx context.Context, in *segmentCustomersIn) (CustomerPage, error) {
	g, err := s.Segments.Segment(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return CustomerPage{}, err
	}
	ids, err := s.Belong(ctx, g)
	if err != nil {
		return CustomerPage{}, err
	}
	return s.page(ctx, ids, in.After, route.PageSize(in.Limit))
}
