package storetest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/capability/ask"
	"cham/capability/consent"
	"cham/capability/identity"
)

// Customers are found by their keys, traits and consents, merged and apart, in
// their own workspace alone.
func testPeople(t *testing.T, db Stores) {
	with(t, db.Access)
	node := func(id, customer int64, kind cham.KeyKind, shared bool) identity.Node {
		return identity.Node{ID: cham.KeyID(id), Key: cham.Key{Kind: kind, Value: fmt.Sprint("k", id)}, Customer: cham.CustomerID(customer),
			Shared: shared, CreatedAt: day(0)}
	}
	traits := func(key cham.KeyID, at time.Time, all map[string]string) identity.Traits {
		v := identity.Traits{Key: key, At: at, Values: map[string]identity.Trait{}}
		for name, value := range all {
			v.Values[name] = identity.Trait{Value: json.RawMessage(value), At: at}
		}
		return v
	}
	ok(t, db.Graph.Commit(ctx, "a", identity.Change{
		Nodes: []identity.Node{node(1, 1, cham.KeyPhone, false), node(2, 1, cham.KeyEmail, false), node(3, 3, cham.KeyPhone, true),
			node(4, 4, cham.KeyAnonymous, false), node(5, 5, cham.KeyPhone, false)},
		Traits: []identity.Traits{traits(1, day(1), map[string]string{"city": `"Hà Nội"`, "vip": "true"}),
			traits(2, day(2), map[string]string{"city": `"Huế"`, "x\"y": "1"}), traits(4, day(1), map[string]string{"city2": `"city"`}),
			traits(5, day(1), map[string]string{"city": "null"})}}))
	ok(t, db.Graph.Commit(ctx, "b", identity.Change{Nodes: []identity.Node{node(1, 1, cham.KeyPhone, false)},
		Traits: []identity.Traits{traits(1, day(1), map[string]string{"city": `"Vinh"`})}}))
	said := func(id string, key cham.KeyID, channel cham.Channel, state consent.State, n int) consent.Record {
		return consent.Record{ID: id, Workspace: "a", Key: key, Purpose: consent.Marketing, Channel: channel, State: state, At: day(n)}
	}
	ok(t, db.Consents.Add(ctx, []consent.Record{said("1", 1, "", consent.Yes, 1), said("2", 2, "sms", consent.No, 2),
		said("3", 5, "email", consent.Yes, 1)}))

	p := db.People
	all, err := p.Everyone(ctx, "a")
	same(t, all, err, []cham.CustomerID{1, 3, 4, 5})
	all, err = p.Named(ctx, "a")
	same(t, all, err, []cham.CustomerID{1, 3, 5})
	all, err = p.WithKey(ctx, "a", cham.KeyPhone)
	same(t, all, err, []cham.CustomerID{1, 5})
	for name, want := range map[string]string{"city": `1="Huế" `, "x\"y": "1=1 ", "vip": "1=true ", "none": ""} {
		got := ""
		ok(t, p.Trait(ctx, "a", name, func(id cham.CustomerID, v json.RawMessage) { got += fmt.Sprintf("%d=%s ", id, v) }))
		same(t, got, nil, want)
	}
	for channel, want := range map[cham.Channel]string{"sms": "1=no ", "email": "1=yes 5=yes ", "zalo": "1=yes "} {
		got := ""
		ok(t, p.Consent(ctx, "a", "marketing", channel, func(id cham.CustomerID, state string) { got += fmt.Sprintf("%d=%s ", id, state) }))
		same(t, got, nil, want)
	}
	testPeopleAmong(t, p.Among([]cham.CustomerID{1, 4, 77}))
}

// Of some customers it says the same, and of others nothing.
func testPeopleAmong(t *testing.T, p ask.People) {
	all, err := p.Everyone(ctx, "a")
	same(t, all, err, []cham.CustomerID{1, 4})
	all, err = p.Named(ctx, "a")
	same(t, all, err, []cham.CustomerID{1})
	all, err = p.WithKey(ctx, "a", cham.KeyPhone)
	same(t, all, err, []cham.CustomerID{1})
	got := ""
	ok(t, p.Trait(ctx, "a", "city", func(id cham.CustomerID, v json.RawMessage) { got += fmt.Sprintf("%d=%s ", id, v) }))
	ok(t, p.Consent(ctx, "a", "marketing", "email", func(id cham.CustomerID, state string) { got += fmt.Sprintf("%d=%s ", id, state) }))
	same(t, got, nil, `1="Huế" 1=yes `)
	all, err = p.Tagged(ctx, "a", []string{"x"})
	same(t, len(all), err, 0)
}
