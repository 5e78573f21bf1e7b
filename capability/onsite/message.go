package onsite

import (
	"context"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/capability/reach"
)

// Content is what a message says, as the snippet shows it. Nothing in it is markup.
type Content struct {
	Headline string `json:"headline"`
	Text     string `json:"text"`
	Lang     string `json:"lang"` // vi or en
	outbox.WebPanel
}

// Message lies ready for a customer of the website.
type Message struct {
	Workspace cham.WorkspaceID
	ID        string // of its item in the outbox
	Mailing   string
	Key       cham.KeyID // of the customer, whatever else became theirs
	Content   Content
	LaidAt    time.Time
	ExpiresAt time.Time
	GivenAt   time.Time // the gate let it be shown; zero before
	About     reach.Message
	StartedBy cham.UserID
}

// Did is what a customer did with a message.
type Did string

// What they do.
const (
	Shown   Did = "shown"
	Closed  Did = "closed"
	Clicked Did = "clicked"
	Refused Did = "refused" // they want no such messages here
)

// Seen is when a website last asked for messages.
type Seen struct {
	Source cham.SourceID
	At     time.Time
}

// Store keeps messages that lie ready.
type Store interface {
	// Lay keeps a message for the customer of its item. What lies there already stays, and of an item that is
	// nobody's nothing is kept. Those that are over are forgotten.
	Lay(ctx context.Context, m *Message) error
	// Open are messages to the customer of some keys that may be shown at an instant, the longest waiting first: not
	// over, closed or clicked, and of mailings that were neither stopped nor paused.
	Open(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, now time.Time, limit int) ([]Message, error)
	// Give keeps that the gate let a message be shown, with its decision, unless that was kept before or the message may
	// not be shown any more.
	Give(ctx context.Context, ws cham.WorkspaceID, id string, e reach.Entry) (given bool, err error)
	// Whose is the customer of some keys to whom a message was given, whatever they did with it since; 0 when it is nobody's.
	Whose(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, id string) (cham.KeyID, error)
	// Done notes what the customer of some keys did with a message that was given to them, and answers whether that
	// was new.
	Done(ctx context.Context, ws cham.WorkspaceID, keys []cham.KeyID, id string, did Did, at time.Time) (isNew bool, err error)
	// Saw keeps that a website asked; Seen are those that did.
	Saw(ctx context.Context, ws cham.WorkspaceID, src cham.SourceID, at time.Time) error
	Seen(ctx context.Context, ws cham.WorkspaceID) ([]Seen, error)
}
