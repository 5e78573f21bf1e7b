package capture

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"cham"
)

// SentAgainWithin is how much the time of a touch may differ from one sending to
// the next, through the clock-skew rule.
const SentAgainWithin = 24 * time.Hour

// SaysElse reports whether a touch with the message id of an earlier one is
// another touch and no retry. A call that states no time happened on arrival,
// whenever it is sent. An order's row of a later file is the order still, whatever
// else became of it, as long as its amount is the same.
func SaysElse(was, now *cham.Touch) bool {
	if was.Name == now.Name && was.At.Equal(now.At) && was.Value == now.Value && was.Currency == now.Currency &&
		strings.HasPrefix(now.MessageID, orderPrefix) {
		return false
	}
	onArrival := was.At.Equal(was.ReceivedAt) || now.At.Equal(now.ReceivedAt)
	return was.Type != now.Type || was.Name != now.Name || !onArrival && was.At.Sub(now.At).Abs() > SentAgainWithin ||
		!sameJSON(was.Properties, now.Properties) || !sameJSON(was.Traits, now.Traits)
}

func sameJSON(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// NotStored describes a touch that was accepted and then found to be none that
// history takes.
func NotStored(ws cham.WorkspaceID, r *cham.Record, why Reason) Refused {
	sample, _ := json.Marshal(map[string]json.RawMessage{"properties": r.Properties, "traits": r.Traits}) // no JSON: no sample
	return Refused{Workspace: ws, Source: r.Source, At: r.ReceivedAt, Reason: string(why), MessageID: storable(r.MessageID),
		Type: r.Type, Name: storable(r.Name), Sample: storable(string(truncate(sample, MaxSample)))}
}

// RefuseLate counts and keeps touches that were accepted and then not stored.
func (a *Accepter) RefuseLate(ctx context.Context, refused []Refused) {
	if len(refused) == 0 {
		return
	}
	a.count(0, refused)
	if a.Refusals != nil {
		a.Refusals.Keep(ctx, refused)
	}
}
