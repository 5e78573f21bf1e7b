package measure

import (
	"math"
	"slices"
)

// z95 is the 97.5 % point of the standard normal distribution.
const z95 = 1.959963984540054

// NewRate returns k/n with its 95 % score interval: E. B. Wilson, "Probable
// inference, the law of succession, and statistical inference", JASA 22 (1927).
func NewRate(k, n int) Rate {
	if n == 0 {
		return Rate{High: 1}
	}
	p, m := float64(k)/float64(n), float64(n)
	denominator := 1 + z95*z95/m
	centre := (p + z95*z95/(2*m)) / denominator
	half := z95 * math.Sqrt(p*(1-p)/m+z95*z95/(4*m*m)) / denominator
	r := Rate{K: k, N: n, Value: p, Low: max(0, centre-half), High: min(1, centre+half)}
	if k == 0 {
		r.Low = 0
	}
	if k == n {
		r.High = 1
	}
	return r
}

// Quantile returns the q-quantile, 0 ≤ q ≤ 1, of an ascending sample by linear
// interpolation between order statistics: type 7 of R. J. Hyndman and Y. Fan,
// "Sample quantiles in statistical packages", The American Statistician 50
// (1996). It is 0 for an empty sample.
func Quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	lo, frac := QuantileAt(len(sorted), q)
	if frac == 0 {
		return sorted[lo]
	}
	return sorted[lo] + frac*(sorted[lo+1]-sorted[lo])
}

// QuantileAt returns the index of the lower order statistic of the q-quantile
// of n > 0 values, and the weight of the one above it.
func QuantileAt(n int, q float64) (lo int, frac float64) {
	h := q * float64(n-1)
	lo = min(int(h), n-1)
	return lo, h - float64(lo)
}

// SpreadOf returns the spread of durations in milliseconds. It sorts them.
func SpreadOf(ms []int64) Spread {
	slices.Sort(ms)
	return Spread{N: len(ms), Median: quantileMS(ms, 0.5), P90: quantileMS(ms, 0.9)}
}

func quantileMS(sorted []int64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	lo, frac := QuantileAt(len(sorted), q)
	v := float64(sorted[lo])
	if frac > 0 {
		v += frac * float64(sorted[lo+1]-sorted[lo])
	}
	return v / 1000
}

// MeanS is the mean in seconds of n durations that sum to totalMS.
func MeanS(totalMS int64, n int) float64 {
	if n == 0 {
		return 0
	}
	return float64(totalMS) / float64(n) / 1000
}

// normalTail is P(Z > z) of the standard normal distribution.
func normalTail(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }
