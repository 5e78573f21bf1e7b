package demo

import (
	"math/rand/v2"
	"sort"
	"time"
)

// instant is a moment in Unix milliseconds. Vietnam keeps UTC+7 all year, so
// hours and days are plain arithmetic.
type instant int64

const (
	second instant = 1000
	minute         = 60 * second
	hour           = 60 * minute
	day            = 24 * hour

	zone = 7 * hour
)

func instantOf(t time.Time) instant { return instant(t.UnixMilli()) }

func (t instant) time() time.Time { return time.UnixMilli(int64(t)).UTC() }

// day numbers local days since 1970-01-01.
func (t instant) day() int { return int((t + zone) / day) }

// hour is the local hour, 0–23.
func (t instant) hour() int { return int((t + zone) % day / hour) }

func (t instant) weekday() time.Weekday { return time.Weekday((t.day() + 4) % 7) }

func midnight(localDay int) instant { return instant(localDay)*day - zone }

func dayOf(year int, month time.Month, d int) int {
	return int(time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// tet holds the first day of the lunar year, by the Vietnamese calendar.
var tet = []int{
	dayOf(2024, 2, 10), dayOf(2025, 1, 29), dayOf(2026, 2, 17), dayOf(2027, 2, 6),
	dayOf(2028, 1, 26), dayOf(2029, 2, 13), dayOf(2030, 2, 2), dayOf(2031, 1, 23),
}

// sinceTet is the number of days from the nearest Tết, negative before it.
func sinceTet(localDay int) int {
	best := 1 << 30
	for _, first := range tet {
		if d := localDay - first; max(d, -d) < max(best, -best) {
			best = d
		}
	}
	return best
}

// closed: the branches rest from two days before Tết to the fourth day of it.
func closed(localDay int) bool { d := sinceTet(localDay); return d >= -2 && d <= 3 }

// season is how busy a day is, 1 on an ordinary one: people get ready in the
// four weeks before Tết, then stay with their families.
func season(localDay int) float64 {
	switch d := sinceTet(localDay); {
	case d >= -28 && d < -2:
		return 1.55
	case d >= -2 && d <= 5:
		return 0.22
	case d > 5 && d <= 12:
		return 0.75
	}
	return 1
}

// busyDays from Sunday to Saturday, busyHours from 0 to 23.
var (
	busyDays  = [7]float64{1.2, .92, .9, .9, .95, 1.05, 1.25}
	busyHours = []float64{.5, .2, .1, .1, .1, .2, .5, 1.2, 2, 2.5, 2.8, 3.4, 4.2, 3, 2.3, 2.3,
		2.5, 2.8, 3, 4.2, 5.6, 6, 4.4, 2}
)

// arrivals draws the moments at which new customers first hear of the
// business: more each month, more on busy days, most in the evening.
type arrivals struct {
	first int
	sums  []float64 // running sum of the days' weights
}

func newArrivals(from, to instant) arrivals {
	a := arrivals{first: from.day()}
	days, sum := to.day()-a.first+1, 0.0
	for i := range days {
		d := a.first + i
		growth := 0.75 + 0.5*float64(i)/float64(days)
		sum += growth * season(d) * busyDays[midnight(d).weekday()] * occasionBoost(d)
		a.sums = append(a.sums, sum)
	}
	return a
}

func (a arrivals) draw(rng *rand.Rand) instant {
	i := sort.SearchFloat64s(a.sums, rng.Float64()*a.sums[len(a.sums)-1])
	return midnight(a.first+i) + instant(pick(rng, busyHours))*hour + instant(rng.Int64N(int64(hour)))
}

// nextOpen moves t to when a branch is open (9 to 20 h) and not on holiday.
func nextOpen(t instant, rng *rand.Rand) instant {
	d := t.day()
	switch h := t.hour(); {
	case h < 9:
		t = midnight(d) + 9*hour + instant(rng.Int64N(int64(2*hour)))
	case h >= 20:
		d++
		t = midnight(d) + 10*hour + instant(rng.Int64N(int64(9*hour)))
	}
	for closed(d) {
		d++
		t += day
	}
	return t
}

// occasion is a yearly advertising campaign on Facebook, by local month and day.
type occasion struct {
	campaign campaignID
	from, to int // month*100 + day, both included
	boost    float64
}

var occasions = []occasion{
	{campaignMarch8, 224, 308, 1.35},
	{campaignSummer, 510, 615, 1.15},
	{campaignOctober20, 1008, 1020, 1.4},
	{campaignBlackFriday, 1118, 1130, 1.3},
}

// occasionOn returns the campaign that runs on a day; the one for Tết moves
// with the lunar year.
func occasionOn(localDay int) (occasion, bool) {
	if d := sinceTet(localDay); d >= -35 && d < -3 {
		return occasion{campaign: campaignTet, boost: 1}, true
	}
	t := midnight(localDay).time().Add(7 * time.Hour)
	md := int(t.Month())*100 + t.Day()
	for _, o := range occasions {
		if md >= o.from && md <= o.to {
			return o, true
		}
	}
	return occasion{campaign: campaignEvergreen, boost: 1}, false
}

func occasionBoost(localDay int) float64 { o, _ := occasionOn(localDay); return o.boost }

// pick draws an index by weight.
func pick(rng *rand.Rand, weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	x := rng.Float64() * sum
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}
