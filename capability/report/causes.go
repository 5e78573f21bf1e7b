package report

import (
	"context"
	"slices"

	"cham"
	"cham/measure"
)

// mostCauses is how many the front page names.
const mostCauses = 5

// causeDimensions are what causes are looked for in: what a business can act on.
var causeDimensions = []measure.Dimension{measure.ByDevice, measure.ByBranch, measure.ByHour, measure.BySource, measure.ByCampaign}

// Causes finds who is lost where on a map, and since when; id "" is the map changed
// last. Cost: one pass over the touches for every value of five dimensions,
// so the page asks it beside the rest.
func (s *Service) Causes(ctx context.Context, ws cham.Workspace, id cham.MapID, c Choice) (out Causes, err error) {
	p, err := s.openAny(ctx, ws, id, c)
	if err != nil || p.m == nil {
		return Causes{Causes: []Cause{}}, err
	}
	out.Map = p.m.ID
	by := map[measure.Dimension][]measure.Part{}
	for _, d := range causeDimensions {
		q := c.query(measure.Touchpoints, p.m.ID)
		q.By, q.NoSpread = d, true
		a, err := p.Ask(ctx, q)
		if cham.ErrorCode(err) == cham.CodeInvalid {
			continue // too many kinds of touches to tell hours apart
		}
		if err != nil {
			return out, err
		}
		by[d] = a.Parts
	}
	found, tested := measure.Causes(by)
	out.Tested = tested
	unopened, err := p.unopened(ctx)
	if err != nil {
		return out, err
	}
	found = append(found[:min(len(found), mostCauses)], unopened[:min(len(unopened), 1)]...)
	out.Causes, err = p.explained(ctx, found)
	return out, err
}

// unopened are the e-mails that nobody opens, by campaign.
func (p *page) unopened(ctx context.Context) ([]measure.Cause, error) {
	q := p.choice.query(measure.Funnel, "")
	q.Steps, q.Hold, q.By, q.NoSpread = [][]string{{"Email Delivered"}, {"Email Opened"}}, measure.ByCampaign, measure.ByCampaign, true
	a, err := p.Ask(ctx, q)
	if err != nil {
		return nil, err
	}
	return measure.Unopened(a.Parts), nil
}

// explained adds since when, and the money.
func (p *page) explained(ctx context.Context, found []measure.Cause) ([]Cause, error) {
	a, err := p.Ask(ctx, p.choice.query(measure.Journeys, p.m.ID))
	if err != nil {
		return nil, err
	}
	out := make([]Cause, len(found))
	for i, c := range found {
		t := touchpointByID(p.m, c.Touchpoint)
		out[i] = Cause{Cause: c, StageName: stageName(p.m, t.Stage), Channel: t.Channel}
		if t.ID == "" { // an e-mail
			continue
		}
		if a.Journeys.Started > 0 {
			out[i].Money = c.Extra * a.Journeys.Value / float64(a.Journeys.Started)
		}
		if err := p.since(ctx, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// How far back a beginning is looked for, in days, and the age at which days or
// weeks are compared: most exits show within days, coming back takes weeks.
const (
	sinceDays, exitAge  = 120, 3
	sinceWeeks, backAge = 40, 28
)

// since finds from when on more were lost. Of new or returning customers it is
// not asked: who these are depends on the period.
func (p *page) since(ctx context.Context, c *Cause) error {
	if p.choice.Segment.Status != "" {
		return nil
	}
	behind, bucket, days, age := c.Measure == "back", "day", sinceDays, exitAge
	if behind {
		bucket, days, age = "week", 7*sinceWeeks, backAge
	}
	q := p.choice.query(measure.Trend, p.m.ID)
	q.Touchpoint, q.Bucket = c.Touchpoint, bucket
	q.Where = []measure.Is{{By: c.By, Any: slices.Clone(c.Values)}}
	if q.To.IsZero() || q.To.After(p.Now()) {
		q.To = p.Now()
	}
	q.From = q.To.AddDate(0, 0, -days)
	with, err := p.Ask(ctx, q)
	if err != nil {
		return err
	}
	q.Where[0].Not = true
	others, err := p.Ask(ctx, q)
	if err != nil {
		return err
	}
	if at, rose := measure.Since(with.Trend, others.Trend, behind, age); rose {
		c.Since = at.From
	}
	return nil
}
