package questions

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"cham/api/rest/route"
	"cham/locale"
	"cham/measure"
)

// QuestionInfo is a question that can be asked.
type QuestionInfo struct {
	Question measure.Question     `json:"question"`
	About    string               `json:"about" doc:"what it answers, in the caller's language"`
	Fields   []string             `json:"fields" doc:"those fields of a query that not every question takes"`
	Figures  []measure.FigureKind `json:"figures" doc:"figures of its answer whose customers can be listed, beside customers and kind"`
	Example  measure.Query        `json:"example"`
}

// catalogueIn asks in a language.
type catalogueIn struct{ route.RequestInfo }

// catalogue lists the questions.
func (s *server) catalogue(_ context.Context, in *catalogueIn) (all []QuestionInfo, err error) {
	for _, d := range measure.Questions {
		q := QuestionInfo{Question: d.Name, About: d.About.In(locale.Match(in.Language)), Fields: d.Fields, Example: d.Query()}
		for _, f := range d.Figures {
			q.Figures = append(q.Figures, f.Kind)
		}
		all = append(all, q)
	}
	return all, nil
}

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
