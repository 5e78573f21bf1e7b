package rest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cham"
	"cham/journey"
	"cham/measure"
)

// question is a question with what it needs to be asked: the workspace, its
// zone, the map, the engine's plan.
type question struct {
	ws   cham.Workspace
	loc  *time.Location
	m    *cham.JourneyMap
	plan measure.Plan
}

// compile makes a query ready to be asked; m is its map, nil for none.
func (s *server) compile(ctx context.Context, q measure.Query, m *cham.JourneyMap) (question, error) {
	ws, loc, err := s.zone(ctx)
	if err != nil {
		return question{}, err
	}
	if m != nil {
		q.Map = m.ID
	}
	plan, err := measure.Compile(q, m, loc, s.Now())
	if err != nil {
		return question{}, err
	}
	if m != nil {
		plan.Bind = journey.Bind(m)
	}
	return question{ws: ws, loc: loc, m: m, plan: plan}, nil
}

// zone answers the workspace and its location.
func (s *server) zone(ctx context.Context) (cham.Workspace, *time.Location, error) {
	ws, err := s.Gate.Workspace(ctx, workspace(ctx))
	if err != nil {
		return ws, nil, err
	}
	loc, err := time.LoadLocation(ws.TimeZone)
	if err != nil {
		return ws, nil, cham.Wrap(cham.CodeInternal, "rest.zone", err)
	}
	return ws, loc, nil
}

// ask compiles and asks a query.
func (s *server) ask(ctx context.Context, q measure.Query, m *cham.JourneyMap) (*measure.Answer, error) {
	x, err := s.compile(ctx, q, m)
	if err != nil {
		return nil, err
	}
	return s.Engine.Ask(ctx, x.ws.ID, x.plan)
}

func (s *server) query(ctx context.Context, in *in[measure.Query]) (measure.Answer, error) {
	m, err := s.queryMap(ctx, in.Body.Map)
	if err != nil {
		return measure.Answer{}, err
	}
	a, err := s.ask(ctx, in.Body, m)
	if err != nil {
		return measure.Answer{}, err
	}
	return *a, nil
}

// queryMap answers the map a query names, nil when it names none.
func (s *server) queryMap(ctx context.Context, id cham.MapID) (*cham.JourneyMap, error) {
	if id == "" {
		return nil, nil
	}
	return s.mapOr(ctx, id)
}

// kinds lists the kinds with touches in the period.
func (s *server) kinds(ctx context.Context, p Period) ([]measure.KindCount, error) {
	x, err := s.compile(ctx, measure.Query{Question: measure.Touches, From: p.From, To: p.To}, nil)
	if err != nil {
		return nil, err
	}
	all, err := s.Engine.Kinds(ctx, x.ws.ID, x.plan)
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
	x, err := s.compile(ctx, measure.Query{Question: measure.Touchpoints, From: p.From, To: p.To, Segment: seg}, nil)
	if err != nil {
		return nil, err
	}
	x.plan.Nodes, x.plan.Bind = nodes(ids), bind
	a, err := s.Engine.Ask(ctx, x.ws.ID, x.plan)
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
