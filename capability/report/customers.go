package report

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"cham"
	"cham/capability/ask"
	"cham/measure"
)

// CustomerList is a page of a list of customers.
type CustomerList struct {
	Customers []measure.CustomerSummary
	Next      string // asks for the next page; "" at the end
	Total     int    // of all pages
}

// Page is the part of a list that is asked for.
type Page struct {
	Order Order
	After string // the Next of the page before; "" is the first page
	Limit int
}

// Order is how a list of customers stands: the greatest first unless Up.
type Order struct {
	By string // "last" (default), "first", "touches" or "value"
	Up bool
}

func (o Order) key(c measure.CustomerSummary) float64 {
	switch o.By {
	case "first":
		return float64(c.FirstAt.UnixMilli())
	case "touches":
		return float64(c.Touches)
	case "value":
		return c.Value
	}
	return float64(c.LastAt.UnixMilli())
}

// Customers lists those who are in a choice.
func (s *Service) Customers(ctx context.Context, ws cham.Workspace, c Choice, p Page) (CustomerList, error) {
	return s.list(ctx, ws, p, func(m *ask.Moment) ([]cham.CustomerID, error) { return chosen(ctx, m, c) })
}

// chosen are the customers of a choice: those with a touch in it. Where it is of saved
// segments alone they are all of these, who have no touch yet included.
func chosen(ctx context.Context, m *ask.Moment, c Choice) ([]cham.CustomerID, error) {
	if saved := (Choice{Segment: measure.Segment{Saved: c.Segment.Saved}}); c == saved && c.Segment.Saved != "" {
		return m.Saved(ctx, c.Segment)
	}
	return m.Customers(ctx, c.query(measure.Touches, ""), measure.Figure{Kind: measure.FigureCustomers})
}

// Behind lists who is behind a figure of a query's answer.
func (s *Service) Behind(ctx context.Context, ws cham.Workspace, q measure.Query, f measure.Figure,
	p Page) (CustomerList, error) {
	return s.list(ctx, ws, p, func(m *ask.Moment) ([]cham.CustomerID, error) { return m.Customers(ctx, q, f) })
}

// Meeting lists the customers who meet a rule.
func (s *Service) Meeting(ctx context.Context, ws cham.Workspace, rule measure.SegmentRule, p Page) (CustomerList, error) {
	return s.OfSegment(ctx, ws, measure.SavedSegment{Rule: &rule}, p)
}

// OfSegment lists the customers of a saved segment.
func (s *Service) OfSegment(ctx context.Context, ws cham.Workspace, g measure.SavedSegment, p Page) (CustomerList, error) {
	return s.list(ctx, ws, p, func(m *ask.Moment) ([]cham.CustomerID, error) { return m.SegmentCustomers(ctx, g) })
}

func (s *Service) list(ctx context.Context, ws cham.Workspace, p Page,
	find func(*ask.Moment) ([]cham.CustomerID, error)) (CustomerList, error) {
	m, err := s.Questions.Moment(ws)
	if err != nil {
		return CustomerList{}, err
	}
	ids, err := find(m)
	if err != nil {
		return CustomerList{}, err
	}
	all, err := summaries(ctx, m, ids)
	if err != nil {
		return CustomerList{}, err
	}
	return cut(all, p)
}

// cut makes a page out of the customers. The cursor is the place of the last
// row, so rows that move up meanwhile are neither missed nor listed twice.
func cut(all []measure.CustomerSummary, p Page) (CustomerList, error) {
	out := CustomerList{Total: len(all)}
	place := func(c measure.CustomerSummary) cursor { return cursor{p.Order.key(c), c.ID} }
	slices.SortFunc(all, func(a, b measure.CustomerSummary) int { return place(a).compare(place(b), p.Order.Up) })
	if p.After != "" {
		from, err := parseCursor(p.After)
		if err != nil {
			return CustomerList{}, err
		}
		at, found := slices.BinarySearchFunc(all, from, func(c measure.CustomerSummary, from cursor) int {
			return place(c).compare(from, p.Order.Up)
		})
		if found {
			at++
		}
		all = all[at:]
	}
	if len(all) > p.Limit {
		all = all[:p.Limit]
		out.Next = place(all[p.Limit-1]).String()
	}
	out.Customers = all
	return out, nil
}

// cursor is a row's place in a list: by key, then by customer.
type cursor struct {
	key float64
	id  cham.CustomerID
}

func (a cursor) compare(b cursor, up bool) int {
	byKey := cmp.Compare(b.key, a.key)
	if up {
		byKey = -byKey
	}
	return cmp.Or(byKey, cmp.Compare(a.id, b.id))
}

func (a cursor) String() string {
	return fmt.Sprintf("%s/%d", strconv.FormatFloat(a.key, 'f', -1, 64), a.id)
}

func parseCursor(s string) (cursor, error) {
	key, id, _ := strings.Cut(s, "/")
	k, err1 := strconv.ParseFloat(key, 64)
	n, err2 := strconv.ParseInt(id, 10, 64)
	if err1 != nil || err2 != nil || math.IsNaN(k) {
		return cursor{}, &cham.Error{Code: cham.CodeInvalid, Op: "report.Customers", Field: "after", Key: "error.cursor"}
	}
	return cursor{k, cham.CustomerID(n)}, nil
}

// Summaries describe customers in the order given, those without any touch by
// their id alone.
func (s *Service) Summaries(ctx context.Context, ws cham.Workspace, ids []cham.CustomerID) ([]measure.CustomerSummary, error) {
	m, err := s.Questions.Moment(ws)
	if err != nil {
		return nil, err
	}
	return summaries(ctx, m, ids)
}

func summaries(ctx context.Context, m summarizer, ids []cham.CustomerID) ([]measure.CustomerSummary, error) {
	all, err := m.Summaries(ctx, ids)
	for i := range all {
		all[i].ID = ids[i]
	}
	return all, err
}

type summarizer interface {
	Summaries(ctx context.Context, ids []cham.CustomerID) ([]measure.CustomerSummary, error)
}

// Pick picks customers out of some, and describes them.
type Pick func(ids []cham.CustomerID) ([]measure.CustomerSummary, error)

// Narrow returns what picks those whom Customers lists for a choice out of
// customers found otherwise, in their order.
func (s *Service) Narrow(ctx context.Context, ws cham.Workspace, c Choice) (Pick, error) {
	m, err := s.Questions.Moment(ws)
	if err != nil {
		return nil, err
	}
	if c == (Choice{}) {
		return func(ids []cham.CustomerID) ([]measure.CustomerSummary, error) { return summaries(ctx, m, ids) }, nil
	}
	ids, err := chosen(ctx, m, c)
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	return func(found []cham.CustomerID) ([]measure.CustomerSummary, error) {
		return summaries(ctx, m, slices.DeleteFunc(found, func(id cham.CustomerID) bool {
			_, is := slices.BinarySearch(ids, id)
			return !is
		}))
	}, nil
}
