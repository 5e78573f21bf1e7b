package index

import (
	"context"

	"cham"
	"cham/measure"
)

var _ measure.SteadyEngine = (*Index)(nil)

// moment answers questions about one workspace from one snapshot.
type moment struct {
	*Index
	ws *workspace
	s  *snapshot
	// only are the customers that Members looks at; nil is all of them.
	only []run
}

// At implements measure.SteadyEngine. It costs nothing; the snapshot is kept in
// memory for as long as the engine is. Questions with unit account are answered
// from the newest snapshot by account.
func (x *Index) At(id cham.WorkspaceID) (measure.Engine, error) { return x.moment(id) }

func (x *Index) moment(id cham.WorkspaceID) (*moment, error) {
	ws, err := x.workspace(id)
	if err != nil {
		return nil, err
	}
	if e := ws.outgrown.Load(); e != nil {
		return nil, e
	}
	return &moment{Index: x, ws: ws, s: ws.current.Load()}, nil
}

// Ask implements measure.Engine. Cost: one pass over the columns.
func (x *Index) Ask(ctx context.Context, id cham.WorkspaceID, p measure.Plan) (*measure.Answer, error) {
	m, err := x.moment(id)
	if err != nil {
		return nil, err
	}
	return m.Ask(ctx, id, p)
}

// Customers implements measure.Engine. Cost: one pass over the columns.
func (x *Index) Customers(ctx context.Context, id cham.WorkspaceID, p measure.Plan, f measure.Figure) ([]cham.CustomerID, error) {
	m, err := x.moment(id)
	if err != nil {
		return nil, err
	}
	return m.Customers(ctx, id, p, f)
}

// Kinds implements measure.Engine. Cost: one pass over the columns.
func (x *Index) Kinds(ctx context.Context, id cham.WorkspaceID, p measure.Plan) ([]measure.KindCount, error) {
	m, err := x.moment(id)
	if err != nil {
		return nil, err
	}
	return m.Kinds(ctx, id, p)
}

// Summaries implements measure.Engine. Cost: a binary search per customer and
// level, and the customer's touches.
func (x *Index) Summaries(ctx context.Context, id cham.WorkspaceID, ids []cham.CustomerID) ([]measure.CustomerSummary, error) {
	m, err := x.moment(id)
	if err != nil {
		return nil, err
	}
	return m.Summaries(ctx, id, ids)
}
