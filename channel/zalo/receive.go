package zalo

import (
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
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
const maxBody = 256 << 10

// The names of what customers do.
const (
	Received   = "Message Received"
	Clicked    = "Message Clicked"
	Followed   = "Followed"
	Unfollowed = "Unfollowed"
	Shared     = "Contact Shared"
	Rights     = "Data Rights Requested"
)

// event is what Zalo posts, in its shapes of now and of before.
type event struct {
	Name      text  `json:"event_name"`
	OA        text  `json:"oa_id"`
	Sender    party `json:"sender"`
	Recipient party `json:"recipient"`
	Follower  party `json:"follower"`
	User      text  `json:"user_id"`
	Timestamp text  `json:"timestamp"` // milliseconds since 1970
	Message   struct {
		ID        text   `json:"msg_id"`
		IDs       []text `json:"msg_ids"`
		Text      text   `json:"text"`
		Delivered text   `json:"delivery_time"` // milliseconds since 1970
		Tracking  text   `json:"tracking_id"`
	} `json:"message"`
	Info struct {
		Name  text `json:"name"`
		Phone text `json:"phone"`
	} `json:"info"`
	// Receipts of templates once had these here.
	ID        text `json:"msg_id"`
	Delivered text `json:"delivery_time"`
	Tracking  text `json:"tracking_id"`
}

// party is an account or a user, {"id": …} or the id alone.
type party struct{ id text }

// UnmarshalJSON implements json.Unmarshaler.
func (p *party) UnmarshalJSON(b []byte) error {
	var whole struct {
		ID text `json:"id"`
	}
	if json.Unmarshal(b, &whole) == nil {
		p.id = whole.ID
		return nil
	}
	return p.id.UnmarshalJSON(b)
}

// Receive implements outbox.Receiver. One that is repeated says the same again.
func (s *Sender) Receive(a outbox.Account, d outbox.Delivery) (outbox.Came, error) {
	set, secret, err := read(a)
	if err != nil {
		return outbox.Came{}, err
	}
	var e event
	if len(d.Body) > maxBody || json.Unmarshal(d.Body, &e) != nil {
		return outbox.Came{}, cham.Errorf(cham.CodeInvalid, "zalo.Receive", "this is no event of Zalo's, or too long a one")
	}
	if !signed(&set, &secret, &d, string(e.Timestamp)) {
		return outbox.Came{}, cham.Errorf(cham.CodeForbidden, "zalo.Receive", "the signature is not Zalo's: check both secret keys")
	}
	if !e.concerns(text(set.OAID)) {
		return outbox.Came{}, nil
	}
	return e.came(text(set.OAID), s.client.now()), nil
}

// signed reports whether a delivery has Zalo's signature: SHA-256 of an id, the body as
// it came, its time and a secret, without HMAC. Zalo's pages and what works elsewhere
// do not agree which id, which secret and whose time: any of them will do, for nobody
// else knows the secrets.
func signed(set *Settings, secret *Secret, d *outbox.Delivery, timestamp string) bool {
	header := http.Header(d.Header)
	mac, err := hex.DecodeString(strings.TrimPrefix(header.Get("X-ZEvent-Signature"), "mac="))
	if err != nil {
		return false
	}
	found := 0
	for _, first := range []string{set.AppID, set.OAID} {
		for _, at := range []string{timestamp, header.Get("X-ZEvent-Timestamp")} {
			for _, key := range []string{secret.OASecret, secret.AppSecret} {
				sum := sha256.Sum256([]byte(first + string(d.Body) + at + key))
				if key != "" {
					found |= subtle.ConstantTimeCompare(sum[:], mac)
				}
			}
		}
	}
	return found == 1
}

// concerns reports whether an event is of an official account, or does not say: an app
// can have several, and all of theirs come.
func (e *event) concerns(oa text) bool {
	return e.OA == oa || e.Sender.id == oa || e.Recipient.id == oa || e.OA+e.Sender.id+e.Recipient.id == ""
}

// came is what an event says; most say nothing to us.
func (e *event) came(oa text, now time.Time) outbox.Came {
	switch name := string(e.Name); {
	case name == "user_received_message":
		return e.received(now)
	case name == "user_seen_message":
		return e.seen(now)
	case strings.HasPrefix(name, "user_send_group_"): // nobody wrote to the official account
	case strings.HasPrefix(name, "user_send_"):
		return e.said(oa, now, Received)
	case strings.HasPrefix(name, "user_click_"):
		return e.said(oa, now, Clicked)
	case name == "follow":
		return e.said(oa, now, Followed)
	case name == "unfollow":
		return e.said(oa, now, Unfollowed)
	case name == "user_submit_info":
		return e.said(oa, now, Shared)
	case name == "user_withdraw": // from data protection; its name is not on Zalo's public pages
		return e.said(oa, now, Rights)
	}
	return outbox.Came{}
}

// received is of one message; of a template it has our own name for it.
func (e *event) received(now time.Time) (c outbox.Came) {
	r := outbox.Return{Kind: outbox.Delivered, Message: string(cmp.Or(e.Message.Tracking, e.Tracking)),
		Ref: string(cmp.Or(e.Message.ID, e.ID)), At: at(now, e.Message.Delivered, e.Delivered, e.Timestamp)}
	if r.Message+r.Ref != "" {
		c.Returns = []outbox.Return{r}
	}
	return c
}

// seen is of one message, or of several.
func (e *event) seen(now time.Time) (c outbox.Came) {
	ids := e.Message.IDs
	if len(ids) == 0 {
		ids = []text{e.Message.ID}
	}
	for _, ref := range ids {
		if ref != "" {
			c.Returns = append(c.Returns, outbox.Return{Kind: outbox.Opened, Ref: string(ref), At: at(now, e.Timestamp)})
		}
	}
	return c
}

// said is what a user did. Only what they write has an id of its own.
func (e *event) said(oa text, now time.Time, what string) outbox.Came {
	from := cmp.Or(e.Follower.id, e.User, other(oa, e.Sender.id), other(oa, e.Recipient.id))
	if from == "" {
		return outbox.Came{}
	}
	said := outbox.Said{ID: string(e.Name + "/" + oa + "/" + from + "/" + e.Timestamp), From: string(from), Event: what,
		At: at(now, e.Timestamp)}
	switch what {
	case Received:
		said.Text = string(e.Message.Text)
		if e.Message.ID != "" {
			said.ID = string(e.Message.ID)
		}
	case Shared:
		said.Name, said.Phone = string(e.Info.Name), phone(string(e.Info.Phone))
	}
	return outbox.Came{Said: []outbox.Said{said}}
}

// other is who is not the official account.
func other(oa, id text) text {
	if id == oa {
		return ""
	}
	return id
}

// at is the first of some times, in milliseconds since 1970, that can be; else now.
func at(now time.Time, all ...text) time.Time {
	for _, t := range all {
		ms, err := strconv.ParseInt(string(t), 10, 64)
		if at := time.UnixMilli(ms).UTC(); err == nil && ms > 0 && at.Before(now.AddDate(0, 0, 1)) {
			return at
		}
	}
	return now
}

var (
	home   = regexp.MustCompile(`^0([1-9][0-9]{7,9})$`)
	abroad = regexp.MustCompile(`^\+?([1-9][0-9]{7,14})$`)
)

// phone is a number as E.164, "" when it is none. Zalo's are without a plus; what
// customers type is without a country.
func phone(s string) string {
	if m := home.FindStringSubmatch(s); m != nil {
		return "+84" + m[1]
	}
	if m := abroad.FindStringSubmatch(s); m != nil {
		return "+" + m[1]
	}
	return ""
}
