// Package fetch gets files from addresses that people enter. It reaches no
// machine of the inner network, wherever a name or a redirect leads.
package fetch

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"path"
	"slices"
	"syscall"
	"time"

	"cham"
	"cham/capability/imports"
)

// Client gets files.
type Client struct {
	// Allow are networks that may be reached though they are not public.
	Allow []netip.Prefix
	http  *http.Client
}

// What a fetch may take at most.
const (
	timeout       = 10 * time.Minute
	mostRedirects = 5
)

// New returns a Client; allow names inner networks that the operator opens.
func New(allow []netip.Prefix) *Client {
	c := &Client{Allow: allow}
	dialer := &net.Dialer{Timeout: 15 * time.Second, Control: func(_, address string, _ syscall.RawConn) error { return c.reachable(address) }}
	c.http = &http.Client{Timeout: timeout, CheckRedirect: redirect, Transport: &http.Transport{DialContext: dialer.DialContext,
		TLSHandshakeTimeout: 15 * time.Second, ResponseHeaderTimeout: time.Minute, DisableKeepAlives: true}}
	return c
}

// Answer is what came of a fetch.
type Answer struct {
	// Same says that the file is the one of ETag and Modified.
	Same           bool
	ETag, Modified string
	Name           string
	Size           int64
}

// Get writes the file at an address, unless it is the one that etag and modified
// are of; over most bytes it is refused.
func (c *Client) Get(ctx context.Context, address, etag, modified string, to io.Writer, most int64) (a Answer, err error) {
	if err := imports.CheckAddress(address); err != nil {
		return a, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return a, cham.Wrap(cham.CodeInvalid, "fetch.Get", err)
	}
	for name, value := range map[string]string{"If-None-Match": etag, "If-Modified-Since": modified, "User-Agent": "Cham"} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	res, err := c.http.Do(req)
	if err != nil {
		return a, reason(err)
	}
	defer res.Body.Close()
	a = Answer{ETag: res.Header.Get("ETag"), Modified: res.Header.Get("Last-Modified"), Name: path.Base(res.Request.URL.Path)}
	switch {
	case res.StatusCode == http.StatusNotModified:
		return Answer{Same: true, ETag: etag, Modified: modified}, nil
	case res.StatusCode != http.StatusOK:
		return a, unavailable("error.inlet.status", map[string]any{"status": res.StatusCode}, nil)
	}
	a.Size, err = io.Copy(to, io.LimitReader(res.Body, most+1))
	if err == nil && a.Size > most {
		err = unavailable("error.inlet.size", map[string]any{"mb": most >> 20}, nil)
	} else if err != nil {
		err = reason(err)
	}
	return a, err
}

func unavailable(key string, args map[string]any, err error) error {
	return &cham.Error{Code: cham.CodeUnavailable, Op: "fetch.Get", Key: key, Args: args, Err: err}
}

// reason tells what is not allowed from what did not work.
func reason(err error) error {
	if e, ok := errors.AsType[*cham.Error](err); ok {
		return e
	}
	return unavailable("error.inlet.reach", nil, err)
}

func redirect(req *http.Request, via []*http.Request) error {
	if len(via) > mostRedirects || req.URL.Scheme != "https" {
		return unavailable("error.inlet.redirect", nil, nil)
	}
	return nil
}

// reachable refuses addresses that are not public; it is asked of each connection,
// when its name is resolved.
func (c *Client) reachable(address string) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return unavailable("error.inlet.private", nil, err)
	}
	ip := ap.Addr().Unmap()
	if slices.ContainsFunc(c.Allow, func(p netip.Prefix) bool { return p.Contains(ip) }) || public(ip) {
		return nil
	}
	return unavailable("error.inlet.private", nil, nil)
}

// reserved are networks that are neither private nor anybody's on the internet.
var reserved = []netip.Prefix{netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("fec0::/10")}

func public(ip netip.Addr) bool {
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() &&
		!slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(ip) })
}
