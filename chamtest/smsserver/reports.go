package smsserver

import (
	"encoding/json"
	"net/url"
	"strings"

	"cham/capability/outbox"
)

// Reports are what a service tells of a message by the sender's id or its own, as
// deliveries come on the internet: the last first, and that one twice. It is none for
// Stringee, and for what it does not have.
func (s *Server) Reports(id string) []outbox.Delivery {
	for _, m := range s.Messages() {
		if id != "" && (m.ID == id || m.Ref == id) {
			switch m.Provider {
			case "esms":
				return esmsReports(m)
			case "speedsms":
				return speedSMSReports(m)
			}
		}
	}
	return nil
}

func esmsReports(m Message) []outbox.Delivery {
	report := func(state, arrived, failed string) outbox.Delivery {
		return outbox.Delivery{Query: url.Values{"SMSID": {m.Ref}, "RequestId": {m.ID}, "SendStatus": {state}, "SendSuccess": {arrived},
			"SendFailed": {failed}, "TotalReceiver": {"1"}, "TotalSent": {"1"}, "TotalPrice": {"250.0000"}, "TypeId": {"2"}, "telcoid": {"1"},
			"phonenumber": {"0" + strings.TrimPrefix(m.To, "+84")}}}
	}
	last := report("5", "1", "0")
	if strings.HasSuffix(m.To, Lost) {
		last = report("5", "0", "1")
	}
	return []outbox.Delivery{last, report("7", "0", "0"), last}
}

func speedSMSReports(m Message) []outbox.Delivery {
	report := func(status int) outbox.Delivery {
		body, _ := json.Marshal(map[string]any{"type": "report", "tranId": json.Number(m.Ref), "phone": strings.TrimPrefix(m.To, "+"),
			"status": status})
		return outbox.Delivery{Body: body}
	}
	last := report(0)
	if strings.HasSuffix(m.To, Lost) {
		last = report(65)
	}
	return []outbox.Delivery{last, report(1), last}
}
