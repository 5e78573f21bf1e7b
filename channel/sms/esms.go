package sms

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/channel/provider"
)

// esms sends care messages (SmsType 2), each by its own call; source: developers.esms.vn,
// "Send OTP/Customer care message", "Table of error codes", "Callback Url". Advertising
// goes in batches of at least 30 numbers alone, which somebody there approves.
var esms = service{host: "https://rest.esms.vn", path: "/MainService.svc/json/SendMultipleMessage_V4_post_json/",
	keys: []string{"apiKey", "secretKey"}, request: esmsRequest, judge: esmsJudge, reports: esmsReports}

func esmsRequest(a *account, m *message, _ time.Time) (map[string]string, any, error) {
	body := map[string]string{"ApiKey": a.secret["apiKey"], "SecretKey": a.secret["secretKey"], "Brandname": a.Brandname,
		"SmsType": "2", "Phone": "0" + m.number, "Content": m.text, "IsUnicode": "0", "RequestId": m.id}
	if m.unicode {
		body["IsUnicode"] = "1"
	}
	if a.Callback != "" {
		body["CallbackUrl"] = a.Callback
	}
	return nil, body, nil
}

// esmsFaults are the codes that a care message meets; 99, a number that they block, is like those they do not list.
var esmsFaults = map[string]outbox.Failure{
	"101": {Kind: outbox.Blocked, Problem: provider.Rights},
	"102": {Kind: outbox.Blocked, Problem: provider.Rights}, // no price is agreed on
	"103": {Kind: outbox.Blocked, Problem: provider.Balance},
	"104": {Kind: outbox.Blocked, Problem: provider.Sender},
	"107": {Kind: outbox.Refused, Problem: Advert},
	"108": {Kind: outbox.Refused, Problem: provider.Phone, NoSuchAddress: true},
	"118": {Kind: outbox.Blocked, Problem: provider.Settings},
	"140": {Kind: outbox.Blocked, Problem: provider.Rights}, // this machine is not on their list
	"146": {Kind: outbox.Refused, Problem: provider.Template},
	"177": {Kind: outbox.Refused, Problem: provider.Sender}, // not registered with the receiver's network
}

// What eSMS says became of a message.
const (
	esmsRejected = "4"
	esmsDone     = "5"
)

func esmsJudge(body []byte) (outbox.Answer, *outbox.Failure, bool) {
	var a struct {
		CodeResult, SMSID, SendStatus word
		ErrorMessage                  string
	}
	if json.Unmarshal(body, &a) != nil || a.CodeResult == "" {
		return outbox.Answer{}, nil, false
	}
	words := strings.TrimSpace(string(a.CodeResult) + " " + provider.Shown(a.ErrorMessage))
	repeated := a.CodeResult == "124" // they know the RequestId: it came before
	switch {
	case a.CodeResult == "100", repeated && a.SendStatus != "" && a.SendStatus != esmsRejected:
		return outbox.Answer{Words: words, Ref: string(a.SMSID)}, nil, true
	case repeated && a.SendStatus == "": // and do not say whether they took it then
		return outbox.Answer{}, nil, false
	}
	return outbox.Answer{}, fault(esmsFaults, string(a.CodeResult), a.ErrorMessage), true
}

// esmsReports reads a callback: a GET that says everything in its address.
func esmsReports(d outbox.Delivery) ([]outbox.Return, error) {
	r := outbox.Return{Message: d.Query.Get("RequestId"), Ref: d.Query.Get("SMSID")}
	state, failed, arrived := d.Query.Get("SendStatus"), d.Query.Get("SendFailed"), d.Query.Get("SendSuccess")
	if _, err := strconv.ParseUint(state, 10, 8); err != nil || r.Message == "" && r.Ref == "" {
		return nil, cham.Errorf(cham.CodeInvalid, "sms.Receive", "no report of eSMS: it needs SendStatus, and RequestId or SMSID")
	}
	r.Words = provider.Shown("SendStatus=" + state + " SendFailed=" + failed + " SendSuccess=" + arrived)
	switch {
	case state == esmsRejected, state == esmsDone && some(failed):
		r.Kind, r.Problem = outbox.Bounced, provider.NotTaken
	case state == esmsDone && some(arrived):
		r.Kind = outbox.Delivered
	default: // waiting, on its way (7), or over without a word of how
		return nil, nil
	}
	return []outbox.Return{r}, nil
}

// some reports whether a count is of one or more.
func some(count string) bool {
	n, err := strconv.ParseUint(count, 10, 32)
	return err == nil && n > 0
}
