package measure

import (
	"testing"
	"time"

	"cham"
)

func retentionPlan(t *testing.T, q Query) Plan {
	t.Helper()
	zone, err := time.LoadLocation(cham.DefaultTimeZone)
	if err != nil {
		t.Fatal(err)
	}
	q.Question = Retention
	p, err := Compile(q, nil, zone, time.Date(2026, 3, 18, 15, 0, 0, 0, zone)) // a Wednesday
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func local(t *testing.T, at time.Time) string {
	t.Helper()
	zone, err := time.LoadLocation(cham.DefaultTimeZone)
	if err != nil {
		t.Fatal(err)
	}
	return at.In(zone).Format("Mon 2006-01-02 15:04")
}

func TestRetentionBuckets(t *testing.T) {
	for _, c := range []struct {
		bucket              string
		buckets             int
		first, second, last string
	}{
		{"day", 30, "Tue 2026-02-17 00:00", "Wed 2026-02-18 00:00", "Thu 2026-03-19 00:00"},
		{"week", 12, "Mon 2025-12-29 00:00", "Mon 2026-01-05 00:00", "Mon 2026-03-23 00:00"},
		{"month", 12, "Tue 2025-04-01 00:00", "Thu 2025-05-01 00:00", "Wed 2026-04-01 00:00"},
	} {
		p := retentionPlan(t, Query{Bucket: c.bucket})
		n := len(p.Bounds) - 1
		if n != c.buckets || p.Cohorts() != n || local(t, p.Bounds[0]) != c.first || local(t, p.Bounds[1]) != c.second ||
			local(t, p.Bounds[n]) != c.last {
			t.Errorf("%s: %d, %s, %s, %s", c.bucket, n, local(t, p.Bounds[0]), local(t, p.Bounds[1]), local(t, p.Bounds[n]))
		}
	}
}

// A period in the past has cohorts up to its end and cells up to now.
func TestRetentionOfThePast(t *testing.T) {
	from := time.Date(2025, 12, 31, 17, 0, 0, 0, time.UTC) // the first of January
	p := retentionPlan(t, Query{Bucket: "month", From: from, To: from.AddDate(0, 0, 45)})
	if p.Cohorts() != 2 || len(p.Bounds) != 4 {
		t.Fatal(p.Cohorts(), p.Bounds)
	}
	c := p.NewCohort(1, 10, []int{0, 0, 4})
	if local(t, c.From) != "Sun 2026-02-01 00:00" || !c.To.Equal(p.To) || len(c.Cells) != 1 || c.Cells[0].K != 4 || !c.Cells[0].Partial {
		t.Errorf("%+v", c)
	}
	c = p.NewCohort(0, 10, []int{0, 3, 4})
	if !c.To.Equal(p.Bounds[1]) || len(c.Cells) != 2 || c.Cells[0].K != 3 || c.Cells[0].N != 10 || c.Cells[0].Partial {
		t.Errorf("%+v", c)
	}
	p.Rolling = true
	if c = p.NewCohort(0, 10, []int{0, 3, 4}); c.Cells[0].K != 7 || c.Cells[1].K != 4 {
		t.Errorf("%+v", c)
	}
}

func TestRetentionTooLong(t *testing.T) {
	for name, q := range map[string]Query{
		"days for years": {Bucket: "day", From: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC)},
		"cohort":         {Cohort: "visit"},
		"return":         {Return: "visit"},
		"bucket":         {Bucket: "year"},
	} {
		q.Question = Retention
		if _, err := Compile(q, nil, time.UTC, time.Date(2026, 3, 18, 0, 0, 0, 0, time.UTC)); cham.ErrorCode(err) != cham.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFunnelWithoutItsOwnStep(t *testing.T) {
	q := Query{Question: Funnel, Steps: [][]string{{"A"}, {"B", "C"}}, Without: []string{"C"}}
	if _, err := Compile(q, nil, time.UTC, time.Now()); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Error(err)
	}
	q.Without = []string{"D"}
	if _, err := Compile(q, nil, time.UTC, time.Now()); err != nil {
		t.Error(err)
	}
}
