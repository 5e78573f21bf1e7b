package measure

import (
	"slices"
	"strings"
)

// Field explains a field of a query, of its parts or of a figure: once, for
// the API, the command and assistants.
type Field struct {
	// Name is the one in JSON.
	Name  string
	About string
	// Flag is the command's name for it where that is not Name with hyphens.
	Flag string
	// Needed: the question cannot be asked without it.
	Needed bool
}

// QueryFields explain Query.
var QueryFields = []Field{
	{Name: "question", About: "What is asked."},
	{Name: "map", About: "Map whose touchpoints are meant; without one a touch's name stands for its touchpoint."},
	{Name: "from", About: "Period from, inclusive, RFC 3339; absent is open. A touch, pair, start of a journey or conversion " +
		"counts by its own instant."},
	{Name: "to", About: "Period to, exclusive."},
	{Name: "asOf", About: "Judge as of an instant in the past."},
	{Name: "segment", About: "Only some customers, with all of their touches."},
	{Name: "collapse", About: "Touches in a row at one touchpoint count once."},
	{Name: "noSpread", About: "No medians and percentiles: faster on long histories."},
	{Name: "where", About: "Only touches of which all of these hold; conditions on first-channel, first-source, first-lead, last-lead, " +
		"account and segment choose customers."},
	{Name: "by", About: "Breaks the answer down: " + dimensionNames(touchDimensions) + ", hour, weekday, property:NAME; " +
		dimensionNames(customerDimensions) + "."},
	{Name: "most", About: "How many values a breakdown tells apart (8), or how many paths are listed (50)."},
	{Name: "compare", About: "Ask about this period too, judged at the same age; changed needs it."},
	{Name: "goal", About: "Touchpoints (touch names without a map) at which a journey converts, in place of the map's."},
	{Name: "unit", About: "Whose touches make a journey: customer, or account."},

	{Name: "steps", Needed: true, About: "Steps of a funnel; each is a list of touchpoints of which any serves."},
	{Name: "order", About: "strict (default): each step at or after the one before; any: all steps, whatever their order."},
	{Name: "windowDays", Flag: "window", About: "From the first to the last step of a funnel at most; 0 is unbounded."},
	{Name: "without", About: "Touchpoints that must not come between the steps of a funnel."},
	{Name: "hold", About: "Dimension of touches whose value must be the same in all steps of a funnel, such as property:sku."},
	{Name: "start", About: "Touchpoint that paths and timing start at; absent is where journeys start."},
	{Name: "end", About: "Touchpoint that paths end at; absent is where journeys end."},
	{Name: "depth", About: "How many touchpoints of a path are told apart, 2 to 12; default 5."},
	{Name: "width", About: "How many touchpoints of each depth are told apart when paths are drawn; default 10."},
	{Name: "touchpoint", About: "Touchpoint of a trend; absent is all journeys."},
	{Name: "bucket", About: "Length of the periods of a trend and of retention; default week."},
	{Name: "credit", About: "Dimension that attribution credits; default channel."},
	{Name: "direct", About: "Touches without a value of credit, such as direct visits: skip (default for source, medium, campaign) " +
		"leaves them out of paths that have a known one; count credits them too."},
	{Name: "markovOrder", Flag: "order", About: "Order of attribution's Markov chain, 1 to 3."},
	{Name: "halfLifeDays", Flag: "half-life", About: "Half-life of time-decay attribution; default 7."},
	{Name: "cohort", About: "What puts a customer in a cohort: the first touch ever (default) or the first goal."},
	{Name: "return", About: "What counts as coming back."},
	{Name: "rolling", About: "Count a customer as retained while any later return follows."},
}

// SegmentFields explain Segment.
var SegmentFields = []Field{
	{Name: "channel", About: "Channel of the customer's first touch ever."},
	{Name: "source", About: "Campaign source of the customer's first touch ever."},
	{Name: "firstLead", About: "Group of lead sources of the customer's first touch ever."},
	{Name: "lastLead", About: "Group of lead sources of the latest touch that says by what link the customer came, else of the first."},
	{Name: "status", About: "new: first touch ever in the period; returning: a touch in it, the first one before it."},
	{Name: "saved", Flag: "segment", About: "Id of a saved segment, or several with commas: in all of them."},
}

// ConditionFields explain Is.
var ConditionFields = []Field{
	{Name: "by", About: "A dimension."},
	{Name: "any", About: "The touch's value is one of these; an empty text is no value."},
	{Name: "not", About: "The touch's value is none of these."},
}

// FigureFields explain Figure.
func FigureFields() []Field {
	var kinds []string
	for _, f := range AllFigures() {
		kinds = append(kinds, string(f.Kind)+" ("+f.About+")")
	}
	return []Field{{Name: "kind", About: "Which figure; its customers …: " + strings.Join(kinds, "; ") + "."}}
}

// QueryField explains a field of Query by its name in JSON.
func QueryField(name string) Field {
	i := slices.IndexFunc(QueryFields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{Name: name}
	}
	return QueryFields[i]
}

// FlagName is the command's name for the field: "asOf" is "as-of".
func (f Field) FlagName() string {
	if f.Flag != "" {
		return f.Flag
	}
	var b strings.Builder
	for _, r := range f.Name {
		if 'A' <= r && r <= 'Z' {
			b.WriteByte('-')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func dimensionNames(all []Dimension) string {
	names := make([]string, len(all))
	for i, d := range all {
		names[i] = string(d)
	}
	return strings.Join(names, ", ")
}
