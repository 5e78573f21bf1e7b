package index

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"cham"
	"cham/measure"
)

// A group call says which account (a company) a person belongs to. The index
// keeps the latest of every key; a customer's account is the latest of their
// keys'. Questions about accounts are answered from a snapshot of its own: one
// level, in which the touches of an account's people stand together by time,
// under the lowest of their numbers. So every pass works on accounts unchanged.

// groupCall is a key's latest group call.
type groupCall struct {
	at, seq int64
	account uint32
}

// grouping is what the workspace's group calls say. Its writers hold
// workspace.mu.
type grouping struct {
	number map[string]uint32 // account's id → a number of ours
	id     []string          // and back
	of     map[cham.KeyID]groupCall
}

func newGrouping() grouping {
	return grouping{number: map[string]uint32{}, of: map[cham.KeyID]groupCall{}}
}

// note takes in a group call, and reports whether it changes anything.
func (g *grouping) note(r *cham.Record) bool {
	var said struct {
		GroupID string `json:"groupId"`
	}
	if json.Unmarshal(r.Properties, &said) != nil || said.GroupID == "" {
		return false
	}
	b, had := g.of[r.Key]
	if at := millis(r.At); had && cmp.Or(cmp.Compare(b.at, at), cmp.Compare(b.seq, r.Seq)) >= 0 {
		return false
	}
	n, ok := g.number[said.GroupID]
	if !ok {
		n = uint32(len(g.number))
		g.number[said.GroupID] = n
		g.id = append(g.id, said.GroupID)
	}
	g.of[r.Key] = groupCall{millis(r.At), r.Seq, n}
	return true
}

func (g *grouping) bytes() int64 {
	const perKey, perAccount = 64, 96
	return int64(len(g.of))*perKey + int64(len(g.number))*perAccount
}

// readGroups learns the accounts from all of history.
func (ws *workspace) readGroups(ctx context.Context) error {
	g := newGrouping()
	err := ws.history.Groups(ctx, func(records []cham.Record) error {
		for i := range records {
			g.note(&records[i])
		}
		return nil
	})
	if err == nil {
		ws.groups = g
		ws.grouped.Store(len(g.of) > 0)
	}
	return err
}

// accountOf is the id of a customer's account, "" for none. Its caller holds mu.
func (ws *workspace) accountOf(c cham.CustomerID) string {
	var latest *groupCall
	for _, k := range ws.members(c) {
		if b, ok := ws.groups.of[k]; ok && (latest == nil || cmp.Or(cmp.Compare(latest.at, b.at), cmp.Compare(latest.seq, b.seq)) < 0) {
			latest = &b
		}
	}
	if latest == nil {
		return ""
	}
	return ws.groups.id[latest.account]
}

// addAccounts completes summaries.
func (ws *workspace) addAccounts(all []measure.CustomerSummary) {
	if !ws.grouped.Load() {
		return
	}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for i := range all {
		if all[i].Touches > 0 {
			all[i].Account = ws.accountOf(all[i].ID)
		}
	}
}

// people lists the customers of each account, ascending.
func (ws *workspace) people() map[uint32][]cham.CustomerID {
	latest := map[cham.CustomerID]groupCall{}
	for k, b := range ws.groups.of {
		c := ws.customer(k)
		if ws.out.of[c] > 0 {
			continue
		}
		if was, ok := latest[c]; !ok || cmp.Or(cmp.Compare(was.at, b.at), cmp.Compare(was.seq, b.seq)) < 0 {
			latest[c] = b
		}
	}
	all := map[uint32][]cham.CustomerID{}
	for c, b := range latest {
		all[b.account] = append(all[b.account], c)
	}
	for _, customers := range all {
		slices.Sort(customers)
	}
	return all
}

// accounts says who stands behind the customers of a snapshot by account.
type accounts struct {
	people map[cham.CustomerID][]cham.CustomerID // account, by its lowest customer → its customers with touches
	named  map[cham.CustomerID]cham.CustomerID   // customer → lowest of these
}

// snapshotFor is the snapshot that answers a plan. With unit account the plan's
// members become accounts: those of which a member is one.
func (x *moment) snapshotFor(p *measure.Plan) (*snapshot, error) {
	if p.Unit != "account" {
		return x.s, nil
	}
	s, err := x.byAccount(x.ws)
	if err != nil || p.Members == nil {
		return s, err
	}
	members := map[cham.CustomerID]bool{}
	for _, c := range p.Members {
		if name, ok := s.accounts.named[c]; ok {
			members[name] = true
		}
	}
	p.Members = append([]cham.CustomerID{}, slices.Sorted(maps.Keys(members))...)
	return s, nil
}

// everyone are the customers behind the customers of s: with accounts, all of
// the accounts' people.
func (s *snapshot) everyone(ids []cham.CustomerID) []cham.CustomerID {
	if s.accounts == nil {
		return ids
	}
	var all []cham.CustomerID
	for _, id := range ids {
		all = append(all, s.accounts.people[id]...)
	}
	slices.Sort(all)
	return all
}

// byAccount returns the workspace's snapshot by account, made when what it is
// made of has changed since the last time. Cost then: a copy of the touches of
// customers with accounts.
func (x *Index) byAccount(ws *workspace) (*snapshot, error) {
	ws.joining.Lock()
	defer ws.joining.Unlock()
	if s := ws.joined.Load(); s != nil && s.version == ws.current.Load().version {
		return s, nil
	}
	ws.mu.Lock()
	s, people := ws.current.Load(), ws.people()
	ws.mu.Unlock()
	ws.joined.Store(nil)
	joined, touches := &snapshot{kinds: s.kinds, reduced: s.reduced, overflow: s.overflow, version: s.version}, 0
	if joined.accounts, touches = s.nameAccounts(people); x.Bytes()+8*int64(touches) > x.o.MaxBytes {
		return nil, tooLarge(touches, x.o.MaxBytes)
	}
	l := s.join(joined.accounts, touches)
	joined.views = []view{{l, newBitset(len(l.ids))}}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.outgrown.Load() == nil {
		ws.joined.Store(joined)
		x.account(ws)
	}
	return joined, nil
}

// nameAccounts gives every account its name, and counts the touches.
func (s *snapshot) nameAccounts(people map[uint32][]cham.CustomerID) (*accounts, int) {
	a, touches := &accounts{map[cham.CustomerID][]cham.CustomerID{}, map[cham.CustomerID]cham.CustomerID{}}, 0
	for _, all := range people {
		var active []cham.CustomerID
		for _, c := range all {
			if r := s.find(c); !r.empty() {
				active = append(active, c)
				touches += int(r.off[r.i+1] - r.off[r.i])
			}
		}
		if len(active) == 0 {
			continue
		}
		a.people[active[0]] = active
		for _, c := range all {
			a.named[c] = active[0]
		}
	}
	return a, touches
}

// join lays the accounts out: people after one another by number, then by
// time, so that ties stay in that order.
func (s *snapshot) join(a *accounts, touches int) *level {
	l := newLevel(len(a.people), touches)
	for _, name := range slices.Sorted(maps.Keys(a.people)) {
		var run []touch
		for _, c := range a.people[name] {
			run = append(run, s.find(c).touches()...)
		}
		slices.SortStableFunc(run, byTime)
		l.append(name, run)
	}
	return l
}
