package stat

import (
	"cmp"
	"math"
	"slices"
)

// angle is the scale on which the chance variance of a rate, 1/(4N), does not
// depend on the rate.
func angle(rate float64) float64 { return math.Asin(math.Sqrt(rate)) }

// AboveTest is the one-sided p-value of "the true rate of a is above that of b",
// on the scale of angle.
func AboveTest(a, b Rate) float64 {
	return normalTail((angle(a.Value) - angle(b.Value)) / math.Sqrt(1/(4*a.Trials())+1/(4*b.Trials())))
}

// PooledTest is the two-sided p-value of the pooled two-proportion z-test.
func PooledTest(a, b Rate) float64 {
	n, m := a.Trials(), b.Trials()
	p := (a.Value*n + b.Value*m) / (n + m)
	spread := math.Sqrt(p * (1 - p) * (1/n + 1/m))
	if spread == 0 {
		return 1
	}
	return 2 * normalTail(math.Abs(a.Value-b.Value)/spread)
}

// Holm corrects the ascending p-values of several tests by S. Holm's step-down
// rule ("A simple sequentially rejective multiple test procedure", Scand. J.
// Statistics 6, 1979): a test is rejected at α when its corrected value is at
// most α.
func Holm(ascending []float64) []float64 {
	corrected, least := make([]float64, len(ascending)), 0.0
	for i, p := range ascending {
		least = max(least, min(1, float64(len(ascending)-i)*p))
		corrected[i] = least
	}
	return corrected
}

// Rejected says which of several tests are rejected at α by Holm's rule.
func Rejected(p []float64, alpha float64) []bool {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	ascending := make([]float64, len(p))
	for i, at := range order {
		ascending[i] = p[at]
	}
	out := make([]bool, len(p))
	for i, corrected := range Holm(ascending) {
		out[order[i]] = corrected <= alpha
	}
	return out
}

// TwoSided is the p-value of a statistic that is standard normal when there is
// nothing.
func TwoSided(z float64) float64 { return 2 * normalTail(math.Abs(z)) }

// normalTail is P(Z > z) of the standard normal distribution.
func normalTail(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }
