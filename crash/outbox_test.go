package crash

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/capability/campaign"
	"cham/capability/capture"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/capability/voucher"
	"cham/chamtest"
	"cham/chamtest/mailserver"
	"cham/measure"
)

// Campaigns that are killed again and again while they leave write to nobody
// twice and forget nobody: each message ends in one state, and what the mail
// server has is known as sent, or as unknown.
func TestKillSendingCampaigns(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killSendingCampaigns(t, "") })
	t.Run("postgres", func(t *testing.T) { killSendingCampaigns(t, chamtest.Postgres(t)) })
}

const (
	written   = 600 // customers
	campaigns = 10
)

func killSendingCampaigns(t *testing.T, databaseURL string) {
	server := mailserver.New(t)
	server.Slow = time.Millisecond
	t.Setenv("CHAM_FETCH_FROM", "127.0.0.1/32")
	dir := t.TempDir()
	must(t, Prepare(t.Context(), dir, databaseURL))
	startCampaigns(t, app.Options{Data: dir, DatabaseURL: databaseURL}, server)
	p, err := NewProcess(program(t), dir, databaseURL)
	must(t, err)
	t.Cleanup(func() { p.Kill() })
	db := stateOf(t, dir, databaseURL)
	for _, now := range []string{"UPDATE mailing SET start_at = 0", "UPDATE outbox SET due_at = 0"} {
		_, err := db.Exec(now)
		must(t, err)
	}
	var r Report
	must(t, r.killAll(t.Context(), Config{Kills: kills(t), Seed: uint64(os.Getpid())}, p))
	during := len(server.Messages())
	startReady(t, p)
	await(t, "the campaigns are done", func() bool {
		var open int
		must(t, db.QueryRow("SELECT count(*) FROM mailing WHERE state <> 'done'").Scan(&open))
		return open == 0
	})
	must(t, p.Stop())
	checkSent(t, db, server)
	t.Logf("%d kills (%d while starting): %d of %d messages left while it was killed", kills(t), r.Early, during, written*campaigns)
	if during == 0 {
		t.Error("nothing was being sent when it was killed")
	}
}

// startCampaigns is a business whose campaigns leave in an hour.
func startCampaigns(t *testing.T, o app.Options, server *mailserver.Server) {
	a, err := app.Open(t.Context(), o)
	must(t, err)
	src, err := a.Sources.Source(t.Context(), workspace, "crash")
	must(t, err)
	var calls []any
	for i := range written {
		calls = append(calls, map[string]any{"type": "identify", "messageId": fmt.Sprint("c", i), "userId": fmt.Sprint("u", i),
			"traits": map[string]any{"email": fmt.Sprintf("u%d@mocan.vn", i), "consent": map[string]any{"care": "yes"}}})
	}
	body, err := json.Marshal(map[string]any{"batch": calls})
	must(t, err)
	batch, err := capture.Decode(body, "")
	must(t, err)
	_, err = a.Accepter.Accept(t.Context(), src, batch, capture.Meta{ReceivedAt: time.Now()})
	must(t, err)
	await(t, "consents are known", func() bool {
		ids, err := a.Campaigns.Members(t.Context(), workspace, everybody(t, a))
		said, err2 := a.Store.Consents().Said(t.Context(), workspace, keysOf(ids))
		return err == nil && err2 == nil && len(ids) == written && len(said) == written
	})
	settings := reach.Defaults()
	settings.Hours, settings.Holidays, settings.PerDay, settings.PerWeek = nil, false, 20, 50
	must(t, a.Reach.PutSettings(t.Context(), workspace, settings, "an"))
	account, err := json.Marshal(map[string]any{"host": server.Host, "port": server.Port, "security": "none", "from": "shop@mocan.vn"})
	must(t, err)
	must(t, a.Store.Outbox().PutAccount(t.Context(), outbox.Account{Workspace: workspace, Way: reach.Email, Settings: account,
		PerMinute: outbox.MostPerMinute}, "an", time.Now()))
	pool := fillPool(t, a)
	for i := range campaigns {
		c, err := a.Campaigns.Create(t.Context(), workspace, campaign.Draft{Name: fmt.Sprint("c", i), Class: reach.Care, Segment: "all",
			Lang: "vi", StartAt: time.Now().Add(time.Hour), Voucher: pool,
			Letter: letter.Letter{Subject: fmt.Sprint("Tin ", i), Blocks: []letter.Block{{Kind: letter.Text, Text: "{{ voucher.code }}"}}}}, "an")
		must(t, err)
		_, err = a.Campaigns.Start(t.Context(), workspace, c.ID, 0, "https://cham.example.vn", "an")
		must(t, err)
	}
	must(t, a.Close())
}

// fillPool makes a pool with a code for each message, and none to spare.
func fillPool(t *testing.T, a *app.App) string {
	pool, err := a.Vouchers.Create(t.Context(), workspace, voucher.PoolDraft{Name: "just enough"})
	must(t, err)
	var lines []voucher.Line
	for i := range written * campaigns {
		lines = append(lines, voucher.Line{Number: i, Text: fmt.Sprintf("CODE%05d", i)})
	}
	added, err := a.Vouchers.Add(t.Context(), workspace, pool.ID, lines)
	must(t, err)
	if added.Added != len(lines) {
		t.Fatalf("%d of %d codes were added", added.Added, len(lines))
	}
	return pool.ID
}

// everybody is the segment of all who have an e-mail.
func everybody(t *testing.T, a *app.App) string {
	err := a.Store.Segments().CreateSegment(t.Context(), workspace, measure.SavedSegment{ID: "all", Name: "all",
		Rule: &measure.SegmentRule{Reach: cham.KeyEmail}})
	if err != nil && cham.ErrorCode(err) != cham.CodeConflict {
		t.Fatal(err)
	}
	return "all"
}

func keysOf(ids []cham.CustomerID) []cham.KeyID {
	keys := make([]cham.KeyID, len(ids))
	for i, id := range ids {
		keys[i] = cham.KeyID(id)
	}
	return keys
}

var codeIn = regexp.MustCompile(`CODE\d{5}`)

// checkSent holds what the mail server has against what is known.
func checkSent(t *testing.T, db *sql.DB, server *mailserver.Server) {
	t.Helper()
	rows, err := db.Query("SELECT id, state FROM outbox")
	must(t, err)
	defer rows.Close()
	states, counts := map[string]outbox.State{}, map[outbox.State]int{}
	for rows.Next() {
		var id string
		var state outbox.State
		must(t, rows.Scan(&id, &state))
		states["<"+id+"@mocan.vn>"] = state
		counts[state]++
	}
	must(t, rows.Err())
	came, codes := map[string]int{}, map[string]string{}
	for _, m := range server.Messages() {
		came[m.ID]++
		if came[m.To+m.Header.Get("Subject")]++; came[m.ID] > 1 || came[m.To+m.Header.Get("Subject")] > 1 {
			t.Errorf("%s came twice to %s", m.Header.Get("Subject"), m.To)
		}
		code := codeIn.FindString(m.Body)
		if to := codes[code]; code == "" || to != "" {
			t.Errorf("%q went to %s and %s", code, to, m.To)
		}
		codes[code] = m.To
		if s := states[m.ID]; s != outbox.Sent && s != outbox.Unknown {
			t.Errorf("%s came, and is %q", m.ID, s)
		}
	}
	for id, s := range states {
		if s == outbox.Sent && came[id] != 1 {
			t.Errorf("%s is known as sent and never came", id)
		}
	}
	var contacts int
	must(t, db.QueryRow("SELECT count(*) FROM reach_decision WHERE verdict = 'now' AND outcome <> 'failed'").Scan(&contacts))
	if counts[outbox.Sent]+counts[outbox.Unknown] != written*campaigns || contacts != written*campaigns {
		t.Errorf("of %d messages: %v, %d contacts in the ledger", written*campaigns, counts, contacts)
	}
	t.Logf("%v", counts)
}
