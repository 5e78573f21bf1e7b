package ask

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/measure"
)

// People are what is known of customers besides their touches.
type People interface {
	// Everyone lists a workspace's customers, with touches or without, ascending.
	Everyone(ctx context.Context, ws cham.WorkspaceID) ([]cham.CustomerID, error)
	// Named lists those of them who have a key that names a person, ascending.
	Named(ctx context.Context, ws cham.WorkspaceID) ([]cham.CustomerID, error)
	// WithKey lists those who have a key of a kind that is theirs alone, ascending.
	WithKey(ctx context.Context, ws cham.WorkspaceID, kind cham.KeyKind) ([]cham.CustomerID, error)
	// Trait calls f with the value of a trait of each customer who has one, ascending.
	Trait(ctx context.Context, ws cham.WorkspaceID, name string, f func(cham.CustomerID, json.RawMessage)) error
	// Consent calls f with what stands, "yes" or "no", of each customer who has
	// said something about a purpose by a channel ("" is every way), ascending.
	Consent(ctx context.Context, ws cham.WorkspaceID, purpose string, channel cham.Channel, f func(cham.CustomerID, string)) error
	// Tagged lists those who have any of some tags, ascending; their case does not matter.
	Tagged(ctx context.Context, ws cham.WorkspaceID, tags []string) ([]cham.CustomerID, error)
	// Among says the same of some customers alone, at their cost.
	Among(ids []cham.CustomerID) People
}

// RuleMembers lists the customers who meet a rule now, ascending. A wrong rule
// is CodeInvalid and names its place.
func (s *Service) RuleMembers(ctx context.Context, ws cham.Workspace, rule measure.SegmentRule) ([]cham.CustomerID, error) {
	m, err := s.Moment(ws)
	if err != nil {
		return nil, err
	}
	return m.r.ruleMembers(ctx, rule, 0)
}

func (r *request) ruleMembers(ctx context.Context, rule measure.SegmentRule, nested int) ([]cham.CustomerID, error) {
	plan, err := measure.CompileRule(rule, r.now, r.ruleNames(ctx, nested))
	if err != nil {
		return nil, err
	}
	selector, ok := r.Engine.(measure.Selector)
	if !ok {
		return nil, cham.Errorf(cham.CodeUnavailable, "ask.ruleMembers", "this engine finds no members of rules")
	}
	ids, err := selector.Members(ctx, r.ws.ID, plan)
	if err != nil {
		return nil, err
	}
	rest, err := r.untouched(ctx, &plan)
	if len(rest) > 0 {
		ids = append(ids, rest...)
		slices.Sort(ids)
	}
	return ids, err
}

func (r *request) ruleNames(ctx context.Context, nested int) measure.RuleNames {
	lead := r.ws.Leads().Grouper()
	return measure.RuleNames{
		Matches: r.Matches,
		Leads:   func(k cham.Kind) string { return lead(k.Lead()) },
		Map: func(id cham.MapID) (*cham.JourneyMap, func(cham.Kind) int, error) {
			m, err := r.Maps.Map(ctx, r.ws.ID, id)
			if err != nil {
				return nil, nil, err
			}
			return &m, r.Bind(&m), nil
		},
		Set: func(rule measure.SegmentRule) ([]cham.CustomerID, error) { return r.factOnce(ctx, rule, nested) },
	}
}

// untouched are the customers without a touch who meet a rule, ascending: people whom the
// business knows by name or number. A browser without a touch is one that rules leave
// out, or nobody's any more, and who is left out whole is no customer.
func (r *request) untouched(ctx context.Context, p *measure.RulePlan) ([]cham.CustomerID, error) {
	holds, in := p.Untouched(), map[cham.CustomerID]uint64{}
	for i, c := range p.Conditions {
		if c.Set != nil {
			for _, id := range c.Set.IDs {
				in[id] |= 1 << i
			}
		}
	}
	could := p.Meets(holds)
	for _, sets := range in {
		could = could || p.Meets(holds|sets)
	}
	if !could {
		return nil, nil
	}
	named, err := r.findOnce("named", func() ([]cham.CustomerID, error) { return r.People.Named(ctx, r.ws.ID) })
	if err != nil {
		return nil, err
	}
	meet := slices.DeleteFunc(slices.Clone(named), func(id cham.CustomerID) bool { return !p.Meets(holds | in[id]) })
	return r.withoutTouches(ctx, meet)
}

// withoutTouches are those of the customers who have no touch and are not left out.
func (r *request) withoutTouches(ctx context.Context, ids []cham.CustomerID) (none []cham.CustomerID, err error) {
	for some := range slices.Chunk(ids, atOnce) {
		all, err := r.Engine.Summaries(ctx, r.ws.ID, some)
		if err != nil {
			return nil, err
		}
		for i, c := range all {
			if c.Touches == 0 && !c.Outside {
				none = append(none, some[i])
			}
		}
	}
	return none, nil
}

func (r *request) everyone(ctx context.Context) ([]cham.CustomerID, error) {
	return r.findOnce("everyone", func() ([]cham.CustomerID, error) { return r.People.Everyone(ctx, r.ws.ID) })
}

// factOnce is factMembers, once for all rules of one moment that ask the same.
func (r *request) factOnce(ctx context.Context, rule measure.SegmentRule, nested int) ([]cham.CustomerID, error) {
	if rule.Segment != "" {
		return r.factMembers(ctx, rule, nested)
	}
	key, err := json.Marshal(rule)
	if err != nil {
		return nil, cham.Wrap(cham.CodeInvalid, "ask.factOnce", err)
	}
	return r.findOnce("fact "+string(key), func() ([]cham.CustomerID, error) { return r.factMembers(ctx, rule, nested) })
}

// factMembers are the customers who meet a condition that is not about touches, ascending.
func (r *request) factMembers(ctx context.Context, rule measure.SegmentRule, nested int) (ids []cham.CustomerID, err error) {
	switch {
	case rule.Segment != "":
		return r.saved(ctx, rule.Segment, nested+1)
	case rule.Account != nil:
		return r.customersWithValue(ctx, measure.Is{By: measure.ByAccount, Any: rule.Account})
	case rule.Reach != "":
		return r.People.WithKey(ctx, r.ws.ID, rule.Reach)
	case rule.Consent != nil:
		return r.consenting(ctx, *rule.Consent)
	case rule.Tag != nil:
		return r.tagged(ctx, *rule.Tag)
	}
	loc, err := r.location()
	if err != nil {
		return nil, err
	}
	today := r.now.In(loc)
	err = r.People.Trait(ctx, r.ws.ID, rule.Trait.Name, func(id cham.CustomerID, v json.RawMessage) {
		if hasTrait(*rule.Trait, v, today) {
			ids = append(ids, id)
		}
	})
	return ids, err
}

// consenting are the customers whose consent is in a state; who said nothing was not asked.
func (r *request) consenting(ctx context.Context, c measure.ConsentRule) (ids []cham.CustomerID, err error) {
	said := map[cham.CustomerID]bool{}
	err = r.People.Consent(ctx, r.ws.ID, c.Purpose, c.Channel, func(id cham.CustomerID, state string) {
		if said[id] = true; state == c.State {
			ids = append(ids, id)
		}
	})
	if err != nil || c.State != "unasked" {
		return ids, err
	}
	return r.others(ctx, said)
}

// others is everyone but some.
func (r *request) others(ctx context.Context, but map[cham.CustomerID]bool) ([]cham.CustomerID, error) {
	all, err := r.everyone(ctx)
	return slices.DeleteFunc(slices.Clone(all), func(id cham.CustomerID) bool { return but[id] }), err
}

// tagged are the customers with any of the tags, or with none of them.
func (r *request) tagged(ctx context.Context, c measure.TagRule) ([]cham.CustomerID, error) {
	ids, err := r.People.Tagged(ctx, r.ws.ID, c.Any)
	if err != nil || !c.Not {
		return ids, err
	}
	with := map[cham.CustomerID]bool{}
	for _, id := range ids {
		with[id] = true
	}
	return r.others(ctx, with)
}

// hasTrait reports whether a value is what a rule wants; today is in the workspace's zone.
func hasTrait(r measure.TraitRule, value json.RawMessage, today time.Time) bool {
	text := traitText(value)
	switch {
	case r.Is != nil:
		return slices.ContainsFunc(r.Is, func(want string) bool { return strings.EqualFold(strings.TrimSpace(want), text) })
	case r.Number != nil:
		n, err := strconv.ParseFloat(text, 64)
		return err == nil && r.Number.Has(n)
	case r.InDays != nil:
		days, ok := daysUntil(text, today)
		return ok && r.InDays.Has(float64(days))
	}
	return text != ""
}

// traitText is a scalar's text, "" for what is none.
func traitText(v json.RawMessage) string {
	var s string
	switch {
	case len(v) == 0 || v[0] == '{' || v[0] == '[' || string(v) == "null":
		return ""
	case json.Unmarshal(v, &s) == nil:
		return strings.TrimSpace(s)
	}
	return string(v)
}

var dateLayouts = []string{time.DateOnly, "02/01/2006", "2/1/2006", "02-01-2006", time.RFC3339}

// daysUntil is how many days there are from today to the next time the day and month
// of a date come; 29 February comes on the 28th in other years.
func daysUntil(date string, today time.Time) (int, bool) {
	for _, layout := range dateLayouts {
		born, err := time.Parse(layout, date)
		if err != nil {
			continue
		}
		from := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, time.UTC)
		next := dayOf(born, from.Year())
		if next.Before(from) {
			next = dayOf(born, from.Year()+1)
		}
		return int(next.Sub(from) / (24 * time.Hour)), true
	}
	return 0, false
}

func dayOf(born time.Time, year int) time.Time {
	d := time.Date(year, born.Month(), born.Day(), 0, 0, 0, 0, time.UTC)
	if d.Month() != born.Month() {
		d = d.AddDate(0, 0, -1)
	}
	return d
}
