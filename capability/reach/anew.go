package reach

import (
	"context"
	"time"

	"cham"
)

// Line is a message to one customer that somebody of the business takes to them, as often as it needs.
type Line struct {
	ID  string
	Key cham.KeyID // of the customer, as it was put on the list
	// Waits is the decision of a contact that was not made yet, "" when there is none.
	Waits string
	// Wished says that the customer asked for it once more: what was tried does not count in the business's own budget then,
	// but for the law.
	Wished bool
}

// AskAnew says whether the message of a line may go to its customer at an instant: that it waits there does not count, what
// was tried counts for the limits but is not the same message twice. What else they got of the message, by another way or on
// the line of one they were merged with, counts in full. Nothing is kept.
func (d *Desk) AskAnew(ctx context.Context, ws cham.WorkspaceID, m *Message, l Line, at time.Time) (Entry, error) {
	return d.anew(ctx, ws, m, l, asking{at: at})
}

// DecideAnew is AskAnew of now for who keeps the decision together with what hangs on it: keep does, while nobody else
// decides.
func (d *Desk) DecideAnew(ctx context.Context, ws cham.WorkspaceID, m *Message, l Line, by cham.UserID,
	keep func(Entry) error) (Entry, error) {
	defer d.lock(ws)()
	e, err := d.anew(ctx, ws, m, l, asking{at: d.Now(), by: by})
	if err != nil {
		return e, err
	}
	return e, keep(e)
}

func (d *Desk) anew(ctx context.Context, ws cham.WorkspaceID, m *Message, l Line, how asking) (Entry, error) {
	how.name, how.tried = l.asking(), func(w Went) bool { return l.tried(m, w) }
	about := *m
	about.wished = l.Wished
	how.without = func(w Went) bool { return l.Waits != "" && w.ID == l.Waits }
	all, err := d.decide(ctx, ws, &about, []cham.CustomerID{cham.CustomerID(l.Key)}, how)
	if err != nil {
		return Entry{}, err
	}
	return all[0], nil
}

// asking names the decisions of a line: their key tells no lines apart, for it is another when the customer was merged.
func (l *Line) asking() string { return "line/" + l.ID }

// tried reports whether a contact was made of a line. What put it on the list was no asking of its own: it is known by the
// key, of which one line has one of a message.
func (l *Line) tried(m *Message, w Went) bool {
	return w.Message == m.ID && (w.Asked == l.asking() || w.Asked == "" && w.Key == l.Key && w.Way == Call)
}
