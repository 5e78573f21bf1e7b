package measure

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"cham/measure/stat"
)

func asText(t Sheet) string {
	lines := []string{strings.Join(t.Columns, " ")}
	for _, r := range t.Rows {
		lines = append(lines, strings.TrimSuffix(strings.TrimPrefix(fmt.Sprint(r), "["), "]"))
	}
	return strings.ReplaceAll(strings.Join(lines, "\n"), " 0 0 <nil> false}", "}") // what plain shares lack
}

func TestSheet(t *testing.T) {
	day := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		answer Answer
		split  bool
		want   string
	}{
		{Answer{Question: Touches, Touches: []TouchCount{{"A", 3, 2}}}, false, "name volume customers\nA 3 2"},
		{Answer{Question: Touches}, true, "name volume customers"},
		{Answer{Question: Funnel, Funnel: []FunnelStep{{Step: []string{"A", "B"}, Customers: 1, Rate: stat.NewRate(1, 2),
			Time: stat.Spread{N: 1, Median: 5, P90: 6}}}}, true,
			"step customers rate.k rate.n rate.value rate.low rate.high rate.age rate.open time.n time.median time.p90\n" +
				"A | B 1 1 2 0.5 0.09453120573423074 0.9054687942657693 0 0 1 5 6"},
		{Answer{Question: Funnel, Funnel: []FunnelStep{{Step: []string{"A"}}}}, false, "step customers rate time\nA 0 {0 0 0 0 0} {0 0 0}"},
		{Answer{Question: Retention, Retention: &RetentionAnswer{Cohorts: []Cohort{{From: day, Size: 4,
			Cells: []Retained{{Rate: stat.Rate{K: 2, N: 4}}, {Partial: true}}}}}}, false,
			"from size bucket retained partial\n" +
				"2026-05-01 00:00:00 +0000 UTC 4 1 {2 4 0 0 0} false\n2026-05-01 00:00:00 +0000 UTC 4 2 {0 0 0 0 0} true"},
		{Answer{Question: Reality, Reality: &RealityAnswer{Conforms: stat.Rate{K: 1}, Unused: []string{"x"},
			Unmapped: []Unmapped{{"A", "zalo", 5, 2}}}}, false,
			"finding at to share count medianS\nconforms   {1 0 0 0 0} 1 0\nback   {0 0 0 0 0} 0 0\n" +
				"unused x  {0 0 0 0 0} 0 0\nunmapped A zalo {0 0 0 0 0} 5 0"},
		{Answer{Question: Touches, Touches: []TouchCount{{"A", 3, 2}},
			Parts: []Part{{Value: "zalo", Answer: &Answer{Question: Touches, Touches: []TouchCount{{"A", 1, 1}}}},
				{Others: true, Answer: &Answer{Question: Touches, Touches: []TouchCount{{"A", 2, 1}}}}},
			Before: &Answer{Question: Touches, Touches: []TouchCount{{"B", 9, 9}},
				Parts: []Part{{Value: "zalo", Answer: &Answer{Question: Touches}}}}}, false,
			"period part name volume customers\nnow  A 3 2\nnow zalo A 1 1\nnow … A 2 1\nbefore  B 9 9"},
	} {
		if got := asText(c.answer.Sheet(c.split)); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.answer.Question, got, c.want)
		}
	}
}

// Every question's table is as wide as its columns, whatever the answer has.
func TestSheetOfEveryQuestion(t *testing.T) {
	for _, d := range Questions {
		q := d.Name
		var a Answer
		fill(reflect.ValueOf(&a).Elem(), 3)
		a.Question, a.Before, a.Parts = q, nil, nil
		for _, split := range []bool{false, true} {
			table := a.Sheet(split)
			if len(table.Rows) == 0 {
				t.Errorf("%s: no rows", q)
			}
			for _, r := range table.Rows {
				if len(r) != len(table.Columns) {
					t.Errorf("%s: %d cells in %d columns", q, len(r), len(table.Columns))
				}
			}
			if head := a.Summary(); len(head.Rows) != 1 || len(head.Rows[0]) != len(head.Columns) {
				t.Errorf("%s: summary %v of %v", q, head.Rows, head.Columns)
			}
			if _, err := json.Marshal(table.Rows); err != nil {
				t.Error(err)
			}
		}
	}
}

// fill puts one thing into every list and behind every pointer.
func fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Pointer:
		if depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), depth-1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), depth)
			}
		}
	}
}
