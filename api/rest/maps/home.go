package maps

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/journey"
	"cham/measure"
)

// worst is how many touchpoints to fix the front page shows, changes how many
// rates that moved.
const (
	worst       = 5
	mostChanges = 10
)

func (s *server) home(ctx context.Context, in *homeIn) (out Home, err error) {
	m, err := journey.MapOr(ctx, s.Maps, route.Workspace(ctx), in.Map)
	if err != nil {
		return out, err
	}
	if out.Suggestions, err = s.waiting(ctx); err != nil {
		return out, err
	}
	ever, err := s.Ask(ctx, measure.Query{Question: measure.Touches})
	if err != nil {
		return out, err
	}
	out.TotalEver = ever.Volume
	if m == nil {
		return out, s.homeWithoutMap(ctx, in, &out)
	}
	out.Map, out.MapName = m.ID, m.Name
	now, journeys, err := s.overMap(ctx, m, in.Period, in.Segment.Measure(), time.Time{})
	if err != nil {
		return out, err
	}
	out.Journeys, out.Neglected = journeys, len(neglected(m, now))
	var before *measure.Answer
	if in.ComparePeriod.Set() {
		if before, out.Compare, err = s.overMap(ctx, m, in.ComparePeriod.Period(), in.Segment.Measure(), s.sameAge(in.Period, in.ComparePeriod)); err != nil {
			return out, err
		}
		out.Changes = changes(now, before)
	}
	goals, err := s.Ask(ctx, measure.Query{Question: measure.Attribution, Map: m.ID, From: in.From, To: in.To,
		Segment: in.Segment.Measure(), Credit: measure.ByTouchpoint})
	if err != nil {
		return out, err
	}
	out.Breakpoints = worstTouchpoints(m, now, before, goals.Attribution)
	if _, out.Unmapped, err = s.unmapped(ctx, m, in.Period, in.Segment.Measure()); err != nil {
		return out, err
	}
	out.Weekly, err = s.weekly(ctx, m.ID, in)
	return out, err
}

// homeWithoutMap tells of journeys by touch names alone: how many, and new
// customers. Without a map there is no goal, so nothing converts.
func (s *server) homeWithoutMap(ctx context.Context, in *homeIn, out *Home) error {
	a, err := s.Ask(ctx, measure.Query{Question: measure.Journeys, From: in.From, To: in.To, Segment: in.Segment.Measure()})
	if err != nil {
		return err
	}
	out.Journeys = *a.Journeys
	if in.ComparePeriod.Set() {
		if a, err = s.Ask(ctx, measure.Query{Question: measure.Journeys, From: in.CompareFrom, To: in.CompareTo,
			Segment: in.Segment.Measure(), AsOf: s.sameAge(in.Period, in.ComparePeriod)}); err != nil {
			return err
		}
		out.Compare = *a.Journeys
	}
	out.Weekly, err = s.weekly(ctx, "", in)
	return err
}

// changes compares two periods judged at the same age.
func changes(now, before *measure.Answer) []TouchpointChange {
	var out []TouchpointChange
	for _, c := range measure.Changes(now.Touchpoints, before.Touchpoints) {
		out = append(out, TouchpointChange(c))
	}
	return out[:min(len(out), mostChanges)]
}

func worstTouchpoints(m *cham.JourneyMap, now, before *measure.Answer, goals *measure.AttributionAnswer) []WorstTouchpoint {
	ease := func(id string) int { return touchpointByID(m, id).Ease }
	broken := breakpoints(now)
	var out []WorstTouchpoint
	for _, p := range measure.Priorities(now, goals, ease) {
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

func (s *server) weekly(ctx context.Context, id cham.MapID, in *homeIn) ([]WeekPoint, error) {
	loc, err := s.Zone(ctx)
	if err != nil {
		return nil, err
	}
	weeks := lastWeeks(s.until(in.To), loc)
	a, err := s.Ask(ctx, measure.Query{Question: measure.Trend, Map: id, Bucket: "week",
		From: weeks[0].From, To: weeks[len(weeks)-1].To, Segment: in.Segment.Measure()})
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

// mostWaiting bounds how many merge suggestions are counted.
const mostWaiting = 500

func (s *server) waiting(ctx context.Context) (int, error) {
	all, err := s.Suggestions.Suggestions(ctx, route.Workspace(ctx), mostWaiting)
	return len(all), err
}
