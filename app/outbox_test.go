package app_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/app"
	"cham/capability/campaign"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/chamtest/kit"
	"cham/chamtest/mailserver"
	"cham/measure"
)

// mailing is a business that sends e-mails through a server of this test.
type mailing struct {
	reached
	server *mailserver.Server
}

func mailingOf(t *testing.T, with ...kit.Option) mailing {
	m := mailing{reachable(t, append(with, kit.Fetching("127.0.0.0/8"))...), mailserver.New(t)}
	settings, err := json.Marshal(map[string]any{"host": m.server.Host, "port": m.server.Port, "security": "none", "from": "shop@mocan.vn",
		"fromName": "Mộc An"})
	if err != nil {
		t.Fatal(err)
	}
	err = m.Outbox.SetAccount(t.Context(), outbox.Account{Workspace: kit.Workspace, Way: reach.Email, Settings: settings, PerMinute: 60_000},
		map[string]string{}, "u")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// everybody is a segment of all who were ever identified.
func (m mailing) everybody() string {
	m.t.Helper()
	g := measure.SavedSegment{ID: "all", Name: "Tất cả",
		Rule: &measure.SegmentRule{Trait: &measure.TraitRule{Name: "shop", Is: []string{"yes"}}}}
	if err := m.Store.Segments().CreateSegment(m.t.Context(), kit.Workspace, g); err != nil {
		m.t.Fatal(err)
	}
	return g.ID
}

func (m mailing) start(d campaign.Draft) campaign.Shown {
	m.t.Helper()
	c, err := m.Campaigns.Create(m.t.Context(), kit.Workspace, d, "u")
	if err == nil {
		c, err = m.Campaigns.Start(m.t.Context(), kit.Workspace, c.ID, 0, "https://cham.example.vn", "u")
	}
	if err != nil {
		m.t.Fatal(err)
	}
	return c
}

func (m mailing) get(id string) campaign.Shown {
	m.t.Helper()
	c, err := m.Campaigns.Get(m.t.Context(), kit.Workspace, id)
	if err != nil {
		m.t.Fatal(err)
	}
	return c
}

func (m mailing) wait(id string, is func(campaign.Shown) bool) campaign.Shown {
	m.t.Helper()
	return until(m.t, "the campaign", func() (campaign.Shown, bool) { c := m.get(id); return c, is(c) })
}

func draft(segment string) campaign.Draft {
	return campaign.Draft{Name: "Cảm ơn", Class: reach.Care, Segment: segment, Lang: "vi", Letter: letter.Letter{
		Subject: "Chào {{ name }}",
		Blocks:  []letter.Block{{Kind: letter.Text, Text: "Cảm ơn {{ salutation }} {{ name }}.\n\nXem https://mocan.vn"}}}}
}

func TestCampaign(t *testing.T) {
	for name, options := range databases(t) {
		t.Run(name, func(t *testing.T) {
			m := mailingOf(t, options...)
			shop := kit.Trait("shop", "yes")
			for i := range 30 {
				m.customer(fmt.Sprint("u", i), shop, kit.Trait("email", fmt.Sprintf("u%d@mocan.vn", i)),
					kit.Trait("name", fmt.Sprint("Lê Thị ", i)))
			}
			m.customer("gone", shop, kit.Trait("email", "gone@mocan.vn"), kit.Trait("name", "Không Ai"))
			m.customer("busy", shop, kit.Trait("email", "busy@mocan.vn"), kit.Trait("name", "Bận"))
			m.customer("drop", shop, kit.Trait("email", "drop@mocan.vn"), kit.Trait("name", "Rớt"))
			m.customer("nameless", shop, kit.Trait("email", "nameless@mocan.vn"))
			m.customer("hotline", shop, kit.Trait("phone", "0903118274"), kit.Trait("name", "Không Thư"))
			m.Touch("nameless", "Viewed", m.Now())
			m.Identify("unasked", m.Now(), shop, kit.Trait("email", "unasked@mocan.vn"), kit.Trait("name", "Chưa Hỏi"))
			m.settle()
			m.campaign()
		})
	}
}

// many customers of the shop, by the beginning of their addresses.
func (m mailing) many(n int, begins string) {
	for i := range n {
		m.Identify(fmt.Sprint(begins, i), m.Now().Add(-time.Hour), kit.Trait("shop", "yes"), kit.Trait("name", fmt.Sprint("Lê ", i)),
			kit.Trait("email", fmt.Sprintf("%s%d@mocan.vn", begins, i)), kit.Trait("consent", map[string]any{"care": "yes"}))
	}
	m.settle()
}

func (m mailing) pace(perMinute int) {
	m.t.Helper()
	a, _, err := m.Store.Outbox().Account(m.t.Context(), kit.Workspace, reach.Email)
	if err == nil {
		a.PerMinute, a.Secret = perMinute, ""
		err = m.Outbox.SetAccount(m.t.Context(), a, map[string]string{}, "u")
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// Who is paused and resumed while messages are under way, greylisted at that, loses
// nobody and writes to nobody twice.
func TestPauseLosesNobody(t *testing.T) {
	m := mailingOf(t)
	m.server.Slow = 20 * time.Millisecond
	m.many(60, "busy")
	c := m.start(draft(m.everybody()))
	for range 5 {
		m.wait(c.ID, func(campaign.Shown) bool {
			return len(m.server.Messages()) > 0 || m.get(c.ID).State == campaign.Running
		})
		if _, err := m.Campaigns.Pause(t.Context(), kit.Workspace, c.ID); err != nil && cham.ErrorCode(err) != cham.CodeConflict {
			t.Fatal(err)
		}
		if _, err := m.Campaigns.Resume(t.Context(), kit.Workspace, c.ID); err != nil && cham.ErrorCode(err) != cham.CodeConflict {
			t.Fatal(err)
		}
	}
	c = m.wait(c.ID, func(c campaign.Shown) bool {
		if c.Counts[outbox.Ready]+c.Counts[outbox.Sending] == 0 { // each was told to come again
			m.Jump(time.Minute)
			m.Outbox.Kick()
		}
		if c.Why == outbox.ByDelays { // nothing but delays pauses by itself
			if _, err := m.Campaigns.Resume(t.Context(), kit.Workspace, c.ID); err != nil {
				t.Fatal(err)
			}
		}
		return c.State == campaign.Done
	})
	if c.Counts[outbox.Sent] != 60 || len(m.server.Messages()) != 60 {
		t.Errorf("%+v; %d came", c.Counts, len(m.server.Messages()))
	}
	for to, n := range m.server.Times() {
		if n != 1 {
			t.Errorf("%s was written to %d times", to, n)
		}
	}
}

// A campaign that is started later goes beside an earlier one, and a change of the
// account holds at once.
func TestLaterCampaignGoesBeside(t *testing.T) {
	m := mailingOf(t)
	m.pace(120)
	m.many(100, "u")
	all := m.everybody()
	first := m.start(draft(all))
	m.wait(first.ID, func(c campaign.Shown) bool { return c.Counts[outbox.Sent] > 0 })
	second := m.start(draft(all))
	m.wait(second.ID, func(c campaign.Shown) bool { return c.Counts[outbox.Sent] > 0 })
	if c := m.get(first.ID); c.State != campaign.Running {
		t.Errorf("it waited for the first: %+v", c)
	}
	m.pace(60_000)
	for _, id := range []string{first.ID, second.ID} {
		m.wait(id, func(c campaign.Shown) bool { return c.State == campaign.Done })
	}
}

// What is stopped is over: nothing of it waits.
func TestStopEndsAll(t *testing.T) {
	m := mailingOf(t)
	m.server.Slow = 10 * time.Millisecond
	m.many(45, "u")
	m.many(15, "busy")
	c := m.start(draft(m.everybody()))
	m.wait(c.ID, func(campaign.Shown) bool { return len(m.server.Messages()) > 0 })
	c, err := m.Campaigns.Stop(t.Context(), kit.Workspace, c.ID)
	if err != nil || c.State != campaign.Stopped {
		t.Fatalf("%+v %v", c, err)
	}
	c = m.wait(c.ID, func(c campaign.Shown) bool {
		return c.Counts[outbox.Ready]+c.Counts[outbox.Sending]+c.Counts[outbox.Waiting] == 0
	})
	if n := c.Counts[outbox.Sent] + c.Counts[outbox.Canceled]; n != 60 {
		t.Errorf("%+v", c.Counts)
	}
	if err := m.Store.Outbox().Fill(t.Context(), kit.Workspace, []outbox.Item{{ID: "late", Mailing: c.ID, Customer: 99}}); err != nil {
		t.Fatal(err)
	}
	if got := m.recipients(c.ID, outbox.Waiting, ""); len(got) != 0 {
		t.Errorf("it is filled on: %+v", got)
	}
}

// A command that works on the data sends nothing of it.
func TestOfflineSendsNothing(t *testing.T) {
	m := mailingOf(t)
	m.customer("an", kit.Trait("shop", "yes"), kit.Trait("email", "an@mocan.vn"), kit.Trait("name", "An"))
	d := draft(m.everybody())
	d.StartAt = m.Now().Add(time.Hour)
	c := m.start(d)
	m.Jump(2 * time.Hour)
	o := m.App.Options
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	err := app.Offline(t.Context(), o, "", func(a *app.App, ws cham.WorkspaceID) error {
		for range 500 { // longer than it takes to be written down, which comes first
			got, err := a.Store.Outbox().Mailing(t.Context(), ws, c.ID)
			if err != nil || got.State != outbox.Filling {
				t.Fatalf("%+v %v", got, err)
			}
		}
		return nil
	})
	if err != nil || len(m.server.Messages()) != 0 {
		t.Errorf("%+v %v", m.server.Messages(), err)
	}
	m.Reopen()
	m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done }) // the program does
}

func (m mailing) campaign() {
	t := m.t
	d := draft(m.everybody())
	check, err := m.Campaigns.Check(t.Context(), kit.Workspace, d)
	if err != nil || check.Customers != 36 || check.Now != 34 || check.Never != 2 || len(check.Problems) != 0 ||
		len(check.Missing) != 1 || check.Missing[0] != (campaign.FieldCount{Field: "name", Count: 1}) {
		t.Fatalf("%+v %v", check, err)
	}
	c := m.start(d)
	if _, err := m.Campaigns.Start(t.Context(), kit.Workspace, c.ID, 0, "", "u"); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("started twice: %v", err)
	}
	c = m.wait(c.ID, func(c campaign.Shown) bool {
		return c.Counts[outbox.Sent] == 30 && c.Counts[outbox.Waiting] == 1 && c.Counts[outbox.Unknown] == 1 && c.Counts[outbox.Failed] == 1
	})
	for state, want := range map[outbox.State]int{outbox.Failed: 1, outbox.Unknown: 1, outbox.Held: 3} {
		if c.Counts[state] != want {
			t.Errorf("%s: %d, want %d: %+v", state, c.Counts[state], want, c)
		}
	}
	for rule, n := range map[string]int{reach.RuleUnasked: 1, reach.RuleNoAddress: 1, outbox.RuleMissing: 1} {
		if got := m.recipients(c.ID, outbox.Held, rule); len(got) != n {
			t.Errorf("held by %s: %+v", rule, got)
		}
	}
	m.letters(31) // one of them to who hung up

	// Who was busy is asked again later, and the gate anew.
	m.Jump(10 * time.Minute)
	m.Outbox.Kick()
	c = m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
	if c.Counts[outbox.Sent] != 31 || c.Counts[outbox.Waiting] != 0 {
		t.Errorf("%+v", c)
	}
	m.again(c.ID)
	for to, n := range m.server.Times() {
		if n != 1 {
			t.Errorf("%s was written to %d times", to, n)
		}
	}
}

func (m mailing) recipients(id string, state outbox.State, reason string) []outbox.Item {
	m.t.Helper()
	got, err := m.Store.Outbox().Items(m.t.Context(), kit.Workspace, id, state, reason, "", 100)
	if err != nil {
		m.t.Fatal(err)
	}
	return got
}

// letters looks at what came.
func (m mailing) letters(want int) {
	t := m.t
	all := m.server.Messages()
	if len(all) != want {
		t.Errorf("%d messages came, want %d", len(all), want)
	}
	for _, got := range all {
		link := got.Header.Get("List-Unsubscribe")
		if !strings.HasPrefix(link, "<https://cham.example.vn/p/") || got.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
			t.Errorf("%s cannot stop it: %s", got.To, link)
		}
		if !strings.HasSuffix(got.ID, "@mocan.vn>") {
			t.Errorf("message id %s", got.ID)
		}
	}
}

// again: what failed is tried again when a person asks, and the gate knows the
// address by now; what is unknown is settled by a person alone.
func (m mailing) again(id string) {
	t := m.t
	if _, err := m.Campaigns.Again(t.Context(), kit.Workspace, id, outbox.Failures{}); err != nil {
		t.Fatal(err)
	}
	c := m.wait(id, func(c campaign.Shown) bool { return c.State == campaign.Done })
	if got := m.recipients(id, outbox.Held, reach.RuleBounced); len(got) != 1 || c.Counts[outbox.Failed] != 0 {
		t.Errorf("nobody is there: %+v %+v", got, c)
	}
	unknown := m.recipients(id, outbox.Unknown, "")
	if len(unknown) != 1 || unknown[0].Problem == "" {
		t.Fatalf("%+v", unknown)
	}
	if err := m.Campaigns.Settle(t.Context(), kit.Workspace, id, unknown[0].ID, true); err != nil {
		t.Fatal(err)
	}
	if err := m.Campaigns.Settle(t.Context(), kit.Workspace, id, unknown[0].ID, false); cham.ErrorCode(err) != cham.CodeConflict {
		t.Errorf("settled twice: %v", err)
	}
}
