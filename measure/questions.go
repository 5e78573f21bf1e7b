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
	&attribution, &leads, &retention, &reality, &drivers, &changed, &silence}

// Descriptor is everything about a question in one place: the API, the
// command, assistants, spreadsheets and the docs read it.
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

// Answer holds the figures of one question; only the question's own part is set.
type Answer struct {
	Question Question  `json:"question"`
	From     time.Time `json:"from,omitzero"`
	To       time.Time `json:"to,omitzero"`
	TimeZone string    `json:"timeZone"`
	// AsOf is when the answer was computed; journeys silent for less than G
	// then are open.
	AsOf time.Time `json:"asOf"`
	// Customers (with a touch that counts, in the segment) and Volume (their touches that count).
	Customers int `json:"customers"`
	Volume    int `json:"volume"`
	// Overflow is how many of the index's touches have lost their page, campaign
	// and properties because the kinds reached their ceiling, of all time.
	Overflow int `json:"overflow,omitempty"`

	Touches     []TouchCount    `json:"touches,omitempty"`
	Touchpoints []TouchpointRow `json:"touchpoints,omitempty"`
	Stages      []StageRow      `json:"stages,omitempty"`
	Transitions []Transition    `json:"transitions,omitempty"`
	Funnel      []FunnelStep    `json:"funnel,omitempty"`
	Exits       []ExitRow       `json:"exits,omitempty"`
	Journeys    *JourneySummary `json:"journeys,omitempty"`
	Trend       []TrendPoint    `json:"trend,omitempty"`

	Paths       *PathsAnswer       `json:"paths,omitempty"`
	Graph       *GraphAnswer       `json:"graph,omitempty"`
	Timing      *TimingAnswer      `json:"timing,omitempty"`
	Attribution *AttributionAnswer `json:"attribution,omitempty"`
	Retention   *RetentionAnswer   `json:"retention,omitempty"`
	Reality     *RealityAnswer     `json:"reality,omitempty"`
	Drivers     *DriversAnswer     `json:"drivers,omitempty"`
	Changed     *ChangedAnswer     `json:"changed,omitempty"`
	Silence     *SilenceAnswer     `json:"silence,omitempty"`
	Leads       *LeadsAnswer       `json:"leads,omitempty"`

	// Parts are the answer by the values of Query.By, the most frequent first.
	Parts []Part `json:"parts,omitempty"`
	// Before is the answer about Query.Compare.
	Before *Answer `json:"before,omitempty"`
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
