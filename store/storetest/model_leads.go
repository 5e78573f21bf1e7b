package storetest

import (
	"database/sql"
	_ "embed"
	"math"
	"regexp"
	"slices"

	"cham"
	"cham/measure"
	"cham/measure/stat"
)

//go:embed twin/leads.sql
var twinLeads string

// ownLeads are groups that nobody has by default.
var ownLeads = cham.LeadGroups{
	{ID: "mine", Any: []cham.LeadCase{{Channel: []string{"za*"}, Source: []string{""}}, {Referrer: []string{"facebook.com"}}}},
	{ID: "google-ads", Any: []cham.LeadCase{{Click: []string{"GCLID"}}}}, {ID: "none", Any: []cham.LeadCase{{Channel: []string{"email"}}}}}

// sent are names of what only reaches a customer.
var sent = regexp.MustCompile(` (Sent|Delivered|Opened|Deferred|Bounced|Dropped|Failed)$`)

// lastKind is the kind of the latest touch that says by what link a customer came, else of the first.
func lastKind(ts []modelTouch) cham.Kind {
	for _, t := range slices.Backward(ts) {
		if k := t.kind; !k.Inside && !sent.MatchString(k.Name) &&
			(k.Source != "" || k.Medium != "" || k.Campaign != "" || k.Click != "" || k.Referrer != "") {
			return k
		}
	}
	return ts[0].kind
}

// leadPerson is one customer as the question sees them.
type leadPerson struct {
	lead    string
	watched int
	goals   []leadGoal
	atOnce  bool
}

// leadGoal is a goal touch: whole days after the first touch, and until now.
type leadGoal struct {
	day, watched, again int // again: days since the goal before
	value               float64
}

func (v *modelView) askLeads(a *measure.Answer) {
	lead := v.p.LeadOf()
	var people []leadPerson
	for _, id := range v.customers {
		ts := v.touches[id]
		if !ts[0].inside {
			continue
		}
		x := leadPerson{lead: lead(ts[0].kind), watched: wholeDays(v.p.Now.Sub(ts[0].at))}
		for i, t := range v.is(id, "goal") {
			x.atOnce = x.atOnce || t.seq == ts[0].seq
			g := leadGoal{day: wholeDays(t.at.Sub(ts[0].at)), watched: wholeDays(v.p.Now.Sub(t.at)), value: float64(v.worth(t)) / 1000}
			if i > 0 {
				g.again = wholeDays(t.at.Sub(v.is(id, "goal")[i-1].at))
			}
			x.goals = append(x.goals, g)
		}
		people = append(people, x)
	}
	a.Leads = leadsOf(people, v.p)
}

// leadsOf sums people up, by the words of LeadsAnswer.
func leadsOf(people []leadPerson, p measure.Plan) *measure.LeadsAnswer {
	by := map[string][]leadPerson{}
	for _, x := range people {
		by[x.lead] = append(by[x.lead], x)
	}
	a := measure.LeadsAnswer{Rows: []measure.LeadRow{}, All: leadRowOf("", people, p)}
	for lead, some := range by {
		a.Rows = append(a.Rows, leadRowOf(lead, some, p))
	}
	a.Sort()
	return &a
}

func leadRowOf(lead string, people []leadPerson, p measure.Plan) measure.LeadRow {
	r := measure.LeadRow{Lead: lead, Customers: len(people), Each: meanOf(people, p.StepDays())}
	var buy, again []modelWait
	for _, x := range people {
		r.AtOnce += intOf(x.atOnce)
		r.Orders += len(x.goals)
		w := modelWait{event: -1, watched: x.watched}
		for i, g := range x.goals {
			r.Revenue += g.value
			if i == 0 {
				w.event = g.day
				again = append(again, modelWait{event: -1, watched: g.watched})
			} else if i == 1 {
				again[len(again)-1].event = g.again
			}
		}
		buy = append(buy, w)
	}
	r.Buyers, r.Again = share(buy, p.StepDays()), share(again, p.BackDays())
	for day := 1; r.Buyers.Value > 0 && r.HalfDays == 0 && day <= r.Buyers.Age; day++ {
		if share(buy, day).Value >= r.Buyers.Value/2-1e-9 {
			r.HalfDays = day
		}
	}
	return r
}

// meanOf is what people bring on each day, of those watched to its end, added up.
func meanOf(people []leadPerson, days int) stat.Mean {
	m := stat.Mean{N: len(people)}
	variance := 0.0
	for ; m.Age < days && len(people) > 0; m.Age++ {
		var left, times, sum, squares float64
		for _, x := range people {
			if x.watched <= m.Age {
				continue
			}
			left++
			for _, g := range x.goals {
				if g.day == m.Age {
					times, sum, squares = times+1, sum+g.value, squares+g.value*g.value
				}
			}
		}
		if int(left) < len(people) && int(left) < min(stat.Enough, (len(people)+1)/2) {
			break
		}
		m.Times, m.Value = m.Times+times/left, m.Value+sum/left
		variance += max(0, squares-sum*sum/left) / left / left
	}
	m.Low, m.High = m.Value, m.Value
	if m.Value > 0 {
		width := 1.959963984540054 * math.Sqrt(variance) / m.Value
		m.Low, m.High = m.Value*math.Exp(-width), m.Value*math.Exp(width)
	}
	return m
}

func (w *twin) leads(p measure.Plan) *measure.LeadsAnswer {
	var people []leadPerson
	w.each(twinLeads, func(r *sql.Rows) error {
		var x leadPerson
		var g leadGoal
		var n int
		var atOnce bool
		if err := r.Scan(&x.lead, &x.watched, &n, &g.day, &g.watched, &g.again, &g.value, &atOnce); err != nil {
			return err
		}
		if n <= 1 {
			people = append(people, x)
		}
		if last := &people[len(people)-1]; n > 0 {
			last.goals, last.atOnce = append(last.goals, g), last.atOnce || atOnce
		}
		return nil
	})
	return leadsOf(people, p)
}

// leadFigures open every row.
func leadFigures(a *measure.LeadsAnswer) (all []figure) {
	for _, r := range append(slices.Clone(a.Rows), a.All) {
		all = append(all, counted(measure.Figure{Value: r.Lead}, map[measure.FigureKind]int{measure.FigureLead: r.Customers,
			measure.FigureLeadBought: r.Buyers.K, measure.FigureLeadAgain: r.Again.K, measure.FigureLeadAtOnce: r.AtOnce})...)
	}
	return all
}
