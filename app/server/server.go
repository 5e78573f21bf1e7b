// Package server puts HTTP before the program: tracking, our API, assistants,
// the website snippet and the pages on one address.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/alexedwards/argon2id"

	"cham"
	"cham/api/rest/accounts"
	"cham/app"
	"cham/capability/access"
	"cham/connect/oidc"
	"cham/live"
)

// Options say how the program is reached, besides what app.Options say.
type Options struct {
	app.Options
	// Listen is the address to listen on, PublicURL the one browsers use
	// (https://cham.example.vn); without it localhost stands in.
	Listen, PublicURL string
	// TrustedProxy is the network of the proxy whose X-Forwarded-For is believed.
	TrustedProxy netip.Prefix
	// IdentityFrom are inner networks where providers may be that people sign in
	// through.
	IdentityFrom []netip.Prefix
	// IdentityDomains are e-mail domains that the operator knows to be of a business here:
	// "company.vn", or "company.vn=WORKSPACE" where there are several.
	IdentityDomains []string
	// NoClients keeps owners from making more workspaces.
	NoClients bool
	// Rate is how many requests a second one write key may make; below 0 any.
	Rate float64
	// TLS makes it speak HTTPS by itself, without a proxy before it.
	TLS TLS
	// DemoLogin is filled in on a demo's sign-in page; nil elsewhere.
	DemoLogin *accounts.SignIn
	// Hash is the cost of a password; access.DefaultHash when zero.
	Hash argon2id.Params
}

// Server is the running program: the app and HTTP before it.
type Server struct {
	*app.App
	Access *access.Service
	Demo   *Demo

	options    Options
	elsewhere  *oidc.Client
	setupToken string // "" when there is a user already
	pages      *live.Hub
	listener   net.Listener
	http       *http.Server
	control    *http.Server // see listenControl

	redirect     *http.Server // from HTTP to HTTPS; nil without TLS
	redirectAddr string

	// stopping ends the streams, which never end by themselves.
	stopping context.Context
	stop     context.CancelFunc
}

// New opens everything and listens; Serve then answers. The caller closes it,
// also when Serve failed.
func New(ctx context.Context, o Options) (s *Server, err error) {
	s = &Server{options: o}
	s.stopping, s.stop = context.WithCancel(context.Background())
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) open(ctx context.Context) (err error) {
	o := s.options.Options
	if o.Now == nil {
		o.Now = time.Now
	}
	s.pages = live.New(o.Now)
	o.Readers = append(o.Readers, live.Reader[app.Tx](s.pages))
	o.Live, o.Refused, o.Imported = s.pages.Live, s.pages.Refused, s.pages.Import
	if s.App, err = app.Open(ctx, o); err != nil {
		return err
	}
	if s.Access, err = newAccess(s.App, s.options.Hash); err != nil {
		return err
	}
	s.elsewhere = oidc.New(s.options.IdentityFrom, s.Now)
	s.Access.Elsewhere, s.Access.NoClients = s.elsewhere, s.options.NoClients
	s.Access.Owned = oidc.NewDomains(s.options.IdentityDomains, net.DefaultResolver.LookupTXT, s.Now).Owned
	if err := s.Access.SealSecrets(ctx); err != nil && ctx.Err() == nil {
		s.Log.Error("secrets of second steps cannot be read: their people need a recovery code, or cham reset-password --forget-second-step",
			"error", err)
	}
	first, err := s.Access.FirstRun(ctx)
	if err != nil {
		return err
	}
	if first {
		s.setupToken = s.NewID()
	}
	s.Demo = newDemo(s.App, s.pages.Demo)
	if err := s.Demo.Resume(ctx); err != nil {
		return err
	}
	handler, err := s.handler()
	if err != nil {
		return err
	}
	if err := s.listenControl(); err != nil {
		return err
	}
	return s.listen(handler)
}

func (s *Server) listen(handler http.Handler) (err error) {
	if s.listener, err = net.Listen("tcp", s.options.Listen); err != nil {
		e := cham.Errorf(cham.CodeUnavailable, "cham.serve",
			"another program listens on %s; choose another address with --listen", s.options.Listen)
		e.Err = err
		return e
	}
	s.http = &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
	}
	if s.options.TLS.on() {
		return s.serveTLS()
	}
	return nil
}

// Addr is where it listens, host:port.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// URL is where a person on this machine reaches the server.
func (s *Server) URL() string {
	if s.options.PublicURL != "" {
		return s.options.PublicURL
	}
	_, port, _ := net.SplitHostPort(s.Addr())
	switch {
	case len(s.options.TLS.Domains) > 0:
		return "https://" + s.options.TLS.Domains[0]
	case s.options.TLS.on():
		return "https://localhost:" + port
	}
	return "http://localhost:" + port
}

// SetupURL is where the first owner is made, also from another machine; "" when
// there was a user already at the start.
func (s *Server) SetupURL() string {
	if s.setupToken == "" {
		return ""
	}
	return s.URL() + "/welcome?token=" + s.setupToken
}

// Serve answers until ctx ends, then lets requests under way finish.
func (s *Server) Serve(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() {
		if s.http.TLSConfig != nil {
			failed <- s.http.ServeTLS(s.listener, "", "")
		} else {
			failed <- s.http.Serve(s.listener)
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.Log.Info("stopping")
	s.stop()
	deadline, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	if err := s.http.Shutdown(deadline); err != nil {
		return errors.Join(err, s.http.Close())
	}
	return nil
}

// Close stops what runs beside the app, then the app.
func (s *Server) Close() error {
	s.stop()
	if s.Demo != nil {
		s.Demo.Close()
	}
	if s.http != nil {
		s.http.Close()
		s.listener.Close() // also when nothing was served
	}
	if s.control != nil {
		s.control.Close()
	}
	if s.redirect != nil {
		s.redirect.Close()
	}
	if s.elsewhere != nil {
		s.elsewhere.Close()
	}
	if s.App == nil {
		return nil
	}
	return s.App.Close()
}
