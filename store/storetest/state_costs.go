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
