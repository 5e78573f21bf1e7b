package storetest

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/chamtest"
	"cham/journey"
	"cham/measure"
)

type olistTimes struct {
	Lead struct {
		Leads      int     `json:"leads"`
		Won        int     `json:"won"`
		Negative   int     `json:"negative_durations"`
		MedianDays float64 `json:"median_days"`
		Within30   int     `json:"won_within_30d"`
		Within90   int     `json:"won_within_90d"`
	} `json:"lead_to_deal"`
	Steps map[string]struct {
		N        int     `json:"n"`
		MedianH  float64 `json:"median_h"`
		Negative int     `json:"negative"`
	} `json:"median_hours_between_steps_per_order"`
	Delivery struct {
		N      int     `json:"n"`
		Median float64 `json:"median"`
	} `json:"delivery_days"`
	Repeat struct {
		Customers int `json:"customers"`
		Again     int `json:"with_2plus"`
	} `json:"repeat"`
}

var olistEnd = time.Date(2018, 11, 15, 0, 0, 0, 0, time.UTC)

// olistMap has one touchpoint for each name, the goal last, and a silence that
// never ends a journey.
func olistMap(names ...string) *cham.JourneyMap {
	m := &cham.JourneyMap{ID: "olist", SilenceDays: 3650, Stages: []cham.Stage{{ID: "before"}, {ID: "goal"}}}
	for i, n := range names {
		stage := m.Stages[intOf(i == len(names)-1)].ID
		m.Touchpoints = append(m.Touchpoints, cham.Touchpoint{ID: n, Name: n, Stage: stage, Goal: stage == "goal",
			Rule: rule(cham.Match{Event: n})})
	}
	return m
}

// on answers a query on a map, as of the end of the file.
func (g *golden) on(m *cham.JourneyMap, q measure.Query) (measure.Plan, *measure.Answer) {
	g.Helper()
	p, err := measure.Compile(q, m, time.UTC, olistEnd)
	if err != nil {
		g.Fatal(err)
	}
	p.Bind = journey.Bind(m)
	a, err := g.engine.Ask(context.Background(), EngineWorkspace, p)
	if err != nil {
		g.Fatal(err)
	}
	return p, a
}

// behind is how many customers are behind a figure.
func (g *golden) behind(p measure.Plan, f measure.Figure) int {
	g.Helper()
	ids, err := g.engine.Customers(context.Background(), EngineWorkspace, p, f)
	if err != nil {
		g.Fatal(err)
	}
	return len(ids)
}

func (g *golden) close(what string, got, want, within float64) {
	g.Helper()
	if math.Abs(got-want) > within {
		g.Errorf("%s: %v, want %v", what, got, want)
	}
}

// testOlistTimes holds times to those of the reference, which knows them by
// lead, by order and by customer.
func testOlistTimes(t *testing.T, open OpenEngine) {
	ref := reference[olistTimes](t, "reference/olist_dev.json")
	records := ReadCalls(t, chamtest.Shared(t, "journey/olist_events_dev.ndjson.gz"))
	load := func(t *testing.T, records []cham.Record) *golden {
		s := newStory()
		s.records = records
		return &golden{T: t, engine: open(t, s, nil), model: s.model}
	}
	t.Run("leads", func(t *testing.T) {
		g, day := load(t, records), 86400.0
		p, a := g.on(olistMap("Lead Captured", "Deal Won"), measure.Query{Question: measure.Timing, Start: "Lead Captured"})
		g.same("leads", a.Timing.N, ref.Lead.Leads)
		g.same("won after", a.Timing.Events, ref.Lead.Won-ref.Lead.Negative)
		g.close("median days of the won", a.Timing.Times.Median/day, ref.Lead.MedianDays, 1e-4)
		within := func(days float64) int {
			return g.behind(p, measure.Figure{Kind: measure.FigureTimed, Outcome: "converted", ToS: days*day + 0.001})
		}
		g.same("won within", []int{within(30), within(90)}, []int{ref.Lead.Within30, ref.Lead.Within90})
		last := a.Timing.Curve[len(a.Timing.Curve)-1]
		g.same("the goal is not reached by half", []any{a.Timing.Reached, last.Survival > 0.8}, []any{false, true})
		g.twin(p, a)
	})
	t.Run("orders", func(t *testing.T) {
		g := load(t, byOrder(t, records))
		for pair, want := range ref.Steps {
			if want.Negative == 0 { // the others count times that go back, too
				f := g.ask(measure.Query{Question: measure.Funnel, Steps: single(strings.Split(pair, " -> "))}).Funnel[1]
				g.same(pair, f.Time.N, want.N)
				g.close(pair, f.Time.Median/3600, want.MedianH, 5.1e-5)
			}
		}
		p, a := g.on(olistMap("Order Completed", "Order Delivered"), measure.Query{Question: measure.Timing, Start: "Order Completed"})
		g.same("orders delivered", a.Timing.Events, ref.Delivery.N)
		g.close("days to delivery", a.Timing.Times.Median/86400, ref.Delivery.Median, 5.1e-4)
		g.twin(p, a)
	})
	t.Run("repeat", func(t *testing.T) {
		g := load(t, records)
		p, a := g.on(olistMap("Order Completed"), measure.Query{Question: measure.Retention, Cohort: "goal", Return: "goal", Bucket: "month",
			From: olistEnd.AddDate(-3, 0, 0)})
		size := 0
		for _, c := range a.Retention.Cohorts {
			size += c.Size
		}
		g.same("customers, and those who bought again", []int{size, a.Retention.Repeat.N, a.Retention.Repeat.Events},
			[]int{ref.Repeat.Customers, ref.Repeat.Customers, ref.Repeat.Again})
		g.twin(p, a)
	})
}

// twin holds an answer to SQL's.
func (g *golden) twin(p measure.Plan, a *measure.Answer) {
	g.Helper()
	if diff := AnswersDiffer(a, newTwin(g.T).ask(&g.model, p)); diff != "" {
		g.Errorf("%s: engine and SQL differ: %s", p.Question, diff)
	}
}

// byOrder makes every order a customer.
func byOrder(t testing.TB, records []cham.Record) (out []cham.Record) {
	keys := map[string]cham.KeyID{}
	for _, r := range records {
		var p struct {
			Order string `json:"order_id"`
		}
		if len(r.Properties) > 0 {
			if err := json.Unmarshal(r.Properties, &p); err != nil {
				t.Fatal(err)
			}
		}
		if p.Order == "" {
			continue
		}
		if keys[p.Order] == 0 {
			keys[p.Order] = cham.KeyID(len(keys) + 1)
		}
		r.Key, r.Seq = keys[p.Order], int64(len(out)+1)
		out = append(out, r)
	}
	return out
}
