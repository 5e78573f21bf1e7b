package app

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/channel/email"
)

// mailboxEvery is how often the mailboxes are read into which undelivered mail comes back.
const mailboxEvery = 3 * time.Minute

const placeDocument = "mailbox-place"

// readMailboxes reads them until ctx ends.
func (a *App) readMailboxes(ctx context.Context) {
	tick := time.NewTicker(mailboxEvery)
	defer tick.Stop()
	for {
		all, err := a.Store.Access().Workspaces(ctx)
		for _, ws := range all {
			if err := a.ReadMailbox(ctx, ws.ID); err != nil && ctx.Err() == nil {
				a.Log.Warn("the mailbox of undelivered mail could not be read; it is tried again", "workspace", ws.ID, "err", err)
			}
		}
		if err != nil && ctx.Err() == nil {
			a.Log.Error("businesses could not be read; it is tried again", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// ReadMailbox reads what came into a business's mailbox since it was read last: mail that
// could not be delivered, and complaints. Nothing is done when it has none.
func (a *App) ReadMailbox(ctx context.Context, ws cham.WorkspaceID) error {
	account, _, _, err := a.Outbox.Opened(ctx, ws, reach.Email)
	if code := cham.ErrorCode(err); code == cham.CodeNotFound || code == cham.CodeConflict {
		return nil // none, or a secret that cannot be read, which its page says
	} else if err != nil {
		return err
	}
	var s email.Settings
	if err := json.Unmarshal(account.Settings, &s); err != nil {
		return cham.Wrap(cham.CodeInternal, "app.ReadMailbox", err)
	}
	if s.Inbox == (email.Inbox{}) {
		return nil
	}
	var from mailboxPlace
	kept, _, err := a.Store.Rights().Document(ctx, ws, placeDocument)
	if err == nil {
		err = json.Unmarshal(kept, &from)
	} else if cham.ErrorCode(err) == cham.CodeNotFound {
		err = nil
	}
	if err != nil {
		return err
	}
	if at := s.Inbox.Host + "/" + s.Inbox.User + "/" + s.Inbox.Folder; from.At != at {
		from = mailboxPlace{At: at} // another mailbox is read from its beginning
	}
	return a.readFrom(ctx, account, from)
}

// mailboxPlace is how far a mailbox was read, and which.
type mailboxPlace struct {
	At string
	email.Place
}

// readFrom reads some more of a mailbox, and keeps how far it came: what is left is read in the next
// round, so that a large mailbox keeps no other waiting.
func (a *App) readFrom(ctx context.Context, account outbox.Account, from mailboxPlace) error {
	place, failed := a.mailbox.Read(ctx, account, from.Place, func(raw []byte) error {
		found, err := a.mail.ReadReport(account, raw)
		if err != nil || len(found) == 0 {
			return nil // no report that can be read: an ordinary mail
		}
		return a.Outbox.Came(ctx, account.Workspace, reach.Email, found)
	})
	if place == from.Place {
		return failed
	}
	from.Place = place
	body, err := json.Marshal(from)
	if err == nil {
		err = a.Store.Rights().PutDocument(ctx, account.Workspace, placeDocument, body, "", a.Now())
	}
	return errors.Join(failed, err)
}
