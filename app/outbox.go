package app

import (
	"cmp"
	"context"
	"encoding/json"
	mathrand "math/rand/v2"
	"time"

	"cham"
	"cham/capability/campaign"
	"cham/capability/heard"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/channel/email"
	"cham/channel/messenger"
	"cham/channel/own"
	"cham/channel/people"
	"cham/channel/provider"
	"cham/channel/sms"
	"cham/channel/zalo"
	"cham/locale"
)

// lines is how many connections an account opens at most.
const lines = 8

// outboxOf joins what is sent to the gate, the channels, and what is known of customers.
func (a *App) outboxOf() {
	a.Onsite = a.onsiteOf()
	a.tasksOf()
	a.channels()
	a.Heard = heard.New(heard.Config{Own: a.ownWay, Sources: a.Sources, Accepter: a.Accepter, Keys: a.customerKeys, NewID: a.NewID, Now: a.Now,
		Name: func(context.Context, cham.WorkspaceID) (string, error) {
			return locale.Text("vi", "sending.source", nil), nil
		}})
	a.Outbox = outbox.New(outbox.Config{Store: a.Store.Outbox(), Gate: a.Reach, Senders: a.Senders, Write: a.writeLetters, Tell: a.Heard.Tell,
		Refuse: a.refuse, Hold: func(m *outbox.Mailing, items []outbox.Item) (string, []bool, error) {
			return a.Campaigns.Hold(m, items)
		},
		Seal: a.Secrets, Now: a.Now, Jitter: mathrand.Float64, Log: a.Log, Lines: lines})
	a.vouchersOf()
	a.Campaigns = campaign.New(campaign.Config{Store: a.Store.Campaigns(), Outbox: a.Outbox, Ask: a.Reach.Ask, Members: a.segmentMembers,
		Fields: a.letterFields, From: a.letterFrom, Current: a.currentCustomers, Reached: a.reached,
		BestHours: a.bestHours, Vouchers: a.Vouchers, NewID: a.NewID, Now: a.Now})
}

// channels are the ways messages go, and what comes back of them.
func (a *App) channels() {
	a.mail = email.New(a.FetchFrom, nil, a.Now)
	a.mailbox = email.NewMailbox(a.mail, a.Log)
	calls := provider.New(a.FetchFrom, nil)
	texts := sms.New(calls, a.Now)
	for name := range texts.Hosts {
		if host := a.Services[string(name)]; host != "" {
			texts.Hosts[name] = host
		}
	}
	hosts := zalo.Public()
	if at := a.Services["zalo"]; at != "" {
		hosts = zalo.Hosts{OpenAPI: at, Business: at, OAuth: at}
	}
	a.Zalo = zalo.New(calls, hosts, func(ctx context.Context, ws cham.WorkspaceID,
		fresh func(context.Context, string) (string, error)) (string, error) {
		return a.Outbox.Renew(ctx, ws, reach.Zalo, fresh)
	}, a.Now)
	oa, zns := a.Zalo.OA(), a.Zalo.ZNS()
	page := messenger.New(calls, cmp.Or(a.Services["messenger"], messenger.Public), a.Now)
	system := own.New(calls, a.Services["own"], a.Now)
	a.receivers = map[reach.Way]outbox.Receiver{reach.Email: a.mail, reach.SMS: texts, reach.Zalo: oa, reach.ZNS: zns,
		reach.Messenger: page, reach.Own: system}
	if a.Senders == nil {
		a.Senders = map[reach.Way]outbox.Sender{}
		for way, sender := range map[reach.Way]outbox.Sender{reach.Email: a.mail, reach.SMS: texts,
			reach.Zalo: oa, reach.ZNS: zns, reach.Messenger: page, reach.Own: system, reach.Web: a.Onsite} {
			a.Senders[way] = tame{sender, a.simulated}
		}
	}
	if a.Senders[reach.Call] == nil {
		a.Senders[reach.Call] = people.New(a.Tasks, a.Now) // what it sends stays here
	}
}

// tame sends nothing of a simulated business: its customers' addresses are made up,
// and may be somebody's.
type tame struct {
	outbox.Sender
	simulated func(context.Context, cham.WorkspaceID) (bool, error)
}

// Connect implements outbox.Sender.
func (s tame) Connect(ctx context.Context, a outbox.Account) (outbox.Line, error) {
	is, err := s.simulated(ctx, a.Workspace)
	switch {
	case err != nil:
		return nil, &outbox.Failure{Kind: outbox.Blocked, Problem: "unreachable", Err: err}
	case is:
		return sink{}, nil
	}
	return s.Sender.Connect(ctx, a)
}

// sink takes messages and lets nobody have them.
type sink struct{}

// Send implements outbox.Line.
func (sink) Send(context.Context, outbox.Parcel) (outbox.Answer, error) {
	return outbox.Answer{Words: "kept here: of a simulation"}, nil
}

// Close implements outbox.Line.
func (sink) Close() error { return nil }

func (a *App) simulated(ctx context.Context, ws cham.WorkspaceID) (bool, error) {
	w, err := a.Store.Access().Workspace(ctx, ws)
	return w.Demo, err
}

func (a *App) segmentMembers(ctx context.Context, ws cham.WorkspaceID, id string) ([]cham.CustomerID, error) {
	saved, err := a.Store.Segments().Segment(ctx, ws, id)
	if err != nil {
		return nil, err
	}
	w, err := a.Store.Access().Workspace(ctx, ws)
	if err != nil {
		return nil, err
	}
	return a.Questions.SegmentCustomers(ctx, w, saved)
}

// letterFrom is a business's name, and the address that answers reach.
func (a *App) letterFrom(ctx context.Context, ws cham.WorkspaceID) (business, contact string, err error) {
	w, err := a.Store.Access().Workspace(ctx, ws)
	if err != nil {
		return "", "", err
	}
	account, _, err := a.Store.Outbox().Account(ctx, ws, reach.Email)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return w.Name, "", nil
	}
	var s email.Settings
	if err == nil {
		err = json.Unmarshal(account.Settings, &s)
	}
	return w.Name, cmp.Or(s.ReplyTo, s.From), err
}

func (a *App) letterFields(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID, lang string) ([]letter.Fields, error) {
	found, err := a.Resolver.Profiles(ctx, ws, ids)
	if err != nil {
		return nil, err
	}
	all := make([]letter.Fields, len(found))
	for i, p := range found {
		all[i] = letter.FieldsOf(p.Name, p.Traits, lang)
	}
	return all, nil
}

// ownWay is what a business's own system stands for; the zero one when it has none.
func (a *App) ownWay(ctx context.Context, ws cham.WorkspaceID) (reach.OwnWay, error) {
	account, _, err := a.Store.Outbox().Account(ctx, ws, reach.Own)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return reach.OwnWay{}, nil
	}
	var s own.Settings
	if err == nil {
		err = json.Unmarshal(account.Settings, &s)
	}
	return s.Way(), err
}

// CountSMS is a text as a business would send it by SMS, what it counts as, and its price in
// đồng; without accents while nothing is set.
func (a *App) CountSMS(ctx context.Context, ws cham.WorkspaceID, text string) (sent string, n sms.Parts, price int64, err error) {
	account, _, err := a.Store.Outbox().Account(ctx, ws, reach.SMS)
	var s sms.Settings
	if err == nil {
		err = json.Unmarshal(account.Settings, &s)
	} else if cham.ErrorCode(err) == cham.CodeNotFound {
		err = nil
	}
	if sent = text; !s.Unicode {
		sent = sms.Plain(text)
	}
	n, price = s.Price(text)
	return sent, n, price, err
}

// currentCustomers are the customers that keys lead to now.
func (a *App) currentCustomers(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID) (map[cham.KeyID]cham.CustomerID, error) {
	nodes, err := a.Store.Graph().NodesByID(ctx, ws, keys)
	all := make(map[cham.KeyID]cham.CustomerID, len(nodes))
	for _, n := range nodes {
		all[n.ID] = n.Customer
	}
	return all, err
}

func (a *App) bestHours(ctx context.Context, ws cham.WorkspaceID, ids []cham.CustomerID) ([]int, *time.Location, error) {
	zone, err := a.zone(ctx, ws)
	if err != nil {
		return nil, nil, err
	}
	hours, err := a.Index.BestHours(ctx, ws, ids, zone)
	return hours, zone, err
}
