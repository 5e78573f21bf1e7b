package crash

import (
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/capability/outgoing"
	"cham/chamtest"
)

// Sending on that is killed again and again sends each touch that fits at least
// once, in order but for what it sends again, none twice but one at each kill,
// and counts each once.
func TestKillSendingOn(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killSendingOn(t, "") })
	t.Run("postgres", func(t *testing.T) { killSendingOn(t, chamtest.Postgres(t)) })
}

// sentOn is the name of the touches that are sent on.
const sentOn = "Step 0"

func killSendingOn(t *testing.T, databaseURL string) {
	to := newCounter(t)
	dir, options := t.TempDir(), app.Options{DatabaseURL: databaseURL}
	options.Data = dir
	must(t, Prepare(t.Context(), dir, databaseURL))
	addDestination(t, options, to.URL)
	p, err := NewProcess(program(t), dir, databaseURL)
	must(t, err)
	t.Cleanup(func() { p.Kill() })
	db := stateOf(t, dir, databaseURL)
	l := startLoad(p.URL, uint64(os.Getpid()), 60*time.Millisecond, 20)
	defer l.stop()
	var r Report
	must(t, r.killAll(t.Context(), Config{Kills: kills(t), Seed: uint64(os.Getpid())}, p))
	startReady(t, p)
	l.stop()
	waitForEmptyQueue(t, p, db)
	must(t, p.Stop())

	want := seqsOf(t, options)
	distinct := to.check(t, want)
	var sent, lost int64
	must(t, db.QueryRow("SELECT sent, gave_up + dropped FROM destination").Scan(&sent, &lost))
	t.Logf("%d kills (%d while starting): %d touches sent on by %d posts, %d of them counted",
		kills(t), r.Early, distinct, len(to.got), sent)
	if distinct != len(want) || sent != int64(len(want)) || lost != 0 || len(to.got) > len(want)+kills(t) {
		t.Errorf("of %d touches %d were sent on, by %d posts; %d are counted, %d as never sent", len(want), distinct, len(to.got), sent, lost)
	}
	if len(want) < 5*kills(t) {
		t.Errorf("too little was tried: %d touches", len(want))
	}
}

// counter is another system; it notes the messages that are posted to it.
type counter struct {
	*httptest.Server
	mu  sync.Mutex
	got [][2]string // webhook-id and the touch's message id
}

// answersAfter lets kills hit messages that came and are not known to have come.
const answersAfter = 5 * time.Millisecond

// newCounter starts one whose certificate the programs of this test trust.
func newCounter(t *testing.T) *counter {
	c := &counter{}
	c.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		var m struct {
			Data struct {
				MessageID string `json:"messageId"`
			} `json:"data"`
		}
		body, err := io.ReadAll(q.Body)
		if err != nil || json.Unmarshal(body, &m) != nil {
			return // cut off by a kill
		}
		c.mu.Lock()
		c.got = append(c.got, [2]string{q.Header.Get("webhook-id"), m.Data.MessageID})
		c.mu.Unlock()
		sleep(q.Context(), answersAfter)
	}))
	c.Config.ErrorLog = log.New(io.Discard, "", 0) // of connections that a kill cut off
	c.StartTLS()
	t.Cleanup(c.Close)
	file := filepath.Join(t.TempDir(), "receiver.pem")
	must(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate().Raw}), 0o600))
	t.Setenv("SSL_CERT_FILE", file)
	t.Setenv("CHAM_FETCH_FROM", "127.0.0.1/32")
	return c
}

// check holds what came against the touches there are, by their place in history,
// and counts the different ones.
func (c *counter) check(t *testing.T, want map[string]int) int {
	t.Helper()
	ids := map[string]string{}
	last := -1
	for _, m := range c.got {
		place, is := want[m[1]]
		if !is {
			t.Fatalf("%s was sent on and is not in history", m[1])
		}
		if id := ids[m[1]]; id != "" && id != m[0] {
			t.Fatalf("%s was sent on as %s and as %s", m[1], id, m[0])
		}
		if place > last+1 {
			t.Fatalf("touch %d was sent on after touch %d", place, last)
		}
		ids[m[1]], last = m[0], max(last, place)
	}
	return len(ids)
}

func addDestination(t *testing.T, o app.Options, url string) {
	t.Helper()
	a, err := app.Open(t.Context(), o)
	must(t, err)
	ctx := cham.WithActor(t.Context(), cham.Actor{User: "an", Role: cham.RoleOwner})
	_, err = a.Outgoing.New(ctx, outgoing.Destination{Workspace: workspace, Name: "Kho", URL: url + "/in", Sight: cham.SightMasked,
		Chosen: outgoing.Filter{Names: []string{sentOn}}})
	must(t, err)
	must(t, a.Close())
}

// waitForEmptyQueue waits until everything that came in was looked at and sent.
func waitForEmptyQueue(t *testing.T, p *Process, db *sql.DB) {
	t.Helper()
	quiet := 0
	await(t, "the queue is empty", func() bool {
		waiting := 1
		must(t, db.QueryRow("SELECT count(*) FROM delivery WHERE state = 'waiting'").Scan(&waiting))
		resp, err := http.Get(p.URL + "/metrics")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		text := string(body)
		if quiet++; err != nil || waiting > 0 || !strings.Contains(text, "cham_touches_queued 0\n") ||
			!strings.Contains(text, fmt.Sprintf("cham_feed_lag{reader=%q,workspace=%q} 0\n", "outgoing", workspace)) {
			quiet = 0
		}
		return quiet == 10 // a batch that is visible is published a moment later
	})
}

// seqsOf are the touches that are to be sent on, by message id, with their place
// among them.
func seqsOf(t *testing.T, o app.Options) map[string]int {
	t.Helper()
	a, err := app.Open(t.Context(), o)
	must(t, err)
	defer func() { must(t, a.Close()) }()
	h, err := a.Workspaces.History(t.Context(), workspace)
	must(t, err)
	all, err := h.Latest(t.Context(), "", 1_000_000)
	must(t, err)
	places := map[string]int{}
	for i := range all {
		if one := &all[len(all)-1-i]; one.Name == sentOn {
			places[one.MessageID] = len(places)
		}
	}
	return places
}
