package index

import (
	"slices"

	"cham"
	"cham/measure"
)

var _ measure.Narrower = (*moment)(nil)

// Owned is a customer with their keys, ascending.
type Owned struct {
	ID   cham.CustomerID
	Keys []cham.KeyID
}

// Owners are the customers whom keys belong to, ascending, each once, and the engine
// of that very moment: between the two nobody comes together or apart.
func (x *Index) Owners(id cham.WorkspaceID, keys []cham.KeyID) ([]Owned, measure.Engine, error) {
	ws, err := x.workspace(id)
	if err != nil {
		return nil, nil, err
	}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	m, err := x.moment(id)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]cham.CustomerID, len(keys))
	for i, k := range keys {
		ids[i] = ws.customer(k)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	owners := make([]Owned, len(ids))
	for i, c := range ids {
		owners[i] = Owned{c, slices.Sorted(slices.Values(ws.members(c)))}
	}
	return owners, m, nil
}

// Among implements measure.Narrower. Cost: a binary search per customer and level, once
// for all rules.
func (x *moment) Among(ids []cham.CustomerID) measure.Engine {
	some := *x
	some.only = make([]run, 0, len(ids))
	for _, id := range ids {
		if r := x.s.find(id); !r.empty() {
			some.only = append(some.only, r)
		}
	}
	return &some
}

// membersAmong are those of the chosen runs who meet the rule, ascending.
func (x *moment) membersAmong(p *measure.RulePlan) []cham.CustomerID {
	w := newRuleWorker(newRuleScan(x.s, p, true))
	found := []cham.CustomerID{}
	for _, r := range x.only {
		if w.meets(r.level, r.i) {
			found = append(found, r.ids[r.i])
		}
	}
	slices.Sort(found)
	return found
}
