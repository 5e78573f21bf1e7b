package storetest

import (
	"context"
	"testing"

	"cham"
	"cham/capability/capture"
	"cham/capability/erasure"
	"cham/capability/task"
	"cham/measure"
)

// Erasures is what a store of erasures does.
type Erasures interface {
	erasure.Store
	erasure.Place
	Scrub(ctx context.Context) (copies int, err error)
}

// An erasure knows who it is about until it is done; texts that mention the
// person are emptied, or lose the mention, and other workspaces' stay.
func testErasures(t *testing.T, db Stores) {
	with(t, db.Access)
	p := &erasure.Person{Customer: 3, Keys: []erasure.Key{{ID: 3, Key: cham.Key{Kind: cham.KeyPhone, Value: "+84912345678"}}}}
	e := erasure.Erasure{ID: "e", Workspace: "a", Mode: erasure.Unnamed, At: day(1), Person: p}
	ok(t, db.Erasures.Put(ctx, e))
	all, err := db.Erasures.Erasures(ctx, "")
	same(t, all, err, []erasure.Erasure{e})
	for _, ws := range []cham.WorkspaceID{"a", "b"} {
		ok(t, db.Refusals.AddRefusals(ctx, []capture.Refused{
			{Workspace: ws, Source: "s", At: day(1), Reason: "no_event", MessageID: "m1", Sample: `{"sdt":"091 234 5678"}`},
			{Workspace: ws, Source: "s", At: day(1), Reason: "no_event", MessageID: "m2", Sample: `{"sdt":"0987654321"}`}}))
		i := capture.Import{Workspace: ws, ID: "i" + string(ws), FileName: "0912345678.csv", State: "done", CreatedAt: day(1)}
		ok(t, db.Imports.CreateImport(ctx, i))
		ok(t, db.Imports.AddRejects(ctx, i.ID, []capture.Refused{{Source: "s", At: day(1), Line: 4, MessageID: "m", Sample: "0912345678"}}))
		for _, id := range []string{"1", "2"} {
			ok(t, db.Segments.CreateSegment(ctx, ws, measure.SavedSegment{ID: string(ws) + id, Name: id + " 0912345678"}))
		}
	}
	friend := task.Task{Workspace: "a", ID: "t", Kind: task.Call, Title: "Gọi 0912345678", Script: "Bạn của 0912 345 678", Key: 9,
		State: task.Open, CreatedAt: day(1), ChangedAt: day(1)}
	_, err = db.Tasks.AddTask(ctx, friend)
	ok(t, err)
	friend.Note = "Số +84912345678, hẹn chiều"
	_, err = db.Tasks.ChangeTask(ctx, task.Change{Task: friend})
	ok(t, err)
	counts, err := db.Erasures.Erase(ctx, "a", erasure.NewMentions(p))
	same(t, counts, err, map[string]int{"refusals": 1, "rejects": 1, "segments": 4, "maps": 0, "views": 0, "imports": 1, "codes": 0,
		"forms": 0, "counts": 0, "exclusions": 0, "quality": 0, "messages": 0, "tasks": 3, "vouchers": 0})
	again, err := db.Erasures.Erase(ctx, "a", erasure.NewMentions(p))
	same(t, again, err, map[string]int{"segments": 0, "maps": 0, "views": 0, "imports": 0, "codes": 0,
		"forms": 0, "counts": 0, "exclusions": 0, "quality": 0, "messages": 0, "tasks": 0, "vouchers": 0})
	friend, err = db.Tasks.Task(ctx, "a", "t")
	same(t, []string{friend.Title, friend.Script, friend.Note}, err, []string{"Gọi …", "Bạn của …", "Số …, hẹn chiều"})
	changed, err := db.Tasks.ChangeTask(ctx, task.Change{Task: task.Task{Workspace: "a", ID: "t", Note: "0912345678", Version: 1}})
	same(t, changed, err, false)
	samples := func(ws cham.WorkspaceID) (out []string) {
		refused, err := db.Refusals.Refusals(ctx, ws, "", 10)
		ok(t, err)
		for _, r := range refused {
			out = append(out, r.Sample)
		}
		return out
	}
	same(t, samples("a"), nil, []string{`{"sdt":"0987654321"}`, ""})
	same(t, samples("b"), nil, []string{`{"sdt":"0987654321"}`, `{"sdt":"091 234 5678"}`})
	e.Person, e.DoneAt = nil, day(2)
	ok(t, db.Erasures.Put(ctx, e))
	_, err = db.Erasures.Scrub(ctx)
	ok(t, err)
	all, err = db.Erasures.Erasures(ctx, "a")
	same(t, all, err, []erasure.Erasure{e})
	none, err := db.Erasures.Erasures(ctx, "b")
	same(t, none, err, nil)
}
