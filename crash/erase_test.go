package crash

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/capability/capture"
	"cham/capability/erasure"
	"cham/chamtest"
)

// Erasing that is killed again and again ends with the person gone from every
// file, every other touch there, and the person's own kept unnamed.
func TestKillErasing(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killErasing(t, "") })
	t.Run("postgres", func(t *testing.T) { killErasing(t, chamtest.Postgres(t)) })
}

const erasedName = "Trịnh Thị Quỳnh Như"

func killErasing(t *testing.T, databaseURL string) {
	const people, each = 2000, 20
	dir := t.TempDir()
	options := app.Options{Data: dir, DatabaseURL: databaseURL}
	must(t, Prepare(t.Context(), dir, databaseURL))
	beginErasing(t, options, people, each)
	p, err := NewProcess(program(t), dir, databaseURL)
	must(t, err)
	t.Cleanup(func() { p.Kill() })
	db := stateOf(t, dir, databaseURL)
	dice := rand.New(rand.NewPCG(7, 7))
	done, killed := int64(0), 0
	for ; done == 0 && killed < 3+kills(t)/2; killed++ {
		must(t, p.Start())
		sleep(t.Context(), 60*time.Millisecond+time.Duration(dice.IntN(60*(killed+1)))*time.Millisecond)
		must(t, p.Kill())
		must(t, db.QueryRow("SELECT done_at FROM erasure").Scan(&done))
	}
	startReady(t, p)
	await(t, "the erasing ends", func() bool {
		must(t, db.QueryRow("SELECT done_at FROM erasure").Scan(&done))
		return done != 0
	})
	must(t, p.Stop())
	t.Logf("%d kills", killed)
	times, err := stored(t.Context(), p.history(workspace))
	must(t, err)
	if len(times) != people*each+each {
		t.Errorf("%d touches in history, want %d", len(times), people*each+each)
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() { // folders, and the socket of a server that was killed
			return err
		}
		b, err := os.ReadFile(path)
		for _, s := range []string{erasedName, "987654321", "quynhnhu@example.vn"} {
			if bytes.Contains(b, []byte(s)) {
				t.Errorf("%s has %s", path, s)
			}
		}
		return err
	})
	must(t, err)
}

// beginErasing fills a folder and asks to erase one of its people, without
// waiting.
func beginErasing(t *testing.T, o app.Options, people, each int) {
	t.Helper()
	a, err := app.Open(t.Context(), o)
	must(t, err)
	at := time.Now().Add(-time.Hour).UTC().Truncate(time.Millisecond)
	var touches []cham.Touch
	for i := range (people + 1) * each {
		who := i % (people + 1)
		touch := cham.Touch{MessageID: fmt.Sprint("m", i), Source: "crash", Type: cham.CallTrack, Name: "Product Viewed", Channel: "website",
			At: at, ReceivedAt: at, Keys: []cham.Key{{Kind: cham.KeyUser, Value: fmt.Sprint("person-", who)}}}
		if who == people {
			touch.Keys = append(touch.Keys, cham.Key{Kind: cham.KeyPhone, Value: "+84987654321"})
			touch.Traits = []byte(`{"name":"` + erasedName + `","email":"quynhnhu@example.vn"}`)
		}
		touches = append(touches, touch)
	}
	must(t, a.Journal.Append(t.Context(), workspace, len(touches), capture.EncodeBatch(touches)))
	must(t, a.Flow.Drain(t.Context()))
	nodes, err := a.Store.Graph().NodesByKey(t.Context(), workspace, []cham.Key{{Kind: cham.KeyPhone, Value: "+84987654321"}})
	must(t, err)
	if len(nodes) != 1 {
		t.Fatal(len(nodes), "keys")
	}
	profile, err := a.Resolver.Profile(t.Context(), workspace, nodes[0].Customer)
	must(t, err)
	person := &erasure.Person{Customer: profile.ID, Alias: "erased-one"}
	for _, n := range profile.Keys {
		person.Keys = append(person.Keys, erasure.Key{ID: n.ID, Key: n.Key})
	}
	person.Say(profile.Traits)
	must(t, a.Close())
	a, err = app.Open(context.Background(), o)
	must(t, err)
	must(t, a.Store.Erasures().Put(t.Context(), erasure.Erasure{ID: "e", Workspace: workspace, Mode: erasure.Unnamed, At: time.Now().UTC(),
		Person: person}))
	must(t, a.Close())
}
