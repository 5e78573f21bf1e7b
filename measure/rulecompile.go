package measure

import (
	"slices"
	"time"

	"cham"
)

func (c *ruleCompiler) condition(place string, r SegmentRule) Condition {
	switch {
	case r.Touch != nil:
		return Condition{Touch: c.touch(place+".touch", *r.Touch)}
	case r.Buy != nil:
		return Condition{Buy: c.buy(place+".buy", *r.Buy)}
	case r.Stand != nil:
		return Condition{Stand: c.stand(place+".stand", *r.Stand)}
	case r.Came != nil:
		return Condition{Came: c.came(place+".came", *r.Came)}
	}
	c.checkFact(place, r)
	if c.err != nil {
		return Condition{}
	}
	ids, err := c.Set(r)
	if err != nil {
		c.err = err
	}
	return Condition{Set: &CustomerSet{ids}}
}

func (c *ruleCompiler) touch(place string, r TouchRule) *TouchCondition {
	out := &TouchCondition{TouchRule: r}
	out.From, out.To = c.span(place, r.Span)
	c.ranges(place, map[string]*Range{"times": r.Times, "sinceDays": r.SinceDays})
	if r.Only != "" && r.Only != "first" && r.Only != "last" {
		c.refuse(place+".only", "must be \"first\" or \"last\"")
	}
	if r.Count != CountTouches && r.Count != CountSessions && r.Count != CountOfAPage {
		c.refuse(place+".count", "must be \"session\" or \"samePage\"")
	}
	switch {
	case r.Map != "" || r.Touchpoints != nil:
		at := c.places(place, r.Map, r.Touchpoints, nil)
		out.Is = func(k cham.Kind) bool { return at != nil && at.of(k) == 1 }
	case len(r.Match) > 0:
		out.Is = func(k cham.Kind) bool {
			return slices.ContainsFunc(r.Match, func(m cham.Match) bool { return c.Matches(m, k) })
		}
	default:
		out.Is = func(cham.Kind) bool { return true }
	}
	return out
}

func (c *ruleCompiler) buy(place string, r BuyRule) *BuyCondition {
	out := &BuyCondition{BuyRule: r}
	out.From, out.To = c.span(place, r.Span)
	c.ranges(place, map[string]*Range{"times": r.Times, "value": r.Value, "sinceDays": r.SinceDays})
	return out
}

func (c *ruleCompiler) stand(place string, r StandRule) *StandCondition {
	c.ranges(place, map[string]*Range{"forDays": r.ForDays})
	at := c.places(place, r.Map, r.Touchpoints, r.Stages)
	if at == nil {
		return nil
	}
	silence := defaultSilence
	if at.m.SilenceDays > 0 {
		silence = time.Duration(at.m.SilenceDays) * day
	}
	return &StandCondition{Place: at.of, Silence: silence, ForDays: r.ForDays}
}

func (c *ruleCompiler) came(place string, r CameRule) *CameCondition {
	if len(r.FirstLead)+len(r.LastLead)+len(r.FirstChannel)+len(r.FirstSource) == 0 {
		c.refuse(place, "choose a lead source, channel or source")
	}
	return &CameCondition{
		First: func(k cham.Kind) bool {
			return anyOf(r.FirstLead, func() string { return c.Leads(k) }) && anyOf(r.FirstChannel, func() cham.Channel { return k.Channel }) &&
				anyOf(r.FirstSource, func() string { return k.Source })
		},
		Last: func(k cham.Kind) bool { return anyOf(r.LastLead, func() string { return c.Leads(k) }) },
	}
}

func anyOf[T comparable](wanted []T, value func() T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value())
}

// mapPlaces are touchpoints that are listed, of a map.
type mapPlaces struct {
	m      *cham.JourneyMap
	bind   func(cham.Kind) int
	listed []bool
}

func (p *mapPlaces) of(k cham.Kind) int {
	n := p.bind(k)
	switch {
	case n < 0:
		return -1
	case p.listed[n]:
		return 1
	}
	return 0
}

// places finds touchpoints by their ids and those of whole stages, nil when something is wrong.
func (c *ruleCompiler) places(place string, id cham.MapID, touchpoints, stages []string) *mapPlaces {
	m, bind, err := c.Map(id)
	if err != nil {
		if c.err == nil {
			c.err = err
		}
		return nil
	}
	if len(touchpoints)+len(stages) == 0 {
		c.refuse(place, "choose a touchpoint or a stage of the map")
	}
	p := &mapPlaces{m, bind, make([]bool, len(m.Touchpoints))}
	unknown := slices.Clone(touchpoints)
	for i, t := range m.Touchpoints {
		p.listed[i] = slices.Contains(touchpoints, t.ID) || slices.Contains(stages, t.Stage)
		unknown = slices.DeleteFunc(unknown, func(id string) bool { return id == t.ID })
	}
	if len(unknown) > 0 {
		c.refuse(place+".touchpoints", "the map has no touchpoint %q", unknown[0])
	}
	for _, s := range stages {
		if !slices.ContainsFunc(m.Stages, func(have cham.Stage) bool { return have.ID == s }) {
			c.refuse(place+".stages", "the map has no stage %q", s)
		}
	}
	return p
}

// span turns days to instants.
func (c *ruleCompiler) span(place string, s Span) (from, to time.Time) {
	switch {
	case s.WithinDays < 0 || s.WithinDays > 36500:
		c.refuse(place+".withinDays", "must be from 0 to 36500")
	case s.WithinDays > 0 && !(s.From.IsZero() && s.To.IsZero()):
		c.refuse(place+".withinDays", "choose the last days or a period, not both")
	case !s.From.IsZero() && !s.To.IsZero() && !s.From.Before(s.To):
		c.refuse(place+".to", "the period must end after it starts")
	case s.WithinDays > 0:
		return c.plan.Now.Add(-time.Duration(s.WithinDays * float64(day))), time.Time{}
	}
	return s.From, s.To
}

func (c *ruleCompiler) ranges(place string, all map[string]*Range) {
	for name, r := range all {
		if r == nil {
			continue
		}
		if r.AtLeast == nil && r.AtMost == nil {
			c.refuse(place+"."+name, "needs a number: at least, at most, or both")
		}
		if r.AtLeast != nil && r.AtMost != nil && *r.AtLeast > *r.AtMost {
			c.refuse(place+"."+name, "at least %v and at most %v: nothing is both", *r.AtLeast, *r.AtMost)
		}
	}
}

// consentPurposes are those of ConsentRule.
var consentPurposes = []string{"service", "care", "marketing", "tracking", "personal"}

// checkFact checks a condition that is not about touches.
func (c *ruleCompiler) checkFact(place string, r SegmentRule) {
	switch {
	case r.Trait != nil:
		if r.Trait.Name == "" {
			c.refuse(place+".trait.name", "say which")
		}
		c.ranges(place+".trait", map[string]*Range{"number": r.Trait.Number, "inDays": r.Trait.InDays})
	case r.Consent != nil && !slices.Contains(consentPurposes, r.Consent.Purpose):
		c.refuse(place+".consent.purpose", "must be one of %q", consentPurposes)
	case r.Consent != nil && !slices.Contains([]string{"yes", "no", "unasked"}, r.Consent.State):
		c.refuse(place+".consent.state", "must be \"yes\", \"no\" or \"unasked\"")
	case r.Reach != "" && !slices.Contains(cham.KeyKinds[:], r.Reach):
		c.refuse(place+".reach", "no kind of key is called %q", r.Reach)
	case r.Tag != nil && len(r.Tag.Any) == 0:
		c.refuse(place+".tag.any", "choose a tag")
	case r.Account != nil && len(r.Account) == 0:
		c.refuse(place+".account", "choose an account")
	}
}
