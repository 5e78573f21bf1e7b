package ask

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/measure"
)

// Moment asks several queries of one workspace as of one instant and, when the
// engine can keep one, of one state. It is for one report, not to be kept.
type Moment struct{ r *request }

// Moment is now.
func (s *Service) Moment(ws cham.Workspace) (*Moment, error) {
	if steady, ok := s.Engine.(measure.SteadyEngine); ok {
		engine, err := steady.At(ws.ID)
		if err != nil {
			return nil, err
		}
		now := *s
		now.Engine = engine
		s = &now
	}
	return newMoment(s, ws, s.Now(), nil), nil
}

func newMoment(s *Service, ws cham.Workspace, now time.Time, among []cham.CustomerID) *Moment {
	return &Moment{&request{Service: s, ws: ws, now: now, among: among, sets: map[string]func() ([]cham.CustomerID, error){}}}
}

// Among decides the rules of segments for some customers (ascending) alone, by a moment of the
// engine, at the cost of what is known of them. Figures are still of everybody, and so
// are segments of figures.
func (s *Service) Among(ws cham.Workspace, engine measure.Narrower, ids []cham.CustomerID) *Moment {
	now := *s
	now.Engine, now.People = engine.Among(ids), s.People.Among(ids)
	return newMoment(&now, ws, s.Now(), append([]cham.CustomerID{}, ids...))
}

// Now is the instant.
func (m *Moment) Now() time.Time { return m.r.now }

// Location is the workspace's time zone.
func (m *Moment) Location() (*time.Location, error) {
	loc, err := time.LoadLocation(m.r.ws.TimeZone)
	if err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "ask.Location", err)
	}
	return loc, nil
}

// Ask is Service.Ask as of the moment.
func (m *Moment) Ask(ctx context.Context, q measure.Query) (*measure.Answer, error) {
	a, err := m.r.ask(ctx, q)
	if err != nil || q.Question == measure.Changed {
		return a, err
	}
	var parts []measure.Part
	if q.By != "" {
		if parts, err = m.r.split(ctx, q); err != nil {
			return nil, err
		}
		if a.Parts, err = m.r.parts(ctx, parts); err != nil {
			return nil, err
		}
	}
	if q.Compare != nil {
		if a.Before, err = m.r.comparedAnswer(ctx, q, parts); err == nil && a.Before != nil {
			measure.Compare(a, a.Before)
		}
	}
	return a, err
}

// Customers is Service.Customers as of the moment.
func (m *Moment) Customers(ctx context.Context, q measure.Query, f measure.Figure) ([]cham.CustomerID, error) {
	return m.r.customers(ctx, q, f)
}

// SegmentCustomers is Service.Belong as of the moment.
func (m *Moment) SegmentCustomers(ctx context.Context, saved measure.SavedSegment) ([]cham.CustomerID, error) {
	return m.r.segmentCustomers(ctx, saved, 0)
}

// Saved are the customers who are in every saved segment that a choice names, ascending.
func (m *Moment) Saved(ctx context.Context, of measure.Segment) ([]cham.CustomerID, error) {
	return m.r.members(ctx, measure.Query{Segment: measure.Segment{Saved: of.Saved}}, 0)
}

// Summaries describe customers in the order given; unknown ones are zero.
func (m *Moment) Summaries(ctx context.Context, ids []cham.CustomerID) ([]measure.CustomerSummary, error) {
	all, err := m.r.Engine.Summaries(ctx, m.r.ws.ID, ids)
	lead := m.r.ws.Leads().Grouper()
	for i := range all {
		if c := &all[i]; c.Touches > 0 {
			c.FirstLead, c.LastLead = lead(c.First), lead(c.Last)
		}
	}
	return all, err
}

// Kinds lists the kinds with touches in the period.
func (m *Moment) Kinds(ctx context.Context, p measure.Period) ([]measure.KindCount, error) {
	plan, err := m.r.compile(ctx, measure.Query{Question: measure.Touches, From: p.From, To: p.To}, 0)
	if err != nil {
		return nil, err
	}
	all, err := m.r.Engine.Kinds(ctx, m.r.ws.ID, plan)
	return slices.DeleteFunc(all, func(k measure.KindCount) bool { return k.Volume == 0 }), err
}

// Groups asks volume and reach of groups of kinds: bind says the group of a
// kind, −1 for none. Rows come in the order of ids.
func (m *Moment) Groups(ctx context.Context, p measure.Period, seg measure.Segment, ids []string,
	bind func(cham.Kind) int) ([]measure.TouchpointRow, error) {
	plan, err := m.r.compile(ctx, measure.Query{Question: measure.Touchpoints, From: p.From, To: p.To, Segment: seg}, 0)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		plan.Nodes = append(plan.Nodes, measure.Node{ID: id, Name: id, Stage: -1})
	}
	plan.Bind = bind
	a, err := m.r.Engine.Ask(ctx, m.r.ws.ID, plan)
	if err != nil {
		return nil, err
	}
	return a.Touchpoints, nil
}
