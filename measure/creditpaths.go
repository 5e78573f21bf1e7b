package measure

import (
	"math"
	"slices"

	"cham/measure/stat"
)

// CreditPath is a way that customers took, with what it led to. Steps are
// numbers of values.
type CreditPath struct {
	Steps       []int
	Conversions float64
	Value       float64
	Null        float64
}

// PathModels are the choices of attribution over aggregated paths.
type PathModels struct {
	// HalfLife of time decay in touches, over 0; a touch's weight is
	// 2^(−touches after it / HalfLife).
	HalfLife float64
	// Order of the Markov chain, 1 to 3.
	Order int
	// Collapse takes equal values in a row for one.
	Collapse bool
}

// Attribute credits the values of aggregated paths by all models: first and
// last give the whole to one touch, Markov goes by removal effects (stat.Chain),
// brought to add up to all conversions, the others are those of stat.CreditShares.
// Value is credited as conversions are; by Markov in the same shares.
func Attribute(values []string, paths []CreditPath, o PathModels) *AttributionAnswer {
	a := &AttributionAnswer{Order: o.Order, Rows: make([]CreditRow, len(values))}
	for i, v := range values {
		a.Rows[i].Value = v
	}
	chain, shares := stat.NewChain(len(values), o.Order), stat.NewCreditShares(len(values))
	conversions, null := 0.0, 0.0
	for _, p := range paths {
		if o.Collapse {
			p.Steps = slices.Compact(slices.Clone(p.Steps))
		}
		conversions, null = conversions+p.Conversions, null+p.Null
		a.Value += p.Value
		a.creditPath(p, o.HalfLife, shares)
		chain.Path(p.Steps, p.Conversions, p.Null)
	}
	a.Conversions, a.Null = int(math.Round(conversions)), int(math.Round(null))
	a.creditMarkov(chain, conversions)
	return a
}

func (a *AttributionAnswer) creditPath(p CreditPath, halfLife float64, shares *stat.CreditShares) {
	n := len(p.Steps)
	back := make([]float64, n)
	for i := range back {
		back[i] = float64(n - 1 - i)
	}
	shares.Share(p.Steps, back, halfLife)
	for _, v := range shares.Values {
		r, s := &a.Rows[v], shares.Of(v)
		r.Paths += int(math.Round(p.Conversions))
		r.Null += int(math.Round(p.Null))
		r.Credits.Linear.add(p, s.Linear)
		r.Credits.TimeDecay.add(p, s.TimeDecay)
		r.Credits.Position.add(p, s.Position)
		r.Credits.Shapley.add(p, s.Shapley)
	}
	a.Rows[p.Steps[0]].Credits.First.add(p, 1)
	a.Rows[p.Steps[n-1]].Credits.Last.add(p, 1)
}

func (c *Credit) add(p CreditPath, share float64) {
	c.Conversions += share * p.Conversions
	c.Value += share * p.Value
}
