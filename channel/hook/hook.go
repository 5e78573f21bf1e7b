// Package hook posts to the addresses that other systems are told of by. It
// follows no redirect, reaches no machine of the inner network, and reads no
// more of an answer than can be shown.
package hook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"cham"
	"cham/capability/outgoing"
	"cham/connect/guard"
)

// What one request may take.
const (
	Timeout   = 15 * time.Second
	maxAnswer = 1 << 10
	maxHeader = 64 << 10
)

// Client posts; it is safe for concurrent use.
type Client struct {
	http *http.Client
	now  func() time.Time
}

// New returns a Client; open names inner networks that the operator opens, roots
// are whose certificates are believed, the system's when nil.
func New(open []netip.Prefix, roots *x509.CertPool, now func() time.Time) *Client {
	return &Client{now: now, http: &http.Client{Timeout: Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: guard.Dialer(open).DialContext, TLSHandshakeTimeout: Timeout,
			TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			MaxResponseHeaderBytes: maxHeader, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 2, ForceAttemptHTTP2: true}}}
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Post implements outgoing.Poster.
func (c *Client) Post(ctx context.Context, address string, header map[string]string, body []byte) (a outgoing.Answer, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return a, failed(outgoing.Unreachable, err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Cham")
	for name, value := range header {
		req.Header.Set(name, value)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return a, failed(problem(err), err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(res.Body, maxAnswer)) // what is cut off was an answer all the same
	return outgoing.Answer{Status: res.StatusCode, RetryAfter: c.retryAfter(res.Header.Get("Retry-After")),
		Text: strings.ToValidUTF8(string(text), "\ufffd")}, nil
}

// retryAfter reads seconds or an HTTP date, RFC 9110 §10.2.3; 0 for neither.
func (c *Client) retryAfter(s string) time.Duration {
	if n, err := strconv.ParseInt(s, 10, 32); err == nil {
		return max(0, time.Duration(n)*time.Second)
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(0, at.Sub(c.now()))
	}
	return 0
}

func failed(p outgoing.Problem, err error) error {
	return &cham.Error{Code: cham.CodeUnavailable, Op: "hook.Post", Key: p.Key(), Err: err}
}

// problem is why there was no answer.
func problem(err error) outgoing.Problem {
	var timeout net.Error
	var dns *net.DNSError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.Is(err, guard.ErrInner):
		return outgoing.Inner
	case errors.As(err, &authority), errors.As(err, &host), errors.As(err, &invalid):
		return outgoing.Certificate
	case errors.As(err, &dns):
		return outgoing.NoName
	case errors.As(err, &timeout) && timeout.Timeout():
		return outgoing.TimedOut
	}
	return outgoing.Unreachable
}
