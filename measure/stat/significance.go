package stat

import "math"

// ScoreTest is the one-sided p-value of "the true rate is above norm".
func ScoreTest(r Rate, norm float64) float64 {
	if norm <= 0 {
		if r.K > 0 {
			return 0
		}
		return 1
	}
	if norm >= 1 {
		return 1
	}
	return normalTail((r.Value - norm) / math.Sqrt(norm*(1-norm)/float64(r.N)))
}

// PooledTest is the two-sided p-value of the pooled two-proportion z-test.
func PooledTest(a, b Rate) float64 {
	n, m := float64(a.N), float64(b.N)
	p := float64(a.K+b.K) / (n + m)
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

// normalTail is P(Z > z) of the standard normal distribution.
func normalTail(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }
