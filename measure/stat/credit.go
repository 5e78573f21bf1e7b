package stat

import "math"

// CreditShares shares a conversion among the values of its path, by the models
// that look at one path at a time (Markov looks at all of them: Chain). Every
// attribution credits by it, of journeys and of aggregated paths alike. It
// serves one path after another, for one goroutine.
type CreditShares struct {
	// Values are the distinct ones of the path, in the order they come in it.
	Values []int
	of     []valueShares
	path   uint32
}

// valueShares are one value's, of the last path it was met on.
type valueShares struct {
	Shares
	touches int
	path    uint32
}

// Shares are what one value of a path has of the conversion, by model. Over all
// values of the path each model adds up to 1.
type Shares struct{ Linear, TimeDecay, Position, Shapley float64 }

// NewCreditShares is for paths over values 0 to values−1.
func NewCreditShares(values int) *CreditShares {
	return &CreditShares{of: make([]valueShares, values)}
}

// Of is what a value of the path has, until the next path.
func (c *CreditShares) Of(value int) *Shares { return &c.of[value].Shares }

// Meet sets Values and shares nothing, which is enough for a path to null.
func (c *CreditShares) Meet(path []int) {
	c.Values = c.Values[:0]
	c.path++
	for _, v := range path {
		if s := &c.of[v]; s.path != c.path {
			*s = valueShares{path: c.path}
			c.Values = append(c.Values, v)
		}
	}
}

// Share shares a conversion by
//
//	linear        the same to every touch
//	time decay    weights of 2^(−back / halfLife), where back[i] is how far
//	              touch i lies before the path's last, as halfLife is measured
//	position      40 % to the first touch, 40 % to the last, 20 % to those
//	              between in equal parts; halves when there are two
//	Shapley       of the game v(S) = conversions of paths whose values all lie
//	              in S: each path is shared equally by its distinct values
func (c *CreditShares) Share(path []int, back []float64, halfLife float64) {
	c.Meet(path)
	of, back := c.of, back[:len(path)]
	n, weights := len(path), 0.0
	for i, v := range path {
		w := 1.0
		if back[i] > 0 { // the last touch's is known
			w = math.Exp2(-back[i] / halfLife)
		}
		weights += w
		s := &of[v]
		s.touches++
		s.TimeDecay += w
		s.Position += positionShare(i, n)
	}
	each := 1 / float64(len(c.Values))
	for _, v := range c.Values {
		s := &of[v]
		s.Linear, s.TimeDecay, s.Shapley = float64(s.touches)/float64(n), s.TimeDecay/weights, each
	}
}

// positionShare is the credit of touch i of n.
func positionShare(i, n int) float64 {
	switch {
	case n <= 2:
		return 1 / float64(n)
	case i == 0 || i == n-1:
		return 0.4
	}
	return 0.2 / float64(n-2)
}
