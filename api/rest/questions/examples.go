package questions

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"cham/measure"
)

// questions puts an example of every question into OpenAPI.
func questions(op *huma.Operation, _ huma.Registry) {
	op.Description = "One typed query for every question, with its breakdown, comparison, segment, goal and unit; docs/api.md explains each."
	media := &huma.MediaType{Examples: map[string]*huma.Example{}}
	for _, d := range measure.Questions {
		media.Examples[string(d.Name)] = &huma.Example{Summary: d.Example.Summary, Value: document(d.Query())}
	}
	op.RequestBody = &huma.RequestBody{Content: map[string]*huma.MediaType{"application/json": media}}
}

// document is an example of ours as a JSON document.
func document(q measure.Query) (doc map[string]any) {
	b, err := json.Marshal(q)
	if err == nil {
		err = json.Unmarshal(b, &doc)
	}
	if err != nil {
		panic(err)
	}
	return doc
}
