package stat

import "math"

// Peer is a rate among its like. N is how many trials would tell the rate as
// well (Rate.Trials); the rates of one Group vary around a common centre.
type Peer struct {
	Rate, N float64
	Group   int
}

// Limit is what its like say of a rate: their centre with its 95 % interval,
// and P, the one-sided p-value of "above what chance and the natural spread
// between peers explain". Without a peer in its group P is 1 and the centre
// anywhere in [0, 1].
type Limit struct {
	Centre, Low, High, P float64
}

// natural is a spread between peers with the logarithm of its prior weight.
type natural struct{ spread, weight float64 }

// naturals are the spreads that are weighed, in log odds: with even odds none
// (touchpoints of one kind often do not differ), else half-normal with scale
// 0.8. The more peers, the less the prior matters.
var naturals = func() []natural {
	const scale, ratio = 0.8, 1.25
	all := []natural{{0, 0}}
	for s := 0.03; s < 2.8; s *= ratio {
		width := s * (math.Sqrt(ratio) - 1/math.Sqrt(ratio))
		all = append(all, natural{s, math.Log(width/scale*math.Sqrt(2/math.Pi)) - s*s/(2*scale*scale)})
	}
	return all
}()

// FunnelLimit holds a rate against its peers: a funnel limit for over-dispersed
// rates with an additive random effect (D. J. Spiegelhalter, "Funnel plots for
// comparing institutional performance", "Handling over-dispersion of
// performance indicators", Statistics in Medicine 24, 2005), in log odds. Peers
// of other groups help to tell the spread, which is common. What is not known
// of the spread, and of the centre, widens the limit: P is the mean over the
// spread's posterior, by its restricted likelihood.
//
// Simulated (20 peers with 60 to 2,000 trials each, a natural spread of 0.3 in
// log odds, Holm's rule at 2.5 %), plugging in one spread, additive or
// multiplicative (scaling the chance variation), called one out in 5 to 15 % of
// sets where nothing was wrong, the mean over spreads in half as many.
func FunnelLimit(x Peer, peers []Peer) Limit {
	groups := x.Group + 1
	ys, chances := make([]float64, len(peers)), make([]float64, len(peers))
	for i, p := range peers {
		groups = max(groups, p.Group+1)
		ys[i], chances[i] = p.logOdds()
	}
	at, chance := x.logOdds()
	of, all := make([]moments, groups), make([]reading, len(naturals))
	for k, n := range naturals {
		clear(of)
		varied := n.spread * n.spread
		deviance := 0.0
		for i, p := range peers {
			of[p.Group].add(1/(chances[i]+varied), ys[i])
			deviance += math.Log(chances[i] + varied)
		}
		own := of[x.Group]
		if own.n == 0 {
			return Limit{High: 1, P: 1}
		}
		for _, m := range of {
			deviance += m.deviance()
		}
		centre, unsure := own.y/own.w, 1/own.w
		z := (at - centre) / math.Sqrt(chance+varied+unsure)
		all[k] = reading{n.weight - deviance/2, centre, unsure, normalTail(z)}
	}
	return mean(all)
}

// logOdds are the empirical log odds with their variance.
func (p Peer) logOdds() (y, variance float64) {
	with, without := p.Rate*p.N+0.5, (1-p.Rate)*p.N+0.5
	return math.Log(with / without), 1/with + 1/without
}

// reading is what one natural spread says: its log weight, the centre with its
// variance, and the p-value.
type reading struct{ weight, centre, variance, tail float64 }

func mean(all []reading) Limit {
	top := all[0].weight
	for _, r := range all {
		top = max(top, r.weight)
	}
	var sum, centre, square, tail float64
	for _, r := range all {
		w := math.Exp(r.weight - top)
		sum += w
		centre += w * r.centre
		square += w * (r.centre*r.centre + r.variance)
		tail += w * r.tail
	}
	centre /= sum
	half := Z95 * math.Sqrt(max(0, square/sum-centre*centre))
	return Limit{Centre: rateAt(centre), Low: rateAt(centre - half), High: rateAt(centre + half), P: tail / sum}
}

// moments of values weighed by their precision.
type moments struct {
	n        int
	w, y, yy float64
}

func (m *moments) add(w, y float64) {
	m.n++
	m.w, m.y, m.yy = m.w+w, m.y+w*y, m.yy+w*y*y
}

// deviance is minus twice the restricted log likelihood of a group, but for the
// logarithms of its members' variances.
func (m *moments) deviance() float64 {
	if m.n == 0 {
		return 0
	}
	return math.Log(m.w) + m.yy - m.y*m.y/m.w
}

// Trials is how many trials without censoring would tell the rate as well: the
// N whose Wilson interval, symmetric in log odds, is as wide as Low to High.
func (r Rate) Trials() float64 {
	if r.Low <= 0 || r.High >= 1 || r.Value <= 0 || r.Value >= 1 {
		return float64(r.N)
	}
	root := Z95 / (2 * math.Sinh((logOdds(r.High)-logOdds(r.Low))/4))
	return root * root / (r.Value * (1 - r.Value))
}

func logOdds(p float64) float64 { return math.Log(p / (1 - p)) }

// rateAt is the rate at log odds.
func rateAt(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }
