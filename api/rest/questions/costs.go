package questions

import (
	"bytes"
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cham"
	"cham/api/rest/route"
	"cham/capability/cost"
)

// CostsInfo is imported costs by day and what they were for.
type CostsInfo struct {
	Rows  []cost.CostRow `json:"rows"`
	Total float64        `json:"total"`
}

// CostsChange is costs to set.
type CostsChange struct {
	Rows []cost.CostRow `json:"rows" maxItems:"50000"`
}

// CostsTaken says what became of costs that were sent: bad rows are listed,
// the others stored.
type CostsTaken struct {
	Taken   int               `json:"taken" doc:"rows set, those of the same day and words as one"`
	Rejects []cost.CostReject `json:"rejects" doc:"at most 100"`
	// Rejected counts all that were not taken.
	Rejected int `json:"rejected"`
}

type costsIn struct{ route.Period }

// wholePeriod is one with both ends: what is deleted is named.
type wholePeriod struct {
	From time.Time `query:"from" required:"true" doc:"RFC 3339, inclusive"`
	To   time.Time `query:"to" required:"true" doc:"RFC 3339, exclusive"`
}

// costFileIn is a CSV file as the request's body.
type costFileIn struct {
	RawBody []byte `contentType:"text/csv"`
}

// costFile describes the body in OpenAPI.
func costFile(op *huma.Operation, _ huma.Registry) {
	op.MaxBodyBytes = 16 << 20
	op.Description = "The body is a CSV file with the columns day (2026-03-01), amount, and as wanted channel, source, medium and campaign."
}

const mostCostRejects = 100

func (s *server) costs(ctx context.Context, in *costsIn) (out CostsInfo, err error) {
	loc, err := s.Zone(ctx)
	if err != nil {
		return out, err
	}
	costs, err := s.Costs.Costs(ctx, route.Workspace(ctx), in.From, in.To)
	out.Rows, out.Total = cost.Rows(costs, loc), cost.Total(costs)
	return out, err
}

func (s *server) setCosts(ctx context.Context, in *route.In[CostsChange]) (CostsTaken, error) {
	loc, err := s.Zone(ctx)
	if err != nil {
		return CostsTaken{}, err
	}
	costs, rejects := cost.FromRows(in.Body.Rows, loc)
	return s.takeCosts(ctx, costs, rejects)
}

func (s *server) readCosts(ctx context.Context, in *costFileIn) (CostsTaken, error) {
	loc, err := s.Zone(ctx)
	if err != nil {
		return CostsTaken{}, err
	}
	ws, err := s.Workspace(ctx)
	if err != nil {
		return CostsTaken{}, err
	}
	costs, rejects, err := cost.Read(bytes.NewReader(in.RawBody), "", loc, ws.Money())
	if err != nil {
		return CostsTaken{}, err
	}
	return s.takeCosts(ctx, costs, rejects)
}

func (s *server) takeCosts(ctx context.Context, costs []cham.Cost, rejects []cost.CostReject) (CostsTaken, error) {
	out := CostsTaken{Taken: len(costs), Rejected: len(rejects), Rejects: rejects[:min(len(rejects), mostCostRejects)]}
	return out, s.Costs.SetCosts(ctx, route.Workspace(ctx), costs)
}

func (s *server) deleteCosts(ctx context.Context, in *wholePeriod) (route.None, error) {
	return route.None{}, s.Costs.DeleteCosts(ctx, route.Workspace(ctx), in.From, in.To)
}
