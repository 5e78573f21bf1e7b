package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"cham"
	"cham/capability/voucher"
)

func codes(texts ...string) (all []voucher.Code) {
	for _, t := range texts {
		all = append(all, voucher.Code{Folded: voucher.Fold(t), Code: t})
	}
	return all
}

func testVouchers(t *testing.T, db Stores) {
	s := db.Vouchers
	with(t, db.Access)
	one := voucher.Pool{ID: "p1", PoolDraft: voucher.PoolDraft{Name: "Tháng 12", Ends: "2026-12-31"}, CreatedAt: day(1)}
	two := voucher.Pool{ID: "p2", PoolDraft: voucher.PoolDraft{Name: "Khác"}, CreatedAt: day(2)}
	ok(t, s.CreatePool(ctx, "a", one))
	ok(t, s.CreatePool(ctx, "a", two))
	code(t, s.CreatePool(ctx, "a", two), cham.CodeConflict)
	added, err := s.AddCodes(ctx, "a", "p1", codes("Mua10", "mua20", "mua30"))
	slices.Sort(added)
	same(t, added, err, []string{"MUA10", "MUA20", "MUA30"})
	added, err = s.AddCodes(ctx, "a", "p2", codes("mua10", "khac"))
	same(t, added, err, []string{"KHAC"})
	all, err := s.Pools(ctx, "a")
	same(t, all, err, []voucher.Stock{{Pool: two, Codes: 1, Left: 1}, {Pool: one, Codes: 3, Left: 3}})
	all, err = s.Pools(ctx, "b")
	same(t, all, err, nil)
	_, err = s.Pool(ctx, "b", "p1")
	code(t, err, cham.CodeNotFound)
	_, err = s.Pool(ctx, "a", "")
	code(t, err, cham.CodeNotFound)

	// As they were added; asked again the same; nothing once none is left.
	given, err := s.Give(ctx, "a", "p1", "m1", []string{"i1", "i2"}, day(3))
	same(t, given, err, map[string]string{"i1": "Mua10", "i2": "mua20"})
	given, err = s.Give(ctx, "a", "p1", "m1", []string{"i2", "i3", "i4"}, day(4))
	same(t, given, err, map[string]string{"i2": "mua20", "i3": "mua30"})
	added, err = s.AddCodes(ctx, "a", "p1", codes("mua40"))
	same(t, added, err, []string{"MUA40"})
	given, err = s.Give(ctx, "a", "p1", "m1", []string{"i4"}, day(4))
	same(t, given, err, map[string]string{"i4": "mua40"})
	given, err = s.Give(ctx, "b", "p1", "m1", []string{"i9"}, day(4))
	same(t, given, err, map[string]string{})

	// What an order named is used, and no more handed out.
	unused, err := s.Unused(ctx, "a", []string{"MUA10", "KHAC", "ABC"})
	slices.Sort(unused)
	same(t, unused, err, []string{"KHAC", "MUA10"})
	// Who anybody may be uses what was given alone; what was not, only the business.
	ok(t, db.UseVouchers(ctx, "a", []voucher.Use{{Folded: "MUA10", At: day(5)}, {Folded: "KHAC", At: day(5)}}))
	unused, err = s.Unused(ctx, "a", []string{"MUA10", "KHAC"})
	same(t, unused, err, []string{"KHAC"})
	ok(t, db.UseVouchers(ctx, "a", []voucher.Use{{Folded: "KHAC", At: day(5), Sure: true}}))
	unused, err = s.Unused(ctx, "a", []string{"MUA10", "KHAC"})
	same(t, unused, err, nil)
	given, err = s.Give(ctx, "a", "p2", "m2", []string{"j1"}, day(6))
	same(t, given, err, map[string]string{})
	uses, err := s.Uses(ctx, "a", "m1")
	same(t, uses, err, voucher.Uses{Given: 4, Used: 1})
	got, err := s.Pool(ctx, "a", "p1")
	same(t, got, err, voucher.Stock{Pool: one, Codes: 4, Given: 4, Used: 1})

	one.Name, one.Ends = "Tháng 1", ""
	ok(t, s.UpdatePool(ctx, "a", one))
	code(t, s.UpdatePool(ctx, "b", one), cham.CodeNotFound)
	code(t, s.DeletePool(ctx, "a", "p1"), cham.CodeNotFound) // codes of it are with people
	ok(t, s.DeletePool(ctx, "a", "p2"))
	added, err = s.AddCodes(ctx, "a", "p1", codes("khac"))
	same(t, added, err, []string{"KHAC"})
}

// However many ask at once, no code goes to two messages and no message gets two.
func testVouchersRace(t *testing.T, db Stores) {
	s := db.Vouchers
	with(t, db.Access)
	ok(t, s.CreatePool(ctx, "a", voucher.Pool{ID: "p", PoolDraft: voucher.PoolDraft{Name: "p"}, CreatedAt: day(1)}))
	var texts []string
	for i := range 60 {
		texts = append(texts, fmt.Sprintf("C%d", i))
	}
	_, err := s.AddCodes(ctx, "a", "p", codes(texts...))
	ok(t, err)
	var all sync.WaitGroup
	var mu sync.Mutex
	owner, of := map[string]string{}, map[string]string{}
	for who := range 8 {
		all.Go(func() {
			for n := range 10 {
				item := fmt.Sprintf("i%d", (who*7+n*3)%70) // some ask for the same
				given, err := s.Give(ctx, "a", "p", "m", []string{item}, day(2))
				if err != nil {
					if c := cham.ErrorCode(err); c != cham.CodeConflict {
						t.Error(c, err)
					}
					continue
				}
				mu.Lock()
				for i, c := range given {
					if owner[c] != "" && owner[c] != i || of[i] != "" && of[i] != c {
						t.Errorf("%s is %s's and %s's; %s has %s", c, owner[c], i, i, of[i])
					}
					owner[c], of[i] = i, c
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	got, err := s.Pool(ctx, "a", "p")
	if err != nil || got.Given != len(owner) || got.Left != 60-len(owner) || len(owner) < 30 {
		t.Errorf("%+v, %d: %v", got, len(owner), err)
	}
}
