package server

import (
	"context"
	"encoding/json"
	"time"

	"cham"
	"cham/capability/campaign"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/demo"
	"cham/locale"
	"cham/measure"
)

// The segments and campaigns that the simulated business has, by the ends of their
// words in locale/.
const (
	demoBuyers, demoQuiet  = "demo-buyers", "demo-quiet"
	demoThanks, demoReturn = "demo-thanks", "demo-return"
)

// demoHoldout is how many in a hundred get none of a campaign, to compare with.
const demoHoldout = 10

// demoSilence is after how many days without a purchase a customer is one to be won back.
const demoSilence = 60

// campaigns gives the workspace a channel that keeps what is sent, segments, a
// campaign that goes once the history is there, and one to try. What it has it keeps.
func (d *Demo) campaigns(ctx context.Context, ws cham.WorkspaceID, lang string) error {
	if lang != "en" {
		lang = "vi"
	}
	silent := float64(demoSilence)
	for id, rule := range map[string]measure.SegmentRule{
		demoBuyers: {Buy: &measure.BuyRule{}},
		demoQuiet:  {Buy: &measure.BuyRule{SinceDays: &measure.Range{AtLeast: &silent}}},
	} {
		g := measure.SavedSegment{ID: id, Name: demoWord(lang, id), Rule: &rule, CreatedAt: d.app.Now().UTC()}
		if err := d.app.Store.Segments().CreateSegment(ctx, ws, g); err != nil && cham.ErrorCode(err) != cham.CodeConflict {
			return err
		}
	}
	for id, c := range map[string]struct {
		segment, letter string
		class           reach.Class
	}{demoThanks: {demoBuyers, "thanks", reach.Care}, demoReturn: {demoQuiet, "return", reach.Marketing}} {
		draft := campaign.Draft{Name: demoWord(lang, id), Class: c.class, Segment: c.segment, Lang: lang, Letter: readyLetter(lang, c.letter),
			Holdout: demoHoldout}
		err := d.app.Store.Campaigns().CreateCampaign(ctx, ws, campaign.Campaign{ID: id, Draft: draft, CreatedAt: d.app.Now().UTC()})
		if err != nil && cham.ErrorCode(err) != cham.CodeConflict {
			return err
		}
	}
	calls := campaign.Campaign{ID: demoCalls, Draft: demoCallDraft(lang), CreatedAt: d.app.Now().UTC()}
	err := d.app.Store.Campaigns().CreateCampaign(ctx, ws, calls)
	if err != nil && cham.ErrorCode(err) != cham.CodeConflict {
		return err
	}
	return d.channels(ctx, ws)
}

func demoWord(lang, id string) string { return locale.Text(lang, "sending."+id, nil) }

func readyLetter(lang, key string) letter.Letter {
	for _, l := range letter.Ready(lang) {
		if l.Key == key {
			return l.Letter
		}
	}
	return letter.Letter{}
}

// channels are a mail server that nobody is asked for, as app sends nothing of a
// simulated business, and people who call.
func (d *Demo) channels(ctx context.Context, ws cham.WorkspaceID) error {
	settings, err := json.Marshal(map[string]any{"host": "smtp.mocan.example", "port": 465, "security": "tls", "from": "shop@mocan.example",
		"fromName": demo.Business})
	if err != nil {
		return err
	}
	if err := d.channel(ctx, outbox.Account{Workspace: ws, Way: reach.Email, Settings: settings, PerMinute: 6000}); err != nil {
		return err
	}
	return d.channel(ctx, outbox.Account{Workspace: ws, Way: reach.Call, Settings: []byte(`{"days":7}`), PerMinute: 600})
}

// channel keeps an account, unless there is one.
func (d *Demo) channel(ctx context.Context, a outbox.Account) error {
	_, _, err := d.app.Store.Outbox().Account(ctx, a.Workspace, a.Way)
	if cham.ErrorCode(err) != cham.CodeNotFound {
		return err
	}
	return d.app.Outbox.SetAccount(ctx, a, map[string]string{}, "")
}

// thank lets the campaign go that has results to look at, once.
func (d *Demo) thank(ctx context.Context, ws cham.WorkspaceID) error {
	_, err := d.app.Campaigns.Start(ctx, ws, demoThanks, 0, "https://mocan.example", "")
	switch cham.ErrorCode(err) {
	case cham.CodeConflict, cham.CodeNotFound, cham.CodeInvalid: // it went before, or somebody changed it
		return nil
	}
	return err
}

// How a hundred of the simulated customers answer a letter.
const (
	demoOpen, demoClick = 44, 11
	demoBounce          = 1
	demoStop            = 1 // of those who do not click
	readAfter           = 10 * time.Second
)

// react lets the simulated customers do something with the campaign that went, once, when
// they had time to read it.
func (d *Demo) react(ctx context.Context, ws cham.WorkspaceID) error {
	if d.reacted {
		return nil
	}
	c, err := d.app.Campaigns.Get(ctx, ws, demoThanks)
	if cham.ErrorCode(err) == cham.CodeNotFound || err == nil && c.State == campaign.Done && len(c.Results.Links) > 0 {
		d.reacted = true // somebody removed it, or they did before
		return nil
	}
	if err != nil || c.State != campaign.Done || d.app.Now().Before(c.EndedAt.Add(readAfter)) {
		return err
	}
	link := "https://mocan.example"
	for after := ""; ; {
		items, err := d.app.Store.Outbox().Items(ctx, ws, demoThanks, outbox.Sent, "", after, demoChunk)
		if err != nil {
			return err
		}
		var all []outbox.Return
		for i := range items {
			if err := d.answers(ctx, &items[i], link, &all); err != nil {
				return err
			}
			after = items[i].ID
		}
		if err := d.app.Outbox.Came(ctx, ws, reach.Email, all); err != nil || len(items) < demoChunk {
			d.reacted = err == nil
			return err
		}
	}
}

// answers is what one of them does: who agreed to be followed by name, of others it is counted.
func (d *Demo) answers(ctx context.Context, it *outbox.Item, link string, to *[]outbox.Return) error {
	lot := int(uint64(it.Customer) * 2654435761 % 1000)
	if lot < demoBounce*10 {
		*to = append(*to, outbox.Return{Kind: outbox.Bounced, Message: it.ID, Problem: "address", NoSuchAddress: true})
		return nil
	}
	var does []outbox.Return
	if lot%100 < demoOpen {
		does = append(does, outbox.Return{Kind: outbox.Opened, Message: it.ID})
	}
	if lot%100 < demoClick {
		does = append(does, outbox.Return{Kind: outbox.Clicked, Message: it.ID, URL: link})
	} else if lot%100 < demoClick+demoStop {
		does = append(does, outbox.Return{Kind: outbox.Unsubscribed, Message: it.ID})
	}
	if it.Followed {
		*to = append(*to, does...)
		return nil
	}
	for _, r := range does {
		if r.Kind == outbox.Unsubscribed {
			*to = append(*to, r)
		} else if err := d.app.Outbox.Count(ctx, it.Workspace, it.Mailing, r.Kind, r.URL); err != nil {
			return err
		}
	}
	return nil
}
