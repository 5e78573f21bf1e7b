package rights

import (
	"maps"
	"slices"
	"time"
)

// Why a day is off.
const (
	Weekend    = "weekend"
	NewYear    = "newYear"
	Tet        = "tet"
	HungKings  = "hungKings"
	Liberation = "liberation"
	Labour     = "labour"
	National   = "national"
	Instead    = "instead" // of a holiday that fell on a weekend
	Own        = "own"     // the business added it
)

// DayOff is a day that is no working day, and why.
type DayOff struct {
	Day  string `json:"day" format:"date" example:"2026-02-17"`
	Why  string `json:"why" enum:"weekend,newYear,tet,hungKings,liberation,labour,national,instead,own"`
	Name string `json:"name,omitempty" doc:"of a day that the business added"`
}

// Calendar knows which days are off: weekends, Vietnam's public holidays, and
// the days a business added. It serves one goroutine.
type Calendar struct {
	Zone  *time.Location
	own   map[string]string
	years map[int]map[string]string
}

// NewCalendar is a calendar of days in a zone, with days of the business's own.
func NewCalendar(zone *time.Location, own []DayOff) *Calendar {
	c := &Calendar{Zone: zone, own: map[string]string{}, years: map[int]map[string]string{}}
	for _, d := range own {
		c.own[d.Day] = d.Name
	}
	return c
}

// Off tells why a day is off, and whether it is.
func (c *Calendar) Off(day time.Time) (DayOff, bool) {
	if c.years[day.Year()] == nil {
		c.years[day.Year()] = public(day.Year())
	}
	d := DayOff{Day: day.Format(time.DateOnly)}
	name, own := c.own[d.Day]
	switch why := c.years[day.Year()][d.Day]; {
	case why != "":
		d.Why = why
	case weekend(day):
		d.Why = Weekend
	case own:
		d.Why, d.Name = Own, name
	}
	return d, d.Why != ""
}

// working is the end of the n-th working day after an instant's, and the days
// off that were left out until then.
func (c *Calendar) working(from time.Time, n int) (time.Time, []DayOff) {
	var left []DayOff
	day := c.dayOf(from)
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if off, is := c.Off(day); is {
			left = append(left, off)
		} else {
			n--
		}
	}
	return c.endOf(day), left
}

// by is the end of the n-th day after an instant's. Where that day is off it is
// the end of the next working day (Civil Code 2015, article 148.5), with the days
// that were left out for it.
func (c *Calendar) by(from time.Time, n int) (time.Time, []DayOff) {
	var left []DayOff
	day := c.dayOf(from).AddDate(0, 0, n)
	for off, is := c.Off(day); is; off, is = c.Off(day) {
		left = append(left, off)
		day = day.AddDate(0, 0, 1)
	}
	return c.endOf(day), left
}

// dayOf is the day an instant is in, without a clock that could be changed.
func (c *Calendar) dayOf(t time.Time) time.Time {
	y, m, d := t.In(c.Zone).Date()
	return date(y, m, d)
}

func (c *Calendar) endOf(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 23, 59, 59, 0, c.Zone).UTC()
}

// choice is what the Labour Code leaves to the Prime Minister (article 112.3):
// how many of the five days of Tết come before its first day, and whether the day
// beside 2/9 is the one before or after.
type choice struct{ eve, beside int }

// decided are the choices that were announced. Days that public offices swap for
// a Saturday are not among them: a business adds those it keeps. Nor is 24/11, the Day
// of Vietnamese Culture: the Government planned to write it into article 112
// (Resolution 30/NQ-CP, February 2026); that it was is not known here.
var decided = map[int]choice{
	// Government Office 8662/VPCP-KGVX of 3/11/2023, notice 5015/TB-LĐTBXH: 8 to 14/2, 31/8 to 3/9.
	2024: {2, 1},
	// Government Office 8726/VPCP-KGVX of 26/11/2024: nine days from 25/1 (26 Chạp) to 2/2.
	// The day beside 2/9 is not in what was read of it, but from memory.
	2025: {2, -1},
	// The Ministry of Home Affairs' plan of nine days from 27 Chạp (14/2) to 22/2, as the
	// press has it; the decision itself, and with it the day beside 2/9, was not read.
	2026: {1, -1},
}

// public are a year's public holidays, with the days given instead of those that
// fall on a weekend. Where nothing is decided yet, a day is off only when it is so
// whatever will be: what is due comes out early then, never late.
func public(year int) map[string]string {
	if c, known := decided[year]; known {
		return under(year, c)
	}
	days := under(year, choice{1, -1})
	for _, other := range []choice{{1, 1}, {2, -1}, {2, 1}} {
		also := under(year, other)
		maps.DeleteFunc(days, func(day, _ string) bool { return also[day] == "" })
	}
	return days
}

// under are a year's holidays by the Labour Code 2019, article 112.1, and by
// article 111.3 the next working day for each that falls on a weekend.
func under(year int, c choice) map[string]string {
	off := map[string]string{}
	var lost []time.Time
	add := func(why string, first time.Time, n int) {
		for i := range n {
			day := first.AddDate(0, 0, i)
			if off[day.Format(time.DateOnly)] = why; weekend(day) {
				lost = append(lost, day)
			}
		}
	}
	add(NewYear, date(year, 1, 1), 1)
	if m, known := moons[year]; known {
		add(Tet, m.tet.AddDate(0, 0, -c.eve), 5)
		add(HungKings, m.hung, 1)
	}
	add(Liberation, date(year, 4, 30), 1)
	add(Labour, date(year, 5, 1), 1)
	add(National, date(year, 9, 2+min(c.beside, 0)), 2)
	for _, day := range lost {
		for weekend(day) || off[day.Format(time.DateOnly)] != "" {
			day = day.AddDate(0, 0, 1)
		}
		off[day.Format(time.DateOnly)] = Instead
	}
	return off
}

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

// Year is what is known of a year's public holidays.
type Year struct {
	Year    int      `json:"year"`
	Settled bool     `json:"settled" doc:"whether the Prime Minister's choice of days of Tết and beside 2/9 is known here"`
	Days    []DayOff `json:"days"`
}

// YearOf lists a year's public holidays.
func YearOf(year int) Year {
	all := public(year)
	_, settled := decided[year]
	y := Year{Year: year, Settled: settled, Days: []DayOff{}}
	for _, day := range slices.Sorted(maps.Keys(all)) {
		y.Days = append(y.Days, DayOff{Day: day, Why: all[day]})
	}
	return y
}
