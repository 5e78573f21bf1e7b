package storetest

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"cham"
	"cham/journey"
	"cham/measure"
)

// testLongCustomer asks about one customer with a million touches, beside a few
// with some: engine and SQL agree. Where SQL joins a customer's touches with
// themselves the plain model is asked instead, or what must come out is known.
func testLongCustomer(t *testing.T, open OpenEngine) {
	s := longStory()
	s.engine = open(t, s, nil)
	const batches = 4
	for i := range batches {
		n := len(s.records) / batches
		if err := s.engine.Append(t.Context(), EngineWorkspace, s.records[i*n:(i+1)*n], nil); err != nil {
			t.Fatal(err)
		}
	}
	sql := newTwin(t)
	sql.keep = true
	for _, q := range []measure.Question{measure.Touches, measure.Touchpoints, measure.Transitions, measure.Graph, measure.Exits,
		measure.Journeys, measure.Paths, measure.Timing, measure.Reality, measure.Retention} {
		p := s.longPlan(t, measure.Query{Question: q, Bucket: "month", Cohort: "goal"})
		got, err := s.engine.Ask(t.Context(), EngineWorkspace, p)
		if err != nil {
			t.Fatal(err)
		}
		want := &measure.Answer{}
		if q == measure.Touchpoints || q == measure.Exits {
			want = s.ask(p)
		} else {
			want = sql.ask(&s.model, p)
		}
		if diff := AnswersDiffer(got, want); diff != "" {
			t.Errorf("%s: %s", q, diff)
		}
	}
	p := s.longPlan(t, measure.Query{Question: measure.Funnel, Steps: [][]string{{"a", "az"}, {"b"}, {"c"}, {"d"}}})
	got, err := s.engine.Ask(t.Context(), EngineWorkspace, p)
	if err != nil || got.Funnel[3].Customers != longCustomers {
		t.Errorf("funnel: %+v, %v", got, err)
	}
}

const (
	longTouches   = 1_000_000
	longCustomers = 5
)

// longStory tells of touches some minutes apart, one in fifty at the instant
// of the one before, nearly all of one customer, one in a thousand of others.
func longStory() *story {
	s, r := newStory(), rand.New(rand.NewPCG(3, 4))
	s.records = make([]cham.Record, longTouches)
	for i := range s.records {
		if r.IntN(50) > 0 {
			s.now = s.now.Add(time.Duration(r.IntN(6)) * time.Minute)
		}
		x := plainRecord("s", fmt.Sprint(i), 1, s.now)
		if r.IntN(1000) == 0 {
			x.Key = cham.KeyID(2 + r.IntN(longCustomers-1))
		}
		x.Seq, x.Name = int64(i+1), storyNames[r.IntN(5)]
		x.Channel = []cham.Channel{"website", "zalo"}[r.IntN(2)]
		s.records[i] = x
	}
	return s
}

func (s *story) longPlan(t *testing.T, q measure.Query) measure.Plan {
	t.Helper()
	p, err := measure.Compile(q, storyMap, time.UTC, s.now)
	if err != nil {
		t.Fatal(err)
	}
	p.Bind = journey.Bind(storyMap)
	return p
}
