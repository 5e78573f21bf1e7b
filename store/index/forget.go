package index

import (
	"context"
	"math"
	"os"
	"slices"

	"cham"
)

// Forget is called when history no longer says who some customers are
// (erasure): their properties and group calls are gone there, their touches
// still count. The columns hold numbers only; what may identify somebody is a
// kind with declared properties, a path, a campaign. So the customers' touches are read
// again from history as it is now, kinds that nobody has touches of any more
// lose their text, and the checkpoint is written anew. When it fails nothing
// has changed, and it can be called again. Cost: a scan of history for the
// customers' keys, a pass over all kinds, and the checkpoint.
func (x *Index) Forget(ctx context.Context, id cham.WorkspaceID, customers []cham.CustomerID) error {
	ws, err := x.workspace(id)
	if err != nil {
		return err
	}
	ws.mu.Lock()
	err = ws.forget(ctx, customers)
	ws.mu.Unlock()
	if err != nil {
		return cham.Wrap(cham.ErrorCode(err), "index.Forget", err)
	}
	return x.checkpoint(ws, math.MinInt64)
}

// Erase is Forget for keys that are gone: history has their touches under another
// key, or not any more, and nobody's key leads to another by them. What touches
// of other keys, beside, say may have changed as well.
func (x *Index) Erase(ctx context.Context, id cham.WorkspaceID, keys []cham.KeyID, to cham.KeyID, beside []cham.KeyID) error {
	ws, err := x.workspace(id)
	if err != nil {
		return err
	}
	ws.mu.Lock()
	err = ws.erase(ctx, keys, append(beside, to))
	ws.mu.Unlock()
	if err != nil {
		return cham.Wrap(cham.ErrorCode(err), "index.Erase", err)
	}
	if x.o.Dir != "" && ws.outgrown.Load() != nil { // what it was before it outgrew its room
		os.Remove(x.checkpointPath(id))
	}
	return x.checkpoint(ws, math.MinInt64)
}

func (ws *workspace) erase(ctx context.Context, keys, beside []cham.KeyID) error {
	was := map[cham.KeyID]cham.CustomerID{}
	var customers []cham.CustomerID
	for _, k := range beside {
		customers = append(customers, ws.customer(k))
	}
	for _, k := range keys {
		c := ws.customer(k)
		was[k] = c
		customers = append(customers, c, cham.CustomerID(k))
		ws.assign(k, cham.CustomerID(k))
	}
	slices.Sort(customers)
	err := ws.forget(ctx, slices.Compact(customers))
	if err != nil {
		for k, c := range was {
			ws.assign(k, c)
		}
	}
	return err
}

// forget is called with mu held.
func (ws *workspace) forget(ctx context.Context, customers []cham.CustomerID) error {
	if ws.outgrown.Load() != nil {
		return nil // nothing is held
	}
	changed, groups := changes{}, ws.groups
	if err := ws.reread(ctx, changed, customers, ws.seq); err != nil {
		return err
	}
	if err := ws.readGroups(ctx); err != nil {
		ws.groups = groups
		return err
	}
	s := ws.current.Load()
	had := map[uint16]bool{}
	for _, c := range customers {
		for _, t := range s.find(c).touches() {
			had[t.kind] = true
		}
	}
	used := s.with(changed.level(), ws.dict)
	for _, k := range used.unused(had) {
		ws.dict.blank(k)
	}
	clear(ws.dict.seen)
	used.kinds = ws.dict.kinds
	ws.current.Store(used)
	ws.joined.Store(nil)
	return nil
}

// unused returns those of the kinds that no customer has touches of.
func (s *snapshot) unused(kinds map[uint16]bool) (all []uint16) {
	seen := make([]bool, len(s.kinds))
	for _, v := range s.views {
		for i := range v.ids {
			if v.dead.has(i) {
				continue
			}
			for _, k := range v.kind[v.off[i]:v.off[i+1]] {
				seen[k] = true
			}
		}
	}
	for k := range kinds {
		if !seen[k] {
			all = append(all, k)
		}
	}
	return all
}
