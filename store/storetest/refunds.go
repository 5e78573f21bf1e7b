package storetest

import (
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/journey"
	"cham/measure"
)

// testRefunds gives back what was bought: a refund is of the order it names,
// however many came since, and of no other.
func testRefunds(t *testing.T, open OpenEngine) {
	m := &cham.JourneyMap{ID: "m", Stages: []cham.Stage{{ID: "one"}},
		Touchpoints: []cham.Touchpoint{{ID: "goal", Stage: "one", Name: "Goal", Goal: true, Rule: rule(cham.Match{Event: "Bought"})}}}
	s := newStory()
	for i, x := range []struct {
		name, order string
		value       float64
	}{{"Refunded", "3", -10}, {"Bought", "1", 100}, {"Bought", "2", 250}, {"Refunded", "1", -100}, {"Bought", "3", 70}, {"Refunded", "9", -70},
		{"Refunded", "", -20}, {"Bought", "", 40}, {"Refunded", "8", -15}} {
		r := plainRecord("s", fmt.Sprint(i), 1, historyStart.Add(time.Duration(i)*24*time.Hour))
		r.Seq, r.Name, r.Value = int64(i+1), x.name, x.value
		r.Properties = fmt.Appendf(nil, `{"order_id":%q}`, x.order)
		s.records = append(s.records, r)
	}
	s.now = historyStart.Add(300 * 24 * time.Hour)
	s.engine = open(t, s, nil)
	for day, want := range map[int]float64{1: 0, 2: 250, 4: 40, 7: 25} {
		from := historyStart.Add(time.Duration(day) * 24 * time.Hour)
		p, err := measure.Compile(measure.Query{Question: measure.Journeys, From: from, To: from.Add(time.Hour)}, m, time.UTC, s.now)
		if err != nil {
			t.Fatal(err)
		}
		p.Bind = journey.Bind(m)
		got, err := s.engine.Ask(t.Context(), EngineWorkspace, p)
		if err != nil {
			t.Fatal(err)
		}
		if got.Journeys.Value != want {
			t.Errorf("what was bought on day %d brings %v, want %v", day, got.Journeys.Value, want)
		}
		if diff := AnswersDiffer(got, s.ask(p)); diff != "" {
			t.Error("engine and model differ:", diff)
		}
	}
}
