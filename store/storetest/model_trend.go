package storetest

import (
	"slices"

	"cham/journey"
	"cham/measure"
)

// askTrend asks Touchpoints or Journeys of each bucket. The segment stays that
// of the whole period.
func (m *model) askTrend(p measure.Plan, a *measure.Answer) {
	keep := m.view(p)
	for i := range len(p.Bounds) - 1 {
		q := p
		q.From, q.To, q.Segment = p.Bounds[i], p.Bounds[i+1], measure.Segment{}
		part := &model{owner: m.owner}
		for _, r := range m.records {
			id, _ := m.units(p).of(m.customerOf(r.Key))
			if slices.Contains(keep.customers, id) {
				part.records = append(part.records, r)
			}
		}
		a.Trend = append(a.Trend, part.view(q).point())
	}
}

func (v *modelView) point() measure.TrendPoint {
	t := measure.TrendPoint{From: v.p.From, To: v.p.To, Next: share(nil, v.p.StepDays()), Exit: without(nil, v.p.ExitDays()),
		Back: share(nil, v.p.BackDays()), Conversion: share(nil, v.p.StepDays())}
	if v.p.Touchpoint != "" {
		for n := range v.nodes {
			if v.nodes[n].ID == v.p.Touchpoint {
				r := v.row(n)
				t.Volume, t.Reach, t.Next, t.Exit, t.Back, t.Open = r.Volume, r.Reach, r.Next, r.Exit, r.Back, r.Open
			}
		}
		return t
	}
	for _, id := range v.customers {
		n := 0
		for _, x := range v.touches[id] {
			n += intOf(x.inside && x.node >= 0)
		}
		t.Volume += n
		t.Reach += intOf(n > 0)
	}
	t.Conversion = share(v.goals(), v.p.StepDays())
	for _, j := range v.journeys {
		if j.touches[0].inside && j.outcome != journey.Care {
			t.Started++
			t.Converted += intOf(j.outcome == journey.Converted)
			t.Lost += intOf(j.outcome == journey.Lost)
		}
	}
	return t
}
