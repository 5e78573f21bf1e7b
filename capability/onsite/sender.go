package onsite

import (
	"context"
	"time"

	"cham/capability/outbox"
)

// stays is how long a message lies ready that nobody gave an end.
const stays = 30 * 24 * time.Hour

// Check implements outbox.Sender: there is nothing to set.
func (s *Service) Check(outbox.Account) error { return nil }

// Connect implements outbox.Sender.
func (s *Service) Connect(_ context.Context, a outbox.Account) (outbox.Line, error) {
	return line{s, a}, nil
}

type line struct {
	*Service
	account outbox.Account
}

// Send implements outbox.Line: the message lies ready then.
func (l line) Send(ctx context.Context, p outbox.Parcel) (outbox.Answer, error) {
	now := l.Now()
	if p.Panel == nil {
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Refused, Problem: "letter"}
	}
	m := Message{Workspace: l.account.Workspace, ID: p.ID, LaidAt: now, ExpiresAt: p.Panel.Until,
		Content: Content{Headline: p.Subject, Text: p.Text, Lang: p.Lang, WebPanel: *p.Panel}}
	if m.ExpiresAt.IsZero() {
		m.ExpiresAt = now.Add(stays)
	}
	if !m.ExpiresAt.After(now) {
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Refused, Problem: "webOver"}
	}
	if err := l.Store.Lay(ctx, &m); err != nil { // what lies there after all is not laid twice
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Delayed, Problem: "webKept", Err: err}
	}
	return outbox.Answer{Laid: true}, nil
}

// Close implements outbox.Line.
func (l line) Close() error { return nil }
