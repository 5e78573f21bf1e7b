package report

import (
	"context"
	"reflect"
	"slices"
	"time"

	"cham"
	"cham/journey"
	"cham/measure"
)

// neglected finds the touchpoints without touches for longer than usual there.
// now is the answer about the map; when that is of some customers only,
// everybody is asked about, as the silence of others is no neglect.
func (p *page) neglected(ctx context.Context, now *measure.Answer) ([]NeglectedTouchpoint, error) {
	if p.choice.Segment != (measure.Segment{}) {
		q := p.choice.query(measure.Touchpoints, p.m.ID)
		q.Segment, q.NoSpread = measure.Segment{}, true
		var err error
		if now, err = p.Ask(ctx, q); err != nil {
			return nil, err
		}
	}
	at := now.AsOf
	if !now.To.IsZero() && now.To.Before(at) {
		at = now.To
	}
	var out []NeglectedTouchpoint
	places := placesOf{page: p, at: at}
	for i, r := range now.Touchpoints { // rows come in the map's order
		place, err := places.place(ctx, i, r)
		if err != nil {
			return nil, err
		}
		if why := measure.Neglect(r, at, place); why != "" {
			out = append(out, NeglectedTouchpoint{Touchpoint: r.ID, Reason: why, LastAt: r.LastAt, By: place.Shadow})
		}
	}
	return out, nil
}

// placesOf finds what neglect asks of touchpoints; what all without touches
// need it finds once.
type placesOf struct {
	*page
	at       time.Time
	asked    bool
	old      bool              // touches came before FirstPatience
	kinds    []cham.Kind       // of all time, largest first
	versions []cham.JourneyMap // newest first
}

// place asks no more than Neglect needs to know.
func (p *placesOf) place(ctx context.Context, i int, r measure.TouchpointRow) (out measure.Place, err error) {
	if out.Bound = len(p.m.Touchpoints[i].Rule.Any) > 0; !out.Bound {
		return out, nil
	}
	if !r.LastAt.IsZero() {
		if p.at.Sub(r.LastAt) > leastSilence {
			out.Days, err = p.days(ctx, r)
		}
		return out, err
	}
	if err := p.ask(ctx); err != nil {
		return out, err
	}
	out.Ripe = p.old && p.at.Sub(p.ruledSince(i)) > measure.FirstPatience
	if by := journey.Shadow(p.m, i, p.kinds); by >= 0 {
		out.Shadow = p.m.Touchpoints[by].ID
	}
	return out, nil
}

// leastSilence is a silence that is no neglect anywhere.
const leastSilence = 3 * 24 * time.Hour

// days are those with touches at a touchpoint, of the year to the last touch.
func (p *placesOf) days(ctx context.Context, r measure.TouchpointRow) ([]time.Time, error) {
	q := measure.Query{Question: measure.Trend, Map: p.m.ID, Touchpoint: r.ID, Bucket: "day", NoSpread: true,
		From: r.LastAt.AddDate(-1, 0, 0), To: r.LastAt.Add(time.Millisecond)}
	a, err := p.Ask(ctx, q)
	if err != nil {
		return nil, err
	}
	var all []time.Time
	for _, d := range a.Trend {
		if d.Volume > 0 {
			all = append(all, d.From)
		}
	}
	return all, nil
}

// ask finds what touchpoints without any touch need.
func (p *placesOf) ask(ctx context.Context) error {
	if p.asked {
		return nil
	}
	p.asked = true
	before, err := p.Ask(ctx, measure.Query{Question: measure.Touches, To: p.at.Add(-measure.FirstPatience)})
	if err != nil {
		return err
	}
	p.old = before.Volume > 0
	kinds, err := p.Kinds(ctx, measure.Period{})
	if err != nil {
		return err
	}
	for _, k := range kinds {
		p.kinds = append(p.kinds, k.Kind)
	}
	p.versions, err = p.maps.MapVersions(ctx, p.ws.ID, p.m.ID)
	return err
}

// ruledSince is since when touchpoint i has its rule.
func (p *placesOf) ruledSince(i int) time.Time {
	t, since := p.m.Touchpoints[i], p.m.UpdatedAt
	for _, v := range p.versions {
		same := func(o cham.Touchpoint) bool { return o.ID == t.ID && reflect.DeepEqual(o.Rule.Any, t.Rule.Any) }
		if !slices.ContainsFunc(v.Touchpoints, same) {
			break
		}
		since = v.UpdatedAt
	}
	return since
}
