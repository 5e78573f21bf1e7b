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

// SameAgeTest is the two-sided p-value of "both are the same share" for two rates of what takes
// time, at the age of the younger (J. P. Klein et al., "Analyzing survival curves at a fixed point
// in time", Statistics in Medicine 26, 2007), each with the variance it would have, of those it has at
// risk each day, were the daily shares of both the same: by its own events a rate that is low by chance
// would seem surer than it is. Plain shares are told apart by PooledTest.
func SameAgeTest(a, b Rate) float64 {
	a, b = SameAge(a, b)
	if a.of == nil || b.of == nil || a.inverse || b.inverse || a.Age != b.Age {
		return PooledTest(a, b)
	}
	days, more := a.of.risks(a.Age), b.of.risks(a.Age)
	survival, variance := 1.0, 0.0
	for d := range min(len(days), len(more)) {
		n, m := days[d].atRisk, more[d].atRisk
		if h := (days[d].events + more[d].events) / (n + m); h > 0 && h < 1 {
			survival *= 1 - h
			variance += h / (1 - h) * (1/n + 1/m)
		} else if h == 1 {
			return PooledTest(a, b)
		}
	}
	if variance == 0 {
		return 1
	}
	return TwoSided((a.Value - b.Value) / (survival * math.Sqrt(variance)))
}

// risk is a day of a curve.
type risk struct{ atRisk, events float64 }

func (w *Waiting) risks(days int) (all []risk) {
	w.walk(days, func(atRisk, events int) { all = append(all, risk{float64(max(1, atRisk)), float64(events)}) })
	return all
}

// ManyExpected reports whether, were both rates the same, at least five with and five
// without are to be expected on either side: under that PooledTest rejects too often
// (W. G. Cochran, "Some methods for strengthening the common χ² tests", Biometrics 10, 1954).
func ManyExpected(a, b Rate) bool {
	n, m := a.Trials(), b.Trials()
	p := (a.Value*n + b.Value*m) / (n + m)
	return min(n, m)*min(p, 1-p) >= 5
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
