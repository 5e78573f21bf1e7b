package outbox

import (
	"net/url"
	"time"

	"cham"
)

// Delivery is what a provider sent us.
type Delivery struct {
	// Header has canonical names, as in HTTP; Query is the address's.
	Header map[string][]string
	Query  url.Values
	// Body is as it came: signatures are over its bytes.
	Body []byte
}

// ReturnKind says what came back of a message.
type ReturnKind string

// The kinds of return.
const (
	Delivered    ReturnKind = "delivered"
	Bounced      ReturnKind = "bounced"  // it did not arrive after all, for good
	Delaying     ReturnKind = "delaying" // it did not arrive yet
	Opened       ReturnKind = "opened"
	Clicked      ReturnKind = "clicked"
	Complained   ReturnKind = "complained" // marked as spam
	Unsubscribed ReturnKind = "unsubscribed"
	Dismissed    ReturnKind = "dismissed" // closed by its receiver, of messages on the website
	Visited      ReturnKind = "visited"   // the page on which its receiver chooses was opened
)

// Return is one thing that came back of a message.
type Return struct {
	Kind ReturnKind
	// Message is its Parcel.ID, Ref what the provider calls it: one of them says which it is. AllTo says that it is of all
	// messages that went to an address up to At, where the provider names none; it is kept as its hash.
	Message, Ref, AllTo string
	At                  time.Time
	// Problem is why it did not arrive, as a Failure has it; Words are the provider's own.
	Problem, Words string
	// NoSuchAddress says that nobody is at the address.
	NoSuchAddress bool
	// Machine says that it was no person who opened or clicked.
	Machine bool
	// URL is what was clicked.
	URL string
	// Key is whose message it must have been, 0 when whoever tells is believed.
	Key cham.KeyID
}

// Said is what a customer wrote to us, or a sign that they are there.
type Said struct {
	// ID is the provider's for it; the same one twice is one.
	ID string
	// From is who: their address by the way it came.
	From string
	// Event names what they did, as touches are named: "Message Received".
	Event string
	Text  string
	At    time.Time
	// Sign says that they are there and wrote nothing, which opens no window in which they may be answered.
	Sign bool
	// Phone and Name are what the provider says of them, empty when it says nothing.
	Phone, Name string
}

// Came is what a delivery says.
type Came struct {
	Returns []Return
	Said    []Said
	// Answer is what the provider wants to hear; empty is nothing but that it was heard.
	Answer string
}

// Receiver reads what a provider tells of messages it has; a Sender may be one.
type Receiver interface {
	// Receive reads a delivery. CodeForbidden: it is not the provider's. CodeInvalid: it cannot be read.
	Receive(a Account, d Delivery) (Came, error)
}
