package sqlstore

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"cham"
	"cham/capability/erasure"
	"cham/capability/rights"
)

var _ rights.Store = Rights{}

// Rights keeps requests of customers and the business's documents; it is a
// rights.Store.
type Rights struct{ db *DB }

// Rights is the database's store of requests.
func (db *DB) Rights() Rights { return Rights{db} }

// PutRequest implements rights.Store.
func (s Rights) PutRequest(ctx context.Context, r rights.Request) error {
	body, err := json.Marshal(r)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "sqlstore.PutRequest", err)
	}
	_, err = s.db.exec(ctx, "rights.put_request", r.Workspace, r.ID, r.At, r.DoneAt, int64(r.Customer), string(body))
	return err
}

func scanRequest(r scanner) (q rights.Request, err error) {
	var body []byte
	var ws cham.WorkspaceID
	var key int64
	if err = r.Scan(&ws, &key, &body); err == nil {
		err = json.Unmarshal(body, &q)
	}
	q.Workspace, q.Customer = ws, cham.CustomerID(key)
	return q, err
}

// Requests implements rights.Store.
func (s Rights) Requests(ctx context.Context, ws cham.WorkspaceID) ([]rights.Request, error) {
	return all(ctx, s.db, "rights.requests", scanRequest, ws)
}

// Open implements rights.Store.
func (s Rights) Open(ctx context.Context) ([]rights.Request, error) {
	return all(ctx, s.db, "rights.open", scanRequest)
}

// Request implements rights.Store.
func (s Rights) Request(ctx context.Context, ws cham.WorkspaceID, id string) (rights.Request, error) {
	return one(ctx, s.db, "rights.request", scanRequest, ws, id)
}

// PutDocument implements rights.Store.
func (s Rights) PutDocument(ctx context.Context, ws cham.WorkspaceID, kind string, body []byte, by cham.UserID, at time.Time) error {
	_, err := s.db.exec(ctx, "rights.put_document", ws, kind, string(body), at, by)
	return err
}

// Document implements rights.Store.
func (s Rights) Document(ctx context.Context, ws cham.WorkspaceID, kind string) (body []byte, at time.Time, err error) {
	body, err = one(ctx, s.db, "rights.document", func(r scanner) (b []byte, err error) {
		return b, r.Scan(&b, instant{&at})
	}, ws, kind)
	return body, at, err
}

// forget makes a person's requests nobody's: that they came, and when they were
// answered, stays.
func (s Rights) forget(ctx context.Context, ws cham.WorkspaceID, m *erasure.Mentions) (n int, err error) {
	requests, err := s.Requests(ctx, ws)
	if err != nil {
		return 0, err
	}
	for _, r := range requests {
		if !slices.Contains(m.Keys, cham.KeyID(r.Customer)) && !m.In(r.Message+" "+r.Answer) {
			continue
		}
		r.Customer, r.Message, r.Answer, r.ExtendedFor = 0, "", m.Cut(r.Answer), m.Cut(r.ExtendedFor)
		if err := s.PutRequest(ctx, r); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
