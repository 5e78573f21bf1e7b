package storetest

import (
	"math"
	"slices"
	"time"

	"pgregory.net/rapid"

	"cham/journey"
	"cham/measure"
	"cham/measure/stat"
)

// drawAttribution draws the choices of attribution.
func drawAttribution(t *rapid.T, q *measure.Query, d drawing) {
	q.Credit = rapid.SampledFrom([]measure.Dimension{"", measure.BySource, measure.ByTouchpoint, measure.ByStage, measure.ByName}).Draw(t,
		"credit")
	q.MarkovOrder = rapid.IntRange(0, 3).Draw(t, "order")
	q.HalfLifeDays = rapid.SampledFrom([]float64{0, 0.01, 1, 30}).Draw(t, "half life")
	q.Direct = rapid.SampledFrom([]string{"", measure.DirectSkip, measure.DirectCount}).Draw(t, "direct")
	q.NoSpread = rapid.IntRange(0, 3).Draw(t, "no spread") == 0
}

func attributionFigures(a *measure.AttributionAnswer) (all []figure) {
	if a == nil {
		return nil
	}
	for _, r := range append(slices.Clone(a.Rows), measure.CreditRow{Value: "nobody's"}) {
		all = append(all, figure{measure.Figure{Kind: measure.FigureCredited, Value: r.Value}, r.Paths})
		if light := len(a.Rows) > 0 && a.Rows[0].Credits.Markov.Conversions == 0; !light {
			all = append(all, figure{measure.Figure{Kind: measure.FigureCredited, Value: r.Value, Outcome: "lost"}, r.Null})
		}
	}
	return all
}

// credited is a path of a journey that counts.
type credited struct {
	touches   []modelTouch
	converted bool
	money     float64
}

// creditPaths are the journeys that converted in the period, and those that
// started in it and were lost.
func (v *modelView) creditPaths() (paths []credited) {
	for _, j := range v.approaches() {
		last := j.touches[len(j.touches)-1]
		c := credited{touches: j.touches, converted: j.outcome == journey.Converted}
		switch {
		case c.converted && last.inside:
			c.money = float64(v.worth(last)) / 1000
			if len(j.touches) > 1 {
				c.touches = j.touches[:len(j.touches)-1]
			}
		case j.outcome == journey.Lost && j.touches[0].inside:
		default:
			continue
		}
		if v.p.Direct == measure.DirectSkip {
			c.touches = v.known(c.touches)
		}
		if v.p.Collapse {
			c.touches = v.lastOfRuns(c.touches)
		}
		paths = append(paths, c)
	}
	return paths
}

// approaches are journeys without an after part.
func (v *modelView) approaches() (all []modelJourney) {
	for _, id := range v.customers {
		all = append(all, v.cut(id, func(int) bool { return false })...)
	}
	return all
}

func (v *modelView) credit(t modelTouch) string { return v.value(v.p.Credit, t) }

// value is a touch's value of a dimension.
func (v *modelView) value(d measure.Dimension, t modelTouch) string {
	return v.p.Value(d, t.kind, t.node)
}

// known are the touches with a value, or all when none has one.
func (v *modelView) known(touches []modelTouch) []modelTouch {
	unknown := func(t modelTouch) bool { return v.credit(t) == "" }
	if kept := slices.DeleteFunc(slices.Clone(touches), unknown); len(kept) > 0 {
		return kept
	}
	return touches
}

func (v *modelView) lastOfRuns(touches []modelTouch) (kept []modelTouch) {
	for i, t := range touches {
		if i+1 == len(touches) || v.credit(touches[i+1]) != v.credit(t) {
			kept = append(kept, t)
		}
	}
	return kept
}

func (v *modelView) askAttribution(a *measure.Answer) {
	out := &measure.AttributionAnswer{Order: v.p.MarkovOrder}
	numbers := map[string]int{}
	for _, p := range v.creditPaths() {
		for _, t := range p.touches {
			if _, ok := numbers[v.credit(t)]; !ok {
				numbers[v.credit(t)] = len(out.Rows)
				out.Rows = append(out.Rows, measure.CreditRow{Value: v.credit(t)})
			}
		}
	}
	chain := stat.NewChain(len(out.Rows), v.p.MarkovOrder)
	for _, p := range v.creditPaths() {
		values := make([]int, len(p.touches))
		for i, t := range p.touches {
			values[i] = numbers[v.credit(t)]
		}
		v.creditPath(out, p, values)
		chain.Path(values, float64(intOf(p.converted)), float64(intOf(!p.converted)))
	}
	if v.p.NoSpread {
		chain = nil
	}
	out.Finish(chain)
	a.Attribution = out
}

func (v *modelView) creditPath(out *measure.AttributionAnswer, p credited, values []int) {
	distinct := map[int]bool{}
	for _, n := range values {
		distinct[n] = true
	}
	if !p.converted {
		out.Null++
		for n := range distinct {
			out.Rows[n].Null += intOf(!v.p.NoSpread)
		}
		return
	}
	out.Conversions++
	out.Value += p.money
	give := func(c *measure.Credit, share float64) {
		c.Conversions += share
		c.Value += share * p.money
	}
	for n := range distinct {
		out.Rows[n].Paths++
		give(&out.Rows[n].Credits.Shapley, 1/float64(len(distinct)))
	}
	last := len(values) - 1
	give(&out.Rows[values[0]].Credits.First, 1)
	give(&out.Rows[values[last]].Credits.Last, 1)
	weight := func(i int) float64 {
		halfLife := v.p.HalfLifeDays * float64(24*time.Hour)
		return math.Pow(2, -float64(p.touches[last].at.Sub(p.touches[i].at))/halfLife)
	}
	weights := 0.0
	for i := range values {
		weights += weight(i)
	}
	for i, n := range values {
		c := &out.Rows[n].Credits
		give(&c.Linear, 1/float64(len(values)))
		give(&c.TimeDecay, weight(i)/weights)
		switch {
		case last == 0:
			give(&c.Position, 1)
		case last == 1:
			give(&c.Position, 0.5)
		case i == 0 || i == last:
			give(&c.Position, 0.4)
		default:
			give(&c.Position, 0.2/float64(last-1))
		}
	}
}
