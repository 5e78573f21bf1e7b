package zalo

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"cham"
	"cham/capability/outbox"
	"cham/channel/provider"
)

// AuthURL is where who manages the official account allows the app to send: it then
// leads to redirect with code, oa_id and state. Redirect and challenge are those that
// are saved in the app's own settings at Zalo, or Zalo does not take them.
func (c *Client) AuthURL(appID, redirect, state, challenge string) string {
	return c.hosts.OAuth + "/v4/oa/permission?" +
		url.Values{"app_id": {appID}, "redirect_uri": {redirect}, "state": {state}, "code_challenge": {challenge}}.Encode()
}

// Challenge is that of a verifier.
func (c *Client) Challenge(verifier string) string { return Challenge(verifier) }

// Challenge is the PKCE challenge of a verifier, RFC 7636 S256; Zalo wants verifiers
// of 43 characters.
func Challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Exchange makes tokens of a code that AuthURL led to, at most ten minutes old; a is
// the account with its app's secret, opened. They are secrets to be kept with
// outbox.Service.SetAccount. CodeConflict says why there are none.
func (c *Client) Exchange(ctx context.Context, a outbox.Account, code, verifier string) (map[string]string, error) {
	set, secret, err := read(a)
	if err != nil {
		return nil, err
	}
	err = c.ask(ctx, &secret, url.Values{"grant_type": {"authorization_code"}, "app_id": {set.AppID}, "code": {code},
		"code_verifier": {verifier}})
	if f, failed := errors.AsType[*outbox.Failure](err); failed {
		return nil, &cham.Error{Code: cham.CodeConflict, Op: "zalo.Exchange", Key: "error.sending." + f.Problem, Hint: f.Words, Err: err}
	}
	return map[string]string{"accessToken": secret.AccessToken, "refreshToken": secret.RefreshToken, "expiresAt": secret.ExpiresAt}, nil
}

// signIn brings the tokens in force, which are others than those that Zalo refused.
// Whatever fails, nothing was sent; what cannot be kept must be signed in for anew.
func (l *line) signIn(ctx context.Context) error {
	kept, err := l.client.renew(ctx, l.workspace, func(ctx context.Context, secret string) (string, error) {
		return l.client.fresh(ctx, l.appID, secret, l.secret.AccessToken)
	})
	var s Secret
	if err == nil {
		err = json.Unmarshal([]byte(kept), &s)
	}
	var f *outbox.Failure
	switch {
	case errors.As(err, &f):
		return f
	case err != nil:
		return &outbox.Failure{Kind: outbox.Blocked, Problem: SignIn, Err: err}
	}
	l.secret = s
	return nil
}

// fresh is a secret whose access token is another than one that Zalo refused, and has
// not ended: the same when somebody else renewed it already. A program that ends
// between Zalo's answer and the store has lost the new tokens; the old ones are
// refused from then on, which SignIn explains.
func (c *Client) fresh(ctx context.Context, appID, kept, refused string) (string, error) {
	var s Secret
	if err := json.Unmarshal([]byte(kept), &s); err != nil {
		return "", err
	}
	if s.AccessToken != "" && s.AccessToken != refused && !s.expired(c.now()) {
		return kept, nil
	}
	if s.RefreshToken == "" {
		return "", &outbox.Failure{Kind: outbox.Blocked, Problem: SignIn}
	}
	err := c.ask(ctx, &s, url.Values{"grant_type": {"refresh_token"}, "app_id": {appID}, "refresh_token": {s.RefreshToken}})
	if err != nil {
		return "", err
	}
	b, err := json.Marshal(s)
	return string(b), err
}

// ask asks Zalo for tokens, and puts them into a secret. The error is an
// *outbox.Failure that is Blocked.
func (c *Client) ask(ctx context.Context, s *Secret, form url.Values) error {
	a, err := c.http.Do(ctx, http.MethodPost, c.hosts.OAuth+"/v4/oa/access_token",
		map[string]string{"secret_key": s.AppSecret, "Content-Type": "application/x-www-form-urlencoded"}, form.Encode())
	if f, failed := errors.AsType[*outbox.Failure](err); failed {
		return unasked(f, provider.Unreachable)
	}
	if f := a.Failure(c.now()); f != nil {
		return unasked(f, provider.Busy)
	}
	return s.take(a.Body, c.now())
}

// unasked is a failure to get tokens. An answer that was lost may have spent the old
// ones: the next try tells.
func unasked(f *outbox.Failure, lost string) error {
	switch f.Kind {
	case outbox.Unsure:
		f.Problem = lost
	case outbox.Refused:
		f.Problem = SignIn
	}
	f.Kind = outbox.Blocked
	return f
}

// take reads tokens. Of what else the answer says no more is shown than what is wrong.
func (s *Secret) take(body []byte, now time.Time) error {
	var r struct {
		Access  text `json:"access_token"`
		Refresh text `json:"refresh_token"`
		Expires text `json:"expires_in"` // seconds
		Name    text `json:"error_name"`
		Reason  text `json:"error_reason"`
	}
	err := json.Unmarshal(body, &r)
	if err != nil || !plain.MatchString(string(r.Access)) || r.Refresh == "" {
		return &outbox.Failure{Kind: outbox.Blocked, Problem: SignIn, Words: provider.Shown(string(r.Name + " " + r.Reason)), Err: err}
	}
	s.AccessToken, s.RefreshToken, s.ExpiresAt = string(r.Access), string(r.Refresh), ""
	if n, err := strconv.Atoi(string(r.Expires)); err == nil && n > 0 {
		s.ExpiresAt = now.Add(time.Duration(min(n, longest)) * time.Second).UTC().Format(time.RFC3339)
	}
	return nil
}

// longest is how long a token is believed to last, in seconds.
const longest = 100 * 24 * 60 * 60
