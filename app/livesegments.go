package app

import (
	"context"
	"slices"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/identity"
	"cham/capability/segment"
	"cham/flow"
	"cham/locale"
	"cham/measure"
)

// watchSegments joins live segments to what rules are decided by.
func (a *App) watchSegments() {
	a.LiveSegments = segment.New(segment.Config{Store: a.Store.Live(), Source: segmentSource{a}, Keys: a.customerKeys, Sources: a.Sources,
		Accepter: a.Accepter, Name: func() string { return locale.Text("vi", "live.source", nil) }, NewID: a.NewID, Now: a.Now, Log: a.Log})
	a.Tags.Changed = func(ws cham.WorkspaceID, customers []cham.CustomerID) {
		keys := make([]cham.KeyID, len(customers))
		for i, id := range customers {
			keys[i] = cham.KeyID(id)
		}
		a.LiveSegments.Touched(ws, keys, 0)
	}
}

// touchedSegments has live segments look at whose touches came, and at who came together or apart.
func (a *App) touchedSegments(b flow.Batch) {
	keys := make([]cham.KeyID, 0, len(b.Fresh)+len(b.Moves))
	for i := range b.Fresh {
		if b.Fresh[i].Type != cham.CallSegment {
			keys = append(keys, b.Fresh[i].Key)
		}
	}
	for _, m := range b.Moves {
		keys = append(keys, m.Key)
	}
	a.LiveSegments.Touched(b.Workspace, keys, 0)
}

// consentCommitted is how long it takes, with room to spare, until what was just added in a
// transaction is seen.
const consentCommitted = time.Second

// toldConsents has live segments look at who said something of consent.
func (a *App) toldConsents(all []consent.Record, after time.Duration) {
	for i := range all {
		a.LiveSegments.Touched(all[i].Workspace, []cham.KeyID{all[i].Key}, after)
	}
}

// watchedConsents is the store of consents, which tells live segments.
type watchedConsents struct {
	consent.Store
	app *App
}

func (w watchedConsents) Add(ctx context.Context, all []consent.Record) error {
	err := w.Store.Add(ctx, all)
	w.app.toldConsents(all, 0)
	return err
}

// segmentSource decides rules for live segments.
type segmentSource struct{ app *App }

func (s segmentSource) Segments(ctx context.Context, ws cham.WorkspaceID) ([]measure.SavedSegment, error) {
	return s.app.Store.Segments().Segments(ctx, ws)
}

func (s segmentSource) Look(ctx context.Context, id cham.WorkspaceID, keys []cham.KeyID) (segment.Look, error) {
	ws, err := s.app.Store.Access().Workspace(ctx, id)
	if err != nil {
		return segment.Look{}, err
	}
	owners, engine, err := s.app.Index.Owners(id, keys)
	if err != nil {
		return segment.Look{}, err
	}
	look, ids := segment.Look{}, make([]cham.CustomerID, len(owners))
	for i, o := range owners {
		look.Customers, ids[i] = append(look.Customers, segment.Customer(o)), o.ID
	}
	look.Members = s.app.Questions.Among(ws, engine.(measure.Narrower), ids).SegmentCustomers
	return look, nil
}

func (s segmentSource) Everyone(ctx context.Context, id cham.WorkspaceID, g measure.SavedSegment) ([]cham.CustomerID, error) {
	ws, err := s.app.Store.Access().Workspace(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.app.Questions.SegmentCustomers(ctx, ws, g)
}

// Settled compares the index with the graph, which is ahead of it while a batch is on its way: who is about
// to come together with somebody is decided then.
func (s segmentSource) Settled(ctx context.Context, ws cham.WorkspaceID, all []segment.Customer) (map[cham.CustomerID]bool, error) {
	ids := make([]cham.CustomerID, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	slices.Sort(ids)
	nodes, err := s.app.Store.Graph().NodesByCustomer(ctx, ws, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	now := map[cham.CustomerID][]cham.KeyID{}
	for _, n := range nodes {
		now[n.Customer] = append(now[n.Customer], n.ID)
	}
	settled, gone := map[cham.CustomerID]bool{}, []cham.KeyID{}
	for _, c := range all {
		keys := now[c.ID]
		slices.Sort(keys)
		if settled[c.ID] = slices.Equal(keys, c.Keys); len(keys) == 0 {
			gone = append(gone, cham.KeyID(c.ID))
		}
	}
	return settled, s.erased(ctx, ws, gone, settled)
}

// erased settles those whom nobody knows any more, and who are nobody else either.
func (s segmentSource) erased(ctx context.Context, ws cham.WorkspaceID, gone []cham.KeyID, settled map[cham.CustomerID]bool) error {
	if len(gone) == 0 {
		return nil
	}
	nodes, err := s.app.Store.Graph().NodesByID(ctx, ws, gone)
	for _, k := range gone {
		settled[cham.CustomerID(k)] = !slices.ContainsFunc(nodes, func(n identity.Node) bool { return n.ID == k })
	}
	return err
}
