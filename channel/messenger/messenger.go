// Package messenger sends through a Facebook page's Messenger: texts to who has just
// written, and utility templates at any time; and reads what Meta tells of both.
// Formats: developers.facebook.com, Messenger Platform, as of 2026. Message tags are
// not sent: Meta has taken all of them away but the one for people who answer by hand.
package messenger

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/channel/provider"
)

// Public is where Meta's Graph API is, without a slash at the end.
const Public = "https://graph.facebook.com"

// version is that of the Graph API; Meta keeps each for about two years.
const version = "v24.0"

// Settings are an account's, as JSON.
type Settings struct {
	// PageID is the page's, decimal, and longer than a number holds.
	PageID string `json:"pageId"`
}

// Secret is an account's secret, as JSON.
type Secret struct {
	// PageToken is a page access token, AppSecret the app's that it was given to.
	PageToken string `json:"pageToken,omitempty"`
	AppSecret string `json:"appSecret,omitempty"`
	// VerifyToken is what Meta must say when the address for its events is saved.
	VerifyToken string `json:"verifyToken,omitempty"`
}

// Client sends, and reads what Meta tells; it is an outbox.Sender and outbox.Receiver, safe for concurrent use.
type Client struct {
	http *provider.Client
	host string
	now  func() time.Time
}

// New returns a Client that calls a host through another client, which it does not close.
func New(client *provider.Client, host string, now func() time.Time) *Client {
	return &Client{client, host, now}
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

var (
	id    = regexp.MustCompile(`^[0-9]{1,30}$`)
	plain = regexp.MustCompile(`^[!-~]{1,1000}$`) // what a header may hold
)

// read reads an account: a cham.Error of CodeInvalid with its field.
func read(a outbox.Account) (set Settings, secret Secret, err error) {
	switch {
	case json.Unmarshal(a.Settings, &set) != nil:
		return set, secret, invalid("settings", "settings")
	case a.Secret != "" && json.Unmarshal([]byte(a.Secret), &secret) != nil:
		return set, secret, invalid("secret", "settings")
	case !id.MatchString(set.PageID):
		return set, secret, invalid("pageId", "page")
	case !plain.MatchString(secret.PageToken):
		return set, secret, invalid("pageToken", "token")
	case !plain.MatchString(secret.AppSecret):
		return set, secret, invalid("appSecret", "secret")
	}
	return set, secret, nil
}

func invalid(field, key string) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "messenger.Check", Field: field, Key: "error.messenger." + key}
}

// Connect implements outbox.Sender. There is nothing to open: each message is a call.
func (c *Client) Connect(_ context.Context, a outbox.Account) (outbox.Line, error) {
	set, secret, err := read(a)
	if err != nil {
		return nil, &outbox.Failure{Kind: outbox.Blocked, Problem: provider.Settings, Err: err}
	}
	address := c.host + "/" + version + "/" + set.PageID + "/messages?appsecret_proof=" + sum(secret.AppSecret, []byte(secret.PageToken))
	return &line{client: c, address: address, token: secret.PageToken}, nil
}

// sum is an HMAC-SHA256 in hex: of a token it proves that the app calls, of a body that Meta does.
func sum(key string, of []byte) string {
	m := hmac.New(sha256.New, []byte(key))
	m.Write(of)
	return hex.EncodeToString(m.Sum(nil))
}
