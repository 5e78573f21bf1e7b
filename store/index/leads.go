package index

import (
	"slices"

	"cham/measure"
	"cham/measure/stat"
)

// leadsPass follows the customers whose first touch counts, by the group of lead
// sources of that touch.
type leadsPass struct {
	worker
	group   []int // kind → row
	rows    []leadRow
	only    int // whose customers are counted, −1 for all
	matched leadRow
}

// leadRow is what is counted of one group.
type leadRow struct {
	lead                                     string
	customers, bought, again, atOnce, orders int
	revenue                                  int64
	buyers, returned                         waits
	brought                                  stat.Brought
}

func newLeadsPass(q *scan) *leadsPass {
	p := &leadsPass{worker: worker{scan: q}, group: make([]int, len(q.s.kinds)), only: -1}
	lead, number := q.LeadOf(), map[string]int{}
	for k, kind := range q.s.kinds {
		id := lead(kind)
		n, known := number[id]
		if !known {
			n = len(p.rows)
			number[id] = n
			p.rows = append(p.rows, p.newRow(id))
		}
		p.group[k] = n
	}
	return p
}

func (p *leadsPass) newRow(lead string) leadRow {
	return leadRow{lead: lead, buyers: p.newWaits(p.StepDays()), returned: p.newWaits(p.BackDays()), brought: stat.Brought{Days: p.StepDays()}}
}

func (p *leadsPass) head() *worker { return &p.worker }

func (p *leadsPass) span(v view, from, to int) {
	for i := from; i < to; i++ {
		if a, b, ok := p.run(v, i); ok && p.lo < p.hi && p.hit(v.time(a), v.kind[a]) {
			p.customer(v.level, a, b)
		}
	}
}

// customer takes in one, from the first touch to the last.
func (p *leadsPass) customer(l *level, a, b uint32) {
	n := p.group[l.kind[a]]
	r, origin := &p.rows[n], l.time(a)
	watched := int(max(0, p.now-origin) / dayMS)
	first, second, orders := int64(endless), int64(endless), 0
	r.brought.Origin(watched)
	for i := a; i < b; i++ {
		if !p.places[l.kind[i]].goal {
			continue
		}
		t, worth := l.time(i), p.worth(l, i, a, b)
		if orders++; orders == 1 {
			first = t
			r.atOnce += one(i == a)
			if p.matches(n) {
				p.matched.atOnce += one(i == a)
			}
		} else if orders == 2 {
			second = t
		}
		r.revenue += worth
		r.brought.Gain(int((t-origin)/dayMS), watched, float64(worth)/1000)
	}
	r.customers++
	r.orders += orders
	r.buyers.count(wait{origin, first, false})
	if orders > 0 {
		r.returned.count(wait{first, second, false})
	}
	if p.matches(n) {
		p.matched.customers++
		p.matched.bought += one(first-origin < r.buyers.span)
		p.matched.again += one(second-first < r.returned.span && orders > 1)
	}
}

func (p *leadsPass) matches(row int) bool { return p.only < 0 || p.only == row }

func (p *leadsPass) add(other pass) {
	for i := range p.rows {
		p.rows[i].add(&other.(*leadsPass).rows[i])
	}
}

func (r *leadRow) add(o *leadRow) {
	r.customers, r.atOnce, r.orders, r.revenue = r.customers+o.customers, r.atOnce+o.atOnce, r.orders+o.orders, r.revenue+o.revenue
	r.buyers.add(&o.buyers)
	r.returned.add(&o.returned)
	r.brought.Add(&o.brought)
}

func (p *leadsPass) answer(a *measure.Answer) {
	out, all := measure.LeadsAnswer{Rows: []measure.LeadRow{}}, p.newRow("")
	for i := range p.rows {
		if r := &p.rows[i]; r.customers > 0 {
			out.Rows = append(out.Rows, r.answer(p.Plan))
			all.add(r)
		}
	}
	out.All = all.answer(p.Plan)
	out.Sort()
	a.Leads = &out
}

func (r *leadRow) answer(p *measure.Plan) measure.LeadRow {
	buyers := r.buyers.gather()
	return measure.LeadRow{Lead: r.lead, Customers: r.customers, AtOnce: r.atOnce, Orders: r.orders, Revenue: float64(r.revenue) / 1000,
		Buyers: buyers.Share(p.StepDays()), HalfDays: buyers.Half(p.StepDays()), Again: r.returned.gather().Share(p.BackDays()),
		Each: r.brought.Mean()}
}

func (p *leadsPass) figure(f measure.Figure) (func() int, error) {
	if f.Value != "" {
		p.only = slices.IndexFunc(p.rows, func(r leadRow) bool { return r.lead == f.Value })
		if p.only < 0 {
			p.only = len(p.rows) // nobody
		}
	}
	counter := map[measure.FigureKind]*int{measure.FigureLead: &p.matched.customers, measure.FigureLeadBought: &p.matched.bought,
		measure.FigureLeadAgain: &p.matched.again, measure.FigureLeadAtOnce: &p.matched.atOnce}[f.Kind]
	if counter == nil {
		return nil, nil
	}
	return func() int { return *counter }, nil
}
