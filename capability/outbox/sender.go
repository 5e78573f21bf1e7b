package outbox

import (
	"context"
	"encoding/json"
	"time"

	"cham"
	"cham/capability/reach"
)

// Account is what a business sends through by one way.
type Account struct {
	Workspace cham.WorkspaceID
	Way       reach.Way
	// Settings are the way's own, Secret what may not lie open: a password, a token.
	Settings json.RawMessage
	Secret   string
	// PerMinute is how many messages may leave in a minute.
	PerMinute int
}

// Parcel is a message to one person, ready to leave.
type Parcel struct {
	// ID is the message's at the provider: the same whenever it is sent.
	ID string
	// To is the address, Name whose it is; empty when it is not known.
	To, Name string
	// Subject and HTML are an e-mail's; Text is all there is elsewhere.
	Subject, HTML, Text string
	// Unsubscribe takes the receiver's no by one click; Lang is the language of the text.
	Unsubscribe, Lang string
	// Template is one of the provider's own, filled with Params; empty where the text is sent.
	Template string
	Params   map[string]string
	// Advert says that the message is one by law.
	Advert bool
	// Panel is what a message on the website has beside Subject, its headline, and Text.
	Panel *WebPanel
	// Mailing, Class, Key and Decision are whose it is and why it may go, for a channel of the business's own.
	Mailing, Decision string
	Class             reach.Class
	Key               cham.KeyID
}

// WebPanel is a message on the website, beside its words.
type WebPanel struct {
	// Place is popup, slidein, inline or inbox; Slot the name of the element that an inline one stands in.
	Place string `json:"place"` // popup, slidein, inline or inbox
	Slot  string `json:"slot,omitempty"`
	// Button leads to Link; Picture is the address of one. Each may be empty.
	Button  string `json:"button,omitempty"`
	Link    string `json:"link,omitempty"`
	Picture string `json:"picture,omitempty"`
	// Refusable says that the customer can say no to such messages in it.
	Refusable bool      `json:"refusable,omitempty"`
	Until     time.Time `json:"until,omitzero"` // not shown after; zero when nobody said
}

// Answer is what a provider says of a message that it has.
type Answer struct {
	Words string
	// Ref is what the provider calls the message, where it does not go by Parcel.ID.
	Ref string
	// Laid says that it lies ready until its receiver comes, and counts from when it is shown.
	Laid bool
}

// Sender sends by one way; channel/email is one. Errors are a *Failure.
type Sender interface {
	// Check says what is wrong with an account's settings: a cham.Error of CodeInvalid with its field.
	Check(a Account) error
	// Connect opens what the account sends through.
	Connect(ctx context.Context, a Account) (Line, error)
}

// Line is an open connection, for one message at a time.
type Line interface {
	// Send returns when the provider has the message, with its words.
	Send(ctx context.Context, p Parcel) (Answer, error)
	Close() error
}

// FailureKind says what is to be done after a failure.
type FailureKind string

// The kinds of failure.
const (
	Refused FailureKind = "refused" // this message, for good
	Delayed FailureKind = "delayed" // this message, for now: it did not leave
	Blocked FailureKind = "blocked" // nothing leaves through this account: nothing left
	Unsure  FailureKind = "unsure"  // it may have left
)

// Failure is why a message did not leave, or may not have.
type Failure struct {
	Kind    FailureKind
	Problem string        // its sentence is error.sending.<problem> in locale/
	Words   string        // the provider's own
	After   time.Duration // when the provider takes it again, 0 when it does not say
	// NoSuchAddress says that nobody is at the address.
	NoSuchAddress bool
	// Elsewhere says that nobody is there by this way alone: another may reach them.
	Elsewhere bool
	// Lost says that the connection was closed: another may do.
	Lost bool
	// Refusal says that the receiver refuses what comes by this way.
	Refusal bool
	Err     error
}

func (f *Failure) Error() string {
	text := "sending: " + f.Problem
	if f.Words != "" {
		text += ": " + f.Words
	}
	if f.Err != nil {
		text += ": " + f.Err.Error()
	}
	return text
}

func (f *Failure) Unwrap() error { return f.Err }
