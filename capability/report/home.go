package report

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/measure"
)

// worst is how many touchpoints to fix the front page shows, changes how many
// rates that moved.
const (
	worst       = 5
	mostChanges = 10
)

// Home is the front page, about a map; id "" is the one changed last.
func (s *Service) Home(ctx context.Context, ws cham.Workspace, id cham.MapID, c Choice) (out Home, err error) {
	p, err := s.openAny(ctx, ws, id, c)
	if err != nil {
		return out, err
	}
	if out.Suggestions, err = s.Waiting(ctx, ws.ID); err != nil {
		return out, err
	}
	if out.LeftOut, err = s.leftOut(ctx, ws); err != nil {
		return out, err
	}
	ever, err := p.Ask(ctx, measure.Query{Question: measure.Touches})
	if err != nil {
		return out, err
	}
	out.TotalEver = ever.Volume
	if p.m == nil {
		err = p.homeWithoutMap(ctx, &out)
	} else {
		err = p.homeOfMap(ctx, &out)
	}
	if err != nil {
		return out, err
	}
	out.Weekly, err = p.weekly(ctx)
	return out, err
}

// leftOut is the money that counts in no sum, for want of a rate.
func (s *Service) leftOut(ctx context.Context, ws cham.Workspace) ([]cham.MoneySeen, error) {
	all, err := s.Currencies(ctx, ws.ID)
	return slices.DeleteFunc(all, func(m cham.MoneySeen) bool {
		_, known := ws.Money().Worth(m.Amount, m.Currency)
		return known
	}), err
}

func (p *page) homeOfMap(ctx context.Context, out *Home) error {
	out.Map, out.MapName = p.m.ID, p.m.Name
	now, journeys, err := p.numbers(ctx)
	if err != nil {
		return err
	}
	quiet, err := p.neglected(ctx, now)
	if err != nil {
		return err
	}
	out.Journeys, out.Neglected = *journeys, len(quiet)
	if p.choice.Segment == (measure.Segment{}) {
		out.QuietSince = quietSince(now)
	}
	before, journeys, err := p.compared(ctx)
	if err != nil {
		return err
	}
	if before != nil {
		sameAge(now, &out.Journeys, before, journeys)
		out.Compare, out.Changes = *journeys, changes(now, before)
	}
	q := p.choice.query(measure.Attribution, p.m.ID)
	q.Credit = measure.ByTouchpoint
	goals, err := p.Ask(ctx, q)
	if err != nil {
		return err
	}
	out.Breakpoints = worstTouchpoints(p.m, now, before, goals.Attribution, breakpoints(now, before, &out.Journeys))
	if out.Silence, err = p.silence(ctx); err != nil {
		return err
	}
	_, out.Unmapped, err = p.unmapped(ctx)
	return err
}

// quietSince is the last touch on the map when none has come since for longer
// than two days and five usual gaps (chance explains one such pause in 150). Days
// without data count as watched, so rates of the days before are too low then.
func quietSince(now *measure.Answer) (last time.Time) {
	volume := 0
	for _, r := range now.Touchpoints {
		volume += r.Volume
		if r.LastAt.After(last) {
			last = r.LastAt
		}
	}
	patience := 48 * time.Hour
	if volume > 0 && !now.From.IsZero() {
		patience = max(patience, 5*last.Sub(now.From)/time.Duration(volume))
	}
	over := !now.To.IsZero() && now.To.Before(now.AsOf) // of the past something else is asked
	if last.IsZero() || over || now.AsOf.Sub(last) <= patience {
		return time.Time{}
	}
	return last
}

// silence tells of conversions whose way to them counts as lost, where they are
// too many to be the exception; nil elsewhere.
func (p *page) silence(ctx context.Context) (*measure.SilenceAnswer, error) {
	a, err := p.Ask(ctx, p.choice.query(measure.Silence, p.m.ID))
	if err != nil || a.Silence.Conversions < measure.MinSample || a.Silence.Apart.Value <= measure.MostCut {
		return nil, err
	}
	return a.Silence, nil
}

// homeWithoutMap counts journeys by touch names alone: how many, and new
// customers. Without a map there is no goal, so nothing converts.
func (p *page) homeWithoutMap(ctx context.Context, out *Home) error {
	q := p.choice.query(measure.Journeys, "")
	a, err := p.Ask(ctx, q)
	if err != nil {
		return err
	}
	out.Journeys = *a.Journeys
	if !p.choice.compares() {
		return nil
	}
	if a, err = p.Ask(ctx, p.before(q)); err != nil {
		return err
	}
	out.Compare = *a.Journeys
	return nil
}

// changes compares two periods judged at the same age.
func changes(now, before *measure.Answer) []TouchpointChange {
	var out []TouchpointChange
	for _, c := range measure.Changes(now.Touchpoints, before.Touchpoints) {
		out = append(out, TouchpointChange(c))
	}
	return out[:min(len(out), mostChanges)]
}

// worstTouchpoints ranks what to fix; broken are the breakpoints.
func worstTouchpoints(m *cham.JourneyMap, now, before *measure.Answer, goals *measure.AttributionAnswer,
	broken []Breakpoint) []WorstTouchpoint {
	ease := func(id string) int { return touchpointByID(m, id).Ease }
	var out []WorstTouchpoint
	for _, p := range measure.Priorities(now, before, goals, ease) {
		t := touchpointByID(m, p.Touchpoint)
		w := WorstTouchpoint{Touchpoint: *rowByID(now, p.Touchpoint), Stage: t.Stage, StageName: stageName(m, t.Stage),
			Channel: t.Channel, Priority: Priority{Score: p.Score, Share: p.Share, Importance: p.Importance, Badness: p.Badness, Ease: p.Ease}}
		if before != nil {
			w.Compare = rowByID(before, p.Touchpoint)
		}
		if i := slices.IndexFunc(broken, func(b Breakpoint) bool { return b.Touchpoint == p.Touchpoint }); i >= 0 {
			w.Breakpoint = &broken[i]
		}
		if out = append(out, w); len(out) == worst {
			break
		}
	}
	return out
}

func touchpointByID(m *cham.JourneyMap, id string) cham.Touchpoint {
	for _, t := range m.Touchpoints {
		if t.ID == id {
			return t
		}
	}
	return cham.Touchpoint{}
}

func stageName(m *cham.JourneyMap, id string) string {
	for _, s := range m.Stages {
		if s.ID == id {
			return s.Name
		}
	}
	return ""
}

func rowByID(a *measure.Answer, id string) *measure.TouchpointRow {
	for i := range a.Touchpoints {
		if a.Touchpoints[i].ID == id {
			return &a.Touchpoints[i]
		}
	}
	return nil
}

// weekly counts the journeys of each week; those neither converted nor lost
// are open.
func (p *page) weekly(ctx context.Context) ([]WeekPoint, error) {
	weeks, err := p.weeks()
	if err != nil {
		return nil, err
	}
	q := p.choice.query(measure.Trend, "")
	if p.m != nil {
		q.Map = p.m.ID
	}
	q.Bucket, q.From, q.To = "week", weeks[0].From, weeks[len(weeks)-1].To
	a, err := p.Ask(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []WeekPoint
	for _, w := range a.Trend {
		out = append(out, WeekPoint{From: w.From, To: w.To, Started: w.Started,
			Converted: w.Converted, Open: w.Started - w.Converted - w.Lost})
	}
	return out, nil
}
