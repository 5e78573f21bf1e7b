// Package report answers what a page shows at once: the front page, a map's
// numbers, a touchpoint in depth, a customer's parts, a list of customers. What
// one report asks is asked together, as of one instant, so that its numbers fit
// each other; pages, programs, assistants and the command line get the same.
package report

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cham"
	"cham/capability/ask"
	"cham/journey"
	"cham/measure"
)

// Service makes reports.
type Service struct {
	Questions *ask.Service
	Maps      journey.Maps
	History   History
	// Waiting counts the merge suggestions that wait for a person.
	Waiting func(ctx context.Context, ws cham.WorkspaceID) (int, error)
	// Public reports whether anybody can send as a source.
	Public func(ctx context.Context, ws cham.WorkspaceID, source cham.SourceID) (bool, error)
	// Currencies is the money that a workspace's touches state, by currency.
	Currencies func(ctx context.Context, ws cham.WorkspaceID) ([]cham.MoneySeen, error)
	// Outsider is the number of the first of the rules that takes the customer who
	// has these keys whole, −1 for none.
	Outsider func(ctx context.Context, ws cham.WorkspaceID, rules cham.Exclusions, keys []cham.KeyID) (int, error)
	// Pages are a workspace's rules about paths.
	Pages func(ctx context.Context, ws cham.WorkspaceID) (cham.PageRules, error)
}

// History is touch history by workspace.
type History interface {
	// Timeline returns the latest records of keys before an instant and, at it,
	// before a Seq, newest first; a zero instant is now, channel "" is any.
	Timeline(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, channel cham.Channel, before time.Time,
		beforeSeq int64, limit int) ([]cham.Record, error)
}

// Choice is what a report is about: when, compared to when, and who.
type Choice struct {
	measure.Period
	// Compare is the period compared to; none unless both ends are set.
	Compare measure.Period
	Segment measure.Segment
}

func (c Choice) compares() bool { return !c.Compare.From.IsZero() && !c.Compare.To.IsZero() }

// query asks a question about the choice.
func (c Choice) query(question measure.Question, m cham.MapID) measure.Query {
	return measure.Query{Question: question, Map: m, From: c.From, To: c.To, Segment: c.Segment}
}

// page is one report being made.
type page struct {
	*ask.Moment
	ws     cham.Workspace
	maps   journey.Maps
	m      *cham.JourneyMap // nil: the workspace has none
	choice Choice
}

// open begins a report about a map that must be there.
func (s *Service) open(ctx context.Context, ws cham.Workspace, id cham.MapID, c Choice) (*page, error) {
	m, err := s.Maps.Map(ctx, ws.ID, id)
	if err != nil {
		return nil, err
	}
	moment, err := s.Questions.Moment(ws)
	return &page{moment, ws, s.Maps, &m, c}, err
}

// openAny begins a report about a map; id "" is the one changed last, if any.
func (s *Service) openAny(ctx context.Context, ws cham.Workspace, id cham.MapID, c Choice) (*page, error) {
	m, err := journey.MapOr(ctx, s.Maps, ws.ID, id)
	if err != nil {
		return nil, err
	}
	moment, err := s.Questions.Moment(ws)
	return &page{moment, ws, s.Maps, m, c}, err
}

// trendWeeks is how many weeks trends show.
const trendWeeks = 12

// weeks are the trendWeeks weeks from Monday in the workspace's zone, in UTC, the
// last one holding the period's end, or now when it is open or lies ahead.
func (p *page) weeks() ([]cham.Period, error) {
	loc, err := p.Location()
	if err != nil {
		return nil, err
	}
	end := p.choice.To
	if end.IsZero() || end.After(p.Now()) {
		end = p.Now()
	}
	return lastWeeks(end, loc), nil
}

func lastWeeks(end time.Time, loc *time.Location) []cham.Period {
	last := end.Add(-time.Nanosecond).In(loc)
	monday := last.Day() - (int(last.Weekday())+6)%7
	start := func(week int) time.Time {
		return cham.Midnight(last.Year(), last.Month(), monday+7*week, loc).UTC()
	}
	var all []cham.Period
	for w := 1 - trendWeeks; w <= 0; w++ {
		all = append(all, cham.Period{From: start(w), To: start(w + 1)})
	}
	return all
}

// mostKinds bounds lists of kinds.
const mostKinds = 200

// boundKinds lists the kinds of the period that are bound, the largest first.
func (p *page) boundKinds(ctx context.Context, bound func(cham.Kind) bool) ([]measure.KindCount, error) {
	kinds, err := p.Kinds(ctx, p.choice.Period)
	if err != nil {
		return nil, err
	}
	kinds = slices.DeleteFunc(kinds, func(k measure.KindCount) bool { return !bound(k.Kind) })
	slices.SortStableFunc(kinds, func(a, b measure.KindCount) int {
		return cmp.Or(cmp.Compare(b.Volume, a.Volume), cmp.Compare(a.ID, b.ID))
	})
	return kinds[:min(len(kinds), mostKinds)], nil
}
