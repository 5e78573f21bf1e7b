package measure

import (
	"context"
	"fmt"
	"math/bits"
	"time"

	"cham"
)

// MaxConditions bounds the conditions of one rule, and MaxRuleDepth how deep
// rules hold rules.
const (
	MaxConditions = 64
	MaxRuleDepth  = 8
)

// Selector finds the customers who meet a rule. Every engine must find the same.
type Selector interface {
	// Members lists those with touches who meet the plan, ascending. Touches after
	// the plan's Now are not looked at.
	Members(ctx context.Context, ws cham.WorkspaceID, p RulePlan) ([]cham.CustomerID, error)
}

// Narrower is an engine's moment that can look at few customers.
type Narrower interface {
	// Among is the same moment, in which Members looks at some customers alone, at the
	// cost of their touches. Everything else it answers of all.
	Among(ids []cham.CustomerID) Engine
}

// RulePlan is a SegmentRule made ready for a Selector: names resolved, days turned to instants.
type RulePlan struct {
	Now        time.Time
	Conditions []Condition
	root       ruleNode
}

// Condition is one condition of a rule; exactly one field is set.
type Condition struct {
	Touch *TouchCondition
	Buy   *BuyCondition
	Stand *StandCondition
	Came  *CameCondition
	Set   *CustomerSet
}

// CustomerSet are customers that somebody else found, ascending.
type CustomerSet struct{ IDs []cham.CustomerID }

// TouchCondition is a TouchRule made ready.
type TouchCondition struct {
	TouchRule
	From, To time.Time // zero is open; To is exclusive
	Is       func(cham.Kind) bool
}

// BuyCondition is a BuyRule made ready.
type BuyCondition struct {
	BuyRule
	From, To time.Time
}

// StandCondition is a StandRule made ready. Place is −1 for a kind that is not
// on the map, 1 for one at what is listed, else 0.
type StandCondition struct {
	Place   func(cham.Kind) int
	Silence time.Duration
	ForDays *Range
}

// CameCondition is a CameRule made ready: what must hold for the kind of the first
// touch ever, and for that of the latest touch that says how they came (Kind.Arrives; the first's when none does).
type CameCondition struct{ First, Last func(cham.Kind) bool }

// HasTimes reports whether a customer who did it n times, the latest at an instant, meets the condition.
func (c *TouchCondition) HasTimes(n int, latest, now time.Time) bool {
	if c.Times == nil && n == 0 || !c.Times.Has(float64(n)) {
		return false
	}
	return c.SinceDays == nil || n > 0 && c.SinceDays.Has(days(now.Sub(latest)))
}

// HasBought reports whether a customer with n purchases worth value, the latest at an instant, meets the condition.
func (c *BuyCondition) HasBought(n int, value float64, latest, now time.Time) bool {
	if c.Times == nil && c.Value == nil && n == 0 || !c.Times.Has(float64(n)) || !c.Value.Has(value) {
		return false
	}
	return c.SinceDays == nil || n > 0 && c.SinceDays.Has(days(now.Sub(latest)))
}

func days(d time.Duration) float64 { return float64(d) / float64(day) }

// RuleNames finds what a rule names.
type RuleNames struct {
	// Matches is journey.Matches.
	Matches func(cham.Match, cham.Kind) bool
	// Map returns a map, and the touchpoint of a kind on it (journey.Bind).
	Map func(cham.MapID) (*cham.JourneyMap, func(cham.Kind) int, error)
	// Leads names the group of lead sources of a kind.
	Leads func(cham.Kind) string
	// Set finds who meets a condition that is not about touches, ascending.
	Set func(SegmentRule) ([]cham.CustomerID, error)
}

type ruleOp byte

const (
	opCondition ruleOp = iota
	opAll
	opAny
	opNone
)

type ruleNode struct {
	op        ruleOp
	of        []ruleNode
	condition int
}

// Meets reports whether a customer meets the rule, by which conditions hold for
// them: bit i is Conditions[i].
func (p *RulePlan) Meets(holds uint64) bool { return p.root.meets(holds) }

func (n *ruleNode) meets(holds uint64) bool {
	if n.op == opCondition {
		return holds>>n.condition&1 != 0
	}
	for i := range n.of {
		if n.of[i].meets(holds) != (n.op == opAll) {
			return n.op == opAny
		}
	}
	return n.op != opAny
}

// Untouched are the conditions that hold for somebody without a touch.
func (p *RulePlan) Untouched() (holds uint64) {
	for i, c := range p.Conditions {
		none := c.Touch != nil && c.Touch.HasTimes(0, time.Time{}, p.Now) ||
			c.Buy != nil && c.Buy.HasBought(0, 0, time.Time{}, p.Now)
		if none {
			holds |= 1 << i
		}
	}
	return holds
}

// CompileRule makes a rule ready as of now. A wrong rule is CodeInvalid and names the
// place, as "rule.all[1].touch.times".
func CompileRule(r SegmentRule, now time.Time, names RuleNames) (RulePlan, error) {
	c := ruleCompiler{RuleNames: names, plan: RulePlan{Now: now}}
	c.plan.root = c.node("rule", r, 0)
	return c.plan, c.err
}

type ruleCompiler struct {
	RuleNames
	plan RulePlan
	err  error // the first
}

func (c *ruleCompiler) refuse(place, hint string, args ...any) {
	if c.err == nil {
		c.err = Invalid(place, hint, args...)
	}
}

func (c *ruleCompiler) node(place string, r SegmentRule, depth int) ruleNode {
	if n := r.fields(); n != 1 {
		c.refuse(place, "a rule is exactly one condition or group; this one has %d", n)
	}
	if depth > MaxRuleDepth {
		c.refuse(place, "rules are nested at most %d deep", MaxRuleDepth)
	}
	if c.err != nil {
		return ruleNode{}
	}
	switch {
	case r.All != nil:
		return c.group(place+".all", opAll, r.All, depth)
	case r.Any != nil:
		return c.group(place+".any", opAny, r.Any, depth)
	case r.None != nil:
		return c.group(place+".none", opNone, r.None, depth)
	}
	if len(c.plan.Conditions) == MaxConditions {
		c.refuse(place, "a rule has at most %d conditions", MaxConditions)
		return ruleNode{}
	}
	c.plan.Conditions = append(c.plan.Conditions, c.condition(place, r))
	return ruleNode{condition: len(c.plan.Conditions) - 1}
}

func (c *ruleCompiler) group(place string, op ruleOp, rules []SegmentRule, depth int) ruleNode {
	n := ruleNode{op: op}
	if len(rules) == 0 {
		c.refuse(place, "a group needs a condition")
	}
	for i, r := range rules {
		n.of = append(n.of, c.node(fmt.Sprintf("%s[%d]", place, i), r, depth+1))
	}
	return n
}

// fields counts what is set.
func (r *SegmentRule) fields() int {
	var set uint
	for i, is := range []bool{r.All != nil, r.Any != nil, r.None != nil, r.Touch != nil, r.Buy != nil, r.Stand != nil, r.Came != nil,
		r.Trait != nil, r.Consent != nil, r.Tag != nil, r.Reach != "", r.Account != nil, r.Segment != ""} {
		if is {
			set |= 1 << i
		}
	}
	return bits.OnesCount(set)
}

// Walk calls f with the rule and every rule it holds.
func (r SegmentRule) Walk(f func(SegmentRule)) {
	f(r)
	for _, group := range [][]SegmentRule{r.All, r.Any, r.None} {
		for _, inner := range group {
			inner.Walk(f)
		}
	}
}
