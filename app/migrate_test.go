package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/capability/capture"
	"cham/chamtest"
	"cham/demo"
	"cham/measure"
)

// now is the moment that the demo's answers are of.
var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// demoFolder is a folder with the newest part of the demo and its map.
func demoFolder(t *testing.T, calls int) app.Options {
	t.Helper()
	o := app.Options{Data: t.TempDir(), MinFree: 1, Now: func() time.Time { return now }}
	a := opened(t, o)
	ws := cham.Workspace{ID: "demo", Name: "Spa", TimeZone: cham.DefaultTimeZone, Currency: "VND", CreatedAt: now}
	source := cham.Source{ID: "s", Workspace: ws.ID, Name: "S", Kind: "server", WriteKey: "k", Enabled: true, CreatedAt: now}
	m := demo.Map()
	m.Version, m.UpdatedAt = 1, now.AddDate(0, -1, 0)
	for _, err := range []error{a.Workspaces.Create(t.Context(), ws, ""), a.Sources.CreateSource(t.Context(), source),
		a.Store.Maps().CreateMap(t.Context(), ws.ID, m)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var batch [][]byte
	for call := range demo.New(demo.Seed, now).Calls() {
		if batch = append(batch, call); len(batch)%500 == 0 || len(batch) == calls {
			sendCalls(t, a, source, batch[len(batch)/501*500:])
		}
		if len(batch) == calls {
			break
		}
	}
	if err := a.Flow.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	shut(t, a)
	return o
}

func sendCalls(t *testing.T, a *app.App, source cham.Source, calls [][]byte) {
	t.Helper()
	b, err := capture.Decode([]byte(`{"batch":[`+string(bytes.Join(calls, []byte(",")))+`]}`), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Accepter.Accept(t.Context(), source, b, capture.Meta{ReceivedAt: now}); err != nil {
		t.Fatal(err)
	}
}

// answers are those of every question, as the API has them, on and off the map.
func answers(t *testing.T, o app.Options) map[string]string {
	t.Helper()
	a := opened(t, o)
	defer shut(t, a)
	ws, err := a.Store.Access().Workspace(t.Context(), "demo")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, d := range measure.Questions {
		for _, m := range []cham.MapID{"", demo.MapID} {
			q := fitted(d.Example.Query, m)
			q.Question = d.Name
			answer, err := a.Questions.Ask(t.Context(), ws, q)
			if err != nil {
				out[string(d.Name)+"/"+string(m)] = err.Error()
				continue
			}
			b, err := json.Marshal(answer)
			if err != nil {
				t.Fatal(err)
			}
			out[string(d.Name)+"/"+string(m)] = string(b)
		}
	}
	return out
}

// fitted is a question's example with names of the demo in place of its own.
func fitted(q measure.Query, m cham.MapID) measure.Query {
	first, last := "Ad Clicked", "Order Completed"
	if m != "" {
		points := demo.Map().Touchpoints
		first, last = string(points[0].ID), string(points[len(points)-1].ID)
	}
	q.Map, q.Segment.Saved, q.Hold, q.Without = m, "", "", nil
	if len(q.Steps) > 0 {
		q.Steps = [][]string{{first}, {last}}
	}
	if len(q.Goal) > 0 {
		q.Goal = []string{last}
	}
	for _, f := range []*string{&q.Start, &q.End, &q.Touchpoint} {
		if *f != "" {
			*f = last
		}
	}
	return q
}

// To PostgreSQL and back, every question is answered the same; touches that
// come in on either side are numbered on.
func TestMigrateThereAndBack(t *testing.T) {
	lite := demoFolder(t, 15_000)
	want := answers(t, lite)
	for name, answer := range want {
		if answer[0] != '{' && !strings.Contains(answer, "needs a map") {
			t.Errorf("%s: %s", name, answer)
		}
	}
	pg := lite
	pg.DatabaseURL = chamtest.Postgres(t)
	kept := migrated(t, lite, pg.DatabaseURL)
	same(t, want, answers(t, pg))
	if _, err := app.Open(t.Context(), lite); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("the SQLite side still starts: %v", err)
	}
	more(t, pg, "after")
	want = answers(t, pg)
	migrated(t, pg, app.ToSQLite)
	same(t, want, answers(t, lite))
	if _, err := app.Open(t.Context(), pg); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("the PostgreSQL side still starts: %v", err)
	}
	more(t, lite, "again")
	if _, err := app.CheckBackup(app.BackupFile(kept, "")); err != nil {
		t.Error(err)
	}
}

func migrated(t *testing.T, o app.Options, to string) (kept string) {
	t.Helper()
	kept, err := app.Migrate(t.Context(), o, to)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func same(t *testing.T, want, got map[string]string) {
	t.Helper()
	for name := range want {
		if want[name] != got[name] {
			t.Errorf("%s is answered differently:\n%.600s\n%.600s", name, want[name], got[name])
		}
	}
}

// more brings three touches in, which must be numbered after those before, and be
// visible.
func more(t *testing.T, o app.Options, id string) {
	t.Helper()
	a := opened(t, o)
	defer shut(t, a)
	h, err := a.Workspaces.History(t.Context(), "demo")
	if err != nil {
		t.Fatal(err)
	}
	journal, record, err := h.Cursor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []string{"1", "2", "3"} {
		if err := send(t, a, "demo", id+n); err != nil {
			t.Fatal(err)
		}
	}
	if j, r, err := h.Cursor(t.Context()); j < journal+3 || r != record+3 || err != nil {
		t.Errorf("from %d, %d to %d, %d: %v", journal, record, j, r, err)
	}
}

// A move that ends in the middle leaves the side it came from whole and
// starting, and run again it ends.
func TestMigrateHalf(t *testing.T) {
	lite := demoFolder(t, 300)
	pg := lite
	pg.DatabaseURL = chamtest.Postgres(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := app.Migrate(ctx, lite, pg.DatabaseURL); err == nil {
		t.Fatal("it was not ended")
	}
	more(t, lite, "a")
	migrated(t, lite, pg.DatabaseURL)
	// Killed after the last write and before the files were put away.
	for _, name := range []string{"state.db", "journal.db"} {
		if err := os.Rename(filepath.Join(lite.Data, name+".moved"), filepath.Join(lite.Data, name)); err != nil {
			t.Fatal(err)
		}
	}
	markMigrating(t, pg)
	more(t, pg, "b")
	if _, err := app.Open(t.Context(), lite); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("the SQLite side still starts: %v", err)
	}
}

// markMigrating writes the file as it is while a move is under way.
func markMigrating(t *testing.T, o app.Options) {
	t.Helper()
	db, err := sql.Open("pgx", o.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var id string
	if err := db.QueryRow("SELECT id FROM database_mark").Scan(&id); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(o.Data, "migrating"), []byte(id), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestMigrateRefuses(t *testing.T) {
	o := app.Options{Data: t.TempDir(), MinFree: 1}
	shut(t, opened(t, o))
	full := app.Options{Data: t.TempDir(), MinFree: 1, DatabaseURL: chamtest.Postgres(t)}
	a := opened(t, full)
	if _, err := a.Pick(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	shut(t, a)
	refused := map[string]cham.Code{"sqlite": cham.CodeInvalid, "mysql://x": cham.CodeInvalid, full.DatabaseURL: cham.CodeConflict}
	for to, want := range refused {
		if _, err := app.Migrate(t.Context(), o, to); cham.ErrorCode(err) != want {
			t.Errorf("%s: %v", to, err)
		}
	}
	shut(t, opened(t, o)) // nothing happened to it
}
