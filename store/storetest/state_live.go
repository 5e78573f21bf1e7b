package storetest

import (
	"fmt"
	"testing"

	"cham"
	"cham/capability/erasure"
	"cham/capability/identity"
	"cham/capability/segment"
	"cham/capability/tag"
	"cham/measure"
)

// A live segment has its members, what it tells, and the tags it put on; all of a
// change is stored or nothing.
func testLive(t *testing.T, db Stores) {
	with(t, db.Access)
	for _, id := range []string{"g1", "g2"} {
		rule := &measure.SegmentRule{Reach: cham.KeyPhone}
		ok(t, db.Segments.CreateSegment(ctx, "a", measure.SavedSegment{ID: id, Name: "Nhóm " + id, Rule: rule}))
	}
	code(t, db.Live.Start(ctx, "a", segment.Live{Segment: "none", Since: day(0)}), cham.CodeNotFound)
	vip := segment.Live{Segment: "g1", Since: day(0), By: "an", Tag: "VIP"}
	ok(t, db.Live.Start(ctx, "a", vip))
	code(t, db.Live.Start(ctx, "a", vip), cham.CodeConflict)
	ok(t, db.Live.Start(ctx, "a", segment.Live{Segment: "g2", Since: day(1)}))

	vip.Basis = "b1"
	found := []segment.Part{{Number: 0, Keys: "AQA="}, {Number: 3, Keys: "x"}}
	ok(t, db.Live.Commit(ctx, "a", []segment.Change{{Live: vip, Anew: true, Parts: found}}))
	vip.Basis = "b2"
	ok(t, db.Live.Commit(ctx, "a", []segment.Change{{Live: vip, Parts: []segment.Part{{Number: 3, Keys: "y"}},
		Moves: []segment.Move{{Segment: "g1", Key: 7, Entered: true, At: day(2)}, {Segment: "g1", Key: 8, At: day(2)}}}}))
	all, err := db.Live.Live(ctx, "a")
	same(t, all, err, []segment.Live{vip, {Segment: "g2", Since: day(1)}})
	parts, err := db.Live.Parts(ctx, "a", "g1")
	same(t, parts, err, []segment.Part{{Number: 0, Keys: "AQA="}, {Number: 3, Keys: "y"}})

	// One of two changes is of a segment that was made live again meanwhile: neither is stored.
	old := segment.Live{Segment: "g2", Since: day(0)}
	err = db.Live.Commit(ctx, "a", []segment.Change{{Live: vip, Moves: []segment.Move{{Key: 9, At: day(3)}}}, {Live: old}})
	code(t, err, cham.CodeConflict)
	entered := segment.Move{Seq: 1, Segment: "g1", Key: 7, Entered: true, At: day(2)}
	left := segment.Move{Seq: 2, Segment: "g1", Key: 8, At: day(2)}
	moves, err := db.Live.Untold(ctx, "a", 10)
	same(t, moves, err, []segment.Move{entered, left})
	moves, err = db.Live.Untold(ctx, "b", 10)
	same(t, len(moves), err, 0)
	counts, err := db.Live.Counts(ctx, "a", day(2))
	same(t, counts, err, map[string]segment.Counts{"g1": {Entered: 1, Left: 1}})
	counts, err = db.Live.Counts(ctx, "a", day(3))
	same(t, len(counts), err, 0)
	ws, err := db.Live.Workspaces(ctx)
	same(t, ws, err, []cham.WorkspaceID{"a"})

	ok(t, db.Live.Told(ctx, "a", 1))
	moves, err = db.Live.Untold(ctx, "a", 10)
	same(t, moves, err, []segment.Move{left})
	ok(t, db.Live.Forget(ctx, day(5)))
	moves, err = db.Live.Moves(ctx, "a", "g1", 10)
	same(t, moves, err, []segment.Move{left})
	counted, err := db.Live.(erasure.Place).Erase(ctx, "a", erasure.NewMentions(&erasure.Person{Keys: []erasure.Key{{ID: 8}}}))
	same(t, counted, err, map[string]int{"segmentMoves": 1})
	ok(t, db.Live.SetTag(ctx, "a", "g2", "gọi 0903118274"))
	them := erasure.NewMentions(&erasure.Person{Keys: []erasure.Key{{ID: 8, Key: cham.Key{Kind: cham.KeyPhone, Value: "+84903118274"}}}})
	counted, err = db.Live.(erasure.Place).Erase(ctx, "a", them)
	same(t, counted, err, map[string]int{"segmentMoves": 0, "tags": 1})
	all, err = db.Live.Live(ctx, "a")
	same(t, []string{all[0].Tag, all[1].Tag}, err, []string{"VIP", ""})

	ok(t, db.Live.Stop(ctx, "a", "g1"))
	code(t, db.Live.Stop(ctx, "a", "g1"), cham.CodeNotFound)
	parts, err = db.Live.Parts(ctx, "a", "g1")
	same(t, len(parts), err, 0)
	ok(t, db.Segments.DeleteSegment(ctx, "a", "g2"))
	all, err = db.Live.Live(ctx, "a")
	same(t, len(all), err, 0)
	testLiveTags(t, db)
}

// A segment's tag is taken off where the segment had put it, and stays where a person did.
func testLiveTags(t *testing.T, db Stores) {
	var nodes []identity.Node
	for id := int64(1); id <= 4; id++ {
		nodes = append(nodes, identity.Node{ID: cham.KeyID(id), Key: cham.Key{Kind: cham.KeyPhone, Value: fmt.Sprint("k", id)},
			Customer: cham.CustomerID(id), CreatedAt: day(0)})
	}
	ok(t, db.Graph.Commit(ctx, "a", identity.Change{Nodes: nodes}))
	vip := segment.Live{Segment: "g1", Since: day(6), Tag: "VIP", Basis: "b"}
	ok(t, db.Live.Start(ctx, "a", vip))
	put := func(id cham.CustomerID) {
		_, err := db.Tags.Put(ctx, "a", "vip", []cham.CustomerID{id}, tag.Mark{At: day(1), By: "an"})
		ok(t, err)
	}
	tagged := func(want ...cham.CustomerID) {
		t.Helper()
		ids, err := db.People.Tagged(ctx, "a", []string{"vip"})
		same(t, ids, err, want)
	}
	put(1)
	ok(t, db.Live.Commit(ctx, "a", []segment.Change{{Live: vip, Anew: true, Tagged: []cham.CustomerID{1, 2, 3}}}))
	tagged(1, 2, 3)
	of, err := db.Tags.Of(ctx, "a", []cham.CustomerID{1, 2})
	same(t, []string{of[1][0].Segment, of[2][0].Segment}, err, []string{"", "g1"})
	put(2) // from now on a person's
	ok(t, db.Live.Commit(ctx, "a", []segment.Change{{Live: vip, Untagged: []cham.CustomerID{1, 2, 3, 4}}}))
	tagged(1, 2)
	ok(t, db.Live.Commit(ctx, "a", []segment.Change{{Live: vip, Tagged: []cham.CustomerID{4}}}))
	ok(t, db.Live.Commit(ctx, "a", []segment.Change{{Live: vip, Anew: true, Tagged: []cham.CustomerID{3}}}))
	tagged(1, 2, 3)

	// With another tag, or none, what was put on stays as if by hand; a tag that is deleted is put on no more.
	ok(t, db.Live.SetTag(ctx, "a", "g1", "Thân"))
	vip.Tag = "Thân"
	ok(t, db.Live.Commit(ctx, "a", []segment.Change{{Live: vip, Anew: true, Tagged: []cham.CustomerID{4}}}))
	tagged(1, 2, 3)
	ok(t, db.Tags.Remove(ctx, "a", "thân"))
	all, err := db.Live.Live(ctx, "a")
	same(t, all[0].Tag, err, "")
	tagged(1, 2, 3)
	ok(t, db.Live.SetTag(ctx, "a", "g1", "Vip")) // there is "vip"
	ok(t, db.Tags.Remove(ctx, "a", "vip"))
	all, err = db.Live.Live(ctx, "a")
	same(t, all[0].Tag, err, "")
	ok(t, db.Live.Stop(ctx, "a", "g1"))
	tagged()
}
