package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"strings"

	"cham/capability/outbox"
	"cham/channel/provider"
)

// line is an outbox.Line. There is nothing to open or to close: each message is a call.
type line struct {
	*account
	client *Client
}

// Connect implements outbox.Sender.
func (c *Client) Connect(_ context.Context, a outbox.Account) (outbox.Line, error) {
	s, err := read(a)
	if err != nil {
		return nil, &outbox.Failure{Kind: outbox.Blocked, Problem: provider.Settings, Err: err}
	}
	return &line{account: s, client: c}, nil
}

// Close implements outbox.Line.
func (l *line) Close() error { return nil }

// message is a parcel as a provider is told it.
type message struct {
	id, text string
	number   string // within the country, without the 0
	unicode  bool   // the text needs UCS-2
}

// vietnam are its numbers in E.164: nine digits of a mobile, ten of a landline.
var vietnam = regexp.MustCompile(`^\+84([1-9][0-9]{8,9})$`)

// message writes a parcel out, or says why it cannot go.
func (l *line) message(p outbox.Parcel) (*message, *outbox.Failure) {
	m := &message{id: p.ID, text: written(p.Text, l.Unicode), unicode: Count(p.Text, l.Unicode).Unicode}
	number := vietnam.FindStringSubmatch(p.To)
	switch {
	case number == nil:
		return nil, &outbox.Failure{Kind: outbox.Refused, Problem: provider.Phone, Elsewhere: true}
	case strings.TrimSpace(m.text) == "":
		return nil, &outbox.Failure{Kind: outbox.Refused, Problem: provider.BadWords}
	case p.Advert && !l.adverts:
		return nil, &outbox.Failure{Kind: outbox.Refused, Problem: Advert}
	}
	m.number = number[1]
	return m, nil
}

// Send implements outbox.Line.
func (l *line) Send(ctx context.Context, p outbox.Parcel) (outbox.Answer, error) {
	m, f := l.message(p)
	if f != nil {
		return outbox.Answer{}, f
	}
	header, body, err := l.request(l.account, m, l.client.now())
	if err != nil {
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Blocked, Problem: provider.Settings, Err: err}
	}
	text, err := json.Marshal(body)
	if err != nil {
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Refused, Problem: provider.BadWords, Err: err}
	}
	all := map[string]string{"Content-Type": "application/json", "Accept": "application/json"}
	maps.Copy(all, header)
	a, err := l.client.http.Do(ctx, http.MethodPost, l.client.Hosts[l.Provider]+l.path, all, string(text))
	if err != nil {
		return outbox.Answer{}, err
	}
	answer, f := l.answer(&a)
	if f != nil {
		return outbox.Answer{}, f
	}
	return answer, nil
}

// answer says what an answer means. The status alone says that there were too many
// calls or that the service broke; of the rest its own words say more.
func (l *line) answer(a *provider.Answer) (outbox.Answer, *outbox.Failure) {
	byStatus := a.Failure(l.client.now())
	if byStatus != nil && (byStatus.Problem == provider.Busy || byStatus.Kind == outbox.Unsure) {
		return outbox.Answer{}, byStatus
	}
	answer, f, known := l.judge(a.Body)
	switch {
	case known && f != nil:
		return outbox.Answer{}, f
	case !known && byStatus != nil:
		return outbox.Answer{}, byStatus
	case !known || byStatus != nil:
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Unsure, Problem: provider.NotKnown, Words: a.Words()}
	}
	return answer, nil
}

// word is a JSON text or number: providers write their codes and ids as either.
type word string

// UnmarshalJSON implements json.Unmarshaler.
func (w *word) UnmarshalJSON(b []byte) error {
	var n json.Number
	if bytes.HasPrefix(b, []byte(`"`)) {
		return json.Unmarshal(b, (*string)(w))
	}
	err := json.Unmarshal(b, &n)
	*w = word(n)
	return err
}

// fault is what a code means, with the provider's words; refused when it is in no table.
func fault(table map[string]outbox.Failure, code, said string) *outbox.Failure {
	f, known := table[code]
	if !known {
		f = outbox.Failure{Kind: outbox.Refused, Problem: provider.NotTaken}
	}
	f.Words = provider.Shown(code + " " + said)
	return &f
}
