package index

import (
	"context"
	"slices"

	"cham"
	"cham/measure"
)

// outsiders are the touches that rules leave out (cham.Exclusions): those a rule
// takes by themselves, and all of customers that have a key which a rule takes.
// Without rules there are none, and nothing is looked at.
type outsiders struct {
	rules *cham.Excluder // nil when none looks at touches
	keys  map[cham.KeyID]bool
	of    map[cham.CustomerID]int // how many of these keys they have
}

func newOutsiders(rules cham.Exclusions) outsiders {
	o := outsiders{keys: map[cham.KeyID]bool{}, of: map[cham.CustomerID]int{}}
	if x := rules.Excluder(); x.Touches() {
		o.rules = x
	}
	return o
}

func (o *outsiders) keeps(c cham.CustomerID, t *cham.Touch) bool {
	return (len(o.of) == 0 || o.of[c] == 0) && (o.rules == nil || o.rules.Touch(t) < 0)
}

// moved tells that a key goes to another customer.
func (o *outsiders) moved(k cham.KeyID, from, to cham.CustomerID) {
	if o.keys[k] {
		o.count(from, -1)
		o.count(to, 1)
	}
}

func (o *outsiders) count(c cham.CustomerID, by int) {
	if o.of[c] += by; o.of[c] == 0 {
		delete(o.of, c)
	}
}

// set has a rule take a key, or take it no more.
func (o *outsiders) set(k cham.KeyID, of cham.CustomerID, out bool) {
	switch {
	case out == o.keys[k]:
	case out:
		o.keys[k] = true
		o.count(of, 1)
	default:
		delete(o.keys, k)
		o.count(of, -1)
	}
}

// addOutside says which of the customers a rule takes whole.
func (ws *workspace) addOutside(ids []cham.CustomerID, all []measure.CustomerSummary) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if len(ws.out.of) == 0 {
		return
	}
	for i, id := range ids {
		all[i].Outside = ws.out.of[id] > 0
	}
}

// among are those of the customers who are left out.
func (o *outsiders) among(customers map[cham.CustomerID][]cham.KeyID) map[cham.CustomerID]bool {
	out := map[cham.CustomerID]bool{}
	for c := range customers {
		if o.of[c] > 0 {
			out[c] = true
		}
	}
	return out
}

// leaveOut empties the runs of customers who became left out, and adds to those who
// must be read again who is no more: the runs of theirs are not in memory.
func (ws *workspace) leaveOut(changed changes, from map[cham.CustomerID][]cham.KeyID, hidden map[cham.CustomerID]bool,
	again []cham.CustomerID) []cham.CustomerID {
	if len(hidden)+len(ws.out.of) == 0 {
		return again
	}
	for c := range hidden {
		for _, k := range from[c] {
			if to := ws.customer(k); ws.out.of[to] == 0 && !slices.Contains(again, to) {
				again = append(again, to)
			}
		}
	}
	for c := range from {
		if ws.out.of[c] > 0 {
			changed[c] = &change{}
		}
	}
	return slices.DeleteFunc(again, func(c cham.CustomerID) bool { return ws.out.of[c] > 0 })
}

// Exclude says of keys whether a rule takes the customers who have them. What it takes
// is gone from the next question on; what it takes no more is read again from
// history. When it fails nothing has changed.
func (x *Index) Exclude(ctx context.Context, id cham.WorkspaceID, out map[cham.KeyID]bool) error {
	ws, err := x.workspace(id)
	if err != nil {
		return err
	}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.outgrown.Load() != nil {
		return nil
	}
	if err := ws.exclude(ctx, out); err != nil {
		return cham.Wrap(cham.ErrorCode(err), "index.Exclude", err)
	}
	x.account(ws)
	x.wake(ws)
	return nil
}

func (ws *workspace) exclude(ctx context.Context, out map[cham.KeyID]bool) error {
	was, undo := map[cham.CustomerID]bool{}, map[cham.KeyID]bool{}
	for k := range out {
		was[ws.customer(k)] = ws.out.of[ws.customer(k)] > 0
		undo[k] = ws.out.keys[k]
	}
	for k, is := range out {
		ws.out.set(k, ws.customer(k), is)
	}
	changed, again := changes{}, []cham.CustomerID(nil)
	for c, hidden := range was {
		switch now := ws.out.of[c] > 0; {
		case now == hidden:
		case now:
			changed[c] = &change{}
		default:
			again = append(again, c)
		}
	}
	if len(again) > 0 {
		if err := ws.reread(ctx, changed, again, ws.seq); err != nil {
			for k, is := range undo {
				ws.out.set(k, ws.customer(k), is)
			}
			return err
		}
	}
	if len(changed) > 0 {
		ws.current.Store(ws.current.Load().with(changed.level(), ws.dict))
		ws.joined.Store(nil)
	}
	return nil
}

// excludeNow has the rules' keys take the place of those that a checkpoint was written with.
func (ws *workspace) excludeNow(ctx context.Context, was []cham.KeyID) error {
	change := map[cham.KeyID]bool{}
	for _, k := range was {
		ws.out.set(k, ws.customer(k), true)
		change[k] = false
	}
	for _, k := range ws.dict.rules.Outsiders {
		change[k] = true
	}
	return ws.exclude(ctx, change)
}

// keysOut are the keys that rules take, ascending.
func (ws *workspace) keysOut() []cham.KeyID {
	keys := make([]cham.KeyID, 0, len(ws.out.keys))
	for k := range ws.out.keys {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
