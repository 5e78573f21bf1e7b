package measure

import (
	"slices"
	"time"
)

// Question names what is asked.
type Question string

// Questions are all of them, in the order in which they are offered. A new one
// is a file of its own, a line here and a field of Answer.
var Questions = []*Descriptor{&touches, &touchpoints, &transitions, &funnel, &exits, &journeys, &trend, &paths, &graph, &timing,
	&attribution, &retention, &reality, &drivers, &changed}

// Descriptor is all that whoever offers a question must know of it: the API,
// the command, assistants, spreadsheets and the docs read it.
type Descriptor struct {
	Name Question
	// About says what it answers, without a full stop.
	About Words
	// Fields are those fields of Query, by their names in JSON, that not every
	// question takes.
	Fields []string
	// Figures are numbers of its answer whose customers can be listed.
	Figures []FigureDescriptor
	// Example is a query as one may send it; its Question is left out.
	Example Example

	check func(*Plan) error // judges the plan's choices, fills in defaults; nil: there are none
	rows  func(*Answer) any // the structs of the answer's main list
	own   func(*Answer) any // what the answer says beside lists; nil: nothing
}

// Words are a text in the languages of the pages.
type Words struct{ EN, VI string }

// In is the text in a language, English unless it is "vi".
func (w Words) In(language string) string {
	if language == "vi" {
		return w.VI
	}
	return w.EN
}

// Example is a query with what it asks.
type Example struct {
	Summary string
	Query   Query
}

// Query is the example's query.
func (d *Descriptor) Query() Query {
	q := d.Example.Query
	q.Question = d.Name
	return q
}

// Describe returns a question's descriptor, nil when there is no such question.
func Describe(q Question) *Descriptor {
	i := slices.IndexFunc(Questions, func(d *Descriptor) bool { return d.Name == q })
	if i < 0 {
		return nil
	}
	return Questions[i]
}

// The months of the examples.
var (
	november = time.Date(2026, 11, 1, 0, 0, 0, 0, time.FixedZone("", 7*3600))
	october  = november.AddDate(0, -1, 0)
	december = november.AddDate(0, 1, 0)
)
