// Package stat is statistics on plain numbers: rates and their intervals,
// quantiles, survival, Markov chains, tests and their correction. It knows
// nothing of journeys and queries.
package stat

import (
	"math"
)

// Z95 is the 97.5 % point of the standard normal distribution.
const Z95 = 1.959963984540054

// Rate is a share K/N with its 95 % interval (Wilson 1927). Value is 0 and
// the interval [0, 1] when N is 0.
//
// A rate of what takes time says at which Age it is, in whole days, and how many
// of the N are Open, without the event so far (Waiting): its Value is K/N when
// none is, and an estimate otherwise.
type Rate struct {
	K     int     `json:"k"`
	N     int     `json:"n"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Age   int     `json:"age,omitempty"`
	Open  int     `json:"open,omitempty"`

	of      *Waiting // what it was made of, nil for a plain share
	inverse bool     // it is of.Without
}

// NewRate returns k/n with its 95 % score interval: E. B. Wilson, "Probable
// inference, the law of succession, and statistical inference", JASA 22 (1927).
func NewRate(k, n int) Rate {
	if n == 0 {
		return Rate{High: 1}
	}
	p, m := float64(k)/float64(n), float64(n)
	denominator := 1 + Z95*Z95/m
	centre := (p + Z95*Z95/(2*m)) / denominator
	half := Z95 * math.Sqrt(p*(1-p)/m+Z95*Z95/(4*m*m)) / denominator
	r := Rate{K: k, N: n, Value: p, Low: max(0, centre-half), High: min(1, centre+half)}
	if k == 0 {
		r.Low = 0
	}
	if k == n {
		r.High = 1
	}
	return r
}

// Difference is the 95 % interval of a − b for two independent rates: method
// 10 of R. G. Newcombe, "Interval estimation for the difference between
// independent proportions", Statistics in Medicine 17 (1998), built from the
// two Wilson intervals.
func Difference(a, b Rate) (low, high float64) {
	d := a.Value - b.Value
	low = d - math.Hypot(a.Value-a.Low, b.High-b.Value)
	high = d + math.Hypot(a.High-a.Value, b.Value-b.Low)
	return low, high
}
