package measure

import (
	"cmp"
	"math"
	"slices"

	"cham/measure/stat"
)

// Changed asks what moved the conversion between two periods.
const Changed Question = "changed"

// Figures of it.
const (
	FigureChange FigureKind = "change"
)

var changed = Descriptor{
	Name: Changed,
	About: Words{EN: "what moved the conversion between two periods, in parts that add up",
		VI: "điều gì làm tỷ lệ chuyển đổi đổi khác giữa hai kỳ, thành các phần cộng lại đủ"},
	Figures: []FigureDescriptor{
		{FigureChange, "have a journey of value Value without the goal, last seen at Touchpoint (Outcome converted: with it)", countsJourneys},
	},
	Example: Example{"What moved the conversion from October to November, by source",
		Query{Map: "m_1", From: november, To: december, Compare: &Period{From: october, To: november}, By: BySource}},
	check: checkChanged,
	rows:  func(a *Answer) any { return a.Changed.Cells },
	own:   func(a *Answer) any { return a.Changed },
}

// ChangedAnswer is what moved the conversion (the share of the journeys that
// began in the period that have the goal so far) from the compared period to this
// one, as parts that add up: a journey without it is lost at its last touchpoint,
// be it silent for good or still open, so
//
//	conversion = 1 − Σ over values and touchpoints of the share lost there
//
// and each cell's part splits exactly into how often its value is lost there
// (rate) and the value's share of all journeys (mix), by the mean of both
// periods (Marshall–Edgeworth weights):
//
//	rate = −(share + share before) / 2 · (lost − lost before)
//	mix  = −(share − share before) · (mean of lost and lost before − that of all values)
//
// A value that grows moves the whole only as far as it is lost more or less
// often than the others; as shares add up to one, what is subtracted cancels
// out. Where a value has journeys in one period only, all of its part is mix.
// Both periods are judged at the same age (Plan.Earlier), so that what is open
// weighs alike in both. Of closed journeys alone a recent period would have
// converted ones only, and nothing would ever have changed. Without
// journeys in one of the periods there are no parts.
type ChangedAnswer struct {
	By     Dimension `json:"by"`
	Now    stat.Rate `json:"now"`
	Before stat.Rate `json:"before"`
	// Values are the dimension's, those with most journeys first (Query.Most, 8
	// when 0), then the others; their parts are sums of their cells'.
	Values []ChangeValue `json:"values"`
	// Cells are sorted by the size of their part; together they give
	// Now.Value − Before.Value.
	Cells []ChangeCell `json:"cells"`
}

// ChangeValue is the journeys of one value of the dimension (of their first
// touch): their conversion, and their part of its change.
type ChangeValue struct {
	Value  string    `json:"value"`
	Others bool      `json:"others,omitempty"`
	Now    stat.Rate `json:"now"`
	Before stat.Rate `json:"before"`
	Part   float64   `json:"part"`
}

// ChangeCell is the journeys of one value of the dimension (of their first
// touch) without the goal that were last seen at one touchpoint. The customers of a cell of others
// are those of the figure for all values, the listed ones left out by Where.
type ChangeCell struct {
	Value      string `json:"value"`
	Others     bool   `json:"others,omitempty"`
	Touchpoint string `json:"touchpoint"`
	Name       string `json:"name"`
	// Lost of the value's journeys, in both periods.
	Now    stat.Rate `json:"now"`
	Before stat.Rate `json:"before"`
	// Part of the change of the conversion: Mix + Rate.
	Part float64 `json:"part"`
	Mix  float64 `json:"mix"`
	Rate float64 `json:"rate"`
	// Low and High are the 95 % interval of Now − Before (Newcombe 1998).
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

func checkChanged(p *Plan) error {
	if p.Compare == nil {
		return Invalid("compare", "this question needs a period to compare with")
	}
	if p.By == "" {
		p.By = ByDevice
	}
	if !p.By.OfTouches() {
		return Invalid("by", "must be a dimension of touches")
	}
	return nil
}

// Earlier is the plan about the compared period, judged when that was as old
// as the period is at Now; an open period ends now.
func (p Plan) Earlier() Plan {
	age := p.Now.Sub(p.To)
	if p.To.IsZero() {
		age = 0
	}
	if asOf := p.Compare.To.Add(age); asOf.Before(p.Now) {
		p.AsOf, p.Now = asOf, asOf
	}
	p.From, p.To, p.Compare = p.Compare.From, p.Compare.To, nil
	return p
}

// Begun is the journeys of one value of a dimension.
type Begun struct {
	Value    string
	Journeys int
	Lost     map[int]int // those without the goal, by the number of the node they were last seen at
}

func (c Begun) lost() (n int) {
	for _, k := range c.Lost {
		n += k
	}
	return n
}

// NewChanged decomposes what changed from one period's journeys to the other's; a value has one entry in each at most.
func NewChanged(p *Plan, nodes []Node, now, before []Begun) *ChangedAnswer {
	groups := changeGroups(now, before, cmp.Or(p.Most, DefaultParts))
	total := changeGroup{}
	for _, g := range groups {
		for i := range g.sides {
			total.sides[i].join(g.sides[i])
		}
	}
	a := &ChangedAnswer{By: p.By, Now: total.converted(0), Before: total.converted(1)}
	for _, g := range groups {
		v := ChangeValue{Value: g.value, Others: g.others, Now: g.converted(0), Before: g.converted(1)}
		if a.Now.N > 0 && a.Before.N > 0 {
			cells := g.cells(nodes, total)
			for _, c := range cells {
				v.Part += c.Part
			}
			a.Cells = append(a.Cells, cells...)
		}
		a.Values = append(a.Values, v)
	}
	slices.SortStableFunc(a.Cells, func(x, y ChangeCell) int {
		return cmp.Or(cmp.Compare(math.Abs(y.Part), math.Abs(x.Part)), cmp.Compare(x.Value, y.Value), cmp.Compare(x.Touchpoint, y.Touchpoint))
	})
	return a
}

// changeGroup is a value, or the others, in this period and the one before.
type changeGroup struct {
	value  string
	others bool
	sides  [2]Begun
}

func (c *Begun) join(o Begun) {
	if c.Lost == nil {
		c.Lost = map[int]int{}
	}
	c.Journeys += o.Journeys
	for node, n := range o.Lost {
		c.Lost[node] += n
	}
}

// changeGroups are the most frequent values, and the others.
func changeGroups(now, before []Begun, most int) (groups []changeGroup) {
	of, journeys := map[string]*changeGroup{}, map[string]int{}
	for i, side := range [2][]Begun{now, before} {
		for _, c := range side {
			if of[c.Value] == nil {
				of[c.Value] = &changeGroup{value: c.Value}
			}
			of[c.Value].sides[i].join(c)
			journeys[c.Value] += c.Journeys
		}
	}
	others := changeGroup{others: true}
	values := Ranked(journeys)
	for i, v := range values {
		if i < most {
			groups = append(groups, *of[v])
			continue
		}
		for j := range others.sides {
			others.sides[j].join(of[v].sides[j])
		}
	}
	if len(values) > most {
		groups = append(groups, others)
	}
	return groups
}

func (g *changeGroup) converted(side int) stat.Rate {
	c := g.sides[side]
	return stat.NewRate(c.Journeys-c.lost(), c.Journeys)
}

// cells are the group's losses by touchpoint; all is all groups together.
func (g *changeGroup) cells(nodes []Node, all changeGroup) (cells []ChangeCell) {
	now, before := g.sides[0], g.sides[1]
	n, m := float64(all.sides[0].Journeys), float64(all.sides[1].Journeys)
	share, was := float64(now.Journeys)/n, float64(before.Journeys)/m
	for i, node := range nodes {
		mean := (float64(all.sides[0].Lost[i])/n + float64(all.sides[1].Lost[i])/m) / 2
		if mean == 0 {
			continue
		}
		c := ChangeCell{Value: g.value, Others: g.others, Touchpoint: node.ID, Name: node.Name,
			Now: stat.NewRate(now.Lost[i], now.Journeys), Before: stat.NewRate(before.Lost[i], before.Journeys)}
		r, s := c.Now.Value, c.Before.Value
		if now.Journeys == 0 {
			r = s
		} else if before.Journeys == 0 {
			s = r
		}
		c.Mix, c.Rate = -(share-was)*((r+s)/2-mean), -(share+was)/2*(r-s)
		c.Part = c.Mix + c.Rate
		c.Low, c.High = stat.Difference(c.Now, c.Before)
		if c.Part != 0 || c.Now.K+c.Before.K > 0 {
			cells = append(cells, c)
		}
	}
	return cells
}
