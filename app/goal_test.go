package app_test

import (
	"fmt"
	"testing"
	"time"

	"cham"
	"cham/capability/campaign"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/chamtest/kit"
	"cham/measure"
)

// booked is a goal that is no purchase.
func booked() *measure.Goal {
	return &measure.Goal{Match: []cham.Match{{Event: "Appointment Booked"}}}
}

// Who books meanwhile is not asked to book any more, by the gate and with its numbers; who booked before the start is.
func TestReachedGoalIsNotSent(t *testing.T) {
	for name, options := range databases(t) {
		t.Run(name, func(t *testing.T) {
			m := mailingOf(t, options...)
			m.many(6, "u")
			m.Touch("u1", "Appointment Booked", m.Now().Add(-time.Hour))
			m.Drain()
			d := draft(m.everybody())
			d.Goal, d.SkipReached, d.PerHour = booked(), true, 2
			c := m.start(d)
			m.wait(c.ID, func(c campaign.Shown) bool { return c.Counts[outbox.Sent] == 2 })
			m.Jump(10 * time.Minute)
			for i := range 6 {
				m.Touch(fmt.Sprint("u", i), "Appointment Booked", m.Now())
			}
			m.Drain()
			m.Jump(3 * time.Hour)
			m.Outbox.Kick()
			c = m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
			if len(c.Held) != 1 || c.Held[0] != (campaign.RuleCount{Rule: reach.RuleReached, Count: 4}) || len(m.server.Messages()) != 2 {
				t.Errorf("%+v, %d came", c.Held, len(m.server.Messages()))
			}
			all, err := m.Store.Reach().Entries(t.Context(), kit.Workspace, nil, c.ID, reach.After{At: m.Now().Add(time.Hour)}, 10)
			said := 0
			for _, e := range all {
				for _, w := range e.Decision.Ways {
					if len(w.Reasons) > 0 && w.Reasons[0].Rule == reach.RuleReached && w.Reasons[0].Count == 1 && !w.Reasons[0].Since.IsZero() {
						said++
					}
				}
			}
			if err != nil || said != 4 {
				t.Errorf("%d in the ledger: %+v %v", said, all, err)
			}
		})
	}
}

// A goal that is no purchase is judged by who reached it, from when the gate let each message go; money is said beside it. What is
// put off on its way does not make its receiver one who was never written to.
func TestGoalIsATouch(t *testing.T) {
	m := mailingOf(t)
	m.many(200, "u")
	m.many(20, "busy")
	d := draft(m.everybody())
	d.Goal, d.SkipReached, d.Holdout = booked(), true, 50
	c := m.start(d)
	m.wait(c.ID, func(c campaign.Shown) bool {
		return c.Counts[outbox.Ready]+c.Counts[outbox.Sending] == 0 && c.Counts[outbox.Sent] > 50
	})
	m.Jump(time.Minute)
	for to := range m.server.Times() {
		m.Touch(to[:len(to)-len("@mocan.vn")], "Appointment Booked", m.Now())
	}
	for i := range 20 { // also who was asked to come again, and never gets it now
		m.Touch(fmt.Sprint("busy", i), "Appointment Booked", m.Now())
	}
	m.Drain()
	m.Jump(10 * time.Minute)
	m.Outbox.Kick()
	c = m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
	m.Jump(8 * 24 * time.Hour)
	trial := m.get(c.ID).Trial
	people, reached := 0, 0
	for _, g := range trial.Groups {
		people, reached = people+g.People, reached+g.Reached
		if g.Buyers != 0 || g.Value != 0 {
			t.Errorf("%+v", g)
		}
	}
	if want := len(m.server.Times()) + 20; people != 220 || reached != want {
		t.Errorf("%d people, %d reached it, want 220, %d: %+v", people, reached, want, trial)
	}
	if l := trial.Lifts[0]; l.Verdict != "helps" || l.Value != (campaign.LiftRange{}) {
		t.Errorf("%+v", l)
	}
}

// A campaign is of no use after its end: what waits then is held, and one that is over is not started.
func TestCampaignEnds(t *testing.T) {
	m := mailingOf(t)
	m.many(4, "u")
	d := draft(m.everybody())
	d.PerHour, d.EndAt = 2, m.Now().Add(30*time.Minute)
	c := m.start(d)
	m.wait(c.ID, func(c campaign.Shown) bool { return c.Counts[outbox.Sent] == 2 })
	m.Jump(2 * time.Hour)
	m.Outbox.Kick()
	c = m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
	if len(c.Held) != 1 || c.Held[0] != (campaign.RuleCount{Rule: reach.RuleBefore, Count: 2}) {
		t.Errorf("%+v", c)
	}
	late, err := m.Campaigns.Create(t.Context(), kit.Workspace, d, "u")
	if err == nil {
		_, err = m.Campaigns.Start(t.Context(), kit.Workspace, late.ID, 0, "", "u")
	}
	if cham.ErrorCode(err) != cham.CodeInvalid {
		t.Error(err)
	}
	d.Goal, d.EndAt = &measure.Goal{Map: "none", Touchpoints: []string{"x"}}, time.Time{}
	check, err := m.Campaigns.Check(t.Context(), kit.Workspace, d)
	if err != nil || len(check.Problems) != 1 || check.Problems[0].Field != "goal" {
		t.Errorf("%+v %v", check.Problems, err)
	}
}
