package measure

import (
	"testing"
	"time"

	"cham"
)

var saigon = func() *time.Location {
	l, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		panic(err)
	}
	return l
}()

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, saigon)
	if err != nil {
		panic(err)
	}
	return t
}

var someMap = &cham.JourneyMap{ID: "m", SilenceDays: 14, WindowDays: 7, Stages: []cham.Stage{{ID: "s1"}, {ID: "s2"}},
	Touchpoints: []cham.Touchpoint{{ID: "a", Name: "A", Stage: "s1"}, {ID: "b", Stage: "s2", Goal: true}, {ID: "c", Stage: "gone"}}}

func TestCompileFills(t *testing.T) {
	p, err := Compile(Query{Question: Touchpoints}, someMap, saigon, at("2026-03-01 10:00"))
	if err != nil {
		t.Fatal(err)
	}
	if p.Silence != 14*day || p.Window != 7*day || len(p.Stages) != 2 || p.Bind != nil {
		t.Errorf("%+v", p)
	}
	if n := p.Nodes; n[0].Stage != 0 || n[1].Stage != 1 || !n[1].Goal || n[2].Stage != -1 || n[0].Name != "A" {
		t.Errorf("%+v", n)
	}
	for q, want := range map[Question]time.Duration{Transitions: 0, Exits: 30 * day, Journeys: 30 * day, Touchpoints: 30 * day} {
		if p, err := Compile(Query{Question: q}, nil, saigon, time.Now()); err != nil || p.Silence != want {
			t.Error(q, p.Silence, err)
		}
	}
	p, err = Compile(Query{Question: Funnel, Steps: [][]string{{"x"}}}, nil, saigon, time.Now())
	if err != nil || p.Order != "strict" {
		t.Error(p.Order, err)
	}
}

func TestCompileRefuses(t *testing.T) {
	now := at("2026-03-01 10:00")
	many := make([][]string, MaxSteps+1)
	for field, q := range map[string]Query{
		"question":       {Question: "why"},
		"to":             {Question: Touches, From: now, To: now},
		"segment.status": {Question: Touches, Segment: Segment{Status: "old"}},
		"steps":          {Question: Funnel},
		"steps ":         {Question: Funnel, Steps: many},
		"steps  ":        {Question: Funnel, Steps: [][]string{{"a"}, {"nowhere"}}},
		"order":          {Question: Funnel, Steps: [][]string{{"a"}}, Order: "loose"},
		"windowDays":     {Question: Funnel, Steps: [][]string{{"a"}}, WindowDays: -1},
		"touchpoint":     {Question: Trend, Touchpoint: "nowhere"},
		"bucket":         {Question: Trend, Bucket: "hour"},
		"bucket ":        {Question: Trend, Bucket: "day", From: now.AddDate(-3, 0, 0), To: now},
	} {
		_, err := Compile(q, someMap, saigon, now)
		e, ok := err.(*cham.Error)
		for len(field) > 0 && field[len(field)-1] == ' ' {
			field = field[:len(field)-1]
		}
		if !ok || e.Code != cham.CodeInvalid || e.Field != field {
			t.Errorf("%+v: %v, want field %s", q, err, field)
		}
	}
}

func TestBuckets(t *testing.T) {
	for name, c := range map[string]struct {
		bucket, from, to string
		want             []string
	}{
		"days are local": {"day", "2026-03-01 22:00", "2026-03-03 00:00", []string{"2026-03-01 22:00", "2026-03-02 00:00", "2026-03-03 00:00"}},
		"weeks start on Monday": {"week", "2026-03-01 00:00", "2026-03-11 12:00", // a Sunday
			[]string{"2026-03-01 00:00", "2026-03-02 00:00", "2026-03-09 00:00", "2026-03-11 12:00"}},
		"a Monday": {"week", "2026-03-02 00:00", "2026-03-09 00:00", []string{"2026-03-02 00:00", "2026-03-09 00:00"}},
		"over a new year": {"month", "2025-12-15 00:00", "2026-02-01 00:00",
			[]string{"2025-12-15 00:00", "2026-01-01 00:00", "2026-02-01 00:00"}},
	} {
		p, err := Compile(Query{Question: Trend, Bucket: c.bucket, From: at(c.from), To: at(c.to)}, nil, saigon, at(c.to))
		if err != nil {
			t.Fatal(name, err)
		}
		if len(p.Bounds) != len(c.want) {
			t.Errorf("%s: %v", name, p.Bounds)
			continue
		}
		for i, w := range c.want {
			if !p.Bounds[i].Equal(at(w)) {
				t.Errorf("%s: bound %d is %v, want %s", name, i, p.Bounds[i], w)
			}
		}
	}
	p, err := Compile(Query{Question: Trend}, nil, saigon, at("2026-03-11 12:00"))
	if err != nil || len(p.Bounds) != 14 || p.Bucket != "week" { // twelve weeks, cut by thirteen Mondays
		t.Error(p.Bounds, err)
	}
}
