package rest

import "github.com/danielgtaylor/huma/v2"

// descriptions are what OpenAPI, and so assistants, are told of the fields of
// queries and figures; package measure says it to the letter.
var descriptions = map[string]map[string]string{
	"Query": {
		"question":     "What is asked.",
		"map":          "Map whose touchpoints are meant; without one a touch's name stands for its touchpoint.",
		"from":         "Period from, inclusive, RFC 3339; absent is open. A touch, pair, start of a journey or conversion counts by its own instant.",
		"to":           "Period to, exclusive.",
		"asOf":         "Judge as of an instant in the past.",
		"segment":      "Only some customers, with all of their touches.",
		"collapse":     "Touches in a row at one touchpoint count once.",
		"noSpread":     "No medians and percentiles: faster on long histories.",
		"where":        "Only touches of which all of these hold; conditions on first-channel, first-source, account and segment choose customers.",
		"by":           "Breaks the answer down: touchpoint, stage, name, channel, source, medium, campaign, page, device, branch, hour, weekday, property:NAME; first-channel, first-source, status, segment, persona, account.",
		"most":         "How many values a breakdown tells apart (8), or how many paths are listed (50).",
		"compare":      "Ask about this period too, judged at the same age; changed needs it.",
		"goal":         "Touchpoints (touch names without a map) at which a journey converts, in place of the map's.",
		"unit":         "Whose touches make a journey.",
		"steps":        "Steps of a funnel; each is a list of touchpoints of which any serves.",
		"order":        "strict (default): each step at or after the one before; any: all steps, whatever their order.",
		"windowDays":   "From the first to the last step of a funnel at most; 0 is unbounded.",
		"without":      "Touchpoints that must not come between the steps of a funnel.",
		"hold":         "Dimension of touches whose value must be the same in all steps of a funnel, such as property:sku.",
		"start":        "Touchpoint that paths and timing start at; absent is where journeys start.",
		"end":          "Touchpoint that paths end at; absent is where journeys end.",
		"depth":        "How many touchpoints of a path are told apart, 2 to 12; default 5.",
		"width":        "How many touchpoints of each depth are told apart when paths are drawn; default 10.",
		"touchpoint":   "Touchpoint of a trend; absent is all journeys.",
		"bucket":       "Length of the periods of a trend and of retention; default week.",
		"credit":       "Dimension that attribution credits; default channel.",
		"markovOrder":  "Order of attribution's Markov chain, 1 to 3.",
		"halfLifeDays": "Half-life of time-decay attribution; default 7.",
		"cohort":       "What puts a customer in a cohort: the first touch ever (default) or the first goal.",
		"return":       "What counts as coming back.",
		"rolling":      "Count a customer as retained while any later return follows.",
	},
	"Segment": {
		"channel": "Channel of the customer's first touch ever.",
		"source":  "Campaign source of the customer's first touch ever.",
		"status":  "new: first touch ever in the period; returning: before it.",
		"saved":   "Id of a saved segment, or several with commas: in all of them.",
	},
	"Is": {
		"by":  "A dimension.",
		"any": "The touch's value is one of these; an empty text is no value.",
		"not": "The touch's value is none of these.",
	},
	"Figure": {
		"kind": "Which figure: customers; reach, journeys, next, exit, left, open, through-open, other, live (of touchpoint); step, dropped (of a funnel's step, from 0); " +
			"pair (touchpoint to to); stage-reach, stage-next, stage-left, stage-open; started, converted, lost, open-journeys, new, repeat, goal; kind; " +
			"path, flow-node, flow-link; starts, ends; before-exit; timed, staged; credited; cohort, retained; conforms, back, skips, loops, move, unmapped; " +
			"with, with-converted; change.",
	},
}

// describe adds the descriptions to the schemas.
func describe(schemas huma.Registry) {
	for name, fields := range descriptions {
		for field, text := range fields {
			if s := schemas.Map()[name]; s != nil && s.Properties[field] != nil && s.Properties[field].Ref == "" {
				s.Properties[field].Description = text
			}
		}
	}
}
