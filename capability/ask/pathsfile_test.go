package ask_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"cham"
	"cham/capability/ask"
	"cham/chamtest"
	"cham/measure"
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
	values, paths, err := ask.ReadPaths(f) // it unpacks by itself
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
	near(t, "time decay of 2", ask(measure.PathModels{HalfLife: 2, Order: 1}).Rows,
		ref.Heuristics["time_decay_halflife_2_touches"], conversions(decay))
	near(t, "position", a.Rows, ref.Heuristics["position_40_20_40"],
		conversions(func(c measure.Credits) measure.Credit { return c.Position }))
	near(t, "shapley", a.Rows, ref.Shapley["game_total_conversions_of_paths_within_S"],
		conversions(func(c measure.Credits) measure.Credit { return c.Shapley }))
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

func TestReadPathsErrors(t *testing.T) {
	const header = "path;total_conversions;total_conversion_value;total_null\n"
	for text, want := range map[string][2]string{
		"":                                   {"line 1", "empty"},
		"a;b\n1;2\n":                         {"line 1", "path;total_conversions"},
		header:                               {"line 1", "no row"},
		header + "a > b;1;2;0\na;1":          {"line 3", "total_conversion_value is missing"},
		header + "a;x;0;0":                   {"line 2", `total_conversions is "x"`},
		header + "a;-1;0;0":                  {"line 2", `"-1"`},
		header + "a;NaN;0;0":                 {"line 2", `"NaN"`},
		header + "a;1;0;0\n\na >  > b;1;0;0": {"line 4", "is empty"},
		header + ";1;0;0":                    {"line 2", "is empty"},
		header + "\"a;1;0;0":                 {"line 2", "quote"},
		header + "a;1;0;0;9":                 {"line 2", "extra"},
	} {
		_, _, err := ask.ReadPaths(strings.NewReader(text))
		e, ok := err.(*cham.Error)
		if !ok || e.Code != cham.CodeInvalid || !strings.HasPrefix(e.Field, want[0]) || !strings.Contains(e.Error(), want[1]) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The file is read as other tables are; only its numbers are those of a program.
func TestReadPaths(t *testing.T) {
	values, paths, err := ask.ReadPaths(strings.NewReader("Total_Conversions,path\n1.234,b > a\n2e-1,\"a\"\n"))
	want := []measure.CreditPath{{Steps: []int{1, 0}, Conversions: 1.234}, {Steps: []int{0}, Conversions: 0.2}}
	if err != nil || !reflect.DeepEqual(values, []string{"a", "b"}) || !reflect.DeepEqual(paths, want) {
		t.Error(values, paths, err)
	}
}

func FuzzReadPaths(f *testing.F) {
	f.Add([]byte("path;total_conversions;total_conversion_value;total_null\na > b > a;2;3.5;6\n"))
	f.Add([]byte("\xef\xbb\xbftotal_conversions;path\r\n1;\"x > y\"\r\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		values, paths, err := ask.ReadPaths(bytes.NewReader(in))
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
