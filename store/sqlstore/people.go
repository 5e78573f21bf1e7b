package sqlstore

import (
	"context"
	"encoding/json"
	"slices"

	"cham"
	"cham/capability/ask"
	"cham/capability/consent"
	"cham/capability/identity"
	"cham/capability/tag"
)

var _ ask.People = People{}

// People says what is known of customers besides their touches; it is an ask.People.
type People struct {
	db    *DB
	among *jsonList // the customers it speaks of; nil is all
}

// People is the database's view of customers.
func (db *DB) People() People { return People{db: db} }

// Among implements ask.People.
func (s People) Among(ids []cham.CustomerID) ask.People {
	some := list(ids)
	return People{s.db, &some}
}

// of is the statement to ask: of all customers, or of some.
func (s People) of(every, some string, args ...any) (string, []any) {
	if s.among == nil {
		return every, args
	}
	return some, append(args, *s.among)
}

func (s People) customers(ctx context.Context, name string, args []any) ([]cham.CustomerID, error) {
	return all(ctx, s.db, name, scanCustomer, args...)
}

func scanCustomer(r scanner) (id cham.CustomerID, err error) { return id, r.Scan(&id) }

// Everyone implements ask.People.
func (s People) Everyone(ctx context.Context, ws cham.WorkspaceID) ([]cham.CustomerID, error) {
	name, args := s.of("people.everyone", "people.everyone_among", ws)
	return s.customers(ctx, name, args)
}

// Named implements ask.People.
func (s People) Named(ctx context.Context, ws cham.WorkspaceID) ([]cham.CustomerID, error) {
	name, args := s.of("people.named", "people.named_among", ws, cham.KeyAnonymous)
	return s.customers(ctx, name, args)
}

// WithKey implements ask.People.
func (s People) WithKey(ctx context.Context, ws cham.WorkspaceID, kind cham.KeyKind) ([]cham.CustomerID, error) {
	name, args := s.of("people.with_key", "people.with_key_among", ws, string(kind))
	return s.customers(ctx, name, args)
}

// Trait implements ask.People. Cost: all statements that hold the name.
func (s People) Trait(ctx context.Context, ws cham.WorkspaceID, name string, f func(cham.CustomerID, json.RawMessage)) error {
	quoted, err := json.Marshal(name)
	if err != nil {
		return cham.Wrap(cham.CodeInvalid, "sqlstore.people.Trait", err)
	}
	type row struct {
		customer cham.CustomerID
		traits   identity.Traits
	}
	scan := func(r scanner) (v row, err error) {
		var values []byte
		if err = r.Scan(&v.customer, &v.traits.Key, &values); err == nil {
			err = json.Unmarshal(values, &v.traits.Values)
		}
		return v, err
	}
	statement, args := s.of("people.traits", "people.traits_among", ws, string(quoted))
	return runs(ctx, s.db, statement, scan, func(v row) cham.CustomerID { return v.customer }, func(all []row) {
		traits := make([]identity.Traits, len(all))
		for i, v := range all {
			traits[i] = v.traits
		}
		if v, ok := identity.MergeTraits(traits)[name]; ok {
			f(all[0].customer, v)
		}
	}, args...)
}

// Consent implements ask.People.
func (s People) Consent(ctx context.Context, ws cham.WorkspaceID, purpose string, channel cham.Channel,
	f func(cham.CustomerID, string)) error {
	type row struct {
		customer cham.CustomerID
		said     consent.Record
	}
	scan := func(r scanner) (v row, err error) {
		c := &v.said
		return v, r.Scan(&v.customer, &c.Purpose, &c.Channel, &c.State, instant{&c.At}, &c.Claimed)
	}
	name, args := s.of("people.consents", "people.consents_among", ws, purpose)
	return runs(ctx, s.db, name, scan, func(v row) cham.CustomerID { return v.customer }, func(all []row) {
		said := make([]consent.Record, len(all))
		for i, v := range all {
			said[i] = v.said
		}
		if state, _ := consent.Stand(said, consent.Purpose(purpose), channel); state != consent.Unasked {
			f(all[0].customer, string(state))
		}
	}, args...)
}

// Tagged implements ask.People.
func (s People) Tagged(ctx context.Context, ws cham.WorkspaceID, tags []string) ([]cham.CustomerID, error) {
	folded := make([]string, len(tags))
	for i, t := range tags {
		folded[i] = text(tag.Fold(t))
	}
	name, args := s.of("people.tagged", "people.tagged_among", ws, list(folded))
	return s.customers(ctx, name, args)
}

// runs reads rows and hands those of each key, which stand together, to f; the
// slice is used again.
func runs[T any, K comparable](ctx context.Context, db *DB, name string, scan func(scanner) (T, error), key func(T) K,
	f func([]T), args ...any) error {
	rows, err := statement(db.reads, name).QueryContext(ctx, clean(args)...)
	if err != nil {
		return failed(name, err)
	}
	defer rows.Close()
	var run []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return failed(name, err)
		}
		if len(run) > 0 && key(run[0]) != key(v) {
			f(run)
			clear(run)
			run = run[:0]
		}
		run = append(run, v)
	}
	if err := rows.Err(); err != nil {
		return failed(name, err)
	}
	if len(run) > 0 {
		f(slices.Clip(run))
	}
	return nil
}
