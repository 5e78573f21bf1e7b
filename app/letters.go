package app

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/capability/campaign"
	"cham/capability/capture"
	"cham/capability/consent"
	"cham/capability/identity"
	"cham/capability/letter"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// writeLetters writes a campaign's messages to some of its people; it is an outbox.Writer.
func (a *App) writeLetters(ctx context.Context, m *outbox.Mailing, items []outbox.Item) ([]outbox.Written, error) {
	w := writer{app: a, mailing: m, code: letter.SampleCode, shorts: map[string]outbox.Short{}}
	if err := json.Unmarshal(m.Content, &w.content); err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "app.writeLetters", err)
	}
	var err error
	if w.compiled, err = w.content.Compile(); err != nil {
		return nil, err
	}
	if w.secret, err = a.LinkSecret(ctx, m.Workspace); err != nil {
		return nil, err
	}
	if w.own, err = a.ownWay(ctx, m.Workspace); err != nil {
		return nil, err
	}
	if w.ends, err = a.Vouchers.End(ctx, m.Workspace, w.content.Voucher); err != nil {
		return nil, err
	}
	ids := make([]cham.CustomerID, len(items))
	for i, it := range items {
		ids[i] = it.Customer
	}
	found, err := a.Resolver.Profiles(ctx, m.Workspace, ids)
	if err != nil {
		return nil, err
	}
	followed, err := a.agreed(ctx, m.Workspace, found)
	if err != nil {
		return nil, err
	}
	all := make([]outbox.Written, len(items))
	write := func(i int) outbox.Written { return w.write(&found[i], &items[i], followed[i]) }
	for i := range items {
		all[i] = write(i)
	}
	if err := w.handOut(ctx, items, all, write); err != nil {
		return nil, err
	}
	return all, a.Store.Outbox().KeepShorts(ctx, slices.Collect(maps.Values(w.shorts)))
}

// writer writes the messages of one campaign.
type writer struct {
	app      *App
	mailing  *outbox.Mailing
	content  campaign.Content
	compiled *campaign.Compiled
	secret   []byte
	own      reach.OwnWay
	// code and ends are the voucher of the message that is written.
	code, ends string
	// shorts are the short links of all messages, by code; they are kept before any leaves.
	shorts map[string]outbox.Short
}

// write writes to one person, or says why there is no message.
func (w *writer) write(p *identity.Profile, it *outbox.Item, followed bool) outbox.Written {
	to := w.app.addressOf(p, w.own.KindOf(it.Way), it.Hash)
	if to == "" {
		return outbox.Written{Gone: true}
	}
	c := &w.content
	page := c.Base + "/p/" + consent.Sign(w.secret, consent.Link{Workspace: w.mailing.Workspace, Key: it.Key,
		Expires: w.app.Now().Truncate(24 * time.Hour).Add(consent.LinkFor)}) + "?m=" + it.ID // written again on the same day, it is the same
	links := signer{w.secret, c.Base, outbox.Link{Workspace: w.mailing.Workspace, Mailing: w.mailing.ID}, c.Says}
	if followed {
		links.link.Item = it.ID
	}
	counted := links.counted
	if it.Way == reach.SMS {
		counted = func(to string) string { return w.short(links.link, to, it.ID) }
		page = w.keep(outbox.Link{Workspace: w.mailing.Workspace, What: page}, it.ID, false)
	}
	parcel, missing, err := c.Write(w.compiled, it.Customer, it.Way, letter.FieldsOf(p.Name, p.Traits, c.Lang).WithVoucher(w.code, w.ends),
		campaign.Links{Unsubscribe: page, Counted: counted, Picture: links.picture()})
	parcel.ID, parcel.To, parcel.Name = it.ID, to, p.Name
	parcel.Mailing, parcel.Class, parcel.Key, parcel.Decision = w.mailing.ID, c.Class, it.Key, it.Decision
	return outbox.Written{Parcel: parcel, Missing: missing, Err: err, Followed: followed}
}

// short is a short address that leads on to a page. It is everybody's only if it stands in the text as it is sent, query
// included, and nobody is followed: else it goes when its receiver is erased.
func (w *writer) short(l outbox.Link, to, item string) string {
	l.What = to
	if l.Personal = !w.content.Says(l.Counted()); l.Item == "" && w.content.Says(to) {
		item = ""
	}
	return w.keep(l, item, true)
}

func (w *writer) keep(l outbox.Link, owner string, counted bool) string {
	s := l.Shorten(w.secret, owner, counted, w.app.Now())
	w.shorts[s.Code] = s
	return w.content.Base + outbox.ShortPath + s.Code
}

// addressOf is the address of a customer that the gate chose, "" when it is theirs no more.
func (a *App) addressOf(p *identity.Profile, kind cham.KeyKind, hash string) string {
	for _, k := range p.Keys {
		if k.Key.Kind == kind && a.erased.Hash(k.Key) == hash {
			return k.Key.Value
		}
	}
	var said string
	if json.Unmarshal(p.Traits[string(kind)], &said) != nil {
		return ""
	}
	if k, ok := capture.NormalizeKey(kind, said); ok && a.erased.Hash(k) == hash {
		return k.Value
	}
	return ""
}

// agreed tells which customers agreed that it is followed what they do with messages.
func (a *App) agreed(ctx context.Context, ws cham.WorkspaceID, customers []identity.Profile) ([]bool, error) {
	var keys []cham.KeyID
	for i := range customers {
		for _, k := range customers[i].Keys {
			keys = append(keys, k.ID)
		}
	}
	said, err := a.Store.Consents().Said(ctx, ws, keys)
	of := map[cham.KeyID][]consent.Record{}
	for _, r := range said {
		of[r.Key] = append(of[r.Key], r)
	}
	all := make([]bool, len(customers))
	for i := range customers {
		var own []consent.Record
		for _, k := range customers[i].Keys {
			own = append(own, of[k.ID]...)
		}
		state, _ := consent.Stand(own, consent.Tracking, "")
		all[i] = state == consent.Yes
	}
	return all, err
}

// signer makes the addresses of ours in one message.
type signer struct {
	secret []byte
	base   string
	link   outbox.Link
	says   func(text string) bool
}

// counted is an address of ours that leads on to a page; others than pages stay as they are.
func (s *signer) counted(to string) string {
	if !strings.HasPrefix(to, "http://") && !strings.HasPrefix(to, "https://") {
		return to
	}
	l := s.link
	l.What = to
	l.Personal = !s.says(l.Counted())
	return s.base + outbox.LinkPath + l.Sign(s.secret) + "?to=" + url.QueryEscape(to)
}

func (s *signer) picture() string {
	return s.base + outbox.PicturePath + s.link.Sign(s.secret) + ".gif"
}
