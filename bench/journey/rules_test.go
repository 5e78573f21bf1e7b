package journey

import (
	"context"
	"testing"
	"time"

	"cham"
	maps "cham/journey"
	"cham/measure"
	"cham/store/index"
)

// BenchmarkRule finds the members of rules of ten conditions among 10 million
// touches; the bar is 200 ms (bars.md, the loop).
func BenchmarkRule(b *testing.B) {
	x := index.New(index.Options{})
	defer x.Close()
	c := generate(10e6, 1)
	if err := x.LoadColumns("w", c); err != nil {
		b.Fatal(err)
	}
	for name, rule := range tenConditions() {
		p, err := measure.CompileRule(rule, start.AddDate(1, 0, 0), measure.RuleNames{Matches: maps.Matches,
			Leads: (&measure.Plan{}).LeadOf(),
			Map: func(cham.MapID) (*cham.JourneyMap, func(cham.Kind) int, error) {
				return stagedMap(), maps.Bind(stagedMap()), nil
			}})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			best, wall, members := time.Hour, time.Hour, 0
			for b.Loop() {
				before, began := cpu(), time.Now()
				ids, err := x.Members(context.Background(), "w", p)
				if err != nil {
					b.Fatal(err)
				}
				best, wall, members = min(best, cpu()-before), min(wall, time.Since(began)), len(ids)
			}
			b.ReportMetric(float64(best.Milliseconds()), "least-cpu-ms")
			b.ReportMetric(float64(wall.Milliseconds()), "least-ms")
			b.ReportMetric(float64(members), "members")
		})
	}
}

func number(n float64) *float64 { return &n }

// tenConditions are rules of ten conditions: on few touches, and on every one.
func tenConditions() map[string]measure.SegmentRule {
	did := func(t int, times *measure.Range, days float64) measure.SegmentRule {
		return measure.SegmentRule{Touch: &measure.TouchRule{Match: []cham.Match{{Event: name(t)}}, Times: times,
			Span: measure.Span{WithinDays: days}}}
	}
	mixed := []measure.SegmentRule{{Came: &measure.CameRule{FirstChannel: []cham.Channel{"zalo", "website", "facebook"}}},
		{Stand: &measure.StandRule{Map: "m", Stages: []string{"s1", "s2"}}}, {Buy: &measure.BuyRule{Times: &measure.Range{AtMost: number(0)}}},
		{Touch: &measure.TouchRule{Count: measure.CountSessions, Times: &measure.Range{AtLeast: number(3)}}},
		{Touch: &measure.TouchRule{Only: "first", Span: measure.Span{WithinDays: 300}}},
		{Touch: &measure.TouchRule{SinceDays: &measure.Range{AtMost: number(60)}}}}
	var every []measure.SegmentRule
	for t := range 4 {
		mixed = append(mixed, did(5*t, &measure.Range{AtMost: number(float64(2 + t))}, float64(90*t)))
	}
	for t := range 10 {
		every = append(every, measure.SegmentRule{Touch: &measure.TouchRule{Span: measure.Span{WithinDays: float64(30 + t)},
			Times: &measure.Range{AtLeast: number(float64(t))}}})
	}
	return map[string]measure.SegmentRule{"mixed": {All: mixed}, "every touch ten times": {Any: every}}
}

// stagedMap binds each touchpoint's name, in stages of equal size.
func stagedMap() *cham.JourneyMap {
	m := &cham.JourneyMap{ID: "m"}
	for s := range stages {
		m.Stages = append(m.Stages, cham.Stage{ID: []string{"s0", "s1", "s2", "s3", "s4"}[s]})
	}
	for t := range touchpoints {
		m.Touchpoints = append(m.Touchpoints, cham.Touchpoint{ID: name(t), Name: name(t), Stage: m.Stages[t*stages/touchpoints].ID,
			Rule: cham.Rule{Any: []cham.Match{{Event: name(t)}}}})
	}
	return m
}
