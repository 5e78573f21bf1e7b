package measure

import (
	"slices"

	"cham"
)

// ReadyRule is a rule to begin with, to be changed by who uses it.
type ReadyRule struct {
	Key   string      `json:"key" doc:"the pages say by it what it is called"`
	Group string      `json:"group" enum:"rfm,life" doc:"rfm: how lately, how often, for how much; life: time with the business"`
	Rule  SegmentRule `json:"rule"`
}

// Ready are the ready rules of a business, and the pace they are made of.
type Ready struct {
	Pace  Pace        `json:"pace"`
	Rules []ReadyRule `json:"rules"`
}

// leftCartDays is for how long who left something in a cart is worth asking.
const leftCartDays = 7

// NewReady makes the ready rules for a pace. No customer is in two of the group rfm,
// nor of new, active, silent and lost. Where nothing is known to be much money, none asks for it.
func NewReady(p Pace) Ready {
	half, most, gone := float64(p.Half), float64(p.Most), float64(p.Gone)
	often, seldom := bought(float64(p.Often), 0), bought(0, float64(p.Often-1))
	loyal := every(lately(0, most), often, SegmentRule{None: []SegmentRule{every(lately(0, half), p.spent())}})
	rules := []ReadyRule{
		{"champions", "rfm", every(lately(0, half), often, p.spent())},
		{"loyal", "rfm", loyal},
		{"promising", "rfm", every(lately(0, half), seldom)},
		{"attention", "rfm", every(lately(half, most), seldom)},
		{"leaving", "rfm", every(lately(most, gone), often)},
		{"lostHigh", "rfm", every(lately(gone, 0), p.spent())},
		{"new", "life", every(lately(0, half), bought(1, 1))},
		{"active", "life", every(lately(0, half), bought(2, 0))},
		{"cooling", "life", every(lately(half, most))},
		{"silent", "life", every(lately(most, gone))},
		{"lost", "life", every(lately(gone, 0))},
		{"onePurchase", "life", every(bought(1, 1), lately(half, 0))},
		{"birthday", "life", every(SegmentRule{Trait: &TraitRule{Name: "birthday", InDays: between(0, leftCartDays)}})},
		{"cart", "life", every(SegmentRule{Any: []SegmentRule{inCart("Product Added"), inCart("Checkout Started")}},
			SegmentRule{None: []SegmentRule{{Buy: &BuyRule{Span: Span{WithinDays: leftCartDays}}}}})},
	}
	if p.Worth == 0 {
		rules = slices.DeleteFunc(rules, func(r ReadyRule) bool { return r.Key == "lostHigh" })
	}
	return Ready{p, rules}
}

// every joins conditions; the zero one says nothing.
func every(of ...SegmentRule) SegmentRule {
	return SegmentRule{All: slices.DeleteFunc(of, func(r SegmentRule) bool { return r.fields() == 0 })}
}

// The ranges of conditions: 0 is open. Each is a condition of its own, as the pages edit them.
func lately(low, high float64) SegmentRule {
	return SegmentRule{Buy: &BuyRule{SinceDays: between(low, high)}}
}

func bought(low, high float64) SegmentRule {
	return SegmentRule{Buy: &BuyRule{Times: between(low, high)}}
}

func (p Pace) spent() SegmentRule {
	if p.Worth == 0 {
		return SegmentRule{}
	}
	return SegmentRule{Buy: &BuyRule{Value: between(p.Worth, 0)}}
}

func inCart(event string) SegmentRule {
	return SegmentRule{Touch: &TouchRule{Match: []cham.Match{{Event: event}}, Span: Span{WithinDays: leftCartDays}}}
}

func between(low, high float64) *Range {
	r := &Range{}
	if low != 0 {
		r.AtLeast = &low
	}
	if high != 0 {
		r.AtMost = &high
	}
	return r
}
