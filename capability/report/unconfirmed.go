package report

import (
	"context"
	"slices"
	"time"

	"cham"
)

// order is money as two sources can state it alike.
type order struct {
	id, currency string
	value        float64
}

// orderOf reads the order a record is about; ok is false when it names none.
func orderOf(r *cham.Record) (o order, ok bool) {
	id := r.OrderID()
	return order{id, r.Currency, r.Value}, id != ""
}

// doubter tells whose money is unconfirmed: anybody can send as a website, so
// what it says was paid stands under doubt until a source with a secret key
// says the same of the same order. all are the customer's records.
func (s *Service) doubter(ctx context.Context, ws cham.WorkspaceID, all []cham.Record) (func(*cham.Record) bool, error) {
	public, confirmed := map[cham.SourceID]bool{}, map[order]bool{}
	for i := range all {
		r := &all[i]
		if r.Value == 0 {
			continue
		}
		open, known := public[r.Source]
		if !known {
			var err error
			if open, err = s.Public(ctx, ws, r.Source); err != nil {
				return nil, err
			}
			public[r.Source] = open
		}
		if o, ok := orderOf(r); ok && !open {
			confirmed[o] = true
		}
	}
	return func(r *cham.Record) bool {
		o, ok := orderOf(r)
		return r.Value != 0 && public[r.Source] && !(ok && confirmed[o])
	}, nil
}

// unconfirmed marks the records of a page of a customer's timeline whose money
// is unconfirmed; the confirmation may stand on another page, or channel.
func (s *Service) unconfirmed(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, page []cham.Record) ([]bool, error) {
	marks := make([]bool, len(page))
	if !slices.ContainsFunc(page, func(r cham.Record) bool { return r.Value != 0 }) {
		return marks, nil
	}
	all, err := s.History.Timeline(ctx, ws, keys, "", time.Time{}, 0, customerLook)
	if err != nil {
		return nil, err
	}
	doubt, err := s.doubter(ctx, ws, append(all, page...))
	if err != nil {
		return nil, err
	}
	for i := range page {
		marks[i] = doubt(&page[i])
	}
	return marks, nil
}
