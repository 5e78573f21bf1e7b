package app

import (
	"context"
	"slices"

	"cham"
	"cham/capability/dataquality"
	"cham/capability/identity"
)

// quality looks at the data of every business.
func (a *App) quality() *dataquality.Service {
	return &dataquality.Service{Store: a.Store.Quality(), Workspaces: a.Store.Access().Workspaces, Sources: a.Store.Sources().Sources,
		Facts: a.qualityFacts, Now: a.Now, Log: a.Log}
}

// qualityFacts gathers what checks look at, from all stores.
func (a *App) qualityFacts(ctx context.Context, ws cham.WorkspaceID, w dataquality.Window) (f dataquality.Facts, err error) {
	h, err := a.Workspaces.History(ctx, ws)
	if err != nil {
		return f, err
	}
	if f, err = h.Quality(ctx, w); err != nil {
		return f, err
	}
	if f.Refused, err = a.refusedOf(ctx, ws, w); err != nil {
		return f, err
	}
	f.Known, f.Reached, err = a.keysKnown(ctx, ws, len(f.Keys) > 0)
	return f, err
}

func (a *App) refusedOf(ctx context.Context, ws cham.WorkspaceID, w dataquality.Window) (map[cham.SourceID]map[string][2]int, error) {
	sources, err := a.Store.Sources().Sources(ctx, ws)
	if err != nil {
		return nil, err
	}
	out := map[cham.SourceID]map[string][2]int{}
	for _, s := range sources {
		all, err := a.Store.Refusals().RefusalCounts(ctx, ws, s.ID, w.Since)
		if err != nil {
			return nil, err
		}
		lately, err := a.Store.Refusals().RefusalCounts(ctx, ws, s.ID, w.Lately)
		if err != nil {
			return nil, err
		}
		out[s.ID] = map[string][2]int{}
		for reason, n := range all {
			if dataquality.Mendable(reason) {
				out[s.ID][reason] = [2]int{lately[reason], n - lately[reason]}
			}
		}
	}
	return out, nil
}

// keysKnown tells of customers' keys what else is known of who has them.
func (a *App) keysKnown(ctx context.Context, ws cham.WorkspaceID, some bool) (known, reached func(cham.KeyID) bool, err error) {
	owner, personal, contact := map[cham.KeyID]cham.CustomerID{}, map[cham.CustomerID]bool{}, map[cham.CustomerID]bool{}
	if some {
		err = a.Store.Graph().EveryKey(ctx, ws, func(n identity.Node) {
			if n.Customer != cham.CustomerID(n.ID) {
				owner[n.ID] = n.Customer
			}
			personal[n.Customer] = personal[n.Customer] || n.Key.Kind.Personal()
			contact[n.Customer] = contact[n.Customer] || slices.Contains(reachable, n.Key.Kind)
		})
	}
	of := func(k cham.KeyID) cham.CustomerID {
		if c, ok := owner[k]; ok {
			return c
		}
		return cham.CustomerID(k)
	}
	return func(k cham.KeyID) bool { return personal[of(k)] }, func(k cham.KeyID) bool { return contact[of(k)] }, err
}

// reachable are keys by which a customer is called or written to.
var reachable = []cham.KeyKind{cham.KeyPhone, cham.KeyEmail}
