package smsserver

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

var errCall = errors.New("no such call")

// number is a number of Vietnam in E.164, out of one that begins with a prefix.
func number(to, prefix string) string {
	rest, ok := strings.CutPrefix(to, prefix)
	if !ok {
		return ""
	}
	return "+84" + rest
}

type esms struct{}

func (esms) read(_ *http.Request, body []byte, _ time.Time) (Message, bool, error) {
	var c struct {
		APIKey, SecretKey, Phone, Content, Brandname, SMSType, IsUnicode, RequestID, CallbackURL string
	}
	err := json.Unmarshal(body, &c)
	if err == nil && c.SMSType != "2" {
		err = errCall
	}
	return Message{Provider: "esms", ID: c.RequestID, To: number(c.Phone, "0"), Text: c.Content, Brandname: c.Brandname,
		Unicode: c.IsUnicode == "1", Callback: c.CallbackURL}, c.APIKey == APIKey && c.SecretKey == SecretKey, err
}

func (esms) answer(o outcome, m Message) (int, any) {
	said := map[outcome][2]string{taken: {"100", ""}, unreadable: {"118", "Sms Type is not valid"}, noRight: {"101", "Authorize Failed"},
		noMoney: {"103", "Balance is not enough to send message"}, noName: {"104", "Brand name code is not exist"},
		noNumber: {"108", "Phone number is not valid"}, noWords: {"146", "Sai template Brandname CSKH"}, repeated: {"124", "Request exist 1"}}[o]
	a := map[string]any{"CodeResult": said[0], "CountRegenerate": 0}
	switch {
	case o == taken:
		a["SMSID"] = m.Ref
	case o == repeated:
		a["SendStatus"] = "5"
		fallthrough
	default:
		a["ErrorMessage"] = said[1]
	}
	return http.StatusOK, a
}

type speedSMS struct{}

func (speedSMS) read(r *http.Request, body []byte, _ time.Time) (Message, bool, error) {
	var c struct {
		To              []string `json:"to"`
		Content, Sender string
		SMSType         int `json:"sms_type"`
	}
	err := json.Unmarshal(body, &c)
	if err == nil && (len(c.To) != 1 || c.SMSType != 3) {
		err = errCall
	}
	if err != nil {
		return Message{}, false, err
	}
	user, password, _ := r.BasicAuth()
	m := Message{Provider: "speedsms", To: number(c.To[0], "84"), Text: c.Content, Brandname: c.Sender}
	return m, user == Token && password == "x", nil
}

func (speedSMS) answer(o outcome, m Message) (int, any) {
	if o == taken {
		return http.StatusOK, map[string]any{"status": "success", "code": "00",
			"data": map[string]any{"tranId": json.Number(m.Ref), "totalSMS": 1, "totalPrice": 250, "invalidPhone": []string{}}}
	}
	said := map[outcome][2]string{unreadable: {"101", "Invalid or missing parameters"}, noRight: {"009", "Account not allow to call the API"},
		noMoney: {"300", "Your account balance not enough to send sms"}, noName: {"101", "sender not found"},
		noNumber: {"105", "Phone number invalid"}, noWords: {"110", "Not support sms content encoding"}}[o]
	return http.StatusOK, map[string]any{"status": "error", "code": said[0], "message": said[1], "data": []string{}}
}

type stringee struct{}

func (stringee) read(r *http.Request, body []byte, now time.Time) (Message, bool, error) {
	var c struct {
		SMS []struct{ From, To, Text string } `json:"sms"`
	}
	err := json.Unmarshal(body, &c)
	if err == nil && len(c.SMS) != 1 {
		err = errCall
	}
	if err != nil {
		return Message{}, false, err
	}
	one := c.SMS[0]
	return Message{Provider: "stringee", To: number(one.To, "84"), Text: one.Text, Brandname: one.From},
		signed(r.Header.Get("X-STRINGEE-AUTH"), now), nil
}

// signed reports whether a token is Stringee's: HS256 of RFC 7515, with their header.
func signed(token string, now time.Time) bool {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return false
	}
	sum := hmac.New(sha256.New, []byte(KeySecret))
	sum.Write([]byte(parts[0] + "." + parts[1]))
	var head struct{ Alg, Cty string }
	var claims struct {
		Jti, Iss string
		Exp      int64
		RestAPI  bool `json:"rest_api"`
	}
	mac, err := base64.RawURLEncoding.DecodeString(parts[2])
	good := err == nil && hmac.Equal(mac, sum.Sum(nil)) && part(parts[0], &head) && part(parts[1], &claims)
	return good && head.Alg == "HS256" && head.Cty == "stringee-api;v=1" && claims.Iss == KeySid && claims.Jti != "" && claims.RestAPI &&
		claims.Exp > now.Unix() && claims.Exp <= now.Add(time.Hour).Unix()
}

func part(text string, into any) bool {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	return err == nil && json.Unmarshal(raw, into) == nil
}

func (stringee) answer(o outcome, m Message) (int, any) {
	said := map[outcome]string{taken: "Success", unreadable: "Invalid data", noRight: "Authentication failed", noMoney: "Not enough money",
		noName: "Brandname not found", noNumber: "Phone number invalid", noWords: "Text is not allowed"}[o]
	switch o {
	case taken:
		return http.StatusOK, map[string]any{"smsSent": 1, "result": []any{map[string]any{"r": 0, "msg": said, "price": "250", "smsType": 1}}}
	case unreadable, noRight:
		return http.StatusOK, map[string]any{"r": 1, "message": said}
	}
	return http.StatusOK, map[string]any{"smsSent": 0, "result": []any{map[string]any{"r": int(o), "msg": said}}}
}
