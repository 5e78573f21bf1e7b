// Package zalo sends by Zalo: messages of an official account to who is in touch
// with it, and templates (ZNS, of late ZBS) to telephone numbers; and reads what Zalo
// tells of both. Formats: docs.zaloplatforms.com, as of 2026.
//
// The two ways are two accounts of one official account, with the same settings. Its
// tokens are the secret of the way "zalo" alone, for each can be renewed once; what
// sends templates asks Renew for them. Zalo posts everything to one address per app:
// either way reads all of it, by the secrets of its own account.
package zalo

import (
	"context"
	"encoding/json"
	"regexp"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/channel/provider"
)

// Settings are an account's, as JSON, the same for both ways.
type Settings struct {
	// AppID is the app's, OAID the official account's: decimal, and longer than a number holds.
	AppID string `json:"appId"`
	OAID  string `json:"oaId"`
}

// Secret is an account's secret, as JSON. What sends templates needs none of it, and
// the first two to read what Zalo posts to its address.
type Secret struct {
	AppSecret string `json:"appSecret,omitempty"`
	// OASecret is the official account's own, by which webhooks may be signed.
	OASecret     string `json:"oaSecret,omitempty"`
	AccessToken  string `json:"accessToken,omitempty"`
	RefreshToken string `json:"refreshToken,omitempty"`
	// Verifier is the PKCE verifier, the same for the life of the app: its challenge is saved at Zalo.
	Verifier string `json:"verifier,omitempty"`
	// ExpiresAt is when the access token ends, RFC 3339.
	ExpiresAt string `json:"expiresAt,omitempty"`
}

// expired reports whether the access token has ended; one that does not say when has not.
func (s *Secret) expired(now time.Time) bool {
	at, err := time.Parse(time.RFC3339, s.ExpiresAt)
	return err == nil && !now.Before(at)
}

// Hosts are where Zalo is: addresses without a slash at the end.
type Hosts struct{ OpenAPI, Business, OAuth string }

// Public are Zalo's own hosts.
func Public() Hosts {
	return Hosts{"https://openapi.zalo.me", "https://business.openapi.zalo.me", "https://oauth.zaloapp.com"}
}

// Renew runs fresh on the secret of a workspace's official account, alone, keeps what
// it answers, and returns the secret in force: outbox.Service.Renew for the way "zalo".
type Renew func(ctx context.Context, ws cham.WorkspaceID, fresh func(ctx context.Context, secret string) (string, error)) (string, error)

// Client calls Zalo; it is safe for concurrent use.
type Client struct {
	http  *provider.Client
	hosts Hosts
	renew Renew
	now   func() time.Time
}

// New returns a Client.
func New(client *provider.Client, hosts Hosts, renew Renew, now func() time.Time) *Client {
	return &Client{http: client, hosts: hosts, renew: renew, now: now}
}

// Sender sends by one of the ways, and reads what Zalo tells.
type Sender struct {
	client *Client
	write  func(p *outbox.Parcel) (address string, body any)
	// signsIn says that the tokens are of its account.
	signsIn bool
}

var (
	_ outbox.Sender   = (*Sender)(nil)
	_ outbox.Receiver = (*Sender)(nil)
)

// OA sends by the way "zalo": a parcel's text, or its template, to the user it names.
// A text that is an advert goes as promotion; Zalo has announced that it takes these
// as templates alone, and refuses others then.
func (c *Client) OA() *Sender { return &Sender{client: c, write: c.toUser, signsIn: true} }

// ZNS sends by the way "zns": a parcel's template to a telephone number, E.164. Zalo's
// receipt has Parcel.ID.
func (c *Client) ZNS() *Sender { return &Sender{client: c, write: c.toPhone} }

// Check implements outbox.Sender. An account without tokens is in order: they come by
// Exchange, and nothing is sent before.
func (s *Sender) Check(a outbox.Account) error {
	_, secret, err := read(a)
	if err == nil && s.signsIn && !plain.MatchString(secret.AppSecret) {
		err = invalid("appSecret", "secret")
	}
	return err
}

var (
	id    = regexp.MustCompile(`^[0-9]{1,30}$`)
	plain = regexp.MustCompile(`^[!-~]{1,500}$`) // what a header may hold
)

// read reads an account: a cham.Error of CodeInvalid with its field.
func read(a outbox.Account) (set Settings, secret Secret, err error) {
	switch {
	case json.Unmarshal(a.Settings, &set) != nil:
		return set, secret, invalid("settings", "settings")
	case a.Secret != "" && json.Unmarshal([]byte(a.Secret), &secret) != nil:
		return set, secret, invalid("secret", "settings")
	case !id.MatchString(set.AppID):
		return set, secret, invalid("appId", "id")
	case !id.MatchString(set.OAID):
		return set, secret, invalid("oaId", "id")
	}
	return set, secret, nil
}

func invalid(field, key string) error {
	return &cham.Error{Code: cham.CodeInvalid, Op: "zalo.Check", Field: field, Key: "error.zalo." + key}
}

// Connect implements outbox.Sender.
func (s *Sender) Connect(ctx context.Context, a outbox.Account) (outbox.Line, error) {
	set, _, err := read(a)
	if err != nil {
		return nil, &outbox.Failure{Kind: outbox.Blocked, Problem: provider.Settings, Err: err}
	}
	l := &line{Sender: s, workspace: a.Workspace, appID: set.AppID}
	if err := l.signIn(ctx); err != nil {
		return nil, err
	}
	return l, nil
}
