package storetest

import (
	"testing"
	"time"

	"cham"
)

func testCosts(t *testing.T, db Stores) {
	s := db.Costs
	with(t, db.Access)
	ads := cham.Cost{Day: day(1), Channel: "facebook", Source: "fb", Medium: "cpc", Campaign: "Tết <2026>", Amount: 1_250_000.5}
	rent := cham.Cost{Day: day(2), Amount: 0.001}
	early := cham.Cost{Day: day(1).AddDate(-60, 0, 0), Channel: "radio", Amount: 1e12}
	ok(t, s.SetCosts(ctx, "a", []cham.Cost{ads, rent, early}))
	ok(t, s.SetCosts(ctx, "b", []cham.Cost{{Day: day(1), Channel: "facebook", Amount: 9}}))
	ok(t, s.SetCosts(ctx, "a", nil))
	got, err := s.Costs(ctx, "a", time.Time{}, time.Time{})
	same(t, got, err, []cham.Cost{early, ads, rent})

	other := ads
	other.Campaign, other.Amount = "", 5
	ads.Amount = 2
	ok(t, s.SetCosts(ctx, "a", []cham.Cost{ads, other})) // the same day and words replace, others stand beside
	got, err = s.Costs(ctx, "a", day(1), day(2))
	same(t, got, err, []cham.Cost{other, ads})
	got, err = s.Costs(ctx, "a", day(1).Add(1), time.Time{})
	same(t, got, err, []cham.Cost{rent})

	testCostsOfImports(t, db)
	code(t, s.SetCosts(ctx, "zz", []cham.Cost{ads}), cham.CodeNotFound)
	ok(t, s.DeleteCosts(ctx, "a", day(1), day(2)))
	got, err = s.Costs(ctx, "a", time.Time{}, time.Time{})
	same(t, got, err, []cham.Cost{early, rent})
	ok(t, s.DeleteCosts(ctx, "a", time.Time{}, time.Time{}))
	got, err = s.Costs(ctx, "a", time.Time{}, time.Time{})
	same(t, got, err, nil)
	got, err = s.Costs(ctx, "b", time.Time{}, time.Time{})
	same(t, got, err, []cham.Cost{{Day: day(1), Channel: "facebook", Amount: 9}})
}

// testCostsOfImports: what was taken last counts, and what an import brought goes
// without a trace, whenever it does.
func testCostsOfImports(t *testing.T, db Stores) {
	s := db.Costs
	cost := func(d int, amount float64) cham.Cost { return cham.Cost{Day: day(d), Channel: "x", Amount: amount} }
	now := func(want ...cham.Cost) {
		t.Helper()
		got, err := s.Costs(ctx, "a", day(10), day(20))
		same(t, got, err, want)
	}
	ok(t, s.SetCosts(ctx, "a", []cham.Cost{cost(10, 1)}))
	ok(t, s.SetCostsOf(ctx, "a", "i1", []cham.Cost{cost(10, 2), cost(11, 2)}))
	ok(t, s.SetCostsOf(ctx, "a", "i2", []cham.Cost{cost(10, 3), cost(11, 3), cost(12, 3)}))
	ok(t, s.SetCostsOf(ctx, "b", "i1", []cham.Cost{cost(10, 9)}))
	now(cost(10, 3), cost(11, 3), cost(12, 3))
	counting, behind, err := s.CostsOf(ctx, "a", "i2")
	same(t, counting, err, []cham.Cost{cost(10, 3), cost(11, 3), cost(12, 3)})
	same(t, behind, err, []cham.Cost{cost(10, 2), cost(11, 2)})
	counting, behind, err = s.CostsOf(ctx, "a", "i1")
	same(t, counting, err, nil)
	same(t, behind, err, nil)
	ok(t, s.DeleteCostsOf(ctx, "a", "i1"))
	now(cost(10, 3), cost(11, 3), cost(12, 3))
	ok(t, s.SetCosts(ctx, "a", []cham.Cost{cost(11, 7)})) // by hand, after the import
	sizes, err := s.CostSizes(ctx, "a")
	same(t, []int{sizes["i1"], sizes["i2"]}, err, []int{0, 2})
	ok(t, s.DeleteCostsOf(ctx, "a", "i2"))
	now(cost(10, 1), cost(11, 7))
	ok(t, s.DeleteCosts(ctx, "a", day(10), day(20)))
	now()
	ok(t, s.DeleteCosts(ctx, "b", day(10), day(20)))
}
