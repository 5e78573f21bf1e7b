package server

import (
	"context"
	"fmt"
	"time"

	"cham"
	"cham/capability/campaign"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/capability/task"
)

// demoCalls is the campaign of the simulated business that people make by telephone; demoListed are on its call list.
const (
	demoCalls  = "demo-calls"
	demoListed = 18
)

// demoScripts are what is said, by language.
var demoScripts = map[string]string{
	"vi": "Chào {{ salutation }} {{ name | default: \"ơi\" }}, em gọi từ {{ business }}.\nLâu rồi mình chưa ghé, da dạo này thế nào ạ?\n" +
		"Nếu khách hỏi giá: gói cũ vẫn giữ giá đến cuối tháng.",
	"en": "Hello {{ name | default: \"there\" }}, this is {{ business }}.\nIt has been a while: how is your skin doing?\n" +
		"If they ask about prices: the old package keeps its price until the end of the month.",
}

func demoCallDraft(lang string) campaign.Draft {
	return campaign.Draft{Name: demoWord(lang, demoCalls), Class: reach.Care, Segment: demoQuiet, Lang: lang, Ways: []reach.Way{reach.Call},
		Texts: map[reach.Way]letter.Note{reach.Call: {Text: demoScripts[lang]}}}
}

// demoEnds are how the first calls of the list ended.
var demoEnds = []task.Result{{Outcome: task.Interested}, {Outcome: task.NoAnswer}, {Outcome: task.NotInterested},
	{Outcome: task.CallAgain}, {Outcome: task.WrongNumber}, {Outcome: task.Interested}}

// call gives the business a call list with some calls made, once, of customers who got no letter: they would be written to and
// called on one day.
func (d *Demo) call(ctx context.Context, ws cham.WorkspaceID) error {
	if d.called || !d.reacted {
		return nil
	}
	_, err := d.app.Store.Tasks().Task(ctx, ws, demoCallID(0))
	if cham.ErrorCode(err) != cham.CodeNotFound {
		d.called = err == nil
		return err
	}
	c, err := d.app.Store.Campaigns().Campaign(ctx, ws, demoCalls)
	if err != nil {
		d.called = cham.ErrorCode(err) == cham.CodeNotFound // somebody removed it
		return ignoreNotFound(err)
	}
	items, err := d.app.Store.Outbox().Items(ctx, ws, demoThanks, outbox.Held, campaign.RuleHoldout, "", demoListed)
	if err != nil {
		return err
	}
	for i := range items {
		if err := d.list(ctx, ws, &c, i, items[i].Customer); err != nil {
			return err
		}
	}
	d.called = true
	return nil
}

func ignoreNotFound(err error) error {
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return nil
	}
	return err
}

func demoCallID(i int) string { return fmt.Sprintf("demo-call-%02d", i) }

// list puts one customer on the call list, and makes the call when it is one of the first.
func (d *Demo) list(ctx context.Context, ws cham.WorkspaceID, c *campaign.Campaign, i int, id cham.CustomerID) error {
	now := d.app.Now()
	script, err := d.script(ctx, ws, c, id)
	if err != nil || script == "" {
		return err
	}
	key, err := d.app.Tasks.Key(ctx, ws, id)
	if err != nil {
		return ignoreNotFound(err)
	}
	t := task.Task{Workspace: ws, ID: demoCallID(i), Kind: task.Call, Class: c.Class, Title: c.Name, Script: script, Key: key,
		DueAt: now.Add(-time.Duration(demoListed-i) * 90 * time.Minute), ExpiresAt: now.AddDate(0, 0, 14)}
	if err := d.app.Tasks.Put(ctx, t); err != nil || i >= len(demoEnds) {
		return err
	}
	end := demoEnds[i]
	end.ID = demoCallID(i) + "-end"
	if end.Outcome == task.CallAgain {
		end.Again = now.Add(26 * time.Hour)
	}
	_, err = d.app.Tasks.Finish(ctx, ws, t.ID, task.Doer{Name: "Thu Hà", All: true}, end)
	return err
}

// script is what is said to one customer, "" when something of it is not known.
func (d *Demo) script(ctx context.Context, ws cham.WorkspaceID, c *campaign.Campaign, id cham.CustomerID) (string, error) {
	compiled, err := c.Compile()
	if err != nil {
		return "", err
	}
	content := campaign.Content{Campaign: *c}
	if content.Business, content.Contact, err = d.app.Campaigns.From(ctx, ws); err != nil {
		return "", err
	}
	fields, err := d.app.Campaigns.Fields(ctx, ws, []cham.CustomerID{id}, c.Lang)
	if err != nil {
		return "", err
	}
	p, _, err := content.Write(compiled, id, reach.Call, fields[0], campaign.Links{})
	return p.Text, err
}
