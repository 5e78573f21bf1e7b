// Package provider calls the web services that messages leave through. What is
// common to them is here: which machines they may be on, how much of an answer is
// read, and what a call that failed means for the message.
package provider

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"cham/capability/outbox"
	"cham/connect/guard"
)

// The problems that all services have. The sentence of each is error.sending.<problem> in locale/.
const (
	Unreachable = "serviceUnreachable"
	Timeout     = "serviceTimeout"
	Certificate = "serviceCertificate"
	Busy        = "serviceBusy"
	Rights      = "serviceRights"  // it does not take the key
	Balance     = "serviceBalance" // the wallet is empty
	Sender      = "serviceSender"  // the sender's name or account is not allowed
	Phone       = "servicePhone"   // no such number
	BadWords    = "serviceWords"   // what it says is refused
	Template    = "serviceTemplate"
	NotTaken    = "serviceRefused"
	Settings    = "serviceSettings"
	NotKnown    = "serviceUnsure"
)

// What one call may take.
const (
	longest   = 30 * time.Second
	maxAnswer = 256 << 10
	// idle is shorter than servers keep a connection: of a request that meets its end nobody knows whether it arrived.
	idle = 4 * time.Second
)

// Client calls; it is safe for concurrent use.
type Client struct{ http *http.Client }

// New returns a Client; open names inner networks that the operator opens, roots
// are whose certificates are believed, the system's when nil.
func New(open []netip.Prefix, roots *x509.CertPool) *Client {
	return &Client{&http.Client{Timeout: longest,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: guard.Dialer(open).DialContext, TLSHandshakeTimeout: longest,
			TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, MaxResponseHeaderBytes: 64 << 10,
			IdleConnTimeout: idle, MaxIdleConnsPerHost: 8, ForceAttemptHTTP2: true}}}
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Answer is what a service answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// progress is how far a call came.
type progress struct{ connected, wrote atomic.Bool }

func (p *progress) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { p.connected.Store(true) },
		WroteHeaders: func() { p.wrote.Store(true) }}
}

// Do calls a service, and reads what it answers whatever its status. The error is
// an *outbox.Failure: Blocked when the request did not leave, Delayed when it was us
// who gave up before it did, Unsure when it may have left.
func (c *Client) Do(ctx context.Context, method, address string, header map[string]string, body string) (a Answer, err error) {
	var went progress
	ctx = httptrace.WithClientTrace(ctx, went.trace())
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return a, &outbox.Failure{Kind: outbox.Blocked, Problem: Settings, Err: err}
	}
	req.GetBody = nil // a request that may have left is not repeated behind our back
	req.Header.Set("User-Agent", "Cham")
	for name, value := range header {
		req.Header.Set(name, value)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return a, went.failed(err)
	}
	defer func() { _ = res.Body.Close() }()
	a = Answer{Status: res.StatusCode, Header: res.Header}
	if a.Body, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer)); err != nil {
		return a, &outbox.Failure{Kind: outbox.Unsure, Problem: NotKnown, Err: err}
	}
	return a, nil
}

// failed says what a call that was not answered means. Who gives up in the middle is
// not told what was written meanwhile, so from the connection on it may have left.
func (p *progress) failed(err error) error {
	f := &outbox.Failure{Kind: outbox.Blocked, Problem: problem(err), Err: err}
	given := errors.Is(err, context.Canceled)
	switch {
	case p.wrote.Load(), p.connected.Load() && (given || f.Problem == Timeout):
		f.Kind, f.Problem = outbox.Unsure, NotKnown
	case given:
		f.Kind = outbox.Delayed
	}
	return f
}

func problem(err error) string {
	var timeout net.Error
	var untrusted *tls.CertificateVerificationError
	switch {
	case errors.As(err, &untrusted):
		return Certificate
	case errors.Is(err, context.Canceled), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded),
		errors.As(err, &timeout) && timeout.Timeout():
		return Timeout
	}
	return Unreachable
}

// Statuses after which nothing of a request was looked at, and those of an address
// at which no service is any more; RFC 9110, RFC 6585.
var (
	busy = []int{http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusRequestTimeout}
	gone = []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone}
)

// Failure is what an answer means by its status alone, nil when that says nothing
// against the message: too many calls, no right, or a service that is down. One
// that fails while it works on a message may have taken it.
func (a *Answer) Failure(now time.Time) *outbox.Failure {
	f := &outbox.Failure{Kind: outbox.Blocked, Words: a.Words()}
	switch {
	case slices.Contains(busy, a.Status):
		f.Problem, f.After = Busy, a.after(now)
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden:
		f.Problem = Rights
	case a.Status == http.StatusPaymentRequired:
		f.Problem = Balance
	case slices.Contains(gone, a.Status):
		f.Problem = Settings
	case a.Status >= 500:
		f.Kind, f.Problem = outbox.Unsure, NotKnown
	case a.Status >= 400:
		f.Kind, f.Problem = outbox.Refused, NotTaken
	case a.Status >= 300:
		f.Problem = Settings
	default:
		return nil
	}
	return f
}

// after is how long the service wants to be left alone, at most an hour.
func (a *Answer) after(now time.Time) time.Duration {
	said := a.Header.Get("Retry-After")
	if n, err := strconv.Atoi(said); err == nil && n > 0 {
		return time.Duration(min(n, 3600)) * time.Second
	}
	if at, err := http.ParseTime(said); err == nil {
		return max(0, min(time.Hour, at.Sub(now)))
	}
	return 0
}

// Words are what a service answered, as it is shown.
func (a *Answer) Words() string { return Shown(string(a.Body)) }

// Shown makes one line of at most 500 characters of a service's words.
func Shown(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 500 {
		return string(r[:500])
	}
	return s
}
