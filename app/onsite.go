package app

import (
	"context"

	"cham"
	"cham/capability/identity"
	"cham/capability/onsite"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// onsiteOf joins what websites show to the gate, the outbox and who visitors are.
func (a *App) onsiteOf() *onsite.Service {
	return onsite.New(onsite.Config{Store: a.Store.Web(), Gate: a.Reach, Who: a.browserOf, Refuse: a.refuse, Now: a.Now,
		Came: func(ctx context.Context, ws cham.WorkspaceID, way reach.Way, all []outbox.Return) error {
			return a.Outbox.Came(ctx, ws, way, all)
		}})
}

// browserOf is the customer who has a browser, by all their keys; none for an unknown one.
func (a *App) browserOf(ctx context.Context, ws cham.WorkspaceID, browser cham.Key) (id cham.CustomerID, keys []cham.KeyID, err error) {
	all, err := a.browserNodes(ctx, ws, browser)
	for _, n := range all {
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
