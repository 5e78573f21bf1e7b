package messengerserver

import (
	"encoding/json"
	"net/http"
	"time"
)

// Delivery is what is posted to a webhook: events of the page, as many as Meta likes.
func Delivery(events ...map[string]any) []byte {
	b, err := json.Marshal(map[string]any{"object": "page", "entry": []any{map[string]any{"id": PageID, "time": 1, "messaging": events}}})
	if err != nil {
		panic("messengerserver: " + err.Error()) // a test gave what is no JSON
	}
	return b
}

// FromUser is what somebody did in the conversation; fields are added to those that all events have.
func FromUser(user string, at time.Time, fields map[string]any) map[string]any {
	all := map[string]any{"sender": map[string]any{"id": user}, "recipient": map[string]any{"id": PageID}, "timestamp": at.UnixMilli()}
	for name, value := range fields {
		all[name] = value
	}
	return all
}

// Sign is the header of a delivery, signed by a secret.
func Sign(delivery []byte, secret string) http.Header {
	h := http.Header{"Content-Type": {"application/json"}}
	h.Set("X-Hub-Signature-256", "sha256="+sign(secret, delivery))
	return h
}

// Receipts tell of all messages taken so far, as they may arrive: that they were read
// before that they came, some by name and some by time alone, each twice, all at once.
func (s *Server) Receipts(at time.Time) []byte {
	var events []map[string]any
	for i, m := range s.Messages() {
		delivered := map[string]any{"watermark": at.UnixMilli()}
		if i%2 == 0 {
			delivered["mids"] = []string{m.ID}
		}
		events = append(events, FromUser(m.To, at, map[string]any{"read": map[string]any{"watermark": at.UnixMilli()}}),
			FromUser(m.To, at, map[string]any{"delivery": delivered}))
	}
	return Delivery(append(events, events...)...)
}
