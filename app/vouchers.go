package app

import (
	"context"

	"cham/capability/outbox"
	"cham/capability/voucher"
	"cham/feed"
)

// vouchersReader is the name of the reader that notes which codes orders name.
const vouchersReader = "vouchers"

// vouchersOf joins pools of codes to their store, and to the orders that name codes.
func (a *App) vouchersOf() {
	a.Vouchers = &voucher.Service{Store: a.Store.Vouchers(), Zone: a.zone, Public: a.Sources.Public, NewID: a.NewID, Now: a.Now}
	a.Readers = append([]Reader{{Name: vouchersReader, From: feed.Now(),
		Handle: func(ctx context.Context, b feed.Batch) (func(context.Context, Tx) error, error) {
			uses, err := a.Vouchers.UsesOf(ctx, b.Workspace, b.Records)
			if err != nil || len(uses) == 0 {
				return nil, err
			}
			return func(ctx context.Context, tx Tx) error { return a.Store.Vouchers().UseIn(ctx, tx, b.Workspace, uses) }, nil
		}}}, a.Readers...)
}

// problemNoCode is why a message fails whose pool is empty or over.
const problemNoCode = "noCode"

// handOut gives their codes to messages that show one and can be written to the end, and writes those anew: nobody is
// given a code who gets no message. A message that was given one before gets the same.
func (w *writer) handOut(ctx context.Context, items []outbox.Item, all []outbox.Written, write func(i int) outbox.Written) error {
	var want []string
	at := map[string]int{}
	for i := range items {
		done := &all[i]
		if done.Missing == "" && !done.Gone && done.Err == nil && w.content.ShowsCode(w.compiled, items[i].Customer, items[i].Way) {
			want, at[items[i].ID] = append(want, items[i].ID), i
		}
	}
	if len(want) == 0 {
		return nil
	}
	codes, err := w.app.Vouchers.HandOut(ctx, w.mailing.Workspace, w.content.Voucher, w.mailing.ID, want)
	if err != nil {
		return err
	}
	for _, id := range want {
		if w.code = codes[id]; w.code == "" {
			all[at[id]] = outbox.Written{Problem: problemNoCode}
		} else {
			all[at[id]] = write(at[id])
		}
	}
	return nil
}
