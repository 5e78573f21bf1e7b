package app

import (
	"context"

	"cham"
	"cham/capability/capture"
	"cham/capability/consent"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// Returned takes what a provider tells of a business's messages by a way, and answers what
// it wants to hear. Errors are a Receiver's; CodeNotFound: the business does not send that way.
func (a *App) Returned(ctx context.Context, ws cham.WorkspaceID, way reach.Way, d outbox.Delivery) (answer string, err error) {
	account, _, _, err := a.Outbox.Opened(ctx, ws, way)
	if err != nil {
		return "", err
	}
	receiver := a.receivers[way]
	if receiver == nil {
		return "", cham.Errorf(cham.CodeNotFound, "app.Returned", "nothing comes back by %s", way)
	}
	came, err := receiver.Receive(account, d)
	if err != nil {
		return "", err
	}
	own, err := a.ownWay(ctx, ws)
	if err != nil {
		return "", err
	}
	if err := a.Heard.Hear(ctx, ws, way, came.Said); err != nil {
		return "", err
	}
	for _, said := range came.Said { // they are there, whatever was known before
		from := cham.Key{Kind: own.KindOf(way), Value: said.From}
		if k, ok := capture.NormalizeKey(from.Kind, from.Value); ok {
			from = k
		}
		bad := reach.BadBy(way, a.erased.Hash(from))
		if err := a.Store.Outbox().Reachable(ctx, ws, bad); err != nil {
			return "", err
		}
	}
	for i := range came.Returns {
		if r := &came.Returns[i]; r.AllTo != "" { // no address is kept
			r.AllTo = a.erased.Hash(cham.Key{Kind: own.KindOf(way), Value: r.AllTo})
		}
	}
	if len(came.Returns) > 0 {
		err = a.Outbox.Came(ctx, ws, way, came.Returns)
	}
	return came.Answer, err
}

// refuse keeps that a customer refuses what comes by a way, as its provider says.
func (a *App) refuse(ctx context.Context, ws cham.WorkspaceID, key cham.KeyID, way reach.Way) error {
	own, err := a.ownWay(ctx, ws)
	if err != nil {
		return err
	}
	var all []consent.Record
	for _, p := range []consent.Purpose{consent.Marketing, consent.Care} {
		all = append(all, consent.Record{Purpose: p, Channel: own.ChannelOf(way), State: consent.No, Collector: consent.BySource,
			Note: string(way)})
	}
	return a.Consents.Say(ctx, ws, key, "", all)
}
