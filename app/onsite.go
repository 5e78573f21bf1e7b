package app

import (
	"context"

	"cham"
	"cham/capability/consent"
	"cham/capability/identity"
	"cham/capability/onsite"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// onsiteOf joins what websites show to the gate, the outbox and who visitors are.
func (a *App) onsiteOf() *onsite.Service {
	return onsite.New(onsite.Config{Store: a.Store.Web(), Gate: a.Reach, Who: a.browserOf, Refuse: a.refuseOnce, Now: a.Now,
		Came: func(ctx context.Context, ws cham.WorkspaceID, way reach.Way, all []outbox.Return) error {
			return a.Outbox.Came(ctx, ws, way, all)
		}})
}

// refuseOnce is refuse, for what a page may say as often as it likes: where the no stands already, none is added.
func (a *App) refuseOnce(ctx context.Context, ws cham.WorkspaceID, key cham.KeyID, way reach.Way) error {
	own, err := a.ownWay(ctx, ws)
	if err != nil {
		return err
	}
	p, err := a.Resolver.Profile(ctx, ws, cham.CustomerID(key))
	if err != nil {
		return err
	}
	keys := []cham.KeyID{key}
	for _, k := range p.Keys {
		keys = append(keys, k.ID)
	}
	said, err := a.Store.Consents().Said(ctx, ws, keys)
	if err != nil {
		return err
	}
	for _, purpose := range []consent.Purpose{consent.Marketing, consent.Care} {
		// What a page's call only claims gives way to another claim; this no does not.
		if state, by := consent.Stand(said, purpose, own.ChannelOf(way)); state != consent.No || by.Claimed {
			return a.refuse(ctx, ws, key, way)
		}
	}
	return a.recall(ctx, ws, key) // it may be what failed the last time
}

// browserOf is the customer who has a browser, by all their keys; none for an unknown one, and for one that several people
// use, as a shop's tablet: it proves nobody, though it stays with whom it was found first.
func (a *App) browserOf(ctx context.Context, ws cham.WorkspaceID, browser cham.Key) (id cham.CustomerID, keys []cham.KeyID, err error) {
	all, err := a.browserNodes(ctx, ws, browser)
	for _, n := range all {
		if n.Shared && n.Key == browser {
			return 0, nil, err
		}
		id, keys = n.Customer, append(keys, n.ID)
	}
	return id, keys, err
}

// browserNodes are the keys of the customer who has a browser, none for an unknown one.
func (a *App) browserNodes(ctx context.Context, ws cham.WorkspaceID, browser cham.Key) ([]identity.Node, error) {
	found, err := a.Store.Graph().NodesByKey(ctx, ws, []cham.Key{browser})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return a.Store.Graph().NodesByCustomer(ctx, ws, []cham.CustomerID{found[0].Customer})
}
