package app

import (
	"context"
	"slices"
	"sync"

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
	who := sync.OnceValues(func() (keysKnown, error) { return a.keysKnown(ctx, ws) }) // of use only where there are such touches
	w.Who = func(k cham.KeyID) (known, reached bool, err error) {
		keys, err := who()
		return keys.known.has(int64(k)), keys.reached.has(int64(k)), err
	}
	if f, err = h.Quality(ctx, w); err != nil {
		return f, err
	}
	f.Refused, err = a.refusedOf(ctx, ws, w)
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

// keysKnown are the keys of customers of whom more than a browser is known, and
// of those who can be written to or called.
type keysKnown struct{ known, reached numbers }

// numbers is a set of numbers, none of them large.
type numbers []uint64

func (n *numbers) add(i int64) {
	if short := int(i/64) + 1 - len(*n); short > 0 {
		*n = append(*n, make([]uint64, short)...)
	}
	(*n)[i/64] |= 1 << (i % 64)
}

func (n numbers) has(i int64) bool { return i >= 0 && int(i/64) < len(n) && n[i/64]&(1<<(i%64)) != 0 }

// keysKnown reads the keys twice: whom they lead to is too much to keep of a million.
func (a *App) keysKnown(ctx context.Context, ws cham.WorkspaceID) (keys keysKnown, err error) {
	var customers keysKnown
	err = a.Store.Graph().EveryKey(ctx, ws, func(n identity.Node) {
		if n.Key.Kind.Personal() {
			customers.known.add(int64(n.Customer))
		}
		if slices.Contains(reachable, n.Key.Kind) {
			customers.reached.add(int64(n.Customer))
		}
	})
	if err != nil {
		return keys, err
	}
	err = a.Store.Graph().EveryKey(ctx, ws, func(n identity.Node) {
		if customers.known.has(int64(n.Customer)) {
			keys.known.add(int64(n.ID))
		}
		if customers.reached.has(int64(n.Customer)) {
			keys.reached.add(int64(n.ID))
		}
	})
	return keys, err
}

// reachable are keys by which a customer is called or written to.
var reachable = []cham.KeyKind{cham.KeyPhone, cham.KeyEmail}
