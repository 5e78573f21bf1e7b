package measure_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cham"
	"cham/chamtest"
	"cham/measure"
	"cham/measure/stat"
)

type creditReference struct {
	Conversions float64
	Value       float64
	Null        float64
	Heuristics  map[string]map[string]float64 `json:"heuristics_conversions"`
	Values      map[string]map[string]float64 `json:"heuristics_value"`
	Collapsed   markovReference               `json:"markov1_repeats_collapsed_with_null"`
	Loops       markovReference               `json:"markov1_with_selfloops_with_null"`
	Shapley     map[string]map[string]float64
}

type markovReference struct {
	Removal    map[string]float64 `json:"removal_effect"`
	Attributed map[string]float64 `json:"attributed_conversions"`
}

// near holds rows to figures that were printed with six digits.
func near(t *testing.T, what string, rows []measure.CreditRow, want map[string]float64, of func(measure.CreditRow) float64) {
	t.Helper()
	found := 0
	for _, r := range rows {
		w, ok := want[r.Value]
		if got := of(r); math.Abs(got-w) > 1e-6 {
			t.Errorf("%s of %s: %v, want %v", what, r.Value, got, w)
		}
		if ok {
			found++
		}
	}
	if found == 0 || found != len(want) {
		t.Errorf("%s: %d of %d values found", what, found, len(want))
	}
}

func conversions(f func(measure.Credits) measure.Credit) func(measure.CreditRow) float64 {
	return func(r measure.CreditRow) float64 { return f(r.Credits).Conversions }
}

// Every model agrees with figures that were computed independently.
func TestAttributeReference(t *testing.T) {
	var ref creditReference
	b, err := os.ReadFile(chamtest.Shared(t, "reference/attribution_dev_half.json"))
	if err == nil {
		err = json.Unmarshal(b, &ref)
	}
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(chamtest.Shared(t, "attribution/pathdata_dev_half.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	values, paths, err := measure.ReadCreditPaths(z)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(o measure.PathModels) *measure.AttributionAnswer { return measure.Attribute(values, paths, o) }
	a := ask(measure.PathModels{HalfLife: 1, Order: 1})
	if float64(a.Conversions) != ref.Conversions || float64(a.Null) != ref.Null || math.Abs(a.Value-ref.Value) > 1e-4 {
		t.Fatal(a.Conversions, a.Null, a.Value)
	}
	first := func(c measure.Credits) measure.Credit { return c.First }
	last := func(c measure.Credits) measure.Credit { return c.Last }
	linear := func(c measure.Credits) measure.Credit { return c.Linear }
	decay := func(c measure.Credits) measure.Credit { return c.TimeDecay }
	near(t, "first", a.Rows, ref.Heuristics["first"], conversions(first))
	near(t, "last", a.Rows, ref.Heuristics["last"], conversions(last))
	near(t, "linear", a.Rows, ref.Heuristics["linear"], conversions(linear))
	near(t, "time decay", a.Rows, ref.Heuristics["time_decay_halflife_1_touch"], conversions(decay))
	near(t, "time decay of 2", ask(measure.PathModels{HalfLife: 2, Order: 1}).Rows, ref.Heuristics["time_decay_halflife_2_touches"], conversions(decay))
	near(t, "position", a.Rows, ref.Heuristics["position_40_20_40"], conversions(func(c measure.Credits) measure.Credit { return c.Position }))
	near(t, "shapley", a.Rows, ref.Shapley["game_total_conversions_of_paths_within_S"], conversions(func(c measure.Credits) measure.Credit { return c.Shapley }))
	for name, f := range map[string]func(measure.Credits) measure.Credit{"first": first, "last": last, "linear": linear} {
		near(t, "value by "+name, a.Rows, ref.Values[name], func(r measure.CreditRow) float64 { return f(r.Credits).Value })
	}
	collapsed := ask(measure.PathModels{HalfLife: 1, Order: 1, Collapse: true})
	near(t, "linear, collapsed", collapsed.Rows, ref.Heuristics["linear_on_collapsed_path"], conversions(linear))
	for _, m := range []struct {
		a   *measure.AttributionAnswer
		ref markovReference
	}{{a, ref.Loops}, {collapsed, ref.Collapsed}} {
		near(t, "removal", m.a.Rows, m.ref.Removal, func(r measure.CreditRow) float64 { return r.Removal })
		near(t, "markov", m.a.Rows, m.ref.Attributed, conversions(func(c measure.Credits) measure.Credit { return c.Markov }))
	}
}

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

func TestReadCreditPathsErrors(t *testing.T) {
	const header = "path;total_conversions;total_conversion_value;total_null\n"
	for text, want := range map[string][2]string{
		"":                                   {"line 1", "empty"},
		"a;b\n1;2\n":                         {"line 1", "path;total_conversions"},
		header:                               {"line 2", "no paths"},
		header + "a > b;1;2;0\na;1":          {"line 3", "total_conversion_value is missing"},
		header + "a;x;0;0":                   {"line 2", `total_conversions is "x"`},
		header + "a;-1;0;0":                  {"line 2", `"-1"`},
		header + "a;NaN;0;0":                 {"line 2", `"NaN"`},
		header + "a;1;0;0\n\na >  > b;1;0;0": {"line 4", "is empty"},
		header + ";1;0;0":                    {"line 2", "is empty"},
		header + "\"a;1;0;0":                 {"line", ""},
	} {
		_, _, err := measure.ReadCreditPaths(strings.NewReader(text))
		e, ok := err.(*cham.Error)
		if !ok || e.Code != cham.CodeInvalid || !strings.HasPrefix(e.Field, want[0]) || !strings.Contains(e.Error(), want[1]) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzReadCreditPaths(f *testing.F) {
	f.Add([]byte("path;total_conversions;total_conversion_value;total_null\na > b > a;2;3.5;6\n"))
	f.Add([]byte("\xef\xbb\xbftotal_conversions;path\r\n1;\"x > y\"\r\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		values, paths, err := measure.ReadCreditPaths(bytes.NewReader(in))
		if (err == nil) != (len(paths) > 0) {
			t.Fatal(len(paths), err)
		}
		for _, p := range paths {
			for _, s := range p.Steps {
				if values[s] == "" {
					t.Fatal("a value without a name")
				}
			}
			if len(p.Steps) == 0 || p.Conversions < 0 || p.Null < 0 {
				t.Fatal(p)
			}
		}
	})
}
