package report

import (
	"cmp"
	"context"
	"slices"

	"cham"
	"cham/measure"
)

// LeadPreview is what other groups of lead sources would make of the customers,
// by the first touch of each.
type LeadPreview struct {
	Customers int         `json:"customers" doc:"all of them"`
	Moved     int         `json:"moved" doc:"of these, those whose group would be another"`
	Groups    []LeadCount `json:"groups" doc:"every group of either side that has customers, the largest first"`
	Moves     []LeadMove  `json:"moves" doc:"the largest first"`
	Unplaced  []LeadSeen  `json:"unplaced" doc:"what no group would take, the most frequent first, at most 12"`
}

// LeadCount is how many customers a group has.
type LeadCount struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty" doc:"as the groups tried call it; absent: the built-in group's own name"`
	Now  int    `json:"now"`
	New  int    `json:"new"`
}

// LeadMove is customers who would change from one group to another.
type LeadMove struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Customers int    `json:"customers"`
}

// LeadSeen is a lead source as it was said, with the customers it brought.
type LeadSeen struct {
	Channel   cham.Channel `json:"channel"`
	Source    string       `json:"source,omitempty"`
	Medium    string       `json:"medium,omitempty"`
	Campaign  string       `json:"campaign,omitempty"`
	Click     string       `json:"click,omitempty"`
	Referrer  string       `json:"referrer,omitempty"`
	Customers int          `json:"customers"`
}

// mostUnplaced bounds LeadPreview.Unplaced.
const mostUnplaced = 12

// LeadPreview tries groups of lead sources on the customers there are. Cost: a
// summary of each.
func (s *Service) LeadPreview(ctx context.Context, ws cham.Workspace, groups cham.LeadGroups) (out LeadPreview, err error) {
	seen, err := s.firstLeads(ctx, ws)
	if err != nil {
		return out, err
	}
	if groups == nil {
		groups = cham.DefaultLeadGroups()
	}
	counts, moves := map[string]*LeadCount{}, map[LeadMove]int{}
	count := func(id string) *LeadCount {
		if counts[id] == nil {
			counts[id] = &LeadCount{ID: id, Name: nameOfLead(id, groups, ws.Leads())}
		}
		return counts[id]
	}
	was, becomes := ws.Leads().Grouper(), groups.Grouper()
	for lead, n := range seen {
		from, to := was(lead), becomes(lead)
		count(from).Now += n
		count(to).New += n
		out.Customers += n
		if from != to {
			moves[LeadMove{From: from, To: to}] += n
			out.Moved += n
		}
		if to == cham.LeadOther {
			out.Unplaced = append(out.Unplaced, LeadSeen{lead.Channel, lead.Source, lead.Medium, lead.Campaign, lead.Click, lead.Referrer, n})
		}
	}
	out.arrange(counts, moves)
	return out, nil
}

// leadsAtOnce bounds the customers looked at at a time.
const leadsAtOnce = 1 << 15

// firstLeads are the lead sources of all customers' first touches, with how many have each.
func (s *Service) firstLeads(ctx context.Context, ws cham.Workspace) (map[cham.Lead]int, error) {
	m, err := s.Questions.Moment(ws)
	if err != nil {
		return nil, err
	}
	ids, err := m.Customers(ctx, measure.Query{Question: measure.Touches}, measure.Figure{Kind: measure.FigureCustomers})
	if err != nil {
		return nil, err
	}
	seen := map[cham.Lead]int{}
	for some := range slices.Chunk(ids, leadsAtOnce) {
		all, err := m.Summaries(ctx, some)
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return nil, err
		}
		for _, c := range all {
			seen[c.First]++
		}
	}
	return seen, nil
}

// nameOfLead is what people call a group, in the first lists that has it.
func nameOfLead(id string, lists ...cham.LeadGroups) string {
	for _, groups := range lists {
		if i := slices.IndexFunc(groups, func(g cham.LeadGroup) bool { return g.ID == id }); i >= 0 {
			return groups[i].Name
		}
	}
	return ""
}

// arrange puts what was counted in order.
func (p *LeadPreview) arrange(counts map[string]*LeadCount, moves map[LeadMove]int) {
	for _, c := range counts {
		p.Groups = append(p.Groups, *c)
	}
	for m, n := range moves {
		m.Customers = n
		p.Moves = append(p.Moves, m)
	}
	slices.SortFunc(p.Groups, func(a, b LeadCount) int { return cmp.Or(cmp.Compare(b.New, a.New), cmp.Compare(a.ID, b.ID)) })
	slices.SortFunc(p.Moves, func(a, b LeadMove) int {
		return cmp.Or(cmp.Compare(b.Customers, a.Customers), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	slices.SortFunc(p.Unplaced, func(a, b LeadSeen) int {
		return cmp.Or(cmp.Compare(b.Customers, a.Customers), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Source, b.Source),
			cmp.Compare(a.Medium, b.Medium), cmp.Compare(a.Campaign, b.Campaign), cmp.Compare(a.Referrer, b.Referrer))
	})
	p.Unplaced = p.Unplaced[:min(len(p.Unplaced), mostUnplaced)]
}
