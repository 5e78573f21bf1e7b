package reach

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cham"
	"cham/capability/consent"
)

// Class is what a message is for, which decides what it needs.
type Class string

// The classes.
const (
	Transaction Class = "transaction" // of an order, an appointment, a request: the customer waits for it
	Care        Class = "care"        // advice, reminders, wishes without an offer
	Survey      Class = "survey"      // asks how it was
	Marketing   Class = "marketing"   // offers: advertising by law
)

// Classes lists them.
var Classes = []Class{Transaction, Care, Survey, Marketing}

// Purpose is what a customer must have agreed to for a class.
func (c Class) Purpose() consent.Purpose {
	switch c {
	case Transaction:
		return consent.Service
	case Marketing:
		return consent.Marketing
	}
	return consent.Care
}

// Way is how a message goes.
type Way string

// The ways.
const (
	SMS       Way = "sms"
	ZNS       Way = "zns"  // a template of Zalo, to a telephone number
	Zalo      Way = "zalo" // a message of the official account, to who is in touch with it
	Email     Way = "email"
	Call      Way = "call"
	Messenger Way = "messenger"
	Own       Way = "own" // the business's own system: what it stands for says an OwnWay
	Web       Way = "web" // shown on the business's own website when they are there
)

// Ways lists them.
var Ways = []Way{SMS, ZNS, Zalo, Email, Call, Messenger, Own, Web}

// Channel is what consent to a way is given by, and what it is a touch of; of Own an OwnWay knows better.
func (w Way) Channel() cham.Channel {
	switch w {
	case ZNS:
		return "zalo"
	case Own:
		return cham.ChannelOther
	case Web:
		return "website"
	}
	return cham.Channel(w)
}

// Kind is the kind of key a way reaches somebody by; of Own an OwnWay knows it.
func (w Way) Kind() cham.KeyKind {
	switch w {
	case Email:
		return cham.KeyEmail
	case Zalo:
		return cham.KeyZalo
	case Messenger:
		return cham.KeyFacebook
	case Own:
		return ""
	case Web:
		return cham.KeyAnonymous
	}
	return cham.KeyPhone
}

// Message is what one wants to tell somebody.
type Message struct {
	ID       string `json:"id" minLength:"1" maxLength:"100" doc:"names the message; with the occasion, nobody gets it twice"`
	Occasion string `json:"occasion,omitempty" maxLength:"100" doc:"what it is about: an order, a birthday; empty when the message is of one"`
	Class    Class  `json:"class" enum:"transaction,care,survey,marketing"`
	Ways     []Way  `json:"ways" minItems:"1" maxItems:"8" enum:"sms,zns,zalo,email,call,messenger,own,web" doc:"in order of preference"`
	// Texts are looked at for what advertising must say; a way without one is not.
	Texts    map[Way]string `json:"texts,omitempty" doc:"the text by way; of an e-mail, its subject"`
	Before   time.Time      `json:"before,omitzero" doc:"of no use to anybody after this"`
	Goal     *MessageGoal   `json:"goal,omitempty" doc:"of no use to who did this: a purchase when none of match, map and touchpoints is set"`
	Template bool           `json:"template,omitempty" doc:"on Messenger, an approved utility template: goes outside the window"`
	Human    bool           `json:"human,omitempty" doc:"somebody of the business writes it by hand"`
	wished   bool           // see Line
	// Showing says that it is about to be shown on the website; until then it only lies ready there, and disturbs nobody.
	Showing bool `json:"-"`
}

// Valid says what is wrong with a message.
func (m *Message) Valid() error {
	wrong := func(field string) error {
		return &cham.Error{Code: cham.CodeInvalid, Op: "reach.Message", Field: field, Key: "error.reach." + field}
	}
	switch {
	case m.ID == "" || !isName(m.ID):
		return wrong("id")
	case !isName(m.Occasion):
		return wrong("occasion")
	case !slices.Contains(Classes, m.Class):
		return wrong("class")
	case m.Goal != nil && !m.Goal.Valid():
		return wrong("goal")
	case len(m.Ways) == 0 || len(m.Ways) > len(Ways):
		return wrong("ways")
	}
	for i, w := range m.Ways {
		if !slices.Contains(Ways, w) || slices.Contains(m.Ways[:i], w) {
			return wrong("ways")
		}
	}
	for w := range m.Texts {
		if !slices.Contains(Ways, w) {
			return wrong("texts")
		}
	}
	return nil
}

// isName reports whether it is a name that is the same wherever it is kept and compared.
func isName(s string) bool {
	return utf8.RuneCountInString(s) <= 100 && utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// Person is what the gate knows of who a message is for.
type Person struct {
	Said      []consent.Record  // what they agreed to
	Lists     []string          // lists of refusers that one of their addresses is on
	Addresses map[Way][]Address // where each way leads
	// Contacts of the last 31 days: theirs, and those to addresses they share with others.
	Contacts []Contact
	Wrote    map[Way]time.Time // when they last wrote, called or tapped there
	Reached  Reached           // the goal of the message
}

// Address is where a way leads to somebody.
type Address struct {
	Hash string // of the key; contacts to the same address have the same
	Bad  string // why it leads nowhere, "" when it does: BadBounced, BadComplained
	// Owner is what the customer said whose key it is, when it is somebody else's: who refused is not reached by it.
	Owner []consent.Record
}

// Why an address leads nowhere.
const (
	BadBounced    = "bounced"
	BadComplained = "complained" // marked as spam: a refusal
)

// Contact is a message that went, or may have gone.
type Contact struct {
	At                time.Time
	Class             Class
	Way               Way
	Message, Occasion string
	Hash              string // of the address
	Own               bool   // to this person; otherwise to somebody who shares the address
	Tried             bool   // an earlier try of what is asked: it counts, and is not the same message twice
}
