package customers

import (
	"context"
	"fmt"
	"slices"

	"cham"
	"cham/api/rest/route"
	"cham/capability/identity"
	"cham/capability/report"
)

func (s *server) profile(ctx context.Context, in *profileIn) (out CustomerProfile, err error) {
	p, err := s.People.Profile(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return out, err
	}
	out = CustomerProfile{ID: p.ID, Name: p.Name, Traits: p.Traits}
	for _, n := range p.Keys {
		out.Keys = append(out.Keys, CustomerKey{ID: n.ID, Kind: n.Key.Kind, Value: n.Key.Value,
			Shared: n.Shared, FirstAt: n.CreatedAt})
	}
	for _, e := range slices.Backward(p.Merges) {
		out.Merges = append(out.Merges, mergeInfo(e))
	}
	ws, err := s.Workspace(ctx)
	if err != nil {
		return out, err
	}
	c, err := s.Reports.Customer(ctx, ws, p.ID, keyIDs(p.Keys), in.Map)
	out.Summary, out.Stages, out.Unconfirmed = c.Summary, c.Stages, c.Unconfirmed
	return out, err
}

func mergeInfo(e identity.Merge) MergeInfo {
	return MergeInfo{ID: e.ID, A: route.KeyRef(e.KeyA), B: route.KeyRef(e.KeyB), Source: e.Source, MessageID: e.MessageID,
		At: e.At, Merge: e.Merge, MadeBy: e.MadeBy, UndoneAt: e.UndoneAt}
}

func keyIDs(nodes []identity.Node) []cham.KeyID {
	var ids []cham.KeyID
	for _, n := range nodes {
		ids = append(ids, n.ID)
	}
	return ids
}

func (s *server) timeline(ctx context.Context, in *timelineIn) (out TimelinePage, err error) {
	ws, err := s.Workspace(ctx)
	if err != nil {
		return out, err
	}
	p, err := s.People.Profile(ctx, ws.ID, in.ID)
	if err != nil {
		return out, err
	}
	t, err := s.Reports.Timeline(ctx, ws, keyIDs(p.Keys), report.TimelineChoice{Before: in.Before, BeforeSeq: in.BeforeSeq,
		Channel: in.Channel, Map: in.Map, Limit: route.PageSize(in.Limit), Counted: in.Counted})
	if err != nil {
		return out, err
	}
	names, err := s.sourceNames(ctx)
	if err != nil {
		return out, err
	}
	if t.Last != nil {
		out.Next = &TimelineCursor{Before: t.Last.At, BeforeSeq: t.Last.Seq}
	}
	for i := range t.Records {
		touch := timelineTouch(&t.Records[i], names)
		touch.Touchpoint, touch.Unconfirmed, touch.Excluded = t.Touchpoints[i], t.Unconfirmed[i], excludedBy(ctx, t.Excluded[i])
		out.Touches = append(out.Touches, touch)
	}
	return out, nil
}

// excludedBy is a rule as a touch shows it. A rule about customers says something of
// this one, which who sees them masked may not be told.
func excludedBy(ctx context.Context, r *cham.Exclusion) *ExcludedBy {
	switch {
	case r == nil:
		return nil
	case r.Kind.OfCustomers() && route.Masks(ctx):
		return &ExcludedBy{Kind: r.Kind}
	}
	return &ExcludedBy{Rule: r.ID, Name: r.Name, Kind: r.Kind}
}

func timelineTouch(r *cham.Record, names map[cham.SourceID]string) TimelineTouch {
	t := TimelineTouch{Seq: r.Seq, At: r.At, ReceivedAt: r.ReceivedAt, Type: r.Type, Name: r.Name, Channel: r.Channel,
		Source: r.Source, SourceName: names[r.Source], MessageID: r.MessageID, Value: r.Value, Currency: r.Currency,
		Duration: r.Duration, Device: r.Device, Branch: r.Branch, Properties: r.Properties}
	if r.Page != (cham.Page{}) {
		t.Page = &PageInfo{URL: r.Page.URL, Path: r.Page.Path, Title: r.Page.Title, Referrer: r.Page.Referrer}
	}
	if r.Campaign != (cham.Campaign{}) {
		t.Campaign = &CampaignInfo{Source: r.Campaign.Source, Medium: r.Campaign.Medium, Name: r.Campaign.Name,
			Term: r.Campaign.Term, Content: r.Campaign.Content, ClickID: r.Campaign.ClickID}
	}
	return t
}

func (s *server) undoMerge(ctx context.Context, in *NumberPath) (CustomersChanged, error) {
	e, err := s.Graph.Edge(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return CustomersChanged{}, err
	}
	if err := s.Decisions.Undo(ctx, route.Workspace(ctx), in.ID, cham.ActorFrom(ctx).User); err != nil {
		return CustomersChanged{}, err
	}
	return s.customersOf(ctx, e.A, e.B)
}

func (s *server) split(ctx context.Context, in *splitIn) (CustomersChanged, error) {
	p, err := s.People.Profile(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return CustomersChanged{}, err
	}
	if err := checkSplit(p, in.Body.Keys); err != nil {
		return CustomersChanged{}, err
	}
	if err := s.Decisions.Split(ctx, route.Workspace(ctx), p.ID, in.Body.Keys, cham.ActorFrom(ctx).User); err != nil {
		return CustomersChanged{}, err
	}
	return s.customersOf(ctx, append([]cham.KeyID{cham.KeyID(in.ID)}, keyIDs(p.Keys)...)...)
}

// checkSplit wants keys of this customer, and that some stay behind.
func checkSplit(p identity.Profile, keys []cham.KeyID) error {
	mine := keyIDs(p.Keys)
	for i, k := range keys {
		if !slices.Contains(mine, k) {
			e := cham.Errorf(cham.CodeInvalid, "rest.split", "key %d is not one of the customer's", k)
			e.Field, e.Key = fmt.Sprintf("keys[%d]", i), "error.merge.none"
			return e
		}
	}
	for _, k := range mine {
		if !slices.Contains(keys, k) {
			return nil
		}
	}
	return &cham.Error{Code: cham.CodeInvalid, Op: "rest.split", Field: "keys", Key: "error.merge.none",
		Hint: "leave the customer at least one key"}
}

func (s *server) merge(ctx context.Context, in *mergeIn) (CustomersChanged, error) {
	if err := s.Decisions.Merge(ctx, route.Workspace(ctx), in.ID, in.Body.With, cham.ActorFrom(ctx).User); err != nil {
		return CustomersChanged{}, err
	}
	return s.customersOf(ctx, cham.KeyID(in.ID), cham.KeyID(in.Body.With))
}

// customersOf answers the customers that keys belong to now, each once.
func (s *server) customersOf(ctx context.Context, keys ...cham.KeyID) (out CustomersChanged, err error) {
	nodes, err := s.Graph.NodesByID(ctx, route.Workspace(ctx), keys)
	now := map[cham.KeyID]cham.CustomerID{}
	for _, n := range nodes {
		now[n.ID] = n.Customer
	}
	for _, k := range keys {
		if c, ok := now[k]; ok && !slices.Contains(out.Customers, c) {
			out.Customers = append(out.Customers, c)
		}
	}
	return out, err
}

func (s *server) suggestions(ctx context.Context, _ *route.None) ([]SuggestionInfo, error) {
	all, err := s.Graph.Suggestions(ctx, route.Workspace(ctx), identity.MostWaiting)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var ids []cham.CustomerID
	var via []cham.KeyID
	for _, g := range all {
		ids, via = append(ids, cham.CustomerID(g.A), cham.CustomerID(g.B)), append(via, g.A, g.B, g.Via)
	}
	nodes, err := s.Graph.NodesByID(ctx, route.Workspace(ctx), via)
	if err != nil {
		return nil, err
	}
	byID := map[cham.KeyID]identity.Node{}
	for _, n := range nodes {
		byID[n.ID] = n
	}
	for i := range ids { // a key leads to its customer of today
		ids[i] = byID[cham.KeyID(ids[i])].Customer
	}
	rows, err := s.rows(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []SuggestionInfo
	for i, g := range all {
		if rows[2*i].ID == rows[2*i+1].ID {
			continue // joined meanwhile by other means
		}
		out = append(out, SuggestionInfo{ID: g.ID, A: rows[2*i], B: rows[2*i+1], Via: route.KeyRef(byID[g.Via].Key),
			Reason: g.Reason, At: g.Evidence.At})
	}
	return out, nil
}

func (s *server) decide(ctx context.Context, in *decideIn) (CustomersChanged, error) {
	g, err := s.Graph.Suggestion(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return CustomersChanged{}, err
	}
	if err := s.Decisions.Decide(ctx, route.Workspace(ctx), in.ID, in.Body.Decision, cham.ActorFrom(ctx).User); err != nil {
		return CustomersChanged{}, err
	}
	return s.customersOf(ctx, g.A, g.B)
}

func (s *server) sourceNames(ctx context.Context) (map[cham.SourceID]string, error) {
	all, err := s.Sources.Sources(ctx, route.Workspace(ctx))
	names := map[cham.SourceID]string{}
	for _, src := range all {
		names[src.ID] = src.Name
	}
	return names, err
}
