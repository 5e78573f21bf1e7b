package storetest

import (
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/journey"
	"cham/measure"
)

// query draws a query; points are what steps and touchpoints may be.
func (s *story) query(t *rapid.T, q measure.Question, points []string) measure.Query {
	out := measure.Query{Question: q, Collapse: rapid.Bool().Draw(t, "collapse")}
	out.Segment = measure.Segment{Channel: rapid.SampledFrom([]cham.Channel{"", "", "zalo"}).Draw(t, "channel"),
		Source:    rapid.SampledFrom([]string{"", "", "facebook"}).Draw(t, "source"),
		FirstLead: rapid.SampledFrom([]string{"", "", "", "facebook", "mine"}).Draw(t, "first lead"),
		LastLead:  rapid.SampledFrom([]string{"", "", "", "google-ads", "mine", "other"}).Draw(t, "last lead"),
		Status:    rapid.SampledFrom([]string{"", "", "new", "returning"}).Draw(t, "status")}
	instant := func(label string) time.Time {
		if len(s.records) == 0 || rapid.Bool().Draw(t, label+" open") {
			return time.Time{}
		}
		at := rapid.SampledFrom(s.records).Draw(t, label).At
		return at.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, label+" shift")) * time.Millisecond)
	}
	out.Where = drawWhere(t)
	out.Unit = rapid.SampledFrom([]string{"", "", "account"}).Draw(t, "unit")
	out.Goal = rapid.SampledFrom([][]string{nil, nil, points[1:3], points[:1]}).Draw(t, "goals") // on a map, D is behind these
	out.From, out.To, out.AsOf = instant("from"), instant("to"), instant("as of")
	if !out.To.IsZero() && !out.From.Before(out.To) {
		out.From = time.Time{}
	}
	if draw := suiteOf(q).draw; draw != nil {
		draw(t, &out, drawing{points, s.now, instant})
	}
	return out
}

// drawSteps draws steps of a funnel; two are the same or share nothing.
func drawSteps(t *rapid.T, points []string) (steps [][]string) {
	sets := [][]string{points[:2]}
	for _, p := range points[2:] {
		sets = append(sets, []string{p})
	}
	if rapid.Bool().Draw(t, "single") {
		sets[0] = points[:1]
	}
	for range rapid.IntRange(1, 4).Draw(t, "steps") {
		steps = append(steps, rapid.SampledFrom(sets).Draw(t, "step"))
	}
	return steps
}

// drawWhere draws conditions on touches.
func drawWhere(t *rapid.T) []measure.Is {
	return rapid.SampledFrom([][]measure.Is{nil, nil, nil,
		{{By: measure.ByChannel, Any: []string{"zalo"}}},
		{{By: measure.BySource, Any: []string{"", "none"}}},
		{{By: measure.ByName, Any: []string{"B", "D"}, Not: true}, {By: measure.ByChannel, Any: []string{"website"}}},
		{{By: measure.ByHour, Any: []string{"15", "20", "21"}, Not: true}, {By: measure.ByChannel, Any: []string{"zalo"}}},
		{{By: measure.ByWeekday, Any: []string{"1", "4", "7"}}},
		{{By: measure.ByTouchpoint, Any: []string{"az", "c", "A", "C"}}},
		{{By: measure.ByStage, Any: []string{"during"}, Not: true}},
	}).Draw(t, "where")
}

// drawMembers draws a segment.
func drawMembers(t *rapid.T) []cham.CustomerID {
	switch rapid.IntRange(0, 5).Draw(t, "members") {
	case 0:
		return []cham.CustomerID{}
	case 1:
		return []cham.CustomerID{2, 3, 5, 900}
	}
	return nil
}

// plan draws a plan of the question, with or without the map.
func (s *story) plan(t *rapid.T, q measure.Question) measure.Plan {
	m, points := (*cham.JourneyMap)(nil), storyNames
	if rapid.Bool().Draw(t, "map") || suiteOf(q).mapped {
		m, points = storyMap, nil
		for _, p := range m.Touchpoints {
			points = append(points, p.ID)
		}
	}
	now := s.now.Add(rapid.SampledFrom([]time.Duration{0, 4 * time.Minute, 30 * 24 * time.Hour, -24 * time.Hour}).Draw(t, "now"))
	zone, err := time.LoadLocation(cham.DefaultTimeZone)
	if err != nil {
		t.Fatal(err)
	}
	p, err := measure.Compile(s.query(t, q, points), m, zone, now)
	if err != nil {
		t.Fatal(err)
	}
	if m != nil {
		p.Bind = journey.Bind(m)
	}
	p.Members, p.Leads = drawMembers(t), rapid.SampledFrom([]cham.LeadGroups{nil, ownLeads}).Draw(t, "leads")
	return p
}
