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
	from, err := a.mailboxPlace(ctx, ws, s.Inbox)
	if err != nil {
		return err
	}
	return a.readFrom(ctx, account, from)
}

// mailboxPlace is how far a mailbox was read, and which.
type mailboxPlace struct {
	At string
	email.Place
	State MailboxState
}

// MailboxState is how a mailbox stands that undelivered mail comes back to.
type MailboxState struct {
	// ReadAt is when it was last read to where there was no more, TriedAt when that was last tried; zero when never.
	ReadAt, TriedAt time.Time
	// Problem is why it could not be read, as a Failure has it, "" when it could; Words are the server's.
	Problem, Words string
	// Mails were read since it was set, Reports of them told of mail that was not delivered, or of a complaint.
	Mails, Reports int
}

// mailboxPlace is how far the mailbox of some settings was read: another than before is read from its beginning.
func (a *App) mailboxPlace(ctx context.Context, ws cham.WorkspaceID, b email.Inbox) (from mailboxPlace, err error) {
	kept, _, err := a.Store.Rights().Document(ctx, ws, placeDocument)
	if err == nil {
		err = json.Unmarshal(kept, &from)
	} else if cham.ErrorCode(err) == cham.CodeNotFound {
		err = nil
	}
	if at := b.Host + "/" + b.User + "/" + b.Folder; from.At != at {
		from = mailboxPlace{At: at}
	}
	return from, err
}

// Mailbox tells how the mailbox of a business's e-mail stands; nil when it has none.
func (a *App) Mailbox(ctx context.Context, ws cham.WorkspaceID) (*MailboxState, error) {
	account, _, err := a.Store.Outbox().Account(ctx, ws, reach.Email)
	if cham.ErrorCode(err) == cham.CodeNotFound {
		return nil, nil
	}
	var s email.Settings
	if err == nil {
		err = json.Unmarshal(account.Settings, &s)
	}
	if err != nil || s.Inbox == (email.Inbox{}) {
		return nil, err
	}
	from, err := a.mailboxPlace(ctx, ws, s.Inbox)
	return &from.State, err
}

// tried notes how a reading ended. What is not the mailbox's fault is tried again, and says nothing of it.
func (s *MailboxState) tried(failed error, now time.Time) {
	s.TriedAt = now
	f, of := errors.AsType[*outbox.Failure](failed)
	switch {
	case of:
		s.Problem, s.Words = f.Problem, f.Words
	case failed == nil:
		s.Problem, s.Words, s.ReadAt = "", "", now
	}
}

// readFrom reads some more of a mailbox, and keeps how far it came: what is left is read in the next
// round, so that a large mailbox keeps no other waiting.
func (a *App) readFrom(ctx context.Context, account outbox.Account, from mailboxPlace) error {
	place, failed := a.mailbox.Read(ctx, account, from.Place, func(raw []byte) error {
		from.State.Mails++
		found, err := a.mail.ReadReport(account, raw)
		if err != nil || len(found) == 0 {
			return nil // no report that can be read: an ordinary mail
		}
		from.State.Reports++
		return a.Outbox.Came(ctx, account.Workspace, reach.Email, found)
	})
	if ctx.Err() != nil && place == from.Place {
		return failed
	}
	from.Place = place
	from.State.tried(failed, a.Now().UTC())
	body, err := json.Marshal(from)
	if err == nil {
		err = a.Store.Rights().PutDocument(ctx, account.Workspace, placeDocument, body, "", a.Now())
	}
	return errors.Join(failed, err)
}
