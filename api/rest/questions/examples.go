package questions

import (
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cham/measure"
)

// example is a query as one may send it.
type example struct {
	summary string
	query   measure.Query
}

var (
	november = time.Date(2026, 11, 1, 0, 0, 0, 0, time.FixedZone("", 7*3600))
	october  = november.AddDate(0, -1, 0)
)

// examples has one of every question, by its name; docs/api.md shows them too.
var examples = map[measure.Question]example{
	measure.Touches: {"Volume and reach of every touch, of customers whom Zalo brought",
		measure.Query{From: november, Segment: measure.Segment{Channel: "zalo"}}},
	measure.Touchpoints: {"The numbers of a map, of new customers",
		measure.Query{Map: "m_1", From: november, Segment: measure.Segment{Status: "new"}}},
	measure.Transitions: {"Which touchpoint directly follows which, told apart by device",
		measure.Query{Map: "m_1", Collapse: true, By: measure.ByDevice, Most: 3}},
	measure.Funnel: {"From a product to its order within a week: the same product, without a return in between",
		measure.Query{Steps: [][]string{{"Product Viewed"}, {"Product Added", "Chat Started"}, {"Order Completed"}}, WindowDays: 7,
			Without: []string{"Order Returned"}, Hold: "property:sku"}},
	measure.Exits: {"Where journeys end on mobile phones",
		measure.Query{Map: "m_1", Where: []measure.Is{{By: measure.ByDevice, Any: []string{"mobile"}}}}},
	measure.Journeys: {"Journeys started in November and how they stand, compared to October",
		measure.Query{Map: "m_1", From: november, To: november.AddDate(0, 1, 0), Compare: &measure.Period{From: october, To: november}}},
	measure.Trend:  {"A touchpoint by the week", measure.Query{Map: "m_1", Touchpoint: "booking", Bucket: "week"}},
	measure.Paths:  {"The commonest ways from an advertisement to the goal", measure.Query{Map: "m_1", Start: "ad", End: "order", Depth: 6}},
	measure.Graph:  {"Touchpoints and the moves between them", measure.Query{Map: "m_1", Collapse: true}},
	measure.Timing: {"How long the goal takes, by branch", measure.Query{Map: "m_1", By: measure.ByBranch}},
	measure.Attribution: {"What each campaign has to do with the orders; a chain of order 2, half-life of 14 days",
		measure.Query{Map: "m_1", Credit: measure.ByCampaign, MarkovOrder: 2, HalfLifeDays: 14}},
	measure.Retention: {"Who buys again, by the month of the first order",
		measure.Query{Map: "m_1", From: november.AddDate(0, -6, 0), Bucket: "month", Cohort: "goal", Return: "goal"}},
	measure.Reality: {"How journeys differ from the map, of a saved segment", measure.Query{Map: "m_1", Segment: measure.Segment{Saved: "g_1"}}},
	measure.Drivers: {"What goes with another goal than the map's", measure.Query{Map: "m_1", Goal: []string{"booking"}}},
	measure.Changed: {"What moved the conversion from October to November, by source",
		measure.Query{Map: "m_1", From: november, To: november.AddDate(0, 1, 0), Compare: &measure.Period{From: october, To: november}, By: measure.BySource}},
}

// questions puts the examples into OpenAPI.
func questions(op *huma.Operation, _ huma.Registry) {
	op.Description = "One typed query for every question, with its breakdown, comparison, segment, goal and unit; docs/api.md explains each."
	media := &huma.MediaType{Examples: map[string]*huma.Example{}}
	for name, e := range examples {
		media.Examples[string(name)] = &huma.Example{Summary: e.summary, Value: e.value(name)}
	}
	op.RequestBody = &huma.RequestBody{Content: map[string]*huma.MediaType{"application/json": media}}
}

// value is the query as a JSON document.
func (e example) value(name measure.Question) (doc map[string]any) {
	e.query.Question = name
	b, err := json.Marshal(e.query)
	if err == nil {
		err = json.Unmarshal(b, &doc)
	}
	if err != nil {
		panic(err) // an example of ours
	}
	return doc
}
