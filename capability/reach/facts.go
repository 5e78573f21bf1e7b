package reach

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/capability/consent"
)

// remembered is how far back contacts are looked at: further than the longest limit.
const remembered = 31 * day

// facts are what is known of all customers of an asking.
type facts struct {
	keys    map[cham.CustomerID][]Key
	hash    func(cham.Key) string
	own     OwnWay
	said    map[cham.KeyID][]consent.Record
	wrote   map[cham.KeyID][]Wrote
	listed  map[string][]string
	bad     map[string]string
	went    []Went
	reached map[cham.CustomerID]Reached
}

func (d *Desk) facts(ctx context.Context, ws cham.WorkspaceID, m *Message, ids []cham.CustomerID, own OwnWay, now time.Time) (f facts,
	err error) {
	f = facts{hash: d.Hash, own: own, said: map[cham.KeyID][]consent.Record{}, wrote: map[cham.KeyID][]Wrote{}}
	if f.keys, err = d.Keys(ctx, ws, ids); err != nil {
		return f, err
	}
	var keys, owners []cham.KeyID
	var hashes []string
	for _, own := range f.keys {
		for _, k := range own {
			if k.ID != 0 {
				keys = append(keys, k.ID)
			}
			owners = append(owners, k.Owner...)
			if f.addresses(k.Kind) && k.Kind != Web.Kind() { // a browser is on no list
				hashes = append(hashes, d.Hash(k.Key))
			}
		}
	}
	said, err := d.Said(ctx, ws, append(owners, keys...))
	if err != nil {
		return f, err
	}
	for _, r := range said {
		f.said[r.Key] = append(f.said[r.Key], r)
	}
	if f.listed, err = d.Listed(ctx, ws, hashes); err != nil {
		return f, err
	}
	if f.bad, err = d.Store.Bad(ctx, ws, byWay(hashes)); err != nil {
		return f, err
	}
	wrote, err := d.Store.Wrote(ctx, ws, keys)
	for _, w := range wrote {
		f.wrote[w.Key] = append(f.wrote[w.Key], w)
	}
	if err == nil && m.Goal != nil {
		f.reached, err = d.Reached(ctx, ws, m.Goal, ids)
	}
	if err == nil {
		f.went, err = d.Store.Contacts(ctx, ws, keys, hashes, m, now.Add(-remembered))
	}
	return f, err
}

// BadBy names an address at which nobody is by one way alone: a telephone number
// without Zalo takes SMS all the same.
func BadBy(w Way, hash string) string { return string(w) + "/" + hash }

// byWay adds to addresses what they are called where one way alone leads nowhere.
func byWay(hashes []string) []string {
	all := slices.Clone(hashes)
	for _, hash := range hashes {
		for _, w := range Ways {
			all = append(all, BadBy(w, hash))
		}
	}
	return all
}

// addresses reports whether a kind of key is one that messages go to.
func (f *facts) addresses(kind cham.KeyKind) bool {
	return slices.ContainsFunc(Ways, func(w Way) bool { return f.own.KindOf(w) == kind })
}

// person is what is known of the customer of some keys.
func (f *facts) person(keys []Key) *Person {
	p := &Person{Addresses: map[Way][]Address{}, Wrote: map[Way]time.Time{}}
	own := map[cham.KeyID]bool{}
	mine, shared := map[string]bool{}, map[string]bool{}
	for _, k := range keys {
		own[k.ID] = k.ID != 0
		p.Said = append(p.Said, f.said[k.ID]...)
		for _, w := range f.wrote[k.ID] {
			if way := Way(w.Channel); w.At.After(p.Wrote[way]) {
				p.Wrote[way] = w.At
			}
		}
		if !f.addresses(k.Kind) {
			continue
		}
		hash := f.hash(k.Key)
		mine[hash] = k.ID != 0 || mine[hash]
		shared[hash] = true
		var owner []consent.Record
		for _, id := range k.Owner {
			owner = append(owner, f.said[id]...)
		}
		p.Lists = append(p.Lists, f.listed[hash]...)
		for _, way := range Ways {
			if f.own.KindOf(way) == k.Kind {
				p.Addresses[way] = append(p.Addresses[way], Address{Hash: hash, Bad: cmp.Or(f.bad[hash], f.bad[BadBy(way, hash)]), Owner: owner})
			}
		}
	}
	for _, w := range f.went {
		if own[w.Key] || shared[w.Hash] {
			c := w.Contact
			c.Own = own[w.Key] || mine[w.Hash] // it went to their key, whoever they were taken for then
			p.Contacts = append(p.Contacts, c)
		}
	}
	return p
}

// IsWord reports whether a touch is a customer's own word on a channel whose
// platform opens a window by it: a message received, by the names that templates
// use, or what says that it came in. Anything else opens none: what the business sent, or a
// reminder that was delivered, are touches of the same channel.
func IsWord(t *cham.Touch) bool {
	if t.Channel != Zalo.Channel() && t.Channel != Messenger.Channel() || !t.Type.Interaction() {
		return false
	}
	var said struct {
		Direction string `json:"direction"`
	}
	if json.Unmarshal(t.Properties, &said) == nil && said.Direction != "" {
		return said.Direction == "in"
	}
	return strings.HasSuffix(t.Name, "Message Received")
}
