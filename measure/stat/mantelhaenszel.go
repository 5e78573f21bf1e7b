package stat

import "math"

// Fourfold is a fourfold table: of those with something A converted and B did
// not, of those without it C and D.
type Fourfold struct{ A, B, C, D int }

// MantelHaenszel pools fourfold tables: the common odds ratio (N. Mantel, W.
// Haenszel, "Statistical aspects of the analysis of data from retrospective
// studies of disease", J. Nat. Cancer Inst. 22, 1959), its 95 % interval (J.
// Robins, N. Breslow, S. Greenland, "Estimators of the Mantel–Haenszel
// variance consistent in both sparse data and large-strata limiting models",
// Biometrics 42, 1986), and the two-sided p-value of their test without
// continuity correction. ok is false when no table can tell; odds may be 0 or
// infinite, low and high are 0 then.
func MantelHaenszel(tables []Fourfold) (odds, low, high, p float64, ok bool) {
	var r, s, pr, psqr, qs, excess, variance float64
	for _, t := range tables {
		a, b, c, d := float64(t.A), float64(t.B), float64(t.C), float64(t.D)
		n := a + b + c + d
		if n < 2 {
			continue
		}
		ri, si, pi, qi := a*d/n, b*c/n, (a+d)/n, (b+c)/n
		r, s = r+ri, s+si
		pr, psqr, qs = pr+pi*ri, psqr+pi*si+qi*ri, qs+qi*si
		excess += a - (a+b)*(a+c)/n
		variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))
	}
	if variance == 0 {
		return 0, 0, 0, 1, false
	}
	p = 2 * normalTail(math.Abs(excess)/math.Sqrt(variance))
	switch {
	case r == 0:
		return 0, 0, 0, p, true
	case s == 0:
		return math.Inf(1), 0, 0, p, true
	}
	odds = r / s
	half := Z95 * math.Sqrt(pr/(2*r*r)+psqr/(2*r*s)+qs/(2*s*s))
	return odds, odds * math.Exp(-half), odds * math.Exp(half), p, true
}
