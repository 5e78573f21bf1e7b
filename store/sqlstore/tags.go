package sqlstore

import (
	"context"
	"slices"

	"cham"
	"cham/capability/erasure"
	"cham/capability/tag"
)

var (
	_ tag.Store     = Tags{}
	_ erasure.Place = Tags{}
)

// Tags keeps what the business calls its customers; it is a tag.Store.
type Tags struct{ db *DB }

// Tags is the database's store of tags.
func (db *DB) Tags() Tags { return Tags{db} }

// tagsAtOnce bounds the customers of one statement.
const tagsAtOnce = 10_000

// Tags implements tag.Store.
func (s Tags) Tags(ctx context.Context, ws cham.WorkspaceID) ([]tag.Tag, error) {
	return all(ctx, s.db, "tags.list", func(r scanner) (t tag.Tag, err error) {
		return t, r.Scan(&t.Name, &t.Customers, instant{&t.CreatedAt})
	}, ws)
}

// Put implements tag.Store.
func (s Tags) Put(ctx context.Context, ws cham.WorkspaceID, name string, customers []cham.CustomerID, m tag.Mark) (n int, err error) {
	err = s.db.transact(ctx, "sqlstore.tags.Put", func(t *txn) {
		t.exec("tags.name", ws, tag.Fold(name), name, m.At)
		for some := range slices.Chunk(customers, tagsAtOnce) {
			t.exec("tags.own", ws, tag.Fold(name), list(some), m.By)
			n += int(t.exec("tags.put", ws, tag.Fold(name), list(some), kindRanks(), m.At, m.By))
		}
	})
	return n, err
}

// kindRanks are the kinds of keys, the strongest first.
func kindRanks() jsonList {
	type rank struct {
		Kind cham.KeyKind `json:"kind"`
		Rank int          `json:"rank"`
	}
	var all []rank
	for i, k := range cham.KeyKinds {
		all = append(all, rank{k, i})
	}
	return list(all)
}

// Take implements tag.Store.
func (s Tags) Take(ctx context.Context, ws cham.WorkspaceID, name string, customers []cham.CustomerID) (n int, err error) {
	err = s.db.transact(ctx, "sqlstore.tags.Take", func(t *txn) {
		for some := range slices.Chunk(customers, tagsAtOnce) {
			for _, had := range column[int](t, "tags.having", ws, tag.Fold(name), list(some)) {
				n += had
			}
			t.exec("tags.take", ws, tag.Fold(name), list(some))
		}
	})
	return n, err
}

// Remove implements tag.Store.
func (s Tags) Remove(ctx context.Context, ws cham.WorkspaceID, name string) error {
	return s.db.transact(ctx, "sqlstore.tags.Remove", func(t *txn) {
		for _, put := range column[string](t, "live.tags", ws) {
			if tag.Fold(put) == tag.Fold(name) { // a segment may spell it otherwise
				t.exec("live.untag", ws, put)
			}
		}
		t.execOne("tags.remove", ws, tag.Fold(name))
	})
}

// Of implements tag.Store.
func (s Tags) Of(ctx context.Context, ws cham.WorkspaceID, customers []cham.CustomerID) (map[cham.CustomerID][]tag.Mark, error) {
	type row struct {
		customer cham.CustomerID
		tag.Mark
	}
	of := map[cham.CustomerID][]tag.Mark{}
	for some := range slices.Chunk(customers, tagsAtOnce) {
		rows, err := all(ctx, s.db, "tags.of", func(r scanner) (v row, err error) {
			return v, r.Scan(&v.customer, &v.Name, instant{&v.At}, &v.By, &v.Segment)
		}, ws, list(some))
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			// Two customers who became one may each have had it: the older counts.
			if have := of[r.customer]; len(have) == 0 || have[len(have)-1].Name != r.Name {
				of[r.customer] = append(have, r.Mark)
			}
		}
	}
	return of, nil
}

// Erase implements erasure.Place: a person's tags go, and tags that name them.
func (s Tags) Erase(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (map[string]int, error) {
	n, err := s.db.exec(ctx, "tags.erase", ws, list(m.Keys))
	if err != nil {
		return nil, err
	}
	all, err := s.Tags(ctx, ws)
	for _, t := range all {
		if err == nil && m.ByID(t.Name) {
			n++
			err = s.Remove(ctx, ws, t.Name)
		}
	}
	return map[string]int{"tags": int(n)}, err
}
