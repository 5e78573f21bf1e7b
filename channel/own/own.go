// Package own hands messages over to a business's own system, which sends them by
// whatever it has, and reads what that system tells of them. Both directions are
// signed as Standard Webhooks says, with one secret. Formats: docs/own-system.md.
package own

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/capability/reach"
	"cham/channel/provider"
)

// Settings are an account's, as JSON.
type Settings struct {
	// URL takes the messages: https.
	URL string `json:"url"`
	// Stands says by which way they go on, Kind by which of a customer's keys they are addressed.
	Stands cham.Channel `json:"stands"`
	Kind   cham.KeyKind `json:"kind"`
}

// Way is what the gate has to know of an account's settings.
func (s *Settings) Way() reach.OwnWay { return reach.OwnWay{Kind: s.Kind, Stands: s.Stands} }

// Secret is an account's secret, as JSON.
type Secret struct {
	// Key begins with whsec_; the rest is base64.
	Key string `json:"key,omitempty"`
}

// Client sends, and reads what is told; it is an outbox.Sender and outbox.Receiver, safe for concurrent use.
type Client struct {
	http    *provider.Client
	standIn string
	now     func() time.Time
}

// New returns a Client that calls through another, which it does not close. A stand-in, as https://host, takes
// what is meant for any system; "" is none.
func New(client *provider.Client, standIn string, now func() time.Time) *Client {
	return &Client{client, standIn, now}
}

var (
	_ outbox.Sender   = (*Client)(nil)
	_ outbox.Receiver = (*Client)(nil)
)

// Check implements outbox.Sender.
func (c *Client) Check(a outbox.Account) error {
	_, _, err := read(a)
	return err
}

// read reads an account: a cham.Error of CodeInvalid with its field.
func read(a outbox.Account) (set Settings, secret Secret, err error) {
	switch {
	case json.Unmarshal(a.Settings, &set) != nil:
		return set, secret, invalid("settings", "settings")
	case a.Secret != "" && json.Unmarshal([]byte(a.Secret), &secret) != nil:
		return set, secret, invalid("secret", "settings")
	case !secure(set.URL):
		return set, secret, invalid("url", "url")
	case !slices.Contains(reach.Stands, set.Stands):
		return set, secret, invalid("stands", "stands")
	case !slices.Contains(reach.OwnKinds, set.Kind):
		return set, secret, invalid("kind", "kind")
	}
	raw, bad := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret.Key, "whsec_"))
	if bad != nil || len(raw) < 16 {
		return set, secret, invalid("key", "key")
	}
	return set, secret, nil
}

func secure(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && u.Fragment == "" && len(address) <= 1000
}

func invalid(field, key string) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "own.Check", Field: field, Key: "error.own." + key}
}

// Connect implements outbox.Sender. There is nothing to open: each message is a call.
func (c *Client) Connect(_ context.Context, a outbox.Account) (outbox.Line, error) {
	set, secret, err := read(a)
	if err != nil {
		return nil, &outbox.Failure{Kind: outbox.Blocked, Problem: provider.Settings, Err: err}
	}
	if u, err := url.Parse(set.URL); c.standIn != "" && err == nil {
		set.URL = c.standIn + u.RequestURI()
	}
	return &line{client: c, set: set, key: secret.Key}, nil
}
