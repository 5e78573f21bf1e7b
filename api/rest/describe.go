package rest

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"cham/measure"
)

// describe puts what package measure says of questions, of a query's fields
// and of figures into OpenAPI, where assistants read it too.
func describe(schemas huma.Registry) {
	for name, fields := range map[string][]measure.Field{"Query": measure.QueryFields, "Segment": measure.SegmentFields,
		"Is": measure.ConditionFields, "Figure": measure.FigureFields()} {
		for _, f := range fields {
			if s := property(schemas, name, f.Name); s != nil && s.Ref == "" {
				s.Description = f.About
			}
		}
	}
	if s := property(schemas, "Query", "question"); s != nil {
		var about []string
		for _, d := range measure.Questions {
			s.Enum = append(s.Enum, string(d.Name))
			about = append(about, string(d.Name)+": "+d.About.EN)
		}
		s.Description += " " + strings.Join(about, ". ") + "."
		s.PrecomputeMessages()
	}
}

// property is a field of a schema, nil when there is none.
func property(schemas huma.Registry, name, field string) *huma.Schema {
	if s := schemas.Map()[name]; s != nil {
		return s.Properties[field]
	}
	return nil
}
