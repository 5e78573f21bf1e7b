package imports

import (
	"context"
	"os"
	"time"

	"cham"
	"cham/api/rest/route"
	"cham/capability/capture"
	"cham/capability/cost"
	"cham/capability/imports"
)

// ImportCosts is what an uploaded report of advertising says, or brought.
type ImportCosts struct {
	Rows     int               `json:"rows" doc:"days and campaigns with a cost"`
	Total    float64           `json:"total" doc:"in the workspace's currency"`
	From     string            `json:"from,omitempty" doc:"first day, such as 2026-03-01"`
	To       string            `json:"to,omitempty" doc:"last day"`
	Nameless int               `json:"nameless" doc:"rows without channel, source, medium and campaign: nothing can be charged with them"`
	Rejected int               `json:"rejected"`
	Rejects  []cost.CostReject `json:"rejects" doc:"the first of them"`
	Taken    bool              `json:"taken,omitempty" doc:"it was taken in: rows and total are what counts now, and goes when it is undone"`
	Back     int               `json:"back,omitempty" doc:"of one taken in: how many count again as before when it is undone"`
	BackSum  float64           `json:"backTotal,omitempty" doc:"what these come to"`
}

const shownRejects = 100

// lookAtCosts reads an uploaded report as costs, and keeps nothing; of one that was
// taken in it says what undoing it takes back.
func (s *server) lookAtCosts(ctx context.Context, in *ImportPath) (ImportCosts, error) {
	i, err := s.Imports.Import(ctx, route.Workspace(ctx), in.ID)
	if err == nil && i.State != imports.Uploaded {
		return s.costsTaken(ctx, i)
	}
	_, _, out, err := s.costsOf(ctx, in.ID)
	return out, err
}

// takeCosts brings an uploaded report in as costs: days that it states again
// are replaced. The file is done with then.
func (s *server) takeCosts(ctx context.Context, in *ImportPath) (ImportCosts, error) {
	ws, costs, out, err := s.costsOf(ctx, in.ID)
	if err != nil {
		return out, err
	}
	if err := s.Costs.SetCostsOf(ctx, ws, in.ID, costs); err != nil {
		return out, err
	}
	return out, s.Importer.Finish(ctx, ws, in.ID)
}

// costsTaken says what of an import's costs counts now.
func (s *server) costsTaken(ctx context.Context, i capture.Import) (ImportCosts, error) {
	_, loc, err := s.business(ctx)
	if err != nil {
		return ImportCosts{}, err
	}
	counting, behind, err := s.Costs.CostsOf(ctx, i.Workspace, i.ID)
	if err == nil && len(counting) == 0 {
		err = &cham.Error{Code: cham.CodeConflict, Op: "rest.importCosts", Key: "error.import.state"}
	}
	out := sumOfCosts(counting, nil, loc)
	out.Taken, out.Back, out.BackSum = true, len(behind), cost.Total(behind)
	return out, err
}

func (s *server) costsOf(ctx context.Context, id string) (ws cham.WorkspaceID, costs []cham.Cost, out ImportCosts, err error) {
	ws = route.Workspace(ctx)
	i, err := s.Imports.Import(ctx, ws, id)
	if err != nil {
		return ws, nil, out, err
	}
	if i.State != imports.Uploaded {
		return ws, nil, out, &cham.Error{Code: cham.CodeConflict, Op: "rest.importCosts", Key: "error.import.state"}
	}
	business, loc, err := s.business(ctx)
	if err != nil {
		return ws, nil, out, err
	}
	f, err := os.Open(i.Path)
	if err != nil {
		return ws, nil, out, cham.Wrap(cham.CodeInternal, "rest.importCosts", err)
	}
	defer f.Close()
	costs, rejects, err := cost.Read(f, i.FileName, loc, business.Money())
	if err != nil {
		return ws, nil, out, err
	}
	return ws, costs, sumOfCosts(costs, rejects, loc), nil
}

// business is the caller's workspace and its zone.
func (s *server) business(ctx context.Context) (cham.Workspace, *time.Location, error) {
	ws, err := s.Workspaces.Workspace(ctx, route.Workspace(ctx))
	if err != nil {
		return ws, nil, err
	}
	loc, err := time.LoadLocation(ws.TimeZone)
	if err != nil {
		return ws, nil, cham.Wrap(cham.CodeInternal, "rest.imports", err)
	}
	return ws, loc, nil
}

func sumOfCosts(costs []cham.Cost, rejects []cost.CostReject, loc *time.Location) ImportCosts {
	out := ImportCosts{Rows: len(costs), Total: cost.Total(costs), Rejected: len(rejects), Rejects: rejects[:min(len(rejects), shownRejects)]}
	for _, r := range cost.Rows(costs, loc) {
		if out.From == "" || r.Day < out.From {
			out.From = r.Day
		}
		out.To = max(out.To, r.Day)
		if r.Channel+r.Source+r.Medium+r.Campaign == "" {
			out.Nameless++
		}
	}
	return out
}
