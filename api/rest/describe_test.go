package rest

import (
	"slices"
	"strings"
	"testing"

	"cham/measure"
)

// Every field of a query and of its parts is described for programs, and every
// question and figure is named.
func TestQueryIsDescribed(t *testing.T) {
	s, _ := assemble(Deps{})
	schemas := s.api.OpenAPI().Components.Schemas.Map()
	for _, name := range []string{"Query", "Segment", "Is"} {
		for field, f := range schemas[name].Properties {
			if f.Description == "" && f.Ref == "" {
				t.Errorf("%s.%s has no description; add it to measure/fields.go", name, field)
			}
		}
	}
	question, kind := schemas["Query"].Properties["question"], schemas["Figure"].Properties["kind"]
	for _, d := range measure.Questions {
		if !slices.Contains(question.Enum, any(string(d.Name))) || !strings.Contains(question.Description, d.About.EN) {
			t.Errorf("the question %s is not described", d.Name)
		}
		for _, f := range d.Figures {
			if !strings.Contains(kind.Description, string(f.Kind)+" (") {
				t.Errorf("the figure %s is not described", f.Kind)
			}
		}
	}
}
