package measure

import (
	"cmp"
	"math"
	"slices"

	"cham/measure/stat"
)

// RetainedChange is who came back so many buckets after beginning, of all
// cohorts together, now and in the compared period.
type RetainedChange struct {
	// Bucket counts from 0, as a cohort's cells do.
	Bucket int       `json:"bucket"`
	Now    stat.Rate `json:"now"`
	Before stat.Rate `json:"before"`
	// Low and High are the 95 % interval of Now − Before.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Sure: the pooled two-proportion test rejects at 5 % after S. Holm's
	// correction for the buckets compared, and both n reach MinSample.
	Sure bool `json:"sure"`
}

// DriverChange is a factor in both periods. Where odds are not defined or
// infinite on one side, it has none.
type DriverChange struct {
	By    Dimension `json:"by"`
	Value string    `json:"value"`
	Name  string    `json:"name"`
	// Odds as in Driver, of the compared period.
	Odds float64 `json:"odds"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Ratio is the odds now to the odds before.
	Ratio float64 `json:"ratio"`
	// P is the two-sided p-value of "they are the same", on the scale of
	// logarithms, after S. Holm's correction for the factors compared.
	P    float64 `json:"p"`
	Sure bool    `json:"sure"`
}

// Compare puts an answer and the one it is compared with at the same age, part
// by part, and says what moved between them. Both must be judged at the same
// age (Query.AsOf).
func Compare(a, before *Answer) {
	SameAge(a, before)
	if a.Retention != nil && before.Retention != nil {
		a.Retention.Moved = retainedMoves(a.Retention.Cohorts, before.Retention.Cohorts)
	}
	if a.Drivers != nil && before.Drivers != nil {
		a.Drivers.Moved = driverMoves(a.Drivers.Factors, before.Drivers.Factors)
	}
	if a.Leads != nil && before.Leads != nil {
		compareLeads(a.Leads, before.Leads)
	}
	for _, p := range a.Parts {
		i := slices.IndexFunc(before.Parts, func(b Part) bool { return b.Value == p.Value && b.Others == p.Others })
		if i >= 0 && p.Answer != nil && before.Parts[i].Answer != nil {
			Compare(p.Answer, before.Parts[i].Answer)
		}
	}
}

// together pools cohorts, bucket by bucket; one that is not over counts for nobody.
func together(cohorts []Cohort) (all []stat.Rate) {
	for b := 0; ; b++ {
		k, n, any := 0, 0, false
		for _, c := range cohorts {
			if b < len(c.Cells) {
				any = true
				if !c.Cells[b].Partial {
					k, n = k+c.Cells[b].K, n+c.Cells[b].N
				}
			}
		}
		if !any {
			return all
		}
		all = append(all, stat.NewRate(k, n))
	}
}

func retainedMoves(now, before []Cohort) (moves []RetainedChange) {
	old := together(before)
	var p []float64
	for b, r := range together(now) {
		if b >= len(old) || min(r.N, old[b].N) == 0 {
			continue
		}
		m := RetainedChange{Bucket: b, Now: r, Before: old[b], Sure: min(r.N, old[b].N) >= MinSample}
		m.Low, m.High = stat.Difference(r, old[b])
		moves, p = append(moves, m), append(p, 1)
		if m.Sure {
			p[len(p)-1] = stat.PooledTest(r, old[b])
		}
	}
	for i, rejected := range stat.Rejected(p, 0.05) {
		moves[i].Sure = moves[i].Sure && rejected
	}
	return moves
}

func driverMoves(now, before []Driver) (moves []DriverChange) {
	for _, d := range now {
		i := slices.IndexFunc(before, func(b Driver) bool { return b.By == d.By && b.Value == d.Value })
		if i < 0 || !d.measured() || !before[i].measured() {
			continue
		}
		b := before[i]
		spread := math.Hypot(d.logSpread(), b.logSpread())
		moves = append(moves, DriverChange{By: d.By, Value: d.Value, Name: d.Name, Odds: b.Odds, Low: b.Low, High: b.High,
			Ratio: d.Odds / b.Odds, P: stat.TwoSided(math.Log(d.Odds/b.Odds) / spread)})
	}
	slices.SortStableFunc(moves, func(x, y DriverChange) int { return cmp.Compare(x.P, y.P) })
	p := make([]float64, len(moves))
	for i, m := range moves {
		p[i] = m.P
	}
	for i, p := range stat.Holm(p) {
		moves[i].P, moves[i].Sure = p, p < 0.05
	}
	return moves
}

// measured tells whether the odds have an interval.
func (d *Driver) measured() bool { return d.Low > 0 && d.High > d.Low }

// logSpread is the standard error of the odds' logarithm.
func (d *Driver) logSpread() float64 { return (math.Log(d.High) - math.Log(d.Low)) / (2 * stat.Z95) }
