package index

import (
	"context"
	"slices"

	"cham"
	"cham/capability/identity"
)

// regroup applies moves to the key table and returns the touches of the
// customers whose set of keys changed. When whole customers came together
// their runs are joined in memory. When keys left a customer, or joined runs
// have touches at the same instant (whose order only the order of arrival
// decides, which the columns do not hold), the touches are read again from
// history up to the given Seq. undo takes the moves back.
func (ws *workspace) regroup(ctx context.Context, moves []identity.Move, upTo int64) (changes, func(), error) {
	old := map[cham.KeyID]cham.CustomerID{}
	from := map[cham.CustomerID][]cham.KeyID{} // keys of every customer concerned, before
	for _, m := range moves {
		if c := ws.customer(m.Key); c != m.To {
			for _, id := range []cham.CustomerID{c, m.To} {
				if _, ok := from[id]; !ok {
					from[id] = slices.Clone(ws.members(id))
				}
			}
			old[m.Key] = c
		}
	}
	hidden := ws.out.among(from)
	for _, m := range moves {
		ws.assign(m.Key, m.To)
	}
	undo := func() {
		for k, c := range old {
			ws.assign(k, c)
		}
	}
	changed := changes{}
	if len(from) == 0 {
		return changed, undo, nil
	}
	again := ws.leaveOut(changed, from, hidden, ws.join(changed, from))
	if len(again) == 0 {
		return changed, undo, nil
	}
	return changed, undo, ws.reread(ctx, changed, again, upTo)
}

// join gathers the runs of customers that moved whole, and returns the
// customers that must be read again.
func (ws *workspace) join(changed changes, from map[cham.CustomerID][]cham.KeyID) []cham.CustomerID {
	s := ws.current.Load()
	again := map[cham.CustomerID]bool{}
	for id, keys := range from {
		r := s.find(id)
		if r.empty() || len(keys) == 0 {
			continue
		}
		if changed[id] == nil {
			changed[id] = &change{} // those who have nothing left hide their old run
		}
		to := ws.customer(keys[0])
		for _, k := range keys {
			if ws.customer(k) != to {
				again[to], again[ws.customer(k)] = true, true
			}
		}
		if changed[to] == nil {
			changed[to] = &change{}
		}
		var tied bool
		if changed[to].touches, tied = mergeRuns(changed[to].touches, r.touches()); tied {
			again[to] = true
		}
	}
	ids := make([]cham.CustomerID, 0, len(again))
	for id := range again {
		ids = append(ids, id)
	}
	return ids
}

// mergeRuns merges two ordered runs and says whether touches of both share an instant.
func mergeRuns(a, b []touch) (out []touch, tied bool) {
	if len(a) == 0 {
		return b, false
	}
	out = make([]touch, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		tied = tied || a[0].at == b[0].at
		if a[0].at <= b[0].at {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...), tied
}

// reread reads the touches of customers from history.
func (ws *workspace) reread(ctx context.Context, changed changes, ids []cham.CustomerID, upTo int64) error {
	var keys []cham.KeyID
	for _, id := range ids {
		changed[id] = &change{again: true}
		keys = append(keys, ws.members(id)...)
	}
	slices.Sort(keys)
	err := ws.history.Scan(ctx, 0, slices.Compact(keys), ws.need(), func(records []cham.Record) error {
		for i := range records {
			r := &records[i]
			if ch := changed[ws.customer(r.Key)]; ch != nil && ch.again && r.Seq <= upTo && ws.out.keeps(ws.customer(r.Key), &r.Touch) {
				ch.touches = append(ch.touches, ws.touchOf(r))
			}
		}
		return nil
	})
	return err
}
