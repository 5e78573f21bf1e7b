package stat

import "math"

// Enough is how many must be at risk for a curve to go on; see Waiting.Share.
const Enough = 30

// Waiting counts origins (a first touch, the end of a visit) by the whole days
// until their event, or until they could be watched no longer: what a rate is
// made of while journeys are open. The zero value counts any number of days.
type Waiting struct {
	// Days bounds what is counted: events from that day on are as good as none. 0 is no bound.
	Days int

	n, open      int
	events, gone []int // by day: those whose event was on it; those last watched before it
	early        []int // by day: events on a day that is not over yet
	known        []int // by day: those last watched before it of whom all is known: no event ever, or one in early
}

// Event counts an origin whose event came on a day, and which has been watched
// for so many whole days. An event on a day that is not over does not count
// yet: others watched as long may still have theirs on it.
func (w *Waiting) Event(day, watched int) {
	w.n++
	switch {
	case w.Days > 0 && day >= w.Days:
		w.known = w.until(w.known, watched)
	case day < watched:
		w.events = raised(w.events, day)
	default:
		w.early = raised(w.early, day)
		w.known = w.until(w.known, watched)
	}
}

// Past counts n origins whose days are all over: with an event on a day, or
// with none (−1).
func (w *Waiting) Past(day, n int) {
	if w.n += n; day >= 0 && n > 0 {
		w.events = raised(w.events, day)
		w.events[day] += n - 1
	}
}

// Never counts an origin that is known to have no event, ever, and has been
// watched for so many whole days.
func (w *Waiting) Never(watched int) {
	w.n++
	w.known = w.until(w.known, watched)
}

// Open counts an origin without an event so far.
func (w *Waiting) Open(watched int) {
	w.n++
	w.open++
	w.gone = w.until(w.gone, watched)
}

func (w *Waiting) until(counts []int, watched int) []int {
	if w.Days == 0 || watched < w.Days {
		counts = raised(counts, max(0, watched))
	}
	return counts
}

func raised(counts []int, day int) []int {
	for len(counts) <= day {
		counts = append(counts, 0)
	}
	counts[day]++
	return counts
}

// Add takes in what another one counted.
func (w *Waiting) Add(o *Waiting) {
	w.n, w.open = w.n+o.n, w.open+o.open
	for _, c := range []struct {
		to   *[]int
		from []int
	}{{&w.events, o.events}, {&w.gone, o.gone}, {&w.early, o.early}, {&w.known, o.known}} {
		for len(*c.to) < len(c.from) {
			*c.to = append(*c.to, 0)
		}
		for day, n := range c.from {
			(*c.to)[day] += n
		}
	}
}

// Share is the share with the event within so many whole days (0: ever), with
// its interval; K are those known to have it. It is one minus the product-limit estimate (E. L. Kaplan and P. Meier,
// JASA 53, 1958) over whole days.
//
// The curve ends where, after some could be watched no longer, fewer than
// Enough are at risk, or half of the origins where these are few; the rate is
// then that of the days before, and Rate.Age says so. While all is known of
// everybody, up to that age, it is the plain share with E. B. Wilson's interval;
// else the interval is M. Greenwood's on the scale of log(−log S).
//
// Beside open origins, those known to have no event are watched as long as these:
// kept for ever, they alone would be at risk on days that the open ones of
// their age have not seen yet, and the share would be too low.
func (w *Waiting) Share(days int) Rate {
	c := w.walk(days, nil)
	r := c.rate()
	r.Open, r.Age, r.of = w.open, c.day, w
	r.K = sumTo(w.events, days) + sumTo(w.early, days)
	return r
}

// Without is the complement of Share: the share without the event. K are those
// known to be without it.
func (w *Waiting) Without(days int) Rate {
	return w.Share(days).Not()
}

// Not is the complement of a rate: K are those known to be without the event.
func (r Rate) Not() Rate {
	r.inverse = !r.inverse
	if r.N > 0 {
		r.K, r.Value, r.Low, r.High = r.N-r.K-r.Open, 1-r.Value, 1-r.High, 1-r.Low
	}
	return r
}

// sumTo adds up the days before one, or all when it is 0.
func sumTo(counts []int, day int) (n int) {
	if day > 0 {
		counts = counts[:min(day, len(counts))]
	}
	for _, c := range counts {
		n += c
	}
	return n
}

// curve is the estimate over days as far as it goes.
type curve struct {
	n, day, atRisk, events, gone int
	survival, greenwood          float64
	blind                        bool // no day could be watched by enough
}

// walk goes along the curve; see, where given, is told of each of its days.
func (w *Waiting) walk(days int, see func(atRisk, events int)) curve {
	if days == 0 || w.Days > 0 && days > w.Days {
		days = w.Days
	}
	if days == 0 {
		days = max(len(w.events), len(w.early), len(w.gone), len(w.known))
	}
	c := curve{n: w.n, atRisk: w.n, survival: 1}
	enough, settled := min(Enough, (w.n+1)/2), sumTo(w.gone, days) == 0
	for ; c.day < days; c.day++ {
		gone, d := at(w.gone, c.day), at(w.events, c.day)
		if settled {
			d += at(w.early, c.day)
		} else {
			gone += at(w.known, c.day)
		}
		if c.gone+gone > 0 && c.atRisk-gone < enough {
			c.blind = c.day == 0
			return c
		}
		c.gone, c.atRisk = c.gone+gone, c.atRisk-gone
		if see != nil {
			see(c.atRisk, d)
		}
		if d > 0 {
			n, k := float64(c.atRisk), float64(d)
			c.survival *= (n - k) / n
			c.greenwood += k / (n * (n - k))
			c.atRisk -= d
			c.events += d
		}
	}
	return c
}

func at(counts []int, day int) int {
	if day < len(counts) {
		return counts[day]
	}
	return 0
}

// rate is the share with the event where the curve ends.
func (c curve) rate() Rate {
	switch {
	case c.blind:
		return Rate{N: c.n, High: 1}
	case c.gone == 0:
		return NewRate(c.events, c.n)
	case c.events == 0 || c.survival <= 0: // no width on that scale: as if only those left had been asked
		r := NewRate(0, max(1, c.atRisk))
		if c.survival <= 0 {
			r.Value, r.Low, r.High = 1, 1-r.High, 1
		}
		return Rate{N: c.n, Value: r.Value, Low: r.Low, High: r.High}
	}
	width := Z95 * math.Sqrt(c.greenwood) / math.Abs(math.Log(c.survival))
	return Rate{N: c.n, Value: 1 - c.survival, Low: 1 - math.Pow(c.survival, math.Exp(-width)),
		High: 1 - math.Pow(c.survival, math.Exp(width))}
}

// SameAge gives two rates at the same age, the lower of theirs, so that one
// does not seem better only because it was watched for longer.
func SameAge(a, b Rate) (Rate, Rate) {
	age := min(a.Age, b.Age)
	return a.At(age), b.At(age)
}

// At is the rate at an age of so many days, where it is told for longer.
func (r Rate) At(age int) Rate {
	switch {
	case r.of == nil || r.Age <= age || age == 0:
		return r
	case r.inverse:
		return r.of.Without(age)
	}
	return r.of.Share(age)
}

// Told reports whether the rate says anything: one of what takes time does not
// while too few have been watched for a day.
func (r Rate) Told() bool { return r.N > 0 && (r.Open == 0 || r.Age > 0) }

// Half is after how many whole days half of those had the event who have it
// within so many days; 0 when none has.
func (w *Waiting) Half(days int) int {
	whole := w.Share(days)
	for day := 1; day <= whole.Age && whole.Value > 0; day++ {
		if w.Share(day).Value >= whole.Value/2-tiny {
			return day
		}
	}
	return 0
}

// Together is the share within so many days of the origins of several rates, as if they
// had been counted as one.
func Together(days int, rates ...Rate) Rate {
	all := Waiting{Days: days}
	for _, r := range rates {
		if r.of == nil {
			all.Past(0, r.K)
			all.Past(-1, r.N-r.K)
		} else {
			all.Add(r.of)
		}
	}
	return all.Share(days)
}
