package dataquality

import (
	"math"
	"time"
)

// Pace is how many touches came in each hour, the last hour last; hour i begins at
// From + i hours. Only whole hours are in it.
type Pace struct {
	From   time.Time
	Counts []int
}

// What is judged, and when it is said.
const (
	weekHours = 7 * 24
	// PaceWeeks is how many weeks are looked at.
	PaceWeeks  = 8
	leastWeeks = 3
	// leastWeekly is how many touches a week there must be to tell anything.
	leastWeekly = 20
	// silenceChance is how rare a silence must be, for one look an hour. Chosen in
	// simulation, see TestSilenceFalseAlarms.
	silenceChance = 1e-5
	// leastMissing is how many touches must be missing.
	leastMissing = 8
)

// Quiet is what the last hours of a pace say.
type Quiet struct {
	// Enough tells that there is enough to tell.
	Enough bool
	// Hours is how long nothing came, up to the end; Expected how much would have
	// been usual, Chance how rarely as much is missing.
	Hours    int
	Expected float64
	Chance   float64
	// Silent says that it is no chance.
	Silent bool
	// Weekly is how many come in a usual week.
	Weekly float64
}

// Judge looks at how long nothing has come, against the same hours of the week in
// the weeks before. Days differ by more than chance: their spread around the mean of
// their weekday (c, squared) goes into how likely a silence is, as in a Poisson number whose mean is
// drawn each day from a gamma distribution. Tết counts neither as usual nor as missing.
func (p Pace) Judge(zone *time.Location) Quiet {
	n := len(p.Counts)
	q := Quiet{}
	for q.Hours < n && p.Counts[n-1-q.Hours] == 0 {
		q.Hours++
	}
	before := n - q.Hours // the baseline ends where the silence begins
	weeks := min(before/weekHours, PaceWeeks)
	if weeks < leastWeeks {
		return q
	}
	mean := p.means(before, weeks, zone)
	for _, m := range mean {
		q.Weekly += m
	}
	q.Enough = q.Weekly >= leastWeekly
	days := make([]float64, q.Hours/24+1)
	for i := before; i < n; i++ {
		if !Tet(p.hour(i).In(zone)) {
			q.Expected += mean[p.slot(i)]
			days[(i-before)/24] += mean[p.slot(i)]
		}
	}
	if q.Chance = 1; !q.Enough || q.Expected < leastMissing {
		return q
	}
	c := p.spread(before, weeks, mean, zone)
	for _, m := range days {
		q.Chance *= nothing(m, c)
	}
	q.Silent = q.Chance < silenceChance
	return q
}

func (p Pace) hour(i int) time.Time { return p.From.Add(time.Duration(i) * time.Hour) }

// slot is an hour of the week.
func (p Pace) slot(i int) int { return int((p.From.Unix()/3600 + int64(i)) % weekHours) }

// means are the mean counts of each hour of the week, smoothed over its neighbours.
func (p Pace) means(before, weeks int, zone *time.Location) []float64 {
	sum, n := make([]float64, weekHours), make([]float64, weekHours)
	for i := before - weeks*weekHours; i < before; i++ {
		if !Tet(p.hour(i).In(zone)) {
			sum[p.slot(i)] += float64(p.Counts[i])
			n[p.slot(i)]++
		}
	}
	mean := make([]float64, weekHours)
	for s := range mean {
		w, of := 0.0, 0.0
		for _, d := range []int{-1, 0, 1} {
			k := (s + d + weekHours) % weekHours
			w, of = w+sum[k], of+n[k]
		}
		mean[s] = w / max(of, 1)
	}
	return mean
}

// spread is the squared coefficient of variation of days around what is usual,
// beyond chance.
func (p Pace) spread(before, weeks int, mean []float64, zone *time.Location) float64 {
	var excess, square float64
	days := 0
	for to := before; to-24 >= before-weeks*weekHours; to -= 24 {
		got, want := 0.0, 0.0
		for i := to - 24; i < to; i++ {
			if !Tet(p.hour(i).In(zone)) {
				got += float64(p.Counts[i])
				want += mean[p.slot(i)]
			}
		}
		if want == 0 {
			continue
		}
		days++
		excess += (got-want)*(got-want) - want
		square += want * want
	}
	if square == 0 || days < 14 {
		return 1
	}
	// The mean is of these days themselves: their spread looks smaller than it is.
	c := excess / square * float64(weeks) / float64(max(weeks-1, 1))
	return max(c, leastSpread)
}

// leastSpread keeps few regular days from looking like clockwork.
const leastSpread = 0.05

// nothing is the chance that none come where m were to be expected.
func nothing(m, c float64) float64 { return math.Pow(1+c*m, -1/c) }

// Tet reports whether a day is of the Vietnamese new year: from three days
// before its first day to six days after.
func Tet(day time.Time) bool {
	y, m, d := day.Date()
	if m > time.February {
		return false
	}
	at := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	for _, first := range tet {
		if gap := int(at.Sub(first).Hours() / 24); gap >= -3 && gap <= 6 {
			return true
		}
	}
	return false
}

// tet are the first days of the lunar year, by the Vietnamese calendar.
var tet = []time.Time{day(2023, 1, 22), day(2024, 2, 10), day(2025, 1, 29), day(2026, 2, 17), day(2027, 2, 6), day(2028, 1, 26),
	day(2029, 2, 13), day(2030, 2, 2), day(2031, 1, 23), day(2032, 2, 11), day(2033, 1, 31), day(2034, 2, 19), day(2035, 2, 8)}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
