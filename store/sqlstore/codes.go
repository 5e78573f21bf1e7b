package sqlstore

import (
	"cmp"
	"context"
	"encoding/json"

	"cham"
	"cham/capability/brand"
	"cham/capability/qr"
)

var (
	_ qr.Store    = Codes{}
	_ brand.Store = Codes{}
)

// Codes keeps printed codes and how a business shows itself on their pages.
type Codes struct{ db *DB }

// Codes is the database's store of printed codes.
func (db *DB) Codes() Codes { return Codes{db} }

func scanCode(r scanner) (c qr.Code, err error) {
	var ws cham.WorkspaceID
	var id string
	var body []byte
	if err = r.Scan(&ws, &id, &body); err == nil {
		err = json.Unmarshal(body, &c)
	}
	c.Workspace, c.ID = ws, id
	return c, err
}

// Codes implements qr.Store.
func (s Codes) Codes(ctx context.Context, ws cham.WorkspaceID) ([]qr.Code, error) {
	return all(ctx, s.db, "codes.list", scanCode, ws)
}

// Code implements qr.Store.
func (s Codes) Code(ctx context.Context, id string) (qr.Code, error) {
	return one(ctx, s.db, "codes.get", scanCode, id)
}

// PutCodes implements qr.Store; an id that is another workspace's is CodeNotFound.
func (s Codes) PutCodes(ctx context.Context, all []qr.Code) error {
	bodies := make([]string, len(all))
	for i, c := range all {
		text, err := json.Marshal(c)
		if err != nil {
			return cham.Wrap(cham.CodeInternal, "codes.put", err)
		}
		bodies[i] = string(text)
	}
	return s.db.transact(ctx, "codes.put", func(t *txn) {
		for i, c := range all {
			t.execOne("codes.put", c.ID, c.Workspace, c.CreatedAt, bodies[i])
		}
	})
}

// ChangeCode implements qr.Store.
func (s Codes) ChangeCode(ctx context.Context, ws cham.WorkspaceID, id string, change func(*qr.Code) error) (c qr.Code, err error) {
	err = s.db.transact(ctx, "codes.put", func(t *txn) {
		body := changeBody(t, "codes.lock", ws, id, &c, func(c *qr.Code) error {
			c.Workspace, c.ID = ws, id
			return change(c)
		})
		t.execOne("codes.put", id, ws, c.CreatedAt, body)
	})
	return c, err
}

// changeBody reads the JSON of a workspace's row, which lock locks, changes it and
// returns it anew; CodeNotFound where there is no such row.
func changeBody[T any](t *txn, lock string, ws cham.WorkspaceID, id string, v *T, change func(*T) error) string {
	body := column[string](t, lock, ws, id)
	switch {
	case t.err != nil:
	case len(body) == 0:
		t.fail(cham.CodeNotFound, "there is none of this id")
	default:
		t.err = json.Unmarshal([]byte(body[0]), v)
	}
	if t.err == nil {
		t.err = change(v)
	}
	text, err := json.Marshal(v)
	t.err = cmp.Or(t.err, err)
	return string(text)
}

// Brand implements brand.Store.
func (s Codes) Brand(ctx context.Context, ws cham.WorkspaceID) (b brand.Brand, err error) {
	text, err := one(ctx, s.db, "codes.brand", scanText, ws)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return b, nil
	} else if err == nil {
		err = json.Unmarshal([]byte(text), &b)
	}
	return b, err
}

// PutBrand implements brand.Store.
func (s Codes) PutBrand(ctx context.Context, ws cham.WorkspaceID, b brand.Brand) error {
	text, err := json.Marshal(b)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "codes.put_brand", err)
	}
	_, err = s.db.exec(ctx, "codes.put_brand", ws, string(text))
	return err
}
