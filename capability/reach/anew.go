package reach

import (
	"context"
	"time"

	"cham"
)

// AskAnew says whether a message may go to a customer at an instant, as if it had never gone to them: it waits with
// somebody of the business, or the customer wants it again at another time. Nothing is kept.
func (d *Desk) AskAnew(ctx context.Context, ws cham.WorkspaceID, m *Message, id cham.CustomerID, at time.Time) (Entry, error) {
	all, err := d.decide(ctx, ws, m, []cham.CustomerID{id}, asking{at: at, without: m.went})
	if err != nil {
		return Entry{}, err
	}
	return all[0], nil
}

// DecideAnew is AskAnew of now for who keeps the decision together with what hangs on it: keep does, while nobody else
// decides.
func (d *Desk) DecideAnew(ctx context.Context, ws cham.WorkspaceID, m *Message, id cham.CustomerID, by cham.UserID,
	keep func(Entry) error) (Entry, error) {
	defer d.lock(ws)()
	all, err := d.decide(ctx, ws, m, []cham.CustomerID{id}, asking{at: d.Now(), without: m.went, by: by})
	if err != nil {
		return Entry{}, err
	}
	return all[0], keep(all[0])
}

// went reports whether a contact was of this very message.
func (m *Message) went(w Went) bool { return w.Message == m.ID }
