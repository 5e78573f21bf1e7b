// Package oidc signs people in through OpenID Connect providers: authorization
// code with PKCE, the token's signature, issuer, audience, nonce and times
// checked. It reaches no machine of the inner network but where the operator
// opens one.
package oidc

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"cham"
	"cham/capability/access"
	"cham/connect/guard"
)

// What a provider may take, how long what it says of itself is believed, and how
// long one that did not say is left alone.
const (
	timeout   = 15 * time.Second
	mostBytes = 1 << 20
	fresh     = time.Hour
	unasked   = 10 * time.Second
)

// Client speaks with providers; it implements access.Elsewhere. It is safe for
// concurrent use.
type Client struct {
	http *http.Client
	open []netip.Prefix
	now  func() time.Time

	asks  singleflight.Group // by issuer
	mu    sync.Mutex
	known map[string]found // by issuer
}

// found is what an issuer said of itself, or why it did not.
type found struct {
	*oidc.Provider
	err error
	at  time.Time
}

// holds reports whether the issuer need not be asked again.
func (f found) holds(now time.Time) bool {
	life := fresh
	if f.err != nil {
		life = unasked
	}
	return !f.at.IsZero() && now.Sub(f.at) < life
}

// New returns a Client; open names inner networks where providers may be, and
// plain HTTP is spoken with those alone.
func New(open []netip.Prefix, now func() time.Time) *Client {
	c := &Client{open: open, now: now, known: map[string]found{}}
	secure, plain := guard.Dialer(open), guard.Dialer(open)
	plain.Control = func(_, address string, _ syscall.RawConn) error {
		if at, err := netip.ParseAddrPort(address); err != nil || !guard.Opened(at.Addr(), open) {
			return guard.ErrInner
		}
		return nil
	}
	c.http = &http.Client{Timeout: timeout, CheckRedirect: noRedirect, Transport: bounded{
		secure: &http.Transport{DialContext: secure.DialContext, TLSHandshakeTimeout: timeout, ForceAttemptHTTP2: true,
			IdleConnTimeout: time.Minute},
		plain: &http.Transport{DialContext: plain.DialContext, IdleConnTimeout: time.Minute}}}
	return c
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// bounded sends HTTPS and plain HTTP their own ways, and reads so much of an answer.
type bounded struct{ secure, plain *http.Transport }

func (b bounded) RoundTrip(q *http.Request) (*http.Response, error) {
	by := b.secure
	if q.URL.Scheme == "http" {
		by = b.plain
	}
	res, err := by.RoundTrip(q)
	if err == nil {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(res.Body, mostBytes), res.Body}
	}
	return res, err
}

// CloseIdleConnections lets go of connections that nobody uses.
func (b bounded) CloseIdleConnections() {
	b.secure.CloseIdleConnections()
	b.plain.CloseIdleConnections()
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// with makes libraries use our client.
func (c *Client) with(ctx context.Context) context.Context { return oidc.ClientContext(ctx, c.http) }

// provider is what an issuer says of itself. Anybody can have us ask it, so those who
// want to know at once wait for one question, and an issuer that is not there is left
// alone for a moment.
func (c *Client) provider(ctx context.Context, issuer string) (*oidc.Provider, error) {
	if f := c.kept(issuer); f.holds(c.now()) {
		return f.Provider, f.err
	}
	of, err, _ := c.asks.Do(issuer, func() (any, error) {
		if f := c.kept(issuer); f.holds(c.now()) { // whoever was before us has asked
			return f.Provider, f.err
		}
		// It is asked for all who wait, whoever of them goes away.
		p, err := oidc.NewProvider(c.with(context.WithoutCancel(ctx)), issuer)
		if err != nil {
			err = unreached(err)
		}
		c.keep(issuer, found{p, err, c.now()})
		return p, err
	})
	p, _ := of.(*oidc.Provider)
	return p, err
}

func (c *Client) kept(issuer string) found {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.known[issuer]
}

func (c *Client) keep(issuer string, f found) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) > 1000 {
		clear(c.known)
	}
	c.known[issuer] = f
}

func unreached(err error) error {
	key := "error.providerUnreached"
	if _, mismatch := errors.AsType[*oidc.IssuerMismatchError](err); mismatch {
		key = "error.providerOther"
	}
	if errors.Is(err, guard.ErrInner) {
		key = "error.providerInner"
	}
	return &cham.Error{Code: cham.CodeInvalid, Op: "oidc.provider", Field: "issuer", Key: key, Err: err}
}

// Check implements access.Elsewhere.
func (c *Client) Check(ctx context.Context, issuer string) error {
	c.keep(issuer, found{})
	p, err := c.provider(ctx, issuer)
	if err != nil {
		return err
	}
	if p.Endpoint().AuthURL == "" || p.Endpoint().TokenURL == "" {
		return unreached(errors.New("it has no address to sign in at"))
	}
	return nil
}

func config(p *oidc.Provider, of access.Provider, redirect string) oauth2.Config {
	return oauth2.Config{ClientID: of.Client, ClientSecret: of.Secret, Endpoint: p.Endpoint(), RedirectURL: redirect,
		Scopes: []string{oidc.ScopeOpenID, "profile", "email"}}
}

// Address implements access.Elsewhere.
func (c *Client) Address(ctx context.Context, of access.Provider, a access.Asked) (string, error) {
	p, err := c.provider(ctx, of.Issuer)
	if err != nil {
		return "", err
	}
	more := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)}
	if of.Issuer == access.Google && len(of.Domains) == 1 {
		more = append(more, oauth2.SetAuthURLParam("hd", of.Domains[0])) // which account is offered; hd of the token decides
	}
	o := config(p, of, a.Redirect)
	address := o.AuthCodeURL(a.State, more...)
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return "", unreached(errors.New("the address to sign in at is none: " + address))
	}
	return address, nil
}

// claims are what we read of a token, and of what the provider says of a user.
type claims struct {
	Subject  string `json:"sub"`
	Email    string `json:"email"`
	Verified truth  `json:"email_verified"`
	Owner    truth  `json:"xms_edov"` // Microsoft: the domain of the e-mail is the tenant's
	Name     string `json:"name"`
	Login    string `json:"preferred_username"`
	Hosted   string `json:"hd"`
}

// truth is true also where a provider writes "true" or 1.
type truth bool

// UnmarshalJSON reads it; whatever is unclear is false.
func (t *truth) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	*t = truth(s == "true" || s == "1" || s == "True")
	return nil
}

// Exchange implements access.Elsewhere.
func (c *Client) Exchange(ctx context.Context, of access.Provider, a access.Asked, code, iss string) (access.Identity, error) {
	none := access.Identity{}
	p, err := c.provider(ctx, of.Issuer)
	if err != nil {
		return none, err
	}
	if err := sameIssuer(p, of.Issuer, iss); err != nil {
		return none, err
	}
	o := config(p, of, a.Redirect)
	got, err := o.Exchange(c.with(ctx), code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return none, refused(err)
	}
	raw, ok := got.Extra("id_token").(string)
	if !ok {
		return none, refused(errors.New("no id_token"))
	}
	token, err := p.Verifier(&oidc.Config{ClientID: of.Client, Now: c.now}).Verify(c.with(ctx), raw)
	if err != nil {
		return none, refused(err)
	}
	if token.Nonce != a.Nonce || a.Nonce == "" {
		return none, refused(errors.New("the nonce is another"))
	}
	return c.identity(ctx, p, of, o.TokenSource(c.with(ctx), got), token)
}

// sameIssuer refuses an answer that says it comes from another issuer than was
// asked (RFC 9207), or does not say so where the issuer would.
func sameIssuer(p *oidc.Provider, issuer, iss string) error {
	var says struct {
		Always bool `json:"authorization_response_iss_parameter_supported"`
	}
	if err := p.Claims(&says); err != nil {
		return refused(err)
	}
	if iss != "" && iss != issuer || iss == "" && says.Always {
		return refused(errors.New("the answer is of issuer " + iss))
	}
	return nil
}

// identity is who a token is of. Where it says no e-mail, the provider is asked.
func (c *Client) identity(ctx context.Context, p *oidc.Provider, of access.Provider, by oauth2.TokenSource, token *oidc.IDToken) (
	who access.Identity, err error) {
	var is claims
	if err := token.Claims(&is); err != nil {
		return who, refused(err)
	}
	if is.Email == "" && p.UserInfoEndpoint() != "" {
		info, err := p.UserInfo(c.with(ctx), by)
		if err != nil {
			return who, refused(err)
		}
		var more claims
		if err := info.Claims(&more); err != nil || info.Subject != token.Subject {
			return who, refused(errors.Join(err, errors.New("what is said of the user is of another")))
		}
		hosted := is.Hosted
		if is = more; hosted != "" {
			is.Hosted = hosted
		}
	}
	who = access.Identity{Subject: token.Subject, Email: is.Email, Name: is.Name, Hosted: is.Hosted, Verified: bool(is.Verified)}
	if access.Microsoft(of.Issuer) {
		who.Verified = bool(is.Owner) // it has no email_verified, and anybody may write down any e-mail
	}
	if who.Email == "" {
		who.Email, who.Verified = is.Login, false
	}
	return who, nil
}

func refused(err error) error {
	return &cham.Error{Code: cham.CodeUnauthorized, Op: "oidc.Exchange", Field: "provider", Key: "error.providerRefused", Err: err}
}
