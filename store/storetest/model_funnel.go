package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cham"
	"cham/measure"
	"cham/measure/stat"
)

func (v *modelView) askFunnel(a *measure.Answer) {
	counts, times := make([]int, len(v.p.Steps)), make([][]int64, len(v.p.Steps))
	for _, id := range v.customers {
		depth := 0
		if v.p.Order == "any" {
			depth = v.anyOrder(v.touches[id])
		} else {
			chain := v.strict(v.touches[id])
			depth = len(chain)
			for d := 1; d < depth; d++ {
				times[d] = append(times[d], chain[d].Sub(chain[d-1]).Milliseconds())
			}
		}
		for d := range depth {
			counts[d]++
		}
	}
	for d, n := range counts {
		a.Funnel = append(a.Funnel, measure.FunnelStep{Step: v.p.Steps[d], Customers: n,
			Rate: stat.NewRate(n, counts[max(0, d-1)]), Time: stat.SpreadOf(times[d])})
	}
}

func (v *modelView) within(from, to time.Time) bool {
	return v.p.WindowDays == 0 || to.Sub(from) <= time.Duration(v.p.WindowDays*24*float64(time.Hour))
}

// held is a touch's value of the dimension that is held constant.
func (v *modelView) held(t modelTouch) string { return v.p.Value(v.p.Hold, t.kind, t.node) }

// serves reports whether a touch can be the step of the funnel.
func (v *modelView) serves(t modelTouch, step int) bool {
	return t.node >= 0 && slices.Contains(v.p.Steps[step], v.nodes[t.node].ID) && (v.p.Hold == "" || v.held(t) != "")
}

// apart reports whether two touches cannot be in one funnel.
func (v *modelView) apart(ts []modelTouch, first, last modelTouch) bool {
	if !v.within(first.at, last.at) || v.p.Hold != "" && v.held(first) != v.held(last) {
		return true
	}
	return slices.ContainsFunc(ts, func(x modelTouch) bool {
		return x.node >= 0 && slices.Contains(v.p.Without, v.nodes[x.node].ID) && x.at.After(first.at) && x.at.Before(last.at) &&
			(v.p.Hold == "" || v.held(x) == "" || v.held(x) == v.held(first))
	})
}

// strict tries every first step and takes each further step at the earliest
// touch not yet used.
func (v *modelView) strict(ts []modelTouch) (best []time.Time) {
	for i, t := range ts {
		if !t.inside || t.node < 0 || !v.serves(t, 0) {
			continue
		}
		used := map[int]bool{i: true}
		chain := []time.Time{t.at}
		for step := 1; step < len(v.p.Steps); step++ {
			found := -1
			for k, u := range ts { // ascending in time
				if !used[k] && v.serves(u, step) && !u.at.Before(chain[len(chain)-1]) && !v.apart(ts, t, u) {
					found = k
					break
				}
			}
			if found < 0 {
				break
			}
			used[found] = true
			chain = append(chain, ts[found].at)
		}
		if len(chain) > len(best) || len(chain) == len(best) && slices.CompareFunc(chain, best, time.Time.Compare) < 0 {
			best = chain
		}
	}
	return best
}

// anyOrder tries every touch of a step as the start of a window.
func (v *modelView) anyOrder(ts []modelTouch) (best int) {
	for i, t := range ts {
		var have []modelTouch
		first := false
		for _, u := range ts[i:] {
			if u.node < 0 || v.apart(ts, t, u) {
				continue
			}
			have = append(have, u)
			first = first || u.inside && v.serves(u, 0)
		}
		depth := 0
		for s := range v.p.Steps {
			found := slices.IndexFunc(have, func(u modelTouch) bool { return v.serves(u, s) })
			if found < 0 || !first {
				break
			}
			have = slices.Delete(have, found, found+1)
			depth++
		}
		best = max(best, depth)
	}
	return best
}

func drawFunnel(t *rapid.T, q *measure.Query, d drawing) {
	q.Steps = drawSteps(t, d.points)
	q.Order = rapid.SampledFrom([]string{"strict", "any"}).Draw(t, "order")
	q.WindowDays = rapid.SampledFrom([]float64{0, 0, 0.25, 7, 30}).Draw(t, "window")
	drawLimits(t, q, d.points)
}

// drawLimits draws what must not come between the steps of a funnel, and what
// must stay the same.
func drawLimits(t *rapid.T, q *measure.Query, points []string) {
	q.Hold = rapid.SampledFrom([]measure.Dimension{"", "", measure.ByChannel, measure.BySource, measure.ByTouchpoint}).Draw(t, "hold")
	p := rapid.SampledFrom(append([]string{"", ""}, points...)).Draw(t, "without")
	if p != "" && !slices.ContainsFunc(q.Steps, func(s []string) bool { return slices.Contains(s, p) }) {
		q.Without = []string{p}
	}
}

// testFunnels asks funnels about few instants, where touches of steps and
// excluded ones meet.
func testFunnels(t *testing.T, open OpenEngine) {
	now := historyStart.Add(time.Hour)
	rapid.Check(t, func(rt *rapid.T) {
		s := newStory()
		s.engine = open(t, s, nil)
		for i := range rapid.IntRange(1, 60).Draw(rt, "touches") {
			r := s.touch(rt)
			r.Type, r.Name = cham.CallTrack, rapid.SampledFrom(storyNames).Draw(rt, "name")
			r.Seq, r.Touch.MessageID = int64(i+1), fmt.Sprint(i)
			r.At = historyStart.Add(time.Duration(rapid.IntRange(0, 5).Draw(rt, "at")) * 2 * time.Hour)
			s.records = append(s.records, r)
		}
		if err := s.engine.Append(context.Background(), EngineWorkspace, s.records, nil); err != nil {
			rt.Fatal(err)
		}
		for range 20 {
			q := s.query(rt, measure.Funnel, storyNames)
			q.Segment, q.AsOf = measure.Segment{}, time.Time{}
			p, err := measure.Compile(q, nil, time.UTC, now)
			if err != nil {
				rt.Fatal(err)
			}
			a, err := s.engine.Ask(context.Background(), EngineWorkspace, p)
			if err != nil {
				rt.Fatal(err)
			}
			if diff := AnswersDiffer(a, s.ask(p)); diff != "" {
				rt.Fatalf("%+v\n%s", q, diff)
			}
		}
	})
}
