package stat

import (
	"math"
	"sort"
)

// maxCurve is the most points of a survival curve.
const maxCurve = 200

// tiny is below any difference of survival that is looked at, and above the
// rounding of a product of millions of factors.
const tiny = 1e-9

// SurvivalPoint is the estimate from S seconds on. AtRisk are without the goal
// and not censored just before S; Events and Censored are since the point
// before, up to and at S, so that they add up to those of the answer.
type SurvivalPoint struct {
	S        float64 `json:"s"`
	AtRisk   int     `json:"atRisk"`
	Events   int     `json:"events"`
	Censored int     `json:"censored"`
	Survival float64 `json:"survival"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// productLimit walks along the distinct times of events and estimates the
// share that goes beyond: E. L. Kaplan and P. Meier, "Nonparametric estimation
// from incomplete observations", JASA 53 (1958). Who is censored at the time
// of an event was at risk of it.
type productLimit struct {
	events, censored []int64 // ascending
	e, c             int     // of each, how many are passed
	t                int64
	atRisk           int
	survival         float64
	greenwood        float64 // Σ d/(n(n−d)): M. Greenwood, "The natural duration of cancer", 1926
	low, high        float64 // only after interval
}

func newProductLimit(events, censored []int64) *productLimit {
	return &productLimit{events: events, censored: censored, survival: 1, low: 1, high: 1, atRisk: len(events) + len(censored)}
}

// next goes to the next distinct time of an event.
func (k *productLimit) next() bool {
	if k.e == len(k.events) {
		return false
	}
	k.t = k.events[k.e]
	for k.c < len(k.censored) && k.censored[k.c] < k.t {
		k.c++
	}
	k.atRisk = len(k.events) - k.e + len(k.censored) - k.c
	n, before := float64(k.atRisk), k.e
	for k.e < len(k.events) && k.events[k.e] == k.t {
		k.e++
	}
	d := float64(k.e - before)
	if k.e-before == k.atRisk {
		k.interval() // the last one that is defined
		k.survival = 0
		return true
	}
	k.survival *= (n - d) / n
	k.greenwood += d / (n * (n - d))
	return true
}

// interval is the 95 % interval, symmetric on the scale of log(−log S), which
// stays within [0, 1]: J. D. Kalbfleisch and R. L. Prentice, The Statistical
// Analysis of Failure Time Data, 1980. It has no width where nobody reached
// the goal yet; where all did it goes from 0 to the upper limit before.
func (k *productLimit) interval() (low, high float64) {
	switch {
	case k.survival == 0:
		k.low = 0
	case k.survival < 1:
		width := Z95 * math.Sqrt(k.greenwood) / math.Abs(math.Log(k.survival))
		k.low, k.high = math.Pow(k.survival, math.Exp(width)), math.Pow(k.survival, math.Exp(-width))
	}
	return k.low, k.high
}

// SurvivalCurve estimates the share still without the goal after times in
// milliseconds, both ascending: of those who reached it, and of those last seen
// without it (Kaplan & Meier 1958). It keeps of the estimate the points where it starts and ends, its
// median, and as many others as there is room for, at even steps of survival.
func SurvivalCurve(events, censored []int64) (curve []SurvivalPoint, medianS float64, reached bool) {
	if len(events)+len(censored) == 0 {
		return []SurvivalPoint{}, 0, false
	}
	k, times, median := newProductLimit(events, censored), 0, int64(-1)
	for k.next() {
		times++
		if median < 0 && k.survival <= 0.5+tiny {
			median = k.t
		}
	}
	step := 0.0
	if times > maxCurve-2 {
		step = (1 - k.survival) / (maxCurve - 5)
	}
	c := curveOf{productLimit: newProductLimit(events, censored)}
	if len(events) == 0 || events[0] > 0 {
		c.keep(0)
	}
	drawn := 1.0
	for c.next() {
		if c.survival <= drawn-step+tiny || c.t == median || c.e == len(events) {
			c.keep(c.t)
			drawn = c.survival
		}
	}
	if last := latest(events, censored); last > c.t {
		c.atRisk = len(censored) - sort.Search(len(censored), func(i int) bool { return censored[i] >= last })
		c.keep(last)
	}
	return c.points, float64(max(median, 0)) / 1000, median >= 0
}

func latest(events, censored []int64) (t int64) {
	for _, times := range [][]int64{events, censored} {
		if n := len(times); n > 0 {
			t = max(t, times[n-1])
		}
	}
	return t
}

// curveOf is an estimate with the points that are kept of it.
type curveOf struct {
	*productLimit
	points       []SurvivalPoint
	events, gone int // told by the points so far
}

func (c *curveOf) keep(t int64) {
	gone := sort.Search(len(c.censored), func(i int) bool { return c.censored[i] > t })
	p := SurvivalPoint{S: float64(t) / 1000, AtRisk: c.atRisk, Events: c.e - c.events, Censored: gone - c.gone, Survival: c.survival}
	p.Low, p.High = c.interval()
	c.points, c.events, c.gone = append(c.points, p), c.e, gone
}
