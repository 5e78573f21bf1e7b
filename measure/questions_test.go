package measure

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
)

// Every question is described, takes its own example, and names fields and
// figures that are there, each figure of one question.
func TestDescriptors(t *testing.T) {
	figures := map[FigureKind]Question{}
	for _, d := range Questions {
		if d.About.EN == "" || d.About.VI == "" || d.Example.Summary == "" {
			t.Errorf("%s says too little of itself", d.Name)
		}
		m := &cham.JourneyMap{ID: "m_1", Stages: []cham.Stage{{ID: "s"}}}
		for _, id := range []string{"ad", "booking", "order"} {
			m.Touchpoints = append(m.Touchpoints, cham.Touchpoint{ID: id, Stage: "s"})
		}
		if d.Query().Map == "" {
			m = nil
		}
		if _, err := Compile(d.Query(), m, time.UTC, november.AddDate(0, 2, 0)); err != nil {
			t.Errorf("the example of %s: %v", d.Name, err)
		}
		for _, f := range d.Fields {
			if QueryField(f).About == "" {
				t.Errorf("%s: no field %q", d.Name, f)
			}
		}
		for _, f := range d.Figures {
			if q, taken := figures[f.Kind]; taken {
				t.Errorf("figure %q is of %s and %s", f.Kind, q, d.Name)
			}
			if figures[f.Kind] = d.Name; f.Kind.Question() != d.Name || !f.Kind.Known() || f.About == "" {
				t.Errorf("figure %q of %s: %+v", f.Kind, d.Name, f)
			}
		}
	}
	if FigureKind("none").Known() || !FigureCustomers.Known() || FigureCustomers.Question() != "" {
		t.Error("figures of no or every question")
	}
}

// Every field of a query, and no other, is explained.
func TestFieldsAreExplained(t *testing.T) {
	for of, fields := range map[reflect.Type][]Field{reflect.TypeFor[Query](): QueryFields, reflect.TypeFor[Segment](): SegmentFields,
		reflect.TypeFor[Is](): ConditionFields} {
		var names, explained []string
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			names = append(names, name)
		}
		for _, f := range fields {
			explained = append(explained, f.Name)
		}
		slices.Sort(names)
		slices.Sort(explained)
		if !slices.Equal(names, explained) {
			t.Errorf("%s has %v, explained are %v", of, names, explained)
		}
	}
}
