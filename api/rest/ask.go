package rest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cham"
	"cham/measure"
)

// ask answers a query of the caller's workspace.
func (s *server) ask(ctx context.Context, q measure.Query) (*measure.Answer, error) {
	ws, err := s.Gate.Workspace(ctx, workspace(ctx))
	if err != nil {
		return nil, err
	}
	return s.Desk.Ask(ctx, ws, q)
}

// compile makes a query of the caller's workspace ready for the engine.
func (s *server) compile(ctx context.Context, q measure.Query) (measure.Plan, error) {
	ws, err := s.Gate.Workspace(ctx, workspace(ctx))
	if err != nil {
		return measure.Plan{}, err
	}
	return s.Desk.Compile(ctx, ws, q)
}

// behind lists the customers behind a figure.
func (s *server) behind(ctx context.Context, q measure.Query, f measure.Figure) ([]cham.CustomerID, error) {
	ws, err := s.Gate.Workspace(ctx, workspace(ctx))
	if err != nil {
		return nil, err
	}
	return s.Desk.Customers(ctx, ws, q, f)
}

// zone answers the workspace's location.
func (s *server) zone(ctx context.Context) (*time.Location, error) {
	ws, err := s.Gate.Workspace(ctx, workspace(ctx))
	if err != nil {
		return nil, err
	}
	loc, err := time.LoadLocation(ws.TimeZone)
	if err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "rest.zone", err)
	}
	return loc, nil
}

func (s *server) query(ctx context.Context, in *in[measure.Query]) (measure.Answer, error) {
	a, err := s.ask(ctx, in.Body)
	if err != nil {
		return measure.Answer{}, err
	}
	return *a, nil
}

// kinds lists the kinds with touches in the period.
func (s *server) kinds(ctx context.Context, p Period) ([]measure.KindCount, error) {
	plan, err := s.compile(ctx, measure.Query{Question: measure.Touches, From: p.From, To: p.To})
	if err != nil {
		return nil, err
	}
	all, err := s.Desk.Engine.Kinds(ctx, workspace(ctx), plan)
	return slices.DeleteFunc(all, func(k measure.KindCount) bool { return k.Volume == 0 }), err
}

// byVolume sorts kinds, the largest first.
func byVolume(ks []measure.KindCount) {
	slices.SortStableFunc(ks, func(a, b measure.KindCount) int {
		return cmp.Or(cmp.Compare(b.Volume, a.Volume), cmp.Compare(a.ID, b.ID))
	})
}

// count asks volume and reach of groups of kinds: bind says the group of a
// kind, −1 for none. Rows come in the order of ids.
func (s *server) count(ctx context.Context, p Period, seg measure.Segment, ids []string, bind func(cham.Kind) int) ([]measure.TouchpointRow, error) {
	plan, err := s.compile(ctx, measure.Query{Question: measure.Touchpoints, From: p.From, To: p.To, Segment: seg})
	if err != nil {
		return nil, err
	}
	plan.Nodes, plan.Bind = nodes(ids), bind
	a, err := s.Desk.Engine.Ask(ctx, workspace(ctx), plan)
	if err != nil {
		return nil, err
	}
	return a.Touchpoints, nil
}

func nodes(ids []string) []measure.Node {
	all := make([]measure.Node, 0, len(ids))
	for _, id := range ids {
		all = append(all, measure.Node{ID: id, Name: id, Stage: -1})
	}
	return all
}

func (s *server) dimensions(ctx context.Context, in *Period) (Dimensions, error) {
	kinds, err := s.kinds(ctx, *in)
	if err != nil {
		return Dimensions{}, err
	}
	return dimensions(kinds), nil
}

// overflowName is the name under which engines count touches whose kind was
// not kept; nobody ever sent it.
const overflowName = "…"

func dimensions(kinds []measure.KindCount) Dimensions {
	t := map[string]map[string]int{}
	add := func(dimension, value string, n int) {
		if value == "" || value == overflowName {
			return
		}
		if t[dimension] == nil {
			t[dimension] = map[string]int{}
		}
		t[dimension][value] += n
	}
	props := map[string]map[string]int{}
	for _, k := range kinds {
		add("event", k.Name, k.Volume)
		add("channel", string(k.Channel), k.Volume)
		add("source", k.Source, k.Volume)
		add("medium", k.Medium, k.Volume)
		add("campaign", k.Campaign, k.Volume)
		add("path", k.Path, k.Volume)
		add("device", k.Device, k.Volume)
		add("branch", k.Branch, k.Volume)
		addProps(props, k)
	}
	d := Dimensions{Events: ranked(t["event"]), Channels: ranked(t["channel"]), Sources: ranked(t["source"]),
		Mediums: ranked(t["medium"]), Campaigns: ranked(t["campaign"]), Paths: ranked(t["path"]),
		Devices: ranked(t["device"]), Branches: ranked(t["branch"]), Properties: map[string][]ValueCount{}}
	for name, values := range props {
		d.Properties[name] = ranked(values)
	}
	return d
}

// mostValues bounds each list of values to choose from.
const mostValues = 500

func ranked(counts map[string]int) []ValueCount {
	var all []ValueCount
	for v, n := range counts {
		all = append(all, ValueCount{v, n})
	}
	slices.SortFunc(all, func(a, b ValueCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return all[:min(len(all), mostValues)]
}
