package outgoing

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"strings"
	"time"

	"cham"
	"cham/capability/privacy"
)

// Message is what is sent, as JSON.
type Message struct {
	Type      string    `json:"type"`      // "touch" or "test"
	Timestamp time.Time `json:"timestamp"` // when we were told
	Data      any       `json:"data"`
}

// Touch is a touch as it is sent, as much of it as the destination may see.
type Touch struct {
	MessageID  string            `json:"messageId"`
	Source     cham.SourceID     `json:"source"`
	Type       cham.CallType     `json:"type"`
	Name       string            `json:"name,omitempty"`
	Channel    cham.Channel      `json:"channel"`
	At         time.Time         `json:"at"`
	ReceivedAt time.Time         `json:"receivedAt"`
	Customer   cham.KeyID        `json:"customer"` // leads to the customer, after merges too
	Keys       []Key             `json:"keys"`
	Campaign   map[string]string `json:"campaign,omitempty"`
	URL        string            `json:"url,omitempty" mask:"url"`
	Path       string            `json:"path,omitempty"`
	Title      string            `json:"title,omitempty"`
	Referrer   string            `json:"referrer,omitempty" mask:"url"`
	Device     string            `json:"device,omitempty"`
	Branch     string            `json:"branch,omitempty"`
	Value      float64           `json:"value,omitempty"`
	Currency   string            `json:"currency,omitempty"`
	Duration   float64           `json:"duration,omitempty"`

	Properties json.RawMessage            `json:"properties,omitempty"`
	Traits     map[string]json.RawMessage `json:"traits,omitempty" mask:"traits"`
}

// Key is one of the customer's keys that the touch came with.
type Key struct {
	Kind  cham.KeyKind `json:"kind"`
	Value string       `json:"value"`
}

// touch is a record as it is sent; keys are what its KeyIDs stand for.
func touch(r *cham.Record, keys map[cham.KeyID]cham.Key) (Touch, error) {
	t := Touch{MessageID: r.MessageID, Source: r.Source, Type: r.Type, Name: r.Name, Channel: r.Channel, At: r.At, ReceivedAt: r.ReceivedAt,
		Customer: r.Key, Keys: []Key{}, Campaign: campaign(r.Campaign), URL: r.Page.URL, Path: r.Page.Path, Title: r.Page.Title,
		Referrer: r.Page.Referrer, Device: r.Device, Branch: r.Branch, Value: r.Value, Currency: r.Currency, Duration: r.Duration,
		Properties: r.Properties}
	for _, id := range keysOf(r) {
		if k, ok := keys[id]; ok {
			t.Keys = append(t.Keys, Key(k))
		}
	}
	if len(r.Traits) > 0 {
		if err := json.Unmarshal(r.Traits, &t.Traits); err != nil {
			return t, cham.Wrap(cham.CodeInternal, "outgoing.touch", err)
		}
	}
	return t, nil
}

func keysOf(r *cham.Record) []cham.KeyID { return append([]cham.KeyID{r.Key}, r.Also...) }

func campaign(c cham.Campaign) map[string]string {
	out := map[string]string{}
	for name, v := range map[string]string{"source": c.Source, "medium": c.Medium, "name": c.Name, "term": c.Term, "content": c.Content,
		"clickId": c.ClickID} {
		if v != "" {
			out[name] = v
		}
	}
	return out
}

// Sees is a delivery's body as the destination sees it now: what is kept is whole,
// so that a narrower sight holds for what waits, too.
func (d *Destination) Sees(m *Delivery) ([]byte, error) {
	var message struct {
		Type      string    `json:"type"`
		Timestamp time.Time `json:"timestamp"`
		Data      Touch     `json:"data"`
	}
	if d.Sight == cham.SightFull || m.Seq == 0 {
		return m.Body, nil
	}
	err := json.Unmarshal(m.Body, &message)
	if err == nil {
		message.Data = privacy.For(d.Sight, message.Data)
		var out []byte
		if out, err = json.Marshal(message); err == nil {
			return out, nil
		}
	}
	return nil, cham.Wrap(cham.CodeInternal, "outgoing.Sees", err)
}

// messageID is the webhook-id of a touch: the same whenever it is sent, also
// after an older backup was put back, and nothing that tells of the sender's.
func messageID(ws cham.WorkspaceID, t *cham.Touch) string {
	sum := sha256.Sum256([]byte(string(ws) + "\x00" + string(t.Source) + "\x00" + t.MessageID))
	return "msg_" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
}
