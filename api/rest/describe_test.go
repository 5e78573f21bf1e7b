package rest

import "testing"

// Every field of a query and of its parts is described for programs.
func TestQueryIsDescribed(t *testing.T) {
	s, _ := assemble(Deps{})
	for _, name := range []string{"Query", "Segment", "Is"} {
		schema := s.api.OpenAPI().Components.Schemas.Map()[name]
		for field, f := range schema.Properties {
			if f.Description == "" && f.Ref == "" {
				t.Errorf("%s.%s has no description; add it to describe.go", name, field)
			}
		}
		for field := range descriptions[name] {
			if schema.Properties[field] == nil {
				t.Errorf("%s has no %s any more", name, field)
			}
		}
	}
}
