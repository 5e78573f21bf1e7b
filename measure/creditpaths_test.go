package measure_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"cham/measure"
	"cham/measure/stat"
)

// drawPaths draws paths over a few values.
func drawPaths(t *rapid.T, values int) (paths []measure.CreditPath) {
	for range rapid.IntRange(1, 12).Draw(t, "paths") {
		paths = append(paths, measure.CreditPath{Steps: rapid.SliceOfN(rapid.IntRange(0, values-1), 1, 7).Draw(t, "steps"),
			Conversions: float64(rapid.IntRange(0, 3).Draw(t, "conversions")), Null: float64(rapid.IntRange(0, 3).Draw(t, "null")),
			Value: float64(rapid.IntRange(0, 900).Draw(t, "value"))})
	}
	return paths
}

// Every model's credit adds up to all conversions and all value.
func TestCreditsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := []string{"a", "b", "c", "d"}
		a := measure.Attribute(values, drawPaths(t, len(values)), measure.PathModels{HalfLife: rapid.Float64Range(0.1, 9).Draw(t, "half life"),
			Order: rapid.IntRange(1, 3).Draw(t, "order"), Collapse: rapid.Bool().Draw(t, "collapse")})
		sums := make([]measure.Credit, 7)
		for _, r := range a.Rows {
			c := r.Credits
			for i, m := range []measure.Credit{c.First, c.Last, c.Linear, c.TimeDecay, c.Position, c.Markov, c.Shapley} {
				sums[i].Conversions += m.Conversions
				sums[i].Value += m.Value
			}
		}
		for i, s := range sums {
			if i == 5 && a.Conversions == 0 {
				continue
			}
			if math.Abs(s.Conversions-float64(a.Conversions)) > 1e-9 || math.Abs(s.Value-a.Value) > 1e-6 {
				t.Fatalf("model %d: %v, want %d and %v", i, s, a.Conversions, a.Value)
			}
		}
	})
}

// A removal effect is what walking the chain without the value says, whatever
// the order: probabilities of states, step by step.
func TestRemovalIsWhatWalkingSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const values = 3
		order := rapid.IntRange(1, 3).Draw(t, "order")
		c, w := stat.NewChain(values, order), walk{order: order, next: map[string]map[string]float64{}}
		for _, p := range drawPaths(t, values) {
			c.Path(p.Steps, p.Conversions, p.Null)
			w.add(p)
		}
		base := w.converts(-1)
		got, _ := c.Removal()
		for v, e := range got {
			want := 0.0
			if base > 0 {
				want = 1 - w.converts(v)/base
			}
			if math.Abs(e-want) > 1e-6 {
				t.Fatalf("order %d, value %d: %v, want %v", order, v, e, want)
			}
		}
	})
}

// walk is a chain that keeps its states as text, and is walked until nobody is on the way.
type walk struct {
	order int
	next  map[string]map[string]float64
}

func (w *walk) add(p measure.CreditPath) {
	s := ""
	count := func(to string, n float64) {
		if n == 0 {
			return
		}
		if w.next[s] == nil {
			w.next[s] = map[string]float64{}
		}
		w.next[s][to] += n
	}
	for _, v := range p.Steps {
		to := s + string(rune('a'+v))
		to = to[max(0, len(to)-w.order):]
		count(to, p.Conversions+p.Null)
		s = to
	}
	count("!", p.Conversions)
	count("?", p.Null)
}

func (w *walk) converts(removed int) float64 {
	at, done := map[string]float64{"": 1}, 0.0
	for len(at) > 0 {
		then := map[string]float64{}
		for s, p := range at {
			if s != "" && removed >= 0 && s[len(s)-1] == byte('a'+removed) {
				continue
			}
			total := 0.0
			for _, n := range w.next[s] {
				total += n
			}
			for to, n := range w.next[s] {
				if to == "!" {
					done += p * n / total
				} else if to != "?" && p > 1e-12 {
					then[to] += p * n / total
				}
			}
		}
		at = then
	}
	return done
}

// With very many values the chain is swept, and the rare ones go together; a
// value's effect is the same as when few are there.
func TestManyValues(t *testing.T) {
	few, many := stat.NewChain(2, 1), stat.NewChain(1000, 1)
	for _, c := range []*stat.Chain{few, many} {
		c.Path([]int{0, 1, 0}, 500, 500)
		c.Path([]int{0}, 100, 900)
	}
	for v := 2; v < 1000; v++ {
		many.Path([]int{v, v - 1}, 0, 0)
	}
	small, _ := few.Removal()
	large, rest := many.Removal()
	if math.Abs(small[0]-large[0]) > 1e-9 || math.Abs(small[1]-large[1]) > 1e-9 || rest[0] || rest[1] || !rest[999] {
		t.Fatal(small, large[:2], rest[:2])
	}
}
