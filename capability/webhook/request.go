package webhook

import (
	"bytes"
	"net/url"
	"strings"
)

// Header reads a request's headers, whatever their case; http.Header is one.
type Header interface{ Get(name string) string }

// Request is what came over the wire.
type Request struct {
	Method string
	// URL is the address it was sent to, as the sender knows it.
	URL    string
	Query  url.Values
	Header Header
	Body   []byte // raw
}

// body is what is read: of a request without one, its query.
func (r Request) body() []byte {
	if len(r.Body) == 0 && len(r.Query) > 0 {
		return []byte(r.Query.Encode())
	}
	return r.Body
}

// shakeHands answers the question with which a sender makes sure that the
// address is ours (Meta, Haravan): hub.challenge, if hub.verify_token is the secret.
func (s *Setup) shakeHands(r Request) (reply string, ok bool) {
	challenge := r.Query.Get("hub.challenge")
	if r.Method != "GET" || challenge == "" || len(challenge) > 200 || s.Sign.Secret == "" {
		return "", false
	}
	return challenge, equal(r.Query.Get("hub.verify_token"), s.Sign.Secret)
}

// ping tells a call that only tries the address: an empty one, or WooCommerce's
// first.
func ping(r Request) bool {
	body := bytes.TrimSpace(r.body())
	return len(body) == 0 || bytes.HasPrefix(body, []byte("webhook_id=")) && len(body) < 40
}

// topic reads what a call is about.
func (s *Setup) topic(r Request) string {
	if name, ok := strings.CutPrefix(s.Topic, "header:"); ok {
		return truncate(r.Header.Get(name))
	}
	if path, ok := strings.CutPrefix(s.Topic, "body:"); ok {
		return truncate(field(r.body(), r.Header.Get("Content-Type"), path))
	}
	return ""
}

func truncate(s string) string {
	const most = 100
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "")
	}
	return strings.ToValidUTF8(s, "")
}

func hasFolded(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
