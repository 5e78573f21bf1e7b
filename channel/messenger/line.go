package messenger

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"golang.org/x/text/unicode/norm"

	"cham/capability/outbox"
	"cham/channel/provider"
)

// line sends with the token of a page.
type line struct {
	client         *Client
	address, token string
}

// Close implements outbox.Line.
func (l *line) Close() error { return nil }

// Send implements outbox.Line. The token is in a header, for addresses are logged.
func (l *line) Send(ctx context.Context, p outbox.Parcel) (outbox.Answer, error) {
	body, err := json.Marshal(content(&p))
	if err != nil {
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Refused, Problem: provider.BadWords, Err: err}
	}
	a, err := l.client.http.Do(ctx, http.MethodPost, l.address,
		map[string]string{"Authorization": "Bearer " + l.token, "Content-Type": "application/json"}, string(body))
	if err != nil {
		return outbox.Answer{}, err
	}
	answer, f := judge(&a, p.Template != "", l.client.now())
	if f != nil {
		return outbox.Answer{}, f
	}
	return answer, nil
}

// judge says what an answer means for a message: Meta's own error where it gives one,
// else the status.
func judge(a *provider.Answer, templated bool, now time.Time) (outbox.Answer, *outbox.Failure) {
	var r struct {
		Message text   `json:"message_id"`
		Error   *fault `json:"error"`
	}
	unreadable := json.Unmarshal(a.Body, &r) != nil
	byStatus := a.Failure(now)
	switch {
	case !unreadable && r.Error != nil:
		return outbox.Answer{}, r.Error.failure(a, templated)
	case byStatus != nil:
		return outbox.Answer{}, byStatus
	case unreadable || r.Message == "": // not what Meta answers: it may have the message
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Unsure, Problem: provider.NotKnown, Words: a.Words()}
	}
	return outbox.Answer{Words: provider.Shown(string(r.Message)), Ref: string(r.Message)}, nil
}

// content is a parcel as Meta takes it: a text answers who has just written, a
// template may go at any time.
func content(p *outbox.Parcel) map[string]any {
	message, kind := map[string]any{"text": norm.NFC.String(p.Text)}, "RESPONSE"
	if p.Template != "" {
		kind = "UTILITY"
		message = map[string]any{"template": map[string]any{"name": p.Template, "language": map[string]string{"code": p.Lang},
			"components": components(p.Params)}}
	}
	return map[string]any{"recipient": map[string]string{"id": p.To}, "messaging_type": kind, "message": message}
}

// components fill a template's text. Its fields are numbers or names, never both; those
// that are names are told by name, the others in their order.
func components(params map[string]string) []any {
	if len(params) == 0 {
		return []any{}
	}
	names := slices.SortedFunc(maps.Keys(params), func(a, b string) int {
		x, y := number(a), number(b)
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
	})
	var fields []any
	for _, name := range names {
		field := map[string]string{"type": "text", "text": norm.NFC.String(params[name])}
		if number(name) == 0 {
			field["parameter_name"] = name
		}
		fields = append(fields, field)
	}
	return []any{map[string]any{"type": "body", "parameters": fields}}
}

// number is the place of a field, 0 of one that has a name.
func number(name string) int {
	n, _ := strconv.Atoi(name)
	return max(n, 0)
}

// text is a text of Meta's that may come as a number; what is neither is none.
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
