package storetest

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"cham"
	"cham/journey"
	"cham/measure"
)

type variant struct {
	N    int      `json:"n"`
	Path []string `json:"path"`
}

// graph holds the discovered graph to a process log's reference.
func (g *golden) graph(ref logReference) {
	a := g.ask(measure.Query{Question: measure.Graph}).Graph
	volumes, starts, ends := map[string]int{}, map[string]int{}, map[string]int{}
	for _, n := range a.Nodes {
		volumes[n.ID] = n.Volume
		if n.Starts > 0 {
			starts[n.ID] = n.Starts
		}
		if n.Ends > 0 {
			ends[n.ID] = n.Ends
		}
	}
	g.same("graph's touches", volumes, ref.Counts)
	g.same("graph's starts", starts, ref.Start)
	g.same("graph's ends", ends, ref.End)
	counts, medians, total := map[string]int{}, map[string]float64{}, 0
	for _, e := range a.Edges {
		edge := e.From + " -> " + e.To
		counts[edge], medians[edge] = e.Count, e.MedianS
		total += e.Count
	}
	g.same("graph's moves", total, ref.Total)
	g.same("graph's edges", len(counts), ref.Distinct)
	g.same("graph's top edges", only(counts, ref.Top), ref.Top)
	g.near("graph's median", medians, ref.Medians)
}

// variants holds the paths of whole cases to a reference. A map without goals
// and with an endless silence leaves cases uncut; paths of over MaxDepth steps
// are not told apart to their ends, so only shorter ones can be compared.
func (g *golden) variants(ref logReference) {
	m := &cham.JourneyMap{ID: "cases", SilenceDays: 36500, Stages: []cham.Stage{{ID: "all"}}}
	for name := range ref.Counts {
		m.Touchpoints = append(m.Touchpoints, cham.Touchpoint{ID: name, Name: name, Stage: "all", Rule: rule(cham.Match{Event: name})})
	}
	a := g.mapped(m, measure.Query{Question: measure.Paths, Depth: measure.MaxDepth, Most: 100}, nil).Paths
	g.same("paths", a.Journeys, ref.Cases)
	compared := 0
	for _, v := range ref.Variants {
		if len(v.Path) <= measure.MaxDepth {
			compared++
			at := slices.IndexFunc(a.Top, func(p measure.Path) bool { return !p.More && slices.Equal(p.Steps, v.Path) })
			if at < 0 || a.Top[at].Journeys != v.N {
				g.Errorf("path %v: want %d", v.Path, v.N)
			}
		}
	}
	if most := slices.MaxFunc(ref.Variants, func(x, y variant) int { return cmp.Compare(x.N, y.N) }); compared < 7 ||
		fmt.Sprint(a.Top[0].Steps, a.Top[0].Journeys) != fmt.Sprint(most.Path, most.N) {
		g.Errorf("%d paths compared, the first is %+v", compared, a.Top[0])
	}
}

// mapped asks with a map, and holds the answer to SQL's when there is one.
func (g *golden) mapped(m *cham.JourneyMap, q measure.Query, sql *twin) *measure.Answer {
	g.Helper()
	p, err := measure.Compile(q, m, time.UTC, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		g.Fatal(err)
	}
	p.Bind = journey.Bind(m)
	a, err := g.engine.Ask(context.Background(), EngineWorkspace, p)
	if err != nil {
		g.Fatal(err)
	}
	if sql != nil {
		if diff := AnswersDiffer(a, sql.ask(&g.model, p)); diff != "" {
			g.Errorf("%s: engine and SQL differ: %s", q.Question, diff)
		}
		if wrong := sums(p, a); wrong != "" {
			g.Errorf("%s does not add up: %s", q.Question, wrong)
		}
	}
	return a
}

// ways compares the questions about ways with SQL, on more touches than one
// core takes: a map whose stages are the log's three kinds of activities, less
// the rarest one.
func (g *golden) ways(ref logReference) {
	m := &cham.JourneyMap{ID: "process", Stages: []cham.Stage{{ID: "A_"}, {ID: "W_"}, {ID: "O_"}}}
	for name := range ref.Counts {
		if ref.Counts[name] > 100 {
			m.Touchpoints = append(m.Touchpoints, cham.Touchpoint{ID: name, Name: name, Stage: name[:2], Goal: name == "A_ACTIVATED",
				Rule: rule(cham.Match{Event: name})})
		}
	}
	w := newTwin(g.T)
	for _, q := range []measure.Query{{Question: measure.Paths, Depth: 7, Width: 4, Collapse: true}, {Question: measure.Graph},
		{Question: measure.Reality}} {
		g.mapped(m, q, w)
	}
	var nodes []measure.Node // as the last question left them in SQL
	for _, t := range m.Touchpoints {
		nodes = append(nodes, measure.Node{ID: t.ID})
	}
	after, before := w.exitEnds(nodes)
	for _, e := range g.mapped(m, measure.Query{Question: measure.Exits}, nil).Exits {
		if d := differ("", reflect.ValueOf(e.After), reflect.ValueOf(after[e.ID])); d != "" || !slices.Equal(e.Before, mostBefore(before[e.ID])) {
			g.Errorf("exits at %s: %s, before %v, want %v", e.ID, d, e.Before, before[e.ID])
		}
	}
}
