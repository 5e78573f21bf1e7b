package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"time"

	"cham"
	"cham/capability/consent"
	"cham/capability/rights"
	"cham/feed"
)

// rightsOf joins what customers may decide about their data to the stores.
func (a *App) rightsOf() {
	a.Consents = &consent.Ledger{Store: watchedConsents{a.Store.Consents(), a},
		Hash: a.erased.Hash, Now: a.Now, NewID: a.NewID, Refused: a.recall}
	a.Requests = &rights.Desk{Store: a.Store.Rights(), Now: a.Now, NewID: a.NewID, Zone: a.zone}
	a.Readers = append([]Reader{a.consentReader()}, a.Readers...)
}

func (a *App) zone(ctx context.Context, id cham.WorkspaceID) (*time.Location, error) {
	ws, err := a.Store.Access().Workspace(ctx, id)
	if err != nil {
		return nil, err
	}
	return time.LoadLocation(ws.TimeZone)
}

// consentReader keeps what calls and files say of consent. It begins with a
// workspace's first touch: what was agreed to earlier counts on.
func (a *App) consentReader() Reader {
	return Reader{Name: "consent", From: feed.Beginning(),
		Handle: func(ctx context.Context, b feed.Batch) (func(context.Context, Tx) error, error) {
			var all []consent.Record
			for i := range b.Records {
				r := &b.Records[i]
				said := consent.Said(&r.Touch)
				if len(said) == 0 {
					continue
				}
				public, err := a.Sources.Public(ctx, b.Workspace, r.Source)
				if err != nil {
					return nil, err
				}
				for _, one := range said {
					one.ID, one.Workspace, one.Key, one.Claimed = a.NewID(), b.Workspace, r.Key, public
					all = append(all, one)
				}
			}
			if len(all) == 0 {
				return nil, nil
			}
			return func(ctx context.Context, tx Tx) error {
				a.toldConsents(all, consentCommitted)
				return a.Store.Consents().AddIn(ctx, tx, all)
			}, nil
		}}
}

// recall holds what is about to leave for who has just said no, until the gate has looked again.
func (a *App) recall(ctx context.Context, ws cham.WorkspaceID, key cham.KeyID) error {
	p, err := a.Resolver.Profile(ctx, ws, cham.CustomerID(key))
	if err != nil && cham.ErrorCode(err) != cham.CodeNotFound {
		return err
	}
	keys := []cham.KeyID{key}
	for _, k := range p.Keys {
		keys = append(keys, k.ID)
	}
	if err := a.Store.Outbox().Recall(ctx, ws, keys); err != nil {
		return err
	}
	return a.recallCalls(ctx, ws, keys)
}

const linkDocument = "preference-links"

// LinkSecret is what a workspace's links to customers' own pages are signed with,
// made when there is none.
func (a *App) LinkSecret(ctx context.Context, ws cham.WorkspaceID) (secret []byte, err error) {
	if _, err := a.Store.Access().Workspace(ctx, ws); err != nil {
		return nil, err
	}
	body, _, err := a.Store.Rights().Document(ctx, ws, linkDocument)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return a.RotateLinks(ctx, ws, "")
	}
	if err == nil {
		err = json.Unmarshal(body, &secret)
	}
	return secret, err
}

// RotateLinks makes a new secret: every link from before stops working.
func (a *App) RotateLinks(ctx context.Context, ws cham.WorkspaceID, by cham.UserID) ([]byte, error) {
	secret := make([]byte, 32)
	rand.Read(secret)
	body, err := json.Marshal(secret)
	if err != nil {
		return nil, err
	}
	return secret, a.Store.Rights().PutDocument(ctx, ws, linkDocument, body, by, a.Now())
}

// browserKeys are the keys of the customer who has a browser, none for an unknown one.
func (a *App) browserKeys(ctx context.Context, ws cham.WorkspaceID, browser string) (keys []cham.Key, err error) {
	all, err := a.browserNodes(ctx, ws, cham.Key{Kind: cham.KeyAnonymous, Value: browser})
	for _, n := range all {
		keys = append(keys, n.Key)
	}
	return keys, err
}
