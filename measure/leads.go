package measure

import (
	"cmp"
	"slices"

	"cham"
	"cham/measure/stat"
)

// Leads asks what became of the customers of each group of lead sources.
const Leads Question = "leads"

// Figures of it. Value is the group's id; all groups when it is empty.
const (
	FigureLead       FigureKind = "lead"
	FigureLeadBought FigureKind = "lead-bought"
	FigureLeadAgain  FigureKind = "lead-again"
	FigureLeadAtOnce FigureKind = "lead-at-once"
)

var leads = Descriptor{
	Name: Leads,
	About: Words{EN: "what became of the customers of each lead source: buyers, revenue, coming again, return on cost",
		VI: "khách từ mỗi nguồn rồi ra sao: bao nhiêu người mua, doanh thu, mua lại, chi phí đổi lại được gì"},
	Figures: []FigureDescriptor{
		{FigureLead, "came by the group of lead sources Value (absent: any)", countsCustomers},
		{FigureLeadBought, "came by the group Value and bought within the window", countsCustomers},
		{FigureLeadAgain, "came by the group Value, bought, and bought again within the days of coming back", countsCustomers},
		{FigureLeadAtOnce, "came by the group Value and are known only from their first purchase on", countsCustomers},
	},
	Example: Example{"What became of the customers that each source brought in November, against October",
		Query{Map: "m_1", From: november, To: december, Compare: &Period{From: october, To: november}}},
	rows: func(a *Answer) any { return a.Leads.Rows },
	own:  func(a *Answer) any { return a.Leads },
}

// LeadsAnswer is what became of the customers whose first touch ever counts
// (in the period, meeting Where), by the group of lead sources of that touch
// (cham.LeadGroups). Nobody is sorted by what came later.
type LeadsAnswer struct {
	// Rows, the groups with most customers first; those with costs alone come last.
	Rows []LeadRow `json:"rows"`
	// All is everybody; its Lead is empty.
	All LeadRow `json:"all"`
	// Fair is the share of buyers of all comparable groups together.
	Fair stat.Rate `json:"fair"`
	// Costed: costs of the period are known and the customers of the period are asked about; for
	// a part of them nobody knows what it cost.
	Costed bool `json:"costed"`
}

// LeadRow is one group of lead sources.
type LeadRow struct {
	// Lead is the group's id.
	Lead      string `json:"lead"`
	Customers int    `json:"customers"`
	// AtOnce are those whose first touch was a purchase: of whoever looked and did
	// not buy, nothing is known there, and Buyers tells little.
	AtOnce int `json:"atOnce"`
	// Buyers is the share who bought within W days of their first touch, FirstDay on the first of them.
	Buyers   stat.Rate `json:"buyers"`
	FirstDay float64   `json:"firstDay"`
	// Comparable: of no more than half of the customers is nothing known before they bought, be
	// it that the first touch is the purchase or that they bought on that day, as at a till where
	// walking in is noted, too. Else who looks and does not buy goes unseen there.
	Comparable bool `json:"comparable"`
	// HalfDays is within how many days half of these buyers bought.
	HalfDays int `json:"halfDays"`
	// Again is the share of buyers with a second goal within R days of the first.
	Again stat.Rate `json:"again"`
	// Orders (goal touches) and Revenue (less what was given back) so far.
	Orders  int     `json:"orders"`
	Revenue float64 `json:"revenue"`
	// Each is what a customer brings within W days.
	Each stat.Mean `json:"each"`
	// Cost of the period for links and channels of the group; Return is Revenue over it.
	Cost   float64 `json:"cost"`
	Return float64 `json:"return"`
	// Against is a comparable group beside the other comparable ones.
	Against *LeadAgainst `json:"against,omitempty"`
	// Before is the same of the compared period, and what moved.
	Before *LeadChange `json:"before,omitempty"`
}

// LeadAgainst is a group's share of buyers beside that of all other comparable
// groups together, at the same age.
type LeadAgainst struct {
	Own    stat.Rate `json:"own"`
	Others stat.Rate `json:"others"`
	// Low and High are the 95 % interval of Own − Others. Sure: it leaves out zero, the two-proportion
	// test rejects at 5 % after S. Holm's correction for the groups compared, both n reach
	// MinSample, and both sides are expected to have five buyers and five others.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	Sure bool    `json:"sure"`
}

// LeadChange is a group in the compared period, judged at the same age.
type LeadChange struct {
	Customers int       `json:"customers"`
	Buyers    stat.Rate `json:"buyers"`
	Revenue   float64   `json:"revenue"`
	Each      stat.Mean `json:"each"`
	// Low and High are the 95 % interval of the difference of Buyers, now − before. Sure:
	// the two-proportion test rejects at 5 % after S. Holm's correction for the
	// groups compared, and both n reach MinSample.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	Sure bool    `json:"sure"`
}

// LeadOf says the group of lead sources of kinds; for one goroutine.
func (p *Plan) LeadOf() func(cham.Kind) string {
	groups := p.Leads
	if groups == nil {
		groups = cham.DefaultLeadGroups()
	}
	of := groups.Grouper()
	return func(k cham.Kind) string { return of(k.Lead()) }
}

// Sort puts the rows in their order.
func (a *LeadsAnswer) Sort() {
	slices.SortFunc(a.Rows, func(x, y LeadRow) int {
		return cmp.Or(cmp.Compare(y.Customers, x.Customers), cmp.Compare(y.Cost, x.Cost), cmp.Compare(x.Lead, y.Lead))
	})
}

// Spend puts costs to their groups.
func (a *LeadsAnswer) Spend(groups cham.LeadGroups, costs []cham.Cost) {
	of := groups.Grouper()
	for _, c := range costs {
		id := leadOfCost(of, c)
		i := slices.IndexFunc(a.Rows, func(r LeadRow) bool { return r.Lead == id })
		if i < 0 {
			i = len(a.Rows)
			a.Rows = append(a.Rows, LeadRow{Lead: id, Buyers: stat.NewRate(0, 0), Again: stat.NewRate(0, 0)})
		}
		a.Rows[i].Cost += c.Amount
		a.All.Cost += c.Amount
	}
	for i := range a.Rows {
		a.Rows[i].returns()
	}
	a.All.returns()
	a.Costed = len(costs) > 0
	a.Sort()
}

// leadOfCost is the group that a cost is of. One that names no medium has paid for clicks where a group
// takes clicks of its source or channel; one of a source that no group takes is of the ads of others.
func leadOfCost(of func(cham.Lead) string, c cham.Cost) string {
	said := cham.Lead{Channel: c.Channel, Source: c.Source, Medium: c.Medium, Campaign: c.Campaign}
	plain := of(said)
	if c.Medium != "" || c.Source == "" && c.Channel == "" {
		return plain
	}
	paid, nobody := said, cham.Lead{Medium: "cpc"}
	paid.Source, paid.Medium = cmp.Or(c.Source, string(c.Channel)), nobody.Medium
	if id := of(paid); id != cham.LeadOther && (id != of(nobody) || c.Source != "" && plain == cham.LeadOther) {
		return id
	}
	return plain
}

func (r *LeadRow) returns() {
	if r.Cost > 0 {
		r.Return = r.Revenue / r.Cost
	}
}

// Judge sets each comparable group beside the other ones; days is the window of Buyers.
func (a *LeadsAnswer) Judge(days int) {
	var rows []*LeadRow
	var rates []stat.Rate
	for i := range a.Rows {
		r := &a.Rows[i]
		r.seen()
		if r.Comparable {
			rows, rates = append(rows, r), append(rates, r.Buyers)
		}
	}
	a.All.seen()
	a.Fair = stat.Together(days, rates...)
	p := make([]float64, len(rows))
	for i, r := range rows {
		r.Against, p[i] = against(r.Buyers, stat.Together(days, slices.Delete(slices.Clone(rates), i, i+1)...))
	}
	for i, rejected := range stat.Rejected(p, 0.05) {
		if rows[i].Against != nil {
			rows[i].Against.Sure = rows[i].Against.Sure && rejected
		}
	}
}

// seen says how many bought on the first day, and whether the others can be seen, too.
func (r *LeadRow) seen() {
	if r.Buyers.Age > 0 {
		r.FirstDay = r.Buyers.At(1).Value
	}
	r.Comparable = r.Customers > 0 && r.AtOnce*2 <= r.Customers && r.FirstDay <= 0.5
}

// against is nil where one of both says nothing; p is then 1.
func against(own, others stat.Rate) (*LeadAgainst, float64) {
	if own, others = stat.SameAge(own, others); !own.Told() || !others.Told() {
		return nil, 1
	}
	a := &LeadAgainst{Own: own, Others: others}
	a.Low, a.High = stat.Difference(own, others)
	if a.Low <= 0 && a.High >= 0 || min(own.N, others.N) < MinSample || !stat.ManyExpected(own, others) {
		return a, 1
	}
	a.Sure = true
	return a, stat.SameAgeTest(own, others)
}

// compareLeads says of each group what it was before, and what moved.
func compareLeads(a, before *LeadsAnswer) {
	rows := []*LeadRow{&a.All}
	for i := range a.Rows {
		rows = append(rows, &a.Rows[i])
	}
	var p []float64
	for _, r := range rows {
		old := LeadRow{Buyers: stat.NewRate(0, 0)}
		if r.Lead == "" {
			old = before.All
		} else if i := slices.IndexFunc(before.Rows, func(b LeadRow) bool { return b.Lead == r.Lead }); i >= 0 {
			old = before.Rows[i]
		}
		c := LeadChange{Customers: old.Customers, Revenue: old.Revenue, Each: old.Each}
		r.Buyers, c.Buyers = stat.SameAge(r.Buyers, old.Buyers)
		c.Sure = r.Buyers.Told() && c.Buyers.Told() && min(r.Buyers.N, c.Buyers.N) >= MinSample
		p = append(p, 1)
		if c.Sure {
			c.Low, c.High = stat.Difference(r.Buyers, c.Buyers)
			p[len(p)-1] = stat.SameAgeTest(r.Buyers, c.Buyers)
		}
		r.Before = &c
	}
	for i, rejected := range stat.Rejected(p, 0.05) {
		rows[i].Before.Sure = rows[i].Before.Sure && rejected
	}
}
