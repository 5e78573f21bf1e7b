package storetest

import (
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/journey"
	"cham/measure"
)

// testPairsFromTheMiddle asks for pairs from an instant on at which an unmapped
// touch stands between a goal and what follows it: whether the journey is won
// is known only from before.
func testPairsFromTheMiddle(t *testing.T, open OpenEngine) {
	m := &cham.JourneyMap{ID: "m", Stages: []cham.Stage{{ID: "before"}, {ID: "goal"}, {ID: "after"}},
		Touchpoints: []cham.Touchpoint{
			{ID: "front", Stage: "before", Name: "Front", Rule: rule(cham.Match{Event: "A"})},
			{ID: "goal", Stage: "goal", Name: "Goal", Goal: true, Rule: rule(cham.Match{Event: "B"})},
			{ID: "care", Stage: "after", Name: "Care", Rule: rule(cham.Match{Event: "C"})}}}
	s := newStory()
	for i, name := range []string{"A", "B", "unmapped", "C", "A"} {
		r := plainRecord("s", fmt.Sprint(i), 1, historyStart.Add(time.Duration(i)*24*time.Hour))
		r.Seq, r.Name = int64(i+1), name
		s.records = append(s.records, r)
	}
	s.now = historyStart.Add(300 * 24 * time.Hour)
	s.engine = open(t, s, nil)
	for _, q := range []measure.Question{measure.Transitions, measure.Graph} {
		p, err := measure.Compile(measure.Query{Question: q, From: historyStart.Add(2 * 24 * time.Hour)}, m, time.UTC, s.now)
		if err != nil {
			t.Fatal(err)
		}
		p.Bind = journey.Bind(m)
		got, err := s.engine.Ask(t.Context(), EngineWorkspace, p)
		if err != nil {
			t.Fatal(err)
		}
		if diff := AnswersDiffer(got, s.ask(p)); diff != "" {
			t.Errorf("%s: engine and model differ: %s", q, diff)
		}
	}
}
