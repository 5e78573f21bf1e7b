package rights_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/capability/rights"
)

// TestPublicHolidays holds the calendar to what was announced for each year, and
// where nothing is yet, to what is off whatever will be.
func TestPublicHolidays(t *testing.T) {
	for year, want := range map[int]string{
		// New Year; Tết, two days of it given instead; the Hùng kings; 30/4, 1/5; 2/9 and the day after.
		2024: "01-01 02-08 02-09 02-10 02-11 02-12 02-13 02-14 04-18 04-30 05-01 09-02 09-03",
		2025: "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 09-01 09-02",
		2026: "01-01 02-16 02-17 02-18 02-19 02-20 04-26 04-27 04-30 05-01 09-01 09-02",
		// Not decided: Tết on Saturday 6/2. 4/2 or 11/2 may be off, 5/2 and 8 to 10/2 are; 1/5 is a Saturday.
		2027: "01-01 02-05 02-06 02-07 02-08 02-09 02-10 04-16 04-30 05-01 05-03 09-02",
	} {
		var got []string
		for _, d := range rights.YearOf(year).Days {
			got = append(got, strings.TrimPrefix(d.Day, d.Day[:5]))
		}
		if said := strings.Join(got, " "); said != want {
			t.Errorf("%d\n got %s\nwant %s", year, said, want)
		}
	}
}

// TestWhatIsLeftOut reckons requests around days off that are known.
func TestWhatIsLeftOut(t *testing.T) {
	zone, err := time.LoadLocation(cham.DefaultTimeZone)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ came, kind, acknowledge, acknowledgeOff, due, dueOff string }{
		// Before Tết 2026: a weekend, Tết, a weekend. The tenth day is Monday 23/2.
		{"2026-02-13", rights.View, "2026-02-24", "weekend weekend tet tet tet tet tet weekend weekend", "2026-02-23", ""},
		// The tenth day is the first of Tết: the next working day is meant.
		{"2026-02-07", rights.Correct, "2026-02-10", "weekend", "2026-02-23", "tet tet tet tet weekend weekend"},
		{"2025-01-24", rights.Erase, "2025-02-04", "weekend weekend tet tet tet tet tet weekend weekend", "2025-02-13", ""},
		{"2027-02-04", rights.Protect, "2027-02-12", "tet tet tet tet tet instead", "2027-02-19", ""},
		// The Hùng kings' day on a Sunday, Monday instead.
		{"2026-04-24", rights.View, "2026-04-29", "weekend hungKings instead", "2026-05-04", ""},
		{"2026-08-21", rights.View, "2026-08-25", "weekend weekend", "2026-08-31", ""},
		{"2026-08-22", rights.View, "2026-08-25", "weekend", "2026-09-03", "national national"},
	} {
		now, _ := time.ParseInLocation("2006-01-02 15:04", c.came+" 23:30", zone)
		r, err := deskAt(zone, &now).Take(t.Context(), rights.Request{Kind: c.kind})
		if err != nil {
			t.Fatal(err)
		}
		day := func(at time.Time) string { return at.In(zone).Format(time.DateOnly) }
		if day(r.AcknowledgeBy) != c.acknowledge || whys(r.AcknowledgeOff) != c.acknowledgeOff {
			t.Errorf("%s: acknowledge by %s without %s", c.came, day(r.AcknowledgeBy), whys(r.AcknowledgeOff))
		}
		if day(r.DueAt) != c.due || whys(r.DueOff) != c.dueOff {
			t.Errorf("%s: due %s without %s", c.came, day(r.DueAt), whys(r.DueOff))
		}
	}
}

func whys(days []rights.DayOff) string {
	var all []string
	for _, d := range days {
		all = append(all, d.Why)
	}
	return strings.Join(all, " ")
}

// TestOwnDaysOff adds a day, which moves open requests, and takes it away again.
func TestOwnDaysOff(t *testing.T) {
	now := time.Date(2026, 8, 21, 3, 0, 0, 0, time.UTC)
	d := deskAt(time.UTC, &now)
	due := func() string {
		all, err := d.Requests(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		return all[0].DueAt.Format(time.DateOnly) + " " + whys(all[0].DueOff)
	}
	r, err := d.Take(t.Context(), rights.Request{Kind: rights.View})
	if err != nil || due() != "2026-08-31 " {
		t.Fatal(r, err)
	}
	if err := d.AddDayOff(t.Context(), "", "2026-08-31", "hoán đổi", "an"); err != nil || due() != "2026-09-03 own national national" {
		t.Error(due(), err)
	}
	if err := d.AddDayOff(t.Context(), "", "31/8", "?", "an"); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Error(err)
	}
	// What was ended keeps the clock it had.
	if _, err := d.Do(t.Context(), "", r.ID, rights.Step{Outcome: "done"}, "an"); err != nil {
		t.Error(err)
	}
	if err := d.RemoveDayOff(t.Context(), "", "2026-08-31", "an"); err != nil || due() != "2026-09-03 own national national" {
		t.Error(due(), err)
	}
	if own, err := d.DaysOff(t.Context(), ""); len(own) != 0 || err != nil {
		t.Error(own, err)
	}
}

// TestWhenItCame takes what came before it was written down.
func TestWhenItCame(t *testing.T) {
	now := time.Date(2026, 11, 27, 3, 0, 0, 0, time.UTC)
	d := deskAt(time.UTC, &now)
	for at, want := range map[time.Time]cham.Code{now.Add(time.Minute): cham.CodeInvalid, now.AddDate(-2, 0, 0): cham.CodeInvalid} {
		if _, err := d.Take(t.Context(), rights.Request{Kind: rights.View, At: at}); cham.ErrorCode(err) != want {
			t.Error(at, err)
		}
	}
	if r, err := d.Take(t.Context(), rights.Request{Kind: rights.View, At: now.AddDate(0, 0, -20)}); err != nil || !r.Late || r.Soon {
		t.Error(r, err)
	}
	if r, err := d.Take(t.Context(), rights.Request{Kind: rights.Erase}); err != nil || r.Late || r.Soon { // acknowledge by Tuesday
		t.Error(r, err)
	}
	now = now.AddDate(0, 0, 2)
	if s, err := d.Standings(t.Context()); s[""] != (rights.Standing{Open: 2, Late: 1, Soon: 1}) || err != nil {
		t.Error(s, err)
	}
}

// TestClocksHold: whatever comes when, nothing is due before it came or on a day
// off, and what comes later is not due sooner.
func TestClocksHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom([]string{cham.DefaultTimeZone, "UTC", "America/Santiago"}).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		now := time.Unix(rapid.Int64Range(1704067200, 2303000000).Draw(t, "at"), 0)
		d := deskAt(zone, &now)
		for range rapid.IntRange(0, 3).Draw(t, "own") {
			day := now.AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "day")).Format(time.DateOnly)
			if err := d.AddDayOff(t.Context(), "", day, "x", "an"); err != nil {
				t.Fatal(err)
			}
		}
		own, err := d.DaysOff(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		days := rights.NewCalendar(zone, own)
		kind, others := rapid.SampledFrom(rights.Kinds).Draw(t, "kind"), rapid.Bool().Draw(t, "others")
		var last rights.Request
		for range 4 {
			r, err := d.Take(t.Context(), rights.Request{Kind: kind, Others: others})
			if err != nil {
				t.Fatal(err)
			}
			for _, due := range []time.Time{r.AcknowledgeBy, r.DueAt} {
				if off, is := days.Off(due.In(zone)); is || due.Before(r.At) {
					t.Fatalf("came %s, due %s, off: %+v", r.At, due, off)
				}
			}
			if r.DueAt.Before(last.DueAt) || r.AcknowledgeBy.Before(last.AcknowledgeBy) {
				t.Fatalf("came later, due sooner: %+v, %+v", last, r)
			}
			last, now = r, now.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "hours"))*time.Hour)
		}
	})
}

// TestMoon computes the lunar days anew, from the moon and the sun.
func TestMoon(t *testing.T) {
	for year := 2024; year <= 2060; year++ {
		days := map[string][]string{}
		for _, d := range rights.YearOf(year).Days {
			days[d.Why] = append(days[d.Why], d.Day)
		}
		if want := lunar(year, 1, 1); !slices.Contains(days[rights.Tet], want) || !slices.Contains(days[rights.Tet], lunar(year, 1, 3)) {
			t.Errorf("Tết %d: %v, computed %s", year, days[rights.Tet], want)
		}
		if want := lunar(year, 3, 10); !slices.Equal(days[rights.HungKings], []string{want}) {
			t.Errorf("the Hùng kings %d: %v, computed %s", year, days[rights.HungKings], want)
		}
	}
	for _, known := range []string{"2025-01-29", "2026-02-17", "2027-02-06"} {
		if got := lunar(int(known[3]-'0')+2020, 1, 1); got != known {
			t.Errorf("computed %s, Tết was %s", got, known)
		}
	}
}

// TestLunarYears holds the algorithm to the first days of the years 2000 to 2060 that a
// second ephemeris gives, by the Vietnamese rules at UTC+7: 2007, 2030 and 2053 begin a
// day before the Chinese year.
func TestLunarYears(t *testing.T) {
	for i, want := range strings.Fields("" +
		"2000-02-05 2001-01-24 2002-02-12 2003-02-01 2004-01-22 2005-02-09 2006-01-29 2007-02-17 2008-02-07 2009-01-26 " +
		"2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05 " +
		"2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 " +
		"2030-02-02 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15 2038-02-04 2039-01-24 " +
		"2040-02-12 2041-02-01 2042-01-22 2043-02-10 2044-01-30 2045-02-17 2046-02-06 2047-01-26 2048-02-14 2049-02-02 " +
		"2050-01-23 2051-02-11 2052-02-01 2053-02-18 2054-02-08 2055-01-28 2056-02-15 2057-02-04 2058-01-24 2059-02-12 " +
		"2060-02-02 ") {
		if got := lunar(2000+i, 1, 1); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
