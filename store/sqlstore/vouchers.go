package sqlstore

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/capability/voucher"
)

var _ voucher.Store = Vouchers{}

// Vouchers keeps pools of codes; it is a voucher.Store.
type Vouchers struct{ db *DB }

// Vouchers is the database's store of pools of codes.
func (db *DB) Vouchers() Vouchers { return Vouchers{db} }

func scanStock(r scanner) (s voucher.Stock, err error) {
	return s, r.Scan(&s.ID, &s.Name, &s.Ends, instant{&s.CreatedAt}, &s.Codes, &s.Left, &s.Given, &s.Used)
}

// Pools implements voucher.Store.
func (s Vouchers) Pools(ctx context.Context, ws cham.WorkspaceID) ([]voucher.Stock, error) {
	return all(ctx, s.db, "vouchers.list", scanStock, ws, "")
}

// Pool implements voucher.Store.
func (s Vouchers) Pool(ctx context.Context, ws cham.WorkspaceID, id string) (voucher.Stock, error) {
	if id == "" { // that lists all
		return voucher.Stock{}, cham.Errorf(cham.CodeNotFound, "sqlstore.Pool", "no pool is named")
	}
	return one(ctx, s.db, "vouchers.list", scanStock, ws, id)
}

// CreatePool implements voucher.Store.
func (s Vouchers) CreatePool(ctx context.Context, ws cham.WorkspaceID, p voucher.Pool) error {
	_, err := s.db.exec(ctx, "vouchers.insert", ws, p.ID, p.Name, p.Ends, p.CreatedAt)
	return err
}

// UpdatePool implements voucher.Store.
func (s Vouchers) UpdatePool(ctx context.Context, ws cham.WorkspaceID, p voucher.Pool) error {
	return s.db.execOne(ctx, "vouchers.update", ws, p.ID, p.Name, p.Ends)
}

// DeletePool implements voucher.Store.
func (s Vouchers) DeletePool(ctx context.Context, ws cham.WorkspaceID, id string) error {
	return s.db.execOne(ctx, "vouchers.delete", ws, id)
}

// AddCodes implements voucher.Store.
func (s Vouchers) AddCodes(ctx context.Context, ws cham.WorkspaceID, pool string, codes []voucher.Code) (added []string, err error) {
	type row struct {
		voucher.Code
		Place int64 `json:"place"`
	}
	err = s.db.transact(ctx, "sqlstore.vouchers.Add", func(t *txn) {
		first, rows := t.numbers(ws, "voucher", len(codes)), make([]row, len(codes))
		for i, c := range codes {
			rows[i] = row{c, first + int64(i)}
		}
		added = column[string](t, "vouchers.add", ws, pool, list(rows))
	})
	return added, err
}

// Give implements voucher.Store. A message that has a code keeps it; one that two ask for at once fails for the later.
func (s Vouchers) Give(ctx context.Context, ws cham.WorkspaceID, pool, mailing string, messages []string,
	at time.Time) (map[string]string, error) {
	type had struct{ item, code string }
	of := map[string]string{}
	before, err := all(ctx, s.db, "vouchers.of", func(r scanner) (h had, err error) {
		return h, r.Scan(&h.item, &h.code)
	}, ws, list(messages))
	for _, h := range before {
		of[h.item] = h.code
	}
	if err != nil || len(of) == len(messages) {
		return of, err
	}
	return of, s.db.transact(ctx, "sqlstore.vouchers.Give", func(t *txn) {
		want := slices.DeleteFunc(slices.Clone(messages), func(item string) bool { return of[item] != "" })
		for i, folded := range column[string](t, "vouchers.free", ws, pool, len(want)) { // nobody else takes them meanwhile
			if given := column[string](t, "vouchers.give", ws, folded, want[i], mailing, at); len(given) > 0 {
				of[want[i]] = given[0]
			}
		}
	})
}

// Uses implements voucher.Store.
func (s Vouchers) Uses(ctx context.Context, ws cham.WorkspaceID, mailing string) (voucher.Uses, error) {
	return one(ctx, s.db, "vouchers.uses", func(r scanner) (u voucher.Uses, err error) {
		return u, r.Scan(&u.Given, &u.Used)
	}, ws, mailing)
}

// Unused implements voucher.Store.
func (s Vouchers) Unused(ctx context.Context, ws cham.WorkspaceID, folded []string) ([]string, error) {
	return all(ctx, s.db, "vouchers.unused", func(r scanner) (code string, err error) { return code, r.Scan(&code) }, ws, list(folded))
}

// UseIn notes codes that orders named, in a transaction of the feed's.
func (s Vouchers) UseIn(ctx context.Context, tx *Tx, ws cham.WorkspaceID, uses []voucher.Use) error {
	t := &txn{ctx: ctx, op: "sqlstore.vouchers.Use", db: s.db, tx: tx.tx}
	for _, u := range uses {
		t.exec("vouchers.use", ws, u.Folded, u.At, u.Sure)
	}
	return t.err
}
