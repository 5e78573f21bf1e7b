package messenger

import (
	"crypto/hmac"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/capability/outbox"
)

// maxBody bounds a delivery, in bytes.
const maxBody = 1 << 20

// The names of what customers do.
const (
	Received = "Message Received"
	Clicked  = "Message Clicked"
	OptedIn  = "Messages Agreed"
)

// delivery is what Meta posts: events of one or more pages, many at once.
type delivery struct {
	Object text `json:"object"`
	Entry  []struct {
		ID        text    `json:"id"`
		Messaging []event `json:"messaging"`
		// Standby are those of conversations that another app of the page holds.
		Standby []event `json:"standby"`
	} `json:"entry"`
}

// event is one of a conversation; times are milliseconds since 1970.
type event struct {
	Sender struct {
		ID text `json:"id"`
	} `json:"sender"`
	Timestamp text `json:"timestamp"`
	Message   *struct {
		ID   text `json:"mid"`
		Text text `json:"text"`
		Echo bool `json:"is_echo"` // the page's own
	} `json:"message"`
	Postback *struct {
		ID    text `json:"mid"`
		Title text `json:"title"`
	} `json:"postback"`
	Optin    *struct{} `json:"optin"`
	Delivery *struct {
		IDs       []text `json:"mids"` // not always there
		Watermark text   `json:"watermark"`
	} `json:"delivery"`
	Read *struct {
		Watermark text `json:"watermark"`
	} `json:"read"`
}

// Receive implements outbox.Receiver. What is repeated says the same again.
func (c *Client) Receive(a outbox.Account, d outbox.Delivery) (outbox.Came, error) {
	set, secret, err := read(a)
	if err != nil {
		return outbox.Came{}, err
	}
	if d.Query.Get("hub.mode") != "" {
		return greeted(&secret, &d)
	}
	said := strings.TrimPrefix(http.Header(d.Header).Get("X-Hub-Signature-256"), "sha256=")
	if len(d.Body) > maxBody || !hmac.Equal([]byte(strings.ToLower(said)), []byte(sum(secret.AppSecret, d.Body))) {
		return outbox.Came{}, cham.Errorf(cham.CodeForbidden, "messenger.Receive", "the signature is not Meta's: check the app secret")
	}
	var all delivery
	if json.Unmarshal(d.Body, &all) != nil {
		return outbox.Came{}, cham.Errorf(cham.CodeInvalid, "messenger.Receive", "this is no event of Messenger's")
	}
	return all.came(text(set.PageID), c.now()), nil
}

var challenge = regexp.MustCompile(`^[A-Za-z0-9_-]{1,200}$`)

// greeted answers the challenge with which Meta tries an address.
func greeted(secret *Secret, d *outbox.Delivery) (outbox.Came, error) {
	said, answer := d.Query.Get("hub.verify_token"), d.Query.Get("hub.challenge")
	if secret.VerifyToken == "" || d.Query.Get("hub.mode") != "subscribe" || !hmac.Equal([]byte(said), []byte(secret.VerifyToken)) {
		return outbox.Came{}, cham.Errorf(cham.CodeForbidden, "messenger.Receive", "the verify token is another")
	}
	if !challenge.MatchString(answer) {
		return outbox.Came{}, cham.Errorf(cham.CodeInvalid, "messenger.Receive", "this is no challenge of Meta's")
	}
	return outbox.Came{Answer: answer}, nil
}

// came is what the events of a page say; an app may have several pages, and all of theirs come.
func (d *delivery) came(page text, now time.Time) (c outbox.Came) {
	if d.Object != "page" {
		return c
	}
	for _, entry := range d.Entry {
		if entry.ID != page {
			continue
		}
		for _, events := range [][]event{entry.Messaging, entry.Standby} {
			for i := range events {
				events[i].tell(page, now, &c)
			}
		}
	}
	return c
}

// tell adds what an event says; most say nothing to us.
func (e *event) tell(page text, now time.Time, c *outbox.Came) {
	from := e.Sender.ID
	if from == "" || from == page {
		return
	}
	switch {
	case e.Message != nil && !e.Message.Echo:
		e.said(c, now, outbox.Said{ID: string(e.Message.ID), Event: Received, Text: string(e.Message.Text)})
	case e.Postback != nil:
		e.said(c, now, outbox.Said{ID: string(e.Postback.ID), Event: Clicked, Text: string(e.Postback.Title), Sign: true})
	case e.Optin != nil:
		e.said(c, now, outbox.Said{Event: OptedIn, Sign: true})
	case e.Delivery != nil:
		until := at(now, e.Delivery.Watermark)
		for _, ref := range e.Delivery.IDs {
			if ref != "" {
				c.Returns = append(c.Returns, outbox.Return{Kind: outbox.Delivered, Ref: string(ref), At: until})
			}
		}
		c.Returns = append(c.Returns, outbox.Return{Kind: outbox.Delivered, AllTo: string(from), At: until})
	case e.Read != nil:
		c.Returns = append(c.Returns, outbox.Return{Kind: outbox.Opened, AllTo: string(from), At: at(now, e.Read.Watermark)})
	}
}

// said adds what a customer did; what has no id of its own is of its instant.
func (e *event) said(c *outbox.Came, now time.Time, s outbox.Said) {
	s.From, s.At = string(e.Sender.ID), at(now, e.Timestamp)
	if s.ID == "" {
		s.ID = s.From + "/" + string(e.Timestamp)
	}
	c.Said = append(c.Said, s)
}

// at is a time in milliseconds since 1970 if it can be; else now.
func at(now time.Time, t text) time.Time {
	ms, err := strconv.ParseInt(string(t), 10, 64)
	if at := time.UnixMilli(ms).UTC(); err == nil && ms > 0 && at.Before(now.AddDate(0, 0, 1)) {
		return at
	}
	return now
}
