package sms

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"cham/capability/outbox"
	"cham/channel/provider"
)

// stringee is spoken to as its published examples do. What its codes mean is not
// published, and it is not known what it reports.
var stringee = service{host: "https://api.stringee.com", path: "/v1/sms", keys: []string{"keySid", "keySecret"}, adverts: true,
	request: stringeeRequest, judge: stringeeJudge}

// tokenLives is how long a call may take to arrive, clocks that are off included.
const tokenLives = 5 * time.Minute

func stringeeRequest(a *account, m *message, now time.Time) (map[string]string, any, error) {
	sid := a.secret["keySid"]
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"jti": fmt.Sprintf("%s-%d-%s", sid, now.Unix(), m.id),
		"iss": sid, "exp": now.Add(tokenLives).Unix(), "rest_api": true})
	token.Header["cty"] = "stringee-api;v=1"
	signed, err := token.SignedString([]byte(a.secret["keySecret"]))
	body := map[string]any{"sms": []map[string]string{{"from": a.Brandname, "to": "84" + m.number, "text": m.text}}}
	return map[string]string{"X-STRINGEE-AUTH": signed}, body, err
}

// stringeeSaid tells by its words what is about the account and not about the message.
var stringeeSaid = []struct {
	problem string
	words   []string
}{
	{provider.Balance, []string{"balance", "money", "fund"}},
	{provider.Sender, []string{"brandname", "brand name", "sender", "from number"}},
	{provider.Rights, []string{"auth", "token", "jwt", "api key", "apikey", "permission"}},
}

func stringeeJudge(body []byte) (outbox.Answer, *outbox.Failure, bool) {
	type result struct {
		R            word
		Msg, Message string
	}
	var a struct {
		result
		SMSSent int `json:"smsSent"`
		Result  []result
	}
	if json.Unmarshal(body, &a) != nil {
		return outbox.Answer{}, nil, false
	}
	one, ofMessage := a.result, len(a.Result) > 0
	if ofMessage {
		one = a.Result[0]
	}
	said := one.Msg + one.Message
	switch {
	case ofMessage && one.R == "0" && a.SMSSent > 0:
		return outbox.Answer{Words: provider.Shown(said)}, nil, true
	case one.R == "" || one.R == "0": // it says nothing of the message, or contradicts itself
		return outbox.Answer{}, nil, false
	}
	return outbox.Answer{}, stringeeFault(string(one.R), said, ofMessage), true
}

// stringeeFault is what a code that is not 0 means: of a message that it is refused,
// of the call that the account is.
func stringeeFault(code, said string, ofMessage bool) *outbox.Failure {
	f := fault(nil, code, said)
	if !ofMessage {
		f.Kind, f.Problem = outbox.Blocked, provider.Rights
	}
	for _, s := range stringeeSaid {
		for _, w := range s.words {
			if strings.Contains(strings.ToLower(said), w) {
				f.Kind, f.Problem = outbox.Blocked, s.problem
				return f
			}
		}
	}
	return f
}
