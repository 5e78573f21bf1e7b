package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/capability/ask"
	"cham/measure"
)

// CustomerList is a page of a list of customers, the one seen last first.
type CustomerList struct {
	Customers []measure.CustomerSummary
	Next      string // asks for the next page; "" at the end
	Total     int    // of all pages
}

// Customers lists those who are in a choice.
func (s *Service) Customers(ctx context.Context, ws cham.Workspace, c Choice, after string, limit int) (CustomerList, error) {
	return s.Behind(ctx, ws, c.query(measure.Touches, ""), measure.Figure{Kind: measure.FigureCustomers}, after, limit)
}

// Behind lists who is behind a figure of a query's answer.
func (s *Service) Behind(ctx context.Context, ws cham.Workspace, q measure.Query, f measure.Figure,
	after string, limit int) (CustomerList, error) {
	return s.list(ctx, ws, after, limit, func(m *ask.Moment) ([]cham.CustomerID, error) { return m.Customers(ctx, q, f) })
}

// OfSegment lists the customers of a saved segment.
func (s *Service) OfSegment(ctx context.Context, ws cham.Workspace, g measure.SavedSegment, after string, limit int) (CustomerList, error) {
	return s.list(ctx, ws, after, limit, func(m *ask.Moment) ([]cham.CustomerID, error) { return m.SegmentCustomers(ctx, g) })
}

func (s *Service) list(ctx context.Context, ws cham.Workspace, after string, limit int,
	find func(*ask.Moment) ([]cham.CustomerID, error)) (CustomerList, error) {
	m, err := s.Questions.Moment(ws)
	if err != nil {
		return CustomerList{}, err
	}
	ids, err := find(m)
	if err != nil {
		return CustomerList{}, err
	}
	all, err := m.Summaries(ctx, ids)
	if err != nil {
		return CustomerList{}, err
	}
	return cut(all, after, limit)
}

// cut makes a page out of the customers. The cursor is the place of the last
// row, so rows that move up meanwhile are neither missed nor listed twice.
func cut(all []measure.CustomerSummary, after string, limit int) (CustomerList, error) {
	out := CustomerList{Total: len(all)}
	slices.SortFunc(all, bySeen)
	if after != "" {
		from, err := parseCursor(after)
		if err != nil {
			return CustomerList{}, err
		}
		at, found := slices.BinarySearchFunc(all, from, bySeen)
		if found {
			at++
		}
		all = all[at:]
	}
	if len(all) > limit {
		all = all[:limit]
		out.Next = cursor(all[limit-1])
	}
	out.Customers = all
	return out, nil
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
		return c, &cham.Error{Code: cham.CodeInvalid, Op: "report.Customers", Field: "after", Key: "error.cursor"}
	}
	return measure.CustomerSummary{ID: cham.CustomerID(n), LastAt: time.UnixMilli(ms).UTC()}, nil
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

// Narrow returns what picks those who are in a choice out of customers found
// otherwise, in their order.
func (s *Service) Narrow(ctx context.Context, ws cham.Workspace, c Choice) (Pick, error) {
	m, err := s.Questions.Moment(ws)
	if err != nil {
		return nil, err
	}
	members, err := m.Members(ctx, c.query(measure.Touches, ""))
	if err != nil {
		return nil, err
	}
	return func(ids []cham.CustomerID) ([]measure.CustomerSummary, error) {
		all, err := summaries(ctx, m, ids)
		return slices.DeleteFunc(all, func(x measure.CustomerSummary) bool {
			_, member := slices.BinarySearch(members, x.ID)
			return !c.holds(x) || members != nil && !member
		}), err
	}, nil
}

// holds reports whether a customer's first touch is as the choice wants it.
func (c Choice) holds(x measure.CustomerSummary) bool {
	isNew := (c.From.IsZero() || !x.FirstAt.Before(c.From)) && (c.To.IsZero() || x.FirstAt.Before(c.To))
	return (c.Segment.Channel == "" || x.FirstChannel == c.Segment.Channel) &&
		(c.Segment.Source == "" || x.FirstSource == c.Segment.Source) &&
		(c.Segment.Status == "" || (c.Segment.Status == "new") == isNew)
}
