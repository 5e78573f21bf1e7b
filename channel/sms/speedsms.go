package sms

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/channel/provider"
)

// speedSMS is spoken to as its published programs do; its documentation was not read.
// It does not know a message that is repeated, so one that may have left stays so.
var speedSMS = service{host: "https://api.speedsms.vn", path: "/index.php/sms/send", keys: []string{"token"}, adverts: true,
	request: speedSMSRequest, judge: speedSMSJudge, reports: speedSMSReports}

// byBrandname is the sms_type of messages that carry the business's name.
const byBrandname = 3

func speedSMSRequest(a *account, m *message, _ time.Time) (map[string]string, any, error) {
	header := map[string]string{"Authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte(a.secret["token"]+":x"))}
	return header, map[string]any{"to": []string{"84" + m.number}, "content": m.text, "sms_type": byBrandname, "sender": a.Brandname}, nil
}

// speedSMSFaults are by code without its leading zeros.
var speedSMSFaults = map[string]outbox.Failure{
	"7":   {Kind: outbox.Blocked, Problem: provider.Rights}, // this machine is locked
	"8":   {Kind: outbox.Blocked, Problem: provider.Rights}, // the account is
	"9":   {Kind: outbox.Blocked, Problem: provider.Rights}, // the account may not call
	"105": {Kind: outbox.Refused, Problem: provider.Phone, NoSuchAddress: true},
	"110": {Kind: outbox.Refused, Problem: provider.BadWords}, // letters that it does not send
	"113": {Kind: outbox.Refused, Problem: provider.BadWords}, // too long
	"300": {Kind: outbox.Blocked, Problem: provider.Balance},
	"500": {Kind: outbox.Unsure, Problem: provider.NotKnown}, // it broke in the middle
}

func speedSMSJudge(body []byte) (outbox.Answer, *outbox.Failure, bool) {
	var a struct {
		Status, Message string
		Code            word
		Data            json.RawMessage
	}
	var data struct {
		TranID       word `json:"tranId"`
		InvalidPhone []word
	}
	if json.Unmarshal(body, &a) != nil || a.Status == "" {
		return outbox.Answer{}, nil, false
	}
	_ = json.Unmarshal(a.Data, &data) // of a failure it may be anything
	code := strings.TrimLeft(string(a.Code), "0")
	switch taken := a.Status == "success" && code == ""; {
	case taken && len(data.InvalidPhone) > 0:
		code = "105"
	case taken:
		return outbox.Answer{Words: a.Status, Ref: string(data.TranID)}, nil, true
	case code == "101" && strings.Contains(strings.ToLower(a.Message), "sender"): // as for any parameter, but it says which
		return outbox.Answer{}, &outbox.Failure{Kind: outbox.Blocked, Problem: provider.Sender, Words: provider.Shown("101 " + a.Message)}, true
	}
	return outbox.Answer{}, fault(speedSMSFaults, code, a.Message), true
}

// lastTry is where a status of SpeedSMS begins that is for good: 0 arrived, from 1 on
// it is still tried, as in GSM's TS 23.040 §9.2.3.15.
const lastTry = 64

// speedSMSReports reads what it posts of one message.
func speedSMSReports(d outbox.Delivery) ([]outbox.Return, error) {
	var a struct {
		Type           string
		TranID, Status word
	}
	status := uint64(0)
	err := json.Unmarshal(d.Body, &a)
	if err == nil && a.Type != "" && a.Type != "report" {
		return nil, nil // what a customer wrote, or what there may be one day
	}
	if err == nil {
		status, err = strconv.ParseUint(string(a.Status), 10, 32)
	}
	if err != nil || a.Type == "" || a.TranID == "" {
		return nil, cham.Errorf(cham.CodeInvalid, "sms.Receive", "no report of SpeedSMS: it needs type, tranId and status")
	}
	r := outbox.Return{Kind: outbox.Delivered, Ref: string(a.TranID), Words: "status=" + string(a.Status)}
	switch {
	case status >= lastTry:
		r.Kind, r.Problem = outbox.Bounced, provider.NotTaken
	case status > 0:
		r.Kind, r.Problem = outbox.Delaying, provider.Busy
	}
	return []outbox.Return{r}, nil
}
