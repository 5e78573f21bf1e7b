package stat

import "slices"

// Spread is a distribution of seconds: n, median and 90th percentile
// (linear interpolation between order statistics, type 7 of Hyndman & Fan 1996).
type Spread struct {
	N      int     `json:"n"`
	Median float64 `json:"median"`
	P90    float64 `json:"p90"`
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
	return SpreadOfSorted(ms)
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

// SpreadOfSorted is SpreadOf of durations that ascend already.
func SpreadOfSorted(ms []int64) Spread {
	return Spread{N: len(ms), Median: quantileMS(ms, 0.5), P90: quantileMS(ms, 0.9)}
}
