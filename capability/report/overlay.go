package report

import (
	"cmp"
	"context"
	"slices"

	"cham"
	"cham/journey"
	"cham/measure"
)

// mostPlaces bounds the list of unmapped places; their number is not cut.
const mostPlaces = 200

// Overlay is a map's numbers.
func (s *Service) Overlay(ctx context.Context, ws cham.Workspace, id cham.MapID, c Choice) (out MapOverlay, err error) {
	p, err := s.open(ctx, ws, id, c)
	if err != nil {
		return out, err
	}
	now, journeys, err := p.numbers(ctx)
	if err != nil {
		return out, err
	}
	out.Answer, out.Journeys, out.Overflow = *now, *journeys, now.Overflow > 0
	if out.Neglected, err = p.neglected(ctx, now); err != nil {
		return out, err
	}
	if out.Compare, out.ComparedTo, err = p.compared(ctx); err != nil {
		return out, err
	}
	if out.Compare != nil {
		sameAge(&out.Answer, &out.Journeys, out.Compare, out.ComparedTo)
	}
	out.Breakpoints = breakpoints(now, out.Compare, journeys)
	out.Unmapped, _, err = p.unmapped(ctx)
	return out, err
}

// sameAge puts the rates of two periods at the same age.
func sameAge(now *measure.Answer, journeys *measure.JourneySummary, before *measure.Answer, then *measure.JourneySummary) {
	measure.SameAge(now, before)
	measure.SameAge(&measure.Answer{Journeys: journeys}, &measure.Answer{Journeys: then})
}

// numbers asks the two questions behind a map's numbers.
func (p *page) numbers(ctx context.Context) (*measure.Answer, *measure.JourneySummary, error) {
	return p.overMap(ctx, p.choice.query(measure.Touchpoints, p.m.ID))
}

// compared are the numbers of the period compared to, nil without one.
func (p *page) compared(ctx context.Context) (*measure.Answer, *measure.JourneySummary, error) {
	if !p.choice.compares() {
		return nil, nil, nil
	}
	return p.overMap(ctx, p.before(p.choice.query(measure.Touchpoints, p.m.ID)))
}

// before is the query about the period compared to, judged when that was as old
// as the period is now, while that lies before now. Then both leave out as many
// journeys as still open; see docs/decisions/0005-comparisons-are-of-equal-age.md.
func (p *page) before(q measure.Query) measure.Query {
	q.From, q.To = p.choice.Compare.From, p.choice.Compare.To
	if to := p.choice.To; !to.IsZero() {
		q.AsOf = q.To.Add(p.Now().Sub(to))
	}
	return q
}

func (p *page) overMap(ctx context.Context, q measure.Query) (*measure.Answer, *measure.JourneySummary, error) {
	a, err := p.Ask(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	q.Question = measure.Journeys
	j, err := p.Ask(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	return a, j.Journeys, nil
}

// breakpoints finds them among a map's numbers, with the money of what they lose.
func breakpoints(now, before *measure.Answer, j *measure.JourneySummary) []Breakpoint {
	perJourney := 0.0
	if j.Started > 0 {
		perJourney = j.Value / float64(j.Started)
	}
	var out []Breakpoint
	for _, b := range measure.Breakpoints(now, before) {
		by := "exit"
		if b.Behind {
			by = "back"
		}
		out = append(out, Breakpoint{Touchpoint: b.Touchpoint, Kind: b.Kind, Measure: by, Rate: b.Rate, Norm: b.Norm,
			Low: b.Low, High: b.High, Extra: b.Extra, Money: b.Extra * perJourney})
	}
	return out
}

// unmapped finds the places that have touches in the period and none on the
// map, the largest first, and their number.
func (p *page) unmapped(ctx context.Context) ([]KindGroup, int, error) {
	kinds, err := p.Kinds(ctx, p.choice.Period)
	if err != nil {
		return nil, 0, err
	}
	bind := journey.Bind(p.m)
	kinds = slices.DeleteFunc(kinds, func(k measure.KindCount) bool {
		return k.Name == "" || k.Name == overflowName || bind(k.Kind) >= 0
	})
	groups := groupKinds(kinds)
	rows, err := p.countGroups(ctx, kinds, groups)
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
func (p *page) countGroups(ctx context.Context, kinds []measure.KindCount, groups []KindGroup) ([]measure.TouchpointRow, error) {
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
	return p.Groups(ctx, p.choice.Period, p.choice.Segment, ids, func(k cham.Kind) int {
		if i, ok := at[k]; ok {
			return i
		}
		return -1
	})
}
