// Package fetch gets files from addresses that people enter. It reaches no
// machine of the inner network, wherever a name or a redirect leads.
package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"path"
	"time"

	"cham"
	"cham/capability/imports"
	"cham/connect/guard"
)

// Client gets files.
type Client struct{ http *http.Client }

// What a fetch may take at most.
const (
	timeout       = 10 * time.Minute
	mostRedirects = 5
)

// New returns a Client; allow names inner networks that the operator opens.
func New(allow []netip.Prefix) *Client {
	c := &Client{}
	c.http = &http.Client{Timeout: timeout, CheckRedirect: redirect, Transport: &http.Transport{DialContext: guard.Dialer(allow).DialContext,
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
	if errors.Is(err, guard.ErrInner) {
		return unavailable("error.inlet.private", nil, err)
	}
	return unavailable("error.inlet.reach", nil, err)
}

func redirect(req *http.Request, via []*http.Request) error {
	if len(via) > mostRedirects || req.URL.Scheme != "https" {
		return unavailable("error.inlet.redirect", nil, nil)
	}
	return nil
}
