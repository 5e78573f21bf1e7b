package report

import (
	"cmp"
	"context"
	"slices"

	"cham"
	"cham/journey"
	"cham/measure"
)

// Touchpoint is one touchpoint of a map in depth: what comes before and after
// it, and 12 weeks of it. It compares nothing.
func (s *Service) Touchpoint(ctx context.Context, ws cham.Workspace, id cham.MapID, touchpoint string,
	c Choice) (out TouchpointDetail, err error) {
	p, err := s.open(ctx, ws, id, c)
	if err != nil {
		return out, err
	}
	at := slices.IndexFunc(p.m.Touchpoints, func(t cham.Touchpoint) bool { return t.ID == touchpoint })
	if at < 0 {
		return out, &cham.Error{Code: cham.CodeNotFound, Op: "report.Touchpoint", Field: "touchpoint", Key: "error.map.touchpoint"}
	}
	if out.Successors, out.Predecessors, err = p.neighbours(ctx, touchpoint); err != nil {
		return out, err
	}
	if out.Trend, err = p.trend(ctx, touchpoint); err != nil {
		return out, err
	}
	bind := journey.Bind(p.m)
	out.Kinds, err = p.boundKinds(ctx, func(k cham.Kind) bool { return bind(k) == at })
	return out, err
}

// neighbours are the moves away from a touchpoint and to it, the most frequent
// first.
func (p *page) neighbours(ctx context.Context, touchpoint string) (after, before []measure.Transition, err error) {
	q := p.choice.query(measure.Transitions, p.m.ID)
	q.Collapse = true
	a, err := p.Ask(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range a.Transitions {
		if t.From == touchpoint {
			after = append(after, t)
		}
		if t.To == touchpoint {
			before = append(before, t)
		}
	}
	most := func(x, y measure.Transition) int { return cmp.Compare(y.Count, x.Count) }
	slices.SortStableFunc(after, most)
	slices.SortStableFunc(before, most)
	return after, before, nil
}

func (p *page) trend(ctx context.Context, touchpoint string) ([]measure.TrendPoint, error) {
	weeks, err := p.weeks()
	if err != nil {
		return nil, err
	}
	q := p.choice.query(measure.Trend, p.m.ID)
	q.Touchpoint, q.Bucket, q.Collapse = touchpoint, "week", true
	q.From, q.To = weeks[0].From, weeks[len(weeks)-1].To
	a, err := p.Ask(ctx, q)
	if err != nil {
		return nil, err
	}
	return a.Trend, nil
}

// Match is what a rule would bind, alone on a map.
func (s *Service) Match(ctx context.Context, ws cham.Workspace, rule cham.Rule, period measure.Period) (out MatchPreview, err error) {
	if err := journey.ValidRule(rule); err != nil {
		return out, err
	}
	moment, err := s.Questions.Moment(ws)
	if err != nil {
		return out, err
	}
	p := &page{Moment: moment, ws: ws, choice: Choice{Period: period}}
	bind := journey.Bind(&cham.JourneyMap{Touchpoints: []cham.Touchpoint{{ID: "rule", Rule: rule}}})
	rows, err := p.Groups(ctx, period, measure.Segment{}, []string{"rule"}, bind)
	if err != nil {
		return out, err
	}
	out.Volume, out.Reach = rows[0].Volume, rows[0].Reach
	out.Kinds, err = p.boundKinds(ctx, func(k cham.Kind) bool { return bind(k) == 0 })
	return out, err
}
