package app_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"cham"
	"cham/capability/campaign"
	"cham/capability/outbox"
	"cham/chamtest/kit"
)

// A mailing that is put off by most servers is paused, with its figures; what was let go on by a person is not paused again for what
// went before, also after a restart.
func TestGuardOutlivesARestart(t *testing.T) {
	for name, options := range databases(t) {
		t.Run(name, func(t *testing.T) {
			m := mailingOf(t, options...)
			m.many(40, "busy")
			c := m.start(draft(m.everybody()))
			c = m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Paused && c.Counts[outbox.Sending] == 0 })
			if c.Why != outbox.ByDelays || c.Guard == nil || c.Guard.N < 20 || c.Guard.N != c.Guard.Of {
				t.Fatalf("%+v %+v", c.Why, c.Guard)
			}
			m.Jump(time.Minute)
			if _, err := m.Campaigns.Resume(t.Context(), kit.Workspace, c.ID); err != nil {
				t.Fatal(err)
			}
			c = m.sentAll(c.ID, 40)
			m.Jump(time.Minute)
			m.complain(c.ID, 0, 3)
			c = m.wait(c.ID, func(c campaign.Shown) bool { return c.Results.Complained == 3 })
			if c.State != campaign.Done {
				t.Errorf("what is over is not paused: %+v", c)
			}
		})
	}
}

// sentAll lets a campaign go to its end, however often it is put off or pauses for that.
func (m mailing) sentAll(id string, n int) campaign.Shown {
	m.t.Helper()
	return m.wait(id, func(c campaign.Shown) bool {
		if c.Counts[outbox.Ready]+c.Counts[outbox.Sending] == 0 {
			m.Jump(time.Minute)
			m.Outbox.Kick()
		}
		if c.State == campaign.Paused {
			if _, err := m.Campaigns.Resume(m.t.Context(), kit.Workspace, id); err != nil {
				m.t.Fatal(err)
			}
		}
		return c.State == campaign.Done && c.Counts[outbox.Sent] == n
	})
}

// complain tells of messages from one place to another that they were marked as spam.
func (m mailing) complain(id string, from, to int) {
	m.t.Helper()
	sent := m.recipients(id, outbox.Sent, "")
	var all []outbox.Return
	for _, it := range sent[from:to] {
		all = append(all, outbox.Return{Kind: outbox.Complained, Message: it.ID})
	}
	if err := m.Outbox.Came(m.t.Context(), kit.Workspace, "", all); err != nil {
		m.t.Fatal(err)
	}
}

// Complaints of what went before a person let it go on do not pause it again, also when the program was ended between: of what goes
// after they do.
func TestComplaintsOutliveARestart(t *testing.T) {
	m := mailingOf(t)
	m.many(20, "u")
	d := draft(m.everybody())
	d.PerHour = 10
	c := m.start(d)
	m.wait(c.ID, func(c campaign.Shown) bool { return c.Counts[outbox.Sent] == 10 })
	m.complain(c.ID, 0, 3)
	c = m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Paused })
	if g := c.Guard; c.Why != outbox.ByComplaints || g == nil || g.N != 3 || g.Of != 10 {
		t.Fatalf("%+v %+v", c.Why, g)
	}
	m.Jump(time.Minute)
	if _, err := m.Campaigns.Resume(t.Context(), kit.Workspace, c.ID); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	m.Reopen()
	m.complain(c.ID, 3, 4)
	if c = m.get(c.ID); c.State != campaign.Running {
		t.Fatalf("paused for what a person had seen: %+v", c)
	}
	m.Jump(2 * time.Hour)
	m.Outbox.Kick()
	c = m.wait(c.ID, func(c campaign.Shown) bool { return c.Counts[outbox.Sent] == 20 })
	if got := fmt.Sprint(c.State); got != "done" {
		t.Error(got)
	}
}

// What failed is tried again for one reason, or of chosen people; what may have left never is.
func TestAgainOfSome(t *testing.T) {
	m := mailingOf(t)
	m.many(2, "full")
	m.many(2, "gone")
	m.many(1, "drop")
	c := m.start(draft(m.everybody()))
	c = m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
	full := m.recipients(c.ID, outbox.Failed, "full")
	if len(full) != 2 || c.Counts[outbox.Failed] != 4 || c.Counts[outbox.Unknown] != 1 {
		t.Fatalf("%+v %+v", full, c)
	}
	again := func(which outbox.Failures) campaign.Shown {
		t.Helper()
		if _, err := m.Campaigns.Again(t.Context(), kit.Workspace, c.ID, which); err != nil {
			t.Fatal(err)
		}
		return m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done && c.Counts[outbox.Waiting] == 0 })
	}
	unknown := m.recipients(c.ID, outbox.Unknown, "")[0].ID
	before := len(m.server.Times())
	c = again(outbox.Failures{Messages: []string{full[0].ID, unknown}})
	got := m.recipients(c.ID, outbox.Failed, "full")
	if len(got) != 2 || c.Counts[outbox.Unknown] != 1 || !got[0].ChangedAt.After(got[1].ChangedAt) {
		t.Errorf("one of them alone: %+v", got)
	}
	if len(m.server.Times()) != before {
		t.Error("what may have left was sent again")
	}
	if c = again(outbox.Failures{Problem: "address"}); len(c.Held) != 1 || c.Held[0].Count != 2 || c.Counts[outbox.Failed] != 2 {
		t.Errorf("those at bad addresses are held now: %+v", c)
	}
}

// What starts is what was seen: of a change and a start at the same time one is refused, and what is shown is what goes.
func TestStartIsOfWhatWasSeen(t *testing.T) {
	for name, options := range databases(t) {
		t.Run(name, func(t *testing.T) {
			m := mailingOf(t, options...)
			m.many(1, "u")
			d := draft(m.everybody())
			d.StartAt = m.Now().Add(24 * time.Hour)
			for range 20 {
				c, err := m.Campaigns.Create(t.Context(), kit.Workspace, d, "u")
				if err != nil {
					t.Fatal(err)
				}
				m.race(c)
			}
		})
	}
}

// race changes and starts a draft at once.
func (m mailing) race(c campaign.Shown) {
	t := m.t
	var both sync.WaitGroup
	var started, written error
	both.Go(func() { _, started = m.Campaigns.Start(t.Context(), kit.Workspace, c.ID, c.Revision, "", "u") })
	both.Go(func() {
		d := c.Draft
		d.Name = "Đã sửa"
		_, written = m.Campaigns.Update(t.Context(), kit.Workspace, c.ID, d)
	})
	both.Wait()
	for _, err := range []error{started, written} {
		if err != nil && cham.ErrorCode(err) != cham.CodeConflict {
			t.Fatal(err)
		}
	}
	if (started == nil) == (written == nil) {
		t.Fatalf("start: %v, change: %v", started, written)
	}
	if started != nil {
		return
	}
	sent, err := m.Store.Outbox().Mailing(t.Context(), kit.Workspace, c.ID)
	var content campaign.Content
	if err == nil {
		err = json.Unmarshal(sent.Content, &content)
	}
	if shown := m.get(c.ID); err != nil || content.Name != shown.Name || shown.Name != c.Name {
		t.Errorf("shown %q, sent %q, %v", shown.Name, content.Name, err)
	}
}
