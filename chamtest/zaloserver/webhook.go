package zaloserver

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// Event is what is posted to a webhook, as JSON, with the name and the time that it
// has in it. Fields are added to those that all events have.
func Event(name string, at time.Time, fields map[string]any) []byte {
	all := map[string]any{"app_id": AppID, "event_name": name, "timestamp": strconv.FormatInt(at.UnixMilli(), 10)}
	for field, value := range fields {
		all[field] = value
	}
	b, err := json.Marshal(all)
	if err != nil {
		panic("zaloserver: " + err.Error()) // a test gave what is no JSON
	}
	return b
}

// FromUser is what a user did in the conversation; message may be nil.
func FromUser(name, user string, at time.Time, message map[string]any) []byte {
	return Event(name, at, map[string]any{"sender": map[string]any{"id": user}, "recipient": map[string]any{"id": OAID}, "message": message})
}

// Sign is the header of an event, signed by a secret.
func Sign(event []byte, secret string) http.Header {
	var e struct{ Timestamp string }
	_ = json.Unmarshal(event, &e) // what has none is signed without
	return SignAs(AppID, event, e.Timestamp, secret)
}

// SignAs signs with another first term or time than Zalo's pages say.
func SignAs(first string, event []byte, timestamp, secret string) http.Header {
	sum := sha256.Sum256([]byte(first + string(event) + timestamp + secret))
	h := http.Header{"Content-Type": {"application/json"}}
	h.Set("X-ZEvent-Signature", "mac="+hex.EncodeToString(sum[:]))
	return h
}

// Receipts tell of all messages taken so far, as they may arrive: what was seen
// before that it was received, and each twice.
func (s *Server) Receipts(at time.Time) (events [][]byte) {
	for _, m := range s.Messages() {
		received := map[string]any{"msg_id": m.ID}
		if m.Path == "/message/template" {
			received = map[string]any{"msg_id": m.ID, "tracking_id": m.Tracking, "delivery_time": strconv.FormatInt(at.UnixMilli(), 10)}
		} else {
			events = append(events, receipt("user_seen_message", m.To, at, map[string]any{"msg_ids": []string{m.ID}}))
		}
		events = append(events, receipt("user_received_message", m.To, at, received))
	}
	return append(events, events...)
}

func receipt(name, to string, at time.Time, message map[string]any) []byte {
	return Event(name, at, map[string]any{"sender": map[string]any{"id": OAID}, "recipient": map[string]any{"id": to}, "message": message})
}

// Post posts an event to a webhook, signed by a secret, and answers its status.
func Post(ctx context.Context, client *http.Client, address string, event []byte, secret string) (status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(event))
	if err != nil {
		return 0, err
	}
	req.Header = Sign(event, secret)
	res, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	return res.StatusCode, res.Body.Close()
}
