package own

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/capability/outgoing"
	"cham/channel/provider"
)

// The problems that a business's own system has beside those of all services. The
// sentence of each is error.sending.<problem> in locale/.
const (
	Nobody  = "ownNobody"  // it says that nobody is at the address
	Refused = "ownRefused" // it says that the receiver refuses
	Rights  = "ownRights"  // it does not take the signature
)

// line hands messages over to one address.
type line struct {
	client *Client
	set    Settings
	key    string
}

// Close implements outbox.Line.
func (l *line) Close() error { return nil }

// message is what is posted.
type message struct {
	Type      string    `json:"type"` // "message"
	Timestamp time.Time `json:"timestamp"`
	Data      data      `json:"data"`
}

type data struct {
	ID       string            `json:"id"` // the same whenever it is sent: the webhook-id
	Channel  cham.Channel      `json:"channel"`
	To       address           `json:"to"`
	Text     string            `json:"text,omitempty"`
	Template string            `json:"template,omitempty"`
	Fields   map[string]string `json:"fields,omitempty"`
	Lang     string            `json:"lang"`
	Advert   bool              `json:"advert"`
}

type address struct {
	Kind  cham.KeyKind `json:"kind"`
	Value string       `json:"value"`
	Name  string       `json:"name,omitempty"`
}

// Send implements outbox.Line. Any 2xx means that the system has the message.
func (l *line) Send(ctx context.Context, p outbox.Parcel) (outbox.Answer, error) {
	now := l.client.now().UTC()
	body, err := json.Marshal(message{"message", now, data{ID: p.ID, Channel: l.set.Stands, Text: p.Text, Template: p.Template,
		Fields: p.Params, Lang: p.Lang, Advert: p.Advert, To: address{l.set.Kind, p.To, p.Name}}})
	if err != nil {
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Refused, Problem: provider.BadWords, Err: err}
	}
	signature, err := outgoing.Sign(l.key, p.ID, now, body)
	if err != nil {
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Blocked, Problem: provider.Settings, Err: err}
	}
	a, err := l.client.http.Do(ctx, http.MethodPost, l.set.URL, map[string]string{"Content-Type": "application/json", "webhook-id": p.ID,
		"webhook-timestamp": strconv.FormatInt(now.Unix(), 10), "webhook-signature": signature}, string(body))
	if err != nil {
		return outbox.Answer{}, err
	}
	if f := judge(&a, now); f != nil {
		return outbox.Answer{}, f
	}
	return outbox.Answer{Words: a.Words()}, nil
}

// judge says what an answer means for a message: its status, and with 422 what it
// says of the receiver.
func judge(a *provider.Answer, now time.Time) *outbox.Failure {
	f := a.Failure(now)
	if f == nil {
		return nil
	}
	var said struct {
		Reason string `json:"reason"`
	}
	_ = json.Unmarshal(a.Body, &said) // it may say nothing
	switch {
	case f.Problem == provider.Rights:
		f.Problem = Rights
	case a.Status == http.StatusUnprocessableEntity && said.Reason == "nobody":
		f.Problem, f.Elsewhere = Nobody, true
	case a.Status == http.StatusUnprocessableEntity && said.Reason == "refused":
		f.Problem, f.Refusal = Refused, true
	}
	return f
}
