package sqlstore

import (
	"context"
	"database/sql"
	"math"
	"time"

	"cham"
	"cham/capability/cost"
)

var _ cost.Store = Costs{}

// Costs keeps costs; it is a cost.Store.
type Costs struct{ db *DB }

// Costs is the database's store of costs.
func (db *DB) Costs() Costs { return Costs{db} }

func scanCost(r scanner) (c cham.Cost, err error) {
	var amount int64
	err = r.Scan(instant{&c.Day}, &c.Channel, &c.Source, &c.Medium, &c.Campaign, &amount)
	c.Amount = float64(amount) / 1000
	return c, err
}

// span is a period as it is compared with stored days; a zero end is open.
func span(from, to time.Time) (a, b int64) {
	a, b = math.MinInt64, math.MaxInt64
	if !from.IsZero() {
		a = from.Add(time.Millisecond - 1).UnixMilli()
	}
	if !to.IsZero() {
		b = to.Add(time.Millisecond - 1).UnixMilli()
	}
	return a, b
}

// Costs implements cost.Store; the earliest come first.
func (s Costs) Costs(ctx context.Context, ws cham.WorkspaceID, from, to time.Time) ([]cham.Cost, error) {
	a, b := span(from, to)
	return all(ctx, s.db, "costs.list", scanCost, ws, a, b)
}

// SetCosts implements cost.Store.
func (s Costs) SetCosts(ctx context.Context, ws cham.WorkspaceID, costs []cham.Cost) error {
	return s.SetCostsOf(ctx, ws, "", costs)
}

// SetCostsOf implements cost.Store. Two at once take turns: what came last is told
// by its turn.
func (s Costs) SetCostsOf(ctx context.Context, ws cham.WorkspaceID, imp string, costs []cham.Cost) error {
	return s.db.transact(ctx, "sqlstore.SetCosts", func(t *txn) {
		turn := t.turn("costs.lock", "costs.turn", ws)
		for _, c := range costs {
			t.exec("costs.set", ws, c.Day, string(c.Channel), c.Source, c.Medium, c.Campaign, int64(math.Round(c.Amount*1000)), imp, turn)
		}
	})
}

// CostsOf implements cost.Store.
func (s Costs) CostsOf(ctx context.Context, ws cham.WorkspaceID, imp string) (counting, behind []cham.Cost, err error) {
	_, err = all(ctx, s.db, "costs.of_import", func(r scanner) (c cham.Cost, err error) {
		var amount int64
		var before sql.NullInt64
		err = r.Scan(instant{&c.Day}, &c.Channel, &c.Source, &c.Medium, &c.Campaign, &amount, &before)
		c.Amount = float64(amount) / 1000
		counting = append(counting, c)
		if before.Valid {
			c.Amount = float64(before.Int64) / 1000
			behind = append(behind, c)
		}
		return c, err
	}, ws, imp)
	return counting, behind, err
}

// DeleteCostsOf implements cost.Store.
func (s Costs) DeleteCostsOf(ctx context.Context, ws cham.WorkspaceID, imp string) error {
	_, err := s.db.exec(ctx, "costs.delete_import", ws, imp)
	return err
}

// CostSizes implements cost.Store.
func (s Costs) CostSizes(ctx context.Context, ws cham.WorkspaceID) (map[string]int, error) {
	sizes := map[string]int{}
	_, err := all(ctx, s.db, "costs.sizes", func(r scanner) (n int, err error) {
		var imp string
		err = r.Scan(&imp, &n)
		sizes[imp] = n
		return n, err
	}, ws)
	return sizes, err
}

// DeleteCosts implements cost.Store.
func (s Costs) DeleteCosts(ctx context.Context, ws cham.WorkspaceID, from, to time.Time) error {
	a, b := span(from, to)
	_, err := s.db.exec(ctx, "costs.delete", ws, a, b)
	return err
}
