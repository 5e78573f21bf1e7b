package own

import (
	"crypto/hmac"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/capability/outgoing"
	"cham/channel/provider"
)

// Limits on what is told at once: bytes, receipts, and how far its clock may be from ours.
const (
	maxBody     = 256 << 10
	maxReceipts = 1000
	skew        = 5 * time.Minute
)

// Received names what a customer wrote.
const Received = "Message Received"

// receipt is what the system tells of one message, or what a customer wrote.
type receipt struct {
	Kind string    `json:"kind"` // delivered, read, clicked, failed, replied
	ID   string    `json:"id"`   // the message's; of a reply, the reply's own
	At   time.Time `json:"at"`
	URL  string    `json:"url"`  // that was clicked
	Why  string    `json:"why"`  // it failed, in words
	From string    `json:"from"` // the address that a reply came from
	Text string    `json:"text"`
}

var kinds = map[string]outbox.ReturnKind{"delivered": outbox.Delivered, "read": outbox.Opened, "clicked": outbox.Clicked,
	"failed": outbox.Bounced}

// Receive implements outbox.Receiver. One wrong receipt refuses all of them, so that who
// sends hears of it; what is repeated says the same again.
func (c *Client) Receive(a outbox.Account, d outbox.Delivery) (came outbox.Came, err error) {
	_, secret, err := read(a)
	if err != nil {
		return came, err
	}
	if len(d.Body) > maxBody || !c.signed(&secret, &d) {
		return came, cham.Errorf(cham.CodeForbidden, "own.Receive", "the signature is another, or its time is not within 5 minutes of ours")
	}
	var all struct {
		Receipts []receipt `json:"receipts"`
	}
	if json.Unmarshal(d.Body, &all) != nil || len(all.Receipts) > maxReceipts {
		return came, cham.Errorf(cham.CodeInvalid, "own.Receive", "these are no receipts, or more than %d", maxReceipts)
	}
	for i := range all.Receipts {
		if err := all.Receipts[i].tell(&came, c.now()); err != nil {
			return outbox.Came{}, cham.Errorf(cham.CodeInvalid, "own.Receive", "receipt %d: %v", i+1, err)
		}
	}
	return came, nil
}

// tell adds what a receipt says.
func (r *receipt) tell(came *outbox.Came, now time.Time) error {
	if r.At.IsZero() || r.At.After(now) {
		r.At = now
	}
	kind, known := kinds[r.Kind]
	switch {
	case r.ID == "":
		return cham.Errorf(cham.CodeInvalid, "own.receipt", "it needs id")
	case r.Kind == "replied" && r.From == "":
		return cham.Errorf(cham.CodeInvalid, "own.receipt", "a reply needs from")
	case r.Kind == "replied":
		came.Said = append(came.Said, outbox.Said{ID: r.ID, From: r.From, Event: Received, Text: r.Text, At: r.At.UTC()})
		return nil
	case !known:
		return cham.Errorf(cham.CodeInvalid, "own.receipt", "kind is delivered, read, clicked, failed or replied")
	}
	back := outbox.Return{Kind: kind, Message: r.ID, At: r.At.UTC()}
	switch kind {
	case outbox.Bounced:
		back.Problem, back.Words = provider.NotTaken, provider.Shown(r.Why)
	case outbox.Clicked:
		back.URL = r.URL
	}
	came.Returns = append(came.Returns, back)
	return nil
}

// signed reports whether a delivery has one of the account's signatures, of about now.
func (c *Client) signed(secret *Secret, d *outbox.Delivery) bool {
	header := http.Header(d.Header)
	seconds, err := strconv.ParseInt(header.Get("webhook-timestamp"), 10, 64)
	at := time.Unix(seconds, 0)
	if err != nil || c.now().Sub(at).Abs() > skew {
		return false
	}
	want, err := outgoing.Sign(secret.Key, header.Get("webhook-id"), at, d.Body)
	for _, said := range strings.Fields(header.Get("webhook-signature")) {
		if err == nil && hmac.Equal([]byte(said), []byte(want)) {
			return true
		}
	}
	return false
}
