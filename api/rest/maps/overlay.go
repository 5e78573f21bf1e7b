package maps

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/journey"
	"cham/measure"
	"cham/measure/stat"
)

// mostPlaces bounds the list of unmapped places; their number is not cut.
const mostPlaces = 200

func (s *server) overlay(ctx context.Context, in *overlayIn) (MapOverlay, error) {
	m, err := s.Maps.Map(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return MapOverlay{}, err
	}
	var out MapOverlay
	now, journeys, err := s.overMap(ctx, &m, in.Period, in.Segment.Measure(), time.Time{})
	if err != nil {
		return out, err
	}
	out.Answer, out.Journeys, out.Overflow = *now, journeys, now.Overflow > 0
	out.Breakpoints = breakpoints(now)
	out.Neglected = neglected(&m, now)
	if in.ComparePeriod.Set() {
		before, journeys, err := s.overMap(ctx, &m, in.ComparePeriod.Period(), in.Segment.Measure(), s.sameAge(in.Period, in.ComparePeriod))
		if err != nil {
			return out, err
		}
		out.Compare, out.ComparedTo = before, &journeys
	}
	out.Unmapped, _, err = s.unmapped(ctx, &m, in.Period, in.Segment.Measure())
	return out, err
}

// sameAge is when the compared period was as old as the period is now, zero
// while that is not before now. Judged then, both leave out as many journeys
// as still open; see docs/decisions/0005-comparisons-are-of-equal-age.md.
func (s *server) sameAge(p route.Period, compared route.ComparePeriod) time.Time {
	if p.To.IsZero() {
		return time.Time{}
	}
	return compared.CompareTo.Add(s.Now().Sub(p.To))
}

// overMap asks the two questions behind a map's numbers, as of an instant, or
// now.
func (s *server) overMap(ctx context.Context, m *cham.JourneyMap, p route.Period, seg measure.Segment, asOf time.Time) (*measure.Answer, measure.JourneySummary, error) {
	q := measure.Query{Question: measure.Touchpoints, Map: m.ID, From: p.From, To: p.To, Segment: seg, AsOf: asOf}
	a, err := s.Ask(ctx, q)
	if err != nil {
		return nil, measure.JourneySummary{}, err
	}
	q.Question = measure.Journeys
	j, err := s.Ask(ctx, q)
	if err != nil {
		return nil, measure.JourneySummary{}, err
	}
	return a, *j.Journeys, nil
}

func breakpoints(a *measure.Answer) []Breakpoint {
	var out []Breakpoint
	for _, b := range measure.Breakpoints(a) {
		at := slices.IndexFunc(a.Touchpoints, func(r measure.TouchpointRow) bool { return r.ID == b.Touchpoint })
		norm := measure.ExitNorm(a.Touchpoints, at)
		low, high := stat.Difference(b.Exit, norm)
		out = append(out, Breakpoint{Touchpoint: b.Touchpoint, Measure: "exit", Rate: b.Exit, Norm: norm, Low: low, High: high})
	}
	return out
}

func neglected(m *cham.JourneyMap, a *measure.Answer) []NeglectedTouchpoint {
	var out []NeglectedTouchpoint
	for i, r := range a.Touchpoints { // rows come in the map's order
		if why := measure.Neglect(a, r, len(m.Touchpoints[i].Rule.Any) > 0); why != "" {
			out = append(out, NeglectedTouchpoint{Touchpoint: r.ID, Reason: why, LastAt: r.LastAt})
		}
	}
	return out
}

// unmapped finds the places that have touches in the period and none on the
// map, the largest first, and their number.
func (s *server) unmapped(ctx context.Context, m *cham.JourneyMap, p route.Period, seg measure.Segment) ([]KindGroup, int, error) {
	kinds, err := s.Kinds(ctx, p)
	if err != nil {
		return nil, 0, err
	}
	bind := journey.Bind(m)
	kinds = slices.DeleteFunc(kinds, func(k measure.KindCount) bool {
		return k.Name == "" || k.Name == route.OverflowName || bind(k.Kind) >= 0
	})
	groups := groupKinds(kinds)
	rows, err := s.countGroups(ctx, p, seg, kinds, groups)
	if err != nil {
		return nil, 0, err
	}
	for i := range groups {
		groups[i].Volume, groups[i].Reach = rows[i].Volume, rows[i].Reach
	}
	groups = slices.DeleteFunc(groups, func(g KindGroup) bool { return g.Volume == 0 })
	slices.SortStableFunc(groups, func(a, b KindGroup) int { return cmp.Compare(b.Volume, a.Volume) })
	return groups[:min(len(groups), mostPlaces)], len(groups), nil
}

func groupKinds(kinds []measure.KindCount) []KindGroup {
	plain := make([]cham.Kind, len(kinds))
	for i, k := range kinds {
		plain[i] = k.Kind
	}
	var out []KindGroup
	for _, p := range journey.Places(plain) {
		g := KindGroup{Key: p.Key, Name: p.Name, Channel: p.Channel, Path: p.Path, Rule: p.Rule}
		for _, i := range p.Kinds {
			g.Kinds = append(g.Kinds, kinds[i].ID)
			if kinds[i].LastAt.After(g.LastAt) {
				g.LastAt = kinds[i].LastAt
			}
		}
		out = append(out, g)
	}
	return out
}

// countGroups asks the groups' volume and reach; a customer with touches of
// several kinds of a group is reached once.
func (s *server) countGroups(ctx context.Context, p route.Period, seg measure.Segment, kinds []measure.KindCount, groups []KindGroup) ([]measure.TouchpointRow, error) {
	if len(groups) == 0 {
		return nil, nil
	}
	byID := map[int]cham.Kind{}
	for _, k := range kinds {
		byID[k.ID] = k.Kind
	}
	at, ids := map[cham.Kind]int{}, make([]string, len(groups))
	for i, g := range groups {
		ids[i] = g.Key
		for _, id := range g.Kinds {
			at[byID[id]] = i
		}
	}
	return s.count(ctx, p, seg, ids, func(k cham.Kind) int {
		if i, ok := at[k]; ok {
			return i
		}
		return -1
	})
}

func (s *server) touchpoint(ctx context.Context, in *touchpointIn) (out TouchpointDetail, err error) {
	m, err := s.Maps.Map(ctx, route.Workspace(ctx), in.ID)
	if err != nil {
		return out, err
	}
	at := slices.IndexFunc(m.Touchpoints, func(t cham.Touchpoint) bool { return t.ID == in.Touchpoint })
	if at < 0 {
		return out, &cham.Error{Code: cham.CodeNotFound, Op: "rest.touchpoint", Field: "touchpoint", Key: "error.map.touchpoint"}
	}
	if out.Successors, out.Predecessors, err = s.neighbours(ctx, in); err != nil {
		return out, err
	}
	if out.Trend, err = s.trend(ctx, in); err != nil {
		return out, err
	}
	out.Kinds, err = s.boundKinds(ctx, in.Period, func(k cham.Kind) bool { return journey.Bind(&m)(k) == at })
	return out, err
}

func (s *server) neighbours(ctx context.Context, in *touchpointIn) (after, before []measure.Transition, err error) {
	a, err := s.Ask(ctx, measure.Query{Question: measure.Transitions, Map: in.ID, From: in.From, To: in.To,
		Segment: in.Segment.Measure(), Collapse: true})
	if err != nil {
		return nil, nil, err
	}
	for _, t := range a.Transitions {
		if t.From == in.Touchpoint {
			after = append(after, t)
		}
		if t.To == in.Touchpoint {
			before = append(before, t)
		}
	}
	most := func(x, y measure.Transition) int { return cmp.Compare(y.Count, x.Count) }
	slices.SortStableFunc(after, most)
	slices.SortStableFunc(before, most)
	return after, before, nil
}

// trendWeeks is how many weeks trends show.
const trendWeeks = 12

func (s *server) trend(ctx context.Context, in *touchpointIn) ([]measure.TrendPoint, error) {
	loc, err := s.Zone(ctx)
	if err != nil {
		return nil, err
	}
	weeks := lastWeeks(s.until(in.To), loc)
	a, err := s.Ask(ctx, measure.Query{Question: measure.Trend, Map: in.ID, Touchpoint: in.Touchpoint, Bucket: "week",
		From: weeks[0].From, To: weeks[len(weeks)-1].To, Segment: in.Segment.Measure(), Collapse: true})
	if err != nil {
		return nil, err
	}
	return a.Trend, nil
}

// until is the end of a period: now when it is open or lies ahead.
func (s *server) until(to time.Time) time.Time {
	if now := s.Now(); to.IsZero() || to.After(now) {
		return now
	}
	return to
}

// lastWeeks are trendWeeks weeks from Monday in a zone, in UTC, the last one
// holding the instant before end.
func lastWeeks(end time.Time, loc *time.Location) []cham.Period {
	last := end.Add(-time.Nanosecond).In(loc)
	monday := last.Day() - (int(last.Weekday())+6)%7
	start := func(week int) time.Time {
		return time.Date(last.Year(), last.Month(), monday+7*week, 0, 0, 0, 0, loc).UTC()
	}
	var all []cham.Period
	for w := 1 - trendWeeks; w <= 0; w++ {
		all = append(all, cham.Period{From: start(w), To: start(w + 1)})
	}
	return all
}

// mostKinds bounds lists of kinds.
const mostKinds = 200

func (s *server) boundKinds(ctx context.Context, p route.Period, bound func(cham.Kind) bool) ([]measure.KindCount, error) {
	kinds, err := s.Kinds(ctx, p)
	if err != nil {
		return nil, err
	}
	kinds = slices.DeleteFunc(kinds, func(k measure.KindCount) bool { return !bound(k.Kind) })
	byVolume(kinds)
	return kinds[:min(len(kinds), mostKinds)], nil
}

func (s *server) match(ctx context.Context, in *matchIn) (out MatchPreview, err error) {
	if _, err := s.Maps.Map(ctx, route.Workspace(ctx), in.ID); err != nil {
		return out, err
	}
	if err := journey.ValidRule(in.Body.Rule); err != nil {
		return out, err
	}
	alone := &cham.JourneyMap{Touchpoints: []cham.Touchpoint{{ID: "rule", Rule: in.Body.Rule}}}
	bind, p := journey.Bind(alone), route.Period{From: in.Body.From, To: in.Body.To}
	rows, err := s.count(ctx, p, measure.Segment{}, []string{"rule"}, bind)
	if err != nil {
		return out, err
	}
	out.Volume, out.Reach = rows[0].Volume, rows[0].Reach
	out.Kinds, err = s.boundKinds(ctx, p, func(k cham.Kind) bool { return bind(k) == 0 })
	return out, err
}

// byVolume sorts kinds, the largest first.
func byVolume(ks []measure.KindCount) {
	slices.SortStableFunc(ks, func(a, b measure.KindCount) int {
		return cmp.Or(cmp.Compare(b.Volume, a.Volume), cmp.Compare(a.ID, b.ID))
	})
}

// count asks volume and reach of groups of kinds: bind says the group of a
// kind, −1 for none. Rows come in the order of ids.
func (s *server) count(ctx context.Context, p route.Period, seg measure.Segment, ids []string, bind func(cham.Kind) int) ([]measure.TouchpointRow, error) {
	plan, err := s.Compile(ctx, measure.Query{Question: measure.Touchpoints, From: p.From, To: p.To, Segment: seg})
	if err != nil {
		return nil, err
	}
	plan.Nodes, plan.Bind = nodes(ids), bind
	a, err := s.Questions.Engine.Ask(ctx, route.Workspace(ctx), plan)
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
