package storetest

import (
	"cmp"
	"encoding/json"
	"slices"

	"cham"
	"cham/measure"
)

// modelUnits says whose journey a customer's touches are part of: their own,
// or with unit account that of the account of their latest group call, which is
// named by the lowest of its customers.
type modelUnits struct {
	accounts bool
	name     map[cham.CustomerID]cham.CustomerID
}

func (m *model) customerOf(k cham.KeyID) cham.CustomerID {
	if to, ok := m.owner[k]; ok {
		return to
	}
	return cham.CustomerID(k)
}

func (m *model) units(p measure.Plan) modelUnits {
	u := modelUnits{accounts: p.Unit == "account", name: map[cham.CustomerID]cham.CustomerID{}}
	latest := map[cham.CustomerID]cham.Record{}
	for _, r := range m.records {
		c := m.customerOf(r.Key)
		if was, ok := latest[c]; r.Type == cham.CallGroup && (!ok || !r.At.Before(was.At)) {
			latest[c] = r
		}
	}
	lowest := map[string]cham.CustomerID{}
	for c, r := range latest {
		if l, ok := lowest[groupOf(r)]; !ok || c < l {
			lowest[groupOf(r)] = c
		}
	}
	for c, r := range latest {
		u.name[c] = lowest[groupOf(r)]
	}
	return u
}

// accountOf is the id of a customer's account, "" for none.
func (m *model) accountOf(c cham.CustomerID) (id string) {
	var latest cham.Record
	for _, r := range m.records {
		if r.Type == cham.CallGroup && m.customerOf(r.Key) == c && !r.At.Before(latest.At) {
			latest, id = r, groupOf(r)
		}
	}
	return id
}

func groupOf(r cham.Record) string {
	var p struct{ GroupID string }
	json.Unmarshal(r.Properties, &p)
	return p.GroupID
}

// of names the unit of a customer; false when they have none.
func (u modelUnits) of(c cham.CustomerID) (cham.CustomerID, bool) {
	if !u.accounts {
		return c, true
	}
	name, ok := u.name[c]
	return name, ok
}

// all names the units of customers, nil staying nil.
func (u modelUnits) all(ids []cham.CustomerID) []cham.CustomerID {
	if ids == nil {
		return nil
	}
	names := []cham.CustomerID{}
	for _, c := range ids {
		if name, ok := u.of(c); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// everyone lists the customers with touches behind units, ascending.
func (u modelUnits) everyone(m *model, names []cham.CustomerID) (all []cham.CustomerID) {
	for _, r := range m.records {
		c := m.customerOf(r.Key)
		if name, ok := u.of(c); ok && r.Type.Interaction() && slices.Contains(names, name) {
			all = append(all, c)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// compare orders touches of one unit.
func (u modelUnits) compare(a, b modelTouch) int {
	if !u.accounts {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.seq, b.seq))
	}
	return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.person, b.person), cmp.Compare(a.seq, b.seq))
}
