package storetest

import (
	"context"
	"testing"
	"time"

	"cham"
	"cham/capability/audit"
)

// record writes an event as somebody in a workspace.
func record(t fatal, db Stores, ws cham.WorkspaceID, at time.Time, by cham.UserID, e audit.Event) {
	t.Helper()
	log := audit.Log{Store: db.Audit, Now: func() time.Time { return at }}
	in := cham.WithActor(cham.WithWorkspace(ctx, ws), cham.Actor{User: by, Name: "Nguyễn\x00 \xff" + string(by), Address: "192.0.2.1"})
	ok(t, log.Record(in, e))
}

// checked follows the chain of a workspace's log.
func checked(entries []audit.Entry) (n int, err error) {
	var c audit.Chain
	for i := len(entries) - 1; i >= 0 && err == nil; i-- {
		err = c.Next(entries[i])
	}
	return c.N, err
}

func testAudit(t *testing.T, db Stores) {
	with(t, db.Access)
	for i := range 5 {
		record(t, db, "a", day(i), []cham.UserID{"an", "binh"}[i%2], audit.Event{Action: audit.SettingsChanged, Object: "a",
			Before: map[string]any{"phone": "0912345678", "name": "cũ"}, After: map[string]any{"name": "mới"}})
	}
	record(t, db, "b", day(1), "binh", audit.Event{Action: audit.SignedIn})
	entries := func(f audit.Filter) []audit.Entry {
		t.Helper()
		es, err := db.Audit.Entries(ctx, "a", f)
		ok(t, err)
		return es
	}
	es := entries(audit.Filter{})
	if n, err := checked(es); n != 5 || err != nil {
		t.Fatalf("%d entries hold: %v", n, err)
	}
	if first := es[4]; first.Seq != 1 || first.User != "an" || first.Before != `{"name":"cũ","phone":"***"}` || first.Address != "192.0.2.1" ||
		!first.At.Equal(day(0)) {
		t.Errorf("%+v", first)
	}
	for what, f := range map[string]audit.Filter{"action": {Action: audit.SignedIn}, "user": {User: "nobody"}, "past": {Before: 1},
		"period": {Period: cham.Period{From: day(9)}}} {
		if got := entries(f); len(got) > 0 {
			t.Errorf("by %s: %+v", what, got)
		}
	}
	if got := entries(audit.Filter{Action: audit.SettingsChanged, User: "binh", Before: 4, Limit: 1,
		Period: cham.Period{From: day(1), To: day(2)}}); len(got) != 1 || got[0].Seq != 2 {
		t.Errorf("%+v", got)
	}
	changed := es[2]
	changed.Object = "other"
	for what, bad := range map[string][]audit.Entry{"changed": {es[0], es[1], changed, es[3], es[4]}, "missing": {es[0], es[2], es[3], es[4]},
		"first missing": es[:4]} {
		if _, err := checked(bad); err == nil {
			t.Errorf("an entry %s is not found", what)
		}
	}
}

// Many who write at once make one chain.
func testAuditRace(t *testing.T, db Stores) {
	with(t, db.Access)
	log := audit.Log{Store: db.Audit, Now: time.Now}
	codes := race(16, func(int) error {
		return log.Record(cham.WithWorkspace(context.Background(), "a"), audit.Event{Action: audit.SignedIn})
	})
	es, err := db.Audit.Entries(ctx, "a", audit.Filter{})
	if n, bad := checked(es); codes[""] != 16 || err != nil || bad != nil || n != 16 {
		t.Fatalf("%v: %d entries hold, %v %v", codes, n, err, bad)
	}
}
