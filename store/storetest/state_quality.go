package storetest

import (
	"encoding/json"
	"testing"

	"cham"
	"cham/capability/dataquality"
	"cham/capability/identity"
)

// What was found of a business's data comes back as it was, to its own workspace; so do its exclusions.
func testQuality(t *testing.T, db Stores) {
	ws := workspace("w")
	ws.Exclusions = cham.Exclusions{{ID: "x", Name: "Nhân viên", Kind: cham.ExcludeCustomer, Values: []string{"@shop.vn"}, At: day(0)},
		{ID: "y", Kind: cham.ExcludeParameter, Field: "test", Off: true, At: day(1)}}
	ok(t, db.Access.CreateWorkspace(ctx, ws, ""))
	ok(t, db.Access.CreateWorkspace(ctx, workspace("other"), ""))
	got, err := db.Access.Workspace(ctx, "w")
	same(t, got, err, ws)
	ws.Exclusions = ws.Exclusions[1:]
	ok(t, db.Access.UpdateWorkspace(ctx, ws))
	got, err = db.Access.Workspace(ctx, "w")
	same(t, got, err, ws)

	s := db.Quality
	none, err := s.State(ctx, "w")
	same(t, none, err, dataquality.State{})
	state := dataquality.State{Checked: day(2), Covered: []dataquality.Coverage{{Source: "s", Enough: true, Weekly: 21.5}},
		Findings: []dataquality.Finding{{ID: "a", Check: dataquality.UTMTemplate, Subject: "{{campaign.name}}", N: 3, Of: 9, Since: day(0),
			Found: day(1), Last: day(2), Seqs: []int64{7, 5}, Dismissed: &dataquality.Dismissal{By: "u", Name: "Hà", At: day(2), Note: "thử"}}}}
	ok(t, s.PutState(ctx, "w", dataquality.State{Checked: day(1)}))
	ok(t, s.PutState(ctx, "w", state))
	kept, err := s.State(ctx, "w")
	same(t, kept, err, state)
	none, err = s.State(ctx, "other")
	same(t, none, err, dataquality.State{})
}

// EveryTrait tells what is known of every key, by number.
func testEveryTrait(t *testing.T, db Stores) {
	ok(t, db.Access.CreateWorkspace(ctx, workspace("w"), ""))
	role := map[string]identity.Trait{"role": {Value: json.RawMessage(`"staff"`), At: day(1)}}
	ok(t, db.Graph.Commit(ctx, "w", identity.Change{
		Nodes: []identity.Node{{ID: 1, Key: cham.Key{Kind: cham.KeyUser, Value: "a"}, Customer: 1, CreatedAt: day(0)},
			{ID: 2, Key: cham.Key{Kind: cham.KeyUser, Value: "b"}, Customer: 2, CreatedAt: day(0)}},
		Traits: []identity.Traits{{Key: 2, At: day(1), Values: role}}, Search: map[cham.KeyID]string{1: "a", 2: "b"}}))
	var keys []cham.KeyID
	ok(t, db.Traits(ctx, "w", func(known identity.Traits) { keys = append(keys, known.Key) }))
	if len(keys) != 1 || keys[0] != 2 {
		t.Error(keys)
	}
}
