package zalo

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"cham"
	"cham/capability/outbox"
	"cham/channel/provider"
)

// line sends with the tokens of an official account.
type line struct {
	*Sender
	workspace cham.WorkspaceID
	appID     string
	secret    Secret // as it last was
}

// Close implements outbox.Line.
func (l *line) Close() error { return nil }

// Send implements outbox.Line. With a token that Zalo does not take (any more) nothing
// was sent: it is renewed, and sent with again, once.
func (l *line) Send(ctx context.Context, p outbox.Parcel) (outbox.Answer, error) {
	if l.secret.expired(l.client.now()) {
		if err := l.signIn(ctx); err != nil {
			return outbox.Answer{}, err
		}
	}
	answer, stale, err := l.try(ctx, &p)
	if !stale {
		return answer, err
	}
	if err := l.signIn(ctx); err != nil {
		return outbox.Answer{}, err
	}
	answer, _, err = l.try(ctx, &p)
	return answer, err
}

// try sends with the token there is; stale says that Zalo did not take it.
func (l *line) try(ctx context.Context, p *outbox.Parcel) (answer outbox.Answer, stale bool, err error) {
	address, content := l.write(p)
	body, err := json.Marshal(content)
	if err != nil {
		return answer, false, &outbox.Failure{Kind: outbox.Refused, Problem: provider.BadWords, Err: err}
	}
	a, err := l.client.http.Do(ctx, http.MethodPost, address,
		map[string]string{"access_token": l.secret.AccessToken, "Content-Type": "application/json"}, string(body))
	if err != nil {
		return answer, false, err
	}
	if f := a.Failure(l.client.now()); f != nil {
		return answer, false, f
	}
	return l.judge(&a)
}

// judge reads what Zalo says in the body of an answer with status 200.
func (l *line) judge(a *provider.Answer) (answer outbox.Answer, stale bool, err error) {
	var r struct {
		Error   text            `json:"error"`
		Message text            `json:"message"`
		Data    json.RawMessage `json:"data"`
	}
	unreadable := json.Unmarshal(a.Body, &r)
	code, err := strconv.Atoi(string(r.Error))
	switch {
	case unreadable != nil, err != nil: // not what Zalo answers: it may have the message
		return answer, false, &outbox.Failure{Kind: outbox.Unsure, Problem: provider.NotKnown, Words: a.Words()}
	case code != 0:
		f := failure(code, string(r.Message), l.client.now())
		return answer, f.Problem == SignIn, f
	}
	var data struct {
		MessageID text `json:"message_id"`
		MsgID     text `json:"msg_id"`
	}
	_ = json.Unmarshal(r.Data, &data) // without an id it was sent all the same
	return outbox.Answer{Words: provider.Shown(string(r.Message)), Ref: string(data.MessageID + data.MsgID)}, false, nil
}

// toUser writes a message to a user of the official account.
func (c *Client) toUser(p *outbox.Parcel) (address string, body any) {
	to := c.hosts.OpenAPI + "/v3.0/oa/message/"
	message := map[string]any{"recipient": map[string]string{"user_id": p.To}, "message": map[string]string{"text": norm.NFC.String(p.Text)}}
	switch {
	case p.Template != "": // without a tracking id: Zalo does not take one here
		return to + "template", map[string]any{"user_id": p.To, "template_id": p.Template, "template_data": data(p)}
	case p.Advert:
		return to + "promotion", message
	}
	return to + "cs", message
}

// toPhone writes a template to a telephone number, as Zalo has it: without its plus.
func (c *Client) toPhone(p *outbox.Parcel) (address string, body any) {
	return c.hosts.Business + "/message/template", map[string]any{"phone": strings.TrimPrefix(p.To, "+"), "template_id": p.Template,
		"template_data": data(p), "tracking_id": p.ID}
}

// data are a template's parameters. Zalo counts their characters, so that what looks
// the same must be as short as it can.
func data(p *outbox.Parcel) map[string]string {
	all := make(map[string]string, len(p.Params))
	for name, value := range p.Params {
		all[name] = norm.NFC.String(value)
	}
	return all
}

// text is a text of Zalo's that may come as a number; what is neither is none.
type text string

// UnmarshalJSON implements json.Unmarshaler.
func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	var n json.Number
	switch {
	case json.Unmarshal(b, &s) == nil:
		*t = text(s)
	case json.Unmarshal(b, &n) == nil:
		*t = text(n)
	default:
		*t = ""
	}
	return nil
}
