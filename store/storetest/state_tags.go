package storetest

import (
	"fmt"
	"testing"

	"cham"
	"cham/capability/erasure"
	"cham/capability/identity"
	"cham/capability/tag"
)

// Tags are one whatever their case, kept under the strongest key that is one person's,
// and go with it when customers come together and apart.
func testTags(t *testing.T, db Stores) {
	with(t, db.Access)
	node := func(id, customer int64, kind cham.KeyKind, shared bool) identity.Node {
		return identity.Node{ID: cham.KeyID(id), Key: cham.Key{Kind: kind, Value: fmt.Sprint("k", id)}, Customer: cham.CustomerID(customer),
			Shared: shared, CreatedAt: day(0)}
	}
	// 1 is a browser of who has the phone 2; 3 has a shared phone and an e-mail of their own.
	ok(t, db.Graph.Commit(ctx, "a", identity.Change{Nodes: []identity.Node{node(1, 1, cham.KeyAnonymous, false),
		node(2, 1, cham.KeyPhone, false),
		node(3, 3, cham.KeyPhone, true), node(4, 3, cham.KeyEmail, false), node(5, 5, cham.KeyPhone, false)}}))
	ok(t, db.Graph.Commit(ctx, "b", identity.Change{Nodes: []identity.Node{node(1, 1, cham.KeyPhone, false)}}))
	put := func(name string, n int, want int, ids ...cham.CustomerID) {
		t.Helper()
		got, err := db.Tags.Put(ctx, "a", name, ids, tag.Mark{At: day(n), By: "an"})
		same(t, got, err, want)
	}
	put("Khách VIP", 1, 2, 1, 3)
	put("khách  vip", 2, 1, 1, 3, 5, 77)
	put("sỉ", 3, 1, 3)

	tagged := func(want []cham.CustomerID, names ...string) {
		t.Helper()
		ids, err := db.People.Tagged(ctx, "a", names)
		same(t, ids, err, want)
	}
	tagged([]cham.CustomerID{1, 3, 5}, "KHÁCH VIP")
	tagged([]cham.CustomerID{3}, "Sỉ", "lẻ")
	all, err := db.Tags.Tags(ctx, "a")
	same(t, all, err, []tag.Tag{{Name: "Khách VIP", Customers: 3, CreatedAt: day(1)}, {Name: "sỉ", Customers: 1, CreatedAt: day(3)}})
	all, err = db.Tags.Tags(ctx, "b")
	same(t, len(all), err, 0)
	of, err := db.Tags.Of(ctx, "a", []cham.CustomerID{1, 3, 9})
	vip := tag.Mark{Name: "Khách VIP", At: day(1), By: "an"}
	same(t, of, err, map[cham.CustomerID][]tag.Mark{1: {vip}, 3: {vip, {Name: "sỉ", At: day(3), By: "an"}}})

	// 1 and 3 come together, and apart in another way: each key has what was put under it.
	move := func(to int64, keys ...cham.KeyID) {
		t.Helper()
		var moves []identity.Move
		for _, k := range keys {
			moves = append(moves, identity.Move{Key: k, To: cham.CustomerID(to)})
		}
		ok(t, db.Graph.Commit(ctx, "a", identity.Change{Moves: moves}))
	}
	move(1, 3, 4)
	tagged([]cham.CustomerID{1, 5}, "khách vip")
	of, err = db.Tags.Of(ctx, "a", []cham.CustomerID{1})
	same(t, of, err, map[cham.CustomerID][]tag.Mark{1: {vip, {Name: "sỉ", At: day(3), By: "an"}}})
	n, err := db.Tags.Take(ctx, "a", "Khách Vip", []cham.CustomerID{5, 9})
	same(t, n, err, 1)
	move(4, 4)
	move(3, 3)
	tagged([]cham.CustomerID{1, 4}, "khách vip")
	tagged([]cham.CustomerID{4}, "sỉ")

	// One who is erased has none, and a tag that names somebody is nobody's.
	put("gọi 0903118274", 4, 1, 1)
	counts, err := db.Tags.(erasure.Place).Erase(ctx, "a", erasure.NewMentions(&erasure.Person{
		Keys: []erasure.Key{{ID: 2, Key: cham.Key{Kind: cham.KeyPhone, Value: "+84903118274"}}}}))
	same(t, counts, err, map[string]int{"tags": 3})
	tagged([]cham.CustomerID{4}, "khách vip")
	ok(t, db.Tags.Remove(ctx, "a", "KHÁCH VIP"))
	tagged(nil, "khách vip")
	code(t, db.Tags.Remove(ctx, "a", "Khách VIP"), cham.CodeNotFound)
}
