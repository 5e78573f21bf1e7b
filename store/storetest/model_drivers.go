package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/journey"
	"cham/measure"
)

func drawChanged(t *rapid.T, q *measure.Query, d drawing) {
	q.By = rapid.SampledFrom([]measure.Dimension{"", measure.ByChannel, measure.BySource, measure.ByName}).Draw(t, "by")
	q.Most = rapid.IntRange(0, 2).Draw(t, "most")
	c := measure.Period{From: historyStart.Add(-time.Hour), To: historyStart.Add(40 * 24 * time.Hour)}
	if from := d.instant("compared from"); !from.IsZero() {
		c.From = from
	}
	if to := d.instant("compared to"); to.After(c.From) {
		c.To = to
	}
	if !c.From.Before(c.To) {
		c.To = c.From.Add(24 * time.Hour)
	}
	q.Compare = &c
}

func driverFigures(a *measure.DriversAnswer) (all []figure) {
	if a == nil {
		return nil
	}
	for _, d := range a.Factors {
		all = append(all, figure{measure.Figure{Kind: measure.FigureWith, By: d.By, Value: d.Value}, d.With.N},
			figure{measure.Figure{Kind: measure.FigureWithConverted, By: d.By, Value: d.Value}, d.With.K})
	}
	return all
}

func changeFigures(a *measure.ChangedAnswer) (all []figure) {
	if a == nil {
		return nil
	}
	for _, c := range a.Cells {
		if !c.Others {
			all = append(all, figure{measure.Figure{Kind: measure.FigureChange, Value: c.Value, Touchpoint: c.Touchpoint}, c.Now.K})
		}
	}
	for _, v := range a.Values {
		if !v.Others {
			all = append(all, figure{measure.Figure{Kind: measure.FigureChange, Value: v.Value, Outcome: "converted"}, v.Now.K})
		}
	}
	return append(all, figure{measure.Figure{Kind: measure.FigureChange, Others: true, Outcome: "converted"}, a.Now.K})
}

// grown are the journeys that started in the period, at least GrownDays ago.
func (v *modelView) grown() []modelJourney {
	return slices.DeleteFunc(slices.Clone(v.journeys), func(j modelJourney) bool {
		return j.outcome == journey.Care || !j.touches[0].inside || wholeDays(v.p.Now.Sub(j.touches[0].at)) < v.p.GrownDays()
	})
}

func (m *model) askChanged(p measure.Plan, a *measure.Answer) {
	now, before := m.view(p), m.view(p.Earlier())
	for len(before.nodes) < len(now.nodes) { // without a map the later touches have more names
		before.nodes = append(before.nodes, now.nodes[len(before.nodes)])
	}
	if len(before.nodes) > len(now.nodes) {
		now.nodes = before.nodes
	}
	a.Changed = measure.NewChanged(&p, now.nodes, now.begunByValue(), before.begunByValue())
}

func (v *modelView) begunByValue() (all []measure.Begun) {
	for _, j := range v.journeys {
		if j.outcome == journey.Care || !j.touches[0].inside {
			continue
		}
		value := v.value(v.p.By, j.touches[0])
		i := slices.IndexFunc(all, func(c measure.Begun) bool { return c.Value == value })
		if i < 0 {
			i = len(all)
			all = append(all, measure.Begun{Value: value, Lost: map[int]int{}})
		}
		all[i].Journeys++
		if j.outcome != journey.Converted {
			all[i].Lost[j.last()]++
		}
	}
	return all
}

func (v *modelView) askDrivers(a *measure.Answer) {
	all := map[measure.Stratum]measure.Outcomes{}
	var factors []measure.Factor
	for _, j := range v.grown() {
		nodes := map[int]bool{}
		for _, t := range j.toGoal() {
			if !v.nodes[t.node].Goal {
				nodes[t.node] = true
			}
		}
		first := j.touches[0]
		s := measure.Stratum{Channel: first.kind.Channel, Length: measure.Length(len(nodes))}
		o := measure.Outcomes{Converted: intOf(j.outcome == journey.Converted), Lost: intOf(j.outcome != journey.Converted)}
		all[s] = all[s].Plus(o)
		has := func(by measure.Dimension, value, name string) {
			i := slices.IndexFunc(factors, func(f measure.Factor) bool { return f.By == by && f.Value == value })
			if i < 0 {
				i = len(factors)
				factors = append(factors, measure.Factor{By: by, Value: value, Name: name, In: map[measure.Stratum]measure.Outcomes{}})
			}
			factors[i].In[s] = factors[i].In[s].Plus(o)
		}
		for n := range nodes {
			has(measure.ByTouchpoint, v.nodes[n].ID, v.nodes[n].Name)
		}
		for _, d := range measure.DriverDimensions([]cham.Kind{first.kind}) {
			if value := v.value(d, first); value != "" {
				has(d, value, value)
			}
		}
	}
	a.Drivers = measure.NewDrivers(all, factors)
}

// testManyJourneys asks what needs more journeys than other histories have.
func testManyJourneys(t *testing.T, open OpenEngine) {
	s, r := newStory(), rand.New(rand.NewPCG(1, 2))
	for i := range 2500 {
		touch := plainRecord("s", fmt.Sprint(i), cham.KeyID(1+r.IntN(350)), historyStart.Add(time.Duration(r.IntN(300*24*60))*time.Minute))
		touch.Seq, touch.Name = int64(i+1), storyNames[r.IntN(5)]
		touch.Channel = []cham.Channel{"website", "zalo", "store"}[r.IntN(3)]
		touch.Campaign.Source = []string{"", "facebook", "google"}[r.IntN(3)]
		touch.Device = []string{"mobile", "desktop"}[r.IntN(2)]
		touch.Campaign.Name = fmt.Sprint("campaign ", r.IntN(1+r.IntN(20)))
		s.records = append(s.records, touch)
	}
	s.now = historyStart.Add(300 * 24 * time.Hour)
	s.engine = open(t, s, nil)
	sql := newTwin(t)
	s.checkDrivers(t, sql)
	rounds := 0
	rapid.Check(t, func(rt *rapid.T) {
		if rounds++; rounds > 6 { // each has more to look at than hundreds of small histories
			return
		}
		for _, q := range []measure.Question{measure.Drivers, measure.Changed} {
			s.check(rt, q, sql)
		}
	})
}

// checkDrivers asks what goes with the goal, of everybody and all time, where
// factors have enough journeys.
func (s *story) checkDrivers(t *testing.T, sql *twin) {
	p, err := measure.Compile(measure.Query{Question: measure.Drivers, Goal: []string{"D"}}, nil, time.UTC, s.now)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.engine.Ask(t.Context(), EngineWorkspace, p)
	if err != nil || len(got.Drivers.Factors) == 0 {
		t.Fatalf("no factor had enough journeys: %v", err)
	}
	want := s.ask(p)
	if diff := AnswersDiffer(got, want) + AnswersDiffer(sql.ask(&s.model, p), want); diff != "" {
		t.Error("engine, model and SQL differ:", diff)
	}
}
