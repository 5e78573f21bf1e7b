package app_test

import (
	"errors"
	"fmt"
	"io"
	"mime/quotedprintable"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cham"
	"cham/capability/campaign"
	"cham/capability/consent"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/chamtest/kit"
)

var link = regexp.MustCompile(`https://cham\.example\.vn/l/([A-Za-z0-9_.-]+)\?to=`)

// What people do with letters is counted and becomes touches; of who did not agree to be followed it is
// counted how often, and a program that follows every link is nobody.
func TestReturns(t *testing.T) {
	for name, options := range databases(t) {
		t.Run(name, func(t *testing.T) {
			m := mailingOf(t, options...)
			follow := func(user string, fields map[string]any) {
				fields["care"] = "yes"
				m.Identify(user, m.Now().Add(-time.Hour), kit.Trait("shop", "yes"), kit.Trait("name", "Lê "+user),
					kit.Trait("email", user+"@mocan.vn"), kit.Trait("consent", fields))
			}
			for _, user := range []string{"reads", "scanned", "stops"} {
				follow(user, map[string]any{"tracking": "yes"})
			}
			follow("unasked", map[string]any{})
			follow("refused", map[string]any{"tracking": "no"})
			m.settle()
			d := draft(m.everybody())
			d.Letter.Blocks = append(d.Letter.Blocks, letter.Block{Kind: letter.Button, Text: "Xem", URL: "https://mocan.vn"})
			c := m.start(d)
			c = m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
			m.came(c.ID)
		})
	}
}

// came lets each of five do something with the letter they got.
func (m mailing) came(id string) {
	t := m.t
	m.Jump(time.Hour)
	for _, mail := range m.server.Messages() {
		body, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(mail.Body)))
		if err != nil {
			t.Fatal(err)
		}
		found := link.FindStringSubmatch(string(body))
		if found == nil {
			t.Fatalf("no counted link in %s", mail.Body)
		}
		user, _, _ := strings.Cut(mail.To, "@")
		l, err := outbox.OpenLink(found[1], "https://mocan.vn", m.secret)
		if err != nil || (l.Item != "") != (user == "reads" || user == "scanned" || user == "stops") {
			t.Fatalf("%s: %+v %v", user, l, err)
		}
		m.does(user, l)
	}
	m.Jump(2 * time.Minute)
	c := m.wait(id, func(c campaign.Shown) bool { return c.Results.Clicked == 1 && c.Results.Scanned == 1 })
	if r := c.Results; r.Followed != 3 || r.Opened != 1 || r.Unsubscribed != 1 || len(r.Links) != 1 || r.Links[0].People != 1 ||
		r.Links[0].Others != 3 {
		t.Errorf("%+v", r)
	}
	until(t, "the touches", func() (string, bool) {
		m.Drain()
		got := fmt.Sprint(m.events("reads"), m.events("scanned"), m.events("stops"), m.events("unasked"))
		return got, got == "[Email Link Clicked Email Opened] [] [Unsubscribed] []"
	})
}

func (m mailing) secret(ws cham.WorkspaceID) ([]byte, error) { return m.LinkSecret(m.t.Context(), ws) }

func (m mailing) does(user string, l outbox.Link) {
	m.t.Helper()
	var err error
	came := func(all ...outbox.Return) {
		for i := range all {
			all[i].Message = l.Item
		}
		err = errors.Join(err, m.Outbox.Came(m.t.Context(), l.Workspace, "", all))
	}
	count := func(n int) {
		for range n {
			err = errors.Join(err, m.Outbox.Count(m.t.Context(), l.Workspace, l.Mailing, outbox.Clicked, l.What))
		}
	}
	clicked := outbox.Return{Kind: outbox.Clicked, URL: l.What}
	switch user {
	case "reads":
		came(outbox.Return{Kind: outbox.Opened}, clicked, clicked, outbox.Return{Kind: outbox.Delivered})
	case "scanned":
		came(clicked, outbox.Return{Kind: outbox.Visited}, outbox.Return{Kind: outbox.Opened, Machine: true})
	case "stops":
		came(outbox.Return{Kind: outbox.Unsubscribed})
	case "unasked":
		count(1)
	case "refused":
		count(2)
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// events are the names of what somebody did since the letter, in order.
func (m mailing) events(user string) (names []string) {
	m.t.Helper()
	var keys []cham.KeyID
	for _, k := range m.Customer(user).Keys {
		keys = append(keys, k.ID)
	}
	all, err := m.History().Timeline(m.t.Context(), keys, "", time.Time{}, 0, 20)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, r := range all {
		if r.Type.Interaction() {
			names = append(names, r.Name)
		}
	}
	slices.Sort(names)
	return names
}

// Who says no while their letter waits for a connection does not get it.
func TestNoIsHeardAtOnce(t *testing.T) {
	m := mailingOf(t)
	m.server.Slow = 100 * time.Millisecond
	m.many(60, "u")
	c := m.start(draft(m.everybody()))
	m.wait(c.ID, func(campaign.Shown) bool { return len(m.server.Messages()) > 0 })
	ready, err := m.Store.Outbox().Items(t.Context(), kit.Workspace, c.ID, outbox.Ready, "", "", 100)
	if err != nil || len(ready) < 20 {
		t.Fatal(len(ready), err)
	}
	last := ready[len(ready)-1]
	no := []consent.Record{{Purpose: consent.Care, State: consent.No, Collector: consent.ByCustomer}}
	if err := m.Consents.Say(t.Context(), kit.Workspace, last.Key, "", no); err != nil {
		t.Fatal(err)
	}
	m.wait(c.ID, func(c campaign.Shown) bool { return c.State == campaign.Done })
	it, err := m.Store.Outbox().Item(t.Context(), kit.Workspace, c.ID, last.ID)
	if err != nil || it.State != outbox.Held || it.Rule != reach.RuleRefused || len(m.server.Messages()) != 59 {
		t.Errorf("%+v %v, %d sent", it, err, len(m.server.Messages()))
	}
}
