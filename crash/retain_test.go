package crash

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/capability/audit"
	"cham/capability/capture"
	"cham/capability/consent"
	"cham/capability/retention"
	"cham/capability/webhook"
	"cham/chamtest"
)

// Removing what is too old that is killed again and again ends with all of it gone
// and everything else there, and has counted each touch, person and row once.
func TestKillRemovingOld(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killRemovingOld(t, "") })
	t.Run("postgres", func(t *testing.T) { killRemovingOld(t, chamtest.Postgres(t)) })
}

// What is too old and what is not: people with so many touches each, and calls.
const (
	oldPeople, newPeopleThere = 2400, 300
	touchesEach, oldCalls     = 10, 7
	oldPhone                  = "987654321"
)

func killRemovingOld(t *testing.T, databaseURL string) {
	dir := t.TempDir()
	options := app.Options{Data: dir, DatabaseURL: databaseURL}
	must(t, Prepare(t.Context(), dir, databaseURL))
	beginRemovingOld(t, options)
	p, err := NewProcess(program(t), dir, databaseURL)
	must(t, err)
	t.Cleanup(func() { p.Kill() })
	db := stateOf(t, dir, databaseURL)
	dice := rand.New(rand.NewPCG(uint64(os.Getpid()), 7))
	killed := 0
	for was := ""; killed < kills(t); killed++ {
		must(t, p.Start())
		var run retention.Removal
		await(t, "the removing goes on", func() bool {
			var body string
			run, body = runOf(t, db)
			is := body != was
			was = body
			return is
		})
		if run.State != retention.Running {
			break
		}
		sleep(t.Context(), time.Duration(dice.IntN(60))*time.Millisecond)
		must(t, p.Kill())
	}
	if killed == 0 {
		t.Fatal("it was over before it was killed")
	}
	if killed == kills(t) {
		startReady(t, p)
	}
	await(t, "the removing ends", func() bool {
		run, _ := runOf(t, db)
		return run.State != retention.Running
	})
	// On PostgreSQL what a killed program had asked for is carried out, so it may be
	// over before the next one has begun: that one listens to nobody yet.
	must(t, p.Ready(t.Context()))
	must(t, p.Stop())
	wantRemoved(t, db, p, dir)
	t.Logf("%d kills", killed)
}

func runOf(t *testing.T, db *sql.DB) (r retention.Removal, body string) {
	t.Helper()
	must(t, db.QueryRow("SELECT body FROM retention_run").Scan(&body))
	must(t, json.Unmarshal([]byte(body), &r))
	return r, body
}

func wantRemoved(t *testing.T, db *sql.DB, p *Process, dir string) {
	t.Helper()
	r, _ := runOf(t, db)
	want := map[string]int{retention.Touches: oldPeople * touchesEach, retention.Customers: oldPeople, retention.Calls: oldCalls}
	if r.State != retention.Done || fmt.Sprint(r.Report.Removed) != fmt.Sprint(want) || r.Gone != oldPeople || r.People != oldPeople {
		t.Errorf("%s: %v of %d people, removed %v, want %v", r.State, r.Gone, r.People, r.Report.Removed, want)
	}
	times, err := stored(t.Context(), p.history(workspace))
	must(t, err)
	if len(times) != newPeopleThere*touchesEach {
		t.Errorf("%d touches in history, want %d", len(times), newPeopleThere*touchesEach)
	}
	var keys, refused, told int
	must(t, db.QueryRow("SELECT (SELECT count(*) FROM node), (SELECT count(*) FROM consent_list), "+
		"(SELECT count(*) FROM audit WHERE action = $1)", string(audit.OldRemoved)).Scan(&keys, &refused, &told))
	if keys != 2*newPeopleThere || refused != 1 || told != 1 {
		t.Errorf("%d keys, %d refusals remembered, told %d times", keys, refused, told)
	}
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() { // folders, and the socket of a server that was killed
			return err
		}
		b, err := os.ReadFile(path)
		for _, s := range []string{"old-person-", oldPhone} {
			if bytes.Contains(b, []byte(s)) {
				t.Errorf("%s has %s", path, s)
			}
		}
		return err
	}))
}

// beginRemovingOld fills a folder and begins a run, without waiting.
func beginRemovingOld(t *testing.T, o app.Options) {
	t.Helper()
	a, err := app.Open(t.Context(), o)
	must(t, err)
	now := time.Now().UTC().Truncate(time.Millisecond)
	var touches []cham.Touch
	for i := range (oldPeople + newPeopleThere) * touchesEach {
		who, name, at := i%(oldPeople+newPeopleThere), "old-person-", now.AddDate(-3, 0, 0)
		if who >= oldPeople {
			name, at = "new-person-", now.Add(-time.Hour)
		}
		keys := []cham.Key{{Kind: cham.KeyUser, Value: fmt.Sprint(name, who)},
			{Kind: cham.KeyAnonymous, Value: fmt.Sprint(name, "device-", who)}}
		if who == 0 {
			keys[1] = cham.Key{Kind: cham.KeyPhone, Value: "+84" + oldPhone}
		}
		touches = append(touches, cham.Touch{MessageID: fmt.Sprint("m", i), Source: "crash", Type: cham.CallTrack, Name: "Product Viewed",
			Channel: "website", At: at, ReceivedAt: at, Keys: keys})
	}
	must(t, a.Journal.Append(t.Context(), workspace, len(touches), capture.EncodeBatch(touches)))
	must(t, a.Flow.Drain(t.Context()))
	refuse(t, a, now.AddDate(-2, 0, 0))
	for i := range oldCalls {
		must(t, a.Store.Webhooks().KeepCall(t.Context(), webhook.Call{ID: fmt.Sprint("c", i), Workspace: workspace, Source: "crash",
			At: now.AddDate(0, -3, i), State: webhook.Taken}))
	}
	must(t, a.Close())
	a, err = app.Open(t.Context(), o) // it looks at once for runs, and then a minute later
	must(t, err)
	must(t, a.Store.Retention().PutRun(t.Context(), retention.Removal{ID: "r", Workspace: workspace, At: now, State: retention.Running,
		By: "an", Rules: retention.KeepRules{Visitors: 6, Customers: 24, Calls: 30}}))
	must(t, a.Close())
}

// refuse says that the one who has a phone refused advertising.
func refuse(t *testing.T, a *app.App, at time.Time) {
	t.Helper()
	nodes, err := a.Store.Graph().NodesByKey(t.Context(), workspace, []cham.Key{{Kind: cham.KeyPhone, Value: "+84" + oldPhone}})
	must(t, err)
	must(t, a.Consents.Say(t.Context(), workspace, nodes[0].ID, "", []consent.Record{{Purpose: consent.Marketing, State: consent.No, At: at,
		Collector: consent.ByStaff}}))
}
