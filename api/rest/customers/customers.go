package customers

import (
	"context"

	"cham"
	"cham/api/rest/route"
	"cham/capability/identity"
	"cham/capability/report"
	"cham/measure"
)

func (s *server) customers(ctx context.Context, in *searchIn) (CustomerPage, error) {
	ws, err := s.Workspace(ctx)
	if err != nil {
		return CustomerPage{}, err
	}
	c := route.Choose(in.Period, route.ComparePeriod{}, in.Segment)
	if folded := identity.FoldQuery(in.Q); folded != "" {
		return s.search(ctx, ws, in, folded, c)
	}
	list, err := s.Reports.Customers(ctx, ws, c, in.page(in.After, in.Limit))
	return s.page(ctx, list, err)
}

func (s *server) customersBehind(ctx context.Context, in *route.In[CustomersBehind]) (CustomerPage, error) {
	b := in.Body
	if err := route.MayAsk(ctx, b); err != nil {
		return CustomerPage{}, err
	}
	ws, err := s.Workspace(ctx)
	if err != nil {
		return CustomerPage{}, err
	}
	if len(b.Kinds) > 0 {
		b.Figure = measure.Figure{Kind: measure.FigureKinds, KindIDs: b.Kinds}
	}
	list, err := s.Reports.Behind(ctx, ws, b.Query, b.Figure, report.Page{After: b.After, Limit: route.PageSize(b.Limit)})
	return s.page(ctx, list, err)
}

func (s *server) meeting(ctx context.Context, in *meetingIn) (CustomerPage, error) {
	ws, err := s.Workspace(ctx)
	if err == nil {
		err = route.RuleSeen(ctx, &in.Body.Rule)
	}
	if err != nil {
		return CustomerPage{}, err
	}
	list, err := s.Reports.Meeting(ctx, ws, in.Body.Rule, report.Page{Limit: route.PageSize(in.Limit)})
	return s.page(ctx, list, err)
}

func (s *server) segmentCustomers(ctx context.Context, in *segmentCustomersIn) (CustomerPage, error) {
	ws, err := s.Workspace(ctx)
	if err != nil {
		return CustomerPage{}, err
	}
	g, err := s.Segments.Segment(ctx, ws.ID, in.ID)
	if err != nil {
		return CustomerPage{}, err
	}
	list, err := s.Reports.OfSegment(ctx, ws, g, report.Page{After: in.After, Limit: route.PageSize(in.Limit)})
	return s.page(ctx, list, err)
}

// page says who the customers of a list are.
func (s *server) page(ctx context.Context, list report.CustomerList, err error) (CustomerPage, error) {
	if err != nil {
		return CustomerPage{}, err
	}
	rows, err := s.describe(ctx, list.Customers)
	return CustomerPage{Customers: rows, Next: list.Next, Total: &list.Total}, err
}

// rows describes customers in the order given.
func (s *server) rows(ctx context.Context, ids []cham.CustomerID) ([]CustomerRow, error) {
	ws, err := s.Workspace(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.Reports.Summaries(ctx, ws, ids)
	if err != nil {
		return nil, err
	}
	return s.describe(ctx, all)
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
	tags, err := s.Tags.Of(ctx, route.Workspace(ctx), ids)
	if err != nil {
		return nil, err
	}
	out := make([]CustomerRow, len(sums))
	for i, c := range sums {
		out[i] = CustomerRow{ID: c.ID, Touches: c.Touches, FirstAt: c.FirstAt, LastAt: c.LastAt, FirstChannel: c.FirstChannel,
			FirstSource: c.FirstSource, FirstLead: c.FirstLead, LastLead: c.LastLead,
			LastName: c.LastName, LastChannel: c.LastChannel, Value: c.Value}
		if i < len(people) {
			out[i].Name = people[i].Name
			out[i].Keys = keyRefs(people[i].Keys)
		}
		for _, m := range tags[c.ID] {
			out[i].Tags = append(out[i].Tags, m.Name)
		}
	}
	return out, nil
}

// keysInList bounds the keys of a customer in a list; the profile has them all.
const keysInList = 4

func keyRefs(nodes []identity.Node) []route.KeyRef {
	var out []route.KeyRef
	for _, n := range nodes[:min(len(nodes), keysInList)] {
		out = append(out, route.KeyRef(n.Key))
	}
	return out
}
