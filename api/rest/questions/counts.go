package questions

import (
	"context"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/count"
)

// CountRow is a count as the API writes it.
type CountRow struct {
	From    string  `json:"from" doc:"first day, such as 2026-11-05"`
	To      string  `json:"to" doc:"last day; of a count of one day the same"`
	By      string  `json:"by" enum:"google-analytics,search-console"`
	Kind    string  `json:"kind" enum:"source,group,campaign,page,keyword,site"`
	Value   string  `json:"value" doc:"as the system writes it, such as google / cpc; of the kind site none"`
	Measure string  `json:"measure" enum:"sessions,users,views,clicks,impressions,position"`
	Number  float64 `json:"number"`
}

// CountsInfo is what other systems counted, of whole days or periods within what was asked.
type CountsInfo struct {
	Rows []CountRow `json:"rows"`
}

type countsIn struct{ route.Period }

func (s *server) counts(ctx context.Context, in *countsIn) (out CountsInfo, err error) {
	counts, loc, err := s.counted(ctx, in.Period)
	out.Rows = make([]CountRow, len(counts))
	for i, c := range counts {
		p := count.PeriodOf(counts[i:i+1], loc)
		out.Rows[i] = CountRow{p.From, p.To, c.By, c.Kind, c.Value, c.Measure, c.Number}
	}
	return out, err
}

// countsOfLeads are counts by the groups of lead sources, to stand beside customers.
func (s *server) countsOfLeads(ctx context.Context, in *countsIn) (out count.LeadCounts, err error) {
	counts, loc, err := s.counted(ctx, in.Period)
	if err != nil {
		return out, err
	}
	ws, err := s.Workspace(ctx)
	if err != nil {
		return out, err
	}
	return count.BesideLeads(counts, ws.Leads(), loc), nil
}

func (s *server) counted(ctx context.Context, p route.Period) ([]cham.Count, *time.Location, error) {
	loc, err := s.Zone(ctx)
	if err != nil {
		return nil, nil, err
	}
	counts, err := s.Counts.Counts(ctx, route.Workspace(ctx), p.From, p.To)
	return counts, loc, err
}
