package measure

import (
	"cmp"
	"slices"

	"cham/measure/stat"
)

// Attribution asks what each channel has to do with the goals, by seven models.
const Attribution Question = "attribution"

// Figures of it.
const (
	FigureCredited FigureKind = "credited"
)

var attribution = Descriptor{
	Name: Attribution,
	About: Words{EN: "first, last, linear, time decay, position, Markov, Shapley; cost",
		VI: "công của từng kênh: chạm đầu, chạm cuối, chia đều, giảm dần, hai đầu, Markov, Shapley; chi phí"},
	Fields: []string{"credit", "direct", "markovOrder", "halfLifeDays"},
	Figures: []FigureDescriptor{
		{FigureCredited, "had a conversion whose path has Value", countsJourneys},
	},
	Example: Example{"What each campaign has to do with the orders; a chain of order 2, half-life of 14 days",
		Query{Map: "m_1", Credit: ByCampaign, MarkovOrder: 2, HalfLifeDays: 14}},
	check: checkAttribution,
	rows:  func(a *Answer) any { return a.Attribution.Rows },
	own:   func(a *Answer) any { return a.Attribution },
}

// AttributionAnswer is the credit that each value of Query.Credit has for the
// conversions of the period, by seven models side by side. The path of a
// conversion is its journey's touches up to the goal, the goal touch included
// only when it is the whole journey; journeys that started in the period and
// were lost are the paths to null. Collapse takes touches in a row with one
// value for one, the last of them. Direct "skip" leaves touches without a value
// out of the paths that have one with: a direct visit does not take the credit
// of what brought the customer before ("last non-direct click"). Models are those of Attribute, but for time
// decay: a touch's weight is 2^(−t / HalfLifeDays), t from it to the path's
// last touch. NoSpread leaves out Markov and the rows' Null: lost journeys are
// then only counted. Models show association; they do not prove what causes a
// purchase.
type AttributionAnswer struct {
	Conversions int     `json:"conversions"`
	Value       float64 `json:"value"`
	// Null is the lost journeys.
	Null int         `json:"null"`
	Rows []CreditRow `json:"rows"`
	// Order of the Markov chain.
	Order int `json:"order"`
	// Cost imported for the period, and the part that no row could take.
	Cost        float64 `json:"cost"`
	Unallocated float64 `json:"unallocated"`
}

// CreditRow is one value of the credited dimension, "" for touches without one.
type CreditRow struct {
	Value string `json:"value"`
	// Paths to a conversion that have it, and Null ones.
	Paths int `json:"paths"`
	Null  int `json:"null"`
	// Credits by model.
	Credits Credits `json:"credits"`
	// Removal is the share of conversions that would be lost without it in the
	// Markov chain (Anderl et al. 2016). With over 200 values the rarest are
	// removed together, and share their credit as Linear does: Rest.
	Removal float64 `json:"removal"`
	Rest    bool    `json:"rest,omitempty"`
	// Cost imported for it; per conversion and return (value / cost) by model
	// follow from Credits.
	Cost float64 `json:"cost"`
}

// Credits are conversions and their value by model; each model's conversions
// add up to AttributionAnswer.Conversions.
type Credits struct {
	First     Credit `json:"first"`
	Last      Credit `json:"last"`
	Linear    Credit `json:"linear"`
	TimeDecay Credit `json:"timeDecay"`
	Position  Credit `json:"position"`
	Markov    Credit `json:"markov"`
	Shapley   Credit `json:"shapley"`
}

// Credit is a number of conversions and their value.
type Credit struct {
	Conversions float64 `json:"conversions"`
	Value       float64 `json:"value"`
}

// What attribution makes of touches without a value of the credited dimension.
const (
	DirectSkip  = "skip"
	DirectCount = "count"
)

func checkAttribution(p *Plan) error {
	if p.Credit == "" {
		p.Credit = ByChannel
	}
	if !p.Credit.OfTouches() {
		return Invalid("credit", "must be a dimension of touches")
	}
	if p.Direct == "" {
		p.Direct = DirectCount
		if slices.Contains([]Dimension{BySource, ByMedium, ByCampaign}, p.Credit) {
			p.Direct = DirectSkip
		}
	}
	if p.Direct != DirectSkip && p.Direct != DirectCount {
		return Invalid("direct", "must be skip or count")
	}
	if p.MarkovOrder == 0 {
		p.MarkovOrder = 1
	}
	if p.MarkovOrder < 0 || p.MarkovOrder > 3 {
		return Invalid("markovOrder", "must be 1 to 3")
	}
	if p.HalfLifeDays == 0 {
		p.HalfLifeDays = 7
	}
	if p.HalfLifeDays < 0 {
		return Invalid("halfLifeDays", "must be positive")
	}
	return nil
}

// Finish credits the rows by the chain's removal effects (value v of the chain
// is row v; nil leaves Markov out), drops rows of values in no path, and sorts
// them, those in most conversions first.
func (a *AttributionAnswer) Finish(c *stat.Chain) {
	if c != nil {
		a.creditMarkov(c, float64(a.Conversions))
	}
	a.Rows = slices.DeleteFunc(a.Rows, func(r CreditRow) bool { return r.Paths+r.Null == 0 })
	slices.SortFunc(a.Rows, func(x, y CreditRow) int {
		return cmp.Or(cmp.Compare(y.Paths, x.Paths), cmp.Compare(y.Null, x.Null), cmp.Compare(x.Value, y.Value))
	})
}

// creditMarkov shares the conversions by removal effects.
func (a *AttributionAnswer) creditMarkov(c *stat.Chain, conversions float64) {
	effect, rest := c.Removal()
	sum, restEffect := 0.0, 0.0
	var linear float64 // of the rest
	others := 0
	for v, e := range effect {
		a.Rows[v].Removal, a.Rows[v].Rest = e, rest[v]
		if rest[v] {
			restEffect, linear, others = e, linear+a.Rows[v].Credits.Linear.Conversions, others+1
		} else {
			sum += e
		}
	}
	if sum += restEffect; sum == 0 {
		return
	}
	for v, e := range effect {
		share := e / sum
		if rest[v] && linear > 0 {
			share *= a.Rows[v].Credits.Linear.Conversions / linear
		} else if rest[v] {
			share /= float64(others)
		}
		a.Rows[v].Credits.Markov = Credit{Conversions: share * conversions, Value: share * a.Value}
	}
}
