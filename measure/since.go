package measure

// Since finds when more began to be lost with a value than with the others of a
// touchpoint, in trends of equal buckets: the split into before and after at
// which the rise, less that of the others, stands out most (after D. V.
// Hinkley, Biometrika 57, 1970). It must go five points, be beyond what the best of many
// splits reaches by chance, buckets differing as much as they do within each
// side, and still be there at the end. days is the age at which buckets
// are compared; younger ones are left out. The second result is false where it did not rise, or
// always was as it is.
func Since(with, others []TrendPoint, behind bool, days int) (at TrendPoint, rose bool) {
	const leastGain = 15 // a squared z, for a hundred splits
	w, o := bucketCells(with, behind, days), bucketCells(others, behind, days)
	best := 0.0
	for i := 1; i < len(w); i++ {
		s := split{sum(w[:i]), sum(w[i:]), sum(o[:i]), sum(o[i:])}
		if s.before.n < leastClaim || s.after.n < leastClaim || s.rise() < leastExcess || !s.lasts(sum(w[i+(len(w)-i)*2/3:])) {
			continue
		}
		if gain := s.rise() * s.rise() / s.variance() / dispersion(w, i); gain > max(leastGain, best) {
			best, at, rose = gain, with[i], true
		}
	}
	return at, rose
}

// split is a trend before and after an instant, beside that of the others.
type split struct{ before, after, othersBefore, othersAfter lossCell }

func (s split) rise() float64 { return s.after.share() - s.before.share() - s.drift() }

// drift is the rise of the others, 0 where these are too few.
func (s split) drift() float64 {
	if min(s.othersBefore.n, s.othersAfter.n) < leastClaim {
		return 0
	}
	return s.othersAfter.share() - s.othersBefore.share()
}

func (s split) variance() float64 {
	v := s.before.variance() + s.after.variance()
	if s.drift() != 0 {
		v += s.othersBefore.variance() + s.othersAfter.variance()
	}
	return v
}

// lasts reports whether at least half of the rise is there at the end; so it is
// taken to be while too few say otherwise.
func (s split) lasts(end lossCell) bool {
	return end.n < MinSample || end.share()-s.before.share()-s.drift() >= s.rise()/2
}

func bucketCells(trend []TrendPoint, behind bool, days int) []lossCell {
	cells := make([]lossCell, len(trend))
	for i, t := range trend {
		rate := t.Exit
		if behind {
			rate = t.Back.Not()
		}
		if rate.Told() && rate.Age >= days {
			cells[i] = newLossCell(rate.At(days), t.Reach)
		}
	}
	return cells
}

func sum(cells []lossCell) (all lossCell) {
	for _, c := range cells {
		all.lost, all.n = all.lost+c.lost, all.n+c.n
	}
	return all
}

func (c lossCell) share() float64 {
	if c.n == 0 {
		return 0
	}
	return c.lost / c.n
}

// variance of the share, a half added to both sides so that it is never none.
func (c lossCell) variance() float64 {
	p := (c.lost + 0.5) / (c.n + 1)
	return p * (1 - p) / max(c.n, 1)
}

// dispersion is how much more the cells of each side of a split differ than
// they would by chance, 1 at least (Pearson's χ² by its degrees of freedom).
func dispersion(cells []lossCell, at int) float64 {
	squares, used := 0.0, -2
	for _, side := range [][]lossCell{cells[:at], cells[at:]} {
		all := sum(side)
		p := (all.lost + 0.5) / (all.n + 1)
		for _, c := range side {
			if c.n > 0 {
				squares += (c.lost - c.n*p) * (c.lost - c.n*p) / (c.n * p * (1 - p))
				used++
			}
		}
	}
	return max(1, squares/float64(max(used, 1)))
}
